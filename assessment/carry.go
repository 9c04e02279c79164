package assessment

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics"
)

// Carried is an assessment taken from one version of a rubric to a later one,
// and what became of every question on the way.
type Carried struct {
	Path   []*rubrics.Rubric // the versions, from that of Before to that of After
	Before *Assessment
	After  *Assessment
	Old    []Disposition // of each question of the first version, in its order
	New    []Origin      // of each question of the last version, in its order
}

// Fate says what became of a question and its answer.
type Fate string

// Fates. Where several apply on the way through versions, the later one in this
// list counts.
const (
	FateCarried Fate = "carried" // as is, perhaps under another code
	FateReview  Fate = "review"  // carried, and to be looked at again
	FateMerged  Fate = "merged"  // with others into one
	FateSplit   Fate = "split"   // into several
	FateRetired Fate = "retired" // it has no place; an answer is kept and never scored
)

// Fates in their order.
var Fates = []Fate{FateCarried, FateReview, FateMerged, FateSplit, FateRetired}

// Disposition is what became of a question of the old version.
type Disposition struct {
	Code   string
	Fate   Fate
	To     []string // codes of the new version; none if it is retired
	Answer Answer   // the old one
	Why    []string // what the changes, or the new scale, say about it
}

// Origin is where a question of the new version comes from.
type Origin struct {
	Code   string
	From   []string // codes of the old version; none if it is new
	Answer Answer   // the carried one
	Lost   bool     // an answer was said, and on the way it became unknown
}

// Arrived reports whether what was said to the question, if anything, is its
// answer still.
func (o Origin) Arrived() bool { return len(o.From) > 0 && !o.Lost }

// Carry takes an assessment along a path of versions, of which the first is its
// own rubric and each next one supersedes the one before; see
// rubrics.Library.Path. Going several versions is going one after the other.
// The assessment is valid under its rubric, and is not changed.
//
// An answer to a question that is unchanged, renamed or reworded carries as is;
// where it was reworded so that an old answer may not hold, it is to be looked
// at again. Several merged into one give the lowest of their answers if all are
// known, not-applicable if all are that, and else unknown; what each said
// stands in the note. A question that was split gives unknown to each part with
// the old answer in its note, or not-applicable with its reason if the whole
// was that. A value that the new scale lacks becomes unknown with the old value
// in the note. Whatever became unknown in this way is marked to be looked at
// again. What has no place is retired, never to be scored, and what was retired
// before stays so.
func Carry(a *Assessment, path []*rubrics.Rubric) *Carried {
	c := &Carried{Path: path, Before: a}
	now := *a
	now.name, now.at = "", places{}
	now.Answers, now.Retired = map[string]Answer{}, maps.Clone(a.Retired)
	for code, ans := range a.Answers {
		if !ans.Empty() {
			now.Answers[code] = ans
		}
	}
	if len(path) == 1 { // nothing to follow, but a draft may have a new digest
		now.RubricDigest = path[0].Digest
	}
	c.After = &now
	lost := map[string]bool{}
	traces := map[string]*trace{}
	for _, q := range path[0].Questions() {
		traces[q.ID] = &trace{at: []string{q.ID}}
	}
	for i := range path[1:] {
		s := newStep(path[i], path[i+1])
		before := c.After
		c.After = s.carry(before)
		lost = s.lost(before, c.After, lost)
		for _, t := range traces {
			t.follow(s, before, lost)
		}
	}
	from := map[string][]string{}
	for _, q := range path[0].Questions() {
		t := traces[q.ID]
		c.Old = append(c.Old, Disposition{Code: q.ID, Fate: t.fate(), To: t.at, Answer: a.Answers[q.ID], Why: t.why})
		for _, code := range t.at {
			from[code] = append(from[code], q.ID)
		}
	}
	for _, q := range path[len(path)-1].Questions() {
		c.New = append(c.New, Origin{Code: q.ID, From: from[q.ID], Answer: c.After.Answers[q.ID], Lost: lost[q.ID]})
	}
	return c
}

// Count counts the old questions with an answer, or a note, by their fate.
func (c *Carried) Count() map[Fate]int {
	n := map[Fate]int{}
	for _, d := range c.Old {
		if !d.Answer.Empty() {
			n[d.Fate]++
		}
	}
	return n
}

