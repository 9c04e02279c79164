package rubrics

import (
	"fmt"
	"strconv"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Encode writes an effective rubric as a rubric file that stands alone: what
// was included is written out, and defaults are said. Reading it back gives
// the same questions.
func Encode(r *Rubric) []byte {
	var root, review, scales strictyaml.Map
	root.Text("format", Format)
	root.Text("id", r.ID)
	root.Text("version", r.Version)
	root.Text("title", r.Title)
	root.Text("summary", r.Summary)
	root.Text("language", r.Language)
	root.Plain("released", r.Released)
	root.Texts("sources", r.Sources)
	if r.Minutes > 0 {
		root.Plain("minutes", strconv.Itoa(r.Minutes))
	}
	review.Text("by", r.Review.By)
	review.Plain("date", r.Review.Date)
	review.Text("note", r.Review.Note)
	root.Map("review", &review)
	root.Text("supersedes", r.Supersedes)
	var changes []*strictyaml.Map
	for _, c := range r.Changes {
		changes = append(changes, encodeChange(c))
	}
	root.Maps("changes", changes)
	var levels []*strictyaml.Map
	for _, l := range r.Levels {
		m := &strictyaml.Map{}
		m.Text("title", l.Title)
		m.Text("meaning", l.Meaning)
		levels = append(levels, m)
	}
	root.Maps("levels", levels)
	for _, s := range r.Scales {
		scales.Maps(s.Name, encodeScale(s))
	}
	root.Map("scales", &scales)
	var domains []*strictyaml.Map
	for _, d := range r.Domains {
		domains = append(domains, encodeDomain(d))
	}
	root.Maps("domains", domains)
	return root.Bytes()
}

func encodeScale(s *Scale) []*strictyaml.Map {
	var values []*strictyaml.Map
	for _, v := range s.Values {
		m := (&strictyaml.Map{}).Inline()
		m.Text("value", v.Value)
		m.Text("label", v.Label)
		if s.Scored {
			m.Plain("credit", v.Credit.String())
		}
		values = append(values, m)
	}
	return values
}

func encodeDomain(d *Domain) *strictyaml.Map {
	m := &strictyaml.Map{}
	m.Text("id", d.ID)
	m.Text("title", d.Title)
	m.Text("summary", d.Summary)
	m.Plain("weight", d.Weight.String())
	var questions []*strictyaml.Map
	for _, q := range d.Questions {
		questions = append(questions, encodeQuestion(q))
	}
	m.Maps("questions", questions)
	return m
}

func encodeQuestion(q *Question) *strictyaml.Map {
	var m, anchors, gap strictyaml.Map
	m.Text("id", q.ID)
	m.Text("text", q.Text)
	m.Text("help", q.Help)
	if q.Context {
		m.Plain("context", "true")
	}
	m.Text("scale", q.Scale.Name)
	for _, v := range q.Scale.Values {
		anchors.Text(v.Value, q.Anchors[v.Value])
	}
	m.Map("anchors", &anchors)
	if !q.Context {
		m.Plain("level", fmt.Sprint(q.Level))
		m.Plain("weight", q.Weight.String())
	}
	m.Texts("audience", q.Audience)
	m.Texts("principles", q.Principles)
	m.Text("pillar", q.Pillar)
	m.Texts("topics", q.Topics)
	var cites, gates []*strictyaml.Map
	for _, c := range q.Cites {
		cite := &strictyaml.Map{}
		cite.Text("resource", c.Resource)
		cite.Text("section", c.Section)
		cite.Text("basis", c.Basis)
		cite.Text("checked", c.Checked)
		cites = append(cites, cite)
	}
	m.Maps("cites", cites)
	m.Lines("evidence", q.Evidence)
	for _, g := range q.When {
		gate := (&strictyaml.Map{}).Inline()
		gate.Text("question", g.Question)
		gate.Texts("in", g.In)
		gates = append(gates, gate)
	}
	m.Maps("when", gates)
	m.Texts("after", q.After)
	gap.Text("action", q.Gap.Action)
	gap.Lines("steps", q.Gap.Steps)
	if q.Gap.Action != "" {
		gap.Text("effort", q.Gap.Effort)
	}
	gap.Texts("resources", q.Gap.Resources)
	m.Map("gap", &gap)
	return &m
}
