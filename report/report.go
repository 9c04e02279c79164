// Package report says what an assessment means, and writes it down for people:
// a minister who reads one page, a team that works through the gaps, and
// whoever checks a figure later.
//
// Build turns a result into a Report: every sentence, figure, label and order
// is decided there. A writer such as WritePDF decides where things stand on a
// page and nothing else, so that all formats say the same.
//
// Start with the types here, then summary.go, domains.go, register.go,
// reading.go, annex.go and method.go (one part of the report each), words.go
// (how figures and levels are put) and labels.go (headings, heads of tables,
// keys to charts). pdf.go and its
// neighbours are the PDF. The package opens no file, reads no clock, and
// imports of the project only assessment and rubrics.
package report

import (
	"strings"
	"time"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Options are what a report says besides the result.
type Options struct {
	Date      string             // of the report, YYYY-MM-DD; "" = undated; anything else is printed as it is
	Program   string             // version of the program
	Catalogue *rubrics.Catalogue // where resources are described; nil = they are named by id
	Example   bool               // the assessment is invented, and the report says so
}

// Report is a gap report, ready to be laid out: it holds text, figures as
// printed, and what charts need. Parts of it that point to each other do so by
// the code of a question, the id of a domain or the id of a resource.
type Report struct {
	Title    string    // of the document
	Subject  string    // who is assessed
	Language string    // of the questions, a BCP 47 tag; the report's own words are English
	Created  time.Time // for the metadata; fixed by the input, so that output is repeatable
	Footer   Footer
	Banners  []Banner // what a reader must know on every page: provisional, draft, example

	Cover         Cover
	Guide         Guide
	Summary       Summary
	Domains       Domains
	Register      Register
	ToEstablish   ToEstablish
	NotApplicable NotApplicable
	Reading       Reading
	Answers       Answers
	Method        Method
	Provenance    Provenance
}

// Heading opens a part of the report.
type Heading struct {
	Number string // "1", or "A" for an annex
	Title  string
	Lead   string // what the part holds and how to read it; may be ""
}

// Full is the title with its number: "2  Domain by domain", "Annex A  …".
func (h Heading) Full() string {
	switch {
	case h.Number == "":
		return h.Title
	case h.Number >= "A":
		return "Annex " + h.Number + "  " + h.Title
	}
	return h.Number + "  " + h.Title
}

// Footer stands at the foot of every page.
type Footer struct{ Subject, Rubric, Digest string }

// Banner is a warning: one or two words, and what they mean.
type Banner struct{ Word, Meaning string }

// Field is a name with what it stands for.
type Field struct{ Name, Text string }

// Cover is the first page.
type Cover struct {
	Kicker       string // what kind of document
	Title        string
	Subject      string
	Organization string
	Fields       []Field
	Inside       []string // what the file holds, notes and evidence included
	Disclaimer   string
	Rubric       string // who has reviewed it, and whether it is composed of others
}

// Guide tells how to read the report.
type Guide struct {
	Heading
	Ladder []Rung
	Marks  []MarkMeaning
	Words  []Field // what the words of the report mean
}

// MarkMeaning is an entry of the key to the marks.
type MarkMeaning struct {
	Mark  Mark
	Label string
}

// Mark is a small picture that stands before the words for an answer. It adds
// to the words and never replaces them.
type Mark struct {
	Kind   MarkKind
	Credit float64 // of MarkCredit, 0 to 1
}

// MarkKind says what a Mark shows.
type MarkKind int

// Kinds of marks; the zero MarkKind shows nothing.
const (
	MarkCredit MarkKind = iota + 1
	MarkUnknown
	MarkNotApplicable
	MarkHidden
	MarkContext
)

// Disclaimer stands on the cover, the summary and the provenance page.
const Disclaimer = "Self-assessment; not a WHO benchmarking result; no WHO maturity level is conferred."

// Build decides everything that is said about a result.
func Build(res *assessment.Result, opts Options) *Report {
	b := newBuilder(res, opts)
	r := res.Rubric
	rep := &Report{
		Title:    "AI readiness gap report: " + b.subject(),
		Subject:  b.subject(),
		Language: r.Language,
		Created:  b.created(),
		Footer:   Footer{Subject: b.subject(), Rubric: r.Ref().String(), Digest: shortDigest(r.Digest)},
		Banners:  b.banners(),
	}
	gaps := b.gaps()
	rep.Cover = b.cover()
	rep.Guide = b.guide()
	rep.Domains = b.domains(gaps)
	rep.Summary = b.summary(rep.Domains.Rows, gaps)
	rep.Register = b.register(gaps)
	rep.ToEstablish = b.toEstablish()
	rep.NotApplicable = b.notApplicable()
	rep.Reading = b.reading()
	rep.Answers = b.answers()
	rep.Method = b.method()
	rep.Provenance = b.provenance()
	return rep
}

// builder holds what the parts of a report are made from.
type builder struct {
	res       *assessment.Result
	opts      Options
	gapNumber map[string]int // place in the register by code, from 1
}

func newBuilder(res *assessment.Result, opts Options) *builder {
	b := &builder{res: res, opts: opts, gapNumber: map[string]int{}}
	for i, g := range res.Gaps {
		b.gapNumber[g.Question.ID] = i + 1
	}
	return b
}

// rungs is the length of the ladder.
func (b *builder) rungs() int { return len(b.res.Rubric.Levels) }

func (b *builder) answer(code string) assessment.Answer { return b.res.Assessment.Answers[code] }

func (b *builder) provisional() bool { return len(b.res.Provisional) > 0 }

func (b *builder) subject() string {
	s := b.res.Assessment.Subject
	switch {
	case s.Name != "":
		return s.Name
	case s.Organization != "":
		return s.Organization
	case s.Code != "":
		return s.Code
	}
	return "Subject not named"
}

// created is the date of the report, else of the rubric, else a fixed one:
// never the clock.
func (b *builder) created() time.Time {
	for _, date := range []string{b.opts.Date, b.res.Rubric.Released} {
		if t, err := time.Parse(time.DateOnly, date); err == nil && !t.IsZero() { // a zero time means the clock to gofpdf
			return t
		}
	}
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
}

func (b *builder) banners() []Banner {
	var banners []Banner
	if b.opts.Example {
		banners = append(banners, Banner{"Fictional example", "The subject and every answer in this report are invented. It shows what a report looks like."})
	}
	if b.res.Rubric.Draft() {
		banners = append(banners, Banner{"Draft rubric", "The set of questions is not released. It can still change, and figures under it may not be repeatable."})
	}
	if b.provisional() {
		banners = append(banners, Banner{"Provisional", "Every headline figure is provisional: " + strings.Join(b.res.Provisional, "; ") + "."})
	}
	return banners
}

func (b *builder) cover() Cover {
	r, a := b.res.Rubric, b.res.Assessment
	c := Cover{
		Kicker:     "AI for health: gap report",
		Title:      r.Title,
		Subject:    b.subject(),
		Disclaimer: Disclaimer,
		Rubric:     b.reviewed(),
	}
	if len(r.Parts) > 0 {
		c.Rubric += " " + composedLead
	}
	if a.Subject.Organization != c.Subject {
		c.Organization = a.Subject.Organization
	}
	add := func(name, text string) {
		if text != "" {
			c.Fields = append(c.Fields, Field{name, text})
		}
	}
	if a.Subject.Code != c.Subject {
		add("Code", a.Subject.Code)
	}
	add("Assessment of", or(longDate(a.Date), "a date that is not stated"))
	add("Report of", or(longDate(b.opts.Date), "undated"))
	var who []string
	for _, p := range a.Assessors {
		if p.Role != "" {
			who = append(who, p.Name+" ("+p.Role+")")
		} else {
			who = append(who, p.Name)
		}
	}
	add("Assessed by", or(list(who), "not stated"))
	add("Questions", r.Ref().String()+", "+count(r.Scored(), "scored question"))
	add("Made with", "aigap "+or(b.opts.Program, "(version not stated)"))
	c.Inside = b.inside()
	return c
}

// inside tells what the file holds, because notes can be confidential.
func (b *builder) inside() []string {
	var notes, evidence int
	for _, q := range b.res.Rubric.Questions() {
		ans := b.answer(q.ID)
		if ans.Note != "" {
			notes++
		}
		evidence += len(ans.Evidence)
	}
	for _, old := range b.res.Assessment.Retired {
		if old.Note != "" {
			notes++
		}
		evidence += len(old.Evidence)
	}
	return []string{
		"Every answer, " + count(notes, "note") + " and " + count(evidence, "item") + " of evidence stand in annex A, word for word.",
		"Notes can be confidential. Look through annex A before you pass this file on.",
	}
}

func (b *builder) guide() Guide {
	g := Guide{
		Heading: Heading{Title: "How to read this report"},
		Ladder:  b.ladder(),
		Marks: []MarkMeaning{
			{Mark{Kind: MarkCredit, Credit: 1}, "in full: the top answer"},
			{Mark{Kind: MarkCredit, Credit: 0.5}, "in part: as much as is filled"},
			{Mark{Kind: MarkCredit, Credit: 0}, "nothing yet: the lowest answer"},
			{Mark{Kind: MarkUnknown}, "not known, or not answered"},
			{Mark{Kind: MarkNotApplicable}, "not applicable: counts in no figure"},
			{Mark{Kind: MarkHidden}, "not asked, because of an answer about the country"},
			{Mark{Kind: MarkContext}, "about the country: decides what is asked"},
		},
		Words: []Field{
			{"Score", "What is in place, from 0 to 100. What is not known counts as not in place."},
			{"Range", "From the score up to what it becomes if everything that is not known turns out to be in place."},
			{"Evidence named", "The part of the score for which the answers name evidence. Nobody has checked the evidence."},
			{"Level", "The highest rung of this rubric's ladder on which, and below which, everything asked is in full. The lowest domain decides the level of the whole."},
			{"Gap", "A question that is not answered in full. One that is not known is a gap too: the first thing to do is to find out."},
			{"Gain", "The points by which the overall score rises if this one gap is closed and nothing else changes. Where the answer is not known it is at most that, and says “up to”."},
			{"Effort", "Low, medium or high: 1, 3 or 8 points in a plan. It is a rough measure for putting gaps in order."},
		},
	}
	return g
}
