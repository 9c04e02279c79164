package cmd

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

type compareOptions struct {
	rubrics []string
	out     string
	format  string
}

func newCompare(a *app) *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare FILE FILE…",
		Short: "Compare assessments of one subject over time",
		Long: `Compare two or more assessments of one subject, each with the one before it in the
order of their dates; where a date is missing, in the order of the arguments.

Under several versions of a rubric the questions are followed through what each
version says became of those of the one before, and the change of the overall score
is split into progress, what is newly asked, and the effect of the rubric. The three
sum exactly to the change.`,
		Example: `  aigap compare 2025.yaml 2026.yaml
  aigap compare --format csv -o progress.csv 2024.yaml 2025.yaml 2026.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := settleFormat(&o.format, o.out, report.ComparisonFormats); err != nil {
				return err
			}
			return a.compare(o, args)
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.out, "output", "o", "-", "write to `OUT` (- is standard output)")
	c.Flags().StringVarP(&o.format, "format", "f", "", "output `FORMAT`: "+strings.Join(report.ComparisonFormats, ", ")+" (default: by the extension of OUT, else table)")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.ComparisonFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) compare(o compareOptions, args []string) error {
	lib, err := a.libraryFor(o.rubrics, args)
	if err != nil {
		return err
	}
	paths, code, err := a.inputs(args)
	if err != nil {
		return err
	}
	all, err := a.answered(lib, paths)
	if err != nil {
		return err
	}
	if len(all) < 2 {
		return usageError("compare what with %s? Name two or more assessments of one subject", all[0].place)
	}
	for _, one := range all[1:] {
		if err := sameSubject(all[0], one, "a comparison is about one subject"); err != nil {
			return inputError(err)
		}
		if x, y := all[0].rubric, one.rubric; x.ID != y.ID {
			return inputError(fmt.Errorf("%s is under %s and %s under %s: these are two rubrics, and scores under them cannot be compared",
				all[0].place, x.Ref(), one.place, y.Ref()))
		}
	}
	c, err := compareAll(lib, all)
	if err != nil {
		return inputError(err)
	}
	var out bytes.Buffer
	if err := report.WriteComparison(&out, o.format, c); err != nil {
		return err
	}
	if err := a.output(o.out, out.Bytes(), append(lib.Files(), paths...)); err != nil {
		return err
	}
	return exitWith(code)
}

// compareAll puts assessments in their order, and compares each with the one
// before it.
func compareAll(lib *rubrics.Library, all []answered) (report.Comparison, error) {
	c := report.Comparison{Order: "date"}
	for _, one := range all {
		if one.answers.Date == "" && c.Order == "date" {
			c.Order = "arguments"
			c.Notes = append(c.Notes, fmt.Sprintf("In the order of the arguments, because %s has no date.", one.place))
		}
	}
	if c.Order == "date" {
		slices.SortStableFunc(all, func(x, y answered) int { return strings.Compare(x.answers.Date, y.answers.Date) })
	}
	for i, one := range all {
		c.Sources = append(c.Sources, one.place)
		if i == 0 {
			continue
		}
		before := all[i-1]
		if c.Order == "date" && before.answers.Date == one.answers.Date {
			c.Notes = append(c.Notes, fmt.Sprintf("%s and %s have one date, and stand in the order of the arguments.", before.place, one.place))
		}
		from, to := before.rubric.Ref(), one.rubric.Ref()
		path, err := lib.Path(from, to)
		if err != nil && rubrics.CompareVersions(from.Version, to.Version) > 0 {
			return c, fmt.Errorf("%s comes after %s and is under an older version, %s and not %s: carry it over first, with aigap migrate %s --to %s -o OUT",
				one.place, before.place, to, from, quoted(one.place), from)
		}
		if err != nil {
			return c, fmt.Errorf("%s and %s: %w", before.place, one.place, err)
		}
		c.Steps = append(c.Steps, assessment.Compare(before.answers, one.answers, path))
	}
	return c, nil
}
