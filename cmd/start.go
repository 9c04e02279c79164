package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// startScreen is what `aigap` alone shows on a terminal, and so what a double
// click opens.
func (a *app) startScreen(ctx context.Context) error { return a.start(ctx, assessOptions{}) }

func (a *app) start(ctx context.Context, o assessOptions) error {
	return a.withAsker(ctx, o, func(s *session) error {
		s.menu = true
		for {
			n, err := s.ask.Choose(ask.Menu{
				Title: "aigap: how ready is the country to govern AI for health?",
				Text: "A questionnaire that follows WHO's published guidance, a score, and a report with what to do next. " +
					"Everything stays on this computer.\n" +
					"It is a self-assessment and no WHO product: no WHO maturity level is conferred.",
				Items: []ask.Item{
					{Label: "New assessment", More: "choose a set of questions and begin"},
					{Label: "Continue an assessment", More: "one that lies in this folder"},
					{Label: "Make a report (PDF)", More: "of an assessment in this folder"},
					{Label: "See an example report (PDF)", More: "of a country that does not exist"},
					{Label: "Leave"},
				},
			})
			if errors.Is(err, ask.ErrBack) {
				continue // there is nothing before this screen; leaving has its own key
			}
			if err != nil {
				return err
			}
			switch n {
			case 0:
				err = s.begin()
			case 1:
				err = s.continueOne()
			case 2:
				err = s.reportOne()
			case 3:
				err = offerFile(s.ask, "See an example report", "aigap-example", func(out string) (string, error) {
					return s.quietly(func(a *app) error { return a.writeExampleReport(out) })
				})
			default:
				s.ended = s.store == nil
				return nil
			}
			if !errors.Is(err, ask.ErrBack) && (err != nil || s.store != nil) {
				return err
			}
		}
	})
}

// continueOne lets the person choose a file of the folder and takes it up.
func (s *session) continueOne() error {
	path, err := s.chooseFile("Continue an assessment")
	if err != nil {
		return err
	}
	return s.resumeFile(path)
}

// reportOne lets the person choose a file of the folder and makes its report.
func (s *session) reportOne() error {
	path, err := s.chooseFile("Make a report")
	if err != nil {
		return err
	}
	return offerReport(s.ask, path, s.makeReport)
}

// chooseFile offers the assessments in the current folder. One that cannot be
// used is named with what is wrong, not hidden.
func (s *session) chooseFile(title string) (string, error) {
	files := assessmentsHere()
	m := ask.Menu{Title: title}
	for _, path := range files {
		m.Items = append(m.Items, s.describe(path))
	}
	if len(files) == 0 {
		here, err := os.Getwd()
		if err != nil {
			here = "this folder"
		}
		if err := s.ask.Say(ask.Message{Title: title, Text: "There is no assessment in " + here + "."}); err != nil {
			return "", err
		}
		return "", ask.ErrBack
	}
	for {
		n, err := s.ask.Choose(m)
		if err != nil {
			return "", err
		}
		if _, _, _, err = loadAssessment(s.lib, files[n]); err == nil {
			return files[n], nil
		}
		if err := s.ask.Say(ask.Message{Title: files[n] + " cannot be used", Text: rubrics.PlainLine(err.Error())}); err != nil {
			return "", err
		}
	}
}

// assessmentsHere are the files in the current folder that say they are
// assessments, in the order of their names.
func assessmentsHere() []string {
	entries, err := os.ReadDir(".")
	if err != nil {
		return nil
	}
	var files []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".yaml", ".yml", ".json":
			if !e.IsDir() && strings.HasPrefix(rubrics.SniffFile(e.Name()), "aigap/assessment/") {
				files = append(files, e.Name())
			}
		}
	}
	return files
}

// describe names a file by what it holds.
func (s *session) describe(path string) ask.Item {
	a, r, _, err := loadAssessment(s.lib, path)
	if err != nil {
		return ask.Item{Label: path + " (cannot be used)", More: rubrics.PlainLine(err.Error())}
	}
	var asked, done int
	for _, state := range assessment.StatesOf(r, a) {
		if state == assessment.Hidden {
			continue
		}
		asked++
		if state != assessment.Unanswered {
			done++
		}
	}
	return ask.Item{
		Label: fmt.Sprintf("%s: %d of %d answered", subjectName(a), done, asked),
		More:  fmt.Sprintf("%s, %s, begun %s", path, r.Ref(), a.Date),
	}
}
