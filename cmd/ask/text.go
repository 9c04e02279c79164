package ask

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// The words that both askers show, and what makes them safe to show.

// Choice is one answer as it is offered.
type Choice struct {
	Value, Label string
	Anchor       string // what it looks like in practice, if that is said
	Key          string // of the two that every question has; the others have numbers
}

// Choices are the answers that a question offers, in their order.
func Choices(q *rubrics.Question) []Choice {
	var all []Choice
	for _, val := range q.Scale.Values {
		all = append(all, Choice{Value: val.Value, Label: val.Label, Anchor: q.Anchors[val.Value]})
	}
	unknown, not := aboutUnknown(q)
	return append(all,
		Choice{Value: rubrics.Unknown, Label: labelUnknown, Key: "d", Anchor: unknown},
		Choice{Value: rubrics.NotApplicable, Label: labelNotApplicable, Key: "x", Anchor: not})
}

// Words for the two answers that every question has.
const (
	labelUnknown       = "Don't know"
	labelNotApplicable = "Not applicable"
)

// aboutUnknown says what the two answers mean that every question has.
func aboutUnknown(q *rubrics.Question) (unknown, notApplicable string) {
	if q.Context {
		return "Nobody here can say now. What depends on it is asked all the same.",
			"It has no meaning here. A reason is asked for. What depends on it is not asked."
	}
	return "Nobody here can say now. It counts as a gap until it is found out.",
		"It has no meaning here. A reason is asked for. It does not count in the score."
}

// AnswerLabel says an answer as the question offers it.
func AnswerLabel(q *rubrics.Question, value string) string {
	switch value {
	case "":
		return "not answered"
	case rubrics.Unknown:
		return labelUnknown
	case rubrics.NotApplicable:
		return labelNotApplicable
	}
	v, _ := q.Scale.Lookup(value)
	return v.Label
}

// remarks says what else is known of an answer.
func remarks(a assessment.Answer) []string {
	var s []string
	if a.Review {
		s = append(s, "to be looked at again")
	}
	if n := len(a.Evidence); n > 0 {
		s = append(s, fmt.Sprintf("evidence: %d", n))
	}
	if a.Note != "" {
		s = append(s, "note: yes")
	}
	if a.Reason != "" {
		s = append(s, "reason: "+rubrics.PlainLine(a.Reason))
	}
	return s
}

// sentence makes a line for people out of an error.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// writeResult writes the result where a script looks for it.
func writeResult(w io.Writer, text string) error {
	_, err := io.WriteString(w, rubrics.Plain(text))
	if err == nil {
		return nil
	}
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err // the name of the file says less than ours
	}
	return fmt.Errorf("standard output: %w", err)
}
