package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aigap/aigap/rubrics"
)

// model is a rubric and answers as plain data, from which the test writes the
// files and the oracle computes, so that both see the same and share no code.
type model struct {
	rungs   int
	scales  [][]int // credits in ten-thousandths; nil for a scale of context questions
	domains []modelDomain
}

type modelDomain struct {
	weight    int // thousandths
	questions []*modelQuestion
}

type modelQuestion struct {
	code    string
	context bool
	scale   int
	weight  int // thousandths
	level   int
	effort  string
	about   []string // principles
	pillar  string   // "" = none
	when    []modelGate
	after   []*modelQuestion
	answer  string // as in the file; "" = unanswered
	proof   bool
}

type modelGate struct {
	question *modelQuestion
	in       []string
}

const contextScale = 0

// randomModel makes a small rubric. Gates name earlier questions only in the
// order of creation, which is not the order of the file, so that forward
// references occur; with scoredGates they may be scored ones.
func randomModel(rng *rand.Rand, scoredGates bool) *model {
	m := &model{rungs: 1 + rng.IntN(4), scales: [][]int{contextScale: nil}}
	for range 1 + rng.IntN(3) {
		credits := []int{0, 10_000}
		for range rng.IntN(4) {
			c := 1 + rng.IntN(9_999)
			if rng.IntN(2) == 0 {
				c = 2_500 * (1 + rng.IntN(3))
			}
			if at := insertAt(credits, c); at > 0 {
				credits = append(credits[:at], append([]int{c}, credits[at:]...)...)
			}
		}
		m.scales = append(m.scales, credits)
	}
	var all []*modelQuestion
	n := 0
	for range 1 + rng.IntN(5) {
		d := modelDomain{weight: randomWeight(rng)}
		for range 1 + rng.IntN(7) {
			n++
			q := &modelQuestion{code: fmt.Sprintf("RND-Q-%02d", n), scale: 1 + rng.IntN(len(m.scales)-1), weight: randomWeight(rng),
				level: 1 + rng.IntN(m.rungs), effort: []string{"low", "medium", "high"}[rng.IntN(3)]}
			for _, p := range rubrics.Principles {
				if rng.IntN(4) == 0 {
					q.about = append(q.about, p)
				}
			}
			if n := rng.IntN(4); n < 3 {
				q.pillar = rubrics.Pillars[n]
			}
			if rng.IntN(5) == 0 {
				q.context, q.scale = true, contextScale
			}
			d.questions = append(d.questions, q)
			all = append(all, q)
		}
		m.domains = append(m.domains, d)
	}
	for level := range m.rungs { // every rung asks something
		n++
		q := &modelQuestion{code: fmt.Sprintf("RND-Q-%02d", n), scale: 1, weight: 1000, level: level + 1, effort: "medium"}
		m.domains[0].questions = append(m.domains[0].questions, q)
		all = append(all, q)
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, q := range all {
		for range rng.IntN(3) {
			if i == 0 {
				break
			}
			gate := all[rng.IntN(i)]
			if !gate.context && !scoredGates {
				continue
			}
			values := m.values(gate)
			in := values[:1+rng.IntN(len(values))]
			if rng.IntN(3) == 0 { // the last values, so that two lines can exclude each other
				in = values[rng.IntN(len(values)):]
			}
			q.when = append(q.when, modelGate{gate, in})
		}
	}
	for i, q := range all { // prerequisites stand later in the order of creation, gates earlier
		for range rng.IntN(3) {
			if before := i + 1 + rng.IntN(len(all)-i); before < len(all) && !slices.Contains(q.after, all[before]) {
				q.after = append(q.after, all[before])
			}
		}
	}
	for _, q := range all {
		m.randomAnswer(rng, q)
	}
	return m
}

func (m *model) randomAnswer(rng *rand.Rand, q *modelQuestion) {
	values := m.values(q)
	switch q.proof = rng.IntN(2) == 0; rng.IntN(8) {
	case 0:
		q.answer = ""
	case 1:
		q.answer = "unknown"
	case 2:
		q.answer = "not-applicable"
	case 3, 4:
		q.answer = values[len(values)-1]
	default:
		q.answer = values[rng.IntN(len(values))]
	}
}

func randomWeight(rng *rand.Rand) int {
	return []int{1000, 1000, 2000, 500, 1, 1_000_000, 1 + rng.IntN(5000)}[rng.IntN(7)]
}

// insertAt is where c belongs in rising credits, or 0 if it is there already.
func insertAt(credits []int, c int) int {
	for i, have := range credits {
		if have == c {
			return 0
		}
		if have > c {
			return i
		}
	}
	return 0
}

func (m *model) values(q *modelQuestion) []string {
	if q.context {
		return []string{"one", "other"}
	}
	var values []string
	for i := range m.scales[q.scale] {
		values = append(values, fmt.Sprintf("v%d", i))
	}
	return values
}

func decimal(v, places int) string {
	s := fmt.Sprintf("%0*d", places+1, v)
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

func (m *model) rubricYAML() string {
	var b strings.Builder
	b.WriteString("format: aigap/rubric/v1\nid: random\nversion: 1.0.0\ntitle: Random\nlevels:\n")
	for i := range m.rungs {
		fmt.Fprintf(&b, "  - {title: L%d, meaning: m}\n", i+1)
	}
	b.WriteString("scales:\n  s0: [{value: one, label: o}, {value: other, label: p}]\n")
	for i, credits := range m.scales[1:] {
		fmt.Fprintf(&b, "  s%d:\n", i+1)
		for v, c := range credits {
			fmt.Fprintf(&b, "    - {value: v%d, label: l%d, credit: %s}\n", v, v, decimal(c, 4))
		}
	}
	b.WriteString("domains:\n")
	for i, d := range m.domains {
		fmt.Fprintf(&b, "  - id: RND-D%d\n    title: D\n    weight: %s\n    questions:\n", i, decimal(d.weight, 3))
		for _, q := range d.questions {
			fmt.Fprintf(&b, "      - id: %s\n        text: t\n        help: h\n        scale: s%d\n", q.code, q.scale)
			if len(q.about) > 0 {
				fmt.Fprintf(&b, "        principles: [%s]\n", strings.Join(q.about, ", "))
			}
			if q.pillar != "" {
				fmt.Fprintf(&b, "        pillar: %s\n", q.pillar)
			}
			if q.context {
				b.WriteString("        context: true\n")
			} else {
				fmt.Fprintf(&b, "        weight: %s\n        level: %d\n        anchors: {", decimal(q.weight, 3), q.level)
				for _, v := range m.values(q) {
					fmt.Fprintf(&b, "%s: a, ", v)
				}
				fmt.Fprintf(&b, "}\n        cites: [{resource: r, section: s, basis: derived, checked: none}]\n        gap: {action: a, effort: %s}\n", q.effort)
			}
			if len(q.after) > 0 {
				codes := make([]string, len(q.after))
				for i, before := range q.after {
					codes[i] = before.code
				}
				fmt.Fprintf(&b, "        after: [%s]\n", strings.Join(codes, ", "))
			}
			if len(q.when) > 0 {
				b.WriteString("        when:\n")
				for _, g := range q.when {
					fmt.Fprintf(&b, "          - {question: %s, in: [%s]}\n", g.question.code, strings.Join(g.in, ", "))
				}
			}
		}
	}
	return b.String()
}

func (m *model) answersYAML() string {
	var b strings.Builder
	b.WriteString("format: aigap/assessment/v1\nrubric: random@1.0.0\nanswers:\n")
	for _, d := range m.domains {
		for _, q := range d.questions {
			fmt.Fprintf(&b, "  %s: {answer: %s", q.code, q.answer)
			if q.answer == "not-applicable" {
				b.WriteString(", reason: r")
			}
			if q.proof {
				b.WriteString(", evidence: [{title: e}]")
			}
			b.WriteString("}\n")
		}
	}
	return b.String()
}

func (m *model) load(t testing.TB) *rubrics.Rubric {
	t.Helper()
	r, problems := rubrics.NewLibrary().Load("random.yaml", []byte(m.rubricYAML()))
	if r == nil {
		t.Fatalf("the random rubric is not valid: %v\n%s", problems, m.rubricYAML())
	}
	return r
}

func (m *model) score(t testing.TB, r *rubrics.Rubric) *Result {
	t.Helper()
	a, problems := Decode("answers.yaml", []byte(m.answersYAML()))
	if a == nil {
		t.Fatalf("the random answers are not valid: %v\n%s", problems, m.answersYAML())
	}
	if problems := Check(a, r); len(problems) > 0 {
		t.Fatal(problems)
	}
	return Score(r, a)
}
