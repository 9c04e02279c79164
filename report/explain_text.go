package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// explainText is an explanation as it is put down for a terminal: a tree, by
// indentation, whose leaves are the numbers that are added up.
type explainText struct {
	*Explanation
	b strings.Builder
}

// writeText writes the explanation for people.
func (e *Explanation) writeText(w io.Writer) error {
	t := &explainText{Explanation: e}
	t.line(0, "%s", rubrics.PlainLine(e.subject()))
	t.line(0, "%s, %s", e.res.Rubric.Ref(), rubrics.PlainLine(e.source))
	if len(e.names) == 0 {
		t.whole()
	} else {
		t.provisional()
	}
	for _, d := range e.domains {
		t.domain(d)
	}
	for _, l := range e.lenses {
		t.lens(l)
	}
	for _, q := range e.questions {
		t.question(q)
	}
	t.b.WriteByte('\n')
	t.line(0, "Figures are rounded to four decimals; sums are taken before they are rounded.")
	t.line(0, "%s", Disclaimer)
	_, err := io.WriteString(w, t.b.String())
	return err
}

// line writes a line at a depth of the tree.
func (t *explainText) line(depth int, format string, args ...any) {
	s := strings.Repeat("  ", depth) + fmt.Sprintf(format, args...)
	t.b.WriteString(strings.TrimRight(s, " ") + "\n")
}

func (t *explainText) section(format string, args ...any) {
	t.b.WriteByte('\n')
	t.line(0, format, args...)
}

// table writes rows of cells at a depth of the tree.
func (t *explainText) table(depth int, rows [][]string) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // to a builder
	for line := range strings.Lines(b.String()) {
		t.line(depth, "%s", strings.TrimRight(line, " \n"))
	}
}

// sharePercent and pointCell are as fine as a share can be followed by hand.
func sharePercent(share float64) string { return assessment.FormatFigure(100*share) + "%" }

func pointCell(x float64) string { return assessment.FormatFigure(x) }

// levelText is a level, or n/a.
func levelText(l assessment.Maybe[int]) string {
	if !l.OK {
		return notAvailable
	}
	return strconv.Itoa(l.V)
}

// whole explains the overall figures.
func (t *explainText) whole() {
	o := t.res.Overall
	if !o.Score.OK {
		t.section("SCORE n/a: %s", nothingCounts)
	} else {
		t.section("SCORE %s, EVIDENCED %s, POTENTIAL %s%s", cell(o.Score), cell(o.Evidenced), cell(o.Potential), t.marked())
		t.line(1, "Each is Σ W·s / ΣW over the domains with an applicable question: W the weight of a domain,")
		t.line(1, "s its figure, ΣW = %s. The share of a domain is W/ΣW; share times figure are its points.", t.res.DomainWeight())
		rows := [][]string{{"DOMAIN", "WEIGHT", "SHARE", "SCORE", "POINTS", "EVIDENCED", "POINTS", "POTENTIAL", "POINTS", "LEVEL"}}
		for _, d := range t.res.Domains {
			share, ok := t.domainShare(d)
			if !ok {
				rows = append(rows, []string{d.Domain.ID, d.Domain.Weight.String(), noShare, notAvailable, noShare, notAvailable, noShare, notAvailable, noShare, t.domainLevel(d)})
				continue
			}
			p := pointsOf(share, t.res.SumOf(d.Domain.Questions))
			rows = append(rows, []string{d.Domain.ID, d.Domain.Weight.String(), sharePercent(share), cell(d.Score), pointCell(p.Score),
				cell(d.Evidenced), pointCell(p.Evidenced), cell(d.Potential), pointCell(p.Potential), t.domainLevel(d)})
		}
		rows = append(rows, []string{"the whole", t.res.DomainWeight().String(), "100%", "", cell(o.Score), "", cell(o.Evidenced), "", cell(o.Potential)})
		t.table(1, rows)
	}
	t.overallLevels()
	t.section("COMPLETENESS %s", completenessText(t.res.Counts, o.Completeness))
	t.provisional()
	t.leftOutText()
	t.section("More: aigap explain FILE with the name of a domain, a question, a principle or a pillar.")
}

// marked is the mark of a headline figure that is provisional.
func (t *explainText) marked() string {
	if len(t.res.Provisional) == 0 {
		return ""
	}
	return " (" + markProvisional + ")"
}

