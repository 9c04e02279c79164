package report

import (
	"fmt"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Domains is the picture of all domains, then a page or so for each.
type Domains struct {
	Heading
	Rows       []DomainRow
	Lenses     []LensChart
	LensesLead string
	Pages      []DomainPage
}

// LensChart is the scores by principle or by pillar.
type LensChart struct {
	Title string
	Rows  []ChartRow
}

// ChartRow is a name with its scores: a domain, a principle, a pillar or a
// rubric.
type ChartRow struct {
	Key                         string // of the section that tells more; "" if none does
	Title                       string
	OK                          bool   // it has an applicable question, and so figures
	Level                       string // "1 of 4", or "" where there is no ladder
	Evidenced, Score, Potential Figure
	Counts                      assessment.Counts
}

// DomainRow is one domain in the overview.
type DomainRow struct {
	ChartRow
	ID         string
	LevelValue int
	Progress   string // "7 of 9 met for level 2", or that nothing is applicable
}

// DomainPage is what is said about one domain.
type DomainPage struct {
	Heading
	Row       DomainRow
	Head      string // "Level 1 of 4"
	Level     string // in full
	Range     string // what evidence supports and what is possible; may be ""
	Ladder    []Rung
	Figures   string
	Tally     string
	Questions []QuestionRow
	Country   []Field // context questions of this domain and their answers
	Gaps      []*Gap  // the first few, in the order in which to close them
	GapsTitle string
}

// QuestionRow is one scored question on the page of its domain.
type QuestionRow struct {
	Code, Text string
	Level      string // "level 2"
	Mark       Mark
	Answer     string
	Remark     string // not asked because, to be looked at again; may be ""
	Evidence   string // "2 items", "none", or "" where it is not called for
}

// topDomainGaps is how many gaps the page of a domain names.
const topDomainGaps = 3

func (b *builder) domains() Domains {
	d := Domains{Heading: Heading{Number: b.number(numberDomains), Title: b.titled("Domain by domain"),
		Lead: "Levels and scores of each domain, side by side, then what stands behind them. The evidence that is named has not been checked by anybody."}}
	for i, res := range b.res.Domains {
		row := b.domainRow(res)
		d.Rows = append(d.Rows, row)
		d.Pages = append(d.Pages, b.domainPage(i, res, row))
	}
	d.lens(headPrinciples, b.res.Principles)
	d.lens(headPillars, b.res.Pillars)
	if len(d.Lenses) > 0 {
		d.LensesLead = "The same answers in two other orders. Each question counts by its own weight wherever it names the principle or pillar, so these scores do not add up to the overall score, and they have no level."
	}
	return d
}

func (d *Domains) lens(title string, lenses []assessment.Lens) {
	if len(lenses) == 0 {
		return
	}
	chart := LensChart{Title: title}
	for _, l := range lenses {
		chart.Rows = append(chart.Rows, chartRow(lensTitles[l.Name], l.Scores, l.Counts))
	}
	d.Lenses = append(d.Lenses, chart)
}

// lensTitles put principles and pillars as a reader knows them.
var lensTitles = map[string]string{
	"autonomy":       "Autonomy",
	"well-being":     "Well-being and safety",
	"transparency":   "Transparency",
	"accountability": "Responsibility and accountability",
	"equity":         "Inclusiveness and equity",
	"sustainability": "Responsiveness and sustainability",
	"governance":     "Governance and regulation",
	"knowledge":      "Knowledge sharing",
	"implementation": "Implementation and localization",
}

func chartRow(title string, s assessment.Scores, c assessment.Counts) ChartRow {
	return ChartRow{Title: title, OK: s.Score.OK, Evidenced: figure(s.Evidenced), Score: figure(s.Score), Potential: figure(s.Potential), Counts: c}
}

// key names the section on a domain, or on the whole, so that links find it.
func (b *builder) key(domain string) string {
	switch {
	case domain == "":
		return "summary:" + b.part
	case b.part == "":
		return "domain:" + domain
	}
	return "domain:" + b.part + ":" + domain
}

func (b *builder) domainRow(d assessment.DomainResult) DomainRow {
	row := DomainRow{ChartRow: chartRow(d.Domain.Title, d.Scores, d.Counts), ID: d.Domain.ID, LevelValue: d.Level.V}
	row.Key, row.Level = b.key(d.Domain.ID), b.levelOf(d.Level)
	switch why := b.passedOver(d); {
	case !d.Level.OK:
		row.Progress = nothingCounts
	case d.Next.Rung == 0 && why == "":
		row.Progress = "the top of the ladder"
	case why == "":
		row.Progress = progress(d.Next)
	case d.Next.Rung == 0:
		row.Progress = why
	default:
		row.Progress = progress(d.Next) + "; " + why
	}
	return row
}

func (b *builder) domainPage(i int, d assessment.DomainResult, row DomainRow) DomainPage {
	p := DomainPage{
		Heading: Heading{Number: fmt.Sprintf("%s.%d", b.number(numberDomains), i+1), Title: d.Domain.Title, Lead: d.Domain.ID + ": " + or(d.Domain.Summary, d.Domain.Title)},
		Row:     row,
		Head:    "Level " + row.Level,
		Level:   sentence(b.domainLevel(d)),
		Range:   sentence(b.levelRange(d)),
		Ladder:  b.rungsOf(d.Figures),
		Tally:   tally(d.Counts) + ".",
		Figures: notAvailable + ": " + nothingCounts,
	}
	if row.OK {
		p.Figures = fmt.Sprintf("Evidence named %s   ·   Score %s   ·   At most %s", row.Evidenced.Text, row.Score.Text, row.Potential.Text)
	}
	for _, q := range d.Domain.Questions {
		if q.Context {
			p.Country = append(p.Country, Field{q.ID + "  " + q.Text, b.countryAnswer(q)})
			continue
		}
		p.Questions = append(p.Questions, b.questionRow(q))
	}
	total := 0
	for _, g := range b.gaps {
		if g.Domain != d.Domain.ID {
			continue
		}
		if total++; total <= topDomainGaps {
			p.Gaps = append(p.Gaps, g)
		}
	}
	switch {
	case total > topDomainGaps:
		p.GapsTitle = fmt.Sprintf("What to do first (%d of %d gaps)", topDomainGaps, total)
	case total > 0:
		p.GapsTitle = "What to do (" + count(total, "gap") + ")"
	case d.Counts.Applicable > 0:
		p.GapsTitle = "There are no gaps in this domain."
	default:
		p.GapsTitle = "Nothing in this domain is applicable."
	}
	return p
}

// countryAnswer is the answer to a context question, with what it leads to.
func (b *builder) countryAnswer(q *rubrics.Question) string {
	s := b.answerLabel(q)
	switch b.res.States[q.ID] {
	case assessment.Unknown, assessment.Unanswered:
		return s + ": everything that depends on it is asked."
	}
	var hides []string
	for _, other := range b.res.Rubric.Questions() {
		if b.res.States[other.ID] != assessment.Hidden {
			continue
		}
		for _, g := range other.When {
			if g.Question == q.ID && b.closed(g) {
				hides = append(hides, other.ID)
			}
		}
	}
	if len(hides) > 0 {
		return s + ": so " + list(hides) + " is not asked."
	}
	return s + "."
}

// closed reports whether a line of a when is false.
func (b *builder) closed(g rubrics.Gate) bool { return b.res.States.Closed(b.res.Assessment, g) }

// whyHidden names the answers for which a question is not asked.
func (b *builder) whyHidden(q *rubrics.Question) string {
	var why []string
	for _, g := range q.When {
		if !b.closed(g) {
			continue
		}
		gate := b.res.Rubric.Question(g.Question)
		if b.res.States[gate.ID] == assessment.Hidden {
			why = append(why, gate.ID+" is not asked either")
		} else {
			why = append(why, fmt.Sprintf("%s is answered “%s”", gate.ID, b.answerLabel(gate)))
		}
	}
	return list(why)
}

func (b *builder) questionRow(q *rubrics.Question) QuestionRow {
	ans, state := b.answer(q.ID), b.res.States[q.ID]
	row := QuestionRow{Code: q.ID, Text: q.Text, Level: fmt.Sprintf("level %d", q.Level), Mark: b.mark(q), Answer: b.answerLabel(q)}
	switch {
	case state == assessment.Hidden:
		row.Remark = b.whyHidden(q)
	case ans.Review:
		row.Remark = reviewRemark
	}
	switch n := len(ans.Evidence); {
	case n > 0:
		row.Evidence = count(n, "item")
	case state == assessment.Known:
		row.Evidence = "none"
	}
	return row
}

// reviewRemark marks an answer that was carried over or is disputed.
const reviewRemark = "to be looked at again"
