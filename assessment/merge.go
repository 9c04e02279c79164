package assessment

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics"
)

// Strategy says which answer stands where respondents gave different values of
// a scale.
type Strategy string

// Strategies of a merge.
const (
	Lowest Strategy = "lowest" // the lowest of the values
	Median Strategy = "median" // their median; of an even number, the lower one of the middle two
	Ask    Strategy = "ask"    // none: the question is left open, see IsOpen
)

// Strategies in the order in which they are offered; the first is the default.
var Strategies = []Strategy{Lowest, Median, Ask}

// Respondent is one assessment among several of the same subject.
type Respondent struct {
	Source     string // the file, and of a batch the line
	Assessment *Assessment

	name string
}

// Name says who answered: the assessors, else the source. After a Merge no two
// respondents have the same name.
func (p Respondent) Name() string {
	if p.name != "" {
		return p.name
	}
	var names []string
	for _, who := range p.Assessment.Assessors {
		names = append(names, strings.Join(strings.Fields(who.Name), " "))
	}
	return cmp.Or(strings.Join(names, ", "), p.Source)
}

// View is what one respondent said to a question.
type View struct {
	Respondent Respondent
	Answer     Answer
}

// Difference is a question to which respondents said different things.
type Difference struct {
	Question *rubrics.Question
	Domain   *rubrics.Domain
	Views    []View // of those who answered, lowest value first, then by name; not-applicable and unknown come last
	Distance int    // places on the scale from the lowest to the highest value; 0 where not two of them differ
	Result   Answer
}

// Merger is several assessments of one subject made one.
type Merger struct {
	Rubric        *rubrics.Rubric
	Strategy      Strategy
	Respondents   []Respondent // in the order of their names
	Assessment    *Assessment
	Disagreements []Difference // widest first, then in the order of the rubric; what is still open among them
	Informed      []Difference // where some did not know, and all others say the same; in the order of the rubric
	Agreement     []Agreement  // how far respondents agree, by domain and scale
}

// IsOpen reports whether an answer is what the strategy ask leaves behind:
// unknown, to be looked at again. It stays so in every later merge, whatever
// others say and whatever the strategy, until somebody answers it, which takes
// the mark away. It is told by its state and not by the words of its note,
// which anybody may edit.
func (a Answer) IsOpen() bool { return a.Value == rubrics.Unknown && a.Review }

// Merge makes one assessment of several, all of them accepted by Check under
// the rubric, by the scoring rules for several respondents. The order in which
// they are given changes nothing.
//
// Any value of the scale stands before not-applicable, that before unknown,
// and that before no answer at all; the strategy decides between different
// values of the scale. The values of a scale without credits, that of a context
// question, count as ordered as they are written. Evidence, notes, reasons,
// assessors and retired answers are united, the date is the latest, and marks
// for review are kept, but for one case: the mark of a question without an
// answer does not make another's plain unknown an open one.
//
// Subject (name, code and organization), rubric and digest must agree, to the
// letter; only a digest that is not said agrees with any. The error names the
// two that do not.
func Merge(r *rubrics.Rubric, respondents []Respondent, strategy Strategy) (*Merger, error) {
	m := &Merger{Rubric: r, Strategy: strategy, Respondents: named(respondents)}
	if err := sameSubject(m.Respondents); err != nil {
		return nil, err
	}
	first := m.Respondents[0].Assessment
	out := &Assessment{Rubric: first.Rubric, Subject: first.Subject, Answers: map[string]Answer{}, Retired: map[string]Retired{}}
	for _, p := range m.Respondents {
		out.RubricDigest = cmp.Or(out.RubricDigest, p.Assessment.RubricDigest)
		out.Date = max(out.Date, p.Assessment.Date)
		out.Assessors = append(out.Assessors, p.Assessment.Assessors...)
	}
	out.Assessors = united(out.Assessors, func(a, b Assessor) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Role, b.Role))
	})
	m.Assessment = out
	for _, d := range r.Domains {
		for _, q := range d.Questions {
			m.question(d, q)
		}
	}
	slices.SortStableFunc(m.Disagreements, func(a, b Difference) int { return cmp.Compare(b.Distance, a.Distance) })
	m.retired()
	m.Agreement = agreements(r, m.Respondents)
	return m, nil
}

