package assessment

import (
	"math/rand/v2"
	"testing"
)

// RandomResults gives tests outside of the package the scores of n assessments
// under one random rubric.
func RandomResults(t testing.TB, rng *rand.Rand, scoredGates bool, n int) []*Result {
	m := randomModel(rng, scoredGates)
	r := m.load(t)
	var results []*Result
	for range n {
		for _, d := range m.domains {
			for _, q := range d.questions {
				m.randomAnswer(rng, q)
			}
		}
		results = append(results, m.score(t, r))
	}
	return results
}
