package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

func newValidate(a *app) *cobra.Command {
	var added []string
	var strict bool
	c := &cobra.Command{
		Use:   "validate PATH…",
		Short: "Check rubrics, resource catalogues and assessments",
		Long: `Check rubrics, resource catalogues and assessments: files, csv files of
assessments, and folders with everything below them (*.yaml, *.yml, *.json,
*.ndjson). Every finding of every file is printed,
one a line, as file:line:column: what is wrong [code].

The exit code is 0 if there is no error, 1 if there is one (with --strict, also
for a warning), and 3 if a file could not be opened or none was found.`,
		Example: `  aigap validate my-rubric.yaml
  aigap validate --strict rubrics/ assessments/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			lib, err := a.libraryFor(added, args)
			if err != nil {
				return err
			}
			v := validator{app: a, lib: lib, seen: map[rubrics.Ref]seenRubric{}, lists: map[string]*rubrics.Released{}}
			return v.run(args, strict)
		},
	}
	rubricFlag(c, &added)
	c.Flags().BoolVar(&strict, "strict", false, "let warnings count like errors")
	return c
}

// validator checks files one by one and, over all of them, that codes are
// unique and released rubrics unchanged.
type validator struct {
	app        *app
	lib        *rubrics.Library
	problems   []rubrics.Problem
	unreadable []error
	files      int
	across     rubrics.Across
	begun      bool // across knows the rubrics of the library
	seen       map[rubrics.Ref]seenRubric
	lists      map[string]*rubrics.Released // by folder; nil where there is none above
}

type seenRubric struct{ name, line string }

func (v *validator) run(args []string, strict bool) error {
	for _, arg := range args {
		v.path(arg)
	}
	for _, err := range v.unreadable {
		v.app.warn("%v", err)
	}
	if v.files == 0 && len(v.unreadable) == 0 {
		return inputError(errors.New("nothing to check: no *.yaml, *.yml, *.json or *.ndjson file was found"))
	}
	errs, warnings := 0, 0
	for _, p := range v.problems {
		if p.Warning {
			warnings++
		} else {
			errs++
		}
		fmt.Fprintln(v.app.out, rubrics.PlainLine(p.String()))
	}
	v.app.warn("%s checked: %s, %s", count(v.files, "file"), count(errs, "error"), count(warnings, "warning"))
	switch {
	case len(v.unreadable) > 0:
		return &exitError{code: exitInput}
	case errs > 0 || strict && warnings > 0:
		return &exitError{code: exitFails}
	}
	return nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// path checks a file, or a folder and everything below it. A folder with a
// list of released rubrics must hold every rubric on the list.
func (v *validator) path(path string) {
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		v.file(path)
		return
	}
	paths, unreadable := rubrics.Walk(path, func(p string) bool {
		return rubrics.IsData(p) || rubrics.IsBatch(p) || filepath.Base(p) == rubrics.ReleasedFile
	})
	v.unreadable = append(v.unreadable, unreadable...)
	var lists []string
	for _, p := range paths {
		if filepath.Base(p) == rubrics.ReleasedFile {
			lists = append(lists, filepath.Dir(p))
			continue
		}
		v.file(p)
	}
	for _, dir := range lists {
		rel := v.released(dir) // its own form is checked too
		if rel == nil {
			continue
		}
		below := map[rubrics.Ref]bool{}
		for ref, seen := range v.seen {
			if rel, err := filepath.Rel(dir, seen.name); err == nil && filepath.IsLocal(rel) {
				below[ref] = true
			}
		}
		v.problems = append(v.problems, rel.Missing(below)...)
	}
}

// file checks one file by what it claims to be.
func (v *validator) file(path string) {
	if rubrics.IsBatch(path) || rubrics.IsCSV(path) || path == "-" {
		v.batch(path)
		return
	}
	src, err := rubrics.ReadFile(path)
	if err != nil {
		v.unreadable = append(v.unreadable, err)
		return
	}
	v.files++
	v.problems = append(v.problems, v.check(path, src)...)
}

func (v *validator) check(name string, src []byte) []rubrics.Problem {
	switch rubrics.SniffFormat(src) {
	case rubrics.Format:
		return v.rubric(name, src)
	case rubrics.CatalogueFormat:
		_, problems := rubrics.ParseCatalogue(name, src)
		return problems
	case assessment.Format:
		return assessment.Validate(name, src, v.lib.Get)
	}
	if root, problems := strictyaml.Parse(name, src); root == nil {
		return problems
	}
	formats := []string{rubrics.Format, assessment.Format, rubrics.CatalogueFormat}
	found := rubrics.SniffFormat(src)
	if found == "" {
		found = "none"
	}
	return []rubrics.Problem{{
		Pos: rubrics.Pos{File: name, Line: 1, Col: 1}, Code: "unknown-format",
		Message: fmt.Sprintf("the file must begin with format: found %s, allowed are %s%s", found, strings.Join(formats, ", "), rubrics.DidYouMean(found, formats)),
	}}
}

// batch checks a file with one assessment a line.
func (v *validator) batch(path string) {
	v.files++
	for rec := range v.app.records(v.lib, path) {
		var invalid *answersError // the head of csv
		if rec.err != nil && !errors.As(rec.err, &invalid) {
			v.unreadable = append(v.unreadable, rec.err)
			v.files--
			return
		}
		_, _, warnings, err := rec.assessment(v.lib)
		v.problems = append(v.problems, append(warnings, asProblems(path, err)...)...)
	}
}

// asProblems turns the error of an assessment into findings.
func asProblems(name string, err error) []rubrics.Problem {
	if err == nil {
		return nil
	}
	var answers *answersError
	if errors.As(err, &answers) {
		return answers.Problems
	}
	var missing *rubrics.NotFoundError
	if errors.As(err, &missing) {
		return []rubrics.Problem{{Pos: rubrics.Pos{File: name, Line: 1, Col: 1}, Code: "rubric-not-found", Message: missing.Error()}}
	}
	return []rubrics.Problem{{Pos: rubrics.Pos{File: name, Line: 1, Col: 1}, Code: "rubric-invalid", Message: err.Error()}}
}

// begin shows the known rubrics to what compares over rubrics, before the
// first file: codes and questions are theirs already. It costs as much as
// reading them all, so it is not done for answers.
func (v *validator) begin() {
	if v.begun {
		return
	}
	v.begun = true
	for _, ref := range v.lib.Refs() {
		r, err := v.lib.Get(ref)
		if err != nil {
			v.unreadable = append(v.unreadable, err)
			continue
		}
		v.across.Check(r)
	}
}

func (v *validator) rubric(name string, src []byte) []rubrics.Problem {
	v.begin()
	builtin, list := rubrics.BuiltinReleased(), v.released(filepath.Dir(name))
	frozen := builtin.Holds(src) || list != nil && list.Holds(src)
	r, problems := v.lib.Validate(name, src, rubrics.BuiltinCatalogue(), frozen)
	if r == nil {
		return problems
	}
	problems = append(problems, v.across.Check(r)...)
	problems = append(problems, builtin.Check(r, src, false)...)
	if list != nil {
		for _, p := range list.Check(r, src, true) {
			if !slices.ContainsFunc(problems, func(have rubrics.Problem) bool { return have.Code == p.Code }) {
				problems = append(problems, p)
			}
		}
	}
	line := rubrics.ReleasedLine(r.Ref(), src)
	if first, ok := v.seen[r.Ref()]; ok && first.line != line {
		problems = append(problems, rubrics.Problem{Pos: r.At("id"), Code: "duplicate-rubric",
			Message: fmt.Sprintf("%s is already %s, with other content: give this one a version of its own", r.Ref(), first.name)})
	}
	v.seen[r.Ref()] = seenRubric{name, line}
	strictyaml.SortProblems(problems)
	return problems
}

// released is the list of released rubrics that a folder belongs to: in it,
// or in one of the folders just above, as in rubrics/builtin/<id>.
func (v *validator) released(dir string) *rubrics.Released {
	for range 4 {
		rel, known := v.lists[dir]
		if !known {
			path := filepath.Join(dir, rubrics.ReleasedFile)
			if src, err := rubrics.ReadFile(path); err == nil {
				var problems []rubrics.Problem
				rel, problems = rubrics.ParseReleased(path, src)
				v.problems = append(v.problems, problems...)
			}
			v.lists[dir] = rel
		}
		if rel != nil {
			return rel
		}
		dir = filepath.Join(dir, "..")
	}
	return nil
}
