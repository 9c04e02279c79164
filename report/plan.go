package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// planFormat is the first key of a plan in JSON.
const planFormat = "aigap/plan/v1"

// PlanFormats are the formats that WritePlan writes.
var PlanFormats = []string{"table", "json", "csv"}

// WritePlan writes a plan in one of the PlanFormats. Source names the
// assessment.
func WritePlan(w io.Writer, format, source string, p *assessment.Plan) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(publishedPlan(source, p))
	case "csv":
		return planCSV(w, p)
	}
	return planTable(w, source, p)
}

// NothingToPlan says why a plan is empty; "" if it is not.
func NothingToPlan(p *assessment.Plan) string {
	return newBuilder(p.Result, Options{}).nothingToPlan(p)
}

// planJSON is the published shape of a plan; scripts depend on its names.
type planJSON struct {
	Format      string             `json:"format"`
	Source      string             `json:"source"`
	Rubric      rubricJSON         `json:"rubric"`
	Subject     subjectJSON        `json:"subject"`
	Target      *int               `json:"target"`   // null where none was named and there is none above today's level
	Capacity    int                `json:"capacity"` // effort points in a quarter
	Nothing     *string            `json:"nothing"`  // why there is nothing to plan; null if there is
	Reaches     bool               `json:"reaches"`  // at its end the plan is at the target or above
	Provisional []string           `json:"provisional"`
	Today       assessment.Figures `json:"today"`
	Gaps        []planGapJSON      `json:"gaps"`
	Quarters    []quarterJSON      `json:"quarters"`
}

type planGapJSON struct {
	Question string              `json:"question"`
	Number   int                 `json:"number"` // in the order of all gaps
	Domain   string              `json:"domain"`
	Action   string              `json:"action"`
	Kind     assessment.GapKind  `json:"kind"` // one to establish is planned as if it turns out open
	Priority assessment.Priority `json:"priority"`
	Level    int                 `json:"level"`
	Effort   string              `json:"effort"`
	Points   int                 `json:"points"`
	Starts   int                 `json:"starts"`
	Ends     int                 `json:"ends"`
	After    []string            `json:"after"` // gaps of the plan
}

type quarterJSON struct {
	Quarter  int                `json:"quarter"`
	Points   int                `json:"points"`
	Closes   []string           `json:"closes"`
	Expected assessment.Figures `json:"expected"`
}

func publishedPlan(source string, p *assessment.Plan) planJSON {
	res := p.Result
	out := planJSON{
		Format:      planFormat,
		Source:      source,
		Rubric:      rubricJSON{res.Rubric.ID, res.Rubric.Version, res.Rubric.Digest},
		Subject:     subjectJSON(res.Assessment.Subject),
		Capacity:    p.Capacity,
		Reaches:     p.Reaches(),
		Provisional: orEmpty(res.Provisional),
		Today:       res.Overall,
		Gaps:        []planGapJSON{},
		Quarters:    []quarterJSON{},
	}
	if p.Target > 0 {
		out.Target = &p.Target
	}
	if why := NothingToPlan(p); why != "" {
		out.Nothing = &why
	}
	for _, g := range p.Gaps {
		out.Gaps = append(out.Gaps, planGapJSON{
			Question: g.Question.ID, Number: g.Number, Domain: g.Domain.ID, Action: g.Question.Gap.Action, Kind: g.Kind, Priority: g.Priority,
			Level: g.Question.Level, Effort: g.Question.Gap.Effort, Points: g.Points, Starts: g.Starts, Ends: g.Ends, After: orEmpty(g.After),
		})
	}
	for i, q := range p.Quarters {
		closes := []string{}
		for _, g := range q.Closes {
			closes = append(closes, g.Question.ID)
		}
		out.Quarters = append(out.Quarters, quarterJSON{i + 1, q.Points, closes, q.Expected})
	}
	return out
}

// planCSV writes a row for each gap, with columns left empty for a team to
// fill.
func planCSV(w io.Writer, p *assessment.Plan) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"quarter", "number", "code", "domain", "question", "action", "kind", "priority", "level", "effort", "points",
		"starts", "ends", "after", "owner", "due", "steps"}) // Error has it
	for _, g := range p.Gaps {
		q := g.Question
		var steps []string
		for i, step := range q.Gap.Steps {
			steps = append(steps, fmt.Sprintf("%d. %s", i+1, step))
		}
		_ = out.Write([]string{quarterName(g.Starts, g.Ends), strconv.Itoa(g.Number), q.ID, inert(g.Domain.Title), inert(q.Text), inert(planAction(g)),
			string(g.Kind), string(g.Priority), strconv.Itoa(q.Level), q.Gap.Effort, strconv.Itoa(g.Points),
			strconv.Itoa(g.Starts), strconv.Itoa(g.Ends), strings.Join(g.After, " "), "", "", inert(strings.Join(steps, " "))})
	}
	out.Flush()
	return out.Error()
}

// planAction is what to do, with the mark of a gap to establish.
func planAction(g assessment.Planned) string {
	if g.Kind == assessment.Establish {
		return "Find out; " + ifOpen + ": " + g.Question.Gap.Action
	}
	return g.Question.Gap.Action
}

// planTable writes a plan as text for a terminal.
func planTable(w io.Writer, source string, p *assessment.Plan) error {
	res := p.Result
	words := newBuilder(res, Options{})
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", rubrics.PlainLine(words.subject()))
	fmt.Fprintf(&b, "%s, %s\n\n", res.Rubric.Ref(), rubrics.PlainLine(source))
	if why := words.nothingToPlan(p); why != "" {
		fmt.Fprintf(&b, "%s\n\n%s\n", why, Disclaimer)
		_, err := io.WriteString(w, b.String())
		return err
	}
	fmt.Fprintf(&b, "The way to level %d of %d on this rubric's ladder: %s, at %s a quarter.\n\n", p.Target, words.rungs(), planSize(p), count(p.Capacity, "effort point"))
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "QUARTER\tGAP\tCODE\tPRIORITY\tEFFORT\tACTION")
	for _, g := range p.Gaps {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\n", quarterName(g.Starts, g.Ends), g.Number, g.Question.ID, g.Priority, planEffort(g), rubrics.PlainLine(planAction(g)))
	}
	_ = t.Flush() // to a builder
	b.WriteByte('\n')
	t = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "AT THE END OF\tCLOSED\tPOINTS\tSCORE\tLEVEL")
	fmt.Fprintf(t, "today\t\t\t%s\t%s\n", cell(res.Overall.Score), words.levelOf(res.Overall.Level))
	for i, q := range p.Quarters {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", quarterName(i+1, i+1), count(len(q.Closes), "gap"), spent(q.Points, p.Capacity), cell(q.Expected.Score), words.levelOf(q.Expected.Level))
	}
	_ = t.Flush()
	b.WriteByte('\n')
	for _, note := range words.planNotes(p) {
		fmt.Fprintf(&b, "%s\n", rubrics.PlainLine(note))
	}
	fmt.Fprintf(&b, "\n%s\n", Disclaimer)
	_, err := io.WriteString(w, b.String())
	return err
}
