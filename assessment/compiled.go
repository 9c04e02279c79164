package assessment

import (
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
	lenses    []compiledLens // principles, then pillars, that a scored question names
	pillars   int            // where the pillars begin
}

type compiledDomain struct {
	*rubrics.Domain
	first, end int // of its questions
}

type compiledQuestion struct {
	*rubrics.Question
	values []compiledValue
	gates  []compiledGate
	lenses []int
	key    string // as it stands in compact JSON: "REG-DOC-01":
	hidden string // the warning that it is answered but not asked
}

type compiledValue struct {
	name   string
	credit rubrics.Credit
}

// compiledGate is one line of a when.
type compiledGate struct {
	question int
	allows   []bool // by number of the value
}

type compiledLens struct{ name string }

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
			cq := compiledQuestion{Question: q, key: `"` + q.ID + `":`, hidden: answeredNotAsked(q)}
			for _, v := range q.Scale.Values {
				cq.values = append(cq.values, compiledValue{v.Value, v.Credit})
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
		c.lenses = append(c.lenses, compiledLens{name})
	}
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
	lensSums   []sums
	onRung     []Progress // of one domain, by rung
	onRungAll  []Progress
	gapOrder   []gapKey
	gaps       []Gap
}

// sums are Σ w·c in each way of taking the sum, and Σ w.
type sums struct {
	points [3]int64
	weight int64
	counts Counts
}

func newSheet(c *compiled) *sheet {
	n := len(c.questions)
	return &sheet{
		compiled: c, answers: make([]int, n), answered: make([]bool, n), evidenced: make([]bool, n), states: make([]State, n),
		lensSums: make([]sums, len(c.lenses)),
		onRung:   make([]Progress, len(c.rubric.Levels)+1), onRungAll: make([]Progress, len(c.rubric.Levels)+1),
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
	clear(s.lensSums)
	clear(s.onRungAll)
	total := scorer{res: &s.result}
	for _, d := range s.compiled.domains {
		s.domain(&total, d)
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

// take adds a question in a state to the counts.
func (c *Counts) take(state State) {
	c.Total++
	switch state {
	case Hidden:
		c.Hidden++
		return
	case NotApplicable:
		c.NotApplicable++
		return
	case Known:
		c.Known++
	case Unanswered:
		c.Unanswered++
		c.Unknown++
	case Unknown:
		c.Unknown++
	}
	c.Applicable++
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

func (s *sheet) domain(total *scorer, dom compiledDomain) {
	top := len(s.rubric.Levels)
	var all sums
	levels := [3]int{top, top, top}
	d := DomainResult{Domain: dom.Domain}
	clear(s.onRung)
	for i := dom.first; i < dom.end; i++ {
		q := &s.questions[i]
		if q.Context {
			continue
		}
		state := s.states[i]
		all.counts.take(state)
		for _, l := range q.lenses {
			s.lensSums[l].counts.take(state)
		}
		if !state.Applicable() {
			continue
		}
		it, w := s.item(i), int64(q.Weight)
		all.weight += w
		worth := [3]int64{asScore: int64(it.worth(asScore)), asEvidenced: int64(it.worth(asEvidenced)), asPotential: int64(it.worth(asPotential))}
		for as := range worth {
			all.points[as] += w * worth[as]
			if worth[as] < int64(rubrics.FullCredit) {
				levels[as] = min(levels[as], q.Level-1)
			}
		}
		for _, l := range q.lenses {
			sum := &s.lensSums[l]
			sum.weight += w
			for as := range worth {
				sum.points[as] += w * worth[as]
			}
		}
		s.onRung[q.Level].Of++
		if worth[asScore] == int64(rubrics.FullCredit) {
			s.onRung[q.Level].Met++
		}
		d.TopAsked = max(d.TopAsked, q.Level)
	}
	d.Counts = all.counts
	d.Completeness = completeness(all.counts)
	if all.weight > 0 {
		d.weight = all.weight
		total.weight += int64(dom.Weight)
		s.parts = append(s.parts, part{int64(dom.Weight), all.weight, all.points})
		d.setUnits(mean(all.points, all.weight))
		d.Level, d.EvidencedLevel, d.PotentialLevel = some(levels[asScore]), some(levels[asEvidenced]), some(levels[asPotential])
		if d.Level.V < top {
			d.Next = s.onRung[d.Level.V+1]
			d.Next.Rung = d.Level.V + 1
		}
		for rung, p := range s.onRung {
			s.onRungAll[rung].Of += p.Of
			s.onRungAll[rung].Met += p.Met
		}
	}
	s.result.Counts.add(all.counts)
	s.domains = append(s.domains, d)
}

func (s *sheet) overall(total *scorer) {
	o := &s.result.Overall
	o.Completeness = completeness(s.result.Counts)
	if total.weight == 0 {
		return
	}
	o.setUnits(whole(s.parts))
	o.lowest(s.result.Domains)
	if o.Level.V < len(s.rubric.Levels) {
		s.result.Next = s.onRungAll[o.Level.V+1]
		s.result.Next.Rung = o.Level.V + 1
	}
}

func (s *sheet) lensResults() {
	all := make([]Lens, len(s.lenses)) // a score each: callers may keep them
	for i := range all {
		sum := &s.lensSums[i]
		l := &all[i]
		l.Name, l.Counts = s.lenses[i].name, sum.counts
		l.Completeness = completeness(sum.counts)
		if sum.weight > 0 {
			l.setUnits(mean(sum.points, sum.weight))
		}
	}
	if s.pillars > 0 {
		s.result.Principles = all[:s.pillars:s.pillars]
	}
	if s.pillars < len(all) {
		s.result.Pillars = all[s.pillars:]
	}
}
