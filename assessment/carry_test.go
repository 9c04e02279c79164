package assessment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

// chain is the made-up rubric in testdata with a change of every kind in each
// of its versions.
func chain(t testing.TB) []*rubrics.Rubric {
	t.Helper()
	lib := rubrics.NewLibrary()
	var path []*rubrics.Rubric
	for _, name := range []string{"before/chain-1.0.0.yaml", "ok/chain.yaml", "ok/chain-3.0.0.yaml"} {
		src, err := os.ReadFile("../testdata/rubrics/" + name)
		if err != nil {
			t.Fatal(err)
		}
		r, problems := lib.Load(name, src)
		if r == nil {
			t.Fatal(problems)
		}
		path = append(path, r)
	}
	return path
}

func TestCarry(t *testing.T) {
	path := chain(t)
	law := []Evidence{{Title: "A law", Link: "https://example.org", Date: "2025-01-31"}}
	decree := []Evidence{{Title: "A decree"}}
	known := func(v string) Answer { return Answer{Value: v} }
	cases := []struct {
		name    string
		path    []*rubrics.Rubric
		in      map[string]Answer
		want    map[string]Answer
		retired map[string]Retired
	}{
		{"unchanged and renamed, as is", path[:2],
			map[string]Answer{"CH-A-1": {Value: "all", Evidence: law, Note: "n", Review: true}, "CH-A-2": {Value: "not-applicable", Reason: "r"}},
			map[string]Answer{"CH-A-1": {Value: "all", Evidence: law, Note: "n", Review: true}, "CH-B-2": {Value: "not-applicable", Reason: "r"}}, nil},
		{"reworded, with review where the change says so", path[:2],
			map[string]Answer{"CH-A-3": {Value: "none", Note: "n"}}, map[string]Answer{"CH-A-3": {Value: "none", Note: "n", Review: true}}, nil},
		{"reworded, nothing was said", path[:2],
			map[string]Answer{"CH-A-3": {Note: "n"}}, map[string]Answer{"CH-A-3": {Note: "n"}}, nil},
		{"reworded, without review", path[1:],
			map[string]Answer{"CH-A-1": known("all")}, map[string]Answer{"CH-A-1": known("all")}, nil},
		{"reworded, an old mark stays", path[1:],
			map[string]Answer{"CH-A-1": {Value: "all", Review: true}}, map[string]Answer{"CH-A-1": {Value: "all", Review: true}}, nil},
		{"merged, the lowest of the known", path[:2],
			map[string]Answer{"CH-A-4": {Value: "all", Note: "Four.", Evidence: law}, "CH-A-5": {Value: "none", Note: "Five.", Evidence: slices.Concat(law, decree)}},
			map[string]Answer{"CH-B-4": {Value: "none", Evidence: slices.Concat(law, decree),
				Note: "In chain@1.0.0, CH-A-4 was answered: all. Note: Four.\nIn chain@1.0.0, CH-A-5 was answered: none. Note: Five."}}, nil},
		{"merged, one unknown", path[:2],
			map[string]Answer{"CH-A-4": known("all"), "CH-A-5": known("unknown")},
			map[string]Answer{"CH-B-4": {Value: "unknown", Review: true, Note: "In chain@1.0.0, CH-A-4 was answered: all\nIn chain@1.0.0, CH-A-5 was answered: unknown"}}, nil},
		{"merged, one unanswered", path[:2],
			map[string]Answer{"CH-A-4": known("all")},
			map[string]Answer{"CH-B-4": {Value: "unknown", Review: true, Note: "In chain@1.0.0, CH-A-4 was answered: all\nIn chain@1.0.0, CH-A-5 was not answered"}}, nil},
		{"merged, all unknown", path[:2],
			map[string]Answer{"CH-A-4": known("unknown"), "CH-A-5": known("unknown")},
			map[string]Answer{"CH-B-4": {Value: "unknown", Note: "In chain@1.0.0, CH-A-4 was answered: unknown\nIn chain@1.0.0, CH-A-5 was answered: unknown"}}, nil},
		{"merged, none answered", path[:2],
			map[string]Answer{"CH-A-4": {Note: "Four."}},
			map[string]Answer{"CH-B-4": {Note: "In chain@1.0.0, CH-A-4 was not answered. Note: Four.\nIn chain@1.0.0, CH-A-5 was not answered"}}, nil},
		{"merged, all not applicable", path[:2],
			map[string]Answer{"CH-A-4": {Value: "not-applicable", Reason: "a"}, "CH-A-5": {Value: "not-applicable", Reason: "b"}},
			map[string]Answer{"CH-B-4": {Value: "not-applicable", Reason: "a\nb",
				Note: "In chain@1.0.0, CH-A-4 was answered: not-applicable. Reason: a\nIn chain@1.0.0, CH-A-5 was answered: not-applicable. Reason: b"}}, nil},
		{"merged, one not applicable", path[:2],
			map[string]Answer{"CH-A-4": {Value: "not-applicable", Reason: "a"}, "CH-A-5": known("all")},
			map[string]Answer{"CH-B-4": {Value: "unknown", Review: true,
				Note: "In chain@1.0.0, CH-A-4 was answered: not-applicable. Reason: a\nIn chain@1.0.0, CH-A-5 was answered: all"}}, nil},
		{"split, unknown with the old answer in the note", path[:2],
			map[string]Answer{"CH-A-6": {Value: "all", Note: "Six.", Evidence: law}},
			map[string]Answer{
				"CH-B-6": {Value: "unknown", Review: true, Evidence: law, Note: "Six.\nIn chain@1.0.0, CH-A-6 was answered: all"},
				"CH-B-7": {Value: "unknown", Review: true, Evidence: law, Note: "Six.\nIn chain@1.0.0, CH-A-6 was answered: all"}}, nil},
		{"split, not applicable with its reason", path[:2],
			map[string]Answer{"CH-A-6": {Value: "not-applicable", Reason: "r"}},
			map[string]Answer{
				"CH-B-6": {Value: "not-applicable", Reason: "r", Review: true, Note: "In chain@1.0.0, CH-A-6 was answered: not-applicable"},
				"CH-B-7": {Value: "not-applicable", Reason: "r", Review: true, Note: "In chain@1.0.0, CH-A-6 was answered: not-applicable"}}, nil},
		{"split, unanswered", path[:2], map[string]Answer{"CH-A-6": {}}, map[string]Answer{}, nil},
		{"the new scale lacks the value", path[1:],
			map[string]Answer{"CH-A-3": {Value: "all", Note: "Three."}},
			map[string]Answer{"CH-A-3": {Value: "unknown", Review: true, Note: "Three.\nIn chain@2.0.0, CH-A-3 was answered: all"}}, nil},
		{"the new scale has the value", path[1:], map[string]Answer{"CH-A-3": known("none")}, map[string]Answer{"CH-A-3": known("none")}, nil},
		{"removed", path[:2], map[string]Answer{"CH-A-7": {Value: "all", Note: "n", Evidence: law, Review: true}}, map[string]Answer{},
			map[string]Retired{"CH-A-7": {Answer{Value: "all", Note: "n", Evidence: law, Review: true}, "chain@1.0.0"}}},
		{"removed on the way", path, map[string]Answer{"CH-A-7": {Note: "n"}}, map[string]Answer{},
			map[string]Retired{"CH-A-7": {Answer{Note: "n"}, "chain@1.0.0"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, last := c.path[0], c.path[len(c.path)-1]
			in := &Assessment{Rubric: r.Ref(), RubricDigest: r.Digest, Subject: Subject{Name: "S"}, Date: "2026-11-20",
				Assessors: []Assessor{{Name: "A"}}, Answers: c.in}
			if problems := Check(in, r); len(problems) > 0 {
				t.Fatal(problems)
			}
			got := Carry(in, c.path).After
			if diff := cmp.Diff(c.want, got.Answers); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.retired, got.Retired); diff != "" {
				t.Errorf("retired (-want +got):\n%s", diff)
			}
			if got.Rubric != last.Ref() || got.RubricDigest != last.Digest || got.Subject != in.Subject || got.Date != in.Date || len(got.Assessors) != 1 {
				t.Errorf("the head is %+v", got)
			}
		})
	}
}

