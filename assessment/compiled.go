package assessment

import (
	"slices"

	"github.com/aigap/aigap/rubrics"
)

// compiled is a rubric laid out in arrays for scoring very many assessments:
// each question is a number, each answer too, and nothing is looked up by name
// more than once. Score says what the rules are; score of a sheet says the same
// a hundred times faster, and tests hold the two together.
type compiled struct {
	rubric    *rubrics.Rubric
	questions []compiledQuestion // in the order of the domains
	index     map[string]int     // in questions, by code
	order     []int              // questions with gates, each after those that its gates name
	domains   []compiledDomain
	lenses    []string // principles, then pillars, that a scored question names
	pillars   int      // where the pillars begin
	groups    []group
}

type compiledDomain struct {
	*rubrics.Domain
	first, end int // of its questions
}

type compiledQuestion struct {
	*rubrics.Question
	context bool
	weight  int64
	level   int
	group   int    // that of its sums
	key     string // as it stands in compact JSON: "REG-DOC-01":
	values  []compiledValue
	gates   []compiledGate
	lenses  []int
	hidden  string // the warning that it is answered but not asked
}

type compiledValue struct {
	name   string
	quoted string // as it stands in JSON
	credit rubrics.Credit
}

// compiledGate is one line of a when.
type compiledGate struct {
	question int
	allows   []bool // by number of the value
}

// group is the scored questions of a domain that are seen through the same
// lenses: they are summed once, for the domain and for each lens.
type group struct {
	domain int
	lenses []int
}

// Answers as numbers: that of a value in its scale, or one of these.
const (
	isUnanswered    = -1
	isUnknown       = -2
	isNotApplicable = -3
)

func compile(r *rubrics.Rubric) *compiled {
	c := &compiled{rubric: r, index: map[string]int{}}
	for _, d := range r.Domains {
		first := len(c.questions)
		for _, q := range d.Questions {
			c.index[q.ID] = len(c.questions)
			cq := compiledQuestion{Question: q, context: q.Context, weight: int64(q.Weight), level: q.Level,
				key: `"` + q.ID + `":`, hidden: answeredNotAsked(q)}
			for _, v := range q.Scale.Values {
				cq.values = append(cq.values, compiledValue{v.Value, `"` + v.Value + `"`, v.Credit})
			}
			c.questions = append(c.questions, cq)
		}
		c.domains = append(c.domains, compiledDomain{d, first, len(c.questions)})
	}
	for _, name := range rubrics.Principles {
		c.lens(name, func(q *rubrics.Question) bool { return namesPrinciple(q, name) })
	}
	c.pillars = len(c.lenses)
	for _, name := range rubrics.Pillars {
		c.lens(name, func(q *rubrics.Question) bool { return q.Pillar == name })
	}
	for d, dom := range c.domains {
		for i := dom.first; i < dom.end; i++ {
			c.questions[i].group = c.groupOf(d, c.questions[i].lenses)
		}
	}
	done := map[int]bool{}
	for i := range c.questions {
		c.gates(i, done)
	}
	return c
}

func (c *compiled) lens(name string, named func(*rubrics.Question) bool) {
	found := false
	for i := range c.questions {
		if q := &c.questions[i]; !q.Context && named(q.Question) {
			q.lenses = append(q.lenses, len(c.lenses))
			found = true
		}
	}
	if found {
		c.lenses = append(c.lenses, name)
	}
}

func (c *compiled) groupOf(domain int, lenses []int) int {
	for i, g := range c.groups {
		if g.domain == domain && slices.Equal(g.lenses, lenses) {
			return i
		}
	}
	c.groups = append(c.groups, group{domain, lenses})
	return len(c.groups) - 1
}

// gates puts a question after those that its gates name; a checked rubric has
// no cycle among them.
func (c *compiled) gates(i int, done map[int]bool) {
	if done[i] {
		return
	}
	done[i] = true
	q := &c.questions[i]
	for _, g := range q.When {
		gate := compiledGate{question: c.index[g.Question]}
		c.gates(gate.question, done)
		for _, v := range c.questions[gate.question].values {
			gate.allows = append(gate.allows, g.Allows(v.name))
		}
		q.gates = append(q.gates, gate)
	}
	if len(q.gates) > 0 {
		c.order = append(c.order, i)
	}
}

