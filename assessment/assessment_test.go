package assessment

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/aigap/aigap/rubrics"
)

// plainRubric is testdata/rubrics/ok/plain.yaml: see there for the arithmetic.
func plainRubric(t testing.TB) *rubrics.Rubric {
	t.Helper()
	src, err := os.ReadFile("../testdata/rubrics/ok/plain.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, problems := rubrics.NewLibrary().Load("plain.yaml", src)
	if r == nil {
		t.Fatal(problems)
	}
	return r
}

func answers(t testing.TB, r *rubrics.Rubric, lines string) *Assessment {
	t.Helper()
	a, problems := Decode("a.yaml", []byte("format: aigap/assessment/v1\nrubric: plain@1.0.0\nanswers:\n"+lines))
	if a == nil {
		t.Fatal(problems)
	}
	if problems := Check(a, r); len(problems) > 0 {
		t.Fatal(problems)
	}
	return a
}

// The rubric has the domains PLN-LAW (weight 2: LAW-01 weight 1 level 1, and
// LAW-02 weight 0.125 level 2, asked if CTX-01 applies) and PLN-OPS (weight 1:
// OPS-01 weight 1 level 1).
func TestScoreByHand(t *testing.T) {
	r := plainRubric(t)
	tests := []struct {
		name, lines string
		want        string // score evidenced potential | levels | completeness
	}{
		{"nothing answered", "", "0 0 100 | 0 0 2 | 0"},
		// LAW = 100·(1·0.5 + 0.125·1)/1.125 = 55.5556; whole = (2·55.5556 + 1·25)/3 = 45.3704
		{"all known", "  PLN-CTX-01: applies\n  PLN-LAW-01: partial\n  PLN-LAW-02: present\n  PLN-OPS-01: ongoing\n", "45.3704 0 45.3704 | 0 0 0 | 1"},
		// LAW-02 is hidden: LAW = 50; whole = (2·50 + 1·100)/3 = 66.6667; OPS alone has evidence: 100/3
		{"one hidden", "  PLN-CTX-01: does-not-apply\n  PLN-LAW-01: partial\n  PLN-OPS-01: {answer: implemented, evidence: [{title: register}]}\n", "66.6667 33.3333 66.6667 | 0 0 0 | 1"},
		// the gate is not known, so LAW-02 is asked: potential = (2·100·(1+0.125)/1.125 + 0)/3
		{"gate unknown", "  PLN-CTX-01: unknown\n  PLN-LAW-01: implemented\n  PLN-OPS-01: not-implemented\n", "59.2593 0 66.6667 | 0 0 0 | 0.6667"},
		// a gate that is not applicable hides what stands behind it
		{"gate not applicable", "  PLN-CTX-01: {answer: not-applicable, reason: r}\n  PLN-LAW-01: implemented\n  PLN-OPS-01: implemented\n", "100 0 100 | 2 0 2 | 1"},
		{"a domain not applicable", "  PLN-CTX-01: does-not-apply\n  PLN-LAW-01: {answer: not-applicable, reason: r}\n  PLN-OPS-01: implemented\n", "100 0 100 | 2 0 2 | 1"},
		{"everything not applicable", "  PLN-CTX-01: does-not-apply\n  PLN-LAW-01: {answer: not-applicable, reason: r}\n  PLN-OPS-01: {answer: not-applicable, reason: r}\n", "null null null | null null null | 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Score(r, answers(t, r, tt.lines)).Overall
			figure := func(m Maybe[float64]) string {
				if !m.OK {
					return "null"
				}
				return FormatFigure(m.V)
			}
			level := func(m Maybe[int]) string { return figure(Maybe[float64]{float64(m.V), m.OK}) }
			got := strings.Join([]string{figure(o.Score), figure(o.Evidenced), figure(o.Potential), "|", level(o.Level), level(o.EvidencedLevel), level(o.PotentialLevel), "|", FormatFigure(o.Completeness)}, " ")
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestGapsByHand(t *testing.T) {
	r := plainRubric(t)
	res := Score(r, answers(t, r, "  PLN-CTX-01: applies\n  PLN-LAW-01: implemented\n  PLN-OPS-01: ongoing\n"))
	// LAW-02 (level 2, its domain at 1): r = 1, high; 100·(2/3)·(0.125/1.125) = 7.4074 up to
	// OPS-01 (level 1, its domain at 0, the lowest): critical; 100·(1/3)·(1−0.25) = 25
	want := "PLN-OPS-01 critical close 25 \"ongoing\"\nPLN-LAW-02 high establish 7.4074 \"\"\n"
	got := ""
	for _, g := range res.Gaps {
		got += g.Question.ID + " " + string(g.Priority) + " " + string(g.Kind) + " " + FormatFigure(g.Gain) + " \"" + g.Answer + "\"\n"
	}
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if res.Next != (Progress{Rung: 1, Met: 1, Of: 2}) {
		t.Errorf("progress of the whole is %+v", res.Next)
	}
	if res.Domains[0].Next != (Progress{Rung: 2, Met: 0, Of: 1}) {
		t.Errorf("progress of PLN-LAW is %+v", res.Domains[0].Next)
	}
}

func TestProvisionalAndWarnings(t *testing.T) {
	r := plainRubric(t)
	res := Score(r, answers(t, r, "  PLN-CTX-01: does-not-apply\n  PLN-LAW-01: {answer: not-applicable, reason: r}\n  PLN-LAW-02: present\n"))
	want := []string{
		"completeness is 0, below 0.8",
		"1 of the 2 questions that are asked are answered not-applicable, more than a fifth",
		"the whole domain PLN-LAW is answered not-applicable",
	}
	if diff := cmp.Diff(want, res.Provisional); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"PLN-LAW-02 is answered but not asked"}, res.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	full := Score(r, answers(t, r, "  PLN-CTX-01: applies\n  PLN-LAW-01: implemented\n  PLN-LAW-02: present\n  PLN-OPS-01: partial\n"))
	if full.Provisional != nil || full.Warnings != nil {
		t.Errorf("a whole assessment is provisional: %v %v", full.Provisional, full.Warnings)
	}
}

func TestMeets(t *testing.T) {
	r := plainRubric(t)
	res := Score(r, answers(t, r, "  PLN-CTX-01: applies\n  PLN-LAW-01: implemented\n  PLN-LAW-02: unknown\n  PLN-OPS-01: partial\n"))
	num := func(x float64) *float64 { return &x }
	lvl := func(n int) *int { return &n }
	exact := res.Overall.Score.V
	tests := []struct {
		name    string
		under   *float64
		level   *int
		require []string
		short   int
	}{
		{"nothing asked", nil, nil, nil, 0},
		{"the score itself", num(exact), nil, nil, 0},
		{"just above", num(exact + 0.0001), nil, nil, 1},
		{"level 0", nil, lvl(0), nil, 0},
		{"level 1", nil, lvl(1), nil, 1},
		{"in place", nil, nil, []string{"PLN-LAW-01"}, 0},
		{"partial, unknown, context, no such", nil, nil, []string{"PLN-OPS-01", "PLN-LAW-02", "PLN-CTX-01", "PLN-LAW-09"}, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if short := res.Meets(tt.under, tt.level, tt.require); len(short) != tt.short {
				t.Errorf("falls short in %q, want %d", short, tt.short)
			}
		})
	}
	none := Score(r, answers(t, r, "  PLN-CTX-01: does-not-apply\n  PLN-LAW-01: {answer: not-applicable, reason: r}\n  PLN-OPS-01: {answer: not-applicable, reason: r}\n"))
	if short := none.Meets(num(0), lvl(0), nil); len(short) != 2 {
		t.Errorf("no figure meets a threshold: %q", short)
	}
}

func TestRound(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want string
	}{{0.00005, "0.0001"}, {0.00015, "0.0002"}, {2.00005, "2.0001"}, {99.99995, "100"}, {0.00004999, "0"}, {41.25, "41.25"}, {100.0 / 3, "33.3333"}, {-0.00005, "-0.0001"}} {
		if got := FormatFigure(tt.x); got != tt.want {
			t.Errorf("%v rounds to %s, want %s", tt.x, got, tt.want)
		}
	}
}

// Every file in err has one fault; its finding stands beside it.
func TestBadAssessments(t *testing.T) {
	r := plainRubric(t)
	names, err := filepath.Glob("../testdata/answers/err/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in testdata/answers/err: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, body, ok := strings.Cut(string(src), "\n")
			if !ok || !strings.HasPrefix(want, "# want ") {
				t.Fatal("the first line must be # want LINE:COL CODE")
			}
			a, problems := Decode("a.yaml", []byte("\n"+body))
			if a != nil {
				problems = append(problems, Check(a, r)...)
			}
			var got []string
			for _, p := range problems {
				got = append(got, strings.TrimPrefix(p.Pos.String(), "a.yaml:")+" "+p.Code)
			}
			if g := strings.Join(got, ", "); g != strings.TrimPrefix(want, "# want ") {
				t.Errorf("got %s, want %s\n%v", g, want, problems)
			}
		})
	}
}

