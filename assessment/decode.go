package assessment

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Format is the first line of an assessment file.
const Format = "aigap/assessment/v1"

// places remembers where things are written, for errors found later.
type places struct {
	rubric, digest, answers rubrics.Pos
	code, value             map[string]rubrics.Pos // by question code
}

// Decode reads an assessment file in YAML or JSON. What depends on the rubric
// is checked by Check. The assessment is nil exactly if a problem is an error.
func Decode(name string, src []byte) (*Assessment, []rubrics.Problem) {
	return decode(name, src, strictyaml.Parse)
}

// DecodeJSON is Decode of a line of a batch, which is JSON.
func DecodeJSON(name string, src []byte) (*Assessment, []rubrics.Problem) {
	return decode(name, src, strictyaml.ParseJSON)
}

func decode(name string, src []byte, parse func(string, []byte) (*strictyaml.Node, []rubrics.Problem)) (*Assessment, []rubrics.Problem) {
	a, problems := decodePart(name, src, parse)
	if strictyaml.HasErrors(problems) {
		return nil, problems
	}
	return a, problems
}

// Validate finds everything that is wrong with an assessment file, in one run:
// what Decode finds, and what Check finds in the rest. find gives the rubric.
func Validate(name string, src []byte, find func(rubrics.Ref) (*rubrics.Rubric, error)) []rubrics.Problem {
	a, problems := decodePart(name, src, strictyaml.Parse)
	if a == nil || a.Rubric.ID == "" {
		return problems
	}
	r, err := find(a.Rubric)
	if err != nil {
		code := "rubric-invalid"
		var missing *rubrics.NotFoundError
		if errors.As(err, &missing) {
			code = "rubric-not-found"
		}
		problems = append(problems, rubrics.Problem{Pos: a.at.rubric, Code: code, Message: err.Error()})
	} else {
		problems = append(problems, Check(a, r)...)
	}
	strictyaml.SortProblems(problems)
	return problems
}

// decodePart reads what can be read of a file; nil if nothing can.
func decodePart(name string, src []byte, parse func(string, []byte) (*strictyaml.Node, []rubrics.Problem)) (*Assessment, []rubrics.Problem) {
	root, problems := parse(name, src)
	if root == nil {
		return nil, problems
	}
	d := newDecoder(name)
	d.assessment(root)
	strictyaml.SortProblems(d.Problems)
	return d.a, d.Problems
}

type decoder struct {
	strictyaml.Reader
	a          *Assessment
	reasonForm string // how to give a reason, for the error where there is none
}

func newDecoder(name string) *decoder {
	return &decoder{
		a: &Assessment{
			Answers: map[string]Answer{},
			name:    name,
			at:      places{code: map[string]rubrics.Pos{}, value: map[string]rubrics.Pos{}},
		},
		reasonForm: "write {answer: not-applicable, reason: why}",
	}
}

func (d *decoder) assessment(root *strictyaml.Node) {
	a := d.a
	var format string
	d.Mapping(root, "an assessment", []strictyaml.Field{
		{Name: "format", Required: true, Read: d.OneOf("format", []string{Format}, &format)},
		{Name: "rubric", Required: true, Read: func(n *strictyaml.Node) {
			var s string
			a.at.rubric = n.Pos
			if d.Text("rubric", &s)(n); s == "" {
				return
			}
			ref, err := rubrics.ParseRef(s)
			if err != nil {
				d.Add(n.Pos, "bad-ref", "%v", err)
			}
			a.Rubric = ref
		}},
		{Name: "rubric_digest", Read: func(n *strictyaml.Node) {
			a.at.digest = n.Pos
			d.Text("rubric_digest", &a.RubricDigest)(n)
		}},
		{Name: "subject", Read: func(n *strictyaml.Node) {
			d.Mapping(n, "subject", []strictyaml.Field{
				{Name: "name", Read: d.AnyText("name", &a.Subject.Name)},
				{Name: "code", Read: d.AnyText("code", &a.Subject.Code)},
				{Name: "organization", Read: d.AnyText("organization", &a.Subject.Organization)},
			})
		}},
		{Name: "date", Read: d.Date("date", &a.Date)},
		{Name: "assessors", Read: func(n *strictyaml.Node) { d.Each(n, "assessors", d.assessor) }},
		{Name: "answers", Required: true, Read: func(n *strictyaml.Node) {
			a.at.answers = n.Pos
			if n.Kind == strictyaml.Null { // the key alone: nothing is answered yet
				return
			}
			d.Pairs(n, "answers", func(key, val *strictyaml.Node) {
				a.at.code[key.Value] = key.Pos
				a.Answers[key.Value] = d.answer(key.Value, val)
			})
		}},
		{Name: "retired_answers", Read: func(n *strictyaml.Node) {
			a.Retired = map[string]Retired{}
			d.Pairs(n, "retired_answers", func(key, val *strictyaml.Node) { a.Retired[key.Value] = d.retired(val) })
		}},
	})
}

