package assessment_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
)

// What somebody else would write to check our figures: a small program that
// knows the published rules and the JSON of `explain`, and no rubric. It reads
// from the JSON what was asked and answered, and none of the figures.

type explained struct {
	Rules struct {
		LeastCompleteness json.Number            `json:"least_completeness"`
		MostNotApplicable json.Number            `json:"most_not_applicable"`
		EffortPoints      map[string]json.Number `json:"effort_points"`
	} `json:"rules"`
	Levels []string `json:"levels"`
	Scales []struct {
		Name   string `json:"name"`
		Values []struct {
			Value  string       `json:"value"`
			Credit *json.Number `json:"credit"`
		} `json:"values"`
	} `json:"scales"`
	Domains []struct {
		ID     string      `json:"id"`
		Weight json.Number `json:"weight"`
	} `json:"domains"`
	Questions []*asked `json:"questions"`

	byCode map[string]*asked
}

type asked struct {
	Code       string      `json:"code"`
	Domain     string      `json:"domain"`
	Context    bool        `json:"context"`
	Scale      string      `json:"scale"`
	Weight     json.Number `json:"weight"`
	Level      int         `json:"level"`
	Effort     string      `json:"effort"`
	Principles []string    `json:"principles"`
	Pillar     string      `json:"pillar"`
	When       []struct {
		Question string   `json:"question"`
		In       []string `json:"in"`
	} `json:"when"`
	Answer   string `json:"answer"`
	Evidence int    `json:"evidence"`

	// Worked out once:
	state  string
	weight *big.Rat // of a scored question
	counts *counted // of an applicable one
}

// parse reads the JSON and works out the state of each question.
func parse(src []byte) (*explained, error) {
	e := &explained{byCode: map[string]*asked{}}
	if err := json.Unmarshal(src, e); err != nil {
		return nil, err
	}
	for _, q := range e.Questions {
		e.byCode[q.Code] = q
		if !q.Context {
			q.weight = number(q.Weight)
		}
	}
	e.settle()
	return e, nil
}

// settle works out the state of each question and what it counts.
func (e *explained) settle() {
	for _, q := range e.Questions {
		q.state = e.state(q)
		if q.Context {
			continue
		}
		zero := new(big.Rat)
		switch q.state {
		case "known":
			c := e.credit(q)
			q.counts = &counted{q, true, c, zero, c}
			if q.Evidence > 0 {
				q.counts.evidenced = c
			}
		case "unknown", "unanswered":
			q.counts = &counted{q, false, zero, zero, one}
		}
	}
}

func number(n json.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		panic("not a number: " + n.String())
	}
	return r
}

var one = big.NewRat(1, 1)

func (e *explained) state(q *asked) string {
	if q.state != "" {
		return q.state
	}
	for _, line := range q.When {
		gate := e.byCode[line.Question]
		switch e.state(gate) {
		case "hidden", "not-applicable":
			return "hidden"
		case "known":
			if !slices.Contains(line.In, gate.Answer) {
				return "hidden"
			}
		}
	}
	switch q.Answer {
	case "":
		return "unanswered"
	case "unknown", "not-applicable":
		return q.Answer
	}
	return "known"
}

// credit is what the answer of a known question is worth.
func (e *explained) credit(q *asked) *big.Rat {
	for _, s := range e.Scales {
		for _, v := range s.Values {
			if s.Name == q.Scale && v.Value == q.Answer {
				return number(*v.Credit)
			}
		}
	}
	panic("no credit for " + q.Code)
}

// counted is an applicable question in the three ways of counting it.
type counted struct {
	*asked
	known                       bool
	score, evidenced, potential *big.Rat
}

func (e *explained) applicable(take func(*asked) bool) (all []counted, notApplicable int) {
	for _, q := range e.Questions {
		if q.Context || !take(q) {
			continue
		}
		if q.state == "not-applicable" {
			notApplicable++
		}
		if q.counts != nil {
			all = append(all, *q.counts)
		}
	}
	return all, notApplicable
}

