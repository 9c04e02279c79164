package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Agenda is what a meeting needs to settle the answers in which respondents
// differ, ready to be laid out.
type Agenda struct {
	Title   string // of the document
	Subject string
	Created time.Time // for the metadata; fixed by the input
	Footer  Footer
	Banners []Banner

	Merged      Heading
	Fields      []Field
	Agreement   string // heading of the table
	Rows        []AgreementRow
	Reading     []string // how to read the table
	Settle      Heading
	None        string // why there is nothing to settle; "" if there is
	Items       []AgendaItem
	Informed    Heading
	InformedOf  []InformedItem
	Disclaimer  string
	merger      *assessment.Merger
	respondents []string // with the source, where that is not the name
}

// AgreementRow is how far respondents agree in one domain on one scale.
type AgreementRow struct {
	Domain, Title, Scale string
	Alpha                string // or n/a
	Questions, Answers   int
	Reading              string // what the figure allows, or why there is none
}

// AgendaItem is one question to settle.
type AgendaItem struct {
	Number  int
	Code    string
	Domain  string
	Apart   string // how far the answers lie apart
	Text    string
	Answers []AgendaAnswer
	Said    []AgendaView // those with more to say than the answer
	Result  string       // what stands in the merged assessment
	Remark  string       // may be ""
}

// AgendaAnswer is one answer that is possible, and who gave it.
type AgendaAnswer struct {
	Mark    Mark
	Label   string
	Meaning string // what it looks like in practice; may be ""
	By      string // may be ""
}

// AgendaView is what one respondent wrote beside an answer.
type AgendaView struct {
	By       string
	Reason   string
	Note     string
	Evidence []EvidenceItem
}

// InformedItem is a question that somebody could not answer and all others
// answered alike.
type InformedItem struct{ Code, Text, Result, Unknown string }

// Names that every writer of an agenda uses.
const (
	nameSaidBy   = "said by"
	nameSoFar    = "So far"
	nameDecision = "Decision"
	colAlpha     = "Alpha"
	colScale     = "Scale"
	colAnswers   = "Answers"
	colQuestions = "Questions"
	colReading   = "Reading"
	colStands    = "Stands"
	colUnknown   = "Unknown to"

	leftOpen = "Left open" // an answer that is to be settled
)

// BuildAgenda decides everything that is said about a merge.
func BuildAgenda(m *assessment.Merger) *Agenda {
	words := newBuilder(&assessment.Result{Rubric: m.Rubric, Assessment: m.Assessment, States: assessment.StatesOf(m.Rubric, m.Assessment)}, Options{})
	k := &book{parts: []*builder{words}, opts: Options{Date: m.Assessment.Date}}
	ag := &Agenda{
		Title: "Answers to settle: " + words.subject(), Subject: words.subject(), Created: k.created(), Footer: k.footer(), Banners: k.banners(),
		Agreement: "How far the respondents agree", Disclaimer: Disclaimer, merger: m,
	}
	for _, p := range m.Respondents {
		who := p.Name()
		if who != p.Source && !strings.HasSuffix(who, "("+p.Source+")") {
			who += " (" + p.Source + ")"
		}
		ag.respondents = append(ag.respondents, who)
	}
	n := len(m.Disagreements)
	made := count(len(m.Respondents), "assessment") + " of " + words.subject() + " made one. "
	if len(m.Respondents) == 1 {
		made = "One assessment of " + words.subject() + ", as it is. "
	}
	ag.Merged = Heading{Title: "Answers to settle", Lead: made + toSettle(n) +
		" Notes stand here word for word and can be confidential."}
	ag.Fields = []Field{
		{"Rubric", m.Rubric.Title + ", " + m.Rubric.Ref().String()},
		{"Assessment of", or(longDate(m.Assessment.Date), "a date that is not stated")},
		{"Respondents", strings.Join(ag.respondents, "\n")},
		{"Strategy", sentence(string(m.Strategy)) + " " + strategyWords[m.Strategy] + " Not applicable gives way to any answer on the scale, and unknown to everything else."},
	}
	ag.agreement()
	ag.Settle = Heading{Title: "To settle", Lead: "Widest apart first. Write each decision into the merged assessment, for instance with aigap assess."}
	if n == 0 {
		ag.Settle.Lead, ag.None = "", "No two answers differ, and nothing is left open."
	}
	for i, d := range m.Disagreements {
		ag.Items = append(ag.Items, words.agendaItem(i+1, d))
	}
	ag.Informed = Heading{Title: "Known to some", Lead: "Somebody answered unknown here, and all others say the same. Their answer stands."}
	for _, d := range m.Informed {
		ag.InformedOf = append(ag.InformedOf, InformedItem{d.Question.ID, d.Question.Text, valueLabel(d.Question, d.Result.Value), saidBy(d.Views, rubrics.Unknown)})
	}
	return ag
}

var strategyWords = map[assessment.Strategy]string{
	assessment.Lowest: "Where answers differ, the lowest stands until it is settled.",
	assessment.Median: "Where answers differ, their median stands until it is settled; of an even number of answers, the lower one of the middle two.",
	assessment.Ask:    "Where answers differ, the question is left open: unknown, to be looked at again. It stays so in every later merge until it is answered.",
}