// named puts respondents in the order of their names, and tells those apart
// whose assessors are the same.
func named(respondents []Respondent) []Respondent {
	all, times := slices.Clone(respondents), map[string]int{}
	for _, p := range all {
		times[p.Name()]++
	}
	for i, p := range all {
		if all[i].name = p.Name(); times[p.Name()] > 1 && p.Name() != p.Source {
			all[i].name += " (" + p.Source + ")"
		}
	}
	slices.SortStableFunc(all, func(a, b Respondent) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.Source, b.Source))
	})
	return all
}

// sameSubject is the error of the first two that are not about one thing.
func sameSubject(all []Respondent) error {
	first := all[0]
	digest := first // the first that says one
	for _, p := range all[1:] {
		a, b := first.Assessment, p.Assessment
		if a.Rubric != b.Rubric {
			todo := "bring them to one version with aigap migrate first"
			if a.Rubric.ID != b.Rubric.ID {
				todo = "merge takes assessments under one rubric; aigap report puts several rubrics in one report"
			}
			return fmt.Errorf("%s: the rubric is %s, and that of %s is %s: %s", p.at(b.at.rubric), b.Rubric, first.Source, a.Rubric, todo)
		}
		for _, f := range []struct{ name, a, b, todo string }{
			{"name of the subject", a.Subject.Name, b.Subject.Name, "merge takes assessments of one subject; if it is one, write the same name in both"},
			{"code of the subject", a.Subject.Code, b.Subject.Code, "merge takes assessments of one subject; if it is one, write the same code in both"},
			{"organization of the subject", a.Subject.Organization, b.Subject.Organization, "write the same organization in both; who answered, and in which department, stands under assessors"},
		} {
			if f.a != f.b {
				return fmt.Errorf("%s: the %s is %q, and that of %s is %q: %s", p.Source, f.name, f.b, first.Source, f.a, f.todo)
			}
		}
		x, y := digest.Assessment.RubricDigest, b.RubricDigest
		switch {
		case x == "":
			digest = p
		case y != "" && x != y:
			return fmt.Errorf("%s: rubric_digest is %s, and that of %s is %s: these answers were given under different drafts of %s; look through the older ones again in aigap assess, then merge",
				p.at(b.at.digest), y, digest.Source, x, b.Rubric)
		}
	}
	return nil
}

// at is a place in the file of a respondent; of a line of a batch, the line.
func (p Respondent) at(pos rubrics.Pos) string {
	if pos.Line > 0 && pos.File == p.Source {
		return pos.String()
	}
	return p.Source
}

// question merges what was said to one question.
func (m *Merger) question(d *rubrics.Domain, q *rubrics.Question) {
	place := func(value string) int {
		return slices.IndexFunc(q.Scale.Values, func(v rubrics.Value) bool { return v.Value == value })
	}
	var views []View
	for _, p := range m.Respondents {
		if ans := p.Assessment.Answers[q.ID]; !ans.Empty() {
			views = append(views, View{p, ans})
		}
	}
	if len(views) == 0 {
		return
	}
	result := combine(views, place, m.Strategy, func(View) string { return "" })
	m.Assessment.Answers[q.ID] = result

	views = slices.DeleteFunc(views, func(v View) bool { return v.Answer.Value == "" })
	slices.SortStableFunc(views, func(a, b View) int { return cmp.Compare(rank(a, place), rank(b, place)) })
	diff := Difference{Question: q, Domain: d, Views: views, Distance: distance(views, place), Result: result}
	said := map[string]bool{}
	for _, v := range views {
		said[v.Answer.Value] = true
	}
	known := len(said)
	if said[rubrics.Unknown] {
		known--
	}
	switch {
	case known > 1 || result.IsOpen():
		m.Disagreements = append(m.Disagreements, diff)
	case known == 1 && said[rubrics.Unknown]:
		m.Informed = append(m.Informed, diff)
	}
}

// rank orders views: the values of the scale, then not-applicable, then
// unknown, then nothing.
func rank(v View, place func(string) int) int {
	const beyond = 1 << 30 // any scale
	switch v.Answer.Value {
	case rubrics.NotApplicable:
		return beyond
	case rubrics.Unknown:
		return beyond + 1
	case "":
		return beyond + 2
	}
	return place(v.Answer.Value)
}

