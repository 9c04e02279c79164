package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
)

// Summary is the page that a minister reads.
type Summary struct {
	Heading
	Key         string // see ChartRow
	Subject     string
	Headline    string
	Tiles       []Tile
	Ladder      []Rung
	Today       int      // the rung that is reached, 0 for below the first; -1 if there is no level
	LadderKey   []string // what reached, possible and evidence-named mean here
	Holds       Holds
	Chart       []DomainRow
	ChartTitle  string
	Gaps        []*Gap // the five that matter most
	GapsTitle   string
	GapsNote    string
	NotKnown    []string
	Provisional []string // why the figures are provisional, or that they are not; and what the score hangs on
	Disclaimer  string
}

// Tile is a headline figure.
type Tile struct {
	Label       string
	Value       string
	Detail      string
	Provisional bool
}

// Rung is one rung of the ladder with what is known of it.
type Rung struct {
	Number         int
	Title, Meaning string
	Reached        bool // today
	Evidenced      bool // with evidence named for everything up to here
	Possible       bool // if what is not known turns out to be in place
}

// Holds says what holds the overall level where it is.
type Holds struct {
	Lead    string
	Domains []Field // title and progress of the domains that do
	More    string  // that there are others, and where
}

// How much fits on one page that a minister reads.
const (
	topGaps       = 5
	mostHolders   = 3
	mostReasons   = 3
	mostChartRows = 9
	someChartRows = 8
)

func (b *builder) summary(rows []DomainRow) Summary {
	gaps := b.gaps
	s := Summary{
		Heading:     Heading{Number: b.number(numberSummary), Title: b.titled("Summary")},
		Key:         b.key(""),
		Subject:     b.subject(),
		Headline:    b.headline(),
		Tiles:       b.tiles(),
		Ladder:      b.ladder(),
		Today:       today(b.res.Overall.Level),
		LadderKey:   b.ladderKey(),
		Holds:       b.holds(),
		Gaps:        gaps[:min(len(gaps), topGaps)],
		NotKnown:    b.notKnown(),
		Provisional: b.provisionalWords(),
		Disclaimer:  Disclaimer,
	}
	s.Chart, s.ChartTitle = b.chartRows(rows)
	switch n := len(gaps); {
	case n == 0 && b.res.Counts.Applicable == 0:
		s.GapsTitle, s.GapsNote = "Gaps", "There are no gaps, because nothing is applicable."
	case n == 0:
		s.GapsTitle, s.GapsNote = "Gaps", "There are no gaps: every applicable question has the top answer."
	case n <= topGaps:
		s.GapsTitle = "The " + count(n, "gap")
	default:
		s.GapsTitle = fmt.Sprintf("The %d gaps that matter most, of %d", topGaps, n)
	}
	return s
}

func (b *builder) headline() string {
	o := b.res.Overall
	if !o.Level.OK {
		return "Nothing that this rubric asks is applicable, so there is no score and no level."
	}
	where := fmt.Sprintf("level %d of %d on this rubric’s ladder", o.Level.V, b.rungs())
	if o.Level.V == 0 {
		where += ", below the first rung"
	} else {
		where += fmt.Sprintf(" (%s)", b.res.Rubric.Levels[o.Level.V-1].Title)
	}
	headline := fmt.Sprintf("%s; score %s out of 100.", where, figure(o.Score).Text)
	if b.provisional() {
		headline = "Provisional: " + headline
	}
	return sentence(headline)
}

func (b *builder) tiles() []Tile {
	o, c := b.res.Overall, b.res.Counts
	level := Tile{Label: "Level", Value: b.levelOf(o.Level)}
	score := Tile{Label: "Score, out of 100", Value: figure(o.Score).Text}
	evidenced := Tile{Label: "With evidence named", Value: figure(o.Evidenced).Text}
	known := Tile{Label: "Known answers", Value: fmt.Sprintf("%d of %d", c.Known, c.Applicable)}
	if !o.Level.OK {
		known.Detail = nothingCounts
	} else {
		level.Detail = or(progress(b.res.Next), "the top of the ladder")
		switch {
		case o.Potential.V > o.Score.V:
			score.Detail = "range " + scoreRange(o)
		default:
			score.Detail = "every answer is known"
		}
		evidenced.Detail = "nobody has checked it"
		known.Detail = "completeness " + decimal(100*o.Completeness) + "%"
	}
	tiles := []Tile{level, score, evidenced, known}
	for i := range tiles {
		tiles[i].Provisional = b.provisional()
	}
	return tiles
}

// ladder is the overall level as rungs.
func (b *builder) ladder() []Rung { return b.rungsOf(b.res.Overall) }

func (b *builder) rungsOf(f assessment.Figures) []Rung {
	rungs := make([]Rung, b.rungs())
	for i, l := range b.res.Rubric.Levels {
		rungs[i] = Rung{
			Number: i + 1, Title: l.Title, Meaning: l.Meaning,
			Reached:   f.Level.OK && i < f.Level.V,
			Evidenced: f.Level.OK && i < f.EvidencedLevel.V,
			Possible:  f.Level.OK && i < f.PotentialLevel.V,
		}
	}
	return rungs
}

