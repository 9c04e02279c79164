package cmd

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
)

// askReason asks why a question does not apply.
func (iv *interview) askReason(now string) (string, error) {
	texts, err := iv.ask.Fill(ask.Form{
		Title: iv.at + ": not applicable",
		Text:  "Why does this question not apply? The reason stands in the report. Left blank, nothing is changed.",
		Fields: []ask.Field{{
			Label: "Reason", Value: now, Ends: true,
		}},
	})
	if err != nil {
		return "", err
	}
	if texts[0] == "" {
		return "", ask.ErrBack
	}
	return texts[0], nil
}

// editNote changes the note of the question that is shown.
func (iv *interview) editNote() error {
	ans := iv.a.Answers[iv.at]
	texts, err := iv.ask.Fill(ask.Form{
		Title: iv.at + ": note",
		Text:  "Anything that explains the answer. Notes stand in the report unless it is made with --no-notes.",
		Fields: []ask.Field{{
			Label: "Note", Value: ans.Note, Long: true,
		}},
	})
	if errors.Is(err, ask.ErrBack) || err == nil && texts[0] == ans.Note {
		return nil
	}
	if err != nil {
		return err
	}
	ans.Note = texts[0]
	if err := iv.keep(ans); err != nil {
		return err
	}
	iv.notice = "Saved: the note of " + iv.at + "."
	if ans.Note == "" {
		iv.notice = "Removed: the note of " + iv.at + "."
	}
	return nil
}

// editEvidence adds and removes evidence of the question that is shown, until
// the person goes back to the question.
func (iv *interview) editEvidence() error {
	for {
		ans := iv.a.Answers[iv.at]
		if len(ans.Evidence) == 0 {
			err := iv.addEvidence(ans)
			if errors.Is(err, ask.ErrBack) {
				return nil
			}
			if err != nil {
				return err
			}
			continue
		}
		n, err := iv.ask.Choose(evidenceMenu(iv.at, ans.Evidence))
		switch {
		case errors.Is(err, ask.ErrBack) || err == nil && n == 0:
			return nil
		case err != nil:
			return err
		case n == 1:
			if err := iv.addEvidence(ans); err != nil && !errors.Is(err, ask.ErrBack) {
				return err
			}
		default:
			if err := iv.removeEvidence(ans, n-2); err != nil {
				return err
			}
		}
	}
}

func evidenceMenu(code string, evidence []assessment.Evidence) ask.Menu {
	m := ask.Menu{
		Title: code + ": evidence",
		Text:  "Named so far: " + count(len(evidence), "item") + ".",
		Items: []ask.Item{{Label: "Back to the question"}, {Label: "Add another item"}},
	}
	for _, e := range evidence {
		m.Items = append(m.Items, ask.Item{Label: "Remove: " + e.Title, More: strings.Trim(e.Link+", "+e.Date, ", ")})
	}
	return m
}

// evidenceLine is an item of evidence on one line.
func evidenceLine(e assessment.Evidence) string {
	parts := []string{e.Title}
	for _, s := range []string{e.Link, e.Date} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func (iv *interview) addEvidence(ans assessment.Answer) error {
	text := "Name one thing that supports the answer. Left blank, nothing is added."
	if hints := iv.rubric.Question(iv.at).Evidence; len(hints) > 0 {
		text += "\nFor example: " + strings.Join(hints, "; ") + "."
	}
	texts, err := iv.ask.Fill(ask.Form{
		Title: iv.at + ": add evidence",
		Text:  text,
		Fields: []ask.Field{
			{Label: "Title", Ends: true},
			{Label: "Link or place", Help: "May be left blank."},
			{Label: "Date", Help: "As 2026-11-21. May be left blank.", Check: checkDate},
		},
	})
	if err != nil {
		return err
	}
	if texts[0] == "" {
		return ask.ErrBack
	}
	ans.Evidence = append(slices.Clone(ans.Evidence), assessment.Evidence{Title: texts[0], Link: texts[1], Date: texts[2]})
	if err := iv.keep(ans); err != nil {
		return err
	}
	iv.notice = "Saved: evidence of " + iv.at + "."
	return nil
}

// removeEvidence asks once more, as what is gone is gone.
func (iv *interview) removeEvidence(ans assessment.Answer, n int) error {
	c, err := iv.ask.Choose(ask.Menu{
		Title: "Remove this evidence?",
		Text:  evidenceLine(ans.Evidence[n]),
		Items: []ask.Item{{Label: "Keep it"}, {Label: "Remove it"}},
	})
	if errors.Is(err, ask.ErrBack) || err == nil && c == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	ans.Evidence = slices.Delete(slices.Clone(ans.Evidence), n, n+1)
	if err := iv.keep(ans); err != nil {
		return err
	}
	iv.notice = "Removed: evidence of " + iv.at + "."
	return nil
}

func checkDate(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return errors.New("write the date as year-month-day, as in 2026-11-21")
	}
	return nil
}
