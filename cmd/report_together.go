package cmd

import (
	"fmt"
	"slices"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// answered is an assessment with the rubric that it answers.
type answered struct {
	place   string // its file, and of a batch the line
	answers *assessment.Assessment
	rubric  *rubrics.Rubric
}

// answered reads every assessment of some paths; the first that is not valid is
// an error.
func (a *app) answered(lib *rubrics.Library, paths []string) ([]answered, error) {
	var all []answered
	for _, path := range paths {
		for rec := range a.records(lib, path) {
			answers, r, warnings, err := rec.assessment(lib)
			if err != nil {
				return nil, inputError(err)
			}
			for _, w := range warnings {
				a.warn("%s", w)
			}
			all = append(all, answered{rec.place(), answers, r})
		}
	}
	return all, nil
}

// together reports what keeps assessments from standing in one report: it is
// about one subject, holds each rubric once, and says one thing about each
// question. Organizations may differ, because departments do.
func together(all []answered) error {
	first := all[0]
	for i, one := range all[1:] {
		if err := sameSubject(first, one, "one report is about one subject; name a folder for one report each, as in -o reports/"); err != nil {
			return err
		}
		for _, earlier := range all[:i+1] {
			if err := agree(earlier, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// openHere counts the questions that one assessment leaves open and another
// answers.
func openHere(one answered, all []answered) int {
	n := 0
	for _, q := range one.rubric.Questions() {
		if one.answers.Answers[q.ID].Value != "" {
			continue
		}
		if slices.ContainsFunc(all, func(other answered) bool { return other.answers.Answers[q.ID].Value != "" }) {
			n++
		}
	}
	return n
}

// sameSubject is an error with some advice if two assessments are not about one
// subject.
func sameSubject(first, one answered, advice string) error {
	s, t := first.answers.Subject, one.answers.Subject
	if s.Name == t.Name && s.Code == t.Code {
		return nil
	}
	return fmt.Errorf("%s: the subject is %s, and that of %s is %s: %s", one.place, subjectWords(t), first.place, subjectWords(s), advice)
}

func subjectWords(s assessment.Subject) string {
	name := fmt.Sprintf("%q", s.Name)
	if s.Code != "" {
		name += fmt.Sprintf(" (code %q)", s.Code)
	}
	return name
}

// agree reports where two assessments of one subject contradict each other.
func agree(a, b answered) error {
	if a.rubric.ID == b.rubric.ID && a.rubric.Version != b.rubric.Version {
		return fmt.Errorf("%s is under %s and %s under %s: bring both to one version with aigap migrate, or see what changed with aigap compare", a.place, a.rubric.Ref(), b.place, b.rubric.Ref())
	}
	if a.rubric.Ref() == b.rubric.Ref() {
		return fmt.Errorf("%s and %s are both under %s: a report takes one assessment for each rubric; put them together first with aigap merge FILE FILE -o merged.yaml", a.place, b.place, a.rubric.Ref())
	}
	for _, q := range b.rubric.Questions() {
		x, y := a.answers.Answers[q.ID].Value, b.answers.Answers[q.ID].Value
		if x != "" && y != "" && x != y {
			return fmt.Errorf("%s is answered %q in %s and %q in %s: settle on one answer in both files; among several files under one rubric, aigap merge finds all such answers",
				q.ID, x, a.place, y, b.place)
		}
	}
	return nil
}
