// Package rubrics owns what is asked: the rubric format, how a rubric is read,
// composed and checked, the rubrics and the resource catalogue that are built
// in, and where rubrics are found.
//
// Start with the types in this file, then decode.go (a file as written),
// compose.go (a file becomes a rubric), check.go (rules a rubric must meet to
// be scored), lint.go (findings about wording and content that never stop a
// score) and library.go (how a rubric is found by name). The package imports
// nothing of the project but strictyaml; answers and scores live above it.
package rubrics

import (
	"maps"
	"slices"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Pos is a place in a file.
type Pos = strictyaml.Pos

// Problem is one finding about a file.
type Problem = strictyaml.Problem

// Answers that every scale has besides its own values.
const (
	Unknown       = "unknown"
	NotApplicable = "not-applicable"
)

// Rubric is an effective rubric: composed, with every default resolved. It is
// read-only once loaded and safe to share between goroutines.
type Rubric struct {
	ID         string // kebab-case
	Version    string // semantic version
	Title      string
	Summary    string
	Language   string // BCP 47 tag of the text, "en" by default
	Released   string // YYYY-MM-DD; "" for a draft
	Sources    []string
	Minutes    int // how long an assessment usually takes; 0 = not said
	Review     Review
	Supersedes string   // the version before; "" for a first one
	Changes    []Change // what became of its questions
	Levels     []Level  // the maturity ladder, lowest first; at least one
	Scales     []*Scale // in the order of their appearance
	Domains    []*Domain
	Digest     string // "sha256:…", see formats of an assessment
	Parts      []Part // what was taken from other rubrics; empty if nothing was
	File       string // where it was read from

	questions   []*Question
	byCode      map[string]*Question
	at          map[string]Pos // of fields of the head
	empty       []*Domain      // written without a question
	lost        bool           // codes or rungs could not be read, so that what seems missing may not be
	changesLost bool           // the same of a change
}

// At is the place where a field of the head is written, or the id.
func (r *Rubric) At(field string) Pos {
	if at, ok := r.at[field]; ok {
		return at
	}
	return r.at["id"]
}

// Place is where a field of a question is written, if it is in the file of this
// rubric; of a question that came from elsewhere it is its override, or the
// include.
func (r *Rubric) Place(q *Question, fields ...string) Pos {
	if at := q.At(fields...); at.File == r.File {
		return at
	}
	if at, ok := q.at["override"]; ok && at.File == r.File {
		return at
	}
	return r.At("include")
}

// Ref is the name of the rubric for ever: id@version.
func (r *Rubric) Ref() Ref { return Ref{r.ID, r.Version} }

// Draft reports whether the rubric is not released.
func (r *Rubric) Draft() bool { return r.Released == "" }

// Questions are all questions in the order of the rubric.
func (r *Rubric) Questions() []*Question { return r.questions }

// Question is the question with a code, or nil.
func (r *Rubric) Question(code string) *Question { return r.byCode[code] }

// Codes are the codes of all questions in the order of the rubric.
func (r *Rubric) Codes() []string {
	codes := make([]string, len(r.questions))
	for i, q := range r.questions {
		codes[i] = q.ID
	}
	return codes
}

// Scored counts the questions that count in figures.
func (r *Rubric) Scored() int {
	n := 0
	for _, q := range r.questions {
		if !q.Context {
			n++
		}
	}
	return n
}

// Review names the expert body that has reviewed a rubric, if any has.
type Review struct{ By, Date, Note string }

// Level is one rung of the maturity ladder.
type Level struct{ Title, Meaning string }

// Weight is the weight of a question or domain, in thousandths: exact, so that
// sums of weighted credits are exact too. Above 0, at most 1000.
type Weight int64

// Decimals of a Weight and a Credit, and the weight of what names none.
const (
	defaultWeight Weight = 1000

	weightPlaces = 3
	creditPlaces = 4
)

func (w Weight) String() string { return strictyaml.FormatDecimal(int64(w), weightPlaces) }

// Credit is what an answer is worth, in ten-thousandths: 0 to FullCredit.
type Credit int64

// FullCredit is the credit of the top value of a scale.
const FullCredit Credit = 10_000

func (c Credit) String() string { return strictyaml.FormatDecimal(int64(c), creditPlaces) }

// Float is the credit from 0 to 1.
func (c Credit) Float() float64 { return float64(c) / float64(FullCredit) }

// Scale is a named set of answers.
type Scale struct {
	Name   string
	Scored bool // its values have credits; if not, it is for context questions
	Values []Value

	broken bool // a problem of it has been reported: what follows from it is not
}

// Value is one answer of a scale.
type Value struct {
	Value  string // kebab-case
	Label  string
	Credit Credit // rises strictly from 0 to FullCredit where the scale is scored
}

// Lookup finds a value of the scale.
func (s *Scale) Lookup(value string) (Value, bool) {
	for _, v := range s.Values {
		if v.Value == value {
			return v, true
		}
	}
	return Value{}, false
}

// Top is the value with full credit.
func (s *Scale) Top() Value { return s.Values[len(s.Values)-1] }

// names are the values of the scale.
func (s *Scale) names() []string {
	names := make([]string, len(s.Values))
	for i, v := range s.Values {
		names[i] = v.Value
	}
	return names
}

// Domain is a group of questions with a score and a level of its own.
type Domain struct {
	ID        string
	Title     string
	Summary   string
	Weight    Weight
	Questions []*Question
	Pos       Pos
}

// Question is one question. A context question only decides, through the When
// of others, what is asked; it counts in no figure.
type Question struct {
	ID         string
	Text       string
	Help       string
	Context    bool
	Scale      *Scale
	Anchors    map[string]string // what each value of the scale looks like in practice
	Level      int               // the rung it belongs to, from 1; 0 for a context question
	Weight     Weight            // 0 for a context question
	Audience   []string
	Principles []string
	Pillar     string
	Topics     []string
	Cites      []Cite
	Evidence   []string
	When       []Gate   // asked only if every line holds
	After      []string // codes of gaps to close before this one
	Gap        Gap
	Owner      Ref      // the rubric that wrote it
	Overridden []string // fields that a composing rubric changed, in order

	scaleName string // as written; "" = the default of the file
	broken    bool   // a problem of it has been reported: what follows from it is not
	at        map[string]Pos
}

// At is the place of the first of the fields that is written, or of the
// question. An item of a list has the field "after.REG-DOC-01".
func (q *Question) At(fields ...string) Pos {
	for _, f := range fields {
		if at, ok := q.at[f]; ok {
			return at
		}
	}
	return q.at["id"]
}

// Cite says where the expectation behind a question comes from.
type Cite struct {
	Resource string
	Section  string
	Basis    string // stated: the guidance says so | derived: our reading of it
	Checked  string // against what: original | secondary | none
}

// AsksTheSame reports whether two questions read the same to who answers them:
// the text, and what each answer looks like.
func (q *Question) AsksTheSame(other *Question) bool {
	return q.Text == other.Text && maps.Equal(q.Anchors, other.Anchors)
}

// Gate is one line of a When: the named question has one of the values.
type Gate struct {
	Question string
	In       []string
}

// Gap says what to do if the answer has less than full credit.
type Gap struct {
	Action    string
	Steps     []string
	Effort    string // low | medium | high
	Resources []string
}

// Words that a question may use.
var (
	Principles = []string{"autonomy", "well-being", "transparency", "accountability", "equity", "sustainability"}
	Pillars    = []string{"governance", "knowledge", "implementation"}
	efforts    = []string{"low", "medium", "high"}
	bases      = []string{"stated", "derived"}
	Checks     = []string{"original", "secondary", "none"}
)

// EffortPoints is what an effort costs in a plan: 1, 3 or 8 points.
func EffortPoints(effort string) int {
	switch effort {
	case "low":
		return 1
	case "high":
		return 8
	}
	return 3
}

// Part is what a composed rubric took from another one.
type Part struct {
	From       Ref
	Codes      []string // that came from it, in order
	Overridden []string // those of them that were changed
}

// Allows reports whether the line holds for a value of the named question.
func (g Gate) Allows(value string) bool { return slices.Contains(g.In, value) }

// DidYouMean returns `; did you mean "x"?` for the name nearest to found, or "".
func DidYouMean(found string, names []string) string { return strictyaml.DidYouMean(found, names) }

// Float is the weight as written.
func (w Weight) Float() float64 { return float64(w) / 1000 }
