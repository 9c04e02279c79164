package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Answers is the annex that holds everything that was entered, word for word.
type Answers struct {
	Heading
	Key      []Field // the marks at citations
	Groups   []AnswerGroup
	Warnings []string
	Retired  []RetiredAnswer
}

// AnswerGroup is the answers of one domain.
type AnswerGroup struct {
	Key     string // see ChartRow
	Title   string
	Entries []AnswerEntry
}

// AnswerEntry is one question with what was entered for it.
type AnswerEntry struct {
	Code, Text string
	Place      string // the rung, or that it is about the country
	Mark       Mark
	Label      string // the answer
	Meaning    string // what that answer looks like in practice
	Remarks    []string
	Reason     string // why it is not applicable
	Note       string
	Evidence   []EvidenceItem
	Sources    []string // where the expectation comes from, with the mark of the citation
	Gap        string   // its place in the register; "" if it is no gap
}

// EvidenceItem is one thing that was named as evidence.
type EvidenceItem struct {
	Title string
	Link  string // as it was entered
	URL   string // the same, where it is safe to make it a link
	Date  string
}

// RetiredAnswer is an answer to a question that this rubric no longer has.
type RetiredAnswer struct {
	Code     string
	Given    string // under which rubric; may be ""
	Label    string
	Reason   string
	Note     string
	Evidence []EvidenceItem
	Review   string
}

// citationMarks stand at citations that were not checked against the document.
var citationMarks = map[string]Field{
	"secondary": {"†", "The citation was checked against a secondary source, not against the document itself."},
	"none":      {"‡", "The citation has not been checked yet."},
}

func (k *book) answers() Answers {
	a := Answers{Heading: Heading{Number: "A", Title: "Every answer, note and item of evidence",
		Lead: "As they were entered, in the order of the questions. The evidence has not been checked by anybody."}}
	if len(k.parts) > 1 {
		a.Lead = "As they were entered, in the order of the questions; one that several rubrics ask stands once. The evidence has not been checked by anybody."
	}
	domain := ""
	k.each(func(first *builder, d *rubrics.Domain, q *rubrics.Question, told *builder) {
		if key := first.key(d.ID); key != domain {
			domain = key
			g := AnswerGroup{Key: "answers:" + key, Title: d.Title}
			if first.part != "" {
				g.Title = first.res.Rubric.Title + ": " + d.Title
			}
			a.Groups = append(a.Groups, g)
		}
		g := &a.Groups[len(a.Groups)-1]
		g.Entries = append(g.Entries, k.answerEntry(q, told))
	})
	a.Key = k.citationKey()
	for _, b := range k.parts {
		for _, w := range b.res.Warnings {
			addNew(&a.Warnings, w)
		}
		retired := b.res.Assessment.Retired
		for _, code := range slices.Sorted(maps.Keys(retired)) {
			a.Retired = append(a.Retired, retiredAnswer(code, retired[code]))
		}
	}
	return a
}

// answerEntry is the answer as the part says that tells of it, with what was
// entered for the question under other rubrics.
func (k *book) answerEntry(q *rubrics.Question, told *builder) AnswerEntry {
	e := told.answerEntry(told.res.Rubric.Question(q.ID))
	for _, b := range k.parts {
		if b == told || b.res.Rubric.Question(q.ID) == nil {
			continue
		}
		ans := b.answer(q.ID)
		if other := b.res.Rubric.Question(q.ID); !other.AsksTheSame(told.res.Rubric.Question(q.ID)) {
			e.Remarks = append(e.Remarks, "Under "+b.res.Rubric.Title+" it is asked in other words: “"+other.Text+"”")
		}
		if ans.Value == "" && told.answer(q.ID).Value != "" {
			e.Remarks = append(e.Remarks, "Not answered under "+b.res.Rubric.Title+", where it counts as not known.")
		}
		if ans.Review && !told.answer(q.ID).Review {
			e.Remarks = append(e.Remarks, sentence(reviewRemark))
		}
		also := func(to *string, s string) {
			if s != "" && s != *to {
				*to = strings.TrimPrefix(*to+"\n"+b.res.Rubric.Title+": "+s, "\n")
			}
		}
		also(&e.Reason, ans.Reason)
		also(&e.Note, ans.Note)
		for _, item := range evidenceItems(ans.Evidence) {
			if !slices.Contains(e.Evidence, item) {
				e.Evidence = append(e.Evidence, item)
			}
		}
	}
	return e
}

