package assessment

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

// Laws of the figures where context questions alone decide what is asked, and
// what becomes of them where a scored question does.

// figuresOf are the figures of the whole and of each domain.
func figuresOf(r *rubrics.Rubric, a *Assessment) []Figures {
	res := measure(r, a).res
	all := []Figures{res.Overall}
	for _, d := range res.Domains {
		all = append(all, d.Figures)
	}
	return all
}

// with is an assessment with one more answer.
func with(a *Assessment, code string, ans Answer) *Assessment {
	changed := *a
	changed.Answers = maps.Clone(a.Answers)
	changed.Answers[code] = ans
	return &changed
}

// outOfOrder reports figures that break evidenced ≤ score ≤ potential.
func outOfOrder(f Figures) bool {
	return f.Score.OK != f.Level.OK || f.Evidenced.V < 0 || f.Evidenced.V > f.Score.V || f.Score.V > f.Potential.V || f.Potential.V > 100 ||
		f.EvidencedLevel.V < 0 || f.EvidencedLevel.V > f.Level.V || f.Level.V > f.PotentialLevel.V
}

// outside reports figures beyond a range that held before. What is null lies
// beyond no range.
func outside(f, of Figures) bool {
	return f.Score.OK && (f.Score.V < of.Score.V || f.Potential.V > of.Potential.V || f.Level.V < of.Level.V || f.PotentialLevel.V > of.PotentialLevel.V)
}

// lower names the figures that sank.
func lower(before, after Figures) []string {
	var sank []string
	say := func(name string, is bool) {
		if is {
			sank = append(sank, name)
		}
	}
	say("score", after.Score.V < before.Score.V)
	say("evidenced", after.Evidenced.V < before.Evidenced.V)
	say("potential", after.Potential.V < before.Potential.V)
	say("level", after.Level.V < before.Level.V)
	say("evidenced level", after.EvidencedLevel.V < before.EvidencedLevel.V)
	say("potential level", after.PotentialLevel.V < before.PotentialLevel.V)
	return sank
}

// The order holds whatever the gates are: it holds term by term.
func TestLawOfOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	for i := range 300 {
		m := randomModel(rng, i%2 == 0)
		r := m.load(t)
		for range 5 {
			m.answerAnew(rng)
			for j, f := range figuresOf(r, m.assessment(r)) {
				if outOfOrder(f) {
					t.Fatalf("case %d, figures %d: %+v\n%s\n%s", i, j, f, m.rubricYAML(), m.answersYAML())
				}
			}
		}
	}
}

func (m *model) answerAnew(rng *rand.Rand) {
	for _, d := range m.domains {
		for _, q := range d.questions {
			m.randomAnswer(rng, q)
		}
	}
}

// A higher value lowers nothing, neither of its domain nor of the whole.
func TestLawOfBetterAnswers(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 2))
	for i := range 150 {
		m := randomModel(rng, false)
		r := m.load(t)
		a := m.assessment(r)
		before := figuresOf(r, a)
		for _, q := range r.Questions() {
			at := slices.IndexFunc(q.Scale.Values, func(v rubrics.Value) bool { return v.Value == a.Answers[q.ID].Value })
			if q.Context || at < 0 {
				continue
			}
			for _, v := range q.Scale.Values[at+1:] {
				ans := a.Answers[q.ID]
				ans.Value = v.Value
				for j, after := range figuresOf(r, with(a, q.ID, ans)) {
					if sank := lower(before[j], after); sank != nil {
						t.Fatalf("case %d: %s as %s lowers %v of figures %d: %+v to %+v\n%s\n%s", i, q.ID, v.Value, sank, j, before[j], after, m.rubricYAML(), m.answersYAML())
					}
				}
			}
		}
	}
}

// undetermined are the questions that could still turn out not to be asked:
// they are not hidden, and a line of theirs names a question that is not known
// or could itself turn out not to be asked.
func undetermined(r *rubrics.Rubric, a *Assessment) map[string]bool {
	states := StatesOf(r, a)
	open := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for _, q := range r.Questions() {
			for _, g := range q.When {
				gate := states[g.Question]
				if !open[q.ID] && states[q.ID] != Hidden && (gate == Unknown || gate == Unanswered || open[g.Question]) {
					open[q.ID], changed = true, true
				}
			}
		}
	}
	return open
}