func TestRoundTrip(t *testing.T) {
	r := plainRubric(t)
	a := New(r)
	a.Subject = Subject{Name: "Ruritania: the \"old\" one", Code: "NO", Organization: "  spaced  "}
	a.Date = "2026-11-20"
	a.Assessors = []Assessor{{"A. B.", "head"}, {"C", ""}}
	a.Answers = map[string]Answer{
		"PLN-CTX-01": {Value: "applies"},
		"PLN-LAW-01": {Value: "partial", Note: "two\nlines\n", Review: true, Evidence: []Evidence{{"Law 1", "https://x.example/a?b#c", "2025-01-01"}, {"yes", "", ""}}},
		"PLN-LAW-02": {Value: "not-applicable", Reason: "because: no"},
		"PLN-OPS-01": {Note: "only a note"},
	}
	a.Retired = map[string]Retired{"PLN-OLD-01": {Answer: Answer{Value: "yes", Note: "n"}, Rubric: "plain@0.1.0"}}
	src := Encode(a, r)
	back, problems := Decode("a.yaml", src)
	if back == nil {
		t.Fatalf("%v\n%s", problems, src)
	}
	if diff := cmp.Diff(a, back, cmpopts.IgnoreUnexported(Assessment{})); diff != "" {
		t.Errorf("(-written +read):\n%s\n%s", diff, src)
	}
	if again := Encode(back, r); string(again) != string(src) {
		t.Errorf("written again it is\n%s", again)
	}
	if problems := Check(back, r); len(problems) > 0 {
		t.Error(problems)
	}
}

