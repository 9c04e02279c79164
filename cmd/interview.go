package cmd

import (
	"errors"
	"fmt"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// interview leads through the questions of one assessment: what is asked next,
// what a reply changes, and that it is on the disk before the next screen. How
// a screen looks and which key does what is the asker's alone.
type interview struct {
	ask    ask.Asker
	store  *store
	rubric *rubrics.Rubric
	a      *assessment.Assessment

	at     string // code of the question that is shown
	notice string // to be told with the next question
	states assessment.States
}

// run goes on until the end is reached: the person has gone past the last
// question or has asked to finish. Leaving is ask.ErrLeft and never the end.
func (iv *interview) run() error {
	for {
		r, err := iv.ask.Question(iv.view())
		if err != nil {
			return err
		}
		ended, err := iv.do(r)
		if ended || err != nil {
			return err
		}
	}
}

// do carries out what the person wants at the question that is shown.
func (iv *interview) do(r ask.Reply) (ended bool, err error) {
	switch r.Do {
	case ask.GiveAnswer:
		err := iv.answer(r.Value)
		switch {
		case errors.Is(err, ask.ErrBack):
			return false, nil // no reason given: nothing is changed, the question stays
		case err != nil:
			return false, err
		}
		return !iv.move(+1), nil
	case ask.GoOn:
		return !iv.move(+1), nil
	case ask.GoBack:
		if !iv.move(-1) {
			iv.notice = "This is the first question."
		}
	case ask.GoTo:
		iv.goTo(r.Value)
	case ask.ShowOverview:
		return iv.overview()
	case ask.EditEvidence:
		return false, iv.editEvidence()
	case ask.EditNote:
		return false, iv.editNote()
	case ask.Finish:
		return true, nil
	}
	return false, nil
}

// asked are the questions that are asked as the answers stand, in the order of
// the rubric. A place such as 12/60 counts these.
func (iv *interview) asked() []*rubrics.Question {
	iv.states = assessment.StatesOf(iv.rubric, iv.a)
	var asked []*rubrics.Question
	for _, q := range iv.rubric.Questions() {
		if iv.states[q.ID] != assessment.Hidden {
			asked = append(asked, q)
		}
	}
	return asked
}

// begin goes to the first open question; false if all are answered.
func (iv *interview) begin() bool {
	if open := assessment.Open(iv.rubric, iv.a); len(open) > 0 {
		iv.at = open[0].ID
		return true
	}
	if asked := iv.asked(); len(asked) > 0 {
		iv.at = asked[len(asked)-1].ID
	}
	return false
}

// move goes to the next or the previous question that is asked; false if
// there is none.
func (iv *interview) move(by int) bool {
	asked := iv.asked()
	for i, q := range asked {
		if to := i + by; q.ID == iv.at && to >= 0 && to < len(asked) {
			iv.at = asked[to].ID
			return true
		}
	}
	return false
}

// goTo jumps to a question, to a domain, or, with no code, to the next open
// question.
func (iv *interview) goTo(code string) {
	states := assessment.StatesOf(iv.rubric, iv.a)
	switch q, d := iv.rubric.Question(code), iv.domain(code); {
	case code == "":
		iv.goToOpen(states)
	case q != nil && states[code] == assessment.Hidden:
		iv.notice = code + " is not asked here: " + whyHidden(q)
	case q != nil:
		iv.at = code
	case d != nil:
		iv.goToDomain(d, states)
	default:
		iv.notice = fmt.Sprintf("There is no question or domain %q%s", rubrics.PlainLine(code), rubrics.DidYouMean(code, append(iv.rubric.Codes(), iv.domainIDs()...)))
	}
}

// goToOpen goes to the next open question, from the first again after the last.
func (iv *interview) goToOpen(states assessment.States) {
	all := iv.rubric.Questions()
	start := 0
	for i, q := range all {
		if q.ID == iv.at {
			start = i + 1
		}
	}
	for i := range all {
		if q := all[(start+i)%len(all)]; states[q.ID] == assessment.Unanswered {
			iv.at = q.ID
			return
		}
	}
	iv.notice = "No question is open: every one has an answer."
}

// goToDomain goes to the first open question of a domain, else to its first.
func (iv *interview) goToDomain(d *rubrics.Domain, states assessment.States) {
	first := ""
	for _, q := range d.Questions {
		switch {
		case states[q.ID] == assessment.Unanswered:
			iv.at = q.ID
			return
		case states[q.ID] != assessment.Hidden && first == "":
			first = q.ID
		}
	}
	if first == "" {
		iv.notice = d.ID + " asks nothing here."
		return
	}
	iv.at = first
}

func (iv *interview) domain(id string) *rubrics.Domain {
	for _, d := range iv.rubric.Domains {
		if d.ID == id {
			return d
		}
	}
	return nil
}

func (iv *interview) domainIDs() []string {
	var ids []string
	for _, d := range iv.rubric.Domains {
		ids = append(ids, d.ID)
	}
	return ids
}

// overview lets the person look over everything and go anywhere.
func (iv *interview) overview() (ended bool, err error) {
	r, err := iv.ask.Overview(iv.overviewScreen())
	if err != nil {
		return false, err
	}
	if r.Do == ask.GoTo {
		iv.goTo(r.Value)
	}
	return r.Do == ask.Finish, nil
}

// answer records an answer to the question that is shown. Note and evidence
// stay; the mark to look again goes, as somebody has. A not-applicable needs a
// reason: without one it is ask.ErrBack, and nothing is changed.
func (iv *interview) answer(value string) error {
	ans := iv.a.Answers[iv.at]
	reason := ""
	if value == rubrics.NotApplicable {
		var err error
		if reason, err = iv.askReason(ans.Reason); err != nil {
			return err
		}
	}
	ans.Value, ans.Reason, ans.Review = value, reason, false
	if err := iv.keep(ans); err != nil {
		return err
	}
	iv.notice = fmt.Sprintf("Saved: %s, %s.", iv.at, ask.AnswerLabel(iv.rubric.Question(iv.at), value))
	return nil
}

// keep takes an answer into the assessment and onto the disk. If that fails
// and the person leaves over it, the assessment is as it was.
func (iv *interview) keep(ans assessment.Answer) error {
	old, had := iv.a.Answers[iv.at]
	iv.a.Answers[iv.at] = ans
	err := iv.save()
	if errors.Is(err, errNotSaved) {
		delete(iv.a.Answers, iv.at)
		if had {
			iv.a.Answers[iv.at] = old
		}
	}
	return err
}

// errNotSaved says that the last change could not be kept anywhere.
var errNotSaved = errors.New("the last change could not be saved")

// save writes all answers. While it fails the person decides what to do: the
// questionnaire does not go on with an answer that is nowhere.
func (iv *interview) save() error {
	for {
		data := assessment.Encode(iv.a, iv.rubric)
		notice, err := iv.store.save(data)
		if err == nil {
			if notice == "" {
				return nil
			}
			return iv.ask.Say(ask.Message{Title: "Please note", Text: notice})
		}
		if err := iv.askWhereElse(err, data); !errors.Is(err, errTryAgain) {
			return err
		}
	}
}

var errTryAgain = errors.New("try again")

// askWhereElse is the way out when the answers can be written nowhere.
func (iv *interview) askWhereElse(failed error, data []byte) error {
	why := failed.Error()
	for {
		rest := "Everything before it is still in " + iv.store.path + "."
		if unused(iv.store.path) == nil {
			rest = "The file is gone. All answers are still here: do not close this window before they are saved."
		}
		n, err := iv.ask.Choose(ask.Menu{
			Title: "This change could not be saved",
			Text:  why + "\n" + rest,
			Items: []ask.Item{
				{Label: "Try again", More: "after freeing space, or closing the program that holds the file"},
				{Label: "Save somewhere else", More: "in another folder or on another disk"},
				{Label: "Leave without this change"},
			},
		})
		switch {
		case err == nil && n == 0:
			return errTryAgain
		case err == nil && n == 1:
			texts, err := iv.ask.Fill(ask.Form{Title: "Save somewhere else", Fields: []ask.Field{{
				Label: "File", Help: "Folder and name of a new file.", Ends: true, Check: checkNewFile,
			}}})
			if errors.Is(err, ask.ErrLeft) {
				return errors.Join(errNotSaved, failed)
			}
			if err != nil || texts[0] == "" {
				continue
			}
			if err := iv.store.moveTo(withExtension(texts[0]), data); err == nil {
				return nil
			} else {
				why = err.Error()
			}
		default:
			return errors.Join(errNotSaved, failed)
		}
	}
}