// sheet is the answers to a compiled rubric, and the result that follows. Both
// are used again for the next assessment.
type sheet struct {
	*compiled
	subject   Subject
	answers   []int  // by number of the question
	answered  []bool // seen in the line
	evidenced []bool
	states    []State

	assessment Assessment
	result     Result
	domains    []DomainResult
	parts      []part
	groupSums  []sums
	lensSums   []sums
	rungs      []rung // of one domain, from 1
	allRungs   []rung // of all
	gapOf      []Gap  // by number of the question
	gapOrder   []uint64
	gaps       []Gap
}

// sums are what the figures of some questions come from.
type sums struct {
	states    [Unanswered + 1]int // how many questions are in each
	weight    int64               // Σ w of the applicable ones
	unknown   int64               // Σ w of those of them that are not known
	points    int64               // Σ w·c of the known ones
	evidenced int64               // Σ w·c of those with evidence
}

func (s *sums) add(t *sums) {
	for state, n := range t.states {
		s.states[state] += n
	}
	s.weight += t.weight
	s.unknown += t.unknown
	s.points += t.points
	s.evidenced += t.evidenced
}

func (s *sums) counts() Counts {
	c := Counts{
		Known: s.states[Known], Unknown: s.states[Unknown] + s.states[Unanswered], Unanswered: s.states[Unanswered],
		NotApplicable: s.states[NotApplicable], Hidden: s.states[Hidden],
	}
	c.Applicable = c.Known + c.Unknown
	c.Total = c.Applicable + c.NotApplicable + c.Hidden
	return c
}

// ways are Σ w·c in each way of taking the sum.
func (s *sums) ways() [3]int64 {
	return [3]int64{asScore: s.points, asEvidenced: s.evidenced, asPotential: s.points + s.unknown*int64(rubrics.FullCredit)}
}

// rung counts the applicable questions on one rung of a ladder.
type rung struct{ of, met, evidenced, unknown int }

// reached is the highest rung up to which every question is met, in each way.
func reached(rungs []rung) (levels [3]int) {
	top := len(rungs) - 1
	levels = [3]int{top, top, top}
	for level := top; level > 0; level-- {
		r := &rungs[level]
		for as, met := range [3]int{asScore: r.met, asEvidenced: r.evidenced, asPotential: r.met + r.unknown} {
			if met < r.of {
				levels[as] = level - 1
			}
		}
	}
	return levels
}

// next is nextRung of the counts.
func next(level int, rungs []rung) Progress {
	if level+1 >= len(rungs) {
		return Progress{}
	}
	r := &rungs[level+1]
	return Progress{Rung: level + 1, Met: r.met, Of: r.of}
}

func newSheet(c *compiled) *sheet {
	n := len(c.questions)
	return &sheet{
		compiled: c, answers: make([]int, n), answered: make([]bool, n), evidenced: make([]bool, n), states: make([]State, n),
		gapOf: make([]Gap, n), groupSums: make([]sums, len(c.groups)), lensSums: make([]sums, len(c.lenses)),
		rungs: make([]rung, len(c.rubric.Levels)+1), allRungs: make([]rung, len(c.rubric.Levels)+1),
	}
}

func (s *sheet) clear() {
	s.subject = Subject{}
	for i := range s.answers {
		s.answers[i] = isUnanswered
		s.answered[i], s.evidenced[i] = false, false
	}
}

// stated settles the states as StatesOf does.
func (s *sheet) stated() {
	for i, a := range s.answers {
		switch a {
		case isUnanswered:
			s.states[i] = Unanswered
		case isUnknown:
			s.states[i] = Unknown
		case isNotApplicable:
			s.states[i] = NotApplicable
		default:
			s.states[i] = Known
		}
	}
	for _, i := range s.order {
		for _, g := range s.questions[i].gates {
			switch s.states[g.question] {
			case Hidden, NotApplicable:
				s.states[i] = Hidden
			case Known:
				if !g.allows[s.answers[g.question]] {
					s.states[i] = Hidden
				}
			}
		}
	}
}

