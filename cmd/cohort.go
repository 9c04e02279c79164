package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// anonymousGroup is the smallest group that is published of subjects that are
// not to be named.
const anonymousGroup = 5

type cohortOptions struct {
	rubrics []string
	out     string
	format  string
	rank    bool
	report  assessment.CohortOptions
}

func newCohort(a *app) *cobra.Command {
	var o cohortOptions
	c := &cobra.Command{
		Use:   "cohort FILE… | DIR",
		Short: "Put many subjects under one rubric side by side",
		Long: `Put many subjects under one rubric side by side: for each domain and for the whole
the median, quartiles and levels, the gaps that most have in common, and every
subject's scores as a heat map (PDF). All must be under the same version of the same
rubric, which is the one that most of them name; any other is named and left out, and
so is one that cannot be read, with exit code 3.

Subjects are ranked only with --rank, and then with the range in which the rank lies
if weights are drawn up to a quarter lower or higher.

With --anonymize subjects are S01, S02 … in an order that does not reveal them, and no
count or share rests on fewer than 5 of them (--min-group). What is withheld is marked,
with as many others as it takes so that it does not follow from the totals alone. The
rows of single subjects can give a withheld count away, in domains of few questions
above all: do not publish them where that matters.`,
		Example: `  aigap cohort assessments/
  aigap cohort assessments/ -o region.pdf
  aigap cohort --rank --format json assessments/
  aigap cohort --anonymize -o region.pdf assessments/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.cohortUsage(&o, c.Flags().Changed("min-group")); err != nil {
				return err
			}
			return a.cohort(o, args)
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.out, "output", "o", "-", "write to `OUT`: a file, or - for standard output")
	c.Flags().StringVarP(&o.format, "format", "f", "", "output `FORMAT`: "+strings.Join(report.CohortFormats, ", ")+" (default: by the extension of OUT, else table)")
	c.Flags().BoolVar(&o.rank, "rank", false, "rank the subjects, with the range of each rank")
	c.Flags().BoolVar(&o.report.Anonymize, "anonymize", false, "name no subject and no file")
	c.Flags().IntVar(&o.report.MinGroup, "min-group", 1, fmt.Sprintf("withhold what rests on fewer than `N` subjects (default 1: nothing; with --anonymize %d)", anonymousGroup))
	c.Flags().Lookup("min-group").DefValue = "0" // said in the words above
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.CohortFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// cohortUsage checks the flags against each other and settles the format.
func (a *app) cohortUsage(o *cohortOptions, minGroup bool) error {
	if o.report.MinGroup < 1 {
		return usageError("--min-group %d is not a size of a group: allowed is 1 and above", o.report.MinGroup)
	}
	if o.report.Anonymize && !minGroup {
		o.report.MinGroup = anonymousGroup
	}
	if o.rank {
		draws := assessment.DefaultDraws
		o.report.Draws = &draws
	}
	if o.format == "" {
		o.format = "table"
		if o.out != "-" {
			o.format = strings.TrimPrefix(strings.ToLower(filepath.Ext(o.out)), ".")
			switch {
			case o.format == "txt":
				o.format = "table"
			case o.format == "table" || !slices.Contains(report.CohortFormats, o.format):
				return usageError("-o %q: the extension names no format: allowed are .json, .csv, .pdf and .txt; or say it with --format", o.out)
			}
		}
	}
	if !slices.Contains(report.CohortFormats, o.format) {
		return usageError("--format %q is not one of %s%s", o.format, strings.Join(report.CohortFormats, ", "), rubrics.DidYouMean(o.format, report.CohortFormats))
	}
	if o.format == "pdf" && o.out == "-" && isTerminal(a.out) {
		return usageError("a PDF on a terminal is unreadable: redirect standard output, or name a file with -o")
	}
	return nil
}

func (a *app) cohort(o cohortOptions, args []string) error {
	lib, err := a.libraryFor(o.rubrics, args)
	if err != nil {
		return err
	}
	date, err := a.sourceDate()
	if err != nil {
		return err
	}
	paths, code, err := a.inputs(args)
	if err != nil {
		return err
	}
	all, out := a.cohortRecords(lib, paths)
	members, others := oneRubric(all)
	for _, left := range others {
		a.warn("%s: left out: %s", left.Source, left.Message)
	}
	out = append(out, others...)
	if len(out) > 0 {
		code = exitInput
	}
	if len(members) == 0 {
		return inputError(errors.New("no assessment could be read, so there is no cohort"))
	}
	if o.rank && len(members) > assessment.MostRanked {
		return inputError(fmt.Errorf("%d subjects are too many to rank: allowed are %d", len(members), assessment.MostRanked))
	}
	a.sameSubjects(members)
	if o.report.Anonymize {
		out = make([]report.LeftOut, len(out)) // their number, and nothing more
	}
	if date == "" {
		for _, m := range members {
			date = max(date, m.Result.Assessment.Date) // the latest
		}
	}
	var data bytes.Buffer
	replaced, err := report.WriteCohort(&data, o.format, &report.CohortReport{
		Cohort:  assessment.NewCohort(members[0].Result.Rubric, members, o.report),
		LeftOut: out, Date: date, Program: programVersion(),
	})
	if err != nil {
		return outputError(fmt.Errorf("%s: the report could not be made: %w", o.out, err))
	}
	if err := a.output(o.out, data.Bytes(), append(slices.Clone(paths), lib.Files()...)); err != nil {
		return err
	}
	if replaced > 0 {
		a.warn("%s: warning: %s that the fonts cannot show stand as \ufffd in the report", o.out, count(replaced, "character"))
	}
	return exitWith(code)
}

// cohortRecords scores what can be read; the rest is said and left out.
func (a *app) cohortRecords(lib *rubrics.Library, paths []string) (members []assessment.Member, out []report.LeftOut) {
	for _, path := range paths {
		for rec := range a.records(lib, path) {
			answers, r, warnings, err := rec.assessment(lib)
			if err != nil {
				a.warn("%v", err)
				out = append(out, report.LeftOut{Source: rec.place(), Message: scoreError(rec, err).Message})
				continue
			}
			for _, w := range warnings {
				a.warn("%s", w)
			}
			res := assessment.Score(r, answers)
			for _, w := range res.Warnings {
				a.warn("%s: warning: %s", rec.place(), w)
			}
			members = append(members, assessment.Member{Source: rec.place(), Result: res})
		}
	}
	return members, out
}

// oneRubric keeps the assessments under the rubric that most of them name, the
// first of several.
func oneRubric(all []assessment.Member) (members []assessment.Member, others []report.LeftOut) {
	named := map[rubrics.Ref]int{}
	for _, m := range all {
		named[m.Result.Rubric.Ref()]++
	}
	var ref rubrics.Ref
	for _, m := range all {
		if r := m.Result.Rubric.Ref(); named[r] > named[ref] {
			ref = r
		}
	}
	for _, m := range all {
		if r := m.Result.Rubric.Ref(); r != ref {
			others = append(others, report.LeftOut{Source: m.Source, Message: fmt.Sprintf("it is under %s, and this cohort is under %s: take it along with aigap migrate, or make a cohort of its own", r, ref)})
			continue
		}
		members = append(members, m)
	}
	return members, others
}

// sameSubjects says where two assessments are of one subject: both count.
func (a *app) sameSubjects(members []assessment.Member) {
	first := map[assessment.Subject]string{}
	for _, m := range members {
		s := m.Result.Assessment.Subject
		if s == (assessment.Subject{}) {
			continue
		}
		if earlier, seen := first[s]; seen {
			a.warn("%s: warning: it is of the same subject as %s, %s: both are counted", m.Source, earlier, subjectWords(s))
			continue
		}
		first[s] = m.Source
	}
}
