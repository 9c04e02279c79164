package rubrics

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// Ref names one rubric for ever: who-regulatory@1.0.0.
type Ref struct{ ID, Version string }

func (r Ref) String() string { return r.ID + "@" + r.Version }

// Forms of names.
var (
	kebabForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeForm  = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$`)
	langForm  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// IsCode reports whether a text has the form of the code of a question, such
// as REG-DOC-01.
func IsCode(s string) bool { return codeForm.MatchString(s) }

// ParseRef reads id@version.
func ParseRef(s string) (Ref, error) {
	id, version, ok := strings.Cut(s, "@")
	if !ok || !kebabForm.MatchString(id) || !validVersion(version) {
		return Ref{}, fmt.Errorf("%q is not the name of a rubric: write id@version, as in who-regulatory@1.0.0", s)
	}
	return Ref{id, version}, nil
}

// CompareVersions orders two valid semantic versions by precedence.
func CompareVersions(a, b string) int { return semver.Compare("v"+a, "v"+b) }

// validVersion accepts a whole semantic version (semver.org 2.0) without build
// metadata, which would let two names mean one version.
func validVersion(v string) bool {
	return semver.IsValid("v"+v) && semver.Canonical("v"+v) == "v"+v
}
