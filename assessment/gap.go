package assessment

import (
	"cmp"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// GapKind says what to do first about a gap.
type GapKind string

// Kinds of gaps.
const (
	Close     GapKind = "close"     // known, and not fully there
	Establish GapKind = "establish" // not known: the first thing is to find out
)

// Priority says how near a gap stands to the next rung.
type Priority string

// Priorities, most pressing first.
const (
	Critical Priority = "critical" // on the next rung of the domain that holds the whole down
	High     Priority = "high"     // on the next rung of its domain
	Medium   Priority = "medium"   // two rungs up
	Low      Priority = "low"      // further up
)

// Priorities in their order.
var Priorities = []Priority{Critical, High, Medium, Low}

// Gap is an applicable question with less than full credit.
type Gap struct {
	Question *rubrics.Question
	Domain   *rubrics.Domain
	Answer   string // a value of the scale, "unknown", or "" = unanswered
	Kind     GapKind
	Credit   rubrics.Credit // 0 for an unknown
	Priority Priority
	Gain     float64 // points of the overall score, if closed alone; for Establish an upper bound
}

// gaps lists every applicable question with credit below 1, by priority, then
// gain per effort point, then the order of the rubric.
func (s *scorer) gaps() []Gap {
	var gaps []Gap
	for _, d := range s.res.Domains {
		items, _ := s.items(d.Domain)
		for _, it := range items {
			if it.worth(asScore) == rubrics.FullCredit {
				continue
			}
			g := Gap{
				Question: it.q, Domain: d.Domain, Kind: Close, Credit: it.credit,
				Answer:   s.res.Assessment.Answers[it.q.ID].Value,
				Priority: priority(it.q.Level-d.Level.V, d.Level.V == s.res.Overall.Level.V),
				Gain:     100 * s.res.Shares[it.q.ID] * (1 - it.credit.Float()),
			}
			if !it.known {
				g.Kind = Establish
			}
			gaps = append(gaps, g)
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Priorities, a.Priority), slices.Index(Priorities, b.Priority)),
			-cmp.Compare(a.perEffort(), b.perEffort()),
		)
	})
	return gaps
}

func priority(rungs int, lowest bool) Priority {
	switch {
	case rungs <= 1 && lowest:
		return Critical
	case rungs <= 1:
		return High
	case rungs == 2:
		return Medium
	}
	return Low
}

// perEffort is the gain per effort point, rounded so that the order never
// hangs on floating-point noise.
func (g Gap) perEffort() float64 {
	return Round(g.Gain/float64(rubrics.EffortPoints(g.Question.Gap.Effort)), 6)
}
