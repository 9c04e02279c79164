package assessment

import (
	"math"
	"math/big"
	"math/bits"
)

// Scores of a batch in ten-thousandths of a point, rounded as Score rounds its
// fractions, and without fractions wherever whole numbers or floats suffice.

// part is a domain with an applicable question as the whole sees it.
type part struct {
	domain int64    // its weight
	weight int64    // Σ w of its applicable questions
	points [3]int64 // Σ w·c, in each way of taking the sum
}

// mean is the scores of a domain or a lens: 100 · points / weight, since credits
// are in ten-thousandths too.
func mean(points [3]int64, weight int64) (units [3]int64) {
	w := uint64(weight)
	for as, p := range points {
		hi, lo := bits.Mul64(uint64(p), 100)
		q, rest := bits.Div64(hi, lo, w) // a million at most, so it fits
		if rest >= w-rest {
			q++
		}
		units[as] = int64(q)
	}
	return units
}

// whole is the overall scores. A sum of floats decides, unless it lies so close
// to a half that its error could.
func whole(parts []part) (units [3]int64) {
	var weight int64
	for _, p := range parts {
		weight += p.domain
	}
	// A sum of n terms and the few steps around it are off by less than n+8 times
	// 2^-53 of at most a million.
	doubt := 1e-9 * float64(len(parts)+8)
	for as := range units {
		sum := 0.0
		for _, p := range parts {
			sum += float64(p.domain) * (float64(p.points[as]) / float64(p.weight))
		}
		x := 100 * sum / float64(weight)
		floor, rest := math.Modf(x)
		switch {
		case math.Abs(rest-0.5) <= doubt:
			units[as] = wholeExactly(parts, weight, as)
		case rest > 0.5:
			units[as] = int64(floor) + 1
		default:
			units[as] = int64(floor)
		}
	}
	return units
}

func wholeExactly(parts []part, weight int64, as int) int64 {
	sum := new(big.Rat)
	for _, p := range parts {
		score := big.NewRat(p.points[as], p.weight)
		sum.Add(sum, score.Mul(score, big.NewRat(p.domain, 1)))
	}
	return rounded(sum.Mul(sum, big.NewRat(100, weight)), 0)
}
