package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// startScreen is what `aigap` alone shows on a terminal, and so what a double
// click opens.
func (a *app) startScreen(ctx context.Context) error { return a.start(ctx, assessOptions{}) }

func (a *app) start(ctx context.Context, o assessOptions) error {
	return a.withAsker(ctx, o, func(s *session) error {
		s.menu = true
		for {
			n, err := s.ask.choose(menu{
				title: "aigap: how ready is the country to govern AI for health?",
				text: "A questionnaire that follows WHO's published guidance, a score, and a report with what to do next. " +
					"Everything stays on this computer.\n" +
					"It is a self-assessment and no WHO product: no WHO maturity level is conferred.",
				items: []item{
					{"New assessment", "choose a set of questions and begin"},
					{"Continue an assessment", "one that lies in this folder"},
					{"Make a report (PDF)", "of an assessment in this folder"},
					{"See an example report (PDF)", "of a country that does not exist"},
					{"Leave", ""},
				},
			})
			if errors.Is(err, errBack) {
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
			if !errors.Is(err, errBack) && (err != nil || s.store != nil) {
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
	m := menu{title: title}
	for _, path := range files {
		m.items = append(m.items, s.describe(path))
	}
	if len(files) == 0 {
		here, err := os.Getwd()
		if err != nil {
			here = "this folder"
		}
		if err := s.ask.say(message{title, "There is no assessment in " + here + "."}); err != nil {
			return "", err
		}
		return "", errBack
	}
	for {
		n, err := s.ask.choose(m)
		if err != nil {
			return "", err
		}
		if _, _, _, err = loadAssessment(s.lib, files[n]); err == nil {
			return files[n], nil
		}
		if err := s.ask.say(message{files[n] + " cannot be used", oneLine(err.Error())}); err != nil {
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
func (s *session) describe(path string) item {
	a, r, _, err := loadAssessment(s.lib, path)
	if err != nil {
		return item{path + " (cannot be used)", oneLine(err.Error())}
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
	return item{
		fmt.Sprintf("%s: %d of %d answered", subjectName(a), done, asked),
		fmt.Sprintf("%s, %s, begun %s", path, r.Ref(), a.Date),
	}
}
