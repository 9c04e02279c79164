package assessment

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// Member is one subject of a cohort, before anything is published.
type Member struct {
	Source string // the file it came from
	Result *Result
}

// CohortOptions say what is published of a cohort.
type CohortOptions struct {
	Draws     *Draws // of the ranks; nil: nothing is ranked
	Anonymize bool   // members are S01, S02, …, in an order that does not reveal them
	MinGroup  int    // smallest group that a figure may rest on; 1: no limit
}

// Cohort is what may be published of many subjects under one rubric.
type Cohort struct {
	Rubric  *rubrics.Rubric
	Options CohortOptions
	Rows    []Row // one for each member
	Overall Profile
	Domains []Profile // in the order of the rubric
	Gaps    []CommonGap

	Provisional Shown[int] // members whose figures are provisional
}

// Coded reports whether figures of single members are coarse; see code.
func (c *Cohort) Coded() bool { return c.Options.MinGroup > 1 }

// Shown is a figure that may be withheld. A count of 0 is not withheld.
type Shown[T float64 | int] struct {
	Maybe[T]
	Suppressed bool
}

func shown[T float64 | int](v T) Shown[T] { return Shown[T]{Maybe: some(v)} }

// withheld marks what is not published.
func withheld[T float64 | int]() Shown[T] { return Shown[T]{Suppressed: true} }

// Row is one member as published.
type Row struct {
	Label   string  // "S01", or "" where members are named
	Source  string  // "" where they are not
	Subject Subject // zero where they are not
	Overall Shown[float64]
	Level   Shown[int]
	Known   Shown[float64]   // completeness, 0 to 1
	Domains []Shown[float64] // scores, in the order of the rubric
	Rank    *Rank            // nil where nothing is ranked, or there is no score

	Provisional bool // false where figures are coarse: see Cohort.Provisional
}

// Rank is the place of a member by its overall score, 1 the highest; equal
// scores share the better place. The ranges are percentiles of its place over
// draws of weights, the same for all members; in the second series the unknown
// answers of each are drawn too. A range is over the draws in which the member
// has a score.
type Rank struct {
	Place              int       `json:"place"`
	Weights            RankRange `json:"weights"`
	WeightsAndUnknowns RankRange `json:"weights_and_unknowns"`
}

// RankRange is percentiles of a place.
type RankRange struct {
	P5  int `json:"p5"`
	P50 int `json:"p50"`
	P95 int `json:"p95"`
}

// Profile is how a domain or the whole stands over all members. Domain is nil
// for the whole.
type Profile struct {
	Domain    *rubrics.Domain
	Score     Quartiles
	Known     Quartiles // of completeness, 0 to 1, over the same members
	Levels    []Shown[int]
	NoLevel   Shown[int] // members with no applicable question
	Withdrawn bool       // no row shows its score: who has none would be known
}

// Quartiles are by nearest rank: the smallest value that a quarter, a half and
// three quarters of the members do not exceed. N is the members that have the
// figure. Min and Max are each one member's figure, and withheld where no
// figure may rest on so few.
type Quartiles struct {
	N               Shown[int]
	Min, Q1, Median Shown[float64]
	Q3, Max         Shown[float64]
}

// CommonGap is a question with the members that have a gap there.
type CommonGap struct {
	Question  *rubrics.Question
	Domain    *rubrics.Domain
	Members   Shown[int]     // close and establish
	Share     Shown[float64] // of all members, 0 to 1, to four decimals
	Close     Shown[int]     // known, and not fully there
	Establish Shown[int]     // not known
	Asked     Shown[int]     // members to which the question applies
}

// MostRanked bounds what ranks may take in memory.
const MostRanked = 5_000

// NewCohort puts members together. All are scored under the rubric, and there
// is one at least. Members keep their order, unless they are to be anonymous.
func NewCohort(r *rubrics.Rubric, members []Member, o CohortOptions) *Cohort {
	c := &Cohort{Rubric: r, Options: o}
	if o.Anonymize {
		members = shuffled(r, members)
	}
	provisional := 0
	for i, m := range members {
		c.Rows = append(c.Rows, c.row(i, len(members), m))
		if len(m.Result.Provisional) > 0 {
			provisional++
		}
	}
	c.Provisional = suppress([]int{provisional, len(members) - provisional}, o.MinGroup)[0]
	var all []Figures
	for _, m := range members {
		all = append(all, m.Result.Overall)
	}
	c.Overall = c.profile(nil, all)
	for k, d := range r.Domains {
		figures := make([]Figures, len(members))
		for i, m := range members {
			figures[i] = m.Result.Domains[k].Figures
		}
		p := c.profile(d, figures)
		if p.Withdrawn {
			for i := range c.Rows {
				c.Rows[i].Domains[k] = withheld[float64]()
			}
		}
		c.Domains = append(c.Domains, p)
	}
	if c.Overall.Withdrawn {
		for i := range c.Rows {
			c.Rows[i].Overall = withheld[float64]()
		}
	}
	c.gaps(members)
	if o.Draws != nil && !c.Overall.Withdrawn {
		c.rank(members)
	}
	return c
}

