// Package ask is how a person is asked: screens as data, and two ways to show
// them, drawn on a terminal or line by line. It owns what a screen holds, the
// words that both ways share, the keys, the drawing, and whether a terminal
// can be drawn on; no other package draws.
//
// It decides nothing and keeps nothing: what is asked next, what a reply
// changes and where it is saved is the interview's, in package cmd. So it must
// import neither cmd nor the command line (cobra), and opens no file.
//
// This file is what the interview works with, and text.go has the words. Next
// open plain.go, the shorter way; for the drawn one begin with tui.go, then
// tui_frame.go, which every key goes through. Each kind of screen has a page of
// its own, such as tui_question.go.
package ask

import (
	"errors"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Asker shows screens to a person and brings back what the person wants. It
// knows no rule of the questionnaire and touches no file: the interview does
// both, so that each asker gives the same file. There are two: NewTUI draws on
// a terminal, NewPlain goes line by line.
//
// Every method returns ErrLeft if the person left or the input ended.
type Asker interface {
	// Say tells something that must be noticed.
	Say(Message) error
	// Choose brings back the index of an item, or ErrBack.
	Choose(Menu) (int, error)
	// Fill brings back one text for each field, trimmed, or ErrBack.
	Fill(Form) ([]string, error)
	// Question brings back what to do with a question.
	Question(Question) (Reply, error)
	// Overview brings back where to go: GoTo, GoBack or Finish.
	Overview(Overview) (Reply, error)
	// Result shows the result, which goes to standard output too.
	Result(string) error
	// Close gives the terminal back.
	Close() error
}

// What a person can do instead of replying.
var (
	ErrLeft = errors.New("the person left")
	ErrBack = errors.New("the person went back")
)

// Message is something to know.
type Message struct{ Title, Text string }

// Menu is a choice of what to do. Nothing in it answers a question, so the
// first item may stand ready.
type Menu struct {
	Title, Text string
	Items       []Item
}

// Item is one thing to choose, and more about it.
type Item struct{ Label, More string }

// Form asks for a few texts.
type Form struct {
	Title, Text string
	Fields      []Field
}

// Field is one text that a form asks for.
type Field struct {
	Label, Help string
	Value       string // what stands there already
	Required    bool   // a blank is asked again
	Ends        bool   // a blank ends the form; the texts after it are blank
	Long        bool   // may have several lines
	Check       func(string) error
}

// canRemove reports whether a text that stands there may be taken away.
func (f Field) canRemove() bool { return !f.Required && !f.Ends }

// problem says what is wrong with a text, or nil.
func (f Field) problem(s string) error {
	switch {
	case len(s) > maxText && s != f.Value:
		return errors.New("this is too long: shorten it to one or two pages, and name a document as evidence for the rest")
	case f.Required && s == "":
		return errors.New("this is needed")
	case f.Check != nil && s != "":
		return f.Check(s)
	}
	return nil
}

// maxText bounds one text in bytes, so that a slip of the clipboard does not
// make a file that is too large to be read again.
const maxText = 20_000

// Question is all that a screen shows of a question.
type Question struct {
	Q      *rubrics.Question
	Domain string
	Place  int // among the questions that are asked, from 1
	Total  int // how many are asked
	Done   int // how many of them are answered
	Answer assessment.Answer
	File   string
	Notice string // what came of the last reply, if anything is to be said
	Help   []Topic
}

// Topic is a part of the full help: a heading and its paragraphs.
type Topic struct {
	Head  string
	Paras []string
}

// percent is the share of the asked questions that is answered.
func (v Question) percent() int {
	if v.Total == 0 {
		return 100
	}
	return v.Done * 100 / v.Total
}

// Overview is all that is asked, to look over and to go to.
type Overview struct {
	Title string
	Rows  []Row
	At    string // the code where the person is
}

// Row is a domain or a question.
type Row struct {
	Code, Text string
	Domain     bool
	Mark       byte   // of a question: what became of it, see the marks
	State      string // the same in words; of a domain, how far it is
}

// Marks of the overview. They are letters of every font.
const (
	MarkOpen   = ' '
	MarkKnown  = 'x'
	MarkUnsure = '?'
	MarkNot    = '-'
	MarkReview = '!'
)

// Action is what a person wants of the questionnaire.
type Action int

// The actions; the zero action is none of them.
const (
	GiveAnswer Action = iota + 1 // Value is the answer
	GoBack                       // to the question before
	GoOn                         // to the next one, without an answer
	GoTo                         // Value is a code; "" is the next open question
	ShowOverview
	EditEvidence
	EditNote
	Finish // to the end
)

// Reply is what a person did at a question or in the overview.
type Reply struct {
	Do    Action
	Value string
}