// A code may hold a retired answer of another rubric already: both are kept,
// and what was retired never comes back by itself.
func TestCarryKeepsRetired(t *testing.T) {
	path := chain(t)
	old := map[string]Retired{
		"CH-A-7": {Answer{Value: "partial", Note: "Older.", Evidence: []Evidence{{Title: "E"}}}, "other@1.0.0"},
		"CH-B-2": {Answer{Value: "all"}, "other@1.0.0"},
	}
	in := &Assessment{Rubric: path[0].Ref(), Answers: map[string]Answer{"CH-A-7": {Value: "all", Note: "Newer."}}, Retired: old}
	got := Carry(in, path[:2]).After
	want := map[string]Retired{
		"CH-A-7": {Answer{Value: "all", Note: "Newer.\nIn other@1.0.0, CH-A-7 was answered: partial. Note: Older.", Evidence: []Evidence{{Title: "E"}}}, "chain@1.0.0"},
		"CH-B-2": {Answer{Value: "all"}, "other@1.0.0"},
	}
	if diff := cmp.Diff(want, got.Retired); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Answers) != 0 || old["CH-A-7"].Value != "partial" {
		t.Errorf("answers %v, and the input became %v", got.Answers, old)
	}
}

func TestOneAnswerFromSeveral(t *testing.T) {
	scale := &rubrics.Scale{Scored: true, Values: []rubrics.Value{{Value: "none"}, {Value: "some", Credit: 5000}, {Value: "all", Credit: rubrics.FullCredit}}}
	scored, context := &rubrics.Question{Scale: scale}, &rubrics.Question{Scale: scale, Context: true}
	cases := []struct {
		q      *rubrics.Question
		values string
		want   string
	}{
		{scored, "none all some", "none"},
		{scored, "all some all", "some"},
		{scored, "all all", "all"},
		{scored, "all other", "unknown"}, // a value that the scale lacks
		{scored, "all unknown", "unknown"},
		{scored, "all -", "unknown"},
		{scored, "unknown -", "unknown"},
		{scored, "- -", ""},
		{scored, "not-applicable not-applicable", "not-applicable"},
		{scored, "not-applicable unknown", "unknown"},
		{context, "some some", "some"},
		{context, "some none", "unknown"}, // there is no lowest
	}
	for _, c := range cases {
		values := strings.Fields(c.values)
		for i, v := range values {
			values[i] = strings.Trim(v, "-")
		}
		if got := oneOf(c.q, values); got != c.want {
			t.Errorf("%s gives %q, want %q", c.values, got, c.want)
		}
	}
}

