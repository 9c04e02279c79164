package assessment

import (
	"maps"
	"math"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// Comparison is what changed from one assessment of a subject to a later one,
// which may be under a later version of the rubric.
type Comparison struct {
	Before, After *Result  // each under its own rubric
	Carried       *Carried // the answers of Before under the rubric of After
	Overall       Change
	Score         Split // of the overall score
	Evidenced     Split
	Potential     Split
	Domains       []DomainChange   // in the order of the later rubric, then those that are gone
	Questions     []QuestionChange // likewise
}

// Change is later figures less earlier ones. Scores are exact differences of
// the figures as printed, to four decimals; a difference does not exist where
// one of the two does not.
type Change struct {
	Score          Maybe[float64] `json:"score"`
	Evidenced      Maybe[float64] `json:"evidenced"`
	Potential      Maybe[float64] `json:"potential"`
	Level          Maybe[int]     `json:"level"`
	EvidencedLevel Maybe[int]     `json:"evidenced_level"`
	PotentialLevel Maybe[int]     `json:"potential_level"`
}

// Split says what a change of a score is made of. The parts sum exactly to the
// total, because all are differences of figures rounded to four decimals. With
// A the earlier and B the later assessment, A′ is A carried into the rubric of
// B, and B0 is B with every question unknown that did not carry from A.
type Split struct {
	Total        Maybe[float64] `json:"total"`         // B less A
	Progress     Maybe[float64] `json:"progress"`      // B0 less A′
	NewlyAsked   Maybe[float64] `json:"newly_asked"`   // B less B0
	RubricEffect Maybe[float64] `json:"rubric_effect"` // A′ less A
}

// DomainChange is a domain that one of the two rubrics has, or both by its id.
type DomainChange struct {
	Domain        *rubrics.Domain // as in the later rubric, if it is there
	Before, After *DomainResult   // nil where the rubric has no such domain
	Change        Change
}

// QuestionChange is what happened to a question.
type QuestionChange struct {
	Code     string   // in the later rubric; of a question that is gone, in the earlier one
	From     []string // its codes in the earlier rubric; none if it is new
	Domain   *rubrics.Domain
	Kind     ChangeKind
	Was, Now string // answers, the earlier one as carried; "" = none
}

// ChangeKind says in a word what happened to a question.
type ChangeKind string

// Kinds of changes. Known answers are compared by the credit that they have in
// the later rubric. A question that did not carry from the earlier assessment,
// because it is new or because what was said became unknown on the way, is
// newly asked; so is one that only another answer has brought up.
const (
	Improved           ChangeKind = "improved"
	Worsened           ChangeKind = "worsened"
	NowKnown           ChangeKind = "now-known"            // unknown or unanswered before
	NoLongerKnown      ChangeKind = "no-longer-known"      // unknown or unanswered now
	NowApplicable      ChangeKind = "now-applicable"       // not-applicable before
	NoLongerApplicable ChangeKind = "no-longer-applicable" // not-applicable now
	NewlyAsked         ChangeKind = "newly-asked"
	NoLongerAsked      ChangeKind = "no-longer-asked" // hidden now, or gone from the rubric
	ContextChanged     ChangeKind = "context-changed" // of a context question, which counts in no figure
	Unchanged          ChangeKind = "unchanged"
	NotAsked           ChangeKind = "not-asked" // in neither
)

// ChangeKinds in the order in which they are told.
var ChangeKinds = []ChangeKind{Improved, Worsened, NowKnown, NoLongerKnown, NowApplicable, NoLongerApplicable,
	NewlyAsked, NoLongerAsked, ContextChanged, Unchanged, NotAsked}

// Compare compares two assessments. The path leads from the rubric of the
// earlier one to that of the later one; see rubrics.Library.Path.
func Compare(a, b *Assessment, path []*rubrics.Rubric) *Comparison {
	now := path[len(path)-1]
	c := &Comparison{Before: Score(path[0], a), After: Score(now, b), Carried: Carry(a, path)}
	carried := Score(now, c.Carried.After)
	common := *b // B0
	common.Answers = maps.Clone(b.Answers)
	for _, o := range c.Carried.New {
		if !o.Arrived() {
			common.Answers[o.Code] = Answer{Value: rubrics.Unknown}
		}
	}
	shared := Score(now, &common)
	c.Overall = change(&c.Before.Overall, &c.After.Overall)
	split := func(figure func(Scores) Maybe[float64]) Split {
		before, after := figure(c.Before.Overall.Scores), figure(c.After.Overall.Scores)
		from, to := figure(carried.Overall.Scores), figure(shared.Overall.Scores)
		return Split{minus(after, before), minus(to, from), minus(after, to), minus(from, before)}
	}
	c.Score = split(func(s Scores) Maybe[float64] { return s.Score })
	c.Evidenced = split(func(s Scores) Maybe[float64] { return s.Evidenced })
	c.Potential = split(func(s Scores) Maybe[float64] { return s.Potential })
	c.domains()
	c.questions(carried)
	return c
}

// Count counts the questions by what happened to them.
func (c *Comparison) Count() map[ChangeKind]int {
	n := map[ChangeKind]int{}
	for _, q := range c.Questions {
		n[q.Kind]++
	}
	return n
}

// Arrived reports whether what was said earlier to a question of the later
// rubric, if anything, has carried to it.
func (c *Comparison) Arrived(code string) bool {
	return slices.ContainsFunc(c.Carried.New, func(o Origin) bool { return o.Code == code && o.Arrived() })
}

// minus subtracts figures of four decimals without an error.
func minus(after, before Maybe[float64]) Maybe[float64] {
	if !after.OK || !before.OK {
		return Maybe[float64]{}
	}
	return some((math.Round(after.V*1e4) - math.Round(before.V*1e4)) / 1e4)
}

func change(before, after *Figures) Change {
	level := func(after, before Maybe[int]) Maybe[int] {
		if !after.OK || !before.OK {
			return Maybe[int]{}
		}
		return some(after.V - before.V)
	}
	return Change{
		minus(after.Score, before.Score), minus(after.Evidenced, before.Evidenced), minus(after.Potential, before.Potential),
		level(after.Level, before.Level), level(after.EvidencedLevel, before.EvidencedLevel), level(after.PotentialLevel, before.PotentialLevel),
	}
}

func (c *Comparison) domains() {
	before := map[string]*DomainResult{}
	for i := range c.Before.Domains {
		d := &c.Before.Domains[i]
		before[d.Domain.ID] = d
	}
	for i := range c.After.Domains {
		d := &c.After.Domains[i]
		dc := DomainChange{Domain: d.Domain, Before: before[d.Domain.ID], After: d}
		if dc.Before != nil {
			dc.Change = change(&dc.Before.Figures, &d.Figures)
		}
		c.Domains = append(c.Domains, dc)
		delete(before, d.Domain.ID)
	}
	for i := range c.Before.Domains {
		if d := &c.Before.Domains[i]; before[d.Domain.ID] != nil {
			c.Domains = append(c.Domains, DomainChange{Domain: d.Domain, Before: d})
		}
	}
}

// questions compares under the later rubric: the earlier answers as carried.
func (c *Comparison) questions(carried *Result) {
	origins := map[string]Origin{}
	for _, o := range c.Carried.New {
		origins[o.Code] = o
	}
	for _, d := range c.After.Rubric.Domains {
		for _, q := range d.Questions {
			o := origins[q.ID]
			qc := QuestionChange{Code: q.ID, From: o.From, Domain: d, Now: c.After.Assessment.Answers[q.ID].Value}
			if o.Arrived() {
				qc.Was = o.Answer.Value
			}
			was := carried.States[q.ID]
			if !o.Arrived() {
				was = Hidden // as good as not asked
			}
			qc.Kind = kindOf(q, was, c.After.States[q.ID], qc.Was, qc.Now)
			c.Questions = append(c.Questions, qc)
		}
	}
	gone := map[string]string{}
	for _, d := range c.Carried.Old {
		if len(d.To) == 0 {
			gone[d.Code] = d.Answer.Value
		}
	}
	for _, d := range c.Before.Rubric.Domains {
		for _, q := range d.Questions {
			if was, is := gone[q.ID]; is {
				c.Questions = append(c.Questions, QuestionChange{Code: q.ID, From: []string{q.ID}, Domain: d, Kind: NoLongerAsked, Was: was})
			}
		}
	}
}

func kindOf(q *rubrics.Question, was, now State, from, to string) ChangeKind {
	switch {
	case was == Hidden && now == Hidden:
		return NotAsked
	case was == Hidden:
		return NewlyAsked
	case now == Hidden:
		return NoLongerAsked
	case q.Context && from != to:
		return ContextChanged
	case from == to:
		return Unchanged
	case now == NotApplicable:
		return NoLongerApplicable
	case was == NotApplicable:
		return NowApplicable
	case was == Known && now == Known:
		x, _ := q.Scale.Lookup(from)
		y, _ := q.Scale.Lookup(to)
		if x.Credit < y.Credit {
			return Improved
		}
		return Worsened
	case now == Known:
		return NowKnown
	case was == Known:
		return NoLongerKnown
	}
	return Unchanged // unknown and unanswered are one
}
