package report

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/aigap/aigap/assessment"
)

// cohortCSV writes one figure a row, so that a spreadsheet can filter and pivot
// them whatever the rubric: which part it belongs to (overall, domain, gap,
// member), of what, which figure, and its value. A figure that is withheld has
// no value and says so.
func cohortCSV(w io.Writer, c *CohortReport) error {
	out := csv.NewWriter(w)
	put := func(part, id, title, figure, value string, suppressed bool) {
		mark := ""
		if suppressed {
			value, mark = "", "yes"
		}
		_ = out.Write([]string{part, inert(id), inert(title), figure, value, mark}) // out.Error has it
	}
	_ = out.Write([]string{"part", "id", "title", "figure", "value", "suppressed"})
	for _, p := range c.profiles() {
		part := "domain"
		id, title := profileName(p)
		if p.Domain == nil {
			part, id = "overall", c.Rubric.Ref().String()
		}
		for _, q := range []struct {
			name string
			q    assessment.Quartiles
		}{{"score", p.Score}, {"completeness", p.Known}} {
			put(part, id, title, q.name+":n", levelCell(q.q.N.Maybe), q.q.N.Suppressed)
			for i, f := range []assessment.Shown[float64]{q.q.Min, q.q.Q1, q.q.Median, q.q.Q3, q.q.Max} {
				put(part, id, title, q.name+":"+[]string{"min", "q1", "median", "q3", "max"}[i], figureCell(f.Maybe), f.Suppressed)
			}
		}
		for l, n := range p.Levels {
			put(part, id, title, fmt.Sprintf("level:%d", l), levelCell(n.Maybe), n.Suppressed)
		}
		put(part, id, title, "level:none", levelCell(p.NoLevel.Maybe), p.NoLevel.Suppressed)
	}
	for _, g := range c.Gaps {
		id, action := g.Question.ID, g.Question.Gap.Action
		put("gap", id, action, "subjects", levelCell(g.Members.Maybe), g.Members.Suppressed)
		put("gap", id, action, "share", figureCell(g.Share.Maybe), g.Share.Suppressed)
		put("gap", id, action, "close", levelCell(g.Close.Maybe), g.Close.Suppressed)
		put("gap", id, action, "establish", levelCell(g.Establish.Maybe), g.Establish.Suppressed)
		put("gap", id, action, "asked", levelCell(g.Asked.Maybe), g.Asked.Suppressed)
	}
	for _, row := range c.Rows {
		id := or(row.Label, row.Source)
		name := c.label(row)
		put("member", id, name, "score", figureCell(row.Overall.Maybe), row.Overall.Suppressed)
		put("member", id, name, "level", levelCell(row.Level.Maybe), row.Level.Suppressed)
		if !c.Coded() {
			put("member", id, name, "provisional", fmt.Sprint(row.Provisional), false)
		}
		put("member", id, name, "completeness", figureCell(row.Known.Maybe), row.Known.Suppressed)
		for i, s := range row.Domains {
			put("member", id, name, scoreColumn(c.Domains[i].Domain.ID), figureCell(s.Maybe), s.Suppressed)
		}
		if r := row.Rank; r != nil {
			put("member", id, name, "rank", fmt.Sprint(r.Place), false)
			for i, n := range []int{r.Weights.P5, r.Weights.P50, r.Weights.P95, r.WeightsAndUnknowns.P5, r.WeightsAndUnknowns.P50, r.WeightsAndUnknowns.P95} {
				put("member", id, name, "rank:"+drawnColumns[i], fmt.Sprint(n), false)
			}
		}
	}
	out.Flush()
	return out.Error()
}
