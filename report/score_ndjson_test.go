package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// randomRecords are scores under all built-in rubrics, and errors.
func randomRecords(t *testing.T, rng *rand.Rand, n int) (records []ScoreRecord) {
	t.Helper()
	lib := rubrics.NewLibrary()
	texts := []string{"", "Ruritania", "Côte d’Ivoire", "a \"b\" \\ <&> \t\n\x01\u2028\x7f", "=cmd|x", " lead", `\.`, "a,b", "\xff", "\ufeffx"}
	text := func() string { return texts[rng.IntN(len(texts))] }
	for i := range n {
		if rng.IntN(6) == 0 {
			records = append(records, ScoreRecord{Source: text(), Err: &ScoreError{Message: text(), Line: rng.IntN(2), Column: rng.IntN(3)}})
			continue
		}
		refs := lib.Refs()
		r, err := lib.Get(refs[(i+rng.IntN(2))%len(refs)])
		if err != nil {
			t.Fatal(err)
		}
		a := assessment.New(r)
		a.Subject = assessment.Subject{Name: text(), Code: text(), Organization: text()}
		for _, q := range r.Questions() {
			var ans assessment.Answer
			switch k := rng.IntN(6); k {
			case 0:
				ans.Value = rubrics.Unknown
			case 1:
				ans = assessment.Answer{Value: rubrics.NotApplicable, Reason: "r"}
			case 2:
			default:
				ans.Value = q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value
			}
			if rng.IntN(2) == 0 {
				ans.Evidence = []assessment.Evidence{{Title: "e"}}
			}
			a.Answers[q.ID] = ans
		}
		records = append(records, ScoreRecord{Source: text(), Result: assessment.Score(r, a)})
	}
	return records
}

// draw simulates the scores among some records.
func draw(records []ScoreRecord) {
	for i := range records {
		if rec := &records[i]; rec.Result != nil {
			drawn := rec.Result.Sensitivity(assessment.Draws{N: 20, Seed: 1, Spread: 0.25})
			rec.Drawn = &drawn
		}
	}
}

// A line is what encoding/json makes of the published shape.
func TestNDJSONIsTheJSON(t *testing.T) {
	records := randomRecords(t, rand.New(rand.NewPCG(1, 2)), 120)
	draw(records[:40])
	for _, rec := range records {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(rec.published()); err != nil {
			t.Fatal(err)
		}
		if got := appendScore(nil, rec); !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("got  %s\nwant %s", got, want.Bytes())
		}
	}
}

func TestAppendFigure(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	check := func(x float64) {
		if got, want := string(assessment.AppendFigure(nil, x)), assessment.FormatFigure(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
	for range 200_000 {
		check(assessment.Round(rng.Float64()*100, 4))
		check(rng.Float64() * 100)
	}
	for _, x := range []float64{0, 1, 100, 0.0001, 0.00005, 99.9999, 12.5, 1e10, 1e12, 1e20, -1, -0.5, 0.1 + 0.2} {
		check(x)
	}
}

// csvAtOnce is the table made with everything in view.
func csvAtOnce(records []ScoreRecord) [][]string {
	var domains []string
	lenses := map[string]bool{}
	drawn := false
	var rows []map[string]string
	for _, rec := range records {
		row := map[string]string{"source": inert(rec.Source)}
		rows = append(rows, row)
		if rec.Err != nil {
			row["error"] = inert(rec.Err.Message)
			continue
		}
		res, o := rec.Result, rec.Result.Overall
		row["subject"], row["code"], row["rubric"] = inert(res.Assessment.Subject.Name), inert(res.Assessment.Subject.Code), res.Rubric.Ref().String()
		figure := func(column string, f assessment.Maybe[float64]) {
			if row[column] = ""; f.OK {
				row[column] = assessment.FormatFigure(f.V)
			}
		}
		level := func(column string, l assessment.Maybe[int]) {
			if row[column] = ""; l.OK {
				row[column] = fmt.Sprint(l.V)
			}
		}
		figure("score", o.Score)
		figure("evidenced", o.Evidenced)
		figure("potential", o.Potential)
		row["completeness"] = assessment.FormatFigure(o.Completeness)
		level("level", o.Level)
		level("evidenced_level", o.EvidencedLevel)
		level("potential_level", o.PotentialLevel)
		for _, d := range res.Domains {
			if !strings.Contains("|"+strings.Join(domains, "|")+"|", "|"+d.Domain.ID+"|") {
				domains = append(domains, d.Domain.ID)
			}
			figure("score:"+d.Domain.ID, d.Score)
			level("level:"+d.Domain.ID, d.Level)
		}
		for _, l := range res.Principles {
			lenses["principle:"+l.Name] = true
			figure("principle:"+l.Name, l.Score)
		}
		for _, l := range res.Pillars {
			lenses["pillar:"+l.Name] = true
			figure("pillar:"+l.Name, l.Score)
		}
		if rec.Drawn != nil {
			drawn = true
			for i, p := range drawnPercentiles(rec.Drawn.Overall) {
				figure(drawnColumns[i], p)
			}
		}
	}
	columns := append([]string{}, csvHead...)
	for _, d := range domains {
		columns = append(columns, "score:"+d, "level:"+d)
	}
	for _, c := range lensColumns() {
		if lenses[c] {
			columns = append(columns, c)
		}
	}
	if drawn {
		columns = append(columns, drawnColumns...)
	}
	table := [][]string{columns}
	for _, row := range rows {
		var cells []string
		for _, c := range columns {
			cells = append(cells, row[c])
		}
		table = append(table, cells)
	}
	return table
}

// However the scores come in batches, and wherever the rows wait, the file is
// the one of everything in view.
func TestCSVOfBatches(t *testing.T) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 2))
		records := randomRecords(t, rng, int(seed)*12)
		if seed%2 == 0 {
			draw(records)
		}
		if seed == 5 {
			for len(records) < 8_000 { // more than stays in memory
				records = append(records, records[rng.IntN(60)])
			}
		}
		var want bytes.Buffer
		writeCSV(t, &want, csvAtOnce(records))
		var got bytes.Buffer
		spilled := false
		w := NewScoreWriter(&got, "csv", false, func() (Spill, error) {
			spilled = true
			return os.CreateTemp(t.TempDir(), "")
		})
		for rest := records; len(rest) > 0; {
			b := w.NewBatch()
			n := min(len(rest), 1+rng.IntN(7))
			for _, rec := range rest[:n] {
				b.Add(rec)
			}
			rest = rest[n:]
			if err := w.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w.Discard()
		if spilled != (seed == 5) {
			t.Errorf("seed %d: spilled is %t", seed, spilled)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("seed %d: got\n%.3000s\nwant\n%.3000s", seed, got.Bytes(), want.Bytes())
		}
	}
}

func writeCSV(t *testing.T, to io.Writer, rows [][]string) {
	t.Helper()
	w := csv.NewWriter(to)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}
