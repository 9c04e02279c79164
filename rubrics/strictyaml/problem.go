package strictyaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Pos is a place in a file. Line and Col count from 1, Col in characters; zero
// means that the place is not known.
type Pos struct {
	File      string
	Line, Col int
}

func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Problem is one finding about a file. Problems are data: a reader collects
// all of them instead of stopping at the first.
type Problem struct {
	Pos
	Code    string // stable, kebab-case; scripts may hang on it
	Message string // one line: what is wrong, what was found, what is allowed
	Warning bool   // true: worth a look, but the file can be used
}

// String is the one line that editors and CI link: file:line:col: message [code].
func (p Problem) String() string {
	kind := ""
	if p.Warning {
		kind = "warning: "
	}
	return fmt.Sprintf("%s: %s%s [%s]", p.Pos, kind, p.Message, p.Code)
}

// maxProblems bounds how many problems of one file are collected: a file with
// more is not mended one by one.
const maxProblems = 1000

// appendProblem adds a problem; the last one that fits says that more follow.
func appendProblem(ps []Problem, p Problem) []Problem {
	switch {
	case len(ps) < maxProblems:
		return append(ps, p)
	case len(ps) == maxProblems:
		return append(ps, Problem{Pos: p.Pos, Code: "too-many", Message: fmt.Sprintf("there are more problems: only the first %d are shown", maxProblems)})
	}
	return ps
}

// SortProblems puts problems in the order of file, line and column.
func SortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}

// HasErrors reports whether any problem is more than a warning.
func HasErrors(ps []Problem) bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning })
}

// DidYouMean returns `; did you mean "x"?` for the candidate nearest to found,
// or "" where none is near enough to help.
func DidYouMean(found string, candidates []string) string {
	best, least := "", max(2, len(found)/3)+1
	for _, c := range candidates {
		if d := levenshtein.ComputeDistance(strings.ToLower(found), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best == "" || best == found {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// Quote shows what was found in a file: quoted, escaped, and cut, so that no
// error message is longer than a line or carries control characters.
func Quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
