package assessment

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"github.com/aigap/aigap/rubrics"
)

// Sensitivity: how far do the result and a ranking hang on judgement? Weights
// are drawn anew many times, and the scores compared; see the OECD/JRC Handbook
// on Constructing Composite Indicators. A draw is no probability: nobody says
// that weights are uniform. Levels do not depend on weights.

// Draws say how sensitivity is computed: how often, from which seed, and how
// far a weight may go, as a share of it. A weight's factor is from [1−Spread,
// 1+Spread].
type Draws struct {
	N      int     // 1 to MostDraws
	Seed   uint64  // the same seed gives the same figures, on any machine
	Spread float64 // 0 to 1, and below 1
}

// DefaultDraws are used where nothing else is asked for.
var DefaultDraws = Draws{N: 10_000, Seed: 1, Spread: 0.25}

// MostDraws bounds what a simulation may take in memory.
const MostDraws = 1_000_000

// Percentiles are the 5th, 50th and 95th percentile of a score over all draws
// in which there is one, by nearest rank; 0 to 100, to four decimals.
type Percentiles struct {
	P5  Maybe[float64] `json:"p5"`
	P50 Maybe[float64] `json:"p50"`
	P95 Maybe[float64] `json:"p95"`
}

// Sensitivity is what draws make of one score.
type Sensitivity struct {
	Draws              int         `json:"draws"`
	Seed               uint64      `json:"seed"`
	Spread             float64     `json:"spread"`
	Weights            Percentiles `json:"weights"`
	WeightsAndUnknowns Percentiles `json:"weights_and_unknowns"`
}

// Sensitivities are those of the overall score and of each domain, in the order
// of the rubric.
type Sensitivities struct {
	Overall Sensitivity
	Domains []Sensitivity
}

// Sensitivity draws weights, and in a second series the answers that are not
// known too. In each draw every weight of a question or domain is multiplied by
// a factor of its own; in the second series every unknown, with the same
// weights, gets one of its scale's credits, each as likely as the others. The
// states of questions are taken again in each draw: an unknown that decides
// whether others are asked can hide them once it has a value. A context question
// has no credits, so one that is unknown stays so and hides nothing.
func (res *Result) Sensitivity(d Draws) Sensitivities {
	p := newPlay(res, 0)
	slots := len(res.Domains) + 1 // the last is the whole
	series := [2][]uint32{make([]uint32, slots*d.N), make([]uint32, slots*d.N)}
	inParallel(d.N, func(from, to int) {
		t := newTable(res.Rubric, d)
		scratch := p.scratch()
		for i := from; i < to; i++ {
			t.draw(i)
			p.play(t, i, scratch)
			for s := range slots {
				series[0][s*d.N+i] = scratch.weights[s]
				series[1][s*d.N+i] = scratch.both[s]
			}
		}
	})
	ranked := make([]Percentiles, 2*slots)
	var group sync.WaitGroup
	for i := range ranked {
		group.Go(func() {
			s := i / 2
			ranked[i] = percentiles(series[i%2][s*d.N : (s+1)*d.N])
		})
	}
	group.Wait()
	at := func(s int) Sensitivity {
		return Sensitivity{d.N, d.Seed, d.Spread, ranked[2*s], ranked[2*s+1]}
	}
	var out Sensitivities
	for s := range res.Domains {
		out.Domains = append(out.Domains, at(s))
	}
	out.Overall = at(slots - 1)
	return out
}

// inParallel splits the numbers below n over all processors.
func inParallel(n int, work func(from, to int)) {
	parts := max(min(runtime.GOMAXPROCS(0), n/256), 1)
	var group sync.WaitGroup
	for part := range parts {
		group.Go(func() { work(part*n/parts, (part+1)*n/parts) })
	}
	group.Wait()
}

// randomStream is a stream of random numbers that can be entered at any place
// (SplitMix64): what draw i gets does not hang on who computes it.
type randomStream uint64

// newStream is the stream of a seed for one purpose.
func newStream(seed, purpose uint64) randomStream {
	return randomStream(mix(mix(seed) + purpose*golden))
}

const golden = 0x9e3779b97f4a7c15

func (s randomStream) at(place uint64) uint64 { return mix(uint64(s) + (place+1)*golden) }

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Purposes of streams. Those of answers count up from the first, one for each
// member of a cohort.
const (
	ofWeights uint64 = iota + 1
	ofAnswers
)

// drawTable is the factors of one draw: of the domains, then of all questions, in
// the order of the rubric, and one more where their number is odd. It hangs on the rubric only, so that every member of
// a cohort has the same.
type drawTable struct {
	stream      randomStream
	seed        uint64
	least, step float64 // a factor is least + step · (32 random bits)
	factors     []float64
}