func TestDispositions(t *testing.T) {
	path := chain(t)
	c := Carry(&Assessment{Rubric: path[0].Ref(), Answers: map[string]Answer{"CH-A-3": {Value: "all"}, "CH-A-4": {Value: "all"}}}, path)
	var got []string
	for _, d := range c.Old {
		got = append(got, fmt.Sprintf("%s %s %s %d", d.Code, d.Fate, d.To, len(d.Why)))
	}
	for _, o := range c.New {
		got = append(got, fmt.Sprintf("%s %s %v %v", o.Code, o.From, o.Lost, o.Arrived()))
	}
	want := []string{
		"CH-A-1 carried [CH-A-1] 0", "CH-A-2 carried [CH-C-2] 0", "CH-A-3 review [CH-A-3] 1",
		"CH-A-4 split [CH-C-4 CH-C-5] 0", "CH-A-5 split [CH-C-4 CH-C-5] 0", "CH-A-6 split [CH-C-6] 0", "CH-A-7 retired [] 1",
		"CH-A-1 [CH-A-1] false true", "CH-C-2 [CH-A-2] false true", "CH-A-3 [CH-A-3] true false", "CH-C-4 [CH-A-4 CH-A-5] true false",
		"CH-C-5 [CH-A-4 CH-A-5] true false", "CH-C-6 [CH-A-6] false true", "CH-C-9 [] false false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := Carry(c.Before, path[:2]).Count(); got[FateMerged] != 1 || got[FateReview] != 1 {
		t.Errorf("counted %v", got)
	}
}