var ways = []func(counted) *big.Rat{
	func(c counted) *big.Rat { return c.score },
	func(c counted) *big.Rat { return c.evidenced },
	func(c counted) *big.Rat { return c.potential },
}

func weights(all []counted) *big.Rat {
	sum := new(big.Rat)
	for _, c := range all {
		sum.Add(sum, c.weight)
	}
	return sum
}

// mean is 100 · Σ w·c / Σ w, or nil.
func mean(all []counted, way func(counted) *big.Rat) *big.Rat {
	if len(all) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, c := range all {
		sum.Add(sum, new(big.Rat).Mul(c.weight, way(c)))
	}
	return sum.Mul(sum, big.NewRat(100, 1)).Quo(sum, weights(all))
}

// level is -1 where there is none.
func (e *explained) level(all []counted, way func(counted) *big.Rat) int {
	if len(all) == 0 {
		return -1
	}
	for l := 1; l <= len(e.Levels); l++ {
		for _, c := range all {
			if c.Level == l && way(c).Cmp(one) < 0 {
				return l - 1
			}
		}
	}
	return len(e.Levels)
}

func printed(r *big.Rat) string {
	if r == nil {
		return "null"
	}
	return r.FloatString(4)
}

func rung(l int) string {
	if l < 0 {
		return "null"
	}
	return fmt.Sprint(l)
}

func completeness(all []counted) *big.Rat {
	if len(all) == 0 {
		return one
	}
	known := 0
	for _, c := range all {
		if c.known {
			known++
		}
	}
	return big.NewRat(int64(known), int64(len(all)))
}

// recompute writes down every figure of a score.
func (e *explained) recompute() string {
	var b strings.Builder
	domains := make([][]counted, len(e.Domains))
	whole := ""
	var sumW *big.Rat
	overall, lowest := make([]*big.Rat, 3), []int{-1, -1, -1}
	for i, d := range e.Domains {
		all, notApplicable := e.applicable(func(q *asked) bool { return q.Domain == d.ID })
		domains[i] = all
		fmt.Fprintf(&b, "%s:", d.ID)
		for k, way := range ways {
			s, l := mean(all, way), e.level(all, way)
			fmt.Fprintf(&b, " %s %s", printed(s), rung(l))
			if len(all) == 0 {
				continue
			}
			if overall[k] == nil {
				overall[k] = new(big.Rat)
			}
			overall[k].Add(overall[k], s.Mul(s, number(d.Weight)))
			if lowest[k] < 0 || l < lowest[k] {
				lowest[k] = l
			}
		}
		fmt.Fprintf(&b, " complete %s\n", printed(completeness(all)))
		if len(all) > 0 {
			if sumW == nil {
				sumW = new(big.Rat)
			}
			sumW.Add(sumW, number(d.Weight))
		} else if notApplicable > 0 {
			whole += "the whole domain " + d.ID + " is answered not-applicable\n"
		}
	}
	b.WriteString("overall:")
	for k := range ways {
		if overall[k] != nil {
			overall[k].Quo(overall[k], sumW)
		}
		fmt.Fprintf(&b, " %s %s", printed(overall[k]), rung(lowest[k]))
	}
	all, notApplicable := e.applicable(func(*asked) bool { return true })
	complete := completeness(all)
	fmt.Fprintf(&b, " complete %s\n", printed(complete))
	if complete.Cmp(number(e.Rules.LeastCompleteness)) < 0 {
		b.WriteString("not complete\n")
	}
	if n := len(all) + notApplicable; n > 0 && big.NewRat(int64(notApplicable), int64(n)).Cmp(number(e.Rules.MostNotApplicable)) > 0 {
		fmt.Fprintf(&b, "%d of %d not applicable\n", notApplicable, n)
	}
	b.WriteString(whole)
	e.lenses(&b)
	e.gaps(&b, domains, sumW, lowest[0])
	return b.String()
}

