package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/rubrics"
)

func newRubric(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "rubric",
		Short: "List, show and export rubrics",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newRubricList(a), newRubricShow(a), newRubricExport(a))
	return c
}

func newRubricList(a *app) *cobra.Command {
	var added []string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the rubrics: size, usual time, sources",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			lib, err := a.library(added)
			if err != nil {
				return err
			}
			t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "RUBRIC\tSTATUS\tQUESTIONS\tMINUTES\tTITLE\tSOURCES")
			for _, ref := range lib.Refs() {
				r, err := lib.Get(ref)
				if err != nil {
					return inputError(err)
				}
				fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\n", ref, status(r), r.Scored(), minutes(r), rubrics.PlainLine(r.Title), rubrics.PlainLine(strings.Join(r.Sources, ",")))
			}
			return t.Flush()
		},
	}
	rubricFlag(c, &added)
	return c
}

func status(r *rubrics.Rubric) string {
	if r.Draft() {
		return "draft"
	}
	return r.Released
}

func minutes(r *rubrics.Rubric) string {
	if r.Minutes == 0 {
		return "-"
	}
	return fmt.Sprint(r.Minutes)
}

// namedRubric finds the rubric of an argument, which is a usage error if
// there is none of the name.
func (a *app) namedRubric(added []string, name string) (*rubrics.Library, *rubrics.Rubric, error) {
	lib, err := a.library(added)
	if err != nil {
		return nil, nil, err
	}
	ref, err := lib.Resolve(name)
	if err != nil {
		return nil, nil, &exitError{exitUsage, err}
	}
	r, err := lib.Get(ref)
	if err != nil {
		return nil, nil, inputError(err)
	}
	return lib, r, nil
}

func newRubricShow(a *app) *cobra.Command {
	var added []string
	c := &cobra.Command{
		Use:   "show ID[@VERSION] [CODE…]",
		Short: "Show a rubric, or some of its questions in full",
		Example: `  aigap rubric show who-regulatory
  aigap rubric show who-regulatory REG-DOC-01`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, r, err := a.namedRubric(added, args[0])
			if err != nil {
				return err
			}
			var b strings.Builder
			if len(args) == 1 {
				showRubric(&b, r)
			}
			for i, code := range args[1:] {
				q := r.Question(code)
				if q == nil {
					return usageError("%s has no question %q%s", r.Ref(), code, rubrics.DidYouMean(code, r.Codes()))
				}
				if i > 0 {
					b.WriteString("\n")
				}
				showQuestion(&b, r, q)
			}
			_, err = fmt.Fprint(a.out, rubrics.Plain(b.String()))
			return err
		},
	}
	rubricFlag(c, &added)
	return c
}

func showRubric(b *strings.Builder, r *rubrics.Rubric) {
	fmt.Fprintf(b, "%s\n%s, %s, %d scored questions, usually %s minutes\n\n%s\n", r.Title, r.Ref(), status(r), r.Scored(), minutes(r), strings.TrimSpace(r.Summary))
	fmt.Fprintf(b, "\nSources: %s\nDigest:  %s\n", strings.Join(r.Sources, ", "), r.Digest)
	if r.Review.By == "" {
		b.WriteString("Review:  not yet reviewed by a named expert body\n")
	} else {
		fmt.Fprintf(b, "Review:  %s, %s %s\n", r.Review.By, r.Review.Date, r.Review.Note)
	}
	if r.Supersedes != "" {
		fmt.Fprintf(b, "Supersedes %s, %s\n", r.Supersedes, count(len(r.Changes), "change"))
	}
	for _, p := range r.Parts {
		fmt.Fprintf(b, "Takes %d questions from %s", len(p.Codes), p.From)
		if len(p.Overridden) > 0 {
			fmt.Fprintf(b, ", changed: %s", strings.Join(p.Overridden, ", "))
		}
		b.WriteString("\n")
	}
	b.WriteString("\nLevels\n")
	for i, l := range r.Levels {
		fmt.Fprintf(b, "  %d %s: %s\n", i+1, l.Title, l.Meaning)
	}
	for _, d := range r.Domains {
		fmt.Fprintf(b, "\n%s %s (weight %s)\n", d.ID, d.Title, d.Weight)
		for _, q := range d.Questions {
			kind := fmt.Sprintf("level %d", q.Level)
			if q.Context {
				kind = "context"
			}
			fmt.Fprintf(b, "  %s (%s) %s\n", q.ID, kind, q.Text)
		}
	}
}

