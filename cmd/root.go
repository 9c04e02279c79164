package cmd

import (
	"errors"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/rubrics"
)

// strconvNoise is what Go adds to a wrong number in a flag.
var strconvNoise = regexp.MustCompile(`: strconv\.[A-Za-z]+: parsing .*$`)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "aigap",
		Short: "How ready is the country to govern AI for health?",
		Long: `aigap finds out, without a network, how ready a country is to govern AI for
health. A questionnaire follows WHO's published guidance; the answers give a
score, a maturity level and a gap report in PDF, with actions and the WHO
resources that help.

It is a self-assessment and no WHO product: the result is not a WHO
benchmarking result, and no WHO maturity level is conferred.`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.started = true // see app.run: errors before this are of usage
		},
		RunE: func(c *cobra.Command, _ []string) error {
			if !isTerminal(a.in) || !isTerminal(a.err) {
				return c.Help()
			}
			return a.startScreen(c.Context())
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return errors.New(strconvNoise.ReplaceAllString(err.Error(), ""))
	})
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(
		newAssess(a),
		newScore(a),
		newReport(a),
		newValidate(a),
		newRubric(a),
		newResource(a),
		newVersion(a),
		newPlan(a),
		newMigrate(a),
		newCompare(a),
		newMerge(a),
		newCohort(a),
		newExplain(a),
	)
	return root
}

// library is the built-in rubrics and what --rubric adds.
func (a *app) library(added []string) (*rubrics.Library, error) {
	lib := rubrics.NewLibrary()
	for _, path := range added {
		if err := lib.Add(path); err != nil {
			if errors.Is(err, rubrics.ErrNoFile) || errors.Is(err, rubrics.ErrNoRubric) { // the flag names no rubric
				return nil, usageError("--rubric %w", err)
			}
			return nil, inputError(err)
		}
	}
	for _, ref := range lib.Refs() { // an include may find another one that was added
		if lib.Builtin(ref) {
			continue // read when it is asked for
		}
		if _, err := lib.Get(ref); err != nil {
			return nil, inputError(err)
		}
	}
	return lib, nil
}