func completenessText(c assessment.Counts, figure float64) string {
	if c.Applicable == 0 {
		return assessment.FormatFigure(figure) + ": " + nothingCounts
	}
	return fmt.Sprintf("%s = %d known / %d applicable", assessment.FormatFigure(figure), c.Known, c.Applicable)
}

// overallLevels says which domains decide each of the three levels.
func (t *explainText) overallLevels() {
	if !t.res.Overall.Level.OK {
		t.section("LEVEL n/a: no domain has one")
		return
	}
	t.section("LEVEL %s%s", t.overallLevel(), t.marked())
	t.line(1, "Each is the lowest over the domains that have one; these hold it:")
	rows := [][]string{}
	for _, l := range []struct {
		name string
		of   func(assessment.Figures) assessment.Maybe[int]
	}{{"level", level}, {"evidenced level", evidencedLevel}, {"potential level", potentialLevel}} {
		rows = append(rows, []string{l.name, levelText(l.of(t.res.Overall)), list(ids(t.res.HeldBy(l.of)))})
	}
	t.table(1, rows)
}

// provisional gives the reasons for which the headline figures are marked.
func (t *explainText) provisional() {
	if len(t.res.Provisional) == 0 {
		if len(t.names) == 0 {
			t.section("NOT PROVISIONAL: completeness is at least %v; not more than a fifth of the questions that are asked,", assessment.LeastCompleteness)
			t.line(0, "%d of %d, and no whole domain are answered not-applicable", t.res.Counts.NotApplicable, t.res.Counts.Applicable+t.res.Counts.NotApplicable)
		}
		return
	}
	t.section("PROVISIONAL, because:")
	for _, why := range t.res.Provisional {
		t.line(1, "- %s", why)
	}
}

// leftOutText says what counts in no figure, and why.
func (t *explainText) leftOutText() {
	left := t.leftOut()
	if len(left.hidden)+len(left.notApplicable)+len(left.context) == 0 {
		t.section("LEFT OUT of every figure: nothing")
		return
	}
	t.section("LEFT OUT of every figure")
	list := func(head string, questions []*rubrics.Question, say func(*rubrics.Question) string) {
		if len(questions) == 0 {
			return
		}
		t.line(1, "%s: %d", head, len(questions))
		var rows [][]string
		for _, q := range questions {
			rows = append(rows, []string{q.ID, say(q)})
		}
		t.table(2, rows)
	}
	list("not asked", left.hidden, func(q *rubrics.Question) string {
		s := t.whyClosed(q)
		if value := t.answer(q.ID).Value; value != "" {
			s += fmt.Sprintf("; its answer %s is kept and not scored", value)
		}
		return s
	})
	list("not applicable", left.notApplicable, func(q *rubrics.Question) string { return rubrics.PlainLine(t.answer(q.ID).Reason) })
	list("about the country, never scored", left.context, t.stateText)
}

// whyClosed gives the lines of a when that hide a question.
func (t *explainText) whyClosed(q *rubrics.Question) string {
	var why []string
	for _, g := range t.res.ClosedLines(q) {
		why = append(why, t.lineText(g))
	}
	return strings.Join(why, "; ")
}

// lineText puts one line of a when with the answer that decides it.
func (t *explainText) lineText(g rubrics.Gate) string {
	s := fmt.Sprintf("asked when %s is %s, and it is ", g.Question, strings.Join(g.In, " or "))
	switch t.res.States[g.Question] {
	case assessment.Hidden:
		return s + "not asked itself"
	case assessment.NotApplicable:
		return s + "not applicable"
	case assessment.Known:
		return s + t.answer(g.Question).Value
	case assessment.Unknown:
		return s + "unknown, which hides nothing"
	}
	return s + "not answered, which hides nothing"
}

// stateText is the state of a question with its answer and the reason.
func (t *explainText) stateText(q *rubrics.Question) string {
	ans := t.answer(q.ID)
	switch t.res.States[q.ID] {
	case assessment.Hidden:
		return "hidden: " + t.whyClosed(q)
	case assessment.NotApplicable:
		return "not applicable: " + rubrics.PlainLine(ans.Reason)
	case assessment.Known:
		if label := rubrics.PlainLine(valueLabel(q, ans.Value)); label != ans.Value {
			return fmt.Sprintf("known: answered %s (%s)", ans.Value, label)
		}
		return "known: answered " + ans.Value
	}
	s := "unknown: so answered"
	if t.res.States[q.ID] == assessment.Unanswered {
		s = "unknown: not answered"
	}
	if q.Context {
		return s + "; it hides nothing"
	}
	return s + "; it counts 0 in the score, 1 in the potential"
}

