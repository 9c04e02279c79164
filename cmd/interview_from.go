package cmd

import (
	"fmt"
	"maps"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// source is an assessment whose answers are carried over into a new one.
type source struct {
	path   string
	rubric *rubrics.Rubric
	a      *assessment.Assessment
}

// loadSource reads the file of --from.
func (s *session) loadSource() (*source, error) {
	if s.o.from == "" {
		return nil, nil
	}
	a, r, _, err := loadAssessment(s.lib, s.o.from)
	if err != nil {
		return nil, inputError(err)
	}
	return &source{s.o.from, r, a}, nil
}

// carry takes the answers over by code. One whose question reads differently
// now is marked to be looked at again, and so is one that was kept from an
// earlier rubric and has a place again; one that has no place under the new
// rubric is kept, unscored. The message says how many of each there are.
func (src *source) carry(to *assessment.Assessment, r *rubrics.Rubric) ask.Message {
	to.Answers, to.Retired = map[string]assessment.Answer{}, maps.Clone(src.a.Retired)
	if to.Retired == nil {
		to.Retired = map[string]assessment.Retired{}
	}
	var same, again, kept int
	for code, ans := range src.a.Answers {
		if ans.Empty() {
			continue
		}
		old, q := src.rubric.Question(code), r.Question(code)
		switch {
		case q == nil || !allows(q, ans.Value):
			to.Retired[code] = assessment.Retired{Answer: ans, Rubric: src.a.Rubric.String()}
			kept++
			continue
		case q.Text != old.Text || !maps.Equal(q.Anchors, old.Anchors):
			ans.Review = true
			again++
		default:
			same++
		}
		to.Answers[code] = ans
	}
	for code, old := range to.Retired {
		if q := r.Question(code); q != nil && allows(q, old.Value) && to.Answers[code].Empty() {
			ans := old.Answer
			ans.Review = true
			to.Answers[code] = ans
			delete(to.Retired, code)
			again++
		}
	}
	text := fmt.Sprintf("From %s: %s.", src.path, count(same, "answer"))
	if again > 0 {
		text += fmt.Sprintf("\nTo be looked at again, as the question reads differently now or was not asked in between: %d.", again)
	}
	if kept > 0 {
		text += fmt.Sprintf("\nWithout a place under %s, and kept in the file without counting: %d.", r.Ref(), kept)
	}
	return ask.Message{Title: "Answers carried over", Text: text}
}

// allows reports whether a question can have an answer.
func allows(q *rubrics.Question, value string) bool {
	_, ok := q.Scale.Lookup(value)
	return ok || value == "" || value == rubrics.Unknown || value == rubrics.NotApplicable
}
