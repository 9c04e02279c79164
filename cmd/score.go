package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// scoreFormats are the values of --format of score.
var scoreFormats = report.ScoreFormats

type scoreOptions struct {
	rubrics   []string
	format    string
	failUnder *float64
	minLevel  *int
	require   []string
	draws     *assessment.Draws
}

func newScore(a *app) *cobra.Command {
	var o scoreOptions
	var failUnder float64
	var minLevel int
	draws := assessment.DefaultDraws
	c := &cobra.Command{
		Use:   "score FILE… | DIR | -",
		Short: "Score assessments",
		Long: `Score assessments: files, folders (*.yaml, *.yml, *.json, *.ndjson, recursively),
or NDJSON or csv on standard input (-), one assessment a line.

A csv file (FILE.csv, not looked for in folders) has the columns rubric, subject,
code and date, as far as they are needed, and one for each question that is
answered, named by its code. A blank cell is no answer; "not-applicable: why" gives
the reason that is required. Rows that name no rubric are under --rubric ID[@V]. On
standard input csv is known by its first column. Commas or semicolons separate the
cells. csv has no place for evidence, so nothing in it counts as evidenced.

The exit code is 0 if every assessment was scored and every threshold holds, 1 if a
threshold is missed, and 3 if an assessment could not be read or is not valid; the
others are scored all the same.

A batch of any size is scored in constant memory on all cores, in its order, and one
that is not valid becomes an error record in its place. With --format ndjson every
line hangs on its own line of the input alone, so that a stream may be split between
programs; csv comes when all is read, as its columns hang on all assessments.`,
		Example: `  aigap score ruritania.yaml
  aigap score --format csv assessments/ > scores.csv
  aigap score --format ndjson - < assessments.ndjson > scores.ndjson
  aigap score --rubric who-quick-scan answers.csv
  aigap score --min-level 1 --require REG-FND-01 ruritania.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(scoreFormats, o.format) {
				return usageError("--format %q is not one of %s%s", o.format, strings.Join(scoreFormats, ", "), rubrics.DidYouMean(o.format, scoreFormats))
			}
			if c.Flags().Changed("fail-under") {
				if !(failUnder >= 0 && failUnder <= 100) {
					return usageError("--fail-under %v is not a score: allowed is 0 to 100", failUnder)
				}
				o.failUnder = &failUnder
			}
			if c.Flags().Changed("min-level") {
				if minLevel < 0 {
					return usageError("--min-level %d is not a level: allowed is 0 and above", minLevel)
				}
				o.minLevel = &minLevel
			}
			if c.Flags().Changed("simulate") {
				if draws.N < 1 || draws.N > assessment.MostDraws {
					return usageError("--simulate %d is not a number of draws: allowed is 1 to %d", draws.N, assessment.MostDraws)
				}
				o.draws = &draws
			} else if c.Flags().Changed("seed") {
				return usageError("--seed is the seed of draws: say how many with --simulate, as in --simulate %d", draws.N)
			}
			return a.score(o, args)
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.format, "format", "f", "table", "output `FORMAT`: "+strings.Join(scoreFormats, ", "))
	c.Flags().Float64Var(&failUnder, "fail-under", 0, "exit with 1 if a score is below `N`")
	c.Flags().IntVar(&minLevel, "min-level", 0, "exit with 1 if a level is below `N`")
	c.Flags().StringArrayVar(&o.require, "require", nil, "exit with 1 unless question `CODE` is fully in place (repeatable)")
	c.Flags().IntVar(&draws.N, "simulate", draws.N, "draw all weights `N` times, up to a quarter lower or higher, and say how far the score moves")
	c.Flags().Uint64Var(&draws.Seed, "seed", draws.Seed, "seed `S` of --simulate: the same one gives the same figures")
	c.Flags().Lookup("simulate").DefValue = "0" // none unless asked for
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(scoreFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) score(o scoreOptions, args []string) error {
	lib, err := a.libraryFor(o.rubrics, args)
	if err != nil {
		return err
	}
	paths, code, err := a.inputs(args)
	if err != nil {
		return err
	}
	single := len(args) == 1 && paths[0] == args[0] && !isStream(args[0])
	w := report.NewScoreWriter(a.out, o.format, single, spill)
	defer w.Discard()
	show := a.newProgress(single)
	b := &scoreBatch{app: a, lib: lib, options: o, paths: paths}
	none := true // of the batch so far
	err = inOrder(b.fill, func() func(*scoreWork) { return b.worker(w) }, func(work *scoreWork) error {
		show.erase()
		for _, m := range work.messages {
			a.warn("%s", m)
		}
		code = max(code, work.code)
		none = none && work.scores.Len() == 0
		if work.last {
			if none {
				a.warn("%s: %v", work.path, errNoRecord)
				code = max(code, exitInput)
			}
			none = true
		}
		if err := w.Write(work.scores); err != nil {
			return err
		}
		show.add(work.scores.Len())
		return nil
	})
	show.erase()
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return outputError(err)
	}
	return exitWith(code)
}