// randomChain makes versions of one rubric that change in every way, also in
// ways that validate would refuse, as codes that go without a word.
func randomChain(t testing.TB, rng *rand.Rand, versions int) []*rubrics.Rubric {
	t.Helper()
	var path []*rubrics.Rubric
	var codes []string
	n := 0
	fresh := func() string { n++; return fmt.Sprintf("CHN-Q-%03d", n) }
	for v := 1; v <= versions; v++ {
		m := randomModel(rng, true)
		var changes []string
		say := func(format string, args ...any) {
			changes = append(changes, fmt.Sprintf("  - {"+format+"}\n", args...))
		}
		rng.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
		old := codes
		take := func() string { c := old[0]; old = old[1:]; return c }
		codes = nil
		var pending string // the other part of a split
		for _, d := range m.domains {
			for _, q := range d.questions {
				how := rng.IntN(8)
				switch {
				case pending != "":
					q.code, pending = pending, ""
				case len(old) >= 2 && how == 0:
					q.code = fresh()
					say("kind: merged, from: [%s, %s], to: %s", take(), take(), q.code)
				case len(old) > 0 && how == 1:
					q.code, pending = fresh(), fresh()
					say("kind: split, from: %s, to: [%s, %s]", take(), q.code, pending)
				case len(old) > 0 && how == 2:
					q.code = fresh()
					say("kind: renamed, from: %s, to: %s", take(), q.code)
				case len(old) > 0 && how == 3:
					q.code = take()
					say("kind: reworded, question: %s, review: %v", q.code, rng.IntN(2) == 0)
				case len(old) > 0 && how <= 5:
					q.code = take()
				default:
					q.code = fresh()
					say("kind: added, question: %s", q.code)
				}
				codes = append(codes, q.code)
			}
		}
		for i, code := range old {
			if i%2 == 0 {
				say("kind: removed, question: %s, why: w", code)
			}
		}
		src := m.rubricYAML()
		if v > 1 {
			head := fmt.Sprintf("version: %d.0.0\nsupersedes: %d.0.0\n", v, v-1)
			if len(changes) > 0 {
				head += "changes:\n" + strings.Join(changes, "")
			}
			src = strings.Replace(src, "version: 1.0.0\n", head, 1)
		}
		r, problems := rubrics.NewLibrary().Load("random.yaml", []byte(src))
		if r == nil {
			t.Fatalf("the random version is not valid: %v\n%s", problems, src)
		}
		path = append(path, r)
	}
	return path
}

// randomAnswers answers a rubric with marks that are found again.
func randomAnswers(rng *rand.Rand, r *rubrics.Rubric) *Assessment {
	a := New(r)
	a.Subject, a.Date = Subject{Name: "Ruritania"}, "2026-11-20"
	for _, q := range r.Questions() {
		var ans Answer
		mark := func(kind string) string { return fmt.Sprintf("%s-%s.", kind, q.ID) }
		switch rng.IntN(6) {
		case 0:
		case 1:
			ans.Value = rubrics.Unknown
		case 2:
			ans.Value, ans.Reason = rubrics.NotApplicable, mark("reason")
		default:
			ans.Value = q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value
		}
		if rng.IntN(2) == 0 {
			ans.Note = mark("note")
		}
		for i := range rng.IntN(3) {
			ans.Evidence = append(ans.Evidence, Evidence{Title: mark("title"), Link: mark(fmt.Sprint("link", i))})
		}
		ans.Review = rng.IntN(4) == 0
		if !ans.Empty() {
			a.Answers[q.ID] = ans
		}
	}
	for i := range rng.IntN(3) {
		code := fmt.Sprintf("OLD-Q-%d", i)
		if qs := r.Questions(); rng.IntN(2) == 0 {
			code = qs[rng.IntN(len(qs))].ID
		}
		a.Retired = map[string]Retired{code: {Answer{Value: "once", Note: "note-" + code + "-retired."}, "other@1.0.0"}}
	}
	return a
}

func eachChain(t *testing.T, versions int, check func(t *testing.T, path []*rubrics.Rubric, a *Assessment, rng *rand.Rand)) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 11))
		path := randomChain(t, rng, versions)
		check(t, path, randomAnswers(rng, path[0]), rng)
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

