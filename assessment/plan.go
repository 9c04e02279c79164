package assessment

import (
	"maps"
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// DefaultCapacity is the effort points that a quarter of a plan has room for
// where nothing else is said.
const DefaultCapacity = 8

// Plan is a way to a level of the ladder, quarter by quarter: which gaps are
// closed when, and what the result becomes by it.
type Plan struct {
	Result   *Result   // of today
	Target   int       // the level to reach; 0 if none was named and there is none above today's
	Capacity int       // effort points in a quarter, at least 1
	Gaps     []Planned // in the order in which they are begun; empty if there is nothing to plan
	Quarters []Quarter // from the first
}

// Planned is a gap with its place in a plan. One to establish is planned at its
// full effort, as if it turned out to be open.
type Planned struct {
	Gap
	Number       int      // its place in the order of the result's gaps, from 1
	Points       int      // of effort
	Starts, Ends int      // quarters, from 1; the same but for a gap that is larger than a quarter
	After        []string // codes of the gaps of the plan to close before it
}

// Quarter is one quarter of a plan.
type Quarter struct {
	Points   int       // of effort that are spent in it, at most the capacity
	Closes   []Planned // gaps that are finished in it, in the order of the plan
	Expected Figures   // at its end
}

// Plan finds the way to a target level, 1 to the top of the ladder; 0 is the
// one above today's. There is nothing to plan if it is reached already, and
// where there is no level. Capacity is at least 1.
//
// What is planned is every gap on the rungs up to the target, and every gap
// that they come after. Where context questions alone decide what is asked,
// that is enough to reach the target, and nothing of it can be spared; see
// Reaches for where they do not.
func (res *Result) Plan(target, capacity int) *Plan {
	p := &Plan{Result: res, Target: target, Capacity: capacity}
	level := res.Overall.Level
	if target == 0 && level.OK && level.V < len(res.Rubric.Levels) {
		p.Target = level.V + 1
	}
	if !level.OK || p.Target <= level.V {
		return p
	}
	p.schedule(p.needed())
	p.expect()
	return p
}

// Reaches reports whether the plan ends at its target or above. It may not
// where a scored question decides what is asked: closing its gap can open
// questions that nobody has answered.
func (p *Plan) Reaches() bool {
	level := p.Result.Overall.Level
	if n := len(p.Quarters); n > 0 {
		level = p.Quarters[n-1].Expected.Level
	}
	return level.OK && level.V >= p.Target
}

// needed are the gaps on the rungs up to the target, and all gaps that they
// come after, in the order of the result. A prerequisite that is no gap ends
// the chain.
func (p *Plan) needed() []Planned {
	gaps := map[string]*rubrics.Question{}
	for _, g := range p.Result.Gaps {
		gaps[g.Question.ID] = g.Question
	}
	needed := map[string]bool{}
	var need func(q *rubrics.Question)
	need = func(q *rubrics.Question) {
		if needed[q.ID] {
			return
		}
		needed[q.ID] = true
		for _, code := range q.After {
			if before := gaps[code]; before != nil {
				need(before)
			}
		}
	}
	for _, g := range p.Result.Gaps {
		if g.Question.Level <= p.Target {
			need(g.Question)
		}
	}
	var all []Planned
	for i, g := range p.Result.Gaps {
		if !needed[g.Question.ID] {
			continue
		}
		one := Planned{Gap: g, Number: i + 1, Points: rubrics.EffortPoints(g.Question.Gap.Effort)}
		for _, code := range g.Question.After {
			if needed[code] {
				one.After = append(one.After, code)
			}
		}
		all = append(all, one)
	}
	return all
}

// schedule fills one quarter after another: at each step with the first gap
// that is ready, which is that all before it are scheduled, and still fits. A
// gap that is larger than a whole quarter fits into an empty one, takes as many
// as it needs and leaves nothing of them over. A checked rubric has no cycle of
// prerequisites, so that each empty quarter takes a gap.
func (p *Plan) schedule(rest []Planned) {
	scheduled := map[string]bool{}
	for len(rest) > 0 {
		quarter := len(p.Quarters) + 1
		p.Quarters = append(p.Quarters, Quarter{})
		for left := p.Capacity; ; {
			i := slices.IndexFunc(rest, func(g Planned) bool {
				waits := slices.ContainsFunc(g.After, func(code string) bool { return !scheduled[code] })
				return !waits && (g.Points <= left || left == p.Capacity && g.Points > p.Capacity)
			})
			if i < 0 {
				break
			}
			g := rest[i]
			rest = slices.Delete(rest, i, i+1)
			scheduled[g.Question.ID] = true
			g.Starts, g.Ends = quarter, quarter+(g.Points-1)/p.Capacity
			p.Gaps = append(p.Gaps, g)
			p.spend(g)
			left = max(left-g.Points, 0)
		}
	}
}

// spend books the points of a gap into its quarters; only the last may have
// some left.
func (p *Plan) spend(g Planned) {
	for len(p.Quarters) < g.Ends {
		p.Quarters = append(p.Quarters, Quarter{})
	}
	points := g.Points
	for q := g.Starts - 1; q < g.Ends; q++ {
		now := min(points, p.Capacity)
		p.Quarters[q].Points += now
		points -= now
	}
	last := &p.Quarters[g.Ends-1]
	last.Closes = append(last.Closes, g)
}

// expect says what the result becomes by the end of each quarter: that of the
// same answers, with the top value at each gap that is finished by then.
func (p *Plan) expect() {
	a := *p.Result.Assessment
	a.Answers = maps.Clone(a.Answers)
	if a.Answers == nil {
		a.Answers = map[string]Answer{}
	}
	expected := p.Result.Overall
	for i := range p.Quarters {
		q := &p.Quarters[i]
		for _, g := range q.Closes {
			ans := a.Answers[g.Question.ID]
			ans.Value = g.Question.Scale.Top().Value
			a.Answers[g.Question.ID] = ans
		}
		if len(q.Closes) > 0 {
			expected = measure(p.Result.Rubric, &a).res.Overall
		}
		q.Expected = expected
	}
}