func (e *explained) lenses(b *strings.Builder) {
	lens := func(name string, named func(*asked) bool) {
		if !slices.ContainsFunc(e.Questions, func(q *asked) bool { return !q.Context && named(q) }) {
			return
		}
		all, _ := e.applicable(named)
		fmt.Fprintf(b, "%s: %s %s %s complete %s\n", name, printed(mean(all, ways[0])), printed(mean(all, ways[1])), printed(mean(all, ways[2])), printed(completeness(all)))
	}
	for _, p := range []string{"autonomy", "well-being", "transparency", "accountability", "equity", "sustainability"} {
		lens(p, func(q *asked) bool { return slices.Contains(q.Principles, p) })
	}
	for _, p := range []string{"governance", "knowledge", "implementation"} {
		lens(p, func(q *asked) bool { return q.Pillar == p })
	}
}

func (e *explained) gaps(b *strings.Builder, domains [][]counted, sumW *big.Rat, lowest int) {
	type gap struct {
		line      string
		priority  int
		perEffort *big.Rat
	}
	var gaps []gap
	for i, all := range domains {
		at := e.level(all, ways[0])
		for _, c := range all {
			if c.score.Cmp(one) == 0 {
				continue
			}
			priority := min(c.Level-at, 3)
			if priority == 1 && at == lowest {
				priority = 0
			}
			gain := new(big.Rat).Quo(number(e.Domains[i].Weight), sumW)
			gain.Mul(gain, new(big.Rat).Quo(c.weight, weights(all)))
			gain.Mul(gain, new(big.Rat).Sub(one, c.score)).Mul(gain, big.NewRat(100, 1))
			kind := "close"
			if !c.known {
				kind = "establish"
			}
			per, _ := new(big.Rat).SetString(new(big.Rat).Quo(gain, number(e.Rules.EffortPoints[c.Effort])).FloatString(6))
			gaps = append(gaps, gap{fmt.Sprintf("%s %s %s %s", c.Code, []string{"critical", "high", "medium", "low"}[priority], kind, gain.FloatString(4)), priority, per})
		}
	}
	sort.SliceStable(gaps, func(i, j int) bool {
		if gaps[i].priority != gaps[j].priority {
			return gaps[i].priority < gaps[j].priority
		}
		return gaps[i].perEffort.Cmp(gaps[j].perEffort) > 0
	})
	for _, g := range gaps {
		fmt.Fprintln(b, g.line)
	}
}

// claimed puts what the program computed in the words of recompute.
func claimed(res *assessment.Result) string {
	var b strings.Builder
	score := func(m assessment.Maybe[float64]) string {
		if !m.OK {
			return "null"
		}
		return fmt.Sprintf("%.4f", m.V)
	}
	level := func(m assessment.Maybe[int]) string {
		if !m.OK {
			return "null"
		}
		return fmt.Sprint(m.V)
	}
	figures := func(name string, f assessment.Figures) {
		fmt.Fprintf(&b, "%s: %s %s %s %s %s %s complete %.4f\n", name, score(f.Score), level(f.Level), score(f.Evidenced), level(f.EvidencedLevel),
			score(f.Potential), level(f.PotentialLevel), f.Completeness)
	}
	for _, d := range res.Domains {
		figures(d.Domain.ID, d.Figures)
	}
	figures("overall", res.Overall)
	for _, why := range res.Provisional {
		var n, of int
		switch {
		case strings.HasPrefix(why, "completeness"):
			why = "not complete"
		case strings.Contains(why, "more than a fifth"):
			fmt.Sscanf(why, "%d of the %d", &n, &of)
			why = fmt.Sprintf("%d of %d not applicable", n, of)
		}
		b.WriteString(why + "\n")
	}
	for _, l := range append(slices.Clone(res.Principles), res.Pillars...) {
		fmt.Fprintf(&b, "%s: %s %s %s complete %.4f\n", l.Name, score(l.Score), score(l.Evidenced), score(l.Potential), l.Completeness)
	}
	for _, g := range res.Gaps {
		fmt.Fprintf(&b, "%s %s %s %.4f\n", g.Question.ID, g.Priority, g.Kind, g.Gain)
	}
	return b.String()
}

