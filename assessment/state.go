package assessment

import "github.com/aigap/aigap/rubrics"

// State is what a question counts as.
type State int

// The states of a question, as the scoring rules name them; the zero State is
// none of them. Unanswered counts as unknown in every figure.
const (
	Hidden        State = iota + 1 // a line of its `when` is false
	NotApplicable                  // so answered, with a reason
	Known                          // it has a value of its scale
	Unknown                        // answered "unknown"
	Unanswered                     // not answered
)

// Applicable reports whether a scored question in this state counts.
func (s State) Applicable() bool { return s == Known || s == Unknown || s == Unanswered }

// States gives the state of every question of a rubric.
type States map[string]State

// StatesOf applies the rules of visibility and answers. A line of `when` is
// false if the question that it names is hidden or not applicable, or has a
// value outside of the line; while that question is unknown or unanswered the
// line hides nothing. See Closed.
func StatesOf(r *rubrics.Rubric, a *Assessment) States {
	states := make(States, len(r.Questions()))
	for _, q := range r.Questions() {
		states.resolve(r, a, q)
	}
	return states
}

// resolve follows the gates of q; a checked rubric has no cycle among them.
func (states States) resolve(r *rubrics.Rubric, a *Assessment, q *rubrics.Question) State {
	if s, done := states[q.ID]; done {
		return s
	}
	s := answered(a.Answers[q.ID].Value)
	for _, g := range q.When {
		states.resolve(r, a, r.Question(g.Question))
		if states.Closed(a, g) {
			s = Hidden
		}
	}
	states[q.ID] = s
	return s
}

// Closed reports whether a line of a `when` is false, so that it hides its
// question.
func (states States) Closed(a *Assessment, g rubrics.Gate) bool {
	switch states[g.Question] {
	case Hidden, NotApplicable:
		return true
	case Known:
		return !g.Allows(a.Answers[g.Question].Value)
	}
	return false
}

func answered(value string) State {
	switch value {
	case "":
		return Unanswered
	case rubrics.Unknown:
		return Unknown
	case rubrics.NotApplicable:
		return NotApplicable
	}
	return Known
}

// Open lists the questions that are asked and not answered, in the order of
// the rubric, context questions among them.
func Open(r *rubrics.Rubric, a *Assessment) []*rubrics.Question {
	states := StatesOf(r, a)
	var open []*rubrics.Question
	for _, q := range r.Questions() {
		if states[q.ID] == Unanswered {
			open = append(open, q)
		}
	}
	return open
}
