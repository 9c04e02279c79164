package report

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// explainFormat is the first key of an explanation in JSON.
const explainFormat = "aigap/explain/v1"

// explainJSON is the published shape of an explanation. With an empty selection
// it holds all that the figures of a score follow from, so that another program
// can compute them anew without the rubric: scales, weights, rungs, `when`
// lines and answers. The rest is what we derive from that, to compare with.
type explainJSON struct {
	Format     string                `json:"format"`
	Source     string                `json:"source"`
	Rubric     rubricJSON            `json:"rubric"`
	Subject    subjectJSON           `json:"subject"`
	Disclaimer string                `json:"disclaimer"`
	Selection  []string              `json:"selection"` // what was asked for; [] = everything
	Rules      explainRules          `json:"rules"`
	Levels     []string              `json:"levels"` // the ladder, lowest first; numbered from 1
	Scales     []explainScale        `json:"scales"`
	Overall    explainOverall        `json:"overall"`
	Domains    []explainDomain       `json:"domains"`
	Principles []explainLens         `json:"principles"`
	Pillars    []explainLens         `json:"pillars"`
	Questions  []explainQuestionJSON `json:"questions"` // in the order of the rubric
	Gaps       []string              `json:"gaps"`      // codes, in the order in which to close them
	Warnings   []string              `json:"warnings"`
}

// explainRules are the constants of the rules.
type explainRules struct {
	LeastCompleteness float64      `json:"least_completeness"`
	MostNotApplicable float64      `json:"most_not_applicable"`
	EffortPoints      effortPoints `json:"effort_points"`
}

type effortPoints struct {
	Low    int `json:"low"`
	Medium int `json:"medium"`
	High   int `json:"high"`
}

type explainScale struct {
	Name   string         `json:"name"`
	Values []explainValue `json:"values"`
}

type explainValue struct {
	Value  string   `json:"value"`
	Label  string   `json:"label"`
	Credit *float64 `json:"credit"` // null on a scale of context questions
}

type explainOverall struct {
	assessment.Figures
	Questions      assessment.Counts `json:"questions"`
	Weight         json.Number       `json:"weight"` // ΣW of the domains that count
	Held           []string          `json:"level_held_by"`
	HeldEvidenced  []string          `json:"evidenced_level_held_by"`
	HeldPotential  []string          `json:"potential_level_held_by"`
	Next           *explainNext      `json:"next"` // null at the top, or with no level
	Provisional    []string          `json:"provisional"`
	Hidden         []string          `json:"hidden"`
	NotApplicable  []string          `json:"not_applicable"`
	Context        []string          `json:"context"`
	AnsweredHidden []string          `json:"answered_but_not_asked"`
}

type explainNext struct {
	Level int `json:"level"`
	Met   int `json:"met"`
	Of    int `json:"of"`
}

// explainSum is exact: decimals, not rounded.
type explainSum struct {
	Weight    json.Number `json:"weight"`
	Score     json.Number `json:"score"`
	Evidenced json.Number `json:"evidenced"`
	Potential json.Number `json:"potential"`
}

type explainDomain struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"`
	assessment.Figures
	Questions assessment.Counts `json:"questions"`
	Sum       explainSum        `json:"sum"`
	Share     *float64          `json:"share"` // W/ΣW; null where nothing is applicable
	Points    *explainPoints    `json:"points"`
	Rungs     []explainRung     `json:"rungs"`
	Next      *explainNext      `json:"next"`
}

// explainPoints are what something adds to each overall figure.
type explainPoints struct {
	Score     float64 `json:"score"`
	Evidenced float64 `json:"evidenced"`
	Potential float64 `json:"potential"`
}

type explainRung struct {
	Level        int      `json:"level"`
	Asked        int      `json:"asked"`
	Met          int      `json:"met"`
	MetEvidenced int      `json:"met_evidenced"`
	MetPotential int      `json:"met_potential"`
	Reached      bool     `json:"reached"`
	Open         []string `json:"open"`
}

type explainLens struct {
	assessment.Lens
	Sum explainSum `json:"sum"`
}

