package cmd

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aigap/aigap/rubrics"
)

// randomBatch is a stream of assessments: most of the common shape, some of
// another, some not valid, some lines blank.
func randomBatch(rng *rand.Rand, lines int) string {
	lib := rubrics.NewLibrary()
	var all []*rubrics.Rubric
	for _, name := range []string{"who-ai4h", "who-srhr"} {
		ref, err := lib.Resolve(name)
		if err != nil {
			panic(err)
		}
		r, err := lib.Get(ref)
		if err != nil {
			panic(err)
		}
		all = append(all, r)
	}
	var b strings.Builder
	for i := range lines {
		r := all[rng.IntN(len(all))]
		switch rng.IntN(20) {
		case 0:
			b.WriteString("\n")
			continue
		case 1:
			b.WriteString([]string{"{", "--- x", "# x", "format: aigap/assessment/v1", "[]", "\xff", `{"a":1,"a":2}`, `{"format":"x"}`, "  "}[rng.IntN(9)] + "\n")
			continue
		}
		var answers []string
		for _, q := range r.Questions() {
			v := q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value
			switch rng.IntN(40) {
			case 0:
				v = "no-such-answer"
				if rng.IntN(4) > 0 {
					v = "unknown"
				}
			case 1:
				continue
			}
			answers = append(answers, fmt.Sprintf("%q:%q", q.ID, v))
		}
		if rng.IntN(10) == 0 {
			answers = append(answers, `"NO-SUCH-01":"implemented"`)
		}
		name := []string{"Ruritania", `a \"b\" \u00e9`, "Côte d’Ivoire", "=1+1"}[rng.IntN(4)]
		fmt.Fprintf(&b, `{"format":"aigap/assessment/v1","rubric":"%s","subject":{"name":"%s %d"},"answers":{%s}}`, r.Ref(), name, i, strings.Join(answers, ","))
		b.WriteString([]string{"\n", "\n", "\r\n"}[rng.IntN(3)])
	}
	return strings.TrimRight(b.String(), "\r\n")
}

// scored is what score makes of a stream.
func scored(in io.Reader, args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	code = Main(append([]string{"score"}, append(args, "-")...), in, &out, &errs)
	return out.String(), errs.String(), code
}

// The output is the same on any number of cores and however the input arrives.
func TestScoreStreamHangsOnNothing(t *testing.T) {
	input := randomBatch(rand.New(rand.NewPCG(1, 1)), 80)
	for _, format := range []string{"ndjson", "json", "csv", "table"} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		out, errs, code := scored(strings.NewReader(input), "-f", format)
		if code != exitInput || !strings.Contains(out, "Ruritania") || !strings.Contains(errs, "NO-SUCH-01") {
			t.Fatalf("%s: the test is wrong: %d\n%.500s\n%.500s", format, code, out, errs)
		}
		for _, cores := range []int{2, 7} {
			runtime.GOMAXPROCS(cores)
			for name, in := range map[string]io.Reader{
				"at once": strings.NewReader(input), "byte by byte": iotest.OneByteReader(strings.NewReader(input)), "halved": iotest.HalfReader(strings.NewReader(input)),
			} {
				got, gotErrs, gotCode := scored(in, "-f", format)
				if got != out || gotErrs != errs || gotCode != code {
					t.Errorf("%s on %d cores, %s: the output is another one", format, cores, name)
				}
			}
		}
	}
}

// A line that is read by hand gives what it gives as a file of its own, which
// is read strictly.
func TestScoreStreamIsScoreOfFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "one.json")
	input := randomBatch(rand.New(rand.NewPCG(2, 2)), 40)
	out, _, _ := scored(strings.NewReader(input), "-f", "ndjson")
	results := strings.SplitAfter(strings.TrimSuffix(out, "\n"), "\n")
	for line := range strings.Lines(input) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		got := results[0]
		results = results[1:]
		if !strings.HasPrefix(line, `{"format":"aigap/assessment/v1"`) || strings.Contains(got, `"error":`) {
			continue
		}
		if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if code := Main([]string{"score", "-f", "ndjson", path}, strings.NewReader(""), &want, io.Discard); code != exitOK {
			t.Fatalf("%s: exit code %d", line, code)
		}
		if strings.TrimSpace(got) != strings.Replace(strings.TrimSpace(want.String()), path, "-", 1) {
			t.Fatalf("got  %s\nwant %s", got, want.String())
		}
	}
	if len(results) != 0 {
		t.Errorf("%d results too many", len(results))
	}
}

// A stream may be cut anywhere between lines: the outputs put together are that
// of one run. So a run that was killed goes on from the lines that it wrote.
func TestScoreStreamCanBeSplit(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	input := randomBatch(rng, 120)
	want, _, _ := scored(strings.NewReader(input), "-f", "ndjson")
	lines := strings.SplitAfter(input, "\n")
	for range 4 {
		var got strings.Builder
		for rest := lines; len(rest) > 0; {
			n := min(len(rest), 1+rng.IntN(60))
			out, _, _ := scored(strings.NewReader(strings.Join(rest[:n], "")), "-f", "ndjson")
			got.WriteString(out)
			rest = rest[n:]
		}
		if got.String() != want {
			t.Fatalf("split, the output is another one:\n%.2000s", got.String())
		}
	}
	for range 4 { // killed in the middle of a line
		whole := want[:rng.IntN(len(want))]
		whole = whole[:strings.LastIndexByte(whole, '\n')+1]
		done, at := strings.Count(whole, "\n"), 0
		for n := 0; n < done; at++ {
			if strings.TrimSpace(lines[at]) != "" {
				n++
			}
		}
		out, _, _ := scored(strings.NewReader(strings.Join(lines[at:], "")), "-f", "ndjson")
		if whole+out != want {
			t.Fatalf("resumed after %d results, the output is another one", done)
		}
	}
}

// A result is there as soon as its line is.
func TestScoreStreamDoesNotWait(t *testing.T) {
	line := `{"format":"aigap/assessment/v1","rubric":"who-ai4h@1.0.0","answers":{}}` + "\n"
	in, feed := io.Pipe()
	results, out := io.Pipe()
	go func() {
		Main([]string{"score", "-f", "ndjson", "-"}, in, out, io.Discard)
		out.Close()
	}()
	buf := make([]byte, 1<<20)
	for range 3 {
		if _, err := feed.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
		n, err := results.Read(buf)
		if err != nil || !bytes.HasSuffix(buf[:n], []byte("}\n")) {
			t.Fatalf("%v %s", err, buf[:n])
		}
	}
	feed.Close()
	if n, err := results.Read(buf); err != io.EOF {
		t.Errorf("%v %s", err, buf[:n])
	}
}

// A line longer than any that is read is an error in its place, and costs no
// memory.
func TestScoreStreamLongLine(t *testing.T) {
	good := `{"format":"aigap/assessment/v1","rubric":"who-ai4h@1.0.0","answers":{}}` + "\n"
	long := io.LimitReader(endless('x'), 64<<20)
	out, errs, code := scored(io.MultiReader(strings.NewReader(good), long, strings.NewReader("\n"+good)), "-f", "ndjson")
	if lines := strings.Split(out, "\n"); code != exitInput || len(lines) != 4 || !strings.Contains(lines[1], "too large") || lines[0] != lines[2] {
		t.Errorf("exit code %d: %s\n%s", code, errs, out)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}