// distance is how many places on the scale the views lie apart.
func distance(views []View, place func(string) int) int {
	var places []int
	for _, v := range views {
		if answered(v.Answer.Value) == Known {
			places = append(places, place(v.Answer.Value))
		}
	}
	if len(places) == 0 {
		return 0
	}
	return slices.Max(places) - slices.Min(places)
}

// combine is the merged answer of views, of which there is at least one. place
// orders the values of the scale; remark is what a view adds in the note of an
// answer that is left open.
func combine(views []View, place func(string) int, strategy Strategy, remark func(View) string) Answer {
	var out Answer
	var values, notes, reasons []string
	said := map[string]bool{}
	open, unanswered := false, false // the latter: a mark where there is no answer
	for _, v := range views {
		a := v.Answer
		said[a.Value] = true
		if answered(a.Value) == Known {
			values = append(values, a.Value)
		}
		open = open || a.IsOpen()
		if a.Value == "" {
			unanswered = unanswered || a.Review
		} else {
			out.Review = out.Review || a.Review
		}
		out.Evidence = append(out.Evidence, a.Evidence...)
		notes = append(notes, a.Note)
		reasons = append(reasons, a.Reason)
	}
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	same := !slices.ContainsFunc(values, func(v string) bool { return v != values[0] })
	switch n := len(values); {
	case open:
		out.Value = rubrics.Unknown
	case n > 0 && (same || strategy == Lowest):
		out.Value = values[0]
	case n > 0 && strategy == Median:
		out.Value = values[(n-1)/2]
	case n > 0:
		out.Value, out.Review = rubrics.Unknown, true
	case said[rubrics.NotApplicable]:
		out.Value = rubrics.NotApplicable
	case said[rubrics.Unknown]:
		out.Value = rubrics.Unknown
	}
	if out.Value != rubrics.Unknown {
		out.Review = out.Review || unanswered
	}
	if out.IsOpen() {
		for _, v := range views {
			if v.Answer.Value != "" && !v.Answer.IsOpen() { // what led to an open one stands in its note
				notes = append(notes, viewNote(v, remark(v)))
			}
		}
	}
	out.Evidence = united(out.Evidence, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Link, b.Link), cmp.Compare(a.Date, b.Date))
	})
	out.Note, out.Reason = unitedText(notes), unitedText(reasons)
	return out
}

// viewNote is a view as it stands in the note of an open answer.
func viewNote(v View, remark string) string {
	s := "Said by " + v.Respondent.Name() + ": " + v.Answer.Value + remark
	if v.Answer.Value == rubrics.NotApplicable {
		s += " (" + v.Answer.Reason + ")"
	}
	return s
}

// retired unites the answers to codes of earlier rubrics. Their scales are not
// at hand, so that where two differ no strategy can choose: they are left open.
func (m *Merger) retired() {
	codes := map[string]bool{}
	for _, p := range m.Respondents {
		for code := range p.Assessment.Retired {
			codes[code] = true
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		var views []View
		under := map[string]string{} // rubric by respondent
		rubric := ""
		for _, p := range m.Respondents {
			if old, ok := p.Assessment.Retired[code]; ok {
				views = append(views, View{p, old.Answer})
				under[p.name] = old.Rubric
				rubric = max(rubric, old.Rubric)
			}
		}
		unordered := func(string) int { return 0 }
		remark := func(v View) string {
			if of := under[v.Respondent.name]; of != "" {
				return " under " + of
			}
			return ""
		}
		m.Assessment.Retired[code] = Retired{combine(views, unordered, Ask, remark), rubric}
	}
}

// united sorts items and drops those that stand there already.
func united[T comparable](items []T, order func(a, b T) int) []T {
	slices.SortFunc(items, order)
	return slices.Compact(items)
}

// between separates the texts of several respondents, on a line of its own, so
// that a later merge can tell them apart.
const between = "\n---\n"

// unitedText puts texts into one, each of them once.
func unitedText(texts []string) string {
	var parts []string
	for _, t := range texts {
		if t != "" {
			parts = append(parts, strings.Split(t, between)...)
		}
	}
	return strings.Join(united(parts, strings.Compare), between)
}