type explainQuestionJSON struct {
	Code          string          `json:"code"`
	Domain        string          `json:"domain"`
	Text          string          `json:"text"`
	Context       bool            `json:"context"`
	Scale         string          `json:"scale"`
	Weight        *float64        `json:"weight"` // null, like level and effort, of a context question
	Level         *int            `json:"level"`
	Effort        *string         `json:"effort"`
	Principles    []string        `json:"principles"`
	Pillar        *string         `json:"pillar"`
	When          []explainGate   `json:"when"`
	After         []string        `json:"after"`
	Answer        *string         `json:"answer"` // as in the file; null where there is none
	Reason        *string         `json:"reason"` // of a not-applicable
	Evidence      int             `json:"evidence"`
	State         string          `json:"state"`
	HiddenBy      []string        `json:"hidden_by"` // codes that its closed lines name
	Credit        *float64        `json:"credit"`    // null, like the shares and points, where it counts in no figure
	ShareOfDomain *float64        `json:"share_of_domain"`
	Share         *float64        `json:"share"` // of the whole
	Points        *explainPoints  `json:"points"`
	StepUp        *explainStepUp  `json:"step_up"` // null with full credit, or where it counts in no figure
	Gap           *explainGapJSON `json:"gap"`     // null likewise
}

type explainGate struct {
	Question string   `json:"question"`
	In       []string `json:"in"`
	Closed   bool     `json:"closed"`
}

type explainStepUp struct {
	Next explainStep `json:"next"`
	Top  explainStep `json:"top"`
}

type explainStep struct {
	Value         string       `json:"value"`
	Domain        explainAfter `json:"domain"`
	Overall       explainAfter `json:"overall"`
	NewlyAsked    []string     `json:"newly_asked"`
	NoLongerAsked []string     `json:"no_longer_asked"`
}

type explainAfter struct {
	Score assessment.Maybe[float64] `json:"score"`
	Level assessment.Maybe[int]     `json:"level"`
}

type explainGapJSON struct {
	Place     int                 `json:"place"` // in the order of all gaps, from 1
	Kind      assessment.GapKind  `json:"kind"`
	Priority  assessment.Priority `json:"priority"`
	Because   string              `json:"because"`
	RungsAway int                 `json:"rungs_away"`
	Gain      float64             `json:"gain"`
	PerEffort float64             `json:"gain_per_effort_point"` // six decimals, as the order compares it
}

// writeJSON writes the explanation for programs.
func (e *Explanation) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(e.published())
}

func (e *Explanation) published() explainJSON {
	res, r := e.res, e.res.Rubric
	out := explainJSON{
		Format: explainFormat, Source: e.source,
		Rubric:     rubricJSON{r.ID, r.Version, r.Digest},
		Subject:    subjectJSON(res.Assessment.Subject),
		Disclaimer: Disclaimer,
		Selection:  orEmpty(e.names),
		Rules: explainRules{assessment.LeastCompleteness, assessment.MostNotApplicable,
			effortPoints{rubrics.EffortPoints("low"), rubrics.EffortPoints("medium"), rubrics.EffortPoints("high")}},
		Scales:     []explainScale{},
		Overall:    e.overallJSON(),
		Domains:    []explainDomain{},
		Principles: []explainLens{}, Pillars: []explainLens{},
		Questions: []explainQuestionJSON{},
		Gaps:      []string{},
		Warnings:  orEmpty(res.Warnings),
	}
	for _, l := range r.Levels {
		out.Levels = append(out.Levels, l.Title)
	}
	for _, s := range r.Scales {
		out.Scales = append(out.Scales, scaleJSON(s))
	}
	whole := len(e.names) == 0
	for _, d := range res.Domains {
		named := whole || slices.ContainsFunc(e.domains, func(x assessment.DomainResult) bool { return x.Domain == d.Domain })
		if named {
			out.Domains = append(out.Domains, e.domainJSON(d))
		}
		for _, q := range d.Domain.Questions {
			if named || e.selects(q) {
				out.Questions = append(out.Questions, e.questionJSON(d, q))
			}
		}
	}
	for _, l := range e.allLenses() {
		if !whole && !slices.ContainsFunc(e.lenses, func(x lensOf) bool { return x.Name == l.Name }) {
			continue
		}
		x := explainLens{l.Lens, sumJSON(res.SumOf(assessment.LensQuestions(r, l.Name)))}
		if l.kind == "principle" {
			out.Principles = append(out.Principles, x)
		} else {
			out.Pillars = append(out.Pillars, x)
		}
	}
	for _, g := range res.Gaps {
		if slices.ContainsFunc(out.Questions, func(q explainQuestionJSON) bool { return q.Code == g.Question.ID }) {
			out.Gaps = append(out.Gaps, g.Question.ID)
		}
	}
	return out
}

