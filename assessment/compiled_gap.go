package assessment

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// gapKey is what the order of a gap hangs on.
type gapKey struct {
	priority  int // its place in Priorities
	perEffort int64
	gain      int64 // in ten-thousandths of a point
	question  int
	domain    int
}

// findGaps is gaps of the scorer.
func (s *sheet) findGaps(total *scorer) []Gap {
	keys := s.gapOrder[:0]
	for d, dom := range s.compiled.domains {
		res := &s.result.Domains[d]
		lowest := res.Level.V == s.result.Overall.Level.V
		for i := dom.first; i < dom.end; i++ {
			q := &s.questions[i]
			if q.Context || !s.states[i].Applicable() {
				continue
			}
			it := s.item(i)
			if it.credit == rubrics.FullCredit {
				continue
			}
			k := gapKey{priority: slices.Index(Priorities, priority(q.Level-res.Level.V, lowest)), question: i, domain: d}
			k.gain, k.perEffort = total.gainUnits(res, it)
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b gapKey) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), -cmp.Compare(a.perEffort, b.perEffort), cmp.Compare(a.question, b.question))
	})
	s.gapOrder = keys
	s.gaps = s.gaps[:0]
	for _, k := range keys {
		it := s.item(k.question)
		g := Gap{
			Question: it.q, Domain: s.compiled.domains[k.domain].Domain, Kind: Close, Credit: it.credit,
			Answer: s.value(k.question), Priority: Priorities[k.priority],
			Gain: float64(k.gain) / 1e4, perEffort: k.perEffort,
		}
		if !it.known {
			g.Kind = Establish
		}
		s.gaps = append(s.gaps, g)
	}
	return s.gaps
}

// value is an answer as it was given.
func (s *sheet) value(i int) string {
	switch a := s.answers[i]; a {
	case isUnanswered:
		return ""
	case isUnknown:
		return rubrics.Unknown
	case isNotApplicable:
		return rubrics.NotApplicable
	default:
		return s.questions[i].values[a].name
	}
}

// gainUnits is the gain in ten-thousandths of a point, and the gain per effort
// point in millionths, both rounded as in gaps: in whole numbers of 64 and 128
// bits where they suffice, which is everywhere but at absurd weights.
func (s *scorer) gainUnits(d *DomainResult, it item) (gain, perEffort int64) {
	points := uint64(rubrics.EffortPoints(it.q.Gap.Effort))
	over, num := bits.Mul64(100*uint64(d.Domain.Weight)*uint64(it.q.Weight), uint64(rubrics.FullCredit-it.credit))
	more, den := bits.Mul64(uint64(s.weight), uint64(d.weight))
	tooLarge, denEffort := bits.Mul64(den, points)
	hi, lo := bits.Mul64(num, 100)
	if over != 0 || more != 0 || tooLarge != 0 || hi >= denEffort {
		exact := s.gain(*d, it)
		gain = rounded(exact, 4)
		return gain, rounded(exact.Quo(exact, new(big.Rat).SetUint64(points)), 6)
	}
	half := func(q, rest, den uint64) int64 {
		if rest >= den-rest {
			q++
		}
		return int64(q)
	}
	gain = half(num/den, num%den, den)
	q, rest := bits.Div64(hi, lo, denEffort)
	return gain, half(q, rest, denEffort)
}
