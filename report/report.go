// Package report says what an assessment means, and writes it down for people:
// a minister who reads one page, a team that works through the gaps, and
// whoever checks a figure later.
//
// Build turns the results of one subject into a Report: every sentence, figure,
// label and order is decided there. A writer such as WritePDF decides where
// things stand on a page and nothing else, so that all formats say the same.
//
// Start with the types here, then combine.go (several rubrics in one report),
// summary.go, domains.go, register.go, plan_section.go, reading.go, annex.go and
// method.go (one part of the report each), words.go (how figures and levels are put) and
// labels.go (headings, heads of tables, keys to charts). pdf.go and its
// neighbours are the PDF. The package opens no file, reads no clock, and
// imports of the project only assessment and rubrics.
package report

import (
	"slices"
	"strconv"
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
	Overview      *Overview    // the headlines side by side; nil where there is one rubric
	Rubrics       []RubricPart // in the order of the assessments
	Register      Register
	ToEstablish   ToEstablish
	NotApplicable NotApplicable
	Reading       Reading
	Answers       Answers
	Method        Method
	Provenance    Provenance
}

// RubricPart is what is said about the result under one rubric.
type RubricPart struct {
	Summary Summary
	Domains Domains
	Plan    PlanSection
}

// Overview is the headlines of several rubrics side by side. There is no
// figure over rubrics.
type Overview struct {
	Heading
	Rows      []ChartRow
	Headlines []Field // of each rubric: its title and headline
	Gaps      []*Gap  // the first of the register
	GapsTitle string
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

// text is the rubric with its digest, where there is one.
func (f Footer) text() string { return strings.TrimSuffix(f.Rubric+" · "+f.Digest, " · ") }

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
	Ladders []Ladder
	Marks   []MarkMeaning
	Words   []Field // what the words of the report mean
}