// answeredBehind reports a scored answer that counts today and could turn out
// not to be asked for.
func answeredBehind(r *rubrics.Rubric, a *Assessment) bool {
	states := StatesOf(r, a)
	for code := range undetermined(r, a) {
		if states[code] == Known && !r.Question(code).Context {
			return true
		}
	}
	return false
}

// possible is every answer that settles a question.
func possible(q *rubrics.Question) []string {
	values := []string{rubrics.NotApplicable}
	for _, v := range q.Scale.Values {
		values = append(values, v.Value)
	}
	return values
}

// An answer to an unknown scored question never widens a range: the new one
// lies within the old one. The same holds of a context question, if no known
// answer stands behind an undetermined gate: see TestAnsweringAGateCanWiden.
func TestLawOfAnswering(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 3))
	scored, context := 0, 0
	for i := range 150 {
		m := randomModel(rng, false)
		r := m.load(t)
		for range 2 {
			m.answerAnew(rng)
			a := m.assessment(r)
			before, states, behind := figuresOf(r, a), StatesOf(r, a), answeredBehind(r, a)
			for _, q := range r.Questions() {
				if s := states[q.ID]; s != Unknown && s != Unanswered || q.Context && behind {
					continue
				}
				if q.Context {
					context++
				} else {
					scored++
				}
				for _, v := range possible(q) {
					for j, after := range figuresOf(r, with(a, q.ID, Answer{Value: v, Reason: "r"})) {
						if outside(after, before[j]) {
							t.Fatalf("case %d: %s as %s widens figures %d: %+v to %+v\n%s\n%s", i, q.ID, v, j, before[j], after, m.rubricYAML(), m.answersYAML())
						}
					}
				}
			}
		}
	}
	if scored < 300 || context < 20 {
		t.Errorf("only %d scored and %d context questions were answered", scored, context)
	}
}

// extremes are the least score and level and the greatest potential and
// potential level that any completion of the answers gives, of the whole and of
// each domain. With allAsked some completion asks everything that is counted
// today; ok is false where there are more than limit completions.
func extremes(r *rubrics.Rubric, a *Assessment, limit int) (ends []Figures, completions int, allAsked, ok bool) {
	states := StatesOf(r, a)
	var open []*rubrics.Question
	n := 1
	for _, q := range r.Questions() {
		if s := states[q.ID]; s == Unknown || s == Unanswered {
			open = append(open, q)
			if n *= len(possible(q)); n > limit {
				return nil, n, false, false
			}
		}
	}
	changed := *a
	changed.Answers = maps.Clone(a.Answers)
	var try func(int)
	try = func(i int) {
		if i < len(open) {
			for _, v := range possible(open[i]) {
				changed.Answers[open[i].ID] = Answer{Value: v, Reason: "r"}
				try(i + 1)
			}
			return
		}
		now := StatesOf(r, &changed)
		asked := true
		for _, q := range r.Questions() {
			asked = asked && (q.Context || !states[q.ID].Applicable() || now[q.ID] != Hidden)
		}
		allAsked = allAsked || asked
		for j, f := range figuresOf(r, &changed) {
			if j == len(ends) {
				ends = append(ends, Figures{})
			}
			if !f.Score.OK {
				continue // a completion in which nothing is applicable has no figure
			}
			l := &ends[j]
			if !l.Score.OK {
				*l = f
				continue
			}
			l.Score.V, l.Potential.V = min(l.Score.V, f.Score.V), max(l.Potential.V, f.Potential.V)
			l.Level.V, l.PotentialLevel.V = min(l.Level.V, f.Level.V), max(l.PotentialLevel.V, f.PotentialLevel.V)
		}
	}
	try(0)
	return ends, n, allAsked, true
}

// settle answers most questions, so that the completions can be counted, and
// unanswers what stands behind an undetermined gate.
func settle(rng *rand.Rand, r *rubrics.Rubric, a *Assessment) {
	states := StatesOf(r, a)
	left := 3
	for _, i := range rng.Perm(len(r.Questions())) {
		q := r.Questions()[i]
		if s := states[q.ID]; s != Unknown && s != Unanswered {
			continue
		}
		if left--; left < 0 {
			a.Answers[q.ID] = Answer{Value: q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value}
		}
	}
	for code := range undetermined(r, a) {
		if q := r.Question(code); !q.Context {
			a.Answers[code] = Answer{}
		}
	}
}

