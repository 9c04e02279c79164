package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// reportFormats are the formats of a report; the extension of the output
// names one too.
var reportFormats = []string{"pdf"}

type reportOptions struct {
	rubrics []string
	out     string
	format  string
	date    string
	example bool
}

func newReport(a *app) *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report FILE… -o OUT",
		Short: "Write the gap report of an assessment",
		Long: `Write the gap report of an assessment as PDF. Several files of one subject, each
under a rubric of its own, make one report: every rubric keeps its headline, and
every gap stands once. With -o DIR/ every file gets a report of its own, with the
same base name; one bad file does not stop the rest.

The answers are only read. The same answers, rubric, program and date give the same
bytes; the date is that of --date, else of SOURCE_DATE_EPOCH, else of the assessment.`,
		Example: `  aigap report ruritania.yaml -o ruritania.pdf
  aigap report quick-scan.yaml ethics.yaml -o both.pdf
  aigap report --example -o gap-report.pdf
  aigap report assessments/ -o reports/`,
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("date") && o.date == "" {
				return usageError("--date is empty: write YYYY-MM-DD, as in 2026-03-31")
			}
			if err := a.reportUsage(&o, args); err != nil {
				return err
			}
			return a.report(o, args)
		},
	}
	rubricFlag(c, &o.rubrics)
	c.Flags().StringVarP(&o.out, "output", "o", "", "write to `OUT`: a file, - for standard output, or a folder")
	c.Flags().StringVarP(&o.format, "format", "f", "", "output `FORMAT`: "+strings.Join(reportFormats, ", ")+" (default: by the extension of OUT)")
	c.Flags().StringVar(&o.date, "date", "", "date of the report, `YYYY-MM-DD`")
	c.Flags().BoolVar(&o.example, "example", false, "report on the built-in example of a fictional country")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(reportFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// reportUsage checks the flags against each other and settles the date.
func (a *app) reportUsage(o *reportOptions, args []string) error {
	switch {
	case o.example && len(args) > 0:
		return usageError("--example takes no file")
	case !o.example && len(args) == 0:
		return usageError("which assessment? Name its file, or use --example")
	case o.out == "":
		return usageError("where to? Name the report with -o, as in -o gap-report.pdf")
	case o.out == "-" && isTerminal(a.out):
		return usageError("a PDF on a terminal is unreadable: redirect standard output, or name a file with -o")
	}
	if o.format != "" && !slices.Contains(reportFormats, o.format) {
		return usageError("--format %q is not one of %s", o.format, strings.Join(reportFormats, ", "))
	}
	if ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.out)), "."); o.format == "" && o.out != "-" && !isFolder(o.out) && !slices.Contains(reportFormats, ext) {
		return usageError("-o %q: the extension names no format: allowed are .%s; or say it with --format", o.out, strings.Join(reportFormats, ", ."))
	}
	if o.date == "" {
		var err error
		o.date, err = a.sourceDate()
		return err
	}
	if _, err := time.Parse(time.DateOnly, o.date); err != nil {
		return usageError("--date %q is not a date: write YYYY-MM-DD, as in 2026-03-31", o.date)
	}
	return nil
}