// selects reports whether a question is asked for, by its code or by what it names.
func (e *Explanation) selects(q *rubrics.Question) bool {
	return slices.Contains(e.questions, q) || slices.ContainsFunc(e.lenses, func(l lensOf) bool {
		return slices.Contains(assessment.LensQuestions(e.res.Rubric, l.Name), q)
	})
}

func scaleJSON(s *rubrics.Scale) explainScale {
	out := explainScale{Name: s.Name}
	for _, v := range s.Values {
		x := explainValue{Value: v.Value, Label: v.Label}
		if s.Scored {
			x.Credit = ptr(v.Credit.Float())
		}
		out.Values = append(out.Values, x)
	}
	return out
}

func (e *Explanation) overallJSON() explainOverall {
	res := e.res
	out := explainOverall{
		Figures: res.Overall, Questions: res.Counts, Weight: json.Number(res.DomainWeight().String()),
		Held:          ids(res.HeldBy(level)),
		HeldEvidenced: ids(res.HeldBy(evidencedLevel)),
		HeldPotential: ids(res.HeldBy(potentialLevel)),
		Next:          nextJSON(res.Next), Provisional: orEmpty(res.Provisional),
		Hidden: []string{}, NotApplicable: []string{}, Context: []string{}, AnsweredHidden: []string{},
	}
	left := e.leftOut()
	add := func(to *[]string, from []*rubrics.Question) {
		for _, q := range from {
			*to = append(*to, q.ID)
		}
	}
	add(&out.Hidden, left.hidden)
	add(&out.NotApplicable, left.notApplicable)
	add(&out.Context, left.context)
	add(&out.AnsweredHidden, left.answered)
	return out
}

// The three levels.
func level(f assessment.Figures) assessment.Maybe[int]          { return f.Level }
func evidencedLevel(f assessment.Figures) assessment.Maybe[int] { return f.EvidencedLevel }
func potentialLevel(f assessment.Figures) assessment.Maybe[int] { return f.PotentialLevel }

// leftOut is what counts in no figure. A hidden context question is among both
// the hidden and the context questions.
type leftOut struct{ hidden, notApplicable, context, answered []*rubrics.Question }

func (e *Explanation) leftOut() leftOut {
	var left leftOut
	for _, q := range e.res.Rubric.Questions() {
		state := e.res.States[q.ID]
		if q.Context {
			left.context = append(left.context, q)
		}
		switch {
		case state == assessment.Hidden:
			left.hidden = append(left.hidden, q)
			if e.answer(q.ID).Value != "" {
				left.answered = append(left.answered, q)
			}
		case state == assessment.NotApplicable && !q.Context:
			left.notApplicable = append(left.notApplicable, q)
		}
	}
	return left
}

func (e *Explanation) domainJSON(d assessment.DomainResult) explainDomain {
	out := explainDomain{
		ID: d.Domain.ID, Title: d.Domain.Title, Weight: d.Domain.Weight.Float(), Figures: d.Figures, Questions: d.Counts,
		Sum: sumJSON(e.res.SumOf(d.Domain.Questions)), Next: nextJSON(d.Next),
	}
	if share, ok := e.domainShare(d); ok {
		out.Share = ptr(assessment.Round(share, 6))
		p := pointsOf(share, e.res.SumOf(d.Domain.Questions))
		out.Points = &explainPoints{assessment.Round(p.Score, 4), assessment.Round(p.Evidenced, 4), assessment.Round(p.Potential, 4)}
	}
	for _, r := range e.res.Rungs(d.Domain) {
		x := explainRung{r.Level, r.Asked, r.Met, r.MetEvidenced, r.MetPotential, r.Reached, []string{}}
		for _, q := range r.Open {
			x.Open = append(x.Open, q.ID)
		}
		out.Rungs = append(out.Rungs, x)
	}
	return out
}

