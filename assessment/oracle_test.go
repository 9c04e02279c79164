package assessment

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The oracle computes everything anew, slowly, in fractions, along the words
// of the scoring rules and from the plain model.

func (m *model) state(q *modelQuestion) string {
	for _, g := range q.when {
		switch m.state(g.question) {
		case "hidden", "not-applicable":
			return "hidden"
		case "known":
			holds := false
			for _, v := range g.in {
				holds = holds || v == g.question.answer
			}
			if !holds {
				return "hidden"
			}
		}
	}
	switch q.answer {
	case "not-applicable":
		return "not-applicable"
	case "", "unknown":
		return "unknown"
	}
	return "known"
}

// worth is the credit of an applicable question in one way of taking the sum.
func (m *model) worth(q *modelQuestion, as string) *big.Rat {
	if m.state(q) == "unknown" {
		if as == "potential" {
			return big.NewRat(1, 1)
		}
		return new(big.Rat)
	}
	if as == "evidenced" && !q.proof {
		return new(big.Rat)
	}
	var i int
	fmt.Sscanf(q.answer, "v%d", &i)
	return big.NewRat(int64(m.scales[q.scale][i]), 10_000)
}

func (m *model) applicable(d modelDomain) []*modelQuestion {
	var qs []*modelQuestion
	for _, q := range d.questions {
		if s := m.state(q); !q.context && (s == "known" || s == "unknown") {
			qs = append(qs, q)
		}
	}
	return qs
}

func (m *model) domainScore(d modelDomain, as string) *big.Rat {
	sum, weights := new(big.Rat), new(big.Rat)
	for _, q := range m.applicable(d) {
		w := big.NewRat(int64(q.weight), 1000)
		weights.Add(weights, w)
		sum.Add(sum, new(big.Rat).Mul(w, m.worth(q, as)))
	}
	if weights.Sign() == 0 {
		return nil
	}
	return sum.Quo(sum, weights).Mul(sum, big.NewRat(100, 1))
}

func (m *model) overallScore(as string) *big.Rat {
	sum, weights := new(big.Rat), new(big.Rat)
	for _, d := range m.domains {
		if s := m.domainScore(d, as); s != nil {
			w := big.NewRat(int64(d.weight), 1000)
			weights.Add(weights, w)
			sum.Add(sum, s.Mul(s, w))
		}
	}
	if weights.Sign() == 0 {
		return nil
	}
	return sum.Quo(sum, weights)
}

// domainLevel is the highest rung L on and below which all is met; -1 if none.
func (m *model) domainLevel(d modelDomain, as string) int {
	qs := m.applicable(d)
	if len(qs) == 0 {
		return -1
	}
	level := 0
	for l := 1; l <= m.rungs; l++ {
		met := true
		for _, q := range qs {
			if q.level <= l && m.worth(q, as).Cmp(big.NewRat(1, 1)) < 0 {
				met = false
			}
		}
		if met {
			level = l
		}
	}
	return level
}

func (m *model) overallLevel(as string) int {
	lowest := -1
	for _, d := range m.domains {
		if l := m.domainLevel(d, as); l >= 0 && (lowest < 0 || l < lowest) {
			lowest = l
		}
	}
	return lowest
}

// fixed prints a fraction rounded to four decimals, halves away from zero.
func fixed(r *big.Rat) string {
	if r == nil {
		return "null"
	}
	return r.FloatString(4)
}

func number(l int) string {
	if l < 0 {
		return "null"
	}
	return fmt.Sprint(l)
}

