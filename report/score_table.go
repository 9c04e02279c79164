package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// mostGaps is how many gaps the table of one assessment names.
const mostGaps = 10

// scoreDetail is one score as text for a terminal.
func scoreDetail(rec ScoreRecord) string {
	res := rec.Result
	words := newBuilder(res, Options{})
	o := res.Overall
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", rubrics.PlainLine(words.subject()))
	fmt.Fprintf(&b, "%s, %s\n\n", res.Rubric.Ref(), rubrics.PlainLine(rec.Source))
	fmt.Fprintf(&b, "Score        %s of 100 (with evidence named: %s; if every open point turned out well: %s)\n", cell(o.Score), cell(o.Evidenced), cell(o.Potential))
	fmt.Fprintf(&b, "Level        %s\n", words.overallLevel())
	fmt.Fprintf(&b, "Completeness %s (%d of %d applicable questions are known)\n", assessment.FormatFigure(o.Completeness), res.Counts.Known, res.Counts.Applicable)
	for i, why := range res.Provisional {
		if i == 0 {
			fmt.Fprintln(&b, "PROVISIONAL, because:")
		}
		fmt.Fprintf(&b, "  - %s\n", why)
	}
	if rec.Drawn != nil {
		fmt.Fprintln(&b, or(words.firmness(rec.Drawn.Overall), "There is no score that draws could vary."))
	}
	b.WriteByte('\n')
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DOMAIN\tSCORE\tEVIDENCED\tPOTENTIAL\tKNOWN\tLEVEL\tTITLE")
	for _, d := range res.Domains {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d/%d\t%s\t%s\n", d.Domain.ID, cell(d.Score), cell(d.Evidenced), cell(d.Potential),
			d.Counts.Known, d.Counts.Applicable, words.domainLevel(d), rubrics.PlainLine(d.Domain.Title))
	}
	_ = t.Flush() // to a builder
	lenses(&b, "PRINCIPLE", res.Principles)
	lenses(&b, "PILLAR", res.Pillars)
	if len(res.Gaps) > 0 {
		fmt.Fprintf(&b, "\n%s, in the order in which to close them:\n", count(len(res.Gaps), "gap"))
		t = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, g := range res.Gaps[:min(mostGaps, len(res.Gaps))] {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", g.Question.ID, g.Priority, exactGain(g), rubrics.PlainLine(g.Question.Gap.Action))
		}
		_ = t.Flush()
		if more := len(res.Gaps) - mostGaps; more > 0 {
			fmt.Fprintf(&b, "and %d more: aigap report and --format json have all of them\n", more)
		}
	}
	for _, warning := range res.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s", warning)
	}
	fmt.Fprintf(&b, "\n%s\n", Disclaimer)
	return b.String()
}

// lenses writes the results by principle or by pillar.
func lenses(b *strings.Builder, head string, all []assessment.Lens) {
	if len(all) == 0 {
		return
	}
	b.WriteByte('\n')
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, head+"\tSCORE\tEVIDENCED\tPOTENTIAL\tKNOWN")
	for _, l := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d/%d\n", l.Name, cell(l.Score), cell(l.Evidenced), cell(l.Potential), l.Counts.Known, l.Counts.Applicable)
	}
	_ = t.Flush() // to a builder
}

// tableRow is the line of one score in a table of many.
func tableRow(rec ScoreRecord) []string {
	if rec.Err != nil {
		return []string{"error", "", "", "", "", "", "", rubrics.PlainLine(rec.Source), "", ""}
	}
	res := rec.Result
	words := newBuilder(res, Options{})
	o := res.Overall
	level := words.levelOf(o.Level)
	if len(res.Provisional) > 0 {
		level += " provisional"
	}
	row := []string{cell(o.Score), cell(o.Evidenced), cell(o.Potential), fmt.Sprintf("%d/%d", res.Counts.Known, res.Counts.Applicable),
		level, res.Rubric.Ref().String(), rubrics.PlainLine(words.subject()), rubrics.PlainLine(rec.Source), "", ""}
	if rec.Drawn != nil {
		row[len(row)-2], row[len(row)-1] = drawnRange(rec.Drawn.Overall.Weights), drawnRange(rec.Drawn.Overall.WeightsAndUnknowns)
	}
	return row
}

// drawnRange is "38.2123 to 44.1".
func drawnRange(p assessment.Percentiles) string {
	if !p.P5.OK {
		return notAvailable
	}
	return cell(p.P5) + " to " + cell(p.P95)
}

// writeTable writes many scores as text for a terminal, a line each; drawn is of
// one of them, or nil.
func writeTable(w io.Writer, rows [][]string, drawn *assessment.Sensitivity) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := "SCORE\tEVIDENCED\tPOTENTIAL\tKNOWN\tLEVEL\tRUBRIC\tSUBJECT\tSOURCE"
	columns := len(strings.Split(head, "\t"))
	if drawn != nil {
		head += "\tWEIGHTS DRAWN\tUNKNOWNS TOO"
		columns += 2
	}
	fmt.Fprintln(t, head)
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row[:columns], "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if drawn != nil {
		if _, err := fmt.Fprintf(w, "\nDrawn: nine in ten of %s draws with every weight up to %s lower or higher, and with an answer drawn for each unknown too. %s\n",
			thousands(drawn.Draws), spreadWords(drawn.Spread), sensitivityNote); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", Disclaimer)
	return err
}

func cell(f assessment.Maybe[float64]) string {
	if !f.OK {
		return notAvailable
	}
	return assessment.FormatFigure(f.V)
}

// overallLevel is the level of the whole with the progress to the next rung.
func (b *builder) overallLevel() string {
	s := b.levelOf(b.res.Overall.Level) + " on this rubric's ladder"
	if p := progress(b.res.Next); p != "" {
		s += "; " + p
	}
	return s
}

func exactGain(g assessment.Gap) string {
	s := "+" + assessment.FormatFigure(assessment.Round(g.Gain, 2))
	if g.Kind == assessment.Establish {
		return "up to " + s
	}
	return s
}