// domainShare is W/ΣW; false for a domain with no applicable question.
func (e *Explanation) domainShare(d assessment.DomainResult) (float64, bool) {
	if !d.Level.OK {
		return 0, false
	}
	return float64(d.Domain.Weight) / float64(e.res.DomainWeight()), true
}

// pointsOf are what a share of the whole adds to each overall figure, by the
// sums behind it.
func pointsOf(share float64, sum assessment.Sum) explainPoints {
	of := func(w assessment.WeightedCredit) float64 {
		return 100 * share * float64(w) / float64(int64(sum.Weight)*int64(rubrics.FullCredit))
	}
	return explainPoints{of(sum.Score), of(sum.Evidenced), of(sum.Potential)}
}

func (e *Explanation) questionJSON(d assessment.DomainResult, q *rubrics.Question) explainQuestionJSON {
	ans := e.answer(q.ID)
	out := explainQuestionJSON{
		Code: q.ID, Domain: d.Domain.ID, Text: q.Text, Context: q.Context, Scale: q.Scale.Name,
		Principles: orEmpty(q.Principles), Pillar: orNull(q.Pillar), When: []explainGate{}, After: orEmpty(q.After),
		Answer: orNull(ans.Value), Reason: orNull(ans.Reason), Evidence: len(ans.Evidence),
		State: stateName(e.res.States[q.ID]), HiddenBy: []string{},
	}
	if !q.Context {
		out.Weight, out.Level, out.Effort = ptr(q.Weight.Float()), ptr(q.Level), ptr(q.Gap.Effort)
	}
	for _, g := range q.When {
		closed := e.closed(g)
		out.When = append(out.When, explainGate{g.Question, g.In, closed})
		if closed {
			out.HiddenBy = append(out.HiddenBy, g.Question)
		}
	}
	worth, counts := e.res.Worth(q)
	if !counts {
		return out
	}
	share := e.res.Shares[q.ID]
	out.Credit = ptr(worth.Score.Float())
	out.ShareOfDomain = ptr(assessment.Round(float64(q.Weight)/float64(e.res.SumOf(d.Domain.Questions).Weight), 6))
	out.Share = ptr(assessment.Round(share, 6))
	p := questionPoints(share, worth)
	out.Points = &explainPoints{assessment.Round(p.Score, 4), assessment.Round(p.Evidenced, 4), assessment.Round(p.Potential, 4)}
	if next, top, ok := e.res.Steps(d.Domain, q); ok {
		out.StepUp = &explainStepUp{stepUp(next), stepUp(top)}
	}
	if g, place := e.res.GapOf(q); place > 0 {
		out.Gap = &explainGapJSON{place, g.Kind, g.Priority, priorityLabels[g.Priority].Text, e.res.RungsAway(g), assessment.Round(g.Gain, 4), g.PerEffort()}
	}
	return out
}

// questionPoints are what a question adds to each overall figure.
func questionPoints(share float64, w assessment.Worth) explainPoints {
	return explainPoints{100 * share * w.Score.Float(), 100 * share * w.Evidenced.Float(), 100 * share * w.Potential.Float()}
}

func stepUp(s assessment.Step) explainStep {
	return explainStep{s.Value.Value, explainAfter{s.Domain.Score, s.Domain.Level}, explainAfter{s.Overall.Score, s.Overall.Level},
		orEmpty(s.NewlyAsked), orEmpty(s.NoLongerAsked)}
}

func sumJSON(s assessment.Sum) explainSum {
	return explainSum{json.Number(s.Weight.String()), json.Number(s.Score.String()), json.Number(s.Evidenced.String()), json.Number(s.Potential.String())}
}

func nextJSON(p assessment.Progress) *explainNext {
	if p.Rung == 0 {
		return nil
	}
	return &explainNext{p.Rung, p.Met, p.Of}
}

func ids(domains []*rubrics.Domain) []string {
	out := []string{}
	for _, d := range domains {
		out = append(out, d.ID)
	}
	return out
}

func ptr[T any](v T) *T { return &v }
