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

// maxProblems bounds how many errors, and how many warnings, of one file are
// collected: a file with more is not mended one by one.
const maxProblems = 1000

// collector gathers problems up to the bound; the last one that fits says that
// more follow. It counts them all.
type collector struct {
	Problems []Problem
	counts   [2]int // errors, warnings
}

func (c *collector) add(at Pos, warning bool, code, format string, args ...any) {
	kind, word := 0, "errors"
	if warning {
		kind, word = 1, "warnings"
	}
	c.counts[kind]++
	switch n := c.counts[kind]; {
	case n <= maxProblems:
		c.Problems = append(c.Problems, Problem{Pos: at, Code: code, Message: fmt.Sprintf(format, args...), Warning: warning})
	case n == maxProblems+1:
		c.Problems = append(c.Problems, Problem{Pos: at, Code: "too-many", Message: fmt.Sprintf("there are more %s: only the first %d are shown", word, maxProblems), Warning: warning})
	}
}

// Errors counts the errors so far, the ones beyond the bound among them.
func (c *collector) Errors() int { return c.counts[0] }

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
	const most = 5000 // beyond, looking for the nearest costs more than it helps
	if len(candidates) > most || len(found) > 200 {
		return ""
	}
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
