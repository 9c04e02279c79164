package cmd

import (
	"fmt"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// The words of the questionnaire.

// whyHidden says which answers keep a question from being asked.
func whyHidden(q *rubrics.Question) string {
	var gates []string
	for _, g := range q.When {
		gates = append(gates, fmt.Sprintf("%s is answered %s", g.Question, strings.Join(g.In, " or ")))
	}
	return "it is asked only if " + strings.Join(gates, ", and ") + "."
}

// view is the question that is shown, with everything about it. What is to be
// told is told once.
func (iv *interview) view() ask.Question {
	asked := iv.asked()
	v := ask.Question{
		Q:      iv.rubric.Question(iv.at),
		Total:  len(asked),
		Answer: iv.a.Answers[iv.at],
		File:   iv.store.path,
		Notice: iv.notice,
	}
	iv.notice = ""
	for i, q := range asked {
		if q.ID == iv.at {
			v.Place = i + 1
		}
		if iv.states[q.ID] != assessment.Unanswered {
			v.Done++
		}
	}
	for _, d := range iv.rubric.Domains {
		for _, q := range d.Questions {
			if q.ID == iv.at {
				v.Domain = d.Title
				v.Help = fullHelp(iv.rubric, d, q)
			}
		}
	}
	return v
}

// fullHelp is everything the rubric says about a question.
func fullHelp(r *rubrics.Rubric, d *rubrics.Domain, q *rubrics.Question) []ask.Topic {
	help := []ask.Topic{{Head: q.Text, Paras: []string{q.Help}}}
	var answers []string
	for _, c := range ask.Choices(q) {
		line := c.Label
		if c.Anchor != "" {
			line += ": " + c.Anchor
		}
		answers = append(answers, line)
	}
	help = append(help, ask.Topic{Head: "The answers", Paras: answers})
	if len(q.Evidence) > 0 {
		help = append(help, ask.Topic{Head: "Evidence to look for", Paras: q.Evidence})
	}
	if why := whyAsked(q); len(why) > 0 {
		help = append(help, ask.Topic{Head: "Why it is asked", Paras: why})
	}
	place := fmt.Sprintf("%s, domain %s %s.", q.ID, d.ID, d.Title)
	switch {
	case q.Context:
		place += " A question about the country: it decides what else is asked, and counts in no score."
	case q.Level >= 1 && q.Level <= len(r.Levels):
		place += fmt.Sprintf(" It belongs to level %d of %d, %s.", q.Level, len(r.Levels), r.Levels[q.Level-1].Title)
	}
	about := []string{place}
	if len(q.Audience) > 0 {
		about = append(about, "Who can best answer: "+strings.Join(q.Audience, ", ")+".")
	}
	if len(q.When) > 0 {
		about = append(about, "It is asked because of an earlier answer: "+whyHidden(q))
	}
	if d.Summary != "" {
		about = append(about, "About "+d.Title+": "+d.Summary)
	}
	return append(help, ask.Topic{Head: "Its place", Paras: about})
}

// whyAsked names where the expectation comes from, and how far the citation
// has been checked.
func whyAsked(q *rubrics.Question) []string {
	basis := map[string]string{
		"stated":  "the publication says so",
		"derived": "our reading of the publication",
	}
	checked := map[string]string{
		"original":  "checked against the publication itself",
		"secondary": "checked against a description of the publication, not against the publication itself",
		"none":      "not checked yet",
	}
	var why []string
	for _, c := range q.Cites {
		title := c.Resource
		if res, ok := rubrics.BuiltinCatalogue().Find(c.Resource); ok {
			title = res.Title
			if res.Publisher != "" || res.Date != "" {
				title += " (" + strings.Trim(res.Publisher+", "+res.Date, ", ") + ")"
			}
		}
		why = append(why, fmt.Sprintf("%s: %s. Basis: %s; %s.", title, c.Section, basis[c.Basis], checked[c.Checked]))
	}
	return why
}

// overviewScreen lists what is asked.
func (iv *interview) overviewScreen() ask.Overview {
	asked := iv.asked()
	done := 0
	for _, q := range asked {
		if iv.states[q.ID] != assessment.Unanswered {
			done++
		}
	}
	o := ask.Overview{
		Title: fmt.Sprintf("Overview: %d of %d answered", done, len(asked)),
		At:    iv.at,
	}
	for _, d := range iv.rubric.Domains {
		head := len(o.Rows)
		o.Rows = append(o.Rows, ask.Row{Code: d.ID, Text: d.Title, Domain: true})
		done, of := 0, 0
		for _, q := range d.Questions {
			if iv.states[q.ID] == assessment.Hidden {
				continue
			}
			of++
			if iv.states[q.ID] != assessment.Unanswered {
				done++
			}
			o.Rows = append(o.Rows, iv.questionRow(q))
		}
		o.Rows[head].State = fmt.Sprintf("%d of %d", done, of)
	}
	return o
}

func (iv *interview) questionRow(q *rubrics.Question) ask.Row {
	ans := iv.a.Answers[q.ID]
	r := ask.Row{Code: q.ID, Text: q.Text, State: ask.AnswerLabel(q, ans.Value)}
	switch iv.states[q.ID] {
	case assessment.Unanswered:
		r.Mark = ask.MarkOpen
	case assessment.Unknown:
		r.Mark = ask.MarkUnsure
	case assessment.NotApplicable:
		r.Mark = ask.MarkNot
	case assessment.Known, assessment.Hidden:
		r.Mark = ask.MarkKnown
	}
	if ans.Review {
		r.Mark = ask.MarkReview
		r.State += ", to be looked at again"
	}
	return r
}

// found says what a file holds that is taken up again.
func found(r *rubrics.Rubric, a *assessment.Assessment, path string) string {
	states := assessment.StatesOf(r, a)
	var asked, done, unsure, review int
	next := ""
	for _, q := range r.Questions() {
		s := states[q.ID]
		if s == assessment.Hidden {
			continue
		}
		asked++
		switch {
		case s == assessment.Unanswered && next == "":
			next = q.ID
		case s == assessment.Unknown:
			unsure++
		}
		if s != assessment.Unanswered {
			done++
		}
		if a.Answers[q.ID].Review {
			review++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s (%s)", subjectName(a), r.Title, r.Ref())
	if a.Date != "" {
		fmt.Fprintf(&b, ", begun %s", a.Date)
	}
	fmt.Fprintf(&b, "\n%d of %d answered", done, asked)
	if unsure > 0 {
		fmt.Fprintf(&b, ", %d of them don't know", unsure)
	}
	b.WriteString(".")
	if review > 0 {
		fmt.Fprintf(&b, " To be looked at again: %d.", review)
	}
	if next != "" {
		fmt.Fprintf(&b, "\nThe next open question is %s.", next)
	} else {
		b.WriteString("\nNo question is open.")
	}
	fmt.Fprintf(&b, "\nAnswers are saved in %s.", path)
	return b.String()
}

// subjectName names who is assessed.
func subjectName(a *assessment.Assessment) string {
	switch {
	case a.Subject.Name != "":
		return a.Subject.Name
	case a.Subject.Organization != "":
		return a.Subject.Organization
	case a.Subject.Code != "":
		return a.Subject.Code
	}
	return "No subject named"
}
