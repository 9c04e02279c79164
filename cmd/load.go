package cmd

import (
	"fmt"
	"slices"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// problemsError is an input that was read and is not valid. It prints as the
// first problem and the number of the others.
type problemsError struct{ problems []rubrics.Problem }

func (e *problemsError) Error() string {
	errs := slices.DeleteFunc(slices.Clone(e.problems), func(p rubrics.Problem) bool { return p.Warning })
	if len(errs) > 1 {
		return fmt.Sprintf("%s (and %d more: run aigap validate %s)", errs[0], len(errs)-1, errs[0].File)
	}
	return e.first().String()
}

// first is the first problem that is more than a warning; there is one.
func (e *problemsError) first() rubrics.Problem {
	return e.problems[slices.IndexFunc(e.problems, func(p rubrics.Problem) bool { return !p.Warning })]
}

// parseAssessment takes an assessment file from its bytes to checked answers
// under its rubric. Warnings come beside it.
func parseAssessment(lib *rubrics.Library, name string, src []byte) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	a, problems := assessment.Decode(name, src)
	return checkAssessment(lib, name, a, problems)
}

// checkAssessment checks decoded answers under their rubric.
func checkAssessment(lib *rubrics.Library, name string, a *assessment.Assessment, problems []rubrics.Problem) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	if a == nil {
		return nil, nil, nil, &problemsError{problems}
	}
	r, err := lib.Get(a.Rubric)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	problems = append(problems, assessment.Check(a, r)...)
	if strictyaml.HasErrors(problems) {
		return nil, nil, nil, &problemsError{problems}
	}
	return a, r, problems, nil
}

// loadAssessment is parseAssessment of a file.
func loadAssessment(lib *rubrics.Library, path string) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	src, err := rubrics.ReadFile(path)
	if err != nil {
		return nil, nil, nil, err
	}
	return parseAssessment(lib, path, src)
}
