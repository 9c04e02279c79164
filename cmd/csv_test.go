package cmd

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aigap/aigap/rubrics"
)

// randomTable is the same assessments as a batch of JSON and as csv, under two
// rubrics with codes of their own.
func randomTable(t *testing.T, rng *rand.Rand, n int, comma rune) (lines, table string) {
	lib := rubrics.NewLibrary()
	var all []*rubrics.Rubric
	head := []string{"date", "subject", "rubric", "code"}
	for _, name := range []string{"who-srhr@1.0.0", "who-regulatory@0.9.0"} {
		ref, err := lib.Resolve(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := lib.Get(ref)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
		head = append(head, r.Codes()...)
	}
	slices.Sort(head) // some codes are in both
	head = slices.Compact(head)
	rng.Shuffle(len(head), func(i, j int) { head[i], head[j] = head[j], head[i] })
	var jsons, csvs bytes.Buffer
	w := csv.NewWriter(&csvs)
	w.Comma, w.UseCRLF = comma, rng.IntN(2) == 0
	if err := w.Write(head); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		r := all[rng.IntN(len(all))]
		name := []string{"Ruritania", "Côte; \"d’Ivoire\", land", "two\nlines"}[rng.IntN(3)]
		cells := map[string]string{"rubric": r.Ref().String(), "subject": name, "code": fmt.Sprint(i), "date": "2026-01-31"}
		answers := map[string]any{}
		for _, q := range r.Questions() {
			v := q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value
			switch rng.IntN(30) {
			case 0:
				v = "unknown"
			case 1:
				continue
			case 2:
				answers[q.ID] = map[string]string{"answer": "not-applicable", "reason": "why: so"}
				cells[q.ID] = "not-applicable: why: so"
				continue
			}
			answers[q.ID], cells[q.ID] = v, v
		}
		if rng.IntN(10) == 0 {
			q := r.Questions()[0].ID
			answers[q], cells[q] = "no-such-answer", "no-such-answer"
		}
		line, err := json.Marshal(map[string]any{"format": "aigap/assessment/v1", "rubric": r.Ref().String(), "date": "2026-01-31",
			"subject": map[string]string{"name": name, "code": fmt.Sprint(i)}, "answers": answers})
		if err != nil {
			t.Fatal(err)
		}
		jsons.Write(append(line, '\n'))
		row := make([]string, len(head))
		for c, column := range head {
			row[c] = cells[column]
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return jsons.String(), csvs.String()
}

// withoutPlaces is scores without what csv and JSON have of their own.
func withoutPlaces(t *testing.T, scores string) (all []any) {
	for line := range strings.Lines(scores) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if e, ok := v["error"].(map[string]any); ok {
			delete(e, "line")
			delete(e, "column")
		}
		all = append(all, v)
	}
	return all
}

// The same answers give the same scores in JSON and in csv, whatever the order
// of columns, the comma and the ends of lines; on any number of cores, and
// however the input arrives.
func TestScoreCSVIsScoreOfLines(t *testing.T) {
	for seed, comma := range []rune{',', ';'} {
		lines, table := randomTable(t, rand.New(rand.NewPCG(uint64(seed), 7)), 60, comma)
		want, _, _ := scored(strings.NewReader(lines), "-f", "ndjson")
		out, errs, code := scored(strings.NewReader(table), "-f", "ndjson")
		if code != exitInput || !strings.Contains(out, "Ruritania") || strings.Count(errs, "no evidence") != 1 {
			t.Fatalf("the test is wrong: %d %.500s\n%.500s", code, out, errs)
		}
		w, g := withoutPlaces(t, want), withoutPlaces(t, out)
		if len(w) != len(g) {
			t.Fatalf("%d scores, want %d", len(g), len(w))
		}
		for i := range w {
			if fmt.Sprint(w[i]) != fmt.Sprint(g[i]) {
				t.Fatalf("row %d: %v\nwant %v", i, g[i], w[i])
			}
		}
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
		for name, in := range map[string]io.Reader{"byte by byte": iotest.OneByteReader(strings.NewReader("\ufeff" + table)), "halved": iotest.HalfReader(strings.NewReader(table))} {
			if got, gotErrs, gotCode := scored(in, "-f", "ndjson"); got != out || gotErrs != errs || gotCode != code {
				t.Errorf("%s: the output is another one: %.300s", name, gotErrs)
			}
		}
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
		var places bytes.Buffer // validate reads rows one by one
		Main([]string{"validate", path}, strings.NewReader(""), &places, io.Discard)
		var got []string
		for line := range strings.Lines(places.String()) {
			got = append(got, strings.Replace(strings.TrimSuffix(line, "\n"), path, "-", 1))
		}
		if want := strings.Split(strings.TrimSpace(errs), "\n")[1:]; !slices.Equal(got, want) {
			t.Errorf("validate says %q, score says %q", got, want)
		}
	}
}

// A row longer than any that is read is an error in its place, and costs no
// memory; the lines behind it keep their numbers.
func TestScoreCSVLongRow(t *testing.T) {
	head, good, bad := "rubric,subject\n", "who-srhr@1.0.0,x\n", "nothing,x\n"
	long := io.MultiReader(strings.NewReader("who-srhr@1.0.0,\"\n\n"), io.LimitReader(endless('x'), 64<<20), strings.NewReader("\n\"\"\"\n"))
	out, errs, code := scored(io.MultiReader(strings.NewReader(head+good), long, strings.NewReader(good+bad)), "-f", "ndjson")
	lines := strings.Split(out, "\n")
	if code != exitInput || len(lines) != 5 || !strings.Contains(lines[1], `too large`) || lines[0] != lines[2] ||
		!strings.Contains(errs, "\n-:3:1: ") || !strings.Contains(errs, "\n-:8:1: ") {
		t.Errorf("exit code %d: %s\n%.2000s", code, errs, out)
	}
}

// What our own csv makes inert comes back as it was.
func TestScoreCSVReadsInertCells(t *testing.T) {
	for _, name := range []string{"=1+1", "+x", "-x", "@x", "plain", "-", "'x", "it's", `"=x"`} {
		line, _ := json.Marshal(map[string]any{"format": "aigap/assessment/v1", "rubric": "who-srhr@1.0.0", "subject": map[string]string{"name": name, "code": name}, "answers": map[string]string{}})
		out, _, _ := scored(bytes.NewReader(line), "-f", "csv")
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatal(err, out)
		}
		var back bytes.Buffer
		w := csv.NewWriter(&back)
		_ = w.WriteAll([][]string{rows[0][1:4], rows[1][1:4]}) // subject, code, rubric
		got, _, _ := scored(&back, "-f", "csv")
		if got != out {
			t.Errorf("%q comes back as\n%s\nwant\n%s", name, got, out)
		}
	}
}