func (b *builder) answerEntry(q *rubrics.Question) AnswerEntry {
	ans, state := b.answer(q.ID), b.res.States[q.ID]
	e := AnswerEntry{
		Code: q.ID, Text: q.Text, Mark: b.mark(q), Label: b.answerLabel(q),
		Place: "about the country", Note: ans.Note, Evidence: evidenceItems(ans.Evidence),
	}
	if n := b.register[q.ID].number; n > 0 {
		e.Gap = fmt.Sprintf("Gap %d of the register", n)
	}
	if !q.Context {
		e.Place = b.rungName(q.Level)
	}
	if state == assessment.Known {
		e.Meaning = q.Anchors[ans.Value]
	}
	if state == assessment.Hidden {
		e.Remarks = append(e.Remarks, "Not asked, because "+b.whyHidden(q)+".")
		if ans.Value != "" {
			e.Remarks = append(e.Remarks, "The answer on file is kept and not scored: "+valueLabel(q, ans.Value)+".")
		}
	}
	if ans.Review {
		e.Remarks = append(e.Remarks, sentence(reviewRemark))
	}
	e.Reason = ans.Reason
	for _, c := range q.Cites {
		e.Sources = append(e.Sources, b.citation(c))
	}
	return e
}

func evidenceItems(evidence []assessment.Evidence) []EvidenceItem {
	var items []EvidenceItem
	for _, e := range evidence {
		items = append(items, EvidenceItem{e.Title, e.Link, safeURL(e.Link), longDate(e.Date)})
	}
	return items
}

// citation is "Title, section (stated) †".
func (b *builder) citation(c rubrics.Cite) string {
	s := b.link(c.Resource).Title
	if c.Section != "" {
		s += ", " + c.Section
	}
	s += " (" + c.Basis + ")"
	if m, ok := citationMarks[c.Checked]; ok {
		s += " " + m.Name
	}
	return s
}

// citationKey explains the marks and words that this report uses.
func (k *book) citationKey() []Field {
	used := map[string]bool{}
	k.each(func(_ *builder, _ *rubrics.Domain, q *rubrics.Question, _ *builder) {
		for _, c := range q.Cites {
			used[c.Checked], used[c.Basis] = true, true
		}
	})
	var key []Field
	if used["stated"] {
		key = append(key, Field{"stated", "The guidance says so."})
	}
	if used["derived"] {
		key = append(key, Field{"derived", "Our operational reading of the guidance."})
	}
	for _, checked := range rubrics.Checks {
		if m, ok := citationMarks[checked]; ok && used[checked] {
			key = append(key, m)
		}
	}
	return key
}

func retiredAnswer(code string, old assessment.Retired) RetiredAnswer {
	r := RetiredAnswer{
		Code: code, Label: or(old.Value, "no answer"), Reason: old.Reason,
		Note: old.Note, Evidence: evidenceItems(old.Evidence),
	}
	if old.Rubric != "" {
		r.Given = "Given under " + old.Rubric
	}
	if old.Review {
		r.Review = sentence(reviewRemark)
	}
	return r
}

// Provenance tells what the report was made from.
type Provenance struct {
	Heading
	Fields  []Field
	Rubrics []RubricProvenance
}

// RubricProvenance tells what the figures under one rubric were made from.
type RubricProvenance struct {
	Title     string // "" where there is one rubric
	Fields    []Field
	PartsLead string  // "" where the rubric is not composed
	Parts     []Field // what was taken from where, and what was changed
}

// of is the rubric in a heading, where there are several.
func (r RubricProvenance) of() string {
	if r.Title == "" {
		return ""
	}
	return ": " + r.Title
}

