package assessment

import (
	"math/big"
	"math/bits"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// A key is what the order of a gap hangs on, in one number: its place in
// Priorities; its gain per effort point, falling; its place in the rubric. The
// gain per effort point is at most 100 points in millionths.
const (
	keyQuestion  = 24 // bits
	keyPerEffort = 28

	mostPerEffort = 1<<keyPerEffort - 1
	mostQuestion  = 1<<keyQuestion - 1
)

// findGaps is gaps of the scorer.
func (s *sheet) findGaps(total *scorer) []Gap {
	keys := s.gapOrder[:0]
	for d, dom := range s.compiled.domains {
		res := &s.result.Domains[d]
		lowest := res.Level.V == s.result.Overall.Level.V
		for i := dom.first; i < dom.end; i++ {
			q := &s.questions[i]
			if q.context || !s.states[i].Applicable() {
				continue
			}
			it := s.item(i)
			if it.credit == rubrics.FullCredit {
				continue
			}
			g := &s.gapOf[i]
			*g = Gap{
				Question: it.q, Domain: dom.Domain, Kind: Close, Credit: it.credit,
				Answer: s.value(i), Priority: priority(q.level-res.Level.V, lowest),
			}
			if !it.known {
				g.Kind = Establish
			}
			var gain int64
			gain, g.perEffort = total.gainUnits(res, it)
			g.Gain = float64(gain) / 1e4
			rank := slices.Index(Priorities, g.Priority)
			keys = append(keys, uint64(rank)<<(keyPerEffort+keyQuestion)|uint64(mostPerEffort-g.perEffort)<<keyQuestion|uint64(i))
		}
	}
	slices.Sort(keys)
	s.gapOrder = keys
	s.gaps = s.gaps[:0]
	for _, k := range keys {
		s.gaps = append(s.gaps, s.gapOf[k&mostQuestion])
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