func newTable(r *rubrics.Rubric, d Draws) *drawTable {
	return &drawTable{
		stream: newStream(d.Seed, ofWeights), seed: d.Seed,
		least: 1 - d.Spread, step: 2 * d.Spread / (1 << 32),
		factors: make([]float64, (len(r.Domains)+len(r.Questions())+1)&^1),
	}
}

func (t *drawTable) draw(i int) {
	f := t.factors
	place := uint64(i) * uint64(len(f)/2)
	for k := 0; k+1 < len(f); k += 2 { // two from each number
		u := t.stream.at(place + uint64(k/2))
		f[k] = t.least + float64(t.step*float64(u>>32))
		f[k+1] = t.least + float64(t.step*float64(u&(1<<32-1)))
	}
}

// play is the answers of one assessment as draws see them: what counts, in flat
// lists.
type play struct {
	member  uint64
	all     int // questions of the rubric
	domains []playDomain
	gates   []playGate // where an answer that is drawn can hide others; in the order in which to take them
}

type playDomain struct {
	weight  float64
	known   []playItem
	unknown []playUnknown
}

// playItem is a known answer; weight and credit in their whole units.
type playItem struct {
	at             int // of its factor
	weight, points float64
	index          int // of the question in the rubric
}

type playUnknown struct {
	at      int
	weight  float64
	index   int
	credits []float64
}

// playGate is a question that draws can hide.
type playGate struct {
	index int
	lines []playLine
}

// playLine is a line of its `when`. Unless a draw can hide the question that it
// names, or give it a value, the line holds, and is not here.
type playLine struct {
	index   int
	drawn   bool // it is unknown and gets a value
	allowed []bool
}

func newPlay(res *Result, member int) *play {
	r := res.Rubric
	index := map[string]int{}
	for i, q := range r.Questions() {
		index[q.ID] = i
	}
	p := &play{member: uint64(member), all: len(r.Questions())}
	for _, d := range r.Domains {
		pd := playDomain{weight: float64(d.Weight)}
		for _, q := range d.Questions {
			state := res.States[q.ID]
			if q.Context || !state.Applicable() {
				continue
			}
			i := index[q.ID]
			at := len(r.Domains) + i
			if state == Known {
				v, _ := q.Scale.Lookup(res.Assessment.Answers[q.ID].Value)
				pd.known = append(pd.known, playItem{at, float64(q.Weight), float64(q.Weight) * float64(v.Credit), i})
				continue
			}
			u := playUnknown{at: at, weight: float64(q.Weight), index: i}
			for _, v := range q.Scale.Values {
				u.credits = append(u.credits, float64(v.Credit))
			}
			pd.unknown = append(pd.unknown, u)
		}
		p.domains = append(p.domains, pd)
	}
	p.gate(res, index)
	return p
}

// gate finds the questions that a drawn answer can hide, those first that hide
// others.
func (p *play) gate(res *Result, index map[string]int) {
	moves := map[string]bool{} // whether draws can hide a question
	var visit func(q *rubrics.Question) bool
	visit = func(q *rubrics.Question) bool {
		if m, done := moves[q.ID]; done {
			return m
		}
		g := playGate{index: index[q.ID]}
		for _, w := range q.When {
			gate := res.Rubric.Question(w.Question)
			l := playLine{index: index[gate.ID], drawn: !gate.Context && (res.States[gate.ID] == Unknown || res.States[gate.ID] == Unanswered)}
			if moved := visit(gate); !moved && !l.drawn {
				continue
			}
			for _, v := range gate.Scale.Values {
				l.allowed = append(l.allowed, w.Allows(v.Value))
			}
			g.lines = append(g.lines, l)
		}
		moves[q.ID] = len(g.lines) > 0 && res.States[q.ID] != Hidden // what is hidden stays so
		if moves[q.ID] {
			p.gates = append(p.gates, g)
		}
		return moves[q.ID]
	}
	for _, q := range res.Rubric.Questions() {
		visit(q)
	}
}

// scratch is what one worker needs for a draw, and its result: scores in
// ten-thousandths of a point, of the domains and then of the whole.
type scratch struct {
	hidden        []bool
	weights, both []uint32
}

func (p *play) scratch() *scratch {
	return &scratch{make([]bool, p.all), make([]uint32, len(p.domains)+1), make([]uint32, len(p.domains)+1)}
}

// noScore stands where nothing is applicable in a draw. It is above any score.
const noScore = ^uint32(0)

// inUnits rounds a score to ten-thousandths, as Round does.
func inUnits(score float64) uint32 { return uint32(score*1e4 + 0.5 + 1e-9) }