// score applies the scoring rules. The result is good until the next call, and
// lacks the maps States and Shares and the answers; gaps only if asked for.
func (s *sheet) score(withGaps bool) *Result {
	s.stated()
	s.assessment = Assessment{Rubric: s.rubric.Ref(), RubricDigest: s.rubric.Digest, Subject: s.subject}
	s.result = Result{Rubric: s.rubric, Assessment: &s.assessment}
	s.domains, s.parts = s.domains[:0], s.parts[:0]
	clear(s.groupSums)
	clear(s.lensSums)
	clear(s.allRungs)
	total := scorer{res: &s.result}
	group := 0
	for d := range s.compiled.domains {
		group = s.domain(&total, d, group)
	}
	s.result.Domains = s.domains
	s.overall(&total)
	s.lensResults()
	s.result.Provisional = total.provisional()
	if withGaps {
		s.result.Gaps = s.findGaps(&total)
	}
	for _, i := range s.order {
		if s.states[i] == Hidden && s.answers[i] != isUnanswered {
			s.result.Warnings = s.hiddenWarnings()
			break
		}
	}
	return &s.result
}

func (s *sheet) hiddenWarnings() (warnings []string) {
	for _, q := range s.rubric.Questions() {
		if i := s.index[q.ID]; s.states[i] == Hidden && s.answers[i] != isUnanswered {
			warnings = append(warnings, s.questions[i].hidden)
		}
	}
	return warnings
}

// item is a question as the sums see it.
func (s *sheet) item(i int) item {
	q := &s.questions[i]
	it := item{q: q.Question, known: s.states[i] == Known, evidenced: s.evidenced[i]}
	if it.known {
		it.credit = q.values[s.answers[i]].credit
	}
	return it
}

// domain takes up a domain. Its groups begin with the one given; the first of
// the next domain is returned.
func (s *sheet) domain(total *scorer, number, group int) (nextGroup int) {
	dom := s.compiled.domains[number]
	clear(s.rungs)
	for i := dom.first; i < dom.end; i++ {
		q := &s.questions[i]
		if q.context {
			continue
		}
		sum, state := &s.groupSums[q.group], s.states[i]
		sum.states[state]++
		switch state {
		case Known:
			credit := q.values[s.answers[i]].credit
			points := q.weight * int64(credit)
			sum.weight += q.weight
			sum.points += points
			met, proven := 0, 0
			if credit == rubrics.FullCredit {
				met = 1
			}
			if s.evidenced[i] {
				sum.evidenced += points
				proven = met
			}
			r := &s.rungs[q.level]
			r.of++
			r.met += met
			r.evidenced += proven
		case Unknown, Unanswered:
			sum.weight += q.weight
			sum.unknown += q.weight
			r := &s.rungs[q.level]
			r.of++
			r.unknown++
		}
	}
	var all sums
	for ; group < len(s.groups) && s.groups[group].domain == number; group++ {
		sum := &s.groupSums[group]
		all.add(sum)
		for _, l := range s.groups[group].lenses {
			s.lensSums[l].add(sum)
		}
	}
	d := DomainResult{Domain: dom.Domain, Counts: all.counts()}
	d.Completeness = completeness(d.Counts)
	if all.weight > 0 {
		d.weight = all.weight
		total.weight += int64(dom.Weight)
		points := all.ways()
		s.parts = append(s.parts, part{int64(dom.Weight), all.weight, points})
		d.setUnits(mean(points, all.weight))
		levels := reached(s.rungs)
		d.Level, d.EvidencedLevel, d.PotentialLevel = some(levels[asScore]), some(levels[asEvidenced]), some(levels[asPotential])
		d.Next = next(d.Level.V, s.rungs)
		for level, r := range s.rungs {
			if r.of > 0 {
				d.TopAsked = level
			}
			s.allRungs[level].of += r.of
			s.allRungs[level].met += r.met
		}
	}
	s.result.Counts.add(d.Counts)
	s.domains = append(s.domains, d)
	return group
}

func (s *sheet) overall(total *scorer) {
	o := &s.result.Overall
	o.Completeness = completeness(s.result.Counts)
	if total.weight == 0 {
		return
	}
	o.setUnits(whole(s.parts))
	o.lowest(s.result.Domains)
	s.result.Next = next(o.Level.V, s.allRungs)
}

func (s *sheet) lensResults() {
	all := make([]Lens, len(s.lenses)) // a score each: callers may keep them
	for i := range all {
		sum := &s.lensSums[i]
		l := &all[i]
		l.Name, l.Counts = s.lenses[i], sum.counts()
		l.Completeness = completeness(l.Counts)
		if sum.weight > 0 {
			l.setUnits(mean(sum.ways(), sum.weight))
		}
	}
	if s.pillars > 0 {
		s.result.Principles = all[:s.pillars:s.pillars]
	}
	if s.pillars < len(all) {
		s.result.Pillars = all[s.pillars:]
	}
}