// Where no known answer stands behind an undetermined gate, no completion lies
// outside of the range from score to potential, of levels as well; and the ends
// are the true least and greatest, if some completion asks everything that is
// counted today. Without that they need not be: see
// TestRangeIsWideWhereGatesExclude.
func TestLawOfRange(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 4))
	compared, exact, gated := 0, 0, 0
	for i := 0; compared < 200; i++ {
		m := randomModel(rng, false)
		r := m.load(t)
		for range 4 {
			m.answerAnew(rng)
			a := m.assessment(r)
			settle(rng, r, a)
			if answeredBehind(r, a) {
				t.Fatalf("case %d is not settled", i)
			}
			ends, n, allAsked, ok := extremes(r, a, 600)
			if !ok || n == 1 {
				continue
			}
			compared++
			if len(undetermined(r, a)) > 0 {
				gated++
			}
			for j, f := range figuresOf(r, a) {
				really := ends[j]
				if outside(really, f) {
					t.Fatalf("case %d: a completion lies outside of figures %d: %+v, ends %+v\n%s\n%s", i, j, f, really, m.rubricYAML(), Encode(a, r))
				}
				if !allAsked {
					continue
				}
				exact++
				if really.Score != f.Score || really.Potential != f.Potential || really.Level != f.Level || really.PotentialLevel != f.PotentialLevel {
					t.Fatalf("case %d: the ends of figures %d are %+v, by all completions %+v\n%s\n%s", i, j, f, really, m.rubricYAML(), Encode(a, r))
				}
			}
		}
	}
	if exact < 400 || gated < 20 {
		t.Errorf("only %d figures were compared exactly, only %d cases had an undetermined gate", exact, gated)
	}
}

// small is a rubric of one domain with the scale 0, 0.5, 1, and a context
// question first.
func small(rungs int, questions ...*modelQuestion) *model {
	return &model{rungs: rungs, scales: [][]int{nil, {0, 5000, 10_000}}, domains: []modelDomain{{1000, questions}}}
}

func contextQuestion(code, answer string) *modelQuestion {
	return &modelQuestion{code: code, context: true, answer: answer}
}

func scoredQuestion(code string, weight, level int, answer string, when ...modelGate) *modelQuestion {
	return &modelQuestion{code: code, scale: 1, weight: 1000 * weight, level: level, effort: "low", answer: answer, proof: true, when: when}
}

func overall(t *testing.T, m *model) Figures {
	t.Helper()
	r := m.load(t)
	return measure(r, m.assessment(r)).res.Overall
}

// Two questions of which a country can only ever be asked one, and the question
// about the country is not answered: both count as unknown, so that the range is
// right and wider than what can come.
func TestRangeIsWideWhereGatesExclude(t *testing.T) {
	gate := contextQuestion("RND-Q-01", "")
	m := small(1, gate,
		scoredQuestion("RND-Q-02", 1, 1, "v2"),
		scoredQuestion("RND-Q-03", 1, 1, "", modelGate{gate, []string{"one"}}),
		scoredQuestion("RND-Q-04", 1, 1, "", modelGate{gate, []string{"other"}}))
	r := m.load(t)
	a := m.assessment(r)
	ends, _, allAsked, _ := extremes(r, a, 1000)
	f := measure(r, a).res.Overall
	if allAsked || f.Score.V != 33.3333 || ends[0].Score.V != 50 {
		t.Errorf("the range begins at %v, and at %v by all completions (all asked in one: %v): want 33.3333, 50, false", f.Score.V, ends[0].Score.V, allAsked)
	}
}

// Known answers behind a question about the country that is not answered: they
// count today, and the answer that hides them can move both ends.
func TestAnsweringAGateCanWiden(t *testing.T) {
	gate := contextQuestion("RND-Q-01", "unknown")
	m := small(1, gate,
		scoredQuestion("RND-Q-02", 1, 1, "unknown"),
		scoredQuestion("RND-Q-03", 1, 1, "v2", modelGate{gate, []string{"one"}}))
	before := overall(t, m)
	gate.answer = "other"
	after := overall(t, m)
	if got, want := fmt.Sprint(before.Score.V, before.Potential.V, after.Score.V, after.Potential.V), "50 100 0 100"; got != want {
		t.Errorf("the range goes from and to %s, want %s", got, want)
	}
}

