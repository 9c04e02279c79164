package rubrics

import (
	"slices"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Lint finds what is wrong with the wording and content of a rubric that can
// be scored: resources and topics that the catalogue lacks, loopholes, and
// what an author forgot. None of it ever stops a score.
// before is the version that the rubric supersedes; nil if it was not found.
// With frozen, the rubric can no longer change, and nothing is said of its
// wording.
func Lint(r *Rubric, c *Catalogue, before *Rubric, frozen bool) []Problem {
	l := linter{rubric: r, catalogue: c}
	l.head()
	l.succession(before)
	for _, q := range r.questions {
		if q.Owner == r.Ref() || len(q.Overridden) > 0 { // else its owner's business
			l.references(q)
		}
		l.gates(q) // an override of another question may have opened the loophole
		l.prerequisites(q)
	}
	l.shares()
	if !frozen {
		l.wording()
	}
	strictyaml.SortProblems(l.Problems)
	return l.Problems
}

type linter struct {
	strictyaml.Reader
	rubric    *Rubric
	catalogue *Catalogue
}

func (l *linter) head() {
	r := l.rubric
	for _, key := range []struct {
		name    string
		present bool
	}{{"summary", r.Summary != ""}, {"minutes", r.Minutes > 0}, {"sources", len(r.Sources) > 0}} {
		if !key.present {
			l.Warn(r.At("id"), "missing-head", "the rubric does not say its %q, which people see before they choose it", key.name)
		}
	}
	for _, id := range r.Sources {
		l.resource(r.At("sources"), "sources", id)
	}
	for _, d := range r.empty {
		if d.ID == "" {
			continue // reported already
		}
		l.Add(d.Pos, "empty-domain", "the domain %s has no question: write one, include one, or remove the domain", d.ID)
	}
}

func (l *linter) resource(at Pos, what, id string) {
	if _, ok := l.catalogue.Find(id); !ok {
		l.Add(at, "unknown-resource", "%s names the resource %s, which is not in the catalogue%s; aigap resource list shows all", what, strictyaml.Quote(id), l.Suggest(id, l.catalogue.IDs()))
	}
}

func (l *linter) references(q *Question) {
	for _, c := range q.Cites {
		l.resource(l.rubric.Place(q, "cites"), "a citation of "+q.ID, c.Resource)
	}
	for _, id := range q.Gap.Resources {
		l.resource(l.rubric.Place(q, "resources."+id, "gap"), "the gap of "+q.ID, id)
	}
	for _, t := range q.Topics {
		if !slices.Contains(l.catalogue.Topics, t) {
			l.Add(l.rubric.Place(q, "topics."+t, "topics"), "unknown-topic", "%s has the topic %s, which is not in the catalogue%s", q.ID, strictyaml.Quote(t), l.Suggest(t, l.catalogue.Topics))
		}
	}
	if !q.Context && len(q.Gap.Resources) == 0 {
		l.Warn(l.rubric.Place(q, "gap"), "no-resources", "the gap of %s names no resource that helps to close it", q.ID)
	}
}

// gates reports a scored question as gate: a country could gain by saying
// that something is not there.
func (l *linter) gates(q *Question) {
	for _, g := range q.When {
		if gate := l.rubric.Question(g.Question); gate != nil && !gate.Context {
			l.Warn(l.rubric.Place(q, "when."+g.Question, "when"), "scored-gate", "%s is asked only after an answer to %s, which is scored: a worse answer there may hide a question and raise the score; use a context question, or after", q.ID, g.Question)
		}
	}
}

func (l *linter) prerequisites(q *Question) {
	for _, code := range q.After {
		before := l.rubric.Question(code)
		switch {
		case before == nil: // an error, and said
		case before.Context || q.Context:
			l.Warn(l.rubric.Place(q, "after."+code, "after"), "context-after", "%s comes after %s, but a context question is never a gap to close", q.ID, code)
		case before.Level > q.Level:
			l.Warn(l.rubric.Place(q, "after."+code, "after"), "after-level", "%s is on level %d and comes after %s on level %d: a level should not need what lies above it", q.ID, q.Level, code, before.Level)
		}
	}
}

// shares warns of a question that decides out of proportion: a mean of means
// weighs a question in a small domain more.
func (l *linter) shares() {
	if l.rubric.lost {
		return
	}
	type share struct {
		q *Question
		v float64
	}
	var all []share
	var values []float64
	for _, d := range l.rubric.Domains {
		var sum Weight
		for _, q := range d.Questions {
			sum += q.Weight
		}
		for _, q := range d.Questions {
			if !q.Context {
				v := float64(d.Weight) * float64(q.Weight) / float64(sum)
				all, values = append(all, share{q, v}), append(values, v)
			}
		}
	}
	if len(values) == 0 {
		return
	}
	slices.Sort(values)
	median := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	for _, s := range all {
		if s.v > 10*median {
			l.Warn(l.rubric.Place(s.q, "weight"), "large-share", "%s carries %.0f times the share of the overall score that the median question has: lower its weight or that of its domain", s.q.ID, s.v/median)
		}
	}
}

// Across finds what only shows over several rubrics: codes that two of them
// write, and questions that ask nearly the same. Its zero value is ready to
// use.
type Across struct {
	first map[string]*Question // by code
	texts texts
	asked []*Question // by number in texts
}

// Check reports what a rubric has in common with those that were shown before,
// and in itself. A question that is included, or that stands in another
// version of its rubric, is the same question.
func (o *Across) Check(r *Rubric) []Problem {
	if o.first == nil {
		o.first = map[string]*Question{}
		o.texts.least = leastAlike
	}
	var l strictyaml.Reader
	for _, q := range r.questions {
		first := o.first[q.ID]
		switch {
		case first == nil:
			o.first[q.ID] = q
		case first.Owner.ID != q.Owner.ID:
			l.Add(r.Place(q, "id"), "code-not-unique", "the code %s belongs to %s (%s): a code names one question over all rubrics; include it, or choose another code", q.ID, first.Owner, first.At("id"))
			continue
		case first.Text == q.Text:
			continue
		}
		other := func(i int) bool { return o.asked[i].ID != q.ID } // not another version of it
		if i := o.texts.add(contentWords(q.Text), other); i >= 0 {
			l.Warn(r.Place(q, "text"), "similar-text", "%s asks nearly the same as %s (%s): let one rubric own the question and the other include it, or say what tells them apart", q.ID, o.asked[i].ID, o.asked[i].At("text"))
		}
		o.asked = append(o.asked, q)
	}
	return l.Problems
}
