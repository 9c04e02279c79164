package assessment

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/aigap/aigap/rubrics"
)

// Agreement says how far respondents agree on the questions of one domain that
// are answered on one scale.
type Agreement struct {
	Domain    *rubrics.Domain
	Scale     *rubrics.Scale
	Questions int            // to which at least two respondents gave a value of the scale
	Answers   int            // such values: what alpha is computed from
	Alpha     Maybe[float64] // Krippendorff's, with ordinal distance, to four decimals: 1 full agreement, 0 what chance would give
}

// agreements are the agreements by domain and scale, in the order of the
// rubric. Unknown, unanswered, not-applicable and what a respondent was not
// asked are missing. Context questions are left out: they count in no figure,
// and their scales have no order.
func agreements(r *rubrics.Rubric, respondents []Respondent) []Agreement {
	states := make([]States, len(respondents))
	for i, p := range respondents {
		states[i] = StatesOf(r, p.Assessment)
	}
	var all []Agreement
	for _, d := range r.Domains {
		var scales []*rubrics.Scale
		for _, q := range d.Questions {
			named := func(s *rubrics.Scale) bool { return s.Name == q.Scale.Name }
			if !q.Context && !slices.ContainsFunc(scales, named) {
				scales = append(scales, q.Scale)
			}
		}
		for _, scale := range scales {
			var units [][]int
			for _, q := range d.Questions {
				if q.Context || q.Scale.Name != scale.Name {
					continue
				}
				var unit []int
				for i, p := range respondents {
					if states[i][q.ID] == Known {
						value := p.Assessment.Answers[q.ID].Value
						unit = append(unit, slices.IndexFunc(scale.Values, func(v rubrics.Value) bool { return v.Value == value }))
					}
				}
				units = append(units, unit)
			}
			a := Agreement{Domain: d, Scale: scale}
			a.Alpha, a.Questions, a.Answers = ordinalAlpha(units, len(scale.Values))
			all = append(all, a)
		}
	}
	return all
}

// ordinalAlpha is Krippendorff's alpha of units, each a list of values from 0
// to below ranks: alpha = 1 - (n-1) · Σ o·δ² / Σ n·n·δ², with the coincidences o
// of the pairs of values within a unit, the totals n of each value, and the
// ordinal distance δ of two values: how many of all values lie between them,
// both ends counted half (Krippendorff, Computing Krippendorff's
// Alpha-Reliability, 2011). A unit with fewer than two values pairs nothing. Of
// values that do not vary there is no alpha. It is computed in fractions.
func ordinalAlpha(units [][]int, ranks int) (alpha Maybe[float64], paired, values int) {
	totals := make([]int64, ranks)
	var n int64
	for _, unit := range units {
		if len(unit) < 2 {
			continue
		}
		paired++
		for _, v := range unit {
			totals[v]++
			n++
		}
	}
	upTo := make([]int64, ranks) // twice the values below, and those at it once
	var below int64
	for v, t := range totals {
		upTo[v] = 2*below + t
		below += t
	}
	square := func(c, k int) *big.Int { // four times δ²
		d := big.NewInt(upTo[c] - upTo[k])
		return d.Mul(d, d)
	}
	expected := new(big.Int)
	for c, nc := range totals {
		for k, nk := range totals {
			product := big.NewInt(nc)
			product.Mul(product, big.NewInt(nk))
			expected.Add(expected, product.Mul(product, square(c, k)))
		}
	}
	if expected.Sign() == 0 {
		return alpha, paired, int(n)
	}
	observed := new(big.Rat)
	for _, unit := range units {
		if len(unit) < 2 {
			continue
		}
		sum := new(big.Int)
		for _, c := range unit {
			for _, k := range unit {
				sum.Add(sum, square(c, k))
			}
		}
		observed.Add(observed, new(big.Rat).SetFrac(sum, big.NewInt(int64(len(unit)-1))))
	}
	observed.Mul(observed, big.NewRat(n-1, 1))
	observed.Quo(observed, new(big.Rat).SetInt(expected))
	exact := observed.Sub(big.NewRat(1, 1), observed)
	figure, _ := strconv.ParseFloat(exact.FloatString(4), 64) // halves away from zero
	if figure == 0 {
		figure = 0 // not the negative zero
	}
	return some(figure), paired, int(n)
}
