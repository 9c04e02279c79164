package assessment

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"strconv"

	"github.com/aigap/aigap/rubrics"
)

// Maybe is a figure that may not exist: where nothing is applicable there is
// no score and no level. In JSON it is null then.
type Maybe[T float64 | int] struct {
	V  T
	OK bool
}

func some[T float64 | int](v T) Maybe[T] { return Maybe[T]{v, true} }

// MarshalJSON writes the value, or null.
func (m Maybe[T]) MarshalJSON() ([]byte, error) {
	if !m.OK {
		return []byte("null"), nil
	}
	return json.Marshal(m.V)
}

// Round rounds to a number of decimals, halves away from zero. A value within
// 1e-9 of a half counts as one, so that noise in the last bits of a float
// never decides a figure.
func Round(x float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Copysign(math.Floor(math.Abs(x)*p+0.5+1e-9)/p, x)
}

// FormatFigure prints a figure with at most four decimals, as thresholds
// compare it.
func FormatFigure(x float64) string { return strconv.FormatFloat(Round(x, 4), 'f', -1, 64) }

// AppendFigure is FormatFigure into a buffer.
func AppendFigure(b []byte, x float64) []byte {
	if !(0 <= x && x < 1e11) || math.Signbit(x) {
		return strconv.AppendFloat(b, Round(x, 4), 'f', -1, 64)
	}
	n := int64(x*1e4 + 0.5)
	if float64(n)/1e4 != x {
		return strconv.AppendFloat(b, Round(x, 4), 'f', -1, 64)
	}
	// A float is written as the shortest decimal that means it: with 15 digits
	// or less that is the one it was made from.
	b = strconv.AppendInt(b, n/1e4, 10)
	frac := n % 1e4
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(1000); frac > 0; unit /= 10 {
		b = append(b, byte('0'+frac/unit))
		frac %= unit
	}
	return b
}

// Scores are 0 to 100 and completeness 0 to 1, all rounded to four decimals.
// Always evidenced ≤ score ≤ potential.
type Scores struct {
	Score        Maybe[float64] `json:"score"`     // an unknown counts 0
	Evidenced    Maybe[float64] `json:"evidenced"` // only answers with evidence count
	Potential    Maybe[float64] `json:"potential"` // an unknown counts 1
	Completeness float64        `json:"completeness"`
}

// Figures are the results of a domain or of the whole. Levels are rungs of the
// rubric's ladder, 0 for below the first. Always evidenced ≤ level ≤ potential
// level.
type Figures struct {
	Scores
	Level          Maybe[int] `json:"level"`
	EvidencedLevel Maybe[int] `json:"evidenced_level"`
	PotentialLevel Maybe[int] `json:"potential_level"`
}

// Counts say what became of the scored questions of a domain.
type Counts struct {
	Total         int `json:"total"`
	Applicable    int `json:"applicable"` // known + unknown
	Known         int `json:"known"`
	Unknown       int `json:"unknown"`    // with the unanswered
	Unanswered    int `json:"unanswered"` // part of unknown
	NotApplicable int `json:"not_applicable"`
	Hidden        int `json:"hidden"`
}

func (c *Counts) add(d Counts) {
	c.Total += d.Total
	c.Applicable += d.Applicable
	c.Known += d.Known
	c.Unknown += d.Unknown
	c.Unanswered += d.Unanswered
	c.NotApplicable += d.NotApplicable
	c.Hidden += d.Hidden
}

// Progress says how far the next rung is: Met of Of questions on it.
type Progress struct {
	Rung    int // the next one; 0 at the top, or where there is no level
	Met, Of int
}

// DomainResult is the result of one domain.
type DomainResult struct {
	Domain *rubrics.Domain
	Figures
	Counts   Counts
	TopAsked int // highest rung with an applicable question; 0 if none
	Next     Progress

	weight int64 // of its applicable questions, in thousandths
}

// Result is everything that follows from the answers of one assessment.
type Result struct {
	Rubric      *rubrics.Rubric
	Assessment  *Assessment
	Overall     Figures
	Counts      Counts
	Next        Progress
	Provisional []string // why the headline figures are provisional; empty if they are not
	Domains     []DomainResult
	Principles  []Lens // WHO's six, those that a question names
	Pillars     []Lens // WHO's three, likewise
	Gaps        []Gap  // in the order in which to close them
	Warnings    []string
	States      States
	Shares      map[string]float64 // of the overall score, by code of applicable questions; sums to 1
}

// Score applies the scoring rules to answers that Check has accepted.
func Score(r *rubrics.Rubric, a *Assessment) *Result {
	s := measure(r, a)
	s.lenses()
	s.res.Provisional = s.provisional()
	s.res.Gaps = s.gaps()
	for _, q := range r.Questions() {
		if s.res.States[q.ID] == Hidden && a.Answers[q.ID].Value != "" {
			s.res.Warnings = append(s.res.Warnings, answeredNotAsked(q))
		}
	}
	return s.res
}

