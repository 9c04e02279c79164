package cmd

import (
	"errors"
	"strings"
	"unicode"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// asker shows screens to a person and brings back what the person wants. It
// knows no rule of the questionnaire and touches no file: the interview does
// both, so that each asker gives the same file. There are two: tui draws on a
// terminal, plain goes line by line.
//
// Every method returns errLeft if the person left or the input ended.
type asker interface {
	// say tells something that must be noticed.
	say(message) error
	// choose brings back the index of an item, or errBack.
	choose(menu) (int, error)
	// fill brings back one text for each field, trimmed, or errBack.
	fill(form) ([]string, error)
	// question brings back what to do with a question.
	question(questionView) (reply, error)
	// overview brings back where to go: goTo, goBack or finish.
	overview(overview) (reply, error)
	// result shows the result, which goes to standard output too.
	result(string) error
	// close gives the terminal back.
	close() error
}

// What a person can do instead of replying.
var (
	errLeft = errors.New("the person left")
	errBack = errors.New("the person went back")
)

// message is something to know.
type message struct{ title, text string }

// menu is a choice of what to do. Nothing in it answers a question, so the
// first item may stand ready.
type menu struct {
	title, text string
	items       []item
}

// item is one thing to choose, and more about it.
type item struct{ label, more string }

// form asks for a few texts.
type form struct {
	title, text string
	fields      []field
}

// field is one text that a form asks for.
type field struct {
	label, help string
	value       string // what stands there already
	required    bool   // a blank is asked again
	ends        bool   // a blank ends the form; the texts after it are blank
	long        bool   // may have several lines
	check       func(string) error
}

// canRemove reports whether a text that stands there may be taken away.
func (f field) canRemove() bool { return !f.required && !f.ends }

// problem says what is wrong with a text, or nil.
func (f field) problem(s string) error {
	switch {
	case len(s) > maxText && s != f.value:
		return errors.New("this is too long: shorten it to one or two pages, and name a document as evidence for the rest")
	case f.required && s == "":
		return errors.New("this is needed")
	case f.check != nil && s != "":
		return f.check(s)
	}
	return nil
}

// maxText bounds one text in bytes, so that a slip of the clipboard does not
// make a file that is too large to be read again.
const maxText = 20_000

// questionView is all that a screen shows of a question.
type questionView struct {
	q      *rubrics.Question
	domain string
	place  int // among the questions that are asked, from 1
	total  int // how many are asked
	done   int // how many of them are answered
	answer assessment.Answer
	file   string
	notice string // what came of the last reply, if anything is to be said
	help   []topic
}

// topic is a part of the full help: a heading and its paragraphs.
type topic struct {
	head  string
	paras []string
}

// choices are the answers that a question offers, in their order.
func (v questionView) choices() []choice {
	var all []choice
	for _, val := range v.q.Scale.Values {
		all = append(all, choice{value: val.Value, label: val.Label, anchor: v.q.Anchors[val.Value]})
	}
	unknown, not := aboutUnknown(v.q)
	return append(all,
		choice{value: rubrics.Unknown, label: labelUnknown, key: "d", anchor: unknown},
		choice{value: rubrics.NotApplicable, label: labelNotApplicable, key: "x", anchor: not})
}

// choice is one answer as it is offered.
type choice struct {
	value, label, anchor string
	key                  string // of the two that every question has; the others have numbers
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

// percent is the share of the asked questions that is answered.
func (v questionView) percent() int {
	if v.total == 0 {
		return 100
	}
	return v.done * 100 / v.total
}

// overview is all that is asked, to look over and to go to.
type overview struct {
	title string
	rows  []row
	at    string // the code where the person is
}

// row is a domain or a question.
type row struct {
	code, text string
	domain     bool
	mark       byte   // of a question: what became of it, see the marks
	state      string // the same in words; of a domain, how far it is
}

// Marks of the overview. They are letters of every font.
const (
	markOpen   = ' '
	markKnown  = 'x'
	markUnsure = '?'
	markNot    = '-'
	markReview = '!'
)

// action is what a person wants of the questionnaire.
type action int

// The actions; the zero action is none of them.
const (
	giveAnswer action = iota + 1 // value is the answer
	goBack                       // to the question before
	goOn                         // to the next one, without an answer
	goTo                         // value is a code; "" is the next open question
	showOverview
	editEvidence //
	editNote     //
	finish       // to the end
)

// reply is what a person did at a question or in the overview.
type reply struct {
	do    action
	value string
}

// inert makes text safe to print: one that a file or a person brought may hold
// terminal escapes and marks that turn the direction of a line.
func inert(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// inertLine is inert text on one line.
func inertLine(s string) string { return strings.Join(strings.Fields(inert(s)), " ") }
