package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// resultText is the result in a few lines: the figures with what they mean,
// what is still open, and what kind of result it is.
func resultText(r *rubrics.Rubric, a *assessment.Assessment, path string) string {
	res := assessment.Score(r, a)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s (%s)\n\n", rubrics.PlainLine(subjectName(a)), r.Title, r.Ref())
	mark := ""
	if len(res.Provisional) > 0 {
		mark = ", provisional"
	}
	o := res.Overall
	fmt.Fprintf(&b, "Score:     %s%s\n", ofHundred(o.Score), mark)
	fmt.Fprintf(&b, "Evidenced: %s (what has evidence named for it; nobody has checked the evidence)\n", ofHundred(o.Evidenced))
	fmt.Fprintf(&b, "Potential: %s (if everything not known turned out to be in place)\n", ofHundred(o.Potential))
	fmt.Fprintf(&b, "Level:     %s\n", levelText(res, mark))
	c := res.Counts
	fmt.Fprintf(&b, "Known:     %d of the %s that apply here\n", c.Known, count(c.Applicable, "question"))
	for _, why := range res.Provisional {
		fmt.Fprintf(&b, "Provisional because %s.\n", why)
	}
	b.WriteString("\n")
	if open := assessment.Open(res.Rubric, res.Assessment); len(open) > 0 {
		fmt.Fprintf(&b, "Open questions: %d. The first is %s: %s\n", len(open), open[0].ID, open[0].Text)
	} else {
		b.WriteString("Open questions: none.\n")
	}
	fmt.Fprintf(&b, "Answers: %s\n\n", path)
	b.WriteString(report.Disclaimer + "\n")
	return b.String()
}

func ofHundred(f assessment.Maybe[float64]) string {
	if !f.OK {
		return "none, as no question applies"
	}
	return assessment.FormatFigure(f.V) + " of 100"
}

// levelText says where on the ladder of the rubric the result stands.
func levelText(res *assessment.Result, mark string) string {
	o, levels := res.Overall, res.Rubric.Levels
	if !o.Level.OK {
		return "none, as no question applies"
	}
	s := fmt.Sprintf("%d of %d on this rubric's ladder", o.Level.V, len(levels))
	switch {
	case o.Level.V == 0:
		s += " (below the first)"
	default:
		s += fmt.Sprintf(" (%s)", levels[o.Level.V-1].Title)
	}
	s += mark
	if n := res.Next; n.Rung > 0 {
		s += fmt.Sprintf("; %d of %d met for level %d", n.Met, n.Of, n.Rung)
	}
	return s
}

// reporter makes the report of a file, and brings back what it warned of.
type reporter func(assessmentPath, outPath string) (warnings string, err error)

// end shows the result and offers what can be done with it. It is ask.ErrBack if
// the person goes back to the questions.
func (iv *interview) end(makeReport reporter) error {
	if err := iv.ask.Result(resultText(iv.rubric, iv.a, iv.store.path)); err != nil {
		return err
	}
	m := ask.Menu{Title: "What now?", Text: iv.notice, Items: []ask.Item{
		{Label: "Make the report (PDF)", More: "every answer, every gap and what to do about it"},
		{Label: "Leave", More: "the answers are saved in " + iv.store.path},
		{Label: "Go back to the questions", More: "to look over the answers or change them"},
	}}
	iv.notice = ""
	for {
		n, err := iv.ask.Choose(m)
		switch {
		case errors.Is(err, ask.ErrBack) || err == nil && n == 2:
			return ask.ErrBack
		case err != nil || n == 1:
			return err
		}
		if err := offerReport(iv.ask, iv.store.path, makeReport); err != nil {
			return err
		}
	}
}

// offerReport asks where a report goes, and makes it. Failing is told and is
// no end of the session.
func offerReport(asker ask.Asker, assessmentPath string, makeReport reporter) error {
	base := strings.TrimSuffix(assessmentPath, filepath.Ext(assessmentPath))
	return offerFile(asker, "Make the report", base, func(out string) (string, error) { return makeReport(assessmentPath, out) })
}

// offerFile asks for the name of a PDF and has it produced. The name that is
// proposed is free; one that is taken is refused.
func offerFile(asker ask.Asker, title, base string, produce func(out string) (string, error)) error {
	name, _ := firstFree(base, ".pdf", unused)
	texts, err := asker.Fill(ask.Form{Title: title, Fields: []ask.Field{{
		Label: "File", Help: "A name that ends in .pdf.", Value: name, Required: true, Check: checkNewReport,
	}}})
	if errors.Is(err, ask.ErrBack) {
		return nil
	}
	if err != nil {
		return err
	}
	warnings, err := produce(texts[0])
	if err != nil {
		return asker.Say(ask.Message{Title: "The report could not be made", Text: err.Error()})
	}
	return asker.Say(ask.Message{Title: "The report is made", Text: strings.TrimSpace("It is in " + texts[0] + ".\n" + warnings)})
}

func checkNewReport(s string) error {
	switch ext := filepath.Ext(s); {
	case !strings.EqualFold(ext, ".pdf"):
		return errors.New("give it a name that ends in .pdf; for other formats see aigap report --help")
	case unused(s) != nil:
		return fmt.Errorf("there is a file %s already, and it is not overwritten: choose another name", s)
	}
	return nil
}
