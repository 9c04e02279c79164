package cmd

import (
	"errors"
	"fmt"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// answersError is an assessment that was read and is not valid: its own fault,
// not that of its rubric.
type answersError struct{ rubrics.InvalidError }

func answersInvalid(name string, problems []rubrics.Problem) error {
	return &answersError{rubrics.InvalidError{Name: name, Problems: problems}}
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
		return nil, nil, nil, answersInvalid(name, problems)
	}
	r, err := lib.Get(a.Rubric)
	var missing *rubrics.NotFoundError
	if errors.As(err, &missing) {
		return nil, nil, nil, answersInvalid(name, append(problems, rubrics.Problem{Pos: a.AtRubric(), Code: "rubric-not-found", Message: missing.Error()}))
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	problems = append(problems, assessment.Check(a, r)...)
	if strictyaml.HasErrors(problems) {
		return nil, nil, nil, answersInvalid(name, problems)
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
