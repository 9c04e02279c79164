package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// cohortTable writes a cohort as text for a terminal.
func cohortTable(w io.Writer, c *CohortReport) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s under %s, %s\n", count(len(c.Rows), "subject"), c.Rubric.Ref(), rubrics.PlainLine(c.Rubric.Title))
	if n := len(c.LeftOut); n > 0 {
		fmt.Fprintf(&b, "Left out: %s\n", count(n, "assessment"))
	}
	b.WriteByte('\n')
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SCORES\tN\tMIN\tQ1\tMEDIAN\tQ3\tMAX\tKNOWN (MEDIAN)\tTITLE")
	for _, p := range c.profiles() {
		id, title := profileName(p)
		q := p.Score
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", id, shownCount(q.N), c.shownFigure(q.Min), c.shownFigure(q.Q1), c.shownFigure(q.Median), c.shownFigure(q.Q3), c.shownFigure(q.Max),
			shownPercent(p.Known.Median), rubrics.PlainLine(title))
	}
	_ = t.Flush() // to a builder
	b.WriteByte('\n')
	fmt.Fprint(t, "SUBJECTS AT LEVEL")
	for l := range c.Overall.Levels {
		fmt.Fprintf(t, "\t%d", l)
	}
	fmt.Fprintln(t, "\tNONE")
	for _, p := range c.profiles() {
		id, _ := profileName(p)
		fmt.Fprint(t, id)
		for _, n := range p.Levels {
			fmt.Fprintf(t, "\t%s", shownCount(n))
		}
		fmt.Fprintf(t, "\t%s\n", shownCount(p.NoLevel))
	}
	_ = t.Flush()
	c.gapLines(&b, t)
	c.memberLines(&b, t)
	b.WriteByte('\n')
	for _, n := range c.notes() {
		fmt.Fprintf(&b, "%s: %s\n", n.Name, n.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// gapLines lists the most common gaps.
func (c *CohortReport) gapLines(b *strings.Builder, t *tabwriter.Writer) {
	if len(c.Gaps) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s that a subject has, the most common first:\n", count(len(c.Gaps), "gap"))
	fmt.Fprintln(t, "QUESTION\tSUBJECTS\tSHARE\tCLOSE\tESTABLISH\tACTION")
	for _, g := range c.Gaps[:min(mostGaps, len(c.Gaps))] {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", g.Question.ID, shownCount(g.Members), shownPercent(g.Share), shownCount(g.Close), shownCount(g.Establish), rubrics.PlainLine(g.Question.Gap.Action))
	}
	_ = t.Flush()
	if more := len(c.Gaps) - mostGaps; more > 0 {
		fmt.Fprintf(b, "and %d more: the other formats have all of them\n", more)
	}
}

// ranked are the rows, by place where there are places.
func (c *CohortReport) ranked() []assessment.Row {
	rows := slices.Clone(c.Rows)
	last := func(r *assessment.Rank) int {
		if r == nil { // no score, or nothing is ranked
			return len(rows) + 1
		}
		return r.Place
	}
	slices.SortStableFunc(rows, func(a, b assessment.Row) int { return cmp.Compare(last(a.Rank), last(b.Rank)) })
	return rows
}

// memberLines lists the subjects.
func (c *CohortReport) memberLines(b *strings.Builder, t *tabwriter.Writer) {
	b.WriteByte('\n')
	head := "SUBJECT\tSCORE\tLEVEL\tKNOWN"
	if c.Options.Draws != nil {
		head = "RANK\tWEIGHTS DRAWN\tUNKNOWNS TOO\t" + head
	}
	if !c.Options.Anonymize {
		head += "\tSOURCE"
	}
	fmt.Fprintln(t, head)
	for _, row := range c.ranked() {
		if c.Options.Draws != nil {
			fmt.Fprintf(t, "%s\t%s\t%s\t", placeWords(row.Rank), rankRange(row.Rank, false), rankRange(row.Rank, true))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s", rubrics.PlainLine(c.label(row)), c.shownFigure(row.Overall), shownCount(row.Level)+provisionalMark(row), shownPercent(row.Known))
		if !c.Options.Anonymize {
			fmt.Fprintf(t, "\t%s", rubrics.PlainLine(row.Source))
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush()
}

// provisionalMark stands behind what is provisional.
func provisionalMark(row assessment.Row) string {
	if row.Provisional {
		return " provisional"
	}
	return ""
}

func placeWords(r *assessment.Rank) string {
	if r == nil {
		return notAvailable
	}
	return fmt.Sprint(r.Place)
}

// rankRange is "3 to 7".
func rankRange(r *assessment.Rank, unknowns bool) string {
	if r == nil {
		return notAvailable
	}
	p := r.Weights
	if unknowns {
		p = r.WeightsAndUnknowns
	}
	return fmt.Sprintf("%d to %d", p.P5, p.P95)
}