// shuffled puts members in an order that says nothing about them: by the digest
// of all that each has answered, which nobody can work out from its name.
func shuffled(r *rubrics.Rubric, members []Member) []Member {
	type digested struct {
		Member
		digest [sha256.Size]byte
	}
	var all []digested
	for _, m := range members {
		all = append(all, digested{m, sha256.Sum256(Encode(m.Result.Assessment, r))})
	}
	slices.SortStableFunc(all, func(a, b digested) int { return slices.Compare(a.digest[:], b.digest[:]) })
	out := make([]Member, len(all))
	for i, m := range all {
		out[i] = m.Member
	}
	return out
}

func (c *Cohort) row(i, of int, m Member) Row {
	res := m.Result
	row := Row{Source: m.Source, Subject: res.Assessment.Subject, Overall: c.code(res.Overall.Score)}
	if c.Options.Anonymize {
		row.Label = fmt.Sprintf("S%0*d", max(2, len(fmt.Sprint(of))), i+1)
		row.Source, row.Subject = "", Subject{}
	}
	row.Level, row.Known = Shown[int]{Maybe: res.Overall.Level}, shown(res.Overall.Completeness)
	row.Provisional = len(res.Provisional) > 0
	if c.Coded() { // they would give away counts
		row.Level, row.Known, row.Provisional = withheld[int](), withheld[float64](), false
	}
	for _, d := range res.Domains {
		row.Domains = append(row.Domains, c.code(d.Score))
	}
	return row
}

// Where single figures are coarse, they are whole points between these: who is
// at the very top or bottom, and how many, is not seen.
const (
	LeastCoded = 5
	MostCoded  = 95
)

// code makes the figure of one member coarse where groups are protected.
func (c *Cohort) code(score Maybe[float64]) Shown[float64] {
	if c.Coded() && score.OK {
		score.V = coded(score.V)
	}
	return Shown[float64]{Maybe: score}
}

func coded(score float64) float64 {
	return min(max(Round(score, 0), LeastCoded), MostCoded)
}

func (c *Cohort) profile(d *rubrics.Domain, figures []Figures) Profile {
	p := Profile{Domain: d}
	counts := make([]int, len(c.Rubric.Levels)+2) // of levels 0 to n, then of none
	var scores, known []float64
	for _, f := range figures {
		if !f.Level.OK {
			counts[len(counts)-1]++
			continue
		}
		counts[f.Level.V]++
		scores = append(scores, f.Score.V)
		known = append(known, f.Completeness)
	}
	cells := suppress(counts, c.Options.MinGroup)
	p.Levels, p.NoLevel = cells[:len(cells)-1], cells[len(cells)-1]
	p.Withdrawn = p.NoLevel.Suppressed || len(scores) > 0 && len(scores) < c.Options.MinGroup
	p.Score = c.quartiles(scores, p.Withdrawn, coded)
	p.Known = c.quartiles(known, p.Withdrawn, func(x float64) float64 { return Round(x, 2) })
	return p
}

// quartiles are by nearest rank.
func (c *Cohort) quartiles(values []float64, withhold bool, code func(float64) float64) Quartiles {
	if withhold {
		w := withheld[float64]()
		return Quartiles{withheld[int](), w, w, w, w, w}
	}
	q := Quartiles{N: shown(len(values))}
	if len(values) == 0 {
		return q
	}
	slices.Sort(values)
	at := func(quarters int) Shown[float64] {
		v := values[max((quarters*len(values)+3)/4, 1)-1]
		if c.Coded() {
			v = code(v)
		}
		return shown(v)
	}
	q.Min, q.Q1, q.Median, q.Q3, q.Max = at(0), at(1), at(2), at(3), at(4)
	if c.Coded() {
		q.Min, q.Max = withheld[float64](), withheld[float64]()
	}
	return q
}

// suppress withholds counts of 1 to least−1 members, and of the others as many,
// the smallest first and the last cell last, as it takes so that nothing can
// be computed back from the total: two cells at least are withheld, and least
// members in them. Of fewer members than that nothing is said at all.
func suppress(counts []int, least int) []Shown[int] {
	cells := make([]Shown[int], len(counts))
	var order []int // of the cells that could be withheld beside the small ones
	n, members, total := 0, 0, 0
	for _, count := range counts {
		total += count
	}
	for i, count := range counts {
		cells[i] = shown(count)
		switch {
		case 0 < count && count < least || 0 < total && total < least:
			cells[i] = withheld[int]()
			n++
			members += count
		case count > 0:
			order = append(order, i)
		}
	}
	if n == 0 {
		return cells
	}
	last := len(counts) - 1
	slices.SortStableFunc(order, func(a, b int) int {
		if (a == last) != (b == last) {
			return cmp.Compare(a, b) // the last is larger
		}
		return cmp.Compare(counts[a], counts[b])
	})
	for _, i := range order {
		if n >= 2 && members >= least {
			break
		}
		cells[i] = withheld[int]()
		n++
		members += counts[i]
	}
	return cells
}

