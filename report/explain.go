package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// ExplainFormats are the formats in which an Explanation is written.
var ExplainFormats = []string{"text", "json"}

// Explanation says where the figures of one assessment come from: of the whole,
// or of some domains, questions, principles and pillars.
type Explanation struct {
	*builder
	source    string
	names     []string // what is explained, as asked for; empty = the whole
	domains   []assessment.DomainResult
	lenses    []lensOf
	questions []*rubrics.Question
}

// lensOf is a principle or a pillar.
type lensOf struct {
	kind string // "principle" or "pillar"
	assessment.Lens
}

// NewExplanation explains the named domains, questions, principles and pillars,
// or everything where none is named. The error is a name that the rubric does
// not have. source is the name of the assessment's file.
func NewExplanation(source string, res *assessment.Result, names []string) (*Explanation, error) {
	e := &Explanation{builder: newBuilder(res, Options{}), source: source}
	for _, name := range names {
		if slices.Contains(e.names, name) {
			continue
		}
		e.names = append(e.names, name)
		if err := e.add(name); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// add finds what a name stands for. A code may be that of a domain and of a
// question; then both are meant.
func (e *Explanation) add(name string) error {
	found := false
	for _, d := range e.res.Domains {
		if d.Domain.ID == name {
			e.domains, found = append(e.domains, d), true
		}
	}
	if q := e.res.Rubric.Question(name); q != nil {
		e.questions, found = append(e.questions, q), true
	}
	for _, l := range e.allLenses() {
		if l.Name == name {
			e.lenses, found = append(e.lenses, l), true
		}
	}
	if found {
		return nil
	}
	r := e.res.Rubric
	if slices.Contains(rubrics.Principles, name) || slices.Contains(rubrics.Pillars, name) {
		return fmt.Errorf("no scored question of %s names %s", r.Ref(), name)
	}
	var known []string
	for _, d := range e.res.Domains {
		known = append(known, d.Domain.ID)
	}
	known = append(known, r.Codes()...)
	for _, l := range e.allLenses() {
		known = append(known, l.Name)
	}
	return fmt.Errorf("%s has no domain, question, principle or pillar %q%s", r.Ref(), name, rubrics.DidYouMean(name, known))
}

func (e *Explanation) allLenses() []lensOf {
	var all []lensOf
	for _, l := range e.res.Principles {
		all = append(all, lensOf{"principle", l})
	}
	for _, l := range e.res.Pillars {
		all = append(all, lensOf{"pillar", l})
	}
	return all
}

// Write writes the explanation in one of the ExplainFormats.
func (e *Explanation) Write(w io.Writer, format string) error {
	if format == "json" {
		return e.writeJSON(w)
	}
	return e.writeText(w)
}

// domainOf is the result of the domain that a question belongs to.
func (e *Explanation) domainOf(q *rubrics.Question) assessment.DomainResult {
	i := slices.IndexFunc(e.res.Domains, func(d assessment.DomainResult) bool { return slices.Contains(d.Domain.Questions, q) })
	return e.res.Domains[i]
}

// stateName is the state of a question in one word, as JSON has it too.
func stateName(s assessment.State) string {
	switch s {
	case assessment.Hidden:
		return "hidden"
	case assessment.NotApplicable:
		return "not-applicable"
	case assessment.Known:
		return "known"
	case assessment.Unknown:
		return "unknown"
	}
	return "unanswered"
}
