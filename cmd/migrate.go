package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

type migrateOptions struct {
	rubrics []string
	to      string
	out     string
	format  string
}

func newMigrate(a *app) *cobra.Command {
	var o migrateOptions
	c := &cobra.Command{
		Use:   "migrate FILE --to ID[@V] [-o OUT]",
		Short: "Carry an assessment over to another version of its rubric",
		Long: `Carry an assessment over to a later version of its rubric, along what each version
says became of the questions of the one before, and say for every question what
became of it: carried, to review, merged, split, retired or new. Nothing is lost:
what has no place any more is kept in the file and never scored.

Without -o nothing is written but that list. With -o OUT the new assessment is
written to OUT; with -o - it goes to standard output, and the list to standard error.
FILE itself is never changed. Answers that could not be carried leave the exit code 0.`,
		Example: `  aigap migrate ruritania.yaml --to who-regulatory
  aigap migrate ruritania.yaml --to who-regulatory@1.0.0 -o ruritania-1.0.0.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if o.to == "" {
				return usageError("to which version? Name it with --to, as in --to who-regulatory@1.0.0")
			}
			if err := oneOf(o.format, report.MigrationFormats); err != nil {
				return err
			}
			return a.migrate(o, args[0])
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVar(&o.to, "to", "", "the version to carry the answers to, `ID[@V]`; without @V the newest, a released one before any draft")
	c.Flags().StringVarP(&o.out, "output", "o", "", "write the new assessment to `OUT` (- is standard output)")
	c.Flags().StringVarP(&o.format, "format", "f", "table", "`FORMAT` of the list: "+strings.Join(report.MigrationFormats, ", "))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.MigrationFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) migrate(o migrateOptions, path string) error {
	lib, err := a.libraryFor(o.rubrics, []string{path})
	if err != nil {
		return err
	}
	to, err := lib.Resolve(o.to)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--to: %w", err)}
	}
	one, err := a.oneAssessment(lib, path)
	if err != nil {
		return err
	}
	from := one.rubric.Ref()
	versions, err := lib.Path(from, to)
	switch {
	case err != nil && (from.ID != to.ID || rubrics.CompareVersions(from.Version, to.Version) > 0):
		return usageError("--to %s: %w", o.to, err)
	case err != nil:
		return inputError(fmt.Errorf("%s: %w", path, err))
	}
	carried := assessment.Carry(one.answers, versions)
	list := a.out
	if o.out == "-" {
		list = a.err
	}
	if o.out != "" {
		if err := a.output(o.out, assessment.Encode(carried.After, versions[len(versions)-1]), append(lib.Files(), path)); err != nil {
			return err
		}
	}
	return report.WriteMigration(list, o.format, one.place, carried)
}

// oneAssessment reads an input that holds one assessment, and not more.
func (a *app) oneAssessment(lib *rubrics.Library, path string) (answered, error) {
	var one *answered
	for rec := range a.records(lib, path) {
		if one != nil {
			return answered{}, inputError(fmt.Errorf("%s: holds several assessments: give one at a time", path))
		}
		answers, r, warnings, err := rec.assessment(lib)
		if err != nil {
			return answered{}, inputError(err)
		}
		for _, w := range warnings {
			a.warn("%s", w)
		}
		one = &answered{rec.source, answers, r}
	}
	return *one, nil
}
