package assessment

import (
	"cmp"
	"math/big"
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
	Gain     float64 // points of the overall score, if closed alone, to four decimals; for Establish an upper bound

	perEffort int64 // gain per effort point, in millionths: the order hangs on it
}

// gaps lists every applicable question with credit below 1, by priority, then
// gain per effort point, then the order of the rubric.
func (s *scorer) gaps() []Gap {
	var gaps []Gap
	for _, d := range s.res.Domains {
		items, _ := s.items(d.Domain.Questions)
		for _, it := range items {
			if it.worth(asScore) == rubrics.FullCredit {
				continue
			}
			g := Gap{
				Question: it.q, Domain: d.Domain, Kind: Close, Credit: it.credit,
				Answer:   s.res.Assessment.Answers[it.q.ID].Value,
				Priority: priority(it.q.Level-d.Level.V, d.Level.V == s.res.Overall.Level.V),
			}
			exact := s.gain(d, it)
			g.Gain = float64(rounded(exact, 4)) / 1e4
			points := big.NewRat(int64(rubrics.EffortPoints(it.q.Gap.Effort)), 1)
			g.perEffort = rounded(exact.Quo(exact, points), 6)
			if !it.known {
				g.Kind = Establish
			}
			gaps = append(gaps, g)
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Priorities, a.Priority), slices.Index(Priorities, b.Priority)),
			-cmp.Compare(a.perEffort, b.perEffort),
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

// gain is 100 · (W/ΣW) · (w/Σw) · (1 − c), as a fraction: two gaps with the
// same gain must compare as equal, which floats do not grant.
func (s *scorer) gain(d DomainResult, it item) *big.Rat {
	g := big.NewRat(int64(d.Domain.Weight), s.weight)
	g.Mul(g, big.NewRat(int64(it.q.Weight), d.weight))
	return g.Mul(g, big.NewRat(100*int64(rubrics.FullCredit-it.credit), int64(rubrics.FullCredit)))
}

// rounded is x in units of 10^-decimals, halves up; x is not negative.
func rounded(x *big.Rat, decimals int) int64 {
	num := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	num.Mul(num, x.Num()).Lsh(num, 1).Add(num, x.Denom())
	return num.Quo(num, new(big.Int).Lsh(x.Denom(), 1)).Int64()
}