// isFolder reports whether an output stands for a folder: it is one, or it
// ends like one.
func isFolder(path string) bool {
	if strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (a *app) report(o reportOptions, args []string) error {
	lib, err := a.libraryFor(o.rubrics, args)
	if err != nil {
		return err
	}
	if o.example {
		return a.exampleReport(lib, o)
	}
	paths, code, err := a.inputs(args)
	if err != nil {
		return err
	}
	if isFolder(o.out) {
		return a.reportFolder(lib, o, paths, code)
	}
	if err := a.reportFile(lib, o, paths, o.out); err != nil {
		return err
	}
	return exitWith(code)
}

// reportFolder writes one report for each assessment, named after its file.
func (a *app) reportFolder(lib *rubrics.Library, o reportOptions, paths []string, code int) error {
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return outputError(fmt.Errorf("%s: cannot write: %w", o.out, rubrics.Bare(err)))
	}
	from := map[string]string{} // the input of each report
	next := 0
	err := inOrder(func(w *reportWork) bool {
		if next == len(paths) {
			return false
		}
		path := paths[next]
		next++
		out := filepath.Join(o.out, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+".pdf")
		*w = reportWork{path: path, out: out}
		key := strings.ToLower(out) // as on Windows and macOS, where case tells no files apart
		if other, taken := from[key]; taken {
			w.err = inputError(fmt.Errorf("%s: its report would be %s, which is that of %s: rename one of them", path, out, other))
			return true
		}
		from[key] = path
		return true
	}, func() func(*reportWork) {
		return func(w *reportWork) {
			if w.err == nil {
				own := *a // what it says comes in the order of the input
				own.err = &w.said
				w.err = own.reportFile(lib, o, []string{w.path}, w.out)
			}
		}
	}, func(w *reportWork) error {
		if _, err := w.said.WriteTo(a.err); err != nil {
			return outputError(err)
		}
		if w.err != nil {
			a.warn("%v", w.err)
			var exit *exitError
			if errors.As(w.err, &exit) {
				code = max(code, exit.code)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return exitWith(code)
}

// reportWork is one of the reports of a folder, and what came of it.
type reportWork struct {
	path, out string
	said      bytes.Buffer // on standard error
	err       error
}

// reportFile makes one report from the assessments of one subject.
func (a *app) reportFile(lib *rubrics.Library, o reportOptions, paths []string, out string) error {
	all, err := a.answered(lib, paths)
	if err != nil {
		return err
	}
	if err := together(all); err != nil {
		return inputError(err)
	}
	for _, one := range all {
		if n := openHere(one, all); n > 0 {
			a.warn("%s: warning: %s that it leaves open count as not known there, and have an answer in another file: carry it over with aigap assess --from", one.place, count(n, "question"))
		}
	}
	return a.writePDF(o, all, out, append(slices.Clone(paths), lib.Files()...))
}

func (a *app) exampleReport(lib *rubrics.Library, o reportOptions) error {
	answers, r, _, err := parseAssessment(lib, "example", assessment.Example())
	if err != nil {
		return inputError(err)
	}
	if isFolder(o.out) {
		return usageError("-o %q is a folder: name a file, as in -o gap-report.pdf", o.out)
	}
	return a.writePDF(o, []answered{{"example", answers, r}}, o.out, lib.Files())
}

// writePDF makes the report of one subject. Text that the fonts cannot show is
// a visible placeholder, and counted, so that nothing is lost unseen.
func (a *app) writePDF(o reportOptions, all []answered, out string, inputs []string) error {
	date := o.date
	var results []*assessment.Result
	for _, one := range all {
		if o.date == "" {
			date = max(date, one.answers.Date) // the latest
		}
		results = append(results, assessment.Score(one.rubric, one.answers))
	}
	rep := report.Build(results, report.Options{
		Date:      date,
		Program:   programVersion(),
		Catalogue: rubrics.BuiltinCatalogue(),
		Example:   o.example,
	})
	var pdf bytes.Buffer
	replaced, err := report.WritePDF(&pdf, rep)
	if err != nil {
		return outputError(fmt.Errorf("%s: the report could not be made: %w", out, err))
	}
	if err := a.output(out, pdf.Bytes(), inputs); err != nil {
		return err
	}
	if replaced > 0 {
		a.warn("%s: warning: %s that the fonts cannot show stand as \ufffd in the report; the answer file has the text", out, count(replaced, "character"))
	}
	return nil
}

// writeReportFile makes the report that the questionnaire offers.
func (a *app) writeReportFile(lib *rubrics.Library, path, out string) error {
	date, err := a.sourceDate()
	if err != nil {
		return err
	}
	return a.reportFile(lib, reportOptions{date: date}, []string{path}, out)
}

// writeExampleReport makes the report on the built-in example.
func (a *app) writeExampleReport(out string) error {
	return a.exampleReport(rubrics.NewLibrary(), reportOptions{example: true, out: out})
}
