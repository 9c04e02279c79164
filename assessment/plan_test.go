package assessment

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aigap/aigap/rubrics"
)

// planned is a rubric of one domain with one line for each question, as in
// "1 level 2 high after 3 4", all of which are answered with the lowest value;
// with "full" at its end with the highest, with "unknown" not.
func planned(t *testing.T, lines string) *Result {
	t.Helper()
	m := &model{scales: [][]int{nil, {0, 10_000}}, domains: []modelDomain{{weight: 1000}}}
	d := &m.domains[0]
	byNumber := map[string]*modelQuestion{}
	get := func(n string) *modelQuestion {
		if byNumber[n] == nil {
			byNumber[n] = &modelQuestion{code: "RND-Q-" + n, scale: 1, weight: 1000, answer: "v0"}
		}
		return byNumber[n]
	}
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		words := strings.Fields(line)
		q := get(words[0])
		fmt.Sscan(words[2], &q.level)
		q.effort = words[3]
		m.rungs = max(m.rungs, q.level)
		for _, word := range words[4:] {
			switch word {
			case "after":
			case "full":
				q.answer = "v1"
			case "unknown":
				q.answer = "unknown"
			default:
				q.after = append(q.after, get(word))
			}
		}
		d.questions = append(d.questions, q)
	}
	return m.score(t, m.load(t))
}