// fractions writes the three scores of a domain or lens as the sums they are.
func (t *explainText) fractions(s assessment.Scores, sum assessment.Sum) {
	if sum.Weight == 0 {
		t.line(1, "no score: %s", nothingCounts)
		return
	}
	t.line(1, "Each is 100 · Σ w·c / Σ w over the applicable questions: w the weight, c what the answer counts.")
	row := func(name string, f assessment.Maybe[float64], w assessment.WeightedCredit, how string) []string {
		return []string{name, cell(f), fmt.Sprintf("= 100 · %s / %s", w, sum.Weight), how}
	}
	t.table(1, [][]string{
		row("score", s.Score, sum.Score, "an unknown counts 0"),
		row("evidenced", s.Evidenced, sum.Evidenced, "an answer without evidence counts 0"),
		row("potential", s.Potential, sum.Potential, "an unknown counts 1"),
	})
}

// domain explains the figures of a domain.
func (t *explainText) domain(d assessment.DomainResult) {
	t.section("%s %s", d.Domain.ID, rubrics.PlainLine(d.Domain.Title))
	if share, ok := t.domainShare(d); ok {
		p := pointsOf(share, t.res.SumOf(d.Domain.Questions))
		t.line(1, "weight %s of %s: share %s of the whole; %s points of the overall score, %s of the evidenced, %s of the potential",
			d.Domain.Weight, t.res.DomainWeight(), sharePercent(share), pointCell(p.Score), pointCell(p.Evidenced), pointCell(p.Potential))
	} else {
		t.line(1, "weight %s, no share: %s", d.Domain.Weight, nothingCounts)
	}
	t.section("  SCORE")
	t.fractions(d.Scores, t.res.SumOf(d.Domain.Questions))
	t.line(1, "completeness %s", completenessText(d.Counts, d.Completeness))
	t.section("  QUESTIONS")
	t.questionTable(d.Domain.Questions, t.res.SumOf(d.Domain.Questions).Weight, "DOMAIN", true)
	t.rungTable(d)
	t.stepTable(d, d.Domain.Questions)
}

// questionTable writes what each question counts: its share of the domain or
// lens of which sum is the weight, what it adds to that score, and with ofWhole the same
// of the whole.
func (t *explainText) questionTable(questions []*rubrics.Question, sum rubrics.Weight, of string, ofWhole bool) {
	head := []string{"CODE", "STATE", "ANSWER", "LEVEL", "EVIDENCE", "CREDIT", "WEIGHT", "OF " + of, "POINTS"}
	if ofWhole {
		head = append(head, "OF WHOLE", "POINTS")
	}
	rows := [][]string{head}
	for _, q := range questions {
		row := []string{q.ID, stateName(t.res.States[q.ID]), or(t.answer(q.ID).Value, noShare)}
		worth, counts := t.res.Worth(q)
		switch {
		case q.Context:
			row = append(row, "context")
		case !counts:
			row = append(row, strconv.Itoa(q.Level), noShare, noShare, q.Weight.String())
		default:
			evidence := "no"
			if len(t.answer(q.ID).Evidence) > 0 {
				evidence = "yes"
			}
			part := float64(q.Weight) / float64(sum)
			row = append(row, strconv.Itoa(q.Level), evidence, worth.Score.String(), q.Weight.String(), sharePercent(part), pointCell(questionPoints(part, worth).Score))
			if share := t.res.Shares[q.ID]; ofWhole {
				row = append(row, sharePercent(share), pointCell(questionPoints(share, worth).Score))
			}
		}
		for len(row) < len(head) {
			row = append(row, noShare)
		}
		rows = append(rows, row)
	}
	t.table(1, rows)
}