// oracle writes down all figures and the gaps in their order.
func (m *model) oracle() string {
	var b strings.Builder
	ways := []string{"score", "evidenced", "potential"}
	for _, as := range ways {
		fmt.Fprintf(&b, "%s %s level %s\n", as, fixed(m.overallScore(as)), number(m.overallLevel(as)))
	}
	totalWeight := new(big.Rat)
	known, applicable, notApplicable, wholly := 0, 0, 0, 0
	for i, d := range m.domains {
		fmt.Fprintf(&b, "D%d", i)
		for _, as := range ways {
			fmt.Fprintf(&b, " %s %s", fixed(m.domainScore(d, as)), number(m.domainLevel(d, as)))
		}
		b.WriteString("\n")
		if qs := m.applicable(d); len(qs) > 0 {
			totalWeight.Add(totalWeight, big.NewRat(int64(d.weight), 1000))
		}
		n := 0
		for _, q := range d.questions {
			if q.context {
				continue
			}
			switch m.state(q) {
			case "known":
				known++
				applicable++
			case "unknown":
				applicable++
			case "not-applicable":
				n++
			}
		}
		notApplicable += n
		if n > 0 && len(m.applicable(d)) == 0 {
			wholly++
		}
	}
	completeness := big.NewRat(1, 1)
	if applicable > 0 {
		completeness = big.NewRat(int64(known), int64(applicable))
	}
	reasons := wholly
	if completeness.Cmp(big.NewRat(4, 5)) < 0 {
		reasons++
	}
	if asked := applicable + notApplicable; asked > 0 && big.NewRat(int64(notApplicable), int64(asked)).Cmp(big.NewRat(1, 5)) > 0 {
		reasons++
	}
	fmt.Fprintf(&b, "completeness %s, %d reasons\n", fixed(completeness), reasons)

	lens := func(name string, names func(*modelQuestion) bool) {
		made := modelDomain{} // a domain of all that name it
		scored := 0
		for _, d := range m.domains {
			for _, q := range d.questions {
				if names(q) {
					made.questions = append(made.questions, q)
					if !q.context {
						scored++
					}
				}
			}
		}
		if scored > 0 {
			fmt.Fprintf(&b, "%s %s %s %s of %d\n", name, fixed(m.domainScore(made, "score")), fixed(m.domainScore(made, "evidenced")), fixed(m.domainScore(made, "potential")), len(m.applicable(made)))
		}
	}
	for _, p := range []string{"autonomy", "well-being", "transparency", "accountability", "equity", "sustainability"} {
		lens(p, func(q *modelQuestion) bool { return strings.Contains(" "+strings.Join(q.about, " ")+" ", " "+p+" ") })
	}
	for _, p := range []string{"governance", "knowledge", "implementation"} {
		lens(p, func(q *modelQuestion) bool { return q.pillar == p })
	}

	type gap struct {
		line      string
		priority  int
		perEffort *big.Rat
	}
	var gaps []gap
	for _, d := range m.domains {
		qs := m.applicable(d)
		weights := new(big.Rat)
		for _, q := range qs {
			weights.Add(weights, big.NewRat(int64(q.weight), 1000))
		}
		level := m.domainLevel(d, "score")
		for _, q := range qs {
			c := m.worth(q, "score")
			if c.Cmp(big.NewRat(1, 1)) == 0 {
				continue
			}
			gain := new(big.Rat).Quo(big.NewRat(int64(d.weight), 1000), totalWeight)
			gain.Mul(gain, new(big.Rat).Quo(big.NewRat(int64(q.weight), 1000), weights))
			gain.Mul(gain, new(big.Rat).Sub(big.NewRat(1, 1), c))
			gain.Mul(gain, big.NewRat(100, 1))
			priority := 3
			switch q.level - level {
			case 1:
				if priority = 1; level == m.overallLevel("score") {
					priority = 0
				}
			case 2:
				priority = 2
			}
			kind := "close"
			if m.state(q) == "unknown" {
				kind = "establish"
			}
			per := new(big.Rat).Quo(gain, big.NewRat(map[string]int64{"low": 1, "medium": 3, "high": 8}[q.effort], 1))
			rounded, _ := new(big.Rat).SetString(per.FloatString(6))
			gaps = append(gaps, gap{fmt.Sprintf("%s %s %s %s %q", q.code, Priorities[priority], kind, fixed(gain), q.answer), priority, rounded})
		}
	}
	sort.SliceStable(gaps, func(i, j int) bool {
		if gaps[i].priority != gaps[j].priority {
			return gaps[i].priority < gaps[j].priority
		}
		return gaps[i].perEffort.Cmp(gaps[j].perEffort) > 0
	})
	for _, g := range gaps {
		fmt.Fprintln(&b, g.line)
	}
	return b.String()
}

