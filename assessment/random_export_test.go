package assessment

import (
	"math/rand/v2"
	"testing"

	"github.com/aigap/aigap/rubrics"
)

// RandomResults gives tests outside of the package the scores of n assessments
// under one random rubric with at most so many questions.
func RandomResults(t testing.TB, rng *rand.Rand, scoredGates bool, most, n int) []*Result {
	m := randomModel(rng, scoredGates)
	for m.size() > most {
		m = randomModel(rng, scoredGates)
	}
	r := m.load(t)
	var results []*Result
	for range n {
		for _, d := range m.domains {
			for _, q := range d.questions {
				m.randomAnswer(rng, q)
			}
		}
		results = append(results, Score(r, m.assessment(r)))
	}
	return results
}

func (m *model) size() int {
	n := 0
	for _, d := range m.domains {
		n += len(d.questions)
	}
	return n
}

// assessment is the answers of the model without the way through a file.
func (m *model) assessment(r *rubrics.Rubric) *Assessment {
	a := New(r)
	for _, d := range m.domains {
		for _, q := range d.questions {
			ans := Answer{Value: q.answer}
			if q.answer == rubrics.NotApplicable {
				ans.Reason = "r"
			}
			if q.proof {
				ans.Evidence = []Evidence{{Title: "e"}}
			}
			a.Answers[q.code] = ans
		}
	}
	return a
}
