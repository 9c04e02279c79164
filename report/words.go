package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// notAvailable stands for a figure that does not exist.
const notAvailable = "n/a"

// Figure is a figure as printed, with its value for charts.
type Figure struct {
	Text  string
	Value float64 // 0 where there is none
}

func figure(m assessment.Maybe[float64]) Figure {
	if !m.OK {
		return Figure{Text: notAvailable}
	}
	return Figure{decimal(m.V), m.V}
}

// decimal prints a figure with one decimal, and never flatters: it does not
// round up to a whole number that is not reached, so 99.96 is 99.9, and what
// is above 0 is never printed as 0. A figure has four decimals; what a float
// adds to them is noise.
func decimal(x float64) string {
	exact := 10 * assessment.Round(x, 4)
	tenths := assessment.Round(exact, 0)
	if math.Mod(tenths, 10) == 0 && tenths > exact {
		tenths = math.Floor(exact)
	}
	if tenths <= 0 && x > 0 {
		return "<0.1"
	}
	return strconv.FormatFloat(tenths/10, 'f', 1, 64)
}

// gain is the gain of a gap in points; for one to establish an upper bound.
func gain(g assessment.Gap) string {
	if g.Kind == assessment.Establish {
		return "up to " + decimal(g.Gain)
	}
	return decimal(g.Gain)
}

// levelOf is "2 of 4", or n/a.
func (b *builder) levelOf(level assessment.Maybe[int]) string {
	if !level.OK {
		return notAvailable
	}
	return fmt.Sprintf("%d of %d", level.V, b.rungs())
}

// rungName is "level 2 (Operational)"; 0 is below the ladder.
func (b *builder) rungName(level int) string {
	if level == 0 {
		return "level 0, below the first rung"
	}
	return fmt.Sprintf("level %d (%s)", level, b.res.Rubric.Levels[level-1].Title)
}

// progress says how far the next rung is, as in "7 of 9 met for level 2".
func progress(p assessment.Progress) string {
	if p.Rung == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d met for level %d", p.Met, p.Of, p.Rung)
}

// passedOver says which rungs up to its level a domain asks nothing about.
func (b *builder) passedOver(d assessment.DomainResult) string {
	var rungs []string
	for i, n := range b.res.Asked(d.Domain)[:min(d.Level.V, d.TopAsked)] {
		if n == 0 {
			rungs = append(rungs, strconv.Itoa(i+1))
		}
	}
	var parts []string
	if len(rungs) > 0 {
		parts = append(parts, "nothing at level "+list(rungs))
	}
	if d.Level.V > d.TopAsked {
		parts = append(parts, fmt.Sprintf("nothing above level %d", d.TopAsked))
	}
	if len(parts) == 0 {
		return ""
	}
	return "this domain asks " + list(parts)
}

// domainLevel is the level of a domain in full, as in "level 1; 7 of 9 met for
// level 2" or "level 4 (this domain asks nothing above level 2)".
func (b *builder) domainLevel(d assessment.DomainResult) string {
	if !d.Level.OK {
		return "no level: " + nothingCounts
	}
	s := fmt.Sprintf("level %d", d.Level.V)
	if why := b.passedOver(d); why != "" {
		s += " (" + why + ")"
	}
	if p := progress(d.Next); p != "" {
		s += "; " + p
	}
	return s
}

// levelRange says which levels evidence supports and facts could bring.
func (b *builder) levelRange(d assessment.DomainResult) string {
	if !d.Level.OK {
		return ""
	}
	asked := 0 // on the rungs that are reached
	for _, n := range b.res.Asked(d.Domain)[:d.Level.V] {
		asked += n
	}
	var parts []string
	switch {
	case d.EvidencedLevel.V < d.Level.V:
		parts = append(parts, fmt.Sprintf("evidence is named for level %d", d.EvidencedLevel.V))
	case asked > 0:
		parts = append(parts, "evidence is named for all of it")
	}
	if d.PotentialLevel.V > d.Level.V {
		parts = append(parts, fmt.Sprintf("level %d is possible if what is not known turns out to be in place", d.PotentialLevel.V))
	}
	return strings.Join(parts, "; ")
}