// rungTable writes how a domain stands on the ladder.
func (t *explainText) rungTable(d assessment.DomainResult) {
	if !d.Level.OK {
		t.section("  LEVEL n/a: %s", nothingCounts)
		return
	}
	how := strings.TrimPrefix(t.domainLevel(d), fmt.Sprintf("level %d", d.Level.V))
	t.section("  LEVEL %s on this rubric's ladder%s", t.levelOf(d.Level), how)
	t.line(1, "evidenced level %d, potential level %d", d.EvidencedLevel.V, d.PotentialLevel.V)
	rows := [][]string{{"RUNG", "ASKED", "MET", "WITH EVIDENCE", "AT MOST", "REACHED", "STOPPED BY"}}
	for _, r := range t.res.Rungs(d.Domain) {
		reached := "no"
		if r.Reached {
			reached = "yes"
		}
		var open []string
		for _, q := range r.Open {
			open = append(open, q.ID)
		}
		by := strings.Join(open, ", ")
		if r.Asked == 0 {
			by = "nothing is asked: passed over"
		}
		rows = append(rows, []string{strconv.Itoa(r.Level) + " " + rubrics.PlainLine(t.res.Rubric.Levels[r.Level-1].Title), strconv.Itoa(r.Asked), strconv.Itoa(r.Met),
			strconv.Itoa(r.MetEvidenced), strconv.Itoa(r.MetPotential), reached, by})
	}
	t.table(1, rows)
}

// stepTable writes what one step up of each question would change.
func (t *explainText) stepTable(d assessment.DomainResult, questions []*rubrics.Question) {
	rows := [][]string{{"CODE", "NOW", "IF IT WERE", "DOMAIN", "WHOLE", "DOMAIN LEVEL", "WHOLE LEVEL", ""}}
	for _, q := range questions {
		next, top, ok := t.res.Steps(d.Domain, q)
		if !ok {
			continue
		}
		row := func(now string, s assessment.Step) []string {
			return []string{q.ID, now, s.Value.Value, cell(s.Domain.Score), cell(s.Overall.Score), levelText(s.Domain.Level), levelText(s.Overall.Level), asksText(s)}
		}
		rows = append(rows, row(or(t.answer(q.ID).Value, "not answered"), next))
		if top.Value != next.Value {
			rows = append(rows, row("", top))
		}
	}
	if len(rows) == 1 {
		return
	}
	t.section("  ONE STEP UP (this answer alone changed: then the score and the level of the domain and of the whole)")
	t.table(1, rows)
}

// asksText says what a step changes in what is asked.
func asksText(s assessment.Step) string {
	var parts []string
	if len(s.NewlyAsked) > 0 {
		parts = append(parts, "newly asked: "+strings.Join(s.NewlyAsked, ", "))
	}
	if len(s.NoLongerAsked) > 0 {
		parts = append(parts, "no longer asked: "+strings.Join(s.NoLongerAsked, ", "))
	}
	return strings.Join(parts, "; ")
}

// lens explains the figures of a principle or a pillar.
func (t *explainText) lens(l lensOf) {
	questions := assessment.LensQuestions(t.res.Rubric, l.Name)
	t.section("%s (%s)", l.Name, l.kind)
	t.line(1, "as for a domain made of every question that names it, by the weights of questions alone; no level")
	t.section("  SCORE")
	sum := t.res.SumOf(questions)
	t.fractions(l.Scores, sum)
	t.line(1, "completeness %s", completenessText(l.Counts, l.Completeness))
	t.section("  QUESTIONS")
	t.questionTable(questions, sum.Weight, strings.ToUpper(l.kind), false)
}

// question explains how a question enters each figure.
func (t *explainText) question(q *rubrics.Question) {
	d := t.domainOf(q)
	t.section("%s %s", q.ID, rubrics.PlainLine(q.Text))
	t.line(1, "domain %s %s", d.Domain.ID, rubrics.PlainLine(d.Domain.Title))
	t.line(1, "state %s", t.stateText(q))
	for _, g := range q.When {
		if !t.closed(g) {
			t.line(2, "%s", t.lineText(g))
		}
	}
	ans := t.answer(q.ID)
	if t.res.States[q.ID] == assessment.Hidden && ans.Value != "" {
		t.line(1, "its answer %s is kept and not scored", ans.Value)
	}
	t.line(1, "evidence %s", count(len(ans.Evidence), "item"))
	worth, counts := t.res.Worth(q)
	switch {
	case q.Context:
		t.line(1, "a context question counts in no figure: it only decides what is asked")
		t.decides(q)
		return
	case !counts:
		t.line(1, "it counts in no figure: no score, no level, no completeness, no gap")
		return
	}
	t.enters(d, q, worth)
	t.stepTable(d, []*rubrics.Question{q})
	t.gap(d, q, worth)
}

