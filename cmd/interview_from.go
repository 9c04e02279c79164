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
	lib    *rubrics.Library
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
	return &source{s.o.from, s.lib, r, a}, nil
}

// carry takes the answers over: to a later version of the same rubric as its
// changes say, and to any other rubric by code. The message says how many
// answers went which way.
func (src *source) carry(to *assessment.Assessment, r *rubrics.Rubric) ask.Message {
	n := map[assessment.Fate]int{}
	const again = "the question reads differently now"
	if path, err := src.lib.Path(src.rubric.Ref(), r.Ref()); err == nil {
		c := assessment.Carry(src.a, path)
		to.Answers, to.Retired = c.After.Answers, c.After.Retired
		n = c.Count()
	} else {
		src.byCode(to, r, n)
	}
	text := fmt.Sprintf("From %s: %s, unchanged.", src.path, count(n[assessment.FateCarried], "answer"))
	for _, part := range []struct {
		n    int
		text string
	}{
		{n[assessment.FateReview], "To be looked at again, as " + again},
		{n[assessment.FateMerged], "Put together with others, as several questions became one"},
		{n[assessment.FateSplit], "To be answered anew, as one question became several; the old answer stands in the notes"},
		{n[assessment.FateRetired], "Without a place under " + r.Ref().String() + ", and kept in the file without counting"},
	} {
		if part.n > 0 {
			text += fmt.Sprintf("\n%s: %d.", part.text, part.n)
		}
	}
	return ask.Message{Title: "Answers carried over", Text: text}
}

// byCode takes answers over to a rubric that does not say what became of the
// questions. One whose question reads differently now is marked to be looked at
// again; one that was kept from an earlier rubric comes back where it has a
// place again; one that has no place under the new rubric is kept, unscored.
func (src *source) byCode(to *assessment.Assessment, r *rubrics.Rubric, n map[assessment.Fate]int) {
	to.Answers, to.Retired = map[string]assessment.Answer{}, maps.Clone(src.a.Retired)
	if to.Retired == nil {
		to.Retired = map[string]assessment.Retired{}
	}
	for code, ans := range src.a.Answers {
		if ans.Empty() {
			continue
		}
		old, q := src.rubric.Question(code), r.Question(code)
		switch {
		case q == nil || !assessment.Allows(q, ans.Value):
			to.Retired[code] = assessment.Retired{Answer: ans, Rubric: src.a.Rubric.String()}
			n[assessment.FateRetired]++
			continue
		case !q.AsksTheSame(old):
			ans.Review = true
			n[assessment.FateReview]++
		default:
			n[assessment.FateCarried]++
		}
		to.Answers[code] = ans
	}
	for code, old := range to.Retired {
		q := r.Question(code)
		if q == nil || !assessment.Allows(q, old.Value) || !to.Answers[code].Empty() {
			continue
		}
		ans := old.Answer
		if src.asked(old, q) {
			n[assessment.FateCarried]++
		} else {
			ans.Review = true
			n[assessment.FateReview]++
		}
		to.Answers[code] = ans
		delete(to.Retired, code)
	}
}

// asked reports whether the rubric under which an answer was given asked the
// same as a question.
func (src *source) asked(old assessment.Retired, q *rubrics.Question) bool {
	ref, err := rubrics.ParseRef(old.Rubric)
	if err != nil {
		return false
	}
	r, err := src.lib.Get(ref)
	if err != nil {
		return false // it is not here, so nobody can tell
	}
	was := r.Question(q.ID)
	return was != nil && q.AsksTheSame(was)
}