// explainedJSON is the JSON of an assessment's explanation.
func explainedJSON(t testing.TB, res *assessment.Result) []byte {
	t.Helper()
	e, err := report.NewExplanation("answers.yaml", res, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := e.Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The JSON of explain is enough to compute every figure of a score anew: ten
// thousand assessments.
func TestExplanationIsEnough(t *testing.T) {
	const parts, each = 10, 25
	rubrics := 40
	if testing.Short() {
		rubrics = 4
	}
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(11, uint64(part)))
			most := 5 // questions; large rubrics are slow, and a part of them is enough
			if part == 0 {
				most = 30
			}
			for i := range rubrics {
				for k, res := range assessment.RandomResults(t, rng, i%2 == 0, most, each) {
					src := explainedJSON(t, res)
					e, err := parse(src)
					if err != nil {
						t.Fatal(err)
					}
					if got, want := e.recompute(), claimed(res); got != want {
						t.Fatalf("rubric %d (-recomputed from JSON +scored):\n%s\n%s", i, cmp.Diff(got, want), src)
					}
					if k > 0 {
						continue // slow: one for each rubric
					}
					if err := agrees(src, e); err != nil {
						t.Fatalf("rubric %d: %v\n%s", i, err, src)
					}
				}
			}
		})
	}
}

// derived is what explain says on top of what it was computed from.
type derived struct {
	Questions []struct {
		Code     string       `json:"code"`
		State    string       `json:"state"`
		HiddenBy []string     `json:"hidden_by"`
		Credit   *json.Number `json:"credit"`
		StepUp   *struct {
			Next, Top step
		} `json:"step_up"`
		Gap *struct {
			Place int `json:"place"`
		} `json:"gap"`
	} `json:"questions"`
	Gaps []string `json:"gaps"`
}

type step struct {
	Value           string
	Domain, Overall struct {
		Score json.Number
		Level int
	}
}

// agrees checks states, credits, places and steps up. A step is taken by
// changing the answer and computing everything again.
func agrees(src []byte, e *explained) error {
	var d derived
	if err := json.Unmarshal(src, &d); err != nil {
		return err
	}
	for i, q := range d.Questions {
		own := e.Questions[i]
		if q.State != own.state || (q.State == "hidden") != (len(q.HiddenBy) > 0) {
			return fmt.Errorf("%s is %s, by its lines %s", q.Code, q.State, own.state)
		}
		if (q.Credit != nil) != (!own.Context && slices.Contains([]string{"known", "unknown", "unanswered"}, own.state)) {
			return fmt.Errorf("%s has the credit %v", q.Code, q.Credit)
		}
		if (q.Gap != nil) != (q.StepUp != nil) {
			return fmt.Errorf("%s has a gap or a step up, and not both", q.Code)
		}
		if q.Gap == nil {
			continue
		}
		if d.Gaps[q.Gap.Place-1] != q.Code {
			return fmt.Errorf("%s is not the gap number %d", q.Code, q.Gap.Place)
		}
		for _, s := range []step{q.StepUp.Next, q.StepUp.Top} {
			if err := e.takes(own, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *explained) takes(q *asked, s step) error {
	changed := &explained{Rules: e.Rules, Levels: e.Levels, Scales: e.Scales, Domains: e.Domains, byCode: map[string]*asked{}}
	for _, other := range e.Questions {
		other := *other
		other.state, other.counts = "", nil
		if other.Code == q.Code {
			other.Answer = s.Value
		}
		changed.Questions = append(changed.Questions, &other)
		changed.byCode[other.Code] = &other
	}
	changed.settle()
	got := changed.recompute()
	for name, after := range map[string]struct {
		Score json.Number
		Level int
	}{q.Domain: s.Domain, "overall": s.Overall} {
		if want := fmt.Sprintf("%s: %s %d ", name, number(after.Score).FloatString(4), after.Level); !strings.Contains(got, want) {
			return fmt.Errorf("%s as %s should give %q; recomputed:\n%s", q.Code, s.Value, want, got)
		}
	}
	return nil
}