// measure applies the rules as far as the figures of the domains and the whole.
func measure(r *rubrics.Rubric, a *Assessment) *scorer {
	s := &scorer{res: &Result{Rubric: r, Assessment: a, States: StatesOf(r, a), Shares: map[string]float64{}}}
	for _, dom := range r.Domains {
		s.domain(dom)
	}
	s.overall()
	return s
}

func answeredNotAsked(q *rubrics.Question) string { return q.ID + " is answered but not asked" }

type scorer struct {
	res    *Result
	weight int64       // of the domains that count, in thousandths
	sums   [3]*big.Rat // Σ W·s of them, W in thousandths; nil where none counts
}

// item is one applicable question as the sums see it.
type item struct {
	q         *rubrics.Question
	credit    rubrics.Credit
	known     bool
	evidenced bool
}

// The three ways to take a sum.
const (
	asScore = iota
	asEvidenced
	asPotential
)

// worth is what the question counts in one way of taking the sum.
func (it item) worth(as int) rubrics.Credit {
	switch {
	case it.known && (as != asEvidenced || it.evidenced):
		return it.credit
	case !it.known && as == asPotential:
		return rubrics.FullCredit
	}
	return 0
}

// items are the applicable ones of some questions, and the counts of all.
func (s *scorer) items(questions []*rubrics.Question) (items []item, c Counts) {
	for _, q := range questions {
		if q.Context {
			continue
		}
		c.Total++
		state := s.res.States[q.ID]
		switch state {
		case Hidden:
			c.Hidden++
		case NotApplicable:
			c.NotApplicable++
		case Known:
			c.Known++
		case Unanswered:
			c.Unanswered++
			c.Unknown++
		case Unknown:
			c.Unknown++
		}
		if !state.Applicable() {
			continue
		}
		c.Applicable++
		ans := s.res.Assessment.Answers[q.ID]
		it := item{q: q, known: state == Known, evidenced: len(ans.Evidence) > 0}
		if it.known {
			v, _ := q.Scale.Lookup(ans.Value) // Check has seen to it
			it.credit = v.Credit
		}
		items = append(items, it)
	}
	return items, c
}

// meanCredit is 100·Σ w·c / Σ w in each way of taking the sum, as fractions: a
// figure that lies next to a half of its last decimal is rounded as it is, which
// floats do not grant. There is at least one item.
func meanCredit(items []item) (scores [3]*big.Rat, weight int64) {
	var points [3]int64
	for _, it := range items {
		w := int64(it.q.Weight)
		weight += w
		for as := range points {
			points[as] += w * int64(it.worth(as))
		}
	}
	for as := range points {
		scores[as] = big.NewRat(points[as], weight*int64(rubrics.FullCredit/100))
	}
	return scores, weight
}

func (s *scorer) domain(dom *rubrics.Domain) {
	items, counts := s.items(dom.Questions)
	d := DomainResult{Domain: dom, Counts: counts}
	d.Completeness = completeness(counts)
	if len(items) > 0 {
		scores, weight := meanCredit(items)
		d.weight = weight
		s.weight += int64(dom.Weight)
		d.setScores(scores)
		for as, score := range scores {
			score.Mul(score, big.NewRat(int64(dom.Weight), 1))
			if s.sums[as] == nil {
				s.sums[as] = new(big.Rat)
			}
			s.sums[as].Add(s.sums[as], score)
		}
		d.Level = some(s.level(items, asScore))
		d.EvidencedLevel = some(s.level(items, asEvidenced))
		d.PotentialLevel = some(s.level(items, asPotential))
		d.Next = nextRung(d.Level.V, len(s.res.Rubric.Levels), items)
		for _, it := range items { // over all domains this is divided by their weight
			s.res.Shares[it.q.ID] = float64(dom.Weight) * float64(it.q.Weight) / float64(weight)
			d.TopAsked = max(d.TopAsked, it.q.Level)
		}
	}
	s.res.Counts.add(counts)
	s.res.Domains = append(s.res.Domains, d)
}

func (f *Scores) setScores(scores [3]*big.Rat) {
	var units [3]int64
	for as, score := range scores {
		units[as] = rounded(score, 4)
	}
	f.setUnits(units)
}

// setUnits sets scores in ten-thousandths of a point.
func (f *Scores) setUnits(units [3]int64) {
	f.Score = some(float64(units[asScore]) / 1e4)
	f.Evidenced = some(float64(units[asEvidenced]) / 1e4)
	f.Potential = some(float64(units[asPotential]) / 1e4)
}

func completeness(c Counts) float64 {
	if c.Applicable == 0 {
		return 1
	}
	return Round(float64(c.Known)/float64(c.Applicable), 4)
}

// level is the highest rung below which, itself included, every applicable
// question has full credit.
func (s *scorer) level(items []item, as int) int {
	level := len(s.res.Rubric.Levels)
	for _, it := range items {
		if it.worth(as) < rubrics.FullCredit {
			level = min(level, it.q.Level-1)
		}
	}
	return level
}

