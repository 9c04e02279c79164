package cmd

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

type planOptions struct {
	rubrics  []string
	level    int // 0 = the one above today's
	capacity int
	format   string // "" = by the extension of the output
	out      string
}

func newPlan(a *app) *cobra.Command {
	var o planOptions
	c := &cobra.Command{
		Use:   "plan FILE",
		Short: "Plan the way to the next level, by quarter",
		Long: `Plan the way to a level of the rubric's ladder, quarter by quarter: every gap up to
that level, and every gap that has to be closed before. Efforts are 1, 3 or 8 points
(low, medium, high), and a quarter has room for as many as --capacity says. Beside it
stands the score and level to expect at the end of each quarter. What is not known is
planned at its full effort, if it turns out open.

The table and JSON have all of it; CSV is a row for each gap, with empty columns for
the owner and the due date. At the top of the ladder there is nothing to plan, and
that is said.`,
		Example: `  aigap plan ruritania.yaml
  aigap plan --level 3 --capacity 12 ruritania.yaml
  aigap plan ruritania.yaml -o plan.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("level") && o.level < 1 {
				return usageError("--level %d is not a rung: allowed is 1 to the top of the rubric's ladder", o.level)
			}
			if o.capacity < 1 {
				return usageError("--capacity %d is not enough for a quarter: allowed is 1 and above", o.capacity)
			}
			if err := settleFormat(&o.format, o.out, report.PlanFormats); err != nil {
				return err
			}
			return a.plan(o, args[0])
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().IntVar(&o.level, "level", 0, "plan the way to level `N` (default: the one above today's)")
	c.Flags().IntVar(&o.capacity, "capacity", assessment.DefaultCapacity, "effort points `N` in a quarter")
	c.Flags().StringVarP(&o.format, "format", "f", "", "output `FORMAT`: "+strings.Join(report.PlanFormats, ", ")+" (default: by the extension of OUT, else table)")
	c.Flags().StringVarP(&o.out, "output", "o", "-", "write to `OUT`: a file, or - for standard output")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.PlanFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) plan(o planOptions, path string) error {
	lib, err := a.libraryFor(o.rubrics, []string{path})
	if err != nil {
		return err
	}
	one, err := a.only(lib, path)
	if err != nil {
		return inputError(err)
	}
	answers, r, warnings, err := one.assessment(lib)
	if err != nil {
		return inputError(err)
	}
	for _, w := range warnings {
		a.warn("%s", w)
	}
	if top := len(r.Levels); o.level > top {
		return usageError("--level %d is not a rung of %s: allowed is 1 to %d", o.level, r.Ref(), top)
	}
	res := assessment.Score(r, answers)
	for _, w := range res.Warnings {
		a.warn("%s: warning: %s", one.place(), w)
	}
	p := res.Plan(o.level, o.capacity)
	if why := report.NothingToPlan(p); why != "" && o.format == "csv" { // which has no place for it
		a.warn("%s: %s", one.place(), why)
	}
	var out bytes.Buffer
	if err := report.WritePlan(&out, o.format, one.source, p); err != nil {
		return outputError(fmt.Errorf("%s: the plan could not be made: %w", o.out, err))
	}
	return a.output(o.out, out.Bytes(), append([]string{path}, lib.Files()...))
}

// only is the one assessment that a path holds; a batch may not hold more.
func (a *app) only(lib *rubrics.Library, path string) (record, error) {
	var one record
	n := 0
	for rec := range a.records(lib, path) {
		if n++; n > 1 {
			return record{}, fmt.Errorf("%s: there is more than one assessment in it: a plan is made of one", rec.place())
		}
		one = rec
		one.src = bytes.Clone(rec.src) // good only until the next record
	}
	return one, nil
}
