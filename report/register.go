package report

import (
	"fmt"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Register lists every gap with what to do about it.
type Register struct {
	Heading
	Groups []GapGroup
	None   string // said where there are no gaps
}

// GapGroup is all gaps of one priority.
type GapGroup struct {
	Priority assessment.Priority
	Title    string // with how many there are
	Meaning  string
	Gaps     []*Gap
}

// Gap is one entry of the register.
type Gap struct {
	Number     int // its place in the order, from 1
	Code       string
	Domain     string // id
	Question   string
	Priority   assessment.Priority
	Label      string   // of the priority
	Place      string   // what to do about it, its domain and the rung that it belongs to
	Rung       string   // that it belongs to
	Also       []string // how other rubrics of the report see it
	Gain       string
	EffortWord string
	Figures    string // gain and effort, in full
	Brief      string // code, what to do about it, gain and effort, on one line
	Mark       Mark
	Today      Field  // the answer and what it looks like in practice
	Target     Field  // the top answer and what it looks like
	FindOut    string // what to do first where the answer is not known; else ""
	Action     string
	Steps      []string
	After      []Prerequisite
	Resources  []Link
}

// Prerequisite is a gap to close before another one.
type Prerequisite struct {
	Code   string
	Status string
	Gap    int // its number in the register; 0 if it is no gap
}

// Link is a resource as it stands beside a gap.
type Link struct {
	ID    string
	Title string
	URL   string // "" where there is none
	By    string // publisher and year; may be ""
}

func (b *builder) gap(g assessment.Gap) *Gap {
	q := g.Question
	top := q.Scale.Top()
	e := &Gap{
		Number: b.register[q.ID].number, Code: q.ID, Domain: g.Domain.ID, Question: q.Text,
		Priority: g.Priority, Label: priorityLabels[g.Priority].Name,
		Rung: b.rungName(q.Level), Gain: gain(g), EffortWord: q.Gap.Effort,
		Figures: "Gain " + gain(g) + "   ·   Effort " + effort(q),
		Mark:    b.mark(q),
		Today:   Field{b.answerLabel(q), q.Anchors[g.Answer]},
		Target:  Field{or(top.Label, top.Value), q.Anchors[top.Value]},
		Action:  q.Gap.Action, Steps: q.Gap.Steps,
	}
	kind := "to close"
	if g.Kind == assessment.Establish {
		kind = "to establish"
		e.Today.Text = "Whether this is in place is not known."
		e.FindOut = "First find out what is in place. What follows is needed only if it turns out to be open."
	}
	e.Place = kind + "   ·   " + g.Domain.Title + ", " + e.Rung
	e.Brief = q.ID + " · " + kind + " · gain " + e.Gain + " · effort " + e.EffortWord
	for _, code := range q.After {
		e.After = append(e.After, b.prerequisite(code))
	}
	for _, id := range q.Gap.Resources {
		e.Resources = append(e.Resources, b.link(id))
	}
	return e
}

func (b *builder) prerequisite(code string) Prerequisite {
	g := b.register[code]
	p := Prerequisite{Code: code, Gap: g.number}
	switch q := b.res.Rubric.Question(code); {
	case p.Gap > 0 && g.gap.Kind == assessment.Establish:
		p.Status = fmt.Sprintf("gap %d, to establish", p.Gap)
	case p.Gap > 0:
		p.Status = fmt.Sprintf("gap %d, open", p.Gap)
	case b.res.States[code] == assessment.Known && !q.Context:
		p.Status = "in full already"
	default:
		p.Status = b.answerLabel(q)
	}
	return p
}

// link is a resource by id; one that the catalogue lacks keeps its id as title.
func (b *builder) link(id string) Link {
	if b.opts.Catalogue != nil {
		if r, ok := b.opts.Catalogue.Find(id); ok {
			return Link{ID: id, Title: r.Title, URL: safeURL(r.URL), By: publishedBy(r)}
		}
	}
	return Link{ID: id, Title: id}
}

// publishedBy is "World Health Organization, 2023".
func publishedBy(r rubrics.Resource) string {
	if len(r.Date) < len("2006") {
		return r.Publisher
	}
	return r.Publisher + ", " + r.Date[:len("2006")]
}

func (k *book) register() Register {
	var gaps []*Gap
	applicable := 0
	for _, g := range k.gaps {
		gaps = append(gaps, k.entry(g))
	}
	for _, b := range k.parts {
		applicable += b.res.Counts.Applicable
	}
	reg := Register{Heading: Heading{Number: numberRegister, Title: "Gap register",
		Lead: "Every gap, in the order in which to close them: by priority, then by gain for the effort. " +
			"Where “Comes after” stands, close those gaps first; where it does not, work can begin at once."}}
	if len(gaps) == 0 {
		reg.Lead = ""
		reg.None = "There are no gaps: every applicable question has the top answer."
		if applicable == 0 {
			reg.None = "There are no gaps, because nothing is applicable."
		}
	}
	if len(k.parts) > 1 && len(gaps) > 0 {
		reg.Lead = "Every gap once, whichever rubrics find it, in the order in which to close them: by its most pressing priority, then in the order of the rubrics. " +
			"The gain is in points of the rubric that is named with it; what other rubrics say stands below. " +
			"Where “Comes after” stands, close those gaps first; where it does not, work can begin at once."
	}
	for _, p := range assessment.Priorities {
		group := GapGroup{Priority: p, Meaning: sentence(priorityLabels[p].Text)}
		for _, g := range gaps {
			if g.Priority == p {
				group.Gaps = append(group.Gaps, g)
			}
		}
		if n := len(group.Gaps); n > 0 {
			group.Title = fmt.Sprintf("%s: %d", priorityLabels[p].Name, n)
			reg.Groups = append(reg.Groups, group)
		}
	}
	return reg
}

// ToEstablish lists what nobody knew.
type ToEstablish struct {
	Heading
	Items []Open
	None  string
}

// Open is a question without a known answer.
type Open struct {
	Code, Text string
	Domain     string // title
	State      string
	Gain       string // what it could bring, and where it stands in the register; "" for a question about the country
	Ask        string
	Look       []string
	Note       string // what it decides, for a question about the country; or where it is answered
}

func (k *book) toEstablish() ToEstablish {
	t := ToEstablish{Heading: Heading{Number: numberToEstablish, Title: "Information still to establish",
		Lead: "Questions without a known answer. Each counts as not in place in the score, so finding out can only help. " +
			"Questions about the country come first, because they decide what else is asked; then the order is that of the gap register."}}
	k.each(func(_ *builder, d *rubrics.Domain, q *rubrics.Question, b *builder) {
		if q.Context && b.res.States[q.ID].Applicable() && b.res.States[q.ID] != assessment.Known {
			t.Items = append(t.Items, Open{
				Code: q.ID, Text: q.Text, Domain: d.Title, State: b.answerLabel(q), Ask: list(q.Audience), Look: q.Evidence,
				Note: "About the country: until it is known, everything that depends on it is asked.",
			})
		}
	})
	for _, g := range k.gaps {
		if q := g.gap.Question; g.gap.Kind == assessment.Establish {
			t.Items = append(t.Items, Open{
				Code: q.ID, Text: q.Text, Domain: g.gap.Domain.Title, State: g.b.answerLabel(q),
				Gain: fmt.Sprintf("%s points; gap %d of the register", gain(g.gap), g.number), Ask: list(q.Audience), Look: q.Evidence,
				Note: k.elsewhere(g),
			})
		}
	}
	if len(t.Items) == 0 {
		t.Lead = ""
		t.None = "Nothing: every question that is asked has a known answer or is answered not applicable."
	}
	return t
}

// NotApplicable lists what was answered not-applicable, with the reasons.
type NotApplicable struct {
	Heading
	Items []Reasoned
	None  string
}

// Reasoned is a question with the reason why it is not applicable.
type Reasoned struct{ Code, Text, Domain, Reason string }

func (k *book) notApplicable() NotApplicable {
	n := NotApplicable{Heading: Heading{Number: numberNotApplicable, Title: "Answered not applicable",
		Lead: "These questions count in no figure. Read the reasons: an answer of this kind takes a question out of the score."}}
	k.each(func(_ *builder, d *rubrics.Domain, q *rubrics.Question, _ *builder) {
		var reasons []string
		said := false
		for _, b := range k.parts {
			if b.res.States[q.ID] == assessment.NotApplicable {
				said = true
				addNew(&reasons, b.answer(q.ID).Reason)
			}
		}
		if said {
			n.Items = append(n.Items, Reasoned{q.ID, q.Text, d.Title, or(strings.Join(reasons, "\n"), "No reason is given.")})
		}
	})
	if len(n.Items) == 0 {
		n.Lead = ""
		n.None = "None: no question is answered not applicable."
	}
	return n
}