// Every text of the input, and every answer, is in the output; the output is
// valid under the new version; and every code has a disposition.
func TestCarryLosesNothing(t *testing.T) {
	fates := map[Fate]int{}
	eachChain(t, 3, func(t *testing.T, path []*rubrics.Rubric, a *Assessment, _ *rand.Rand) {
		before := Encode(a, path[0])
		c := Carry(a, path)
		last := path[len(path)-1]
		if !bytes.Equal(before, Encode(a, path[0])) {
			t.Error("the input was changed")
		}
		if problems := Check(c.After, last); len(problems) > 0 {
			t.Error(problems)
		}
		out := Encode(c.After, last)
		if _, problems := Decode("out.yaml", out); len(problems) > 0 {
			t.Error(problems)
		}
		has := func(where, text string) {
			if text != "" && !bytes.Contains(out, []byte(text)) {
				t.Errorf("%q of %s is lost in\n%s", text, where, out)
			}
		}
		text := func(code string, ans Answer) {
			has(code, ans.Note)
			has(code, ans.Reason)
			for _, e := range ans.Evidence {
				has(code, e.Title)
				has(code, e.Link)
			}
		}
		for code, ans := range a.Answers {
			text(code, ans)
		}
		for code, ans := range a.Retired {
			text(code, ans.Answer)
		}
		if len(c.Old) != len(path[0].Questions()) || len(c.New) != len(last.Questions()) {
			t.Error("a code has no disposition")
		}
		for _, d := range c.Old {
			fates[d.Fate]++
			for _, code := range d.To {
				if last.Question(code) == nil {
					t.Errorf("%s went to %s, which is not there", d.Code, code)
				}
			}
		}
		// The answer itself, version by version.
		for i := range path[1:] {
			s := Carry(a, path[i:i+2])
			for _, d := range s.Old {
				if d.Answer.Value == "" {
					continue
				}
				if len(d.To) == 0 && s.After.Retired[d.Code].Value != d.Answer.Value {
					t.Errorf("%s is not retired with its answer", d.Code)
				}
				for _, to := range d.To {
					ans := s.After.Answers[to]
					if ans.Value != d.Answer.Value && !strings.Contains(ans.Note, d.Code+" was answered: "+d.Answer.Value) {
						t.Errorf("%s was answered %q, and %s has %+v", d.Code, d.Answer.Value, to, ans)
					}
					if d.Answer.Review && !ans.Review {
						t.Errorf("%s has lost the mark of %s", to, d.Code)
					}
				}
			}
			a = s.After
		}
	})
	for _, f := range Fates {
		if fates[f] == 0 {
			t.Errorf("no question was %s", f)
		}
	}
}

// Several versions at once are the versions one after the other, also through
// files in between.
func TestCarryComposes(t *testing.T) {
	eachChain(t, 4, func(t *testing.T, path []*rubrics.Rubric, a *Assessment, rng *rand.Rand) {
		last := path[len(path)-1]
		at := 1 + rng.IntN(len(path)-2)
		middle, problems := Decode("middle.yaml", Encode(Carry(a, path[:at+1]).After, path[at]))
		if middle == nil {
			t.Fatal(problems)
		}
		once, twice := Encode(Carry(a, path).After, last), Encode(Carry(middle, path[at:]).After, last)
		if diff := cmp.Diff(string(once), string(twice)); diff != "" {
			t.Errorf("(-at once +one by one):\n%s", diff)
		}
	})
}

// To the same version nothing changes.
func TestCarryIdentity(t *testing.T) {
	eachChain(t, 1, func(t *testing.T, path []*rubrics.Rubric, a *Assessment, _ *rand.Rand) {
		c := Carry(a, path)
		if diff := cmp.Diff(string(Encode(a, path[0])), string(Encode(c.After, path[0]))); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
		for _, d := range c.Old {
			if d.Fate != FateCarried || !slices.Equal(d.To, []string{d.Code}) {
				t.Errorf("%s is %s", d.Code, d.Fate)
			}
		}
	})
}