// step is the way from one version to the next. It trusts the changes no more
// than it must: what they leave out, or name and is not there, is found by its
// code or has no place, so that nothing is lost through a rubric with faults.
type step struct {
	from, to *rubrics.Rubric
	change   map[string]rubrics.Change // by the old code
	places   map[string][]string       // new codes of an old one
	sources  map[string][]string       // old codes of a new one, in the order of the old version
}

func newStep(from, to *rubrics.Rubric) *step {
	s := &step{from, to, map[string]rubrics.Change{}, map[string][]string{}, map[string][]string{}}
	for _, c := range to.Changes {
		for _, code := range c.From {
			if _, said := s.change[code]; !said {
				s.change[code] = c
			}
		}
	}
	for _, q := range from.Questions() {
		codes := []string{q.ID}
		if c, said := s.change[q.ID]; said {
			codes = c.To
		}
		for _, code := range codes {
			if to.Question(code) != nil && !slices.Contains(s.places[q.ID], code) {
				s.places[q.ID] = append(s.places[q.ID], code)
				s.sources[code] = append(s.sources[code], q.ID)
			}
		}
	}
	return s
}

func (s *step) carry(a *Assessment) *Assessment {
	out := *a
	out.Rubric, out.RubricDigest = s.to.Ref(), s.to.Digest
	out.Answers, out.Retired = map[string]Answer{}, maps.Clone(a.Retired)
	for _, q := range s.from.Questions() {
		if ans := a.Answers[q.ID]; len(s.places[q.ID]) == 0 && !ans.Empty() {
			out.retire(q.ID, Retired{ans, s.from.Ref().String()})
		}
	}
	for _, q := range s.to.Questions() {
		var ans Answer
		switch sources := s.sources[q.ID]; len(sources) {
		case 0:
		case 1:
			ans = s.alone(q, sources[0], a.Answers[sources[0]])
		default:
			ans = s.merged(q, sources, a)
		}
		if !ans.Empty() {
			out.Answers[q.ID] = ans
		}
	}
	return &out
}

// alone is the answer to a question with one source.
func (s *step) alone(q *rubrics.Question, code string, ans Answer) Answer {
	c := s.change[code]
	said := meant(ans)
	if c.Kind == rubrics.Reworded && c.Review && ans.Value != "" {
		ans.Review = true
	}
	switch {
	case ans.Value == "" || c.Kind != rubrics.Split && Allows(q, ans.Value):
		return ans
	case ans.Value == rubrics.NotApplicable: // of the whole, so of each part
		ans.Note = lines(ans.Note, view(s.from.Ref().String(), code, Answer{Value: ans.Value}))
	default:
		ans.Note = lines(ans.Note, view(s.from.Ref().String(), code, Answer{Value: ans.Value}))
		ans.Value = rubrics.Unknown
	}
	ans.Review = ans.Review || said
	return ans
}

// merged is the answer to a question with several sources.
func (s *step) merged(q *rubrics.Question, sources []string, a *Assessment) Answer {
	var out Answer
	var values, reasons, notes, told []string
	said, empty := false, true
	for _, code := range sources {
		ans := a.Answers[code]
		values = append(values, ans.Value)
		said = said || meant(ans)
		empty = empty && ans.Empty()
		out.Review = out.Review || ans.Review
		out.Evidence = unite(out.Evidence, ans.Evidence)
		if ans.Value == rubrics.NotApplicable && !slices.Contains(reasons, ans.Reason) {
			reasons = append(reasons, ans.Reason)
		}
		if ans.Note != "" && slices.Contains(told, ans.Note) {
			ans.Note = "" // as of the parts of what was one question before
		}
		told = append(told, ans.Note)
		notes = append(notes, view(s.from.Ref().String(), code, ans))
	}
	if empty {
		return Answer{}
	}
	out.Note = lines(notes...)
	out.Value = oneOf(q, values)
	switch out.Value {
	case rubrics.NotApplicable:
		out.Reason = lines(reasons...)
	case rubrics.Unknown:
		out.Review = out.Review || said
	}
	return out
}