// With a scored question as gate three of the laws fail. That of order does
// not, and neither does the range fail to hold every completion, as long as no
// known answer stands behind an undetermined gate.
func TestLawsThatScoredGatesBreak(t *testing.T) {
	t.Run("a better answer lowers everything", func(t *testing.T) {
		gate := scoredQuestion("RND-Q-01", 1, 2, "v1")
		m := small(2, gate, scoredQuestion("RND-Q-02", 1, 1, "v2"),
			scoredQuestion("RND-Q-03", 3, 1, "v0", modelGate{gate, []string{"v2"}}))
		before := overall(t, m)
		gate.answer = "v2"
		want := []string{"score", "evidenced", "potential", "level", "evidenced level", "potential level"}
		if diff := cmp.Diff(want, lower(before, overall(t, m))); diff != "" {
			t.Errorf("what sinks (-want +got):\n%s", diff)
		}
	})
	t.Run("the ends of the range are not reached", func(t *testing.T) {
		gate := scoredQuestion("RND-Q-01", 1, 1, "unknown")
		m := small(1, gate, scoredQuestion("RND-Q-02", 1, 1, "v0"),
			scoredQuestion("RND-Q-03", 1, 1, "unknown", modelGate{gate, []string{"v0"}}))
		r := m.load(t)
		a := m.assessment(r)
		ends, _, _, _ := extremes(r, a, 1000)
		if f := measure(r, a).res.Overall; f.Potential.V != 66.6667 || ends[0].Potential.V != 50 {
			t.Errorf("the range ends at %v, and at %v by all completions: want 66.6667 and 50", f.Potential.V, ends[0].Potential.V)
		}
		gate.when, m.domains[0].questions[2].when[0].in = nil, []string{"v2"}
		m.domains[0].questions[1].answer = "v2"
		r = m.load(t)
		a = m.assessment(r)
		ends, _, _, _ = extremes(r, a, 1000)
		if f := measure(r, a).res.Overall; f.Score.V != 33.3333 || ends[0].Score.V != 50 {
			t.Errorf("the range begins at %v, and at %v by all completions: want 33.3333 and 50", f.Score.V, ends[0].Score.V)
		}
	})
	t.Run("an answer to an unknown widens the range", func(t *testing.T) {
		gate := scoredQuestion("RND-Q-01", 1, 1, "unknown")
		m := small(1, gate, scoredQuestion("RND-Q-02", 1, 1, "unknown"),
			scoredQuestion("RND-Q-03", 2, 1, "v2", modelGate{gate, []string{"v2"}}))
		before := overall(t, m)
		gate.answer = "v0"
		after := overall(t, m)
		if got, want := fmt.Sprint(before.Score.V, before.Potential.V, after.Score.V, after.Potential.V), "50 100 0 50"; got != want {
			t.Errorf("the range goes from and to %s, want %s", got, want)
		}
	})
}

// No completion lies outside of the range even with scored gates, unless a
// known answer stands behind an undetermined one.
func TestRangeHoldsWithScoredGates(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 5))
	for compared := 0; compared < 100; {
		m := randomModel(rng, true)
		r := m.load(t)
		m.answerAnew(rng)
		a := m.assessment(r)
		settle(rng, r, a)
		if answeredBehind(r, a) {
			continue
		}
		ends, n, _, ok := extremes(r, a, 600)
		if !ok || n == 1 {
			continue
		}
		compared++
		for j, f := range figuresOf(r, a) {
			if outside(ends[j], f) {
				t.Fatalf("a completion lies outside of figures %d: %+v, ends %+v\n%s\n%s", j, f, ends[j], m.rubricYAML(), Encode(a, r))
			}
		}
	}
}

// A score that lies 5·10⁻¹⁴ below a half of its last decimal, which floats and a
// tolerance for them take for the half: 74.950049999999… is 74.95.
func TestFiguresAreExact(t *testing.T) {
	m := &model{rungs: 1, scales: [][]int{nil, {0, 2500, 7500, 10_000}}, domains: []modelDomain{
		{1_000_000, []*modelQuestion{scoredQuestion("RND-Q-01", 1000, 1, "v2"), scoredQuestion("RND-Q-02", 1, 1, "v1")}},
		{1, []*modelQuestion{scoredQuestion("RND-Q-03", 1, 1, "v2")}},
	}}
	if diff := cmp.Diff(m.oracle(), written(m.score(t, m.load(t)))); diff != "" {
		t.Errorf("(-oracle +score):\n%s", diff)
	}
}
