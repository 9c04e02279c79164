package assessment

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

func valued(r *rubrics.Rubric, values map[string]string) *Assessment {
	a := New(r)
	for code, v := range values {
		a.Answers[code] = Answer{Value: v, Reason: "r"}
	}
	return a
}

// The seven questions of version 1 weigh alike, as do the eight of version 2.
func TestCompareSplit(t *testing.T) {
	path := chain(t)[:2]
	a := valued(path[0], map[string]string{"CH-A-1": "all", "CH-A-2": "none", "CH-A-3": "none", "CH-A-4": "all", "CH-A-5": "none", "CH-A-6": "all", "CH-A-7": "all"})
	b := valued(path[1], map[string]string{"CH-A-1": "none", "CH-B-2": "all", "CH-A-3": "all", "CH-B-4": "none", "CH-B-6": "all", "CH-B-7": "none", "CH-B-8": "all"})
	c := Compare(a, b, path)
	// A:  A-1 A-4 A-6 A-7 of 7 = 57.1429.
	// A′: A-1 of A-1 B-2 A-3 B-4 B-6? B-7? B-8, that is 1 of 7 = 14.2857.
	// B:  B-2 A-3 B-6 B-8 of 7 = 57.1429.
	// B0: B with B-6 B-7 (split) and B-8 (added) unknown: 2 of 7 = 28.5714.
	want := Split{some(0.0), some(14.2857), some(28.5715), some(-42.8572)}
	if diff := cmp.Diff(want, c.Score); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var kinds []string
	for _, q := range c.Questions {
		kinds = append(kinds, fmt.Sprintf("%s %s %s %s>%s", q.Code, q.From, q.Kind, q.Was, q.Now))
	}
	wantKinds := []string{
		"CH-A-1 [CH-A-1] worsened all>none", "CH-B-2 [CH-A-2] improved none>all", "CH-A-3 [CH-A-3] improved none>all",
		"CH-B-4 [CH-A-4 CH-A-5] unchanged none>none", "CH-B-6 [CH-A-6] newly-asked >all", "CH-B-7 [CH-A-6] newly-asked >none",
		"CH-B-8 [] newly-asked >all", "CH-A-7 [CH-A-7] no-longer-asked all>",
	}
	if diff := cmp.Diff(wantKinds, kinds); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.Overall.Score.V != 0 || c.Overall.Level.V != 0 || !c.Overall.Level.OK {
		t.Errorf("the whole changed by %+v", c.Overall)
	}
}

