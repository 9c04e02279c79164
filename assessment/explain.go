package assessment

import "github.com/aigap/aigap/rubrics"

// What stands behind the figures, for whoever explains them.

// Credit is what the answer to a question counts in the score: an unknown
// counts 0. It is false for a question that counts in no figure.
func (res *Result) Credit(code string) (rubrics.Credit, bool) {
	q := res.Rubric.Question(code)
	if q == nil || q.Context || !res.States[code].Applicable() {
		return 0, false
	}
	v, _ := q.Scale.Lookup(res.Assessment.Answers[code].Value) // an unknown has none
	return v.Credit, true
}

// Points is what a question adds to the overall score; over all questions they
// sum to it. It is false for a question that counts in no figure.
func (res *Result) Points(code string) (float64, bool) {
	credit, counts := res.Credit(code)
	return 100 * res.Shares[code] * credit.Float(), counts
}

// DomainShare is what a domain counts of the overall score, and the points that
// it adds to it. It is false for a domain without an applicable question.
func (res *Result) DomainShare(dom *rubrics.Domain) (share, points float64, counts bool) {
	for _, q := range dom.Questions {
		if p, ok := res.Points(q.ID); ok {
			share += res.Shares[q.ID]
			points += p
			counts = true
		}
	}
	return share, points, counts
}

// DomainWeight is the weight of all domains that count in the overall score.
func (res *Result) DomainWeight() rubrics.Weight {
	var total rubrics.Weight
	for _, d := range res.Domains {
		if d.Level.OK {
			total += d.Domain.Weight
		}
	}
	return total
}

// Asked counts the applicable questions of a domain on each rung; that of rung
// 1 is the first.
func (res *Result) Asked(dom *rubrics.Domain) []int {
	counts := make([]int, len(res.Rubric.Levels))
	for _, q := range dom.Questions {
		if !q.Context && res.States[q.ID].Applicable() {
			counts[q.Level-1]++
		}
	}
	return counts
}
