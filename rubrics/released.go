package rubrics

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// ReleasedFile is the name of the list of digests of released rubrics.
const ReleasedFile = "released.sum"

// Released is a list of released rubrics: lines of
// `<id>@<version> sha256:<hex of the file's bytes>`, as in go.sum.
type Released struct {
	name  string
	lines map[Ref]releasedLine
}

type releasedLine struct {
	hex string
	at  Pos
}

var releasedForm = regexp.MustCompile(`^(\S+) sha256:([0-9a-f]{64})$`)

// ParseReleased reads a list of released rubrics.
func ParseReleased(name string, src []byte) (*Released, []Problem) {
	var r strictyaml.Reader
	rel := &Released{name: name, lines: map[Ref]releasedLine{}}
	for i, line := range bytes.Split(src, []byte("\n")) {
		at := Pos{File: name, Line: i + 1, Col: 1}
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			continue
		}
		m := releasedForm.FindSubmatch(line)
		if m == nil {
			r.Add(at, "released-form", "the line %s is not <id>@<version> sha256:<64 hex digits>", strictyaml.Quote(string(line)))
			continue
		}
		ref, err := ParseRef(string(m[1]))
		if err != nil {
			r.Add(at, "released-form", "%v", err)
			continue
		}
		if first, dup := rel.lines[ref]; dup {
			r.Add(at, "released-twice", "%s stands twice: first on line %d; a rubric is released once", ref, first.at.Line)
			continue
		}
		rel.lines[ref] = releasedLine{string(m[2]), at}
	}
	return rel, r.Problems
}

// BuiltinReleased is the list of the rubrics that are built in.
func BuiltinReleased() *Released {
	src, err := builtinFS.ReadFile(ReleasedFile)
	if err != nil {
		panic(err) // embedded
	}
	rel, _ := ParseReleased(ReleasedFile, src)
	return rel
}

// Holds reports whether these very bytes are on the list, so that they can no
// longer change.
func (rel *Released) Holds(src []byte) bool {
	hex := digestHex(src)
	for _, line := range rel.lines {
		if line.hex == hex {
			return true
		}
	}
	return false
}

// Check compares the bytes of a rubric with its line. A list that the rubric
// belongs to must have a line for it once it is released; another one, such
// as the built-in list beside somebody's own rubrics, need not.
func (rel *Released) Check(r *Rubric, src []byte, belongs bool) []Problem {
	var d strictyaml.Reader
	line, listed := rel.lines[r.Ref()]
	switch hex := digestHex(src); {
	case listed && line.hex != hex:
		d.Add(r.At("version"), "released-changed", "%s is released and must not change: its digest is sha256:%s, in %s it is sha256:%s; undo the change, or give it a new version", r.Ref(), hex, rel.name, line.hex)
	case listed && r.Draft():
		d.Add(r.At("id"), "released-draft", "%s is in %s but has no date of release: add released, or remove the line", r.Ref(), rel.name)
	case !listed && belongs && !r.Draft():
		d.Add(r.At("released"), "released-unlisted", "%s is released but not in %s: add the line %q", r.Ref(), rel.name, ReleasedLine(r.Ref(), src))
	}
	return d.Problems
}

// Missing reports the lines for which no rubric was seen.
func (rel *Released) Missing(seen map[Ref]bool) []Problem {
	var d strictyaml.Reader
	for ref, line := range rel.lines {
		if !seen[ref] {
			d.Add(line.at, "released-missing", "%s is released, but its file is not there: released rubrics stay for ever; restore it", ref)
		}
	}
	strictyaml.SortProblems(d.Problems)
	return d.Problems
}

// ReleasedLine is the line of a rubric for a list of released rubrics.
func ReleasedLine(ref Ref, src []byte) string {
	return fmt.Sprintf("%s sha256:%s", ref, digestHex(src))
}
