package assessment

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

// TestSensitivityAgainstScore takes every draw the slow way: it writes the
// factors into the weights of the rubric and the drawn answers into the
// assessment, and scores that as usual.
func TestSensitivityAgainstScore(t *testing.T) {
	hiding := 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 71))
		m := randomModel(rng, true)
		r := m.load(t)
		res := m.score(t, r)
		if len(newPlay(res, 0).gates) > 0 {
			hiding++
		}
		d := Draws{N: 40, Seed: seed, Spread: []float64{0.25, 0.9}[seed%2]}
		got := res.Sensitivity(d)
		weights, both := slowly(res, d)
		for s := range len(r.Domains) + 1 {
			g, name := got.Overall, "overall"
			if s < len(r.Domains) {
				g, name = got.Domains[s], r.Domains[s].ID
			}
			near(t, fmt.Sprintf("seed %d, %s, weights", seed, name), g.Weights, sorted(weights, s))
			near(t, fmt.Sprintf("seed %d, %s, weights and unknowns", seed, name), g.WeightsAndUnknowns, sorted(both, s))
		}
		if t.Failed() {
			t.Logf("%s\n%s", m.rubricYAML(), m.answersYAML())
			return
		}
	}
	if hiding < 20 {
		t.Errorf("only %d cases in which a drawn answer can hide questions", hiding)
	}
}

// slowly gives, for each draw, the results under the weights and the answers
// that it draws.
func slowly(res *Result, d Draws) (weights, both []*Result) {
	const finer = 1e6 // weights are whole numbers
	r := res.Rubric
	var old []rubrics.Weight
	for _, dom := range r.Domains {
		old = append(old, dom.Weight)
	}
	for _, q := range r.Questions() {
		old = append(old, q.Weight)
	}
	set := func(weight func(k int) rubrics.Weight) {
		for k, dom := range r.Domains {
			dom.Weight = weight(k)
		}
		for k, q := range r.Questions() {
			q.Weight = weight(len(r.Domains) + k)
		}
	}
	for i := range d.N {
		set(func(k int) rubrics.Weight {
			number := newStream(d.Seed, ofWeights).at(uint64(i*((len(old)+1)/2) + k/2))
			u := float64(uint32(number>>(32*(1-k%2)))) / (1 << 32)
			return rubrics.Weight(math.Round(float64(old[k]) * (1 - d.Spread + 2*d.Spread*u) * finer))
		})
		drawn := *res.Assessment
		drawn.Answers = maps.Clone(drawn.Answers)
		for k, q := range r.Questions() {
			if state := res.States[q.ID]; !q.Context && (state == Unknown || state == Unanswered) {
				u := float64(newStream(d.Seed, ofAnswers).at(uint64(i*len(r.Questions())+k))>>11) / (1 << 53)
				ans := drawn.Answers[q.ID]
				ans.Value = q.Scale.Values[int(u*float64(len(q.Scale.Values)))].Value
				drawn.Answers[q.ID] = ans
			}
		}
		weights = append(weights, Score(r, res.Assessment))
		both = append(both, Score(r, &drawn))
	}
	set(func(k int) rubrics.Weight { return old[k] })
	return weights, both
}

// sorted lists the scores of a domain, or of the whole behind the last.
func sorted(results []*Result, domain int) []float64 {
	var scores []float64
	for _, res := range results {
		score := res.Overall.Score
		if domain < len(res.Domains) {
			score = res.Domains[domain].Score
		}
		if score.OK {
			scores = append(scores, score.V)
		}
	}
	slices.Sort(scores)
	return scores
}

func near(t *testing.T, what string, got Percentiles, want []float64) {
	t.Helper()
	for i, p := range []float64{5, 50, 95} {
		g := []Maybe[float64]{got.P5, got.P50, got.P95}[i]
		if g.OK != (len(want) > 0) {
			t.Errorf("%s: a percentile is there: %v; scores: %d", what, g.OK, len(want))
		} else if g.OK {
			if w := want[int(math.Ceil(p/100*float64(len(want))))-1]; math.Abs(g.V-w) > 3e-4 {
				t.Errorf("%s: percentile %v is %v, want %v", what, p, g.V, w)
			}
		}
	}
}