func (d *decoder) assessor(n *strictyaml.Node) {
	var who Assessor
	d.Mapping(n, "an assessor", []strictyaml.Field{
		{Name: "name", Required: true, Read: d.Text("name", &who.Name)},
		{Name: "role", Read: d.AnyText("role", &who.Role)},
	})
	d.a.Assessors = append(d.a.Assessors, who)
}

// answer reads the short form, the long form, or nothing.
func (d *decoder) answer(code string, n *strictyaml.Node) Answer {
	var a Answer
	switch n.Kind {
	case strictyaml.Null:
	case strictyaml.Mapping:
		d.Mapping(n, "an answer", d.answerFields(code, &a))
	default:
		d.value(code, &a)(n)
	}
	d.reasonFits(n, a)
	return a
}

func (d *decoder) reasonFits(n *strictyaml.Node, a Answer) {
	if a.Value == rubrics.NotApplicable && strings.TrimSpace(a.Reason) == "" {
		d.Add(n.Pos, "reason-missing", "not-applicable needs a reason: %s", d.reasonForm)
	}
}

func (d *decoder) value(code string, a *Answer) func(*strictyaml.Node) {
	return func(n *strictyaml.Node) {
		d.a.at.value[code] = n.Pos
		if n.Kind != strictyaml.Null {
			d.Text("answer", &a.Value)(n)
		}
	}
}

func (d *decoder) answerFields(code string, a *Answer) []strictyaml.Field {
	return []strictyaml.Field{
		{Name: "answer", Read: d.value(code, a)},
		{Name: "reason", Read: d.AnyText("reason", &a.Reason)},
		{Name: "evidence", Read: func(n *strictyaml.Node) {
			d.Each(n, "evidence", func(item *strictyaml.Node) { a.Evidence = append(a.Evidence, d.evidence(item)) })
		}},
		{Name: "note", Read: d.AnyText("note", &a.Note)},
		{Name: "review", Read: d.Truth("review", &a.Review)},
	}
}

func (d *decoder) evidence(n *strictyaml.Node) Evidence {
	var e Evidence
	d.Mapping(n, "an item of evidence", []strictyaml.Field{
		{Name: "title", Required: true, Read: d.Text("title", &e.Title)},
		{Name: "link", Read: d.AnyText("link", &e.Link)},
		{Name: "date", Read: d.Date("date", &e.Date)},
	})
	return e
}

func (d *decoder) retired(n *strictyaml.Node) Retired {
	var r Retired
	d.Mapping(n, "a retired answer", append(d.answerFields("", &r.Answer),
		strictyaml.Field{Name: "rubric", Read: d.Text("rubric", &r.Rubric)}))
	d.reasonFits(n, r.Answer)
	return r
}

// Check finds what is wrong with an assessment under its rubric: codes and
// values that the rubric lacks, and a rubric that has changed since.
func Check(a *Assessment, r *rubrics.Rubric) []rubrics.Problem {
	var d strictyaml.Reader
	codes := r.Codes()
	for _, code := range slices.Sorted(maps.Keys(a.Answers)) {
		q := r.Question(code)
		if q == nil {
			d.Add(a.placeOf(code), "unknown-code", "%s has no question %s%s", r.Ref(), strictyaml.Quote(code), d.Suggest(code, codes))
			continue
		}
		value := a.Answers[code].Value
		if Allows(q, value) {
			continue
		}
		var allowed []string
		for _, v := range q.Scale.Values {
			allowed = append(allowed, v.Value)
		}
		allowed = append(allowed, rubrics.Unknown, rubrics.NotApplicable)
		at, ok := a.at.value[code]
		if !ok {
			at = a.placeOf(code)
		}
		d.Add(at, "unknown-answer", "%s is answered %s: allowed are %s%s", code, strictyaml.Quote(value),
			strings.Join(allowed, ", "), d.Suggest(value, allowed))
	}
	if a.RubricDigest != "" && a.RubricDigest != r.Digest {
		at := a.at.digest
		if at.Line == 0 {
			at = rubrics.Pos{File: a.name}
		}
		if r.Draft() {
			d.Warn(at, "digest-mismatch", "the draft %s has changed since these answers were given: look at them again", r.Ref())
		} else {
			d.Add(at, "digest-mismatch", "%s is not the file that these answers were given under: found %s, expected %s; give the right file with --rubric, or remove the line rubric_digest once the answers are checked against this one",
				r.Ref(), r.Digest, strictyaml.Quote(a.RubricDigest))
		}
	}
	strictyaml.SortProblems(d.Problems)
	return d.Problems
}

// AtRubric is the place where the rubric is named.
func (a *Assessment) AtRubric() rubrics.Pos { return a.at.rubric }

func (a *Assessment) placeOf(code string) rubrics.Pos {
	if at, ok := a.at.code[code]; ok {
		return at
	}
	return rubrics.Pos{File: a.name}
}
