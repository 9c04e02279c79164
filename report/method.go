package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// Method explains the figures, so that each can be worked out by hand.
type Method struct {
	Heading
	Rules     []Field
	Scales    []ScaleKey
	Shares    []Shares // one for each rubric
	ShareLead string
}

// Shares are what domains and questions add to the overall score of a rubric.
type Shares struct {
	Key       string // part of the names of its sections
	Title     string // "" where there is one rubric
	Domains   []DomainShare
	Total     DomainShare
	Questions []QuestionShare
}

// ScaleKey says what each answer of a scale counts.
type ScaleKey struct {
	Title  string
	Values []ScaleValue
}

// ScaleValue is one answer.
type ScaleValue struct {
	Mark          Mark
	Label, Credit string
}

// DomainShare is what a domain adds to the overall score.
type DomainShare struct{ ID, Title, Weight, Share, Score, Points string }

// QuestionShare is what a question adds to the overall score.
type QuestionShare struct {
	Code   string
	Level  string
	Weight string
	Share  string // percent of the overall score; "–" where it does not count
	Mark   Mark
	Answer string
	Points string // of the overall score
}

func (k *book) method() Method {
	m := Method{
		Heading: Heading{Number: "B", Title: "How the figures are made",
			Lead: "The rules are few, so that every figure can be worked out by hand. They are the rules of this program, not of WHO."},
		Rules: k.rules(),
		ShareLead: "What each question can add to the overall score. A mean of means weighs a question in a small domain more; here is how much. " +
			"Points are the share times what the answer counts; over all questions they add up to the score.",
	}
	for _, b := range k.parts {
		for _, s := range b.res.Rubric.Scales {
			if key := scaleKey(s); s.Scored && !slices.ContainsFunc(m.Scales, func(have ScaleKey) bool { return have.Title == key.Title && slices.Equal(have.Values, key.Values) }) {
				m.Scales = append(m.Scales, key)
			}
		}
		m.Shares = append(m.Shares, b.shares())
	}
	return m
}

func scaleKey(s *rubrics.Scale) ScaleKey {
	key := ScaleKey{Title: "Answer of the scale " + s.Name}
	for _, v := range s.Values {
		key.Values = append(key.Values, ScaleValue{Mark{MarkCredit, v.Credit.Float()}, or(v.Label, v.Value), v.Credit.String()})
	}
	return key
}

func (k *book) rules() []Field {
	var reviewed []string
	for _, b := range k.parts {
		addNew(&reviewed, b.reviewed())
	}
	return []Field{
		{"What counts", "Questions that are asked and applicable. One that is answered not applicable, or not asked because of an answer about the country, counts in no figure. Questions about the country count nowhere: they only decide what is asked."},
		{"Score", "Each answer counts a share from 0 to 1. A domain’s score is the mean over its questions that count, by weight, times 100. The overall score is the mean over the domains, by weight. What is not known counts 0."},
		{"Range", "The same sum again with everything that is not known counted as 1 gives the upper end."},
		{"Evidence named", "The same sum again with every answer that names no evidence counted as 0. Nobody has checked the evidence, so this says that evidence is named and no more."},
		{"Level", "A domain is at a level if every question on that rung and below that counts has the top answer. A rung on which a domain asks nothing is passed over, and the report says so. The overall level is the lowest of the domains, so that an average never hides a missing foundation."},
		{"Provisional", fmt.Sprintf("The headline figures are marked provisional if completeness (known answers out of questions that count) is below %v, if more than %v percent of the questions that are asked are answered not applicable, or if a whole domain is.", assessment.LeastCompleteness, 100*assessment.MostNotApplicable)},
		{"Gaps", "Every question that counts and has less than the top answer. Priority says how many rungs a gap is above its domain’s level: the next rung is high, two rungs up medium, further low; the next rung of a domain that holds the overall level down is critical. Within a priority, the gap with the most gain per effort point comes first."},
		{"Plan", fmt.Sprintf("Every gap on the rungs up to the next overall level, and every gap that these come after. A quarter has room for %d effort points. It is filled by taking, again and again, the first gap in the order of its rubric that still fits and for which everything that it comes after is scheduled. What is expected is the same score and level, worked out again with the top answer at every gap that is closed by then; the evidence stays as it is today.", assessment.DefaultCapacity)},
		{"Sensitivity", sensitivityRule(assessment.DefaultDraws)},
		{"Rounding", "Figures are printed with one decimal. They are never rounded up to a whole number that is not reached, and never down to 0."},
		{"Review", strings.Join(reviewed, " ")},
		{"What it is not", Disclaimer},
	}
}

func (b *builder) shares() Shares {
	s := Shares{Key: b.part}
	if b.part != "" {
		s.Title = b.res.Rubric.Title
	}
	for _, d := range b.res.Domains {
		row := DomainShare{ID: d.Domain.ID, Title: d.Domain.Title, Weight: d.Domain.Weight.String(), Share: noShare, Score: figure(d.Score).Text, Points: noShare}
		if share, adds, ok := b.res.DomainShare(d.Domain); ok {
			row.Share, row.Points = percent(share), points(adds)
		}
		s.Domains = append(s.Domains, row)
	}
	o := b.res.Overall
	title := "Overall"
	if b.provisional() {
		title += " (provisional)"
	}
	s.Total = DomainShare{Title: title, Share: noShare, Score: figure(o.Score).Text, Points: noShare}
	if o.Score.OK {
		s.Total.Share, s.Total.Points = "100%", points(o.Score.V)
		s.Total.Weight = b.res.DomainWeight().String()
	}
	for _, q := range b.res.Rubric.Questions() {
		if !q.Context {
			s.Questions = append(s.Questions, b.questionShare(q))
		}
	}
	return s
}

// noShare stands where nothing counts.
const noShare = "–"

func (b *builder) questionShare(q *rubrics.Question) QuestionShare {
	s := QuestionShare{
		Code: q.ID, Level: fmt.Sprint(q.Level), Weight: q.Weight.String(),
		Mark: b.mark(q), Answer: b.answerLabel(q), Share: noShare, Points: noShare,
	}
	if adds, counts := b.res.Points(q.ID); counts {
		s.Share, s.Points = percent(b.res.Shares[q.ID]), points(adds)
	}
	return s
}

// percent and points are finer than headline figures, so that sums can be
// followed by hand.
func percent(share float64) string { return fmt.Sprintf("%.2f%%", assessment.Round(100*share, 2)) }

func points(x float64) string { return fmt.Sprintf("%.2f", assessment.Round(x, 2)) }
