// Package assessment owns what was answered, and what follows from it: the
// answer file, the state of each question, scores, maturity levels and gaps.
//
// Start with the types here, then decode.go and encode.go (the file), state.go
// (what is asked), score.go (figures and levels), lens.go (by principle and
// pillar) and gap.go (what to do about it). On them stand one file each:
// derivation.go (where a figure comes from), plan.go (the way to a level),
// sensitivity.go (how far a score hangs on weights), carry.go (to another
// version of the rubric), compare.go (two dates), merge.go and alpha.go (several
// respondents), cohort.go (many subjects). compiled.go and batch.go say what
// score.go says, for very many assessments at once.
//
// Each rule of scoring stands at the function that applies it. Nothing here
// touches files, the clock or the terminal, and of this module the package
// imports only rubrics and its strictyaml.
package assessment

import (
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// Assessment is a set of answers to one rubric about one subject.
type Assessment struct {
	Rubric       rubrics.Ref
	RubricDigest string // "sha256:…" of the rubric it was answered under; "" = not said
	Subject      Subject
	Date         string // YYYY-MM-DD; "" = not said
	Assessors    []Assessor
	Answers      map[string]Answer  // by question code
	Retired      map[string]Retired // answers to codes of earlier rubrics: never scored, always kept

	name string // of the file it was read from
	at   places
}

// Subject is who is assessed, usually a country.
type Subject struct{ Name, Code, Organization string }

// Assessor is a person who answered.
type Assessor struct{ Name, Role string }

// Answer is what was said to one question. The zero Answer says nothing.
type Answer struct {
	Value    string // a value of the scale, "unknown", "not-applicable", or "" = unanswered
	Reason   string // why it is not applicable
	Evidence []Evidence
	Note     string
	Review   bool // carried over or disputed: to be looked at again
}

// Empty reports whether the answer holds nothing at all.
func (a Answer) Empty() bool {
	return a.Value == "" && a.Reason == "" && a.Note == "" && !a.Review && len(a.Evidence) == 0
}

// Equal reports whether two answers say the same.
func (a Answer) Equal(b Answer) bool {
	return a.Value == b.Value && a.Reason == b.Reason && a.Note == b.Note && a.Review == b.Review &&
		slices.Equal(a.Evidence, b.Evidence)
}

// Evidence names one thing that supports an answer. Nobody has checked it.
type Evidence struct {
	Title string // never blank
	Link  string
	Date  string // YYYY-MM-DD
}

// Retired is an answer to a code that the rubric no longer has.
type Retired struct {
	Answer
	Rubric string // id@version under which it was given
}

// New is an empty assessment under a rubric.
func New(r *rubrics.Rubric) *Assessment {
	return &Assessment{Rubric: r.Ref(), RubricDigest: r.Digest, Answers: map[string]Answer{}}
}
