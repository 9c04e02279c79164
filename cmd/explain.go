package cmd

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
)

// explainFormats are the values of --format of explain.
var explainFormats = report.ExplainFormats

type explainOptions struct {
	rubrics []string
	format  string
	out     string
}

func newExplain(a *app) *cobra.Command {
	var o explainOptions
	c := &cobra.Command{
		Use:   "explain FILE [CODE | DOMAIN | PRINCIPLE | PILLAR]…",
		Short: "Show where each figure of an assessment comes from",
		Long: `Show where each figure of an assessment comes from, down to the numbers that are
added up: of the whole, or of the domains, questions, principles and pillars that are
named. It says what was left out and why, and what one answer a step up would change.

The JSON of the whole holds all that the figures follow from, so that another program
can compute them anew without the rubric.`,
		Example: `  aigap explain ruritania.yaml
  aigap explain ruritania.yaml REG-DOC
  aigap explain ruritania.yaml REG-DOC-01 transparency
  aigap explain --format json -o figures.json ruritania.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := settleFormat(&o.format, o.out, explainFormats); err != nil {
				return err
			}
			return a.explain(o, args[0], args[1:])
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.format, "format", "f", "", "output `FORMAT`: "+strings.Join(explainFormats, ", ")+" (default: by the extension of FILE in -o, else text)")
	c.Flags().StringVarP(&o.out, "output", "o", "-", "write to `FILE` (- is standard output)")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(explainFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) explain(o explainOptions, path string, names []string) error {
	lib, err := a.libraryFor(o.rubrics, []string{path})
	if err != nil {
		return err
	}
	all, err := a.answered(lib, []string{path})
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return inputError(fmt.Errorf("%s: holds more than one assessment: explain takes one", path))
	}
	one := all[0]
	res := assessment.Score(one.rubric, one.answers)
	e, err := report.NewExplanation(path, res, names)
	if err != nil {
		return usageError("%w", err)
	}
	if o.format == "text" {
		for _, w := range res.Warnings {
			a.warn("%s: warning: %s", one.place, w)
		}
	}
	var b bytes.Buffer
	if err := e.Write(&b, o.format); err != nil {
		return err
	}
	return a.output(o.out, b.Bytes(), append([]string{path}, lib.Files()...))
}
