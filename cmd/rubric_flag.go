package cmd

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/rubrics"
)

// rubricFlag is --rubric of the commands that read assessments.
func rubricFlag(c *cobra.Command, named *[]string) {
	c.Flags().StringArrayVar(named, "rubric", nil, "add a rubric `FILE`, or the rubrics in a DIR, to the built-in ones (repeatable); or ID[@V], the rubric of csv rows that name none")
}

// sortRubrics tells the two meanings of --rubric apart: what exists or looks
// like a path is one, anything else names a rubric.
func sortRubrics(named []string) (rubric string, added []string, err error) {
	for _, s := range named {
		_, err := os.Stat(s)
		switch {
		case err == nil || strings.ContainsAny(s, `/\`) || rubrics.IsData(s):
			added = append(added, s)
		case rubric != "":
			return "", nil, usageError("--rubric names two rubrics, %q and %q: an assessment has one", rubric, s)
		default:
			rubric = s
		}
	}
	return rubric, added, nil
}

// libraryFor is the library of a command that reads the assessments of some
// paths. A rubric that --rubric names is that of csv rows that name none.
func (a *app) libraryFor(named, paths []string) (*rubrics.Library, error) {
	rubric, added, err := sortRubrics(named)
	if err != nil {
		return nil, err
	}
	lib, err := a.library(added)
	if err != nil || rubric == "" {
		return lib, err
	}
	if a.csvRubric, err = lib.Resolve(rubric); err != nil {
		return nil, usageError("--rubric: %w", err)
	}
	for _, path := range paths {
		if path == "-" || rubrics.IsCSV(path) {
			return lib, nil
		}
	}
	return nil, usageError("--rubric %s names the rubric of csv input, and there is none: other assessments name their own; to add a rubric, name its file", rubric)
}