// oneOf is the one answer that follows from several to what is one question
// now. The values of a context question have no order, so they must agree.
func oneOf(q *rubrics.Question, values []string) string {
	same := len(slices.Compact(slices.Clone(values))) == 1
	if same && (values[0] == "" || values[0] == rubrics.NotApplicable) {
		return values[0]
	}
	lowest := len(q.Scale.Values)
	for _, value := range values {
		at := slices.IndexFunc(q.Scale.Values, func(v rubrics.Value) bool { return v.Value == value })
		if at < 0 || q.Context && !same {
			return rubrics.Unknown
		}
		lowest = min(lowest, at)
	}
	return q.Scale.Values[lowest].Value
}

// retire keeps an answer that is not scored. Of two under one code, as under a
// code of another rubric, the later one stands and the earlier one is told in
// its note.
func (a *Assessment) retire(code string, r Retired) {
	if a.Retired == nil {
		a.Retired = map[string]Retired{}
	}
	if have, taken := a.Retired[code]; taken && (have.Rubric != r.Rubric || !have.Equal(r.Answer)) {
		r.Note = lines(r.Note, view(have.Rubric, code, have.Answer))
		r.Evidence = unite(r.Evidence, have.Evidence)
	}
	a.Retired[code] = r
}

// lost are the questions to which something was said that is unknown after the
// step, or was so before it.
func (s *step) lost(before, after *Assessment, already map[string]bool) map[string]bool {
	lost := map[string]bool{}
	for to, sources := range s.sources {
		for _, code := range sources {
			if after.Answers[to].Value == rubrics.Unknown && (already[code] || meant(before.Answers[code])) {
				lost[to] = true
			}
		}
	}
	return lost
}

// trace follows one question of the first version.
type trace struct {
	at                    []string // where it is now
	review, merged, split bool
	why                   []string
}

func (t *trace) follow(s *step, before *Assessment, lost map[string]bool) {
	var next []string
	for _, code := range t.at {
		c, said := s.change[code]
		places := s.places[code]
		switch {
		case c.Kind == rubrics.Removed:
			t.why = append(t.why, fmt.Sprintf("%s was removed in %s: %s", code, s.to.Version, c.Why))
		case len(places) == 0 && said:
			t.why = append(t.why, fmt.Sprintf("%s was %s in %s into what is not there", code, c.Kind, s.to.Version))
		case len(places) == 0:
			t.why = append(t.why, fmt.Sprintf("%s is not in %s, which does not say why", code, s.to.Version))
		}
		t.split = t.split || c.Kind == rubrics.Split && len(places) > 0
		for _, to := range places {
			t.merged = t.merged || len(s.sources[to]) > 1
			t.review = t.review || lost[to] || c.Kind == rubrics.Reworded && c.Review
			if value := before.Answers[code].Value; !Allows(s.to.Question(to), value) {
				t.why = append(t.why, fmt.Sprintf("%q is no answer to %s in %s", value, to, s.to.Version))
			}
			if !slices.Contains(next, to) {
				next = append(next, to)
			}
		}
	}
	t.at = next
}

func (t *trace) fate() Fate {
	switch {
	case len(t.at) == 0:
		return FateRetired
	case t.split:
		return FateSplit
	case t.merged:
		return FateMerged
	case t.review:
		return FateReview
	}
	return FateCarried
}

// Allows reports whether a question can have an answer: a value of its scale,
// unknown, not-applicable, or none.
func Allows(q *rubrics.Question, value string) bool {
	_, ok := q.Scale.Lookup(value)
	return ok || value == "" || value == rubrics.Unknown || value == rubrics.NotApplicable
}

// meant reports whether an answer says something about the country.
func meant(a Answer) bool { return a.Value != "" && a.Value != rubrics.Unknown }

// view tells an answer in a note; its evidence is kept elsewhere.
func view(rubric, code string, a Answer) string {
	if rubric == "" {
		rubric = "an earlier rubric"
	}
	s := fmt.Sprintf("In %s, %s was answered: %s", rubric, code, a.Value)
	if a.Value == "" {
		s = fmt.Sprintf("In %s, %s was not answered", rubric, code)
	}
	if a.Reason != "" {
		s += ". Reason: " + a.Reason
	}
	if a.Note != "" {
		s += ". Note: " + a.Note
	}
	return s
}

// lines joins texts, each on a line of its own.
func lines(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n")
}

// unite adds evidence that is not there yet.
func unite(to, from []Evidence) []Evidence {
	to = slices.Clone(to)
	for _, e := range from {
		if !slices.Contains(to, e) {
			to = append(to, e)
		}
	}
	return to
}