func toSettle(n int) string {
	switch n {
	case 0:
		return "Nothing is to be settled."
	case 1:
		return "1 question is to be settled."
	}
	return strconv.Itoa(n) + " questions are to be settled."
}

// Least alpha for conclusions, as Krippendorff suggests (Content Analysis, 2004).
const (
	firmAlpha      = 0.8
	tentativeAlpha = 0.667
)

func (ag *Agenda) agreement() {
	for _, a := range ag.merger.Agreement {
		ag.Rows = append(ag.Rows, AgreementRow{Domain: a.Domain.ID, Title: a.Domain.Title, Scale: a.Scale.Name,
			Alpha: cell(a.Alpha), Questions: a.Questions, Answers: a.Answers, Reading: agreementWords(a)})
	}
	ag.Reading = []string{
		"Alpha is Krippendorff’s, with ordinal distance. 1 is full agreement, 0 is what chance alone would give, and below 0 respondents agree less than by chance. The further apart two answers lie on the scale, the more they count.",
		fmt.Sprintf("Krippendorff suggests at least %v for firm conclusions, and at least %v for tentative ones. Of few questions or few respondents it is a rough figure: the answers themselves say more.", firmAlpha, tentativeAlpha),
		"Compared are questions that at least two respondents answered on the scale. Unknown, not applicable, not answered and not asked are left out.",
		notAvailable + ": there is no alpha where fewer than two answers can be compared, or where all of them are the same, so that there is nothing to measure chance by. That is no sign of disagreement.",
	}
}

func agreementWords(a assessment.Agreement) string {
	switch {
	case !a.Alpha.OK && a.Answers < 2:
		return "fewer than two answers to compare"
	case !a.Alpha.OK:
		return "all answers are the same"
	case a.Alpha.V >= firmAlpha:
		return "firm"
	case a.Alpha.V >= tentativeAlpha:
		return "tentative"
	case a.Alpha.V >= 0:
		return "too low to rely on"
	}
	return "less than by chance"
}

// agendaItem puts one disagreement in words.
func (b *builder) agendaItem(number int, d assessment.Difference) AgendaItem {
	q := d.Question
	item := AgendaItem{Number: number, Code: q.ID, Domain: d.Domain.Title, Apart: apart(d), Text: q.Text, Result: valueLabel(q, d.Result.Value)}
	if d.Result.IsOpen() {
		item.Result = leftOpen + ": unknown, to be looked at again"
	}
	for _, v := range q.Scale.Values {
		mark := Mark{Kind: MarkContext}
		if !q.Context {
			mark = Mark{MarkCredit, v.Credit.Float()}
		}
		item.Answers = append(item.Answers, AgendaAnswer{mark, valueLabel(q, v.Value), q.Anchors[v.Value], saidBy(d.Views, v.Value)})
	}
	beside := func(kind MarkKind, label, by string) {
		if by != "" {
			item.Answers = append(item.Answers, AgendaAnswer{Mark: Mark{Kind: kind}, Label: label, By: by})
		}
	}
	isOpen := func(v assessment.View) bool { return v.Answer.IsOpen() }
	beside(MarkNotApplicable, valueLabel(q, rubrics.NotApplicable), saidBy(d.Views, rubrics.NotApplicable))
	beside(MarkUnknown, valueLabel(q, rubrics.Unknown), saidBy(slices.DeleteFunc(slices.Clone(d.Views), isOpen), rubrics.Unknown))
	beside(MarkUnknown, leftOpen, names(d.Views, isOpen))
	for _, p := range d.Views {
		if ans := p.Answer; ans.Reason != "" || ans.Note != "" || len(ans.Evidence) > 0 {
			item.Said = append(item.Said, AgendaView{p.Respondent.Name(), ans.Reason, ans.Note, evidenceItems(ans.Evidence)})
		}
	}
	if b.res.States[q.ID] == assessment.Hidden {
		item.Remark = "The merged assessment does not ask this question, because of another answer."
	}
	return item
}

// saidBy are the names of those who gave an answer.
func saidBy(views []assessment.View, value string) string {
	return names(views, func(v assessment.View) bool { return v.Answer.Value == value })
}

// names are the names of some respondents.
func names(views []assessment.View, which func(assessment.View) bool) string {
	var all []string
	for _, v := range views {
		if which(v) {
			all = append(all, v.Respondent.Name())
		}
	}
	return strings.Join(all, "; ")
}

// viewLabel puts the answer of one respondent.
func viewLabel(q *rubrics.Question, ans assessment.Answer) string {
	if ans.IsOpen() {
		return leftOpen
	}
	return valueLabel(q, ans.Value)
}

// apart says how far the answers to a question lie apart.
func apart(d assessment.Difference) string {
	var parts []string
	if d.Distance > 0 {
		parts = append(parts, count(d.Distance, "step")+" apart")
	}
	applies := func(v assessment.View) bool { return v.Answer.Value == rubrics.NotApplicable }
	if some := slices.ContainsFunc(d.Views, applies); some && d.Views[0].Answer.Value != rubrics.NotApplicable {
		parts = append(parts, "is it applicable?")
	}
	if slices.ContainsFunc(d.Views, func(v assessment.View) bool { return v.Answer.IsOpen() }) {
		parts = append(parts, "still open from before")
	}
	return strings.Join(parts, "; ")
}
