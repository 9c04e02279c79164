package assessment

import (
	"maps"
	"slices"

	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// How a figure is put together, down to the numbers that whoever checks it by
// hand adds up.

// WeightedCredit is a sum of weights times credits, in ten-millionths: exact.
type WeightedCredit int64

func (w WeightedCredit) String() string { return strictyaml.FormatDecimal(int64(w), 7) }

// Sum is what the score of a domain or a lens is made of: the score is
// 100 · Score / Weight, and likewise the evidenced score and the potential.
// Where Weight is 0 nothing is applicable, and there is none of them.
type Sum struct {
	Weight                      rubrics.Weight // Σ w over the applicable questions
	Score, Evidenced, Potential WeightedCredit // Σ w·c in each way of taking it
}

// SumOf takes the sums over the applicable ones of some questions.
func (res *Result) SumOf(questions []*rubrics.Question) Sum {
	items, _ := (&scorer{res: res}).items(questions)
	var sum Sum
	for _, it := range items {
		sum.Weight += it.q.Weight
		sum.Score += WeightedCredit(int64(it.q.Weight) * int64(it.worth(asScore)))
		sum.Evidenced += WeightedCredit(int64(it.q.Weight) * int64(it.worth(asEvidenced)))
		sum.Potential += WeightedCredit(int64(it.q.Weight) * int64(it.worth(asPotential)))
	}
	return sum
}

// Worth is what one question counts in each figure, 0 to FullCredit.
type Worth struct{ Score, Evidenced, Potential rubrics.Credit }

// Worth is false for a question that counts in no figure.
func (res *Result) Worth(q *rubrics.Question) (Worth, bool) {
	items, _ := (&scorer{res: res}).items([]*rubrics.Question{q})
	if len(items) == 0 {
		return Worth{}, false
	}
	it := items[0]
	return Worth{it.worth(asScore), it.worth(asEvidenced), it.worth(asPotential)}, true
}

// ClosedLines are the lines of a question's `when` that hide it.
func (res *Result) ClosedLines(q *rubrics.Question) []rubrics.Gate {
	var closed []rubrics.Gate
	for _, g := range q.When {
		if res.States.Closed(res.Assessment, g) {
			closed = append(closed, g)
		}
	}
	return closed
}

// Rung is one rung of the ladder as one domain stands on it. A rung with
// nothing asked is passed over.
type Rung struct {
	Level        int
	Asked        int                 // applicable questions
	Met          int                 // of them known with full credit
	MetEvidenced int                 // of them with evidence
	MetPotential int                 // if every unknown turned out to have full credit
	Open         []*rubrics.Question // not met: they stop the level here
	Reached      bool                // nothing is open here or below
}

// Rungs are the rungs of a domain, lowest first. A domain with no applicable
// question has no level, and reaches none of them.
func (res *Result) Rungs(dom *rubrics.Domain) []Rung {
	rungs := make([]Rung, len(res.Rubric.Levels))
	items, _ := (&scorer{res: res}).items(dom.Questions)
	met := func(it item, as int) int {
		if it.worth(as) == rubrics.FullCredit {
			return 1
		}
		return 0
	}
	for _, it := range items {
		r := &rungs[it.q.Level-1]
		r.Asked++
		r.Met += met(it, asScore)
		r.MetEvidenced += met(it, asEvidenced)
		r.MetPotential += met(it, asPotential)
		if met(it, asScore) == 0 {
			r.Open = append(r.Open, it.q)
		}
	}
	reached := len(items) > 0
	for i := range rungs {
		reached = reached && len(rungs[i].Open) == 0
		rungs[i].Level, rungs[i].Reached = i+1, reached
	}
	return rungs
}

// HeldBy are the domains whose level is the overall one, of whichever of the
// three levels `of` takes: the lowest, which decide.
func (res *Result) HeldBy(of func(Figures) Maybe[int]) []*rubrics.Domain {
	var held []*rubrics.Domain
	for _, d := range res.Domains {
		if level := of(d.Figures); level.OK && level == of(res.Overall) {
			held = append(held, d.Domain)
		}
	}
	return held
}

// Step is what would be if one question had another answer and all other
// answers stayed. What is asked is worked out anew, so where the question
// decides what is asked the step need not be worth the gain of its gap.
type Step struct {
	Value         rubrics.Value
	Domain        Figures // of the domain of the question
	Overall       Figures
	NewlyAsked    []string // codes, in the order of the rubric
	NoLongerAsked []string
}

// Steps are the steps up that are open to a question of a domain: to the lowest
// value with more credit than its answer counts now, where an unknown counts
// 0, and to the top value. It is false for a question that counts in no figure
// or has full credit.
func (res *Result) Steps(dom *rubrics.Domain, q *rubrics.Question) (next, top Step, ok bool) {
	now, counts := res.Worth(q)
	if !counts || now.Score == rubrics.FullCredit {
		return next, top, false
	}
	i := slices.IndexFunc(q.Scale.Values, func(v rubrics.Value) bool { return v.Credit > now.Score })
	next = res.step(dom, q, q.Scale.Values[i])
	if i == len(q.Scale.Values)-1 {
		return next, next, true
	}
	return next, res.step(dom, q, q.Scale.Top()), true
}

func (res *Result) step(dom *rubrics.Domain, q *rubrics.Question, v rubrics.Value) Step {
	changed := *res.Assessment
	changed.Answers = maps.Clone(res.Assessment.Answers)
	if changed.Answers == nil {
		changed.Answers = map[string]Answer{}
	}
	ans := changed.Answers[q.ID]
	ans.Value = v.Value
	changed.Answers[q.ID] = ans
	after := measure(res.Rubric, &changed).res
	s := Step{Value: v, Overall: after.Overall}
	s.Domain = after.Domains[slices.Index(res.Rubric.Domains, dom)].Figures
	for _, other := range res.Rubric.Questions() {
		before, now := res.States[other.ID] == Hidden, after.States[other.ID] == Hidden
		switch {
		case before && !now:
			s.NewlyAsked = append(s.NewlyAsked, other.ID)
		case now && !before:
			s.NoLongerAsked = append(s.NoLongerAsked, other.ID)
		}
	}
	return s
}

// GapOf finds the gap of a question and its place in the order in which to
// close them, from 1; 0 if it has none.
func (res *Result) GapOf(q *rubrics.Question) (g Gap, place int) {
	i := slices.IndexFunc(res.Gaps, func(g Gap) bool { return g.Question == q })
	if i < 0 {
		return Gap{}, 0
	}
	return res.Gaps[i], i + 1
}

// RungsAway is how far above its domain's level a gap stands, 1 for the next
// rung: its priority hangs on it.
func (res *Result) RungsAway(g Gap) int {
	for _, d := range res.Domains {
		if d.Domain == g.Domain {
			return g.Question.Level - d.Level.V
		}
	}
	return 0
}

// PerEffort is the gain per effort point, to six decimals, by which gaps of one
// priority are ordered.
func (g Gap) PerEffort() float64 { return float64(g.perEffort) / 1e6 }

// LensQuestions are the scored questions that name a principle or a pillar.
func LensQuestions(r *rubrics.Rubric, name string) []*rubrics.Question {
	var named []*rubrics.Question
	for _, q := range r.Questions() {
		if !q.Context && (q.Pillar == name || slices.Contains(q.Principles, name)) {
			named = append(named, q)
		}
	}
	return named
}
