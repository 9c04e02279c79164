package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// book is the results of one subject under one or several rubrics. Each rubric
// keeps its own figures; gaps, answers and resources stand once, however many
// rubrics ask for them.
type book struct {
	parts []*builder
	opts  Options
	gaps  []bookGap // over all rubrics, in the order in which to close them
}

// bookGap is a gap of the whole report, and the rubric that tells of it.
type bookGap struct {
	b      *builder
	gap    assessment.Gap
	number int // its place in the register, from 1
}

func newBook(results []*assessment.Result, opts Options) *book {
	k := &book{opts: opts}
	for i, res := range results {
		b := newBuilder(res, opts)
		if len(results) > 1 {
			b.part = strconv.Itoa(i + 1)
		}
		k.parts = append(k.parts, b)
	}
	k.number()
	return k
}

// number puts the gaps of all rubrics in one order: by their most pressing
// priority, then in the order of the rubric that tells of them. Gains of
// different rubrics are not compared, because there is no figure over rubrics.
func (k *book) number() {
	at := map[string]int{} // place in k.gaps by code
	for _, b := range k.parts {
		for _, g := range b.res.Gaps {
			i, seen := at[g.Question.ID]
			switch {
			case !seen:
				at[g.Question.ID] = len(k.gaps)
				k.gaps = append(k.gaps, bookGap{b: b, gap: g})
			case k.gaps[i].gap.Kind == assessment.Establish && g.Kind == assessment.Close: // it is known here
				g.Priority = mostPressing(k.gaps[i].gap.Priority, g.Priority)
				k.gaps[i] = bookGap{b: b, gap: g}
			default:
				k.gaps[i].gap.Priority = mostPressing(k.gaps[i].gap.Priority, g.Priority)
			}
		}
	}
	slices.SortStableFunc(k.gaps, func(a, b bookGap) int { return cmp.Compare(rank(a.gap.Priority), rank(b.gap.Priority)) })
	register := map[string]bookGap{}
	for i := range k.gaps {
		k.gaps[i].number = i + 1
		register[k.gaps[i].gap.Question.ID] = k.gaps[i]
	}
	for _, b := range k.parts {
		b.register = register
		for _, g := range b.res.Gaps {
			b.gaps = append(b.gaps, b.gap(g))
		}
	}
}

func rank(p assessment.Priority) int { return slices.Index(assessment.Priorities, p) }

func mostPressing(a, b assessment.Priority) assessment.Priority {
	if rank(b) < rank(a) {
		return b
	}
	return a
}

// entry is a gap as the register tells of it: as in its own rubric, with what
// other rubrics add.
func (k *book) entry(g bookGap) *Gap {
	e := g.b.gap(g.gap)
	for _, b := range k.parts {
		if b == g.b {
			continue
		}
		for _, other := range b.gaps {
			if other.Code != e.Code {
				continue
			}
			e.Also = append(e.Also, b.res.Rubric.Title+": "+other.Label+", gain "+other.Gain+", "+other.Rung)
			for _, p := range other.After {
				if !slices.ContainsFunc(e.After, func(have Prerequisite) bool { return have.Code == p.Code }) {
					e.After = append(e.After, p)
				}
			}
		}
	}
	if g.gap.Kind == assessment.Establish {
		if said := k.elsewhere(g); said != "" {
			e.FindOut = said
		}
	}
	if len(k.parts) > 1 {
		e.Place += "   ·   " + g.b.res.Rubric.Title
	}
	return e
}

// elsewhere says that a question which is open under one rubric is settled under
// another; "" if it is not. Nobody needs to find out then.
func (k *book) elsewhere(g bookGap) string {
	code := g.gap.Question.ID
	for _, b := range k.parts {
		q := b.res.Rubric.Question(code)
		if q == nil || b == g.b {
			continue
		}
		const carry = " Carry the answers over with aigap assess --from; until then it counts as not known here."
		switch b.res.States[code] {
		case assessment.Known, assessment.NotApplicable:
			return "Under " + b.res.Rubric.Title + " it is answered “" + b.answerLabel(q) + "”." + carry
		case assessment.Hidden:
			return "Under " + b.res.Rubric.Title + " it is not asked, because " + b.whyHidden(q) + "." + carry
		}
	}
	return ""
}

func (k *book) subject() string { return k.parts[0].subject() }

// mostOverviewGaps is how many gaps fit below the headlines.
const mostOverviewGaps = 10

// overview is the headline of each rubric, where there are several.
func (k *book) overview(reg Register) *Overview {
	if len(k.parts) == 1 {
		return nil
	}
	o := &Overview{Heading: Heading{Number: numberSummary, Title: "Summary",
		Lead: "Each rubric has a headline of its own. There is no figure over rubrics: they ask for different things, and some of the same questions. " +
			"A gap that several rubrics find stands once in the register. " + Disclaimer}}
	for _, b := range k.parts {
		all := b.res.Overall
		title := b.res.Rubric.Title
		if b.provisional() {
			title += " (provisional)"
		}
		row := chartRow(title, all.Scores, b.res.Counts)
		row.Key, row.Level = b.key(""), b.levelOf(all.Level)
		o.Rows = append(o.Rows, row)
		o.Headlines = append(o.Headlines, Field{b.res.Rubric.Title, b.headline()})
	}
	for _, group := range reg.Groups {
		o.Gaps = append(o.Gaps, group.Gaps...)
	}
	o.GapsTitle = "All gaps: none"
	if n := len(o.Gaps); n > mostOverviewGaps {
		o.Gaps = o.Gaps[:mostOverviewGaps]
		o.GapsTitle = fmt.Sprintf("The first %d of %d gaps in the register", mostOverviewGaps, n)
	} else if n > 0 {
		o.GapsTitle = "The " + count(n, "gap") + " of the register"
	}
	return o
}

// told is the part that tells of a question: the first in which its answer is
// known, else the first in which it has one, else the first that asks it.
func (k *book) told(code string) *builder {
	var best *builder
	better := func(b *builder) int {
		switch {
		case b.res.States[code] == assessment.Known:
			return 2
		case b.answer(code).Value != "":
			return 1
		}
		return 0
	}
	for _, b := range k.parts {
		if b.res.Rubric.Question(code) != nil && (best == nil || better(b) > better(best)) {
			best = b
		}
	}
	return best
}

// each visits every question of all rubrics once, where it first stands, with
// the part that tells of it.
func (k *book) each(visit func(first *builder, d *rubrics.Domain, q *rubrics.Question, told *builder)) {
	seen := map[string]bool{}
	for _, b := range k.parts {
		for _, d := range b.res.Rubric.Domains {
			for _, q := range d.Questions {
				if !seen[q.ID] {
					seen[q.ID] = true
					visit(b, d, q, k.told(q.ID))
				}
			}
		}
	}
}

// addNew adds a text that is not empty and not there yet.
func addNew(to *[]string, s string) {
	if s != "" && !slices.Contains(*to, s) {
		*to = append(*to, s)
	}
}