// scoreRange is "41.3", or "41.3 to 55.0" where something is not known.
func scoreRange(f assessment.Figures) string {
	if !f.Score.OK || f.Potential.V <= f.Score.V {
		return figure(f.Score).Text
	}
	return figure(f.Score).Text + " to " + figure(f.Potential).Text
}

// tally says what became of the questions of a domain or of the whole.
func tally(c assessment.Counts) string {
	parts := []string{count(c.Known, "known answer")}
	if said := c.Unknown - c.Unanswered; said > 0 {
		parts = append(parts, fmt.Sprintf("%d answered unknown", said))
	}
	if c.Unanswered > 0 {
		parts = append(parts, fmt.Sprintf("%d not answered", c.Unanswered))
	}
	if c.NotApplicable > 0 {
		parts = append(parts, fmt.Sprintf("%d not applicable", c.NotApplicable))
	}
	if c.Hidden > 0 {
		parts = append(parts, fmt.Sprintf("%d not asked", c.Hidden))
	}
	return count(c.Total, "scored question") + ": " + list(parts)
}

// effort is "low (1 point)".
func effort(q *rubrics.Question) string {
	return q.Gap.Effort + " (" + count(rubrics.EffortPoints(q.Gap.Effort), "point") + ")"
}

// Labels of priorities, and what they mean on the ladder.
var priorityLabels = map[assessment.Priority]Field{
	assessment.Critical: {"Critical", "on the next rung of a domain that holds the overall level down"},
	assessment.High:     {"High", "on the next rung of its domain"},
	assessment.Medium:   {"Medium", "two rungs above its domain's level"},
	assessment.Low:      {"Low", "three or more rungs above its domain's level"},
}

// stateWords puts a state that is not a value of a scale.
func stateWords(s assessment.State) string {
	switch s {
	case assessment.Hidden:
		return "Not asked"
	case assessment.NotApplicable:
		return "Not applicable"
	case assessment.Unknown:
		return "Unknown"
	}
	return "Not answered"
}

// answerLabel puts the answer to a question, whatever its state.
func (b *builder) answerLabel(q *rubrics.Question) string {
	if state := b.res.States[q.ID]; state != assessment.Known {
		return stateWords(state)
	}
	return valueLabel(q, b.answer(q.ID).Value)
}

// valueLabel is the label of a value, or the value where the scale lacks it.
func valueLabel(q *rubrics.Question, value string) string {
	switch value {
	case rubrics.Unknown:
		return "Unknown"
	case rubrics.NotApplicable:
		return "Not applicable"
	}
	if v, ok := q.Scale.Lookup(value); ok && v.Label != "" {
		return v.Label
	}
	return value
}

func (b *builder) mark(q *rubrics.Question) Mark {
	switch state := b.res.States[q.ID]; {
	case state == assessment.Hidden:
		return Mark{Kind: MarkHidden}
	case q.Context:
		return Mark{Kind: MarkContext}
	case state == assessment.NotApplicable:
		return Mark{Kind: MarkNotApplicable}
	case state == assessment.Known:
		v, _ := q.Scale.Lookup(b.answer(q.ID).Value)
		return Mark{MarkCredit, v.Credit.Float()}
	}
	return Mark{Kind: MarkUnknown}
}

// shortDigest is the first 12 hexadecimal digits, enough to tell files apart.
func shortDigest(digest string) string {
	const length = len("sha256:") + 12
	return digest[:min(len(digest), length)]
}

// longDate puts 2026-11-21 as 21 November 2026, 2026-11 as November 2026, and
// anything else as it is.
func longDate(date string) string {
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		return t.Format("2 January 2006")
	}
	if t, err := time.Parse("2006-01", date); err == nil {
		return t.Format("January 2006")
	}
	return date
}

// count is "1 gap" or "2 gaps".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// list is "a", "a and b" or "a, b and c".
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

// or is the first text that is not empty.
func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// sentence gives words a capital and a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if r, size := utf8.DecodeRuneInString(s); r != utf8.RuneError {
		s = string(unicode.ToUpper(r)) + s[size:]
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

// safeURL is an address that may become a link: of the web or for mail, in
// printable ASCII. Anything else that was typed in stays mere text.
func safeURL(s string) string {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return ""
		}
	}
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return s
		}
	}
	return ""
}