func TestSensitivityProperties(t *testing.T) {
	for seed := range uint64(200) {
		m := randomModel(rand.New(rand.NewPCG(seed, 72)), seed%2 == 0)
		res := m.score(t, m.load(t))
		d := Draws{N: 300, Seed: seed, Spread: 0.25}
		got := res.Sensitivity(d)
		was := runtime.GOMAXPROCS(1)
		alone := res.Sensitivity(d)
		runtime.GOMAXPROCS(2)
		two := res.Sensitivity(d)
		runtime.GOMAXPROCS(was)
		if !cmp.Equal(alone, two) || !cmp.Equal(alone, got) {
			t.Fatalf("seed %d: on one processor it is %v, on two %v", seed, alone, two)
		}
		d.Spread = 0
		still := res.Sensitivity(d)
		check := func(s, still Sensitivity, f Figures, open bool) {
			for _, p := range []Percentiles{s.Weights, s.WeightsAndUnknowns} {
				if p.P5.OK && !(0 <= p.P5.V && p.P5.V <= p.P50.V && p.P50.V <= p.P95.V && p.P95.V <= 100) {
					t.Errorf("seed %d: %v is not in order", seed, p)
				}
			}
			if want := (Percentiles{f.Score, f.Score, f.Score}); still.Weights != want {
				t.Errorf("seed %d: without a spread the score is %v, drawn %v", seed, f.Score, still.Weights)
			}
			if !open && s.Weights != s.WeightsAndUnknowns {
				t.Errorf("seed %d: nothing is open, but the series differ: %v", seed, s)
			}
		}
		check(got.Overall, still.Overall, res.Overall, res.Counts.Unknown > 0)
		for i, dom := range res.Domains {
			check(got.Domains[i], still.Domains[i], dom.Figures, res.Counts.Unknown > 0)
		}
	}
}

// The stream is uniform enough: means, and no draw like its neighbour.
func TestSensitivityFactors(t *testing.T) {
	r := randomModel(rand.New(rand.NewPCG(4, 73)), false).load(t)
	table := newTable(r, DefaultDraws)
	n, sum, square, product, last := 0, 0.0, 0.0, 0.0, 1.0
	for i := range 20_000 {
		table.draw(i)
		for _, f := range table.factors {
			if f < 0.75 || f > 1.25 {
				t.Fatalf("a factor is %v", f)
			}
			sum += f
			square += (f - 1) * (f - 1)
		}
		product += (table.factors[0] - 1) * (last - 1)
		last = table.factors[0]
		n += len(table.factors)
	}
	if mean, variance := sum/float64(n), square/float64(n); math.Abs(mean-1) > 1e-3 || math.Abs(variance-0.25*0.25/3) > 2e-4 {
		t.Errorf("mean %v, variance %v", mean, variance)
	}
	if correlation := product / 20_000 / (0.25 * 0.25 / 3); math.Abs(correlation) > 0.03 {
		t.Errorf("one draw and the next correlate: %v", correlation)
	}
}

func TestNearestRanks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 74))
	for range 300 {
		units := make([]uint32, rng.IntN(50))
		var want []uint32
		for i := range units {
			units[i] = []uint32{noScore, 0, 1_000_000, rng.Uint32N(1_000_001), rng.Uint32N(2000)}[rng.IntN(5)]
			if units[i] != noScore {
				want = append(want, units[i])
			}
		}
		slices.Sort(want)
		for _, percent := range []int{1, 5, 25, 50, 75, 95, 100} {
			got := nearestRanks(units, percent)[0]
			if len(want) == 0 {
				if got.OK {
					t.Fatalf("%v of nothing", got)
				}
				continue
			}
			if w := want[(percent*len(want)+99)/100-1]; got != some(int(w)) {
				t.Fatalf("percentile %d of %v is %v, want %d", percent, want, got, w)
			}
		}
	}
}

// sixty is a rubric of 60 questions in 8 domains, and answers of which some are unknown.
func sixty(t testing.TB) *Result {
	m := &model{rungs: 1, scales: [][]int{contextScale: nil, {0, 2_500, 5_000, 10_000}}}
	for i := range 60 {
		if i%8 == 0 {
			m.domains = append(m.domains, modelDomain{weight: 1000})
		}
		d := &m.domains[len(m.domains)-1]
		d.questions = append(d.questions, &modelQuestion{code: fmt.Sprintf("RND-Q-%02d", i), scale: 1, weight: 1000 + 500*(i%3), level: 1, effort: "low",
			answer: []string{"v0", "v1", "v2", "v3", "unknown"}[i%5]})
	}
	return m.score(t, m.load(t))
}

// No draw allocates: what a simulation takes does not grow with the draws but
// for their scores.
func TestDrawsDoNotAllocate(t *testing.T) {
	res := sixty(t)
	table, p := newTable(res.Rubric, DefaultDraws), newPlay(res, 0)
	s := p.scratch()
	if n := testing.AllocsPerRun(100, func() { table.draw(7); p.play(table, 7, s) }); n > 0 {
		t.Errorf("a draw allocates %v times", n)
	}
}

func BenchmarkSensitivity(b *testing.B) {
	res := sixty(b)
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := DefaultDraws
			d.N = n
			for b.Loop() {
				res.Sensitivity(d)
			}
		})
	}
}