func (k *book) provenance() Provenance {
	p := Provenance{Heading: Heading{Number: "C", Title: "Provenance"}, Fields: []Field{
		{"What this is", Disclaimer + " Made with aigap, which is not a product of WHO and is not endorsed by WHO."},
		{"Date of this report", or(longDate(k.opts.Date), "undated")},
		{"Program", "aigap " + or(k.opts.Program, "(version not stated)")},
	}}
	if c := k.opts.Catalogue; c != nil {
		p.Fields = append(p.Fields, Field{"Catalogue of resources", "version " + c.Version})
	}
	if k.opts.Example {
		p.Fields = append(p.Fields, Field{"Example", "The subject and every answer are invented."})
	}
	for _, b := range k.parts {
		p.Rubrics = append(p.Rubrics, b.provenance())
	}
	return p
}

func (b *builder) provenance() RubricProvenance {
	r, a := b.res.Rubric, b.res.Assessment
	var p RubricProvenance
	if b.part != "" {
		p.Title = r.Title
	}
	add := func(name, text string) { p.Fields = append(p.Fields, Field{name, text}) }
	add("Rubric", fmt.Sprintf("%s, “%s”, %s", r.Ref(), r.Title, count(r.Scored(), "scored question")))
	add("Digest of the rubric", r.Digest)
	if r.Draft() {
		add("Released", "Not released: this is a draft, and it can still change.")
	} else {
		add("Released", longDate(r.Released))
	}
	add("Review", b.reviewed())
	var sources []string
	for _, id := range r.Sources {
		sources = append(sources, b.link(id).Title)
	}
	if len(sources) > 0 {
		add("Sources of the rubric", list(sources))
	}
	add("Language of the questions", r.Language)
	switch {
	case a.RubricDigest == "":
		add("Answered under", a.Rubric.String()+"; the assessment does not name a digest.")
	case a.RubricDigest == r.Digest:
		add("Answered under", a.Rubric.String()+", the same digest.")
	default:
		add("Answered under", a.Rubric.String()+" with another digest, "+a.RubricDigest+": look at the answers again.")
	}
	add("Date of the assessment", or(longDate(a.Date), "not stated"))
	b.parts(&p)
	return p
}

// reviewed says which expert body has reviewed the rubric.
func (b *builder) reviewed() string {
	v := b.res.Rubric.Review
	if v.By == "" {
		return "No named expert body has reviewed this rubric yet."
	}
	s := "Reviewed by " + v.By
	if v.Date != "" {
		s += ", " + longDate(v.Date)
	}
	if v.Note != "" {
		s += ": " + v.Note
	}
	return s + "."
}

// composedLead warns of what composition means for scores.
const composedLead = "This rubric is composed. It takes questions from other rubrics, so its scores do not compare with scores under the originals."

// parts says of a composed rubric what it took from where and changed.
func (b *builder) parts(p *RubricProvenance) {
	r := b.res.Rubric
	if len(r.Parts) == 0 {
		return
	}
	p.PartsLead = composedLead
	for _, part := range r.Parts {
		p.Parts = append(p.Parts, Field{"From " + part.From.String(), count(len(part.Codes), "question") + ": " + or(list(part.Codes), "none") + "."})
	}
	own := 0
	var fields []string // that were changed, as in "level and weight"
	changed := map[string][]string{}
	for _, q := range r.Questions() {
		if q.Owner == r.Ref() {
			own++
		}
		if what := list(q.Overridden); what != "" {
			addNew(&fields, what)
			changed[what] = append(changed[what], q.ID)
		}
	}
	p.Parts = append(p.Parts, Field{"Its own", count(own, "question") + "."})
	for _, what := range fields {
		name, meaning := strings.ToUpper(what[:1])+what[1:], "Changed here"
		if what == "after" {
			name, meaning = "Prerequisites", "Changed here, which touches the order of gaps and no figure"
		}
		p.Parts = append(p.Parts, Field{name, meaning + ": " + list(changed[what]) + "."})
	}
}