func (b *builder) ladderKey() []string {
	o := b.res.Overall
	if !o.Level.OK {
		return []string{"There is no level, because nothing is applicable."}
	}
	key := []string{
		"Reached today: " + b.rungName(o.Level.V) + ".",
		"With evidence named: " + b.rungName(o.EvidencedLevel.V) + ".",
	}
	switch {
	case o.PotentialLevel.V > o.Level.V:
		key = append(key, "Possible, depending on what is not known: "+b.rungName(o.PotentialLevel.V)+".")
	case b.res.Counts.Unknown > 0:
		key = append(key, "What is not known would not lift the level by itself.")
	default:
		key = append(key, "Every answer is known, so the level has no range.")
	}
	return key
}

func (b *builder) holds() Holds {
	o := b.res.Overall
	if !o.Level.OK {
		return Holds{Lead: "Nothing holds a level, because there is none."}
	}
	if o.Level.V >= b.rungs() {
		return Holds{Lead: "Every domain that counts has reached the top of the ladder."}
	}
	var h Holds
	n, counted := 0, 0
	for _, d := range b.res.Domains {
		if d.Level.OK {
			counted++
		}
		if !d.Level.OK || d.Level.V > o.Level.V {
			continue
		}
		if n++; n <= mostHolders {
			h.Domains = append(h.Domains, Field{d.Domain.Title, progress(d.Next)})
		}
	}
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	h.Lead = fmt.Sprintf("What holds the level at %d: the lowest domain decides. %d of %s %s at level %d.", o.Level.V, n, count(counted, "domain"), verb, o.Level.V)
	if n > mostHolders {
		h.More = fmt.Sprintf("and %d more: see %s", n-mostHolders, b.sectionDomains())
	}
	return h
}

// chartRows are all domains where they fit on the page, else the lowest.
func (b *builder) chartRows(rows []DomainRow) ([]DomainRow, string) {
	if len(rows) <= mostChartRows {
		return rows, "The picture by domain"
	}
	lowest := slices.Clone(rows)
	slices.SortStableFunc(lowest, func(a, b DomainRow) int {
		if a.OK != b.OK {
			if a.OK {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.LevelValue, b.LevelValue), cmp.Compare(a.Score.Value, b.Score.Value))
	})
	return lowest[:someChartRows], fmt.Sprintf("The %d lowest of %d domains (all of them: %s)", someChartRows, len(rows), b.sectionDomains())
}

func (b *builder) sectionDomains() string { return "section " + b.number(numberDomains) }

// notKnown says what the reader must bear in mind about the figures.
func (b *builder) notKnown() []string {
	o, c := b.res.Overall, b.res.Counts
	var out []string
	switch {
	case c.Applicable == 0:
		out = append(out, "Nothing is applicable, so nothing is open.")
	case c.Unknown == 0:
		out = append(out, fmt.Sprintf("All %s have a known answer.", count(c.Applicable, "applicable question")))
	default:
		verb := "have"
		if c.Unknown == 1 {
			verb = "has"
		}
		out = append(out, fmt.Sprintf("%d of %s %s no known answer (section %s).", c.Unknown, count(c.Applicable, "applicable question"), verb, numberToEstablish))
		span := fmt.Sprintf("Depending on them, the score lies between %s and %s", figure(o.Score).Text, figure(o.Potential).Text)
		if o.PotentialLevel.V > o.Level.V {
			span += fmt.Sprintf(" and the level between %d and %d", o.Level.V, o.PotentialLevel.V)
		} else {
			span += fmt.Sprintf("; the level is %d either way", o.Level.V)
		}
		out = append(out, span+".")
	}
	if c.NotApplicable > 0 {
		out = append(out, fmt.Sprintf("Answered not applicable: %d (section %s).", c.NotApplicable, numberNotApplicable))
	}
	if n := b.reviews(); n > 0 {
		out = append(out, fmt.Sprintf("Answers to be looked at again: %d (annex A).", n))
	}
	if n := len(b.res.Warnings); n > 0 {
		out = append(out, fmt.Sprintf("Answered but not asked, and not counted: %d (annex A).", n))
	}
	return out
}

// reviews counts the answers that are to be looked at again.
func (b *builder) reviews() int {
	n := 0
	for _, q := range b.res.Rubric.Questions() {
		if b.answer(q.ID).Review {
			n++
		}
	}
	return n
}

func (b *builder) provisionalWords() []string {
	if !b.provisional() {
		return b.firm("The figures are not provisional: enough is known, and not too much is answered not applicable.")
	}
	why := b.res.Provisional
	if len(why) > mostReasons {
		more := count(len(why)-mostReasons, "more reason")
		why = append(slices.Clone(why[:mostReasons]), more+", named on the cover")
	}
	return b.firm("Every headline figure is provisional: " + strings.Join(why, "; ") + ".")
}

// firm adds how far the score hangs on judgement.
func (b *builder) firm(words string) []string {
	if more := b.firmness(b.res.Sensitivity(assessment.DefaultDraws).Overall); more != "" {
		return []string{words, more}
	}
	return []string{words}
}

func today(level assessment.Maybe[int]) int {
	if !level.OK {
		return -1
	}
	return level.V
}