func TestKindOf(t *testing.T) {
	two := &rubrics.Scale{Scored: true, Values: []rubrics.Value{{Value: "none"}, {Value: "some", Credit: 5000}, {Value: "all", Credit: rubrics.FullCredit}}}
	scored, context := &rubrics.Question{Scale: two}, &rubrics.Question{Scale: two, Context: true}
	cases := []struct {
		q        *rubrics.Question
		was, now State
		from, to string
		want     ChangeKind
	}{
		{scored, Known, Known, "none", "some", Improved},
		{scored, Known, Known, "all", "some", Worsened},
		{scored, Known, Known, "some", "some", Unchanged},
		{scored, Unknown, Known, "unknown", "none", NowKnown},
		{scored, Unanswered, Known, "", "none", NowKnown},
		{scored, Known, Unknown, "none", "unknown", NoLongerKnown},
		{scored, Known, Unanswered, "none", "", NoLongerKnown},
		{scored, Unknown, Unanswered, "unknown", "", Unchanged},
		{scored, NotApplicable, Known, "not-applicable", "all", NowApplicable},
		{scored, NotApplicable, Unanswered, "not-applicable", "", NowApplicable},
		{scored, Unknown, NotApplicable, "unknown", "not-applicable", NoLongerApplicable},
		{scored, NotApplicable, NotApplicable, "not-applicable", "not-applicable", Unchanged},
		{scored, Hidden, Known, "all", "none", NewlyAsked},
		{scored, Known, Hidden, "all", "all", NoLongerAsked},
		{scored, Hidden, Hidden, "all", "none", NotAsked},
		{context, Known, Known, "none", "all", ContextChanged},
		{context, Unanswered, Known, "", "all", ContextChanged},
		{context, Known, Known, "all", "all", Unchanged},
		{context, Known, Hidden, "all", "all", NoLongerAsked},
	}
	for _, c := range cases {
		if got := kindOf(c.q, c.was, c.now, c.from, c.to); got != c.want {
			t.Errorf("%q to %q is %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// exact is a figure as it is printed, as a fraction.
func exact(t *testing.T, f Maybe[float64]) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(FormatFigure(f.V))
	if !ok {
		t.Fatalf("%v is no number", f)
	}
	return r
}

// As printed, the parts sum exactly to the total, and the total is the
// difference of the two figures; a null stands exactly where it must; and every
// question of both rubrics has its line.
func TestCompareSums(t *testing.T) {
	nulls, moved := 0, 0
	eachChain(t, 3, func(t *testing.T, path []*rubrics.Rubric, a *Assessment, rng *rand.Rand) {
		last := path[len(path)-1]
		b := randomAnswers(rng, last)
		if rng.IntN(8) == 0 {
			for _, q := range last.Questions() {
				b.Answers[q.ID] = Answer{Value: rubrics.NotApplicable, Reason: "r"}
			}
		}
		c := Compare(a, b, path)
		before, after := c.Before.Overall, c.After.Overall
		for _, s := range []struct {
			Split
			was, now Maybe[float64]
		}{{c.Score, before.Score, after.Score}, {c.Evidenced, before.Evidenced, after.Evidenced}, {c.Potential, before.Potential, after.Potential}} {
			if s.Total.OK != (s.was.OK && s.now.OK) {
				t.Errorf("the total is %v of %v and %v", s.Total, s.was, s.now)
			}
			if !s.Total.OK || !s.Progress.OK || !s.NewlyAsked.OK || !s.RubricEffect.OK {
				nulls++
				continue
			}
			moved++
			sum := new(big.Rat).Add(exact(t, s.Progress), exact(t, s.NewlyAsked))
			sum.Add(sum, exact(t, s.RubricEffect))
			diff := new(big.Rat).Sub(exact(t, s.now), exact(t, s.was))
			if total := exact(t, s.Total); sum.Cmp(total) != 0 || diff.Cmp(total) != 0 {
				t.Errorf("%+v sums to %s, and the difference is %s", s.Split, sum.FloatString(6), diff.FloatString(6))
			}
		}
		lines := map[string]bool{}
		for _, q := range c.Questions {
			lines[q.Code] = true
			for _, code := range q.From {
				lines["from "+code] = true
			}
		}
		for _, q := range last.Questions() {
			if !lines[q.ID] {
				t.Errorf("%s has no line", q.ID)
			}
		}
		for _, q := range path[0].Questions() {
			if !lines["from "+q.ID] {
				t.Errorf("%s of the earlier rubric has no line", q.ID)
			}
		}
	})
	if nulls == 0 || moved == 0 {
		t.Errorf("%d parts do not exist and %d do: both should occur", nulls, moved)
	}
}

// Under one rubric all change is progress; backwards it is the same with the
// other sign; and an assessment compared with itself has not changed.
func TestCompareUnderOneRubric(t *testing.T) {
	eachChain(t, 1, func(t *testing.T, path []*rubrics.Rubric, a *Assessment, rng *rand.Rand) {
		b := randomAnswers(rng, path[0])
		c, back, same := Compare(a, b, path), Compare(b, a, path), Compare(a, a, path)
		for i, s := range []Split{c.Score, c.Evidenced, c.Potential} {
			if s.Total.OK && (s.Progress != s.Total || s.NewlyAsked != some(0.0) || s.RubricEffect != some(0.0)) {
				t.Errorf("%+v", s)
			}
			if r := []Split{back.Score, back.Evidenced, back.Potential}[i]; r.Total.V != -s.Total.V {
				t.Errorf("%v, and backwards %v", s.Total, r.Total)
			}
		}
		n, m := c.Count(), back.Count()
		if n[Improved] != m[Worsened] || n[NowKnown] != m[NoLongerKnown] || n[NowApplicable] != m[NoLongerApplicable] || n[NewlyAsked] != m[NoLongerAsked] {
			t.Errorf("%v, and backwards %v", n, m)
		}
		n = same.Count()
		delete(n, Unchanged)
		delete(n, NotAsked)
		if len(n) > 0 || same.Score.Total.V != 0 {
			t.Errorf("compared with itself: %v, %+v", n, same.Score)
		}
	})
}
