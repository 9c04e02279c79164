package assessment

import (
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// Lens is the result over every question that names one principle or pillar:
// as for a domain made of them, over all domains, by the weights of questions
// alone. It has no level, because a ladder belongs to domains.
type Lens struct {
	Name string `json:"id"` // a principle or a pillar, see rubrics.Principles and rubrics.Pillars
	Scores
	Counts Counts `json:"questions"`
}

// lenses fills the results by principle and by pillar. One that no scored
// question names is left out.
func (s *scorer) lenses() {
	for _, name := range rubrics.Principles {
		s.res.Principles = s.lens(s.res.Principles, name, func(q *rubrics.Question) bool { return namesPrinciple(q, name) })
	}
	for _, name := range rubrics.Pillars {
		s.res.Pillars = s.lens(s.res.Pillars, name, func(q *rubrics.Question) bool { return q.Pillar == name })
	}
}

func namesPrinciple(q *rubrics.Question, name string) bool {
	return slices.Contains(q.Principles, name)
}

func (s *scorer) lens(to []Lens, name string, named func(*rubrics.Question) bool) []Lens {
	var questions []*rubrics.Question
	for _, q := range s.res.Rubric.Questions() {
		if named(q) {
			questions = append(questions, q)
		}
	}
	items, counts := s.items(questions)
	if counts.Total == 0 {
		return to
	}
	l := Lens{Name: name, Counts: counts}
	l.Completeness = completeness(counts)
	if len(items) > 0 {
		scores, _ := meanCredit(items)
		l.setScores(scores)
	}
	return append(to, l)
}