func nextRung(level, top int, items []item) Progress {
	if level >= top {
		return Progress{}
	}
	p := Progress{Rung: level + 1}
	for _, it := range items {
		if it.q.Level == p.Rung {
			p.Of++
			if it.worth(asScore) == rubrics.FullCredit {
				p.Met++
			}
		}
	}
	return p
}

// overall weighs the domains with an applicable question; the overall level is
// the lowest of theirs, so that an average never hides a missing foundation.
func (s *scorer) overall() {
	o := &s.res.Overall
	o.Completeness = completeness(s.res.Counts)
	if s.weight == 0 {
		return
	}
	for _, sum := range s.sums {
		sum.Quo(sum, big.NewRat(s.weight, 1))
	}
	o.setScores(s.sums)
	for code := range maps.Keys(s.res.Shares) {
		s.res.Shares[code] /= float64(s.weight)
	}
	o.lowest(s.res.Domains)
	var all []item
	for _, d := range s.res.Domains {
		if !d.Level.OK {
			continue
		}
		items, _ := s.items(d.Domain.Questions)
		all = append(all, items...)
	}
	s.res.Next = nextRung(o.Level.V, len(s.res.Rubric.Levels), all)
}

// lowest takes the lowest levels of the domains that have one.
func (f *Figures) lowest(domains []DomainResult) {
	lower := func(have *Maybe[int], of Maybe[int]) {
		if !have.OK || of.V < have.V {
			*have = of
		}
	}
	for _, d := range domains {
		if d.Level.OK {
			lower(&f.Level, d.Level)
			lower(&f.EvidencedLevel, d.EvidencedLevel)
			lower(&f.PotentialLevel, d.PotentialLevel)
		}
	}
}

// Limits beyond which a result is provisional.
const (
	LeastCompleteness = 0.8 // known of applicable
	MostNotApplicable = 0.2 // not applicable of asked: a fifth
)

// provisional gives the reasons for which the headline figures are marked.
func (s *scorer) provisional() []string {
	var why []string
	c := s.res.Counts
	if float64(c.Known) < LeastCompleteness*float64(c.Applicable) {
		why = append(why, fmt.Sprintf("completeness is %s, below %v", FormatFigure(s.res.Overall.Completeness), LeastCompleteness))
	}
	if asked := c.Applicable + c.NotApplicable; float64(c.NotApplicable) > MostNotApplicable*float64(asked) {
		why = append(why, fmt.Sprintf("%d of the %d questions that are asked are answered not-applicable, more than a fifth", c.NotApplicable, asked))
	}
	for _, d := range s.res.Domains {
		if d.Counts.NotApplicable > 0 && d.Counts.Applicable == 0 {
			why = append(why, fmt.Sprintf("the whole domain %s is answered not-applicable", d.Domain.ID))
		}
	}
	return why
}

// Meets reports what an assessment falls short of: nil if every threshold is
// met. Figures are compared as printed; one that does not exist meets none.
func (res *Result) Meets(failUnder *float64, minLevel *int, require []string) []string {
	var short []string
	if o := res.Overall; failUnder != nil {
		switch {
		case !o.Score.OK:
			short = append(short, fmt.Sprintf("there is no score, as nothing is applicable; asked for is at least %s", FormatFigure(*failUnder)))
		case o.Score.V < *failUnder:
			short = append(short, fmt.Sprintf("the score %s is below %s", FormatFigure(o.Score.V), strconv.FormatFloat(*failUnder, 'f', -1, 64)))
		}
	}
	if o := res.Overall; minLevel != nil {
		switch {
		case !o.Level.OK:
			short = append(short, fmt.Sprintf("there is no level, as nothing is applicable; asked for is at least %d", *minLevel))
		case o.Level.V < *minLevel:
			short = append(short, fmt.Sprintf("the level %d is below %d", o.Level.V, *minLevel))
		}
	}
	for _, code := range require {
		if why := res.unmet(code); why != "" {
			short = append(short, fmt.Sprintf("%s is required, but %s", code, why))
		}
	}
	return short
}

// unmet says why a question is not known with full credit; "" if it is.
func (res *Result) unmet(code string) string {
	q := res.Rubric.Question(code)
	switch {
	case q == nil:
		return fmt.Sprintf("%s has no such question%s", res.Rubric.Ref(), rubrics.DidYouMean(code, res.Rubric.Codes()))
	case q.Context:
		return "it is a context question, which is not scored"
	}
	switch res.States[code] {
	case Hidden:
		return "it is not asked"
	case NotApplicable:
		return "it is answered not-applicable"
	case Unknown:
		return "it is answered unknown"
	case Unanswered:
		return "it is not answered"
	}
	value := res.Assessment.Answers[code].Value
	if v, _ := q.Scale.Lookup(value); v.Credit < rubrics.FullCredit {
		return fmt.Sprintf("it is answered %q", value)
	}
	return ""
}