// decides lists what a question is the gate of.
func (t *explainText) decides(q *rubrics.Question) {
	var rows [][]string
	for _, other := range t.res.Rubric.Questions() {
		for _, g := range other.When {
			if g.Question == q.ID {
				rows = append(rows, []string{other.ID, t.lineText(g), stateName(t.res.States[other.ID])})
			}
		}
	}
	if len(rows) > 0 {
		t.section("  IT DECIDES")
		t.table(1, rows)
	}
}

// enters writes how an applicable question enters each figure.
func (t *explainText) enters(d assessment.DomainResult, q *rubrics.Question, w assessment.Worth) {
	sum, share := t.res.SumOf(d.Domain.Questions), t.res.Shares[q.ID]
	p := questionPoints(share, w)
	t.section("  HOW IT COUNTS")
	t.table(1, [][]string{
		{"share of " + d.Domain.ID, fmt.Sprintf("w/Σw = %s/%s = %s", q.Weight, sum.Weight, sharePercent(float64(q.Weight)/float64(sum.Weight)))},
		{"share of the whole", fmt.Sprintf("(W/ΣW)·(w/Σw) = (%s/%s)·(%s/%s) = %s", d.Domain.Weight, t.res.DomainWeight(), q.Weight, sum.Weight, sharePercent(share))},
		{"points of the score", fmt.Sprintf("100 · share · %s = %s", w.Score, pointCell(p.Score))},
		{"of the evidenced score", fmt.Sprintf("100 · share · %s = %s", w.Evidenced, pointCell(p.Evidenced))},
		{"of the potential", fmt.Sprintf("100 · share · %s = %s", w.Potential, pointCell(p.Potential))},
		{"level", t.rungText(d, q, w)},
		{"completeness", "one of the applicable questions" + map[bool]string{true: ", known", false: ", not known"}[t.res.States[q.ID] == assessment.Known]},
	})
}

// rungText says what a question does to the level of its domain.
func (t *explainText) rungText(d assessment.DomainResult, q *rubrics.Question, w assessment.Worth) string {
	s := fmt.Sprintf("on rung %d, and %s is at level %d: ", q.Level, d.Domain.ID, d.Level.V)
	switch {
	case w.Score == rubrics.FullCredit:
		return s + "met"
	case q.Level == d.Level.V+1:
		return s + "not met, and it holds the domain there"
	}
	return s + "not met"
}

// gap writes the entry of a question among the gaps.
func (t *explainText) gap(d assessment.DomainResult, q *rubrics.Question, w assessment.Worth) {
	g, place := t.res.GapOf(q)
	if place == 0 {
		t.section("  GAP none: it has full credit")
		return
	}
	sum := t.res.SumOf(d.Domain.Questions)
	t.section("  GAP %d of %d in the order in which to close them", place, len(t.res.Gaps))
	kind := "to close: its answer is known"
	upTo := ""
	if g.Kind == assessment.Establish {
		kind, upTo = "to establish: the first thing to do is to find out", "up to "
	}
	after := list(q.After)
	rows := [][]string{
		{"kind", kind},
		{"priority", fmt.Sprintf("%s: level %d − level %d of %s = %d; %s", g.Priority, q.Level, d.Level.V, d.Domain.ID, t.res.RungsAway(g), priorityLabels[g.Priority].Text)},
		{"gain", fmt.Sprintf("with what is asked unchanged, 100 · (W/ΣW) · (w/Σw) · (1 − c) = 100 · (%s/%s) · (%s/%s) · (1 − %s) = %s%s",
			d.Domain.Weight, t.res.DomainWeight(), q.Weight, sum.Weight, w.Score, upTo, assessment.FormatFigure(g.Gain))},
		{"effort", effort(q)},
		{"gain per effort point", strconv.FormatFloat(g.PerEffort(), 'f', -1, 64)},
	}
	if after != "" {
		rows = append(rows, []string{"comes after", after})
	}
	t.table(1, rows)
	t.line(1, "The order is by priority, then gain per effort point (six decimals), then the order of the rubric.")
}