// gaps lists the questions at which a member has a gap, the most common first,
// then in the order of the rubric. What is withheld comes last, where its place
// says nothing.
func (c *Cohort) gaps(members []Member) {
	type tally struct{ closing, establishing, inPlace, notAsked int }
	if len(members) < c.Options.MinGroup {
		return
	}
	for _, d := range c.Rubric.Domains {
		for _, q := range d.Questions {
			if q.Context {
				continue
			}
			var t tally
			for _, m := range members {
				switch credit, counts := m.Result.Credit(q.ID); {
				case !counts:
					t.notAsked++
				case m.Result.States[q.ID] != Known:
					t.establishing++
				case credit < rubrics.FullCredit:
					t.closing++
				default:
					t.inPlace++
				}
			}
			if t.closing+t.establishing == 0 {
				continue
			}
			g := CommonGap{Question: q, Domain: d}
			g.publish(t.closing, t.establishing, t.inPlace, t.notAsked, c.Options.MinGroup)
			c.Gaps = append(c.Gaps, g)
		}
	}
	slices.SortStableFunc(c.Gaps, func(a, b CommonGap) int { return -cmp.Compare(a.Members.V, b.Members.V) })
}

// publish sets the counts of a gap. Who has a gap and who has none are told
// apart first; only where both may be told is each split further, so that no
// part follows from any sum.
func (g *CommonGap) publish(closing, establishing, inPlace, notAsked, least int) {
	sides := suppress([]int{closing + establishing, inPlace + notAsked}, least)
	g.Members, g.Share = sides[0], withheld[float64]()
	g.Close, g.Establish, g.Asked = withheld[int](), withheld[int](), withheld[int]()
	if g.Members.Suppressed {
		return
	}
	g.Share = shown(Round(float64(closing+establishing)/float64(closing+establishing+inPlace+notAsked), 4))
	with := suppress([]int{closing, establishing}, least)
	g.Close, g.Establish = with[0], with[1]
	if without := suppress([]int{inPlace, notAsked}, least); !without[0].Suppressed {
		g.Asked = shown(closing + establishing + inPlace)
	}
}

// rank gives each row its place, by the scores that rows show, and how far it
// moves in draws.
func (c *Cohort) rank(members []Member) {
	d := *c.Options.Draws
	now := make([]uint32, len(members))
	for i, row := range c.Rows {
		now[i] = noScore
		if row.Overall.OK {
			now[i] = inUnits(row.Overall.V)
		}
	}
	places := newRanker(len(members))
	places.of(now)
	for i, row := range c.Rows {
		if row.Overall.OK {
			c.Rows[i].Rank = &Rank{Place: int(places.place[i])}
		}
	}
	plays := make([]*play, len(members))
	for i, m := range members {
		plays[i] = newPlay(m.Result, i)
	}
	var series [2][]uint32 // places, of each member over all draws
	for k := range series {
		series[k] = make([]uint32, len(members)*d.N)
	}
	inParallel(d.N, func(from, to int) {
		t := newTable(c.Rubric, d)
		scratch := plays[0].scratch()
		places := newRanker(len(members))
		var drawn [2][]uint32
		for k := range drawn {
			drawn[k] = make([]uint32, len(members))
		}
		for i := from; i < to; i++ {
			t.draw(i)
			for m, p := range plays {
				p.play(t, i, scratch)
				drawn[0][m], drawn[1][m] = c.units(scratch.weights), c.units(scratch.both)
			}
			for k := range drawn {
				places.of(drawn[k])
				for m, place := range places.place {
					series[k][m*d.N+i] = place
				}
			}
		}
	})
	for m := range c.Rows {
		if rank := c.Rows[m].Rank; rank != nil {
			rank.Weights = rankRange(series[0][m*d.N : (m+1)*d.N])
			rank.WeightsAndUnknowns = rankRange(series[1][m*d.N : (m+1)*d.N])
		}
	}
}

// units is the score of the whole in a draw, as coarse as rows show it.
func (c *Cohort) units(scores []uint32) uint32 {
	u := scores[len(scores)-1]
	if u == noScore || !c.Coded() {
		return u
	}
	return inUnits(coded(float64(u) / 1e4))
}

// ranker gives places by score; noScore where there is none.
type ranker struct {
	place []uint32
	order []uint64 // score and member, to be sorted together
}

func newRanker(n int) *ranker { return &ranker{place: make([]uint32, n), order: make([]uint64, n)} }

func (r *ranker) of(scores []uint32) {
	for i, s := range scores {
		r.order[i] = uint64(math.MaxUint32-s)<<32 | uint64(i) // the highest first
		if s == noScore {
			r.order[i] = uint64(math.MaxUint32)<<32 | uint64(i) // no score behind all
		}
	}
	slices.Sort(r.order)
	place := uint32(0)
	for i, o := range r.order {
		if i == 0 || o>>32 != r.order[i-1]>>32 {
			place = uint32(i + 1)
		}
		member := uint32(o)
		r.place[member] = place
		if scores[member] == noScore {
			r.place[member] = noScore
		}
	}
}

func rankRange(places []uint32) RankRange {
	p := nearestRanks(places, 5, 50, 95)
	return RankRange{p[0].V, p[1].V, p[2].V}
}