func FuzzDecode(f *testing.F) {
	r := plainRubric(f)
	for _, pattern := range []string{"../testdata/answers/err/*", "*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("no seeds for %s: %v", pattern, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Add([]byte(`{"format":"aigap/assessment/v1","rubric":"plain@1.0.0","answers":{"PLN-OPS-01":{"answer":"partial","note":"\u00e9"}}}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		a, problems := Decode("f", src)
		if (a == nil) != slices.ContainsFunc(problems, func(p rubrics.Problem) bool { return !p.Warning }) {
			t.Fatalf("assessment %v with problems %v", a, problems)
		}
		if a == nil || len(Check(a, r)) > 0 {
			return
		}
		Score(r, a)
		first := Encode(a, r)
		back, problems := Decode("f", first)
		if back == nil {
			t.Fatalf("its own encoding cannot be read: %v\n%s", problems, first)
		}
		if second := Encode(back, r); string(second) != string(first) {
			t.Errorf("encoding is not stable:\n%s\n%s", first, second)
		}
	})
}

// The example is valid, complete enough to mean something, and shows off.
func TestExample(t *testing.T) {
	a, problems := Decode("example.yaml", Example())
	if a == nil {
		t.Fatal(problems)
	}
	r, err := rubrics.NewLibrary().Get(a.Rubric)
	if err != nil {
		t.Fatal(err)
	}
	if problems := Check(a, r); len(problems) > 0 {
		t.Fatal(problems)
	}
	res := Score(r, a)
	if len(res.Provisional) > 0 || len(res.Warnings) > 0 || len(res.Gaps) == 0 {
		t.Errorf("provisional %v, warnings %v, %d gaps", res.Provisional, res.Warnings, len(res.Gaps))
	}
}

func BenchmarkScore(b *testing.B) {
	a, _ := Decode("example.yaml", Example())
	r, err := rubrics.NewLibrary().Get(a.Rubric)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Score(r, a)
	}
}

func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(Example())))
	for b.Loop() {
		if a, problems := Decode("example.yaml", Example()); a == nil {
			b.Fatal(problems)
		}
	}
}