func showQuestion(b *strings.Builder, r *rubrics.Rubric, q *rubrics.Question) {
	fmt.Fprintf(b, "%s %s\n\n%s\n\nAnswers\n", q.ID, q.Text, strings.TrimSpace(q.Help))
	for _, v := range q.Scale.Values {
		fmt.Fprintf(b, "  %s (%s", v.Value, v.Label)
		if q.Scale.Scored {
			fmt.Fprintf(b, ", credit %s", v.Credit)
		}
		b.WriteString(")")
		if anchor := q.Anchors[v.Value]; anchor != "" {
			fmt.Fprintf(b, ": %s", anchor)
		}
		b.WriteString("\n")
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "%-11s %s\n", name, value)
		}
	}
	b.WriteString("\n")
	if !q.Context {
		line("Level", fmt.Sprintf("%d %s", q.Level, r.Levels[q.Level-1].Title))
		line("Weight", q.Weight.String())
	}
	line("Audience", strings.Join(q.Audience, ", "))
	line("Principles", strings.Join(q.Principles, ", "))
	line("Pillar", q.Pillar)
	line("Topics", strings.Join(q.Topics, ", "))
	for _, c := range q.Cites {
		line("Cites", fmt.Sprintf("%s, %s (%s; checked against: %s)", c.Resource, c.Section, c.Basis, c.Checked))
	}
	for _, e := range q.Evidence {
		line("Evidence", e)
	}
	for _, g := range q.When {
		line("Asked when", fmt.Sprintf("%s is %s", g.Question, strings.Join(g.In, " or ")))
	}
	line("After", strings.Join(q.After, ", "))
	line("Action", q.Gap.Action)
	for i, s := range q.Gap.Steps {
		line(fmt.Sprintf("  Step %d", i+1), s)
	}
	if !q.Context {
		line("Effort", q.Gap.Effort)
	}
	line("Resources", strings.Join(q.Gap.Resources, ", "))
}

func newRubricExport(a *app) *cobra.Command {
	var added []string
	var effective bool
	var out string
	c := &cobra.Command{
		Use:   "export ID[@VERSION]",
		Short: "Print a rubric file as it is, or as composed (--effective)",
		Example: `  aigap rubric export who-regulatory > who-regulatory.yaml
  aigap rubric export --effective -o all.yaml my-profile@1.0.0 --rubric my-profile.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			lib, r, err := a.namedRubric(added, args[0])
			if err != nil {
				return err
			}
			src, err := lib.Source(r.Ref())
			if err != nil {
				return inputError(err)
			}
			if effective {
				src = rubrics.Encode(r)
			}
			return a.output(out, src, lib.Files())
		},
	}
	rubricFlag(c, &added)
	c.Flags().BoolVar(&effective, "effective", false, "as composed: includes written out, defaults said")
	c.Flags().StringVarP(&out, "output", "o", "-", "write to `FILE` (- is standard output)")
	return c
}

// output writes a result to a file or to standard output, never over a file
// that was read. What is no regular file, as /dev/null, is written to; a link
// stays one.
func (a *app) output(path string, data []byte, read []string) error {
	if path == "-" {
		_, err := a.out.Write(data)
		return err // a.run knows it
	}
	if slices.ContainsFunc(read, func(in string) bool { return sameFile(in, path) }) {
		return outputError(errors.New(path + ": this is an input file: write to another one"))
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return outputError(fmt.Errorf("%s: cannot write: %w", path, rubrics.Bare(err)))
		}
		return nil
	}
	if err := writeFile(path, data); err != nil {
		return outputError(err)
	}
	return nil
}
