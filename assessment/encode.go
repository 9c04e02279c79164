package assessment

import (
	"maps"
	"slices"

	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Encode writes an assessment as YAML, answers in the order of the rubric. It
// writes the short form where an answer is only a value, and leaves out
// answers that say nothing. The same assessment gives the same bytes. Text
// that YAML cannot hold is mended as strictyaml.Clean does.
func Encode(a *Assessment, r *rubrics.Rubric) []byte {
	var root, subject, answers, retired strictyaml.Map
	root.Text("format", Format)
	root.Text("rubric", a.Rubric.String())
	root.Text("rubric_digest", a.RubricDigest)
	subject.Text("name", a.Subject.Name)
	subject.Text("code", a.Subject.Code)
	subject.Text("organization", a.Subject.Organization)
	root.Map("subject", &subject)
	root.Plain("date", a.Date)
	var who []*strictyaml.Map
	for _, p := range a.Assessors {
		m := &strictyaml.Map{}
		m.Text("name", p.Name)
		m.Text("role", p.Role)
		who = append(who, m)
	}
	root.Maps("assessors", who)
	for _, q := range r.Questions() {
		putAnswer(&answers, q.ID, a.Answers[q.ID], "")
	}
	root.EmptyMap("answers", &answers)
	for _, code := range slices.Sorted(maps.Keys(a.Retired)) {
		putAnswer(&retired, code, a.Retired[code].Answer, a.Retired[code].Rubric)
	}
	root.Map("retired_answers", &retired)
	return root.Bytes()
}

func putAnswer(to *strictyaml.Map, code string, a Answer, rubric string) {
	if rubric == "" && (Answer{Value: a.Value}).Equal(a) {
		to.Text(code, a.Value)
		return
	}
	m := &strictyaml.Map{}
	m.Text("answer", a.Value)
	m.Text("reason", a.Reason)
	var items []*strictyaml.Map
	for _, e := range a.Evidence {
		item := &strictyaml.Map{}
		item.Text("title", e.Title)
		item.Text("link", e.Link)
		item.Plain("date", e.Date)
		items = append(items, item)
	}
	m.Maps("evidence", items)
	m.Text("note", a.Note)
	if a.Review {
		m.Plain("review", "true")
	}
	m.Text("rubric", rubric)
	to.Map(code, m)
}