// brief is a plan in short: gaps by quarter, with the points of each.
func (p *Plan) brief() string {
	var b strings.Builder
	for i, q := range p.Quarters {
		fmt.Fprintf(&b, "Q%d", i+1)
		for _, g := range p.Gaps {
			if g.Starts == i+1 {
				fmt.Fprintf(&b, " %s", strings.TrimPrefix(g.Question.ID, "RND-Q-"))
				if g.Ends > g.Starts {
					fmt.Fprintf(&b, "-Q%d", g.Ends)
				}
			}
		}
		fmt.Fprintf(&b, " =%d L%d; ", q.Points, q.Expected.Level.V)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name, lines      string
		target, capacity int
		want             string
	}{
		{"fits one quarter", "1 level 1 low\n2 level 1 medium\n3 level 2 low", 0, 8, "Q1 1 2 =4 L1"},
		{"named level", "1 level 1 low\n2 level 1 medium\n3 level 2 low", 2, 8, "Q1 1 2 3 =5 L2"},
		{"what does not fit is passed over for what does", "1 level 1 low\n2 level 1 high\n3 level 1 medium", 0, 8, "Q1 1 3 =4 L0; Q2 2 =8 L1"},
		{"a prerequisite higher up comes along, first", "1 level 1 low after 3\n2 level 2 low\n3 level 3 low after 4\n4 level 2 low full", 0, 8, "Q1 3 1 =2 L1"},
		{"a prerequisite that is no gap ends the chain", "1 level 1 low after 2\n2 level 1 low full after 3\n3 level 2 high", 0, 8, "Q1 1 =1 L1"},
		{"in the same quarter or before", "1 level 1 low after 2\n2 level 1 high", 0, 8, "Q1 2 =8 L0; Q2 1 =1 L1"},
		{"larger than a quarter", "1 level 1 low\n2 level 1 high after 1\n3 level 1 low after 2\n4 level 1 medium", 0, 3,
			"Q1 1 =1 L0; Q2 4 =3 L0; Q3 2-Q5 =3 L0; Q4 =3 L0; Q5 =2 L0; Q6 3 =1 L1"},
		{"one point a quarter", "1 level 1 low\n2 level 1 medium", 0, 1, "Q1 1 =1 L0; Q2 2-Q4 =1 L0; Q3 =1 L0; Q4 =1 L1"},
		{"exactly full", "1 level 1 medium\n2 level 1 medium", 0, 3, "Q1 1 =3 L0; Q2 2 =3 L1"},
		{"unknown at full effort", "1 level 1 high unknown", 0, 8, "Q1 1 =8 L1"},
		{"at the top", "1 level 1 low full", 0, 8, ""},
		{"reached already", "1 level 1 low full\n2 level 2 low", 1, 8, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := planned(t, c.lines)
			if got := res.Plan(c.target, c.capacity).brief(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPlanTargets(t *testing.T) {
	if p := planned(t, "1 level 1 low full\n2 level 2 low").Plan(0, DefaultCapacity); p.Target != 2 || !p.Reaches() {
		t.Errorf("the target is %d, reached %v", p.Target, p.Reaches())
	}
	if p := planned(t, "1 level 1 low full").Plan(0, DefaultCapacity); p.Target != 0 || !p.Reaches() {
		t.Errorf("at the top the target is %d, reached %v", p.Target, p.Reaches())
	}
	m := &model{rungs: 1, scales: [][]int{nil, {0, 10_000}}, domains: []modelDomain{
		{1000, []*modelQuestion{{code: "RND-Q-01", scale: 1, weight: 1000, level: 1, effort: "low", answer: "not-applicable"}}}}}
	if p := m.score(t, m.load(t)).Plan(0, DefaultCapacity); p.Target != 0 || len(p.Gaps) > 0 || p.Reaches() {
		t.Errorf("without a level there is a plan: %+v", p)
	}
}

// applied is the result with the top value at some gaps.
func applied(res *Result, gaps []Planned) *Result {
	a := *res.Assessment
	a.Answers = maps.Clone(a.Answers)
	for _, g := range gaps {
		ans := a.Answers[g.Question.ID]
		ans.Value = g.Question.Scale.Top().Value
		a.Answers[g.Question.ID] = ans
	}
	return Score(res.Rubric, &a)
}

// Where context questions alone are gates, every plan reaches its target and
// nothing of it can be spared; capacity and order hold in any case.
func TestPlanLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	plans, chained, wide := 0, 0, 0
	for i := range 400 {
		scoredGates := i%4 == 0
		m := randomModel(rng, scoredGates)
		res := m.score(t, m.load(t))
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("case %d: %s\n%s\n%s", i, fmt.Sprintf(format, args...), m.rubricYAML(), m.answersYAML())
		}
		for target := 0; target <= m.rungs; target++ {
			p := res.Plan(target, 1+rng.IntN(20))
			if len(p.Gaps) == 0 {
				if o := res.Overall.Level; o.OK && o.V < m.rungs && target > o.V {
					fail("no plan for level %d from %d", target, o.V)
				}
				continue
			}
			plans++
			if why := p.broken(); why != "" {
				fail("%s: %s", why, p.brief())
			}
			last := p.Quarters[len(p.Quarters)-1].Expected
			if after := applied(res, p.Gaps).Overall; last != after {
				fail("the last quarter expects %+v, the whole plan applied gives %+v", last, after)
			}
			mid := (len(p.Quarters) + 1) / 2
			done := slices.DeleteFunc(slices.Clone(p.Gaps), func(g Planned) bool { return g.Ends > mid })
			if after := applied(res, done).Overall; p.Quarters[mid-1].Expected != after {
				fail("quarter %d expects %+v, applied it gives %+v", mid, p.Quarters[mid-1].Expected, after)
			}
			if scoredGates {
				continue
			}
			if !p.Reaches() || last.Level.V < p.Target {
				fail("level %d is not reached but %d", p.Target, last.Level.V)
			}
			// A smaller set that keeps the prerequisites of its gaps lacks some
			// gap with all that depends on it. With context gates a level never
			// falls when an answer gets better, so it is enough to try the
			// largest such sets.
			for _, without := range p.Gaps {
				rest := p.without(without.Question.ID)
				if len(rest) < len(p.Gaps)-1 {
					chained++
				}
				if after := applied(res, rest).Overall; after.Level.V >= p.Target {
					fail("level %d is reached without %s", p.Target, without.Question.ID)
				}
			}
			if slices.ContainsFunc(p.Gaps, func(g Planned) bool { return g.Question.Level > p.Target }) {
				wide++
			}
		}
	}
	if plans < 500 || chained < 100 || wide < 50 {
		t.Errorf("only %d plans, %d times a gap with dependants, %d plans with gaps above the target", plans, chained, wide)
	}
}

// without are the gaps of a plan but for one and all that depend on it.
func (p *Plan) without(code string) []Planned {
	gone := map[string]bool{code: true}
	for range p.Gaps { // as often as a chain can be long
		for _, g := range p.Gaps {
			if slices.ContainsFunc(g.After, func(before string) bool { return gone[before] }) {
				gone[g.Question.ID] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(p.Gaps), func(g Planned) bool { return gone[g.Question.ID] })
}

// broken says which rule of scheduling a plan breaks; "" if none. It works
// from starts and ends alone.
func (p *Plan) broken() string {
	isGap := map[string]bool{}
	for _, g := range p.Result.Gaps {
		isGap[g.Question.ID] = true
	}
	points := make([]int, len(p.Quarters))
	at := map[string]Planned{}
	for i, g := range p.Gaps {
		if _, twice := at[g.Question.ID]; twice {
			return g.Question.ID + " is planned twice"
		}
		if i > 0 && g.Starts < p.Gaps[i-1].Starts {
			return g.Question.ID + " stands after what begins later"
		}
		if g.Starts < 1 || g.Ends > len(p.Quarters) || g.Points != rubrics.EffortPoints(g.Question.Gap.Effort) || p.Result.Gaps[g.Number-1].Question != g.Question {
			return g.Question.ID + " is not what it says"
		}
		for _, code := range g.Question.After {
			before, scheduled := at[code]
			switch {
			case isGap[code] && !scheduled:
				return g.Question.ID + " comes before " + code
			case isGap[code] && (before.Ends > g.Starts || before.Ends > before.Starts && before.Ends == g.Starts):
				return g.Question.ID + " does not begin after the end of " + code
			case isGap[code] != slices.Contains(g.After, code):
				return g.Question.ID + " names the wrong prerequisites"
			}
		}
		at[g.Question.ID] = g
		if g.Starts == g.Ends {
			points[g.Starts-1] += g.Points
			continue
		}
		if g.Points <= p.Capacity || g.Ends-g.Starts+1 != (g.Points+p.Capacity-1)/p.Capacity {
			return g.Question.ID + " takes the wrong number of quarters"
		}
		for _, other := range p.Gaps {
			if other.Question != g.Question && other.Starts <= g.Ends && other.Ends >= g.Starts {
				return g.Question.ID + " does not have its quarters for itself"
			}
		}
	}
	for i, n := range points {
		if n > p.Capacity || p.Quarters[i].Points > p.Capacity || p.Quarters[i].Points < 1 || n > 0 && n != p.Quarters[i].Points {
			return fmt.Sprintf("quarter %d has %d points", i+1, p.Quarters[i].Points)
		}
		if i+1 < len(points) && n > 0 { // nothing of the next quarter had room in this one
			for _, g := range p.Gaps {
				if g.Starts != i+2 || n+g.Points > p.Capacity {
					continue
				}
				if !slices.ContainsFunc(g.After, func(code string) bool { return at[code].Starts > i+1 }) {
					return g.Question.ID + " would fit a quarter earlier"
				}
			}
		}
	}
	return ""
}

// A scored question as gate breaks the law: closing its gap opens a question
// that nobody has answered, and the plan says that it does not reach its level.
func TestScoredGateCanMissTheTarget(t *testing.T) {
	gate := &modelQuestion{code: "RND-Q-01", scale: 1, weight: 1000, level: 1, effort: "low", answer: "v0"}
	behind := &modelQuestion{code: "RND-Q-02", scale: 1, weight: 1000, level: 1, effort: "low", when: []modelGate{{gate, []string{"v1"}}}}
	m := &model{rungs: 1, scales: [][]int{nil, {0, 10_000}}, domains: []modelDomain{{1000, []*modelQuestion{gate, behind}}}}
	p := m.score(t, m.load(t)).Plan(0, DefaultCapacity)
	if len(p.Gaps) != 1 || p.Gaps[0].Question.ID != "RND-Q-01" || p.Reaches() {
		t.Errorf("%s reaches %v: the loophole is gone, and the note for it with it", p.brief(), p.Reaches())
	}
}