// Ladder is the rungs of a rubric, lowest first, and what each means.
type Ladder struct {
	Title string
	Rungs []Field
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

// Build decides everything that is said about the results of one subject: at
// least one, each under a rubric of its own, and no question answered
// differently in two of them.
func Build(results []*assessment.Result, opts Options) *Report {
	k := newBook(results, opts)
	rep := &Report{
		Title:    "AI readiness gap report: " + k.subject(),
		Subject:  k.subject(),
		Language: k.parts[0].res.Rubric.Language,
		Created:  k.created(),
		Footer:   k.footer(),
		Banners:  k.banners(),
		Cover:    k.cover(),
		Guide:    k.guide(),
	}
	for _, b := range k.parts {
		domains := b.domains()
		rep.Rubrics = append(rep.Rubrics, RubricPart{b.summary(domains.Rows), domains, b.planSection(b.res.Plan(0, assessment.DefaultCapacity))})
	}
	rep.Register = k.register()
	rep.Overview = k.overview(rep.Register)
	rep.ToEstablish = k.toEstablish()
	rep.NotApplicable = k.notApplicable()
	rep.Reading = k.reading()
	rep.Answers = k.answers()
	rep.Method = k.method()
	rep.Provenance = k.provenance()
	return rep
}

// builder puts the result under one rubric in words.
type builder struct {
	res      *assessment.Result
	opts     Options
	part     string             // its number among several rubrics, "" if it is the only one
	register map[string]bookGap // of the whole report, by code
	gaps     []*Gap             // in the order of the result
}

func newBuilder(res *assessment.Result, opts Options) *builder {
	return &builder{res: res, opts: opts}
}

// number is the number of a section that each rubric has: "2", or "2.1" for
// the first of several rubrics.
func (b *builder) number(section string) string {
	if b.part == "" {
		return section
	}
	return section + "." + b.part
}

// titled is a title that tells the rubrics of a report apart.
func (b *builder) titled(title string) string {
	if b.part == "" {
		return title
	}
	return b.res.Rubric.Title + ": " + strings.ToLower(title[:1]) + title[1:]
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

// created is the date of the report, else of a rubric, else a fixed one: never
// the clock.
func (k *book) created() time.Time {
	dates := []string{k.opts.Date}
	for _, b := range k.parts {
		dates = append(dates, b.res.Rubric.Released)
	}
	for _, date := range dates {
		if t, err := time.Parse(time.DateOnly, date); err == nil && !t.IsZero() { // a zero time means the clock to gofpdf
			return t
		}
	}
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
}

func (k *book) banners() []Banner {
	var banners []Banner
	if k.opts.Example {
		banners = append(banners, Banner{"Fictional example", "The subject and every answer in this report are invented. It shows what a report looks like."})
	}
	var drafts, why []string
	for _, b := range k.parts {
		if b.res.Rubric.Draft() {
			drafts = append(drafts, b.res.Rubric.Ref().String())
		}
		if b.provisional() {
			reasons := strings.Join(b.res.Provisional, "; ")
			if b.part != "" {
				reasons = b.res.Rubric.Title + ": " + reasons
			}
			why = append(why, reasons)
		}
	}
	switch {
	case len(drafts) == 0:
	case len(k.parts) == 1:
		banners = append(banners, Banner{"Draft rubric", "The set of questions is not released. It can still change, and figures under it may not be repeatable."})
	default:
		banners = append(banners, Banner{"Draft rubrics", "Not released, so that they can still change, and figures under them may not be repeatable: " + list(drafts) + "."})
	}
	switch {
	case len(why) == 0:
	case len(k.parts) == 1:
		banners = append(banners, Banner{"Provisional", "Every headline figure is provisional: " + why[0] + "."})
	default:
		banners = append(banners, Banner{"Provisional", "Headline figures are provisional. " + strings.Join(why, ". ") + "."})
	}
	return banners
}

func (k *book) footer() Footer {
	first := k.parts[0].res.Rubric
	f := Footer{Subject: k.subject(), Rubric: first.Ref().String(), Digest: shortDigest(first.Digest)}
	if more := len(k.parts) - 1; more > 0 {
		f.Rubric, f.Digest = f.Rubric+" and "+count(more, "more rubric"), ""
	}
	return f
}

func (k *book) cover() Cover {
	first := k.parts[0]
	c := Cover{
		Kicker:     "AI for health: gap report",
		Title:      first.res.Rubric.Title,
		Subject:    k.subject(),
		Disclaimer: Disclaimer,
	}
	if len(k.parts) > 1 {
		c.Title = "Readiness for AI in health, under " + count(len(k.parts), "rubric")
	}
	var organizations, dates, who, questions, reviewed []string
	for _, b := range k.parts {
		r, a := b.res.Rubric, b.res.Assessment
		addNew(&organizations, a.Subject.Organization)
		addNew(&dates, or(longDate(a.Date), "a date that is not stated"))
		for _, p := range a.Assessors {
			if p.Role != "" {
				addNew(&who, p.Name+" ("+p.Role+")")
			} else {
				addNew(&who, p.Name)
			}
		}
		line := r.Ref().String() + ", " + count(r.Scored(), "scored question")
		if b.part != "" {
			line = r.Title + ": " + line
		}
		addNew(&questions, line)
		said := b.reviewed()
		if len(r.Parts) > 0 {
			said += " " + composedLead
		}
		if b.part != "" {
			said = r.Title + ": " + said
		}
		reviewed = append(reviewed, said)
	}
	c.Rubric = strings.Join(reviewed, "\n")
	if o := list(organizations); o != c.Subject {
		c.Organization = o
	}
	add := func(name, text string) {
		if text != "" {
			c.Fields = append(c.Fields, Field{name, text})
		}
	}
	if code := first.res.Assessment.Subject.Code; code != c.Subject {
		add("Code", code)
	}
	add("Assessment of", list(dates))
	add("Report of", or(longDate(k.opts.Date), "undated"))
	add("Assessed by", or(list(who), "not stated"))
	add("Questions", strings.Join(questions, "\n"))
	add("Made with", "aigap "+or(k.opts.Program, "(version not stated)"))
	c.Inside = k.inside()
	return c
}

// inside tells what the file holds, because notes can be confidential.
func (k *book) inside() []string {
	notes, evidence := map[string]bool{}, map[string]bool{} // each once, as they stand in the annex
	note := func(code string, ans assessment.Answer) {
		if ans.Note != "" {
			notes[code+ans.Note] = true
		}
		for _, e := range ans.Evidence {
			evidence[code+e.Title+"\x00"+e.Link+"\x00"+e.Date] = true
		}
	}
	for _, b := range k.parts {
		for _, q := range b.res.Rubric.Questions() {
			note(q.ID, b.answer(q.ID))
		}
		for code, old := range b.res.Assessment.Retired {
			note(b.part+code, old.Answer)
		}
	}
	return []string{
		"Every answer, " + count(len(notes), "note") + " and " + count(len(evidence), "item") + " of evidence stand in annex A, word for word.",
		"Notes can be confidential. Look through annex A before you pass this file on.",
	}
}

// ladders are the ladders of the rubrics, one that two of them share once.
func (k *book) ladders() []Ladder {
	var ladders []Ladder
	for _, b := range k.parts {
		l := Ladder{Title: headLadder}
		if b.part != "" {
			l.Title = headLadderOf + b.res.Rubric.Title
		}
		for i, level := range b.res.Rubric.Levels {
			l.Rungs = append(l.Rungs, Field{strconv.Itoa(i+1) + "  " + level.Title, level.Meaning})
		}
		i := slices.IndexFunc(ladders, func(have Ladder) bool { return slices.Equal(have.Rungs, l.Rungs) })
		if i < 0 {
			ladders = append(ladders, l)
		} else {
			ladders[i].Title += ", " + b.res.Rubric.Title
		}
	}
	return ladders
}

func (k *book) guide() Guide {
	return Guide{
		Heading: Heading{Title: "How to read this report"},
		Ladders: k.ladders(),
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
			{"Gain", "The points by which the overall score of its rubric rises if this one gap is closed and nothing else changes. Where the answer is not known it is at most that, and says “up to”."},
			{"Effort", "Low, medium or high: 1, 3 or 8 points in a plan. It is a rough measure for putting gaps in order."},
		},
	}
}
