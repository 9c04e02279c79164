package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aigap/aigap/assessment"
)

// PlanSection is the way to the next level under one rubric, by quarter.
type PlanSection struct {
	Heading
	None     string        // said where there is nothing to plan
	Notes    []string      // how firm it is
	Rows     []PlanRow     // in the order in which they are begun
	Quarters []PlanQuarter // the first is today
}

// PlanRow is one gap with its quarters.
type PlanRow struct {
	Number       int // in the register
	Code         string
	Action       string
	Effort       string // "low, 1"
	Starts, Ends int    // quarters, from 1
	Establish    bool   // needed if it turns out open
}

// PlanQuarter is what one quarter brings.
type PlanQuarter struct {
	Name         string // "Q1", or that it is today
	Closes       string // numbers in the register
	Points       string // of effort, "7 of 8"
	Score, Level string // expected at its end
}

func (b *builder) planSection(p *assessment.Plan) PlanSection {
	s := PlanSection{Heading: Heading{Number: b.number(numberPlan), Title: b.titled("The way to the next level")}, None: b.nothingToPlan(p)}
	if s.None != "" {
		return s
	}
	s.Title = b.titled(fmt.Sprintf("The way to level %d", p.Target))
	s.Lead = fmt.Sprintf("%s, at %s a quarter: every gap up to %s, and every gap that these come after. "+
		"They are taken by priority, then by gain for the effort, as far as there is room and what they come after is scheduled.",
		planSize(p), count(p.Capacity, "effort point"), b.rungName(p.Target))
	s.Notes = b.planNotes(p)
	for _, g := range p.Gaps {
		s.Rows = append(s.Rows, PlanRow{
			Number: b.register[g.Question.ID].number, Code: g.Question.ID, Action: g.Question.Gap.Action, Effort: planEffort(g),
			Starts: g.Starts, Ends: g.Ends, Establish: g.Kind == assessment.Establish,
		})
	}
	o := b.res.Overall
	s.Quarters = append(s.Quarters, PlanQuarter{Name: planToday, Score: figure(o.Score).Text, Level: b.levelOf(o.Level)})
	for i, q := range p.Quarters {
		var numbers []string
		for _, g := range q.Closes {
			numbers = append(numbers, strconv.Itoa(b.register[g.Question.ID].number))
		}
		s.Quarters = append(s.Quarters, PlanQuarter{
			Name: quarterName(i+1, i+1), Closes: or(strings.Join(numbers, ", "), noneClosed), Points: spent(q.Points, p.Capacity),
			Score: figure(q.Expected.Score).Text, Level: b.levelOf(q.Expected.Level),
		})
	}
	return s
}

// nothingToPlan says why a plan is empty; "" if it is not.
func (b *builder) nothingToPlan(p *assessment.Plan) string {
	level := b.res.Overall.Level
	switch {
	case len(p.Gaps) > 0:
		return ""
	case !level.OK:
		return "There is nothing to plan: nothing is applicable, so there is no level."
	case level.V >= b.rungs():
		return "There is nothing to plan: the top of the ladder is reached."
	}
	return fmt.Sprintf("There is nothing to plan: level %d is reached, the level today is %d of %d.", p.Target, level.V, b.rungs())
}

// planNotes say what the figures of a plan hang on.
func (b *builder) planNotes(p *assessment.Plan) []string {
	notes := []string{"The figures are what is expected if every gap is closed by the end of its last quarter and nothing else changes."}
	open := 0
	for _, g := range p.Gaps {
		if g.Kind == assessment.Establish {
			open++
		}
	}
	if open > 0 {
		notes = append(notes, fmt.Sprintf("To establish: %d of the gaps. The first thing is to find out; the effort is planned in full, and needed %s.", open, ifOpen))
	}
	if !p.Reaches() {
		notes = append(notes, fmt.Sprintf("The plan alone does not reach level %d: closing its gaps opens questions that are not asked today. Answer them then, and plan again.", p.Target))
	}
	if b.provisional() {
		notes = append(notes, "Provisional, as the figures of today are: "+strings.Join(b.res.Provisional, "; ")+".")
	}
	return notes
}

// ifOpen marks a gap to establish in a plan.
const ifOpen = "if it turns out open"

// Words for the quarters of a plan.
const (
	planToday  = "Today"
	noneClosed = "–"
)

// planSize is "14 gaps in 5 quarters".
func planSize(p *assessment.Plan) string {
	return count(len(p.Gaps), "gap") + " in " + count(len(p.Quarters), "quarter")
}

// planEffort is "low, 1".
func planEffort(g assessment.Planned) string {
	return fmt.Sprintf("%s, %d", g.Question.Gap.Effort, g.Points)
}

// spent is "7 of 8".
func spent(points, capacity int) string { return fmt.Sprintf("%d of %d", points, capacity) }

// quarterName is "Q1", or "Q1-Q3" for what takes several.
func quarterName(starts, ends int) string {
	if starts == ends {
		return fmt.Sprintf("Q%d", starts)
	}
	return fmt.Sprintf("Q%d-Q%d", starts, ends)
}
