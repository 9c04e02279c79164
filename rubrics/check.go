package rubrics

import (
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// check finds what makes an effective rubric impossible to score: what a
// question lacks, references that lead nowhere, cycles, and rungs without a
// question. Findings about wording and content are Lint's.
func check(r *Rubric) []Problem {
	c := checker{rubric: r, codes: r.Codes()}
	for _, q := range r.questions {
		c.required(q)
		c.scale(q)
		c.references(q)
	}
	c.rungs()
	c.cycle("when", func(q *Question) []string {
		var to []string
		for _, g := range q.When {
			to = append(to, g.Question)
		}
		return to
	})
	c.cycle("after", func(q *Question) []string { return q.After })
	return c.Problems
}

type checker struct {
	strictyaml.Reader
	rubric *Rubric
	codes  []string
}

func (c *checker) required(q *Question) {
	if q.broken {
		return // what seems missing may be what could not be read
	}
	need := func(present bool, key string) {
		if !present {
			c.Add(c.rubric.Place(q, "id"), "missing-key", "the question %s lacks the key %q", q.ID, key)
		}
	}
	need(q.ID != "", "id")
	need(q.Text != "", "text")
	need(q.Help != "", "help")
	if !q.Context {
		need(len(q.Anchors) > 0, "anchors")
		need(len(q.Cites) > 0, "cites")
		need(q.Gap.Action != "", "gap")
	}
}

func (c *checker) scale(q *Question) {
	if q.Scale == nil || q.Scale.broken || q.broken {
		return // reported already
	}
	switch {
	case q.Context && q.Scale.Scored:
		c.Add(c.rubric.Place(q, "scale"), "context-credits", "the context question %s has the scale %q, whose values have credits: name a scale without", q.ID, q.Scale.Name)
	case !q.Context && !q.Scale.Scored:
		c.Add(c.rubric.Place(q, "scale"), "no-credits", "%s has the scale %q, whose values have no credits: name a scale with credits, or make it a context question", q.ID, q.Scale.Name)
	}
	if q.Anchors == nil {
		return
	}
	names := q.Scale.names()
	for _, v := range names {
		if _, ok := q.Anchors[v]; !ok {
			c.Add(c.rubric.Place(q, "anchors"), "missing-anchor", "%s says nothing of what %q looks like in practice: add an anchor", q.ID, v)
		}
	}
	for _, v := range slices.Sorted(maps.Keys(q.Anchors)) {
		if !slices.Contains(names, v) {
			c.Add(c.rubric.Place(q, "anchors."+v), "unknown-anchor", "%s has an anchor for %s, which is no value of the scale %q%s", q.ID, strictyaml.Quote(v), q.Scale.Name, c.Suggest(v, names))
		}
	}
}

func (c *checker) references(q *Question) {
	for _, g := range q.When {
		target := c.rubric.Question(g.Question)
		if target == nil && c.rubric.lost {
			continue // it may be among what could not be read
		}
		if target == nil {
			c.Add(c.rubric.Place(q, "when."+g.Question, "when"), "unknown-question", "when of %s names %s, which is not in this rubric%s", q.ID, strictyaml.Quote(g.Question), c.Suggest(g.Question, c.codes))
			continue
		}
		if target.Scale == nil || target.Scale.broken || target.broken {
			continue
		}
		names := target.Scale.names()
		for _, v := range g.In {
			if !slices.Contains(names, v) {
				c.Add(c.rubric.Place(q, "in."+v, "when"), "unknown-value", "when of %s asks whether %s is %s: its values are %s%s", q.ID, g.Question, strictyaml.Quote(v), strings.Join(names, ", "), c.Suggest(v, names))
			}
		}
	}
	for _, code := range q.After {
		if c.rubric.Question(code) == nil && !c.rubric.lost {
			c.Add(c.rubric.Place(q, "after."+code, "after"), "unknown-question", "after of %s names %s, which is not in this rubric%s", q.ID, strictyaml.Quote(code), c.Suggest(code, c.codes))
		}
	}
}

// rungs checks that every level is on the ladder and every rung asks something.
func (c *checker) rungs() {
	n := len(c.rubric.Levels)
	asks, unsure := make([]bool, n+1), c.rubric.lost
	for _, q := range c.rubric.questions {
		unsure = unsure || q.broken
		switch {
		case q.Context:
		case q.Level > n && c.rubric.lost:
		case q.Level > n:
			unsure = true
			c.Add(c.rubric.Place(q, "level"), "level-range", "%s is on level %d, and the ladder of %s has %d: allowed are 1 to %d", q.ID, q.Level, c.rubric.Ref(), n, n)
		default:
			asks[q.Level] = true
		}
	}
	for level := 1; level <= n && !unsure; level++ { // else the rung may be empty for that reason
		if !asks[level] {
			c.Add(c.rubric.At("levels"), "empty-level", "no question is on level %d of %d: every rung must ask at least one", level, n)
		}
	}
}

// cycle reports each cycle of one graph once, at its first question.
func (c *checker) cycle(line string, edges func(*Question) []string) {
	const (
		unseen = iota
		open
		done
	)
	state := map[string]int{}
	var path []string
	var visit func(q *Question)
	visit = func(q *Question) {
		state[q.ID] = open
		path = append(path, q.ID)
		for _, code := range edges(q) {
			next := c.rubric.Question(code)
			if next == nil {
				continue
			}
			switch state[code] {
			case unseen:
				visit(next)
			case open:
				loop := append(slices.Clone(path[slices.Index(path, code):]), code)
				c.Add(c.rubric.Place(q, line+"."+code, line), line+"-cycle", "%s goes in a circle: %s", line, strings.Join(loop, " → "))
			}
		}
		path = path[:len(path)-1]
		state[q.ID] = done
	}
	for _, q := range c.rubric.questions {
		if state[q.ID] == unseen {
			visit(q)
		}
	}
}