// play scores one draw. Sums are floats here and fractions in Score: with factors
// of 1 both give the same score, unless it lies next to a half of its last
// decimal. float64(…) keeps processors that could from fusing a product into a
// sum, which rounds differently.
func (p *play) play(t *drawTable, draw int, s *scratch) {
	answers := newStream(t.seed, ofAnswers+p.member)
	place := uint64(draw) * uint64(p.all)
	for _, g := range p.gates {
		s.hidden[g.index] = false
		for _, l := range g.lines {
			if s.hidden[l.index] || l.drawn && !l.allowed[pick(answers, place, l.index, len(l.allowed))] {
				s.hidden[g.index] = true
			}
		}
	}
	var sum, total, sum2, total2 float64
	for k := range p.domains {
		d := &p.domains[k]
		var points, weight, points2, weight2 float64
		if len(p.gates) == 0 {
			for i := range d.known {
				it := &d.known[i]
				f := t.factors[it.at]
				points += float64(f * it.points)
				weight += float64(f * it.weight)
			}
			points2 = points
			for i := range d.unknown {
				u := &d.unknown[i]
				w := float64(t.factors[u.at] * u.weight)
				weight += w
				points2 += float64(w * u.credits[pick(answers, place, u.index, len(u.credits))])
			}
			weight2 = weight
		} else {
			points, weight, points2, weight2 = d.gated(t, s, answers, place)
		}
		w := float64(t.factors[k] * d.weight)
		s.weights[k], s.both[k] = noScore, noScore
		if weight > 0 {
			score := 100 * points / (weight * float64(rubrics.FullCredit))
			s.weights[k] = inUnits(score)
			sum += float64(w * score)
			total += w
		}
		if weight2 > 0 {
			score := 100 * points2 / (weight2 * float64(rubrics.FullCredit))
			s.both[k] = inUnits(score)
			sum2 += float64(w * score)
			total2 += w
		}
	}
	whole := len(p.domains)
	s.weights[whole], s.both[whole] = noScore, noScore
	if total > 0 {
		s.weights[whole] = inUnits(sum / total)
	}
	if total2 > 0 {
		s.both[whole] = inUnits(sum2 / total2)
	}
}

// gated takes the sums of both series where drawn answers hide questions.
func (d *playDomain) gated(t *drawTable, s *scratch, answers randomStream, place uint64) (points, weight, points2, weight2 float64) {
	for _, it := range d.known {
		f := t.factors[it.at]
		points += float64(f * it.points)
		weight += float64(f * it.weight)
		if !s.hidden[it.index] {
			points2 += float64(f * it.points)
			weight2 += float64(f * it.weight)
		}
	}
	for _, u := range d.unknown {
		w := float64(t.factors[u.at] * u.weight)
		weight += w
		if !s.hidden[u.index] {
			weight2 += w
			points2 += float64(w * u.credits[pick(answers, place, u.index, len(u.credits))])
		}
	}
	return points, weight, points2, weight2
}

// pick is which of n values a question gets in a draw that begins at a place.
func pick(answers randomStream, place uint64, index, n int) int {
	hi, _ := bits.Mul64(answers.at(place+uint64(index)), uint64(n))
	return int(hi)
}

// percentiles takes nearest ranks of scores in ten-thousandths.
func percentiles(units []uint32) Percentiles {
	at := nearestRanks(units, 5, 50, 95)
	score := func(m Maybe[int]) Maybe[float64] { return Maybe[float64]{float64(m.V) / 1e4, m.OK} }
	return Percentiles{score(at[0]), score(at[1]), score(at[2])}
}

// nearestRanks gives percentiles of whole numbers up to a million, as scores in
// ten-thousandths are, by nearest rank:
// the smallest value that as many percent of all do not exceed. What has no
// score does not count. Values are counted by their upper and then by their
// lower half, which takes no sorting.
func nearestRanks(units []uint32, percents ...int) []Maybe[int] {
	const low = 10
	var upper [1_000_000>>low + 1]int
	n := 0
	for _, u := range units {
		if u != noScore {
			upper[u>>low]++
			n++
		}
	}
	out := make([]Maybe[int], len(percents))
	if n == 0 {
		return out
	}
	for i, percent := range percents {
		rank := (percent*n + 99) / 100
		high := uint32(0)
		for rank > upper[high] {
			rank -= upper[high]
			high++
		}
		var lower [1 << low]int
		for _, u := range units {
			if u>>low == high { // noScore is not among them
				lower[u&(1<<low-1)]++
			}
		}
		u := slices.IndexFunc(lower[:], func(c int) bool { rank -= c; return rank <= 0 })
		out[i] = some(int(high)<<low + u)
	}
	return out
}
