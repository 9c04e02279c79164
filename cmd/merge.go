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
	"github.com/aigap/aigap/rubrics/strictyaml"
)

type mergeOptions struct {
	rubrics  []string
	out      string
	strategy string
	format   string
	agenda   string // a file; "" = none

	agendaFormat string // of that file
}

// agendaExtensions are the formats of an agenda in a file, by extension.
var agendaExtensions = map[string]string{".txt": "text", ".csv": "csv", ".json": "json", ".pdf": "pdf"}

func newMerge(a *app) *cobra.Command {
	var o mergeOptions
	strategies := make([]string, len(assessment.Strategies))
	for i, s := range assessment.Strategies {
		strategies[i] = string(s)
	}
	c := &cobra.Command{
		Use:   "merge FILE FILE… -o OUT",
		Short: "Make one assessment of several respondents'",
		Long: `Make one assessment of several of the same subject (name, code and organization)
under the same rubric, and list where they differ: an agenda for the meeting that
settles it, with who said what and how far the respondents agree.

Answers that differ are decided by --strategy: lowest, median (of an even number the
lower one of the middle two), or ask, which leaves the question open: unknown, marked
to be looked at again, with every view in its note. An open question stays open in
every later merge until it is answered. Not applicable gives way to any answer on the
scale, and unknown to everything else. Evidence, notes, assessors and retired answers
are united.

Merge all files at once: a median of medians is not the median. A file that is named
twice counts once. The files are only read; differences leave the exit code at 0. With
-o - the assessment goes to standard output and the agenda, as text, to standard error.`,
		Example: `  aigap merge legal.yaml devices.yaml -o ruritania.yaml
  aigap merge answers/ -o ruritania.yaml --agenda meeting.pdf
  aigap merge --strategy ask legal.yaml devices.yaml -o open.yaml --format json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := mergeUsage(&o, strategies, c.Flags().Changed("format")); err != nil {
				return err
			}
			return a.merge(o, args)
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.out, "output", "o", "", "write the merged assessment to `OUT`: a YAML file, or - for standard output")
	c.Flags().StringVar(&o.strategy, "strategy", strategies[0], "what stands where answers differ: "+strings.Join(strategies, ", "))
	c.Flags().StringVarP(&o.format, "format", "f", report.AgendaFormats[0], "`FORMAT` of the agenda on standard output: "+strings.Join(report.AgendaFormats, ", "))
	c.Flags().StringVar(&o.agenda, "agenda", "", "write the agenda to `FILE` too: .txt, .csv, .json or .pdf")
	_ = c.RegisterFlagCompletionFunc("strategy", cobra.FixedCompletions(strategies, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.AgendaFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// mergeUsage checks the flags against each other.
func mergeUsage(o *mergeOptions, strategies []string, formatGiven bool) error {
	ext := strings.ToLower(filepath.Ext(o.out))
	switch {
	case o.out == "":
		return usageError("where to? Name the merged assessment with -o, as in -o merged.yaml")
	case ext == ".json" || ext == ".ndjson":
		return usageError("-o %q: an assessment is written as YAML: name it .yaml", o.out)
	case o.out != "-" && isFolder(o.out):
		return usageError("-o %q is a folder: name a file, as in -o merged.yaml", o.out)
	case !slices.Contains(strategies, o.strategy):
		return usageError("--strategy %q is not one of %s%s", o.strategy, strings.Join(strategies, ", "), rubrics.DidYouMean(o.strategy, strategies))
	case !slices.Contains(report.AgendaFormats, o.format):
		hint := rubrics.DidYouMean(o.format, report.AgendaFormats)
		if o.format == "pdf" {
			hint = ": write a PDF with --agenda, as in --agenda meeting.pdf"
		}
		return usageError("--format %q is not one of %s%s", o.format, strings.Join(report.AgendaFormats, ", "), hint)
	case formatGiven && o.out == "-":
		return usageError("--format is for the agenda on standard output, which -o - takes: write it to a file with --agenda")
	case o.agenda == "":
		return nil
	}
	var known bool
	if o.agendaFormat, known = agendaExtensions[strings.ToLower(filepath.Ext(o.agenda))]; !known {
		return usageError("--agenda %q: the extension names no format: allowed are .txt, .csv, .json, .pdf", o.agenda)
	}
	if filepath.Clean(o.agenda) == filepath.Clean(o.out) || sameFile(o.agenda, o.out) {
		return usageError("--agenda and -o name one file: %q", o.agenda)
	}
	return nil
}

func (a *app) merge(o mergeOptions, args []string) error {
	lib, err := a.libraryFor(o.rubrics, args)
	if err != nil {
		return err
	}
	paths, code, err := a.inputs(args)
	if err != nil {
		return err
	}
	paths, again := once(paths)
	for _, path := range again {
		a.warn("%s: warning: it is named twice and counts once", path)
	}
	all, r, err := a.respondents(lib, paths)
	if err != nil {
		return err
	}
	if code != exitOK { // a folder that could not be read in part: somebody would be missing
		return exitWith(code)
	}
	if len(all) < 2 && len(again) == 0 {
		return usageError("%s is the only assessment: merge takes two at least", all[0].Source)
	}
	m, err := assessment.Merge(r, all, assessment.Strategy(o.strategy))
	if err != nil {
		return inputError(err)
	}
	return a.writeMerged(o, m, append(paths, lib.Files()...))
}

// once leaves out the files that stand there already; those are given too.
func once(paths []string) (kept, again []string) {
	for _, path := range paths {
		if slices.ContainsFunc(kept, func(have string) bool { return have == path || sameFile(have, path) }) {
			again = append(again, path)
		} else {
			kept = append(kept, path)
		}
	}
	return kept, again
}

// respondents reads all assessments, with the rubric of the first. Whatever is
// wrong with any of them is said, and then there is no merge: one respondent
// must not be missing unseen.
func (a *app) respondents(lib *rubrics.Library, paths []string) ([]assessment.Respondent, *rubrics.Rubric, error) {
	var all []assessment.Respondent
	var rubric *rubrics.Rubric
	bad := false
	for _, path := range paths {
		for rec := range a.records(lib, path) {
			answers, r, warnings, err := rec.assessment(lib)
			if err != nil {
				a.warn("%v", err)
				bad = true
				continue
			}
			for _, w := range warnings {
				a.warn("%s", w)
			}
			if rubric == nil {
				rubric = r
			}
			all = append(all, assessment.Respondent{Source: rec.place(), Assessment: answers})
		}
	}
	if bad {
		return nil, nil, exitWith(exitInput)
	}
	return all, rubric, nil
}

// writeMerged writes the assessment first, because it is what was asked for.
func (a *app) writeMerged(o mergeOptions, m *assessment.Merger, inputs []string) error {
	data := assessment.Encode(m.Assessment, m.Rubric)
	if len(data) > strictyaml.MaxBytes {
		return outputError(fmt.Errorf("%s: cannot write: the file would be larger than %d MB, the most that is read back: shorten the notes", o.out, strictyaml.MaxBytes>>20))
	}
	var agenda bytes.Buffer
	ag := report.BuildAgenda(m)
	replaced := 0
	var err error
	switch o.agendaFormat {
	case "":
	case "pdf":
		replaced, err = report.WriteAgendaPDF(&agenda, ag)
	default:
		err = report.WriteAgenda(&agenda, o.agendaFormat, ag)
	}
	if err != nil {
		return outputError(fmt.Errorf("%s: the agenda could not be made: %w", o.agenda, err))
	}
	if o.agenda != "" && slices.ContainsFunc(inputs, func(in string) bool { return sameFile(in, o.agenda) }) {
		return outputError(errors.New(o.agenda + ": this is an input file: write to another one"))
	}
	if err := a.output(o.out, data, inputs); err != nil {
		return err
	}
	if o.agenda != "" {
		if err := a.output(o.agenda, agenda.Bytes(), inputs); err != nil {
			return err
		}
	}
	if replaced > 0 {
		a.warn("%s: warning: %s that the fonts cannot show stand as \ufffd in the agenda; the merged file has the text", o.agenda, count(replaced, "character"))
	}
	if o.out == "-" {
		_ = report.WriteAgenda(a.err, o.format, ag) // like any other message
		return nil
	}
	return report.WriteAgenda(a.out, o.format, ag) // a.run knows the error
}