// written puts a result in the words of the oracle.
func written(res *Result) string {
	var b strings.Builder
	score := func(m Maybe[float64]) string {
		if !m.OK {
			return "null"
		}
		return fmt.Sprintf("%.4f", m.V)
	}
	level := func(m Maybe[int]) string {
		if !m.OK {
			return "null"
		}
		return fmt.Sprint(m.V)
	}
	o := res.Overall
	fmt.Fprintf(&b, "score %s level %s\nevidenced %s level %s\npotential %s level %s\n", score(o.Score), level(o.Level),
		score(o.Evidenced), level(o.EvidencedLevel), score(o.Potential), level(o.PotentialLevel))
	for i, d := range res.Domains {
		fmt.Fprintf(&b, "D%d %s %s %s %s %s %s\n", i, score(d.Score), level(d.Level), score(d.Evidenced), level(d.EvidencedLevel), score(d.Potential), level(d.PotentialLevel))
	}
	fmt.Fprintf(&b, "completeness %.4f, %d reasons\n", o.Completeness, len(res.Provisional))
	for _, l := range append(slices.Clone(res.Principles), res.Pillars...) {
		fmt.Fprintf(&b, "%s %s %s %s of %d\n", l.Name, score(l.Score), score(l.Evidenced), score(l.Potential), l.Counts.Applicable)
	}
	for _, g := range res.Gaps {
		fmt.Fprintf(&b, "%s %s %s %.4f %q\n", g.Question.ID, g.Priority, g.Kind, Round(g.Gain, 4), g.Answer)
	}
	return b.String()
}

func TestScoreAgreesWithOracle(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		m := randomModel(rng, i%2 == 0)
		r := m.load(t)
		for range 5 {
			for _, d := range m.domains {
				for _, q := range d.questions {
					m.randomAnswer(rng, q)
				}
			}
			if diff := cmp.Diff(m.oracle(), written(m.score(t, r))); diff != "" {
				t.Fatalf("case %d (-oracle +score):\n%s\n%s\n%s", i, diff, m.rubricYAML(), m.answersYAML())
			}
		}
	}
}

// What the figures sum to, scored gates or not; see laws_test.go for how they
// change.
func TestSharesAndGainsSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 300 {
		m := randomModel(rng, true)
		r := m.load(t)
		res := m.score(t, r)
		total := 0.0
		for _, s := range res.Shares {
			total += s
		}
		if res.Overall.Score.OK && Round(total, 9) != 1 {
			t.Fatalf("case %d: shares sum to %v", i, total)
		}
		// What every gap would bring is what is missing to 100.
		missing := 0.0
		for _, g := range res.Gaps {
			missing += g.Gain
		}
		if res.Overall.Score.OK && Round(missing-(100-res.Overall.Score.V), 3) != 0 {
			t.Fatalf("case %d: gains sum to %v at a score of %v", i, missing, res.Overall.Score.V)
		}
	}
}

// Two gaps with the same gain per effort point, which floats tell apart in the
// sixth decimal: 100·(58/64)·(3/5)·0.8999/3 = 100·(58/64)·(1/5)·0.8999 =
// 16.3106875 exactly, so the order of the rubric decides.
func TestEqualGainsKeepTheOrderOfTheRubric(t *testing.T) {
	q := func(code string, weight int, effort, answer string) *modelQuestion {
		return &modelQuestion{code: code, scale: 1, weight: weight * 1000, level: 1, effort: effort, answer: answer}
	}
	m := &model{rungs: 1, scales: [][]int{nil, {0, 1001, 10_000}}, domains: []modelDomain{
		{58_000, []*modelQuestion{q("RND-Q-01", 3, "medium", "v1"), q("RND-Q-02", 1, "low", "v1"), q("RND-Q-03", 1, "low", "v2")}},
		{6_000, []*modelQuestion{q("RND-Q-04", 1, "low", "v2")}},
	}}
	if diff := cmp.Diff(m.oracle(), written(m.score(t, m.load(t)))); diff != "" {
		t.Errorf("(-oracle +score):\n%s", diff)
	}
}
