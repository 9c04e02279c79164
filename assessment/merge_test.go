package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/aigap/aigap/rubrics"
)

// pair is a rubric with one scored question, on a scale of four values, and one
// context question.
const pairRubric = `format: aigap/rubric/v1
id: pair
version: 1.0.0
title: Pair
scales:
  four:
    - {value: none, label: None, credit: 0}
    - {value: begun, label: Begun, credit: 0.25}
    - {value: half, label: Half, credit: 0.5}
    - {value: done, label: Done, credit: 1}
  kind: [{value: federal, label: Federal}, {value: unitary, label: Unitary}]
domains:
  - id: P-D
    title: D
    questions:
      - {id: P-CTX, text: t, help: h, context: true, scale: kind}
      - id: P-Q
        text: t
        help: h
        anchors: {none: a, begun: b, half: c, done: d}
        cites: [{resource: r, section: s, basis: derived, checked: none}]
        gap: {action: a}
`

func pairOf(t testing.TB) *rubrics.Rubric {
	t.Helper()
	r, problems := rubrics.NewLibrary().Load("pair.yaml", []byte(pairRubric))
	if r == nil {
		t.Fatal(problems)
	}
	return r
}

// from is an assessment that somebody gave, with the answers as written in YAML.
func from(t testing.TB, who, answers string) Respondent {
	t.Helper()
	src := "format: aigap/assessment/v1\nrubric: pair@1.0.0\nsubject: {name: R}\n"
	if who != "" {
		src += "assessors: [{name: " + who + "}]\n"
	}
	a, problems := Decode(who+".yaml", []byte(src+"answers: {"+answers+"}\n"))
	if a == nil {
		t.Fatal(problems)
	}
	return Respondent{Source: who + ".yaml", Assessment: a}
}

func merged(t testing.TB, r *rubrics.Rubric, strategy Strategy, all ...Respondent) *Merger {
	t.Helper()
	m, err := Merge(r, all, strategy)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// again is the merged assessment as a respondent of a later merge, by way of
// its file.
func again(t testing.TB, m *Merger) Respondent {
	t.Helper()
	src := Encode(m.Assessment, m.Rubric)
	a, problems := Decode("merged.yaml", src)
	if a == nil {
		t.Fatalf("the merged file is not valid: %v\n%s", problems, src)
	}
	if problems := Check(a, m.Rubric); len(problems) > 0 {
		t.Fatalf("the merged file does not fit its rubric: %v", problems)
	}
	return Respondent{Source: "merged.yaml", Assessment: a}
}

func TestMergeOfOneQuestion(t *testing.T) {
	r := pairOf(t)
	const na = "{answer: not-applicable, reason: why}"
	open := Answer{Value: "unknown", Review: true}
	for _, c := range []struct {
		name     string
		answers  []string // "" = not answered
		lowest   string
		median   string
		ask      string // "open" = left open
		listed   string // disagreement, informed or ""
		distance int
	}{
		{"equal answers pass", []string{"half", "half"}, "half", "half", "half", "", 0},
		{"two values", []string{"done", "begun"}, "begun", "begun", "open", "disagreement", 2},
		{"three values", []string{"none", "done", "half"}, "none", "half", "open", "disagreement", 3},
		{"four values", []string{"done", "done", "begun", "half"}, "begun", "half", "open", "disagreement", 2},
		{"one of three differs", []string{"done", "done", "none"}, "none", "done", "open", "disagreement", 3},
		{"unknown loses", []string{"unknown", "done"}, "done", "done", "done", "informed", 0},
		{"unknown is in no median", []string{"unknown", "unknown", "begun", "done", "done"}, "begun", "done", "open", "disagreement", 2},
		{"not-applicable loses to a value", []string{na, "done", na}, "done", "done", "done", "disagreement", 0},
		{"not-applicable beats unknown", []string{"unknown", na}, "not-applicable", "not-applicable", "not-applicable", "informed", 0},
		{"unanswered is nothing", []string{"", "half", ""}, "half", "half", "half", "", 0},
		{"unanswered leaves unknown", []string{"", "unknown"}, "unknown", "unknown", "unknown", "", 0},
		{"only unanswered", []string{"", ""}, "", "", "", "", 0},
		{"open stays open", []string{"{answer: unknown, review: true}", "done", "done"}, "open", "open", "open", "disagreement", 0},
		{"open stays open by itself", []string{"{answer: unknown, review: true}", ""}, "open", "open", "open", "disagreement", 0},
		{"open stays open beside not-applicable", []string{na, "{answer: unknown, review: true}"}, "open", "open", "open", "disagreement", 0},
		{"a mark beside no answer opens nothing", []string{"{review: true}", "unknown"}, "unknown", "unknown", "unknown", "", 0},
	} {
		var all []Respondent
		for i, a := range c.answers {
			all = append(all, from(t, fmt.Sprintf("W%d", i), "P-Q: "+a))
		}
		for strategy, want := range map[Strategy]string{Lowest: c.lowest, Median: c.median, Ask: c.ask} {
			m := merged(t, r, strategy, all...)
			got := m.Assessment.Answers["P-Q"]
			if want == "open" {
				if got.Value != open.Value || !got.Review {
					t.Errorf("%s, %s: %+v, want it left open", c.name, strategy, got)
				}
			} else if got.Value != want || got.Review {
				t.Errorf("%s, %s: %+v, want %s", c.name, strategy, got, want)
			}
			list, distance := "", 0
			for _, d := range m.Disagreements {
				list, distance = "disagreement", d.Distance
			}
			for range m.Informed {
				list += "informed"
			}
			if list != c.listed || distance != c.distance {
				t.Errorf("%s, %s: listed as %q, %d apart, want %q, %d", c.name, strategy, list, distance, c.listed, c.distance)
			}
		}
	}
}

func TestMergeOfContextQuestion(t *testing.T) {
	r := pairOf(t)
	a, b := from(t, "A", "P-CTX: unitary"), from(t, "B", "P-CTX: federal")
	m := merged(t, r, Lowest, a, b)
	if got := m.Assessment.Answers["P-CTX"].Value; got != "federal" || len(m.Disagreements) != 1 || m.Disagreements[0].Distance != 1 {
		t.Errorf("a context question is %q, %d listed: want the first value of its scale, listed", got, len(m.Disagreements))
	}
	if m := merged(t, r, Ask, a, b); !m.Assessment.Answers["P-CTX"].IsOpen() {
		t.Error("ask settles a context question")
	}
	for _, g := range m.Agreement {
		if g.Scale.Name == "kind" {
			t.Error("there is an alpha of context questions, whose values have no order")
		}
	}
}

// What ask leaves open says who said what, and keeps it through later merges
// until somebody answers.
func TestAskStaysOpen(t *testing.T) {
	r := pairOf(t)
	a := from(t, "Ana", "P-Q: {answer: half, note: Ana's own note, evidence: [{title: Act}]}")
	b := from(t, "Ben", "P-Q: {answer: not-applicable, reason: no such law}")
	c := from(t, "Cem", "P-Q: done")
	m := merged(t, r, Ask, a, b, c)
	got := m.Assessment.Answers["P-Q"]
	want := Answer{Value: "unknown", Review: true, Reason: "no such law", Evidence: []Evidence{{Title: "Act"}},
		Note: "Ana's own note\n---\nSaid by Ana: half\n---\nSaid by Ben: not-applicable (no such law)\n---\nSaid by Cem: done"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if state := StatesOf(r, m.Assessment)["P-Q"]; state != Unknown {
		t.Errorf("an open question is in state %v", state)
	}
	for _, strategy := range Strategies {
		later := merged(t, r, strategy, from(t, "Dan", "P-Q: done"), again(t, m))
		got := later.Assessment.Answers["P-Q"]
		if !got.IsOpen() || got.Note != want.Note+"\n---\nSaid by Dan: done" {
			t.Errorf("%s: an open question becomes %+v", strategy, got)
		}
		if len(later.Disagreements) != 1 {
			t.Errorf("%s: an open question is listed %d times", strategy, len(later.Disagreements))
		}
	}
	settled := again(t, m)
	ans := settled.Assessment.Answers["P-Q"]
	ans.Value, ans.Review = "done", false // as the questionnaire does it
	settled.Assessment.Answers["P-Q"] = ans
	if got := merged(t, r, Lowest, settled, c).Assessment.Answers["P-Q"]; got.Value != "done" || got.Review {
		t.Errorf("an answered question is %+v", got)
	}
}

func TestMergeRefusesOtherSubjects(t *testing.T) {
	r := pairOf(t)
	for _, c := range []struct {
		name   string
		change func(*Assessment)
		want   string // "" = accepted
	}{
		{"name", func(a *Assessment) { a.Subject.Name = "Other" }, `B.yaml: the name of the subject is "Other", and that of A.yaml is "R": `},
		{"no name", func(a *Assessment) { a.Subject.Name = "" }, `B.yaml: the name of the subject is "", and that of A.yaml is "R": `},
		{"code", func(a *Assessment) { a.Subject.Code = "X" }, `B.yaml: the code of the subject is "X", and that of A.yaml is "": `},
		{"organization", func(a *Assessment) { a.Subject.Organization = "X" }, `B.yaml: the organization of the subject is "X", and that of A.yaml is "": `},
		{"version", func(a *Assessment) { a.Rubric.Version = "2.0.0" }, "B.yaml:2:9: the rubric is pair@2.0.0, and that of A.yaml is pair@1.0.0: bring them to one version with aigap migrate"},
		{"rubric", func(a *Assessment) { a.Rubric.ID = "pear" }, "B.yaml:2:9: the rubric is pear@1.0.0, and that of A.yaml is pair@1.0.0: merge takes"},
		{"a digest beside none", func(a *Assessment) { a.RubricDigest = "sha256:1" }, ""},
		{"date", func(a *Assessment) { a.Date = "2026-01-02" }, ""},
	} {
		a, b := from(t, "A", "P-Q: half"), from(t, "B", "P-Q: half")
		c.change(b.Assessment)
		m, err := Merge(r, []Respondent{b, a}, Lowest)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "":
			if out := m.Assessment; out.RubricDigest != b.Assessment.RubricDigest || out.Date != b.Assessment.Date {
				t.Errorf("%s: digest %q and date %q", c.name, out.RubricDigest, out.Date)
			}
		case err == nil || !strings.HasPrefix(err.Error(), c.want):
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
	a, b, c := from(t, "A", ""), from(t, "B", ""), from(t, "C", "")
	b.Assessment.RubricDigest, c.Assessment.RubricDigest = "sha256:1", "sha256:2"
	if _, err := Merge(r, []Respondent{a, b, c}, Lowest); err == nil || !strings.Contains(err.Error(), "C.yaml: rubric_digest is sha256:2, and that of B.yaml is sha256:1") {
		t.Errorf("two digests, and none first: %v", err)
	}
}

func TestRespondentsOfOneName(t *testing.T) {
	r := pairOf(t)
	a, b, c := from(t, "Ana", "P-Q: half"), from(t, "Ana", "P-Q: done"), from(t, "", "P-Q: none")
	a.Source, b.Source, c.Source = "a.yaml", "b.yaml", "c.yaml"
	var names []string
	for _, v := range merged(t, r, Lowest, a, b, c).Disagreements[0].Views {
		names = append(names, v.Respondent.Name()+" "+v.Answer.Value)
	}
	if diff := cmp.Diff([]string{"c.yaml none", "Ana (a.yaml) half", "Ana (b.yaml) done"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMergeOfRetiredAnswers(t *testing.T) {
	r := pairOf(t)
	a, b := from(t, "A", ""), from(t, "B", "")
	old := func(value, note string) Retired {
		return Retired{Answer{Value: value, Note: note}, "pair@0.9.0"}
	}
	a.Assessment.Retired = map[string]Retired{"P-1": old("x", "same"), "P-2": old("y", "from A"), "P-3": old("z", "")}
	b.Assessment.Retired = map[string]Retired{"P-1": old("x", "same"), "P-2": old("x", "from B"), "P-4": old("unknown", "")}
	got := merged(t, r, Lowest, a, b).Assessment.Retired
	want := map[string]Retired{
		"P-1": old("x", "same"), "P-3": old("z", ""), "P-4": old("unknown", ""),
		"P-2": {Answer{Value: "unknown", Review: true,
			Note: "Said by A: y under pair@0.9.0\n---\nSaid by B: x under pair@0.9.0\n---\nfrom A\n---\nfrom B"}, "pair@0.9.0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// randomRespondents answer the questions of one random rubric.
func randomRespondents(t *testing.T, rng *rand.Rand, n int) (*rubrics.Rubric, []Respondent) {
	m := randomModel(rng, true)
	r := m.load(t)
	var all []Respondent
	for i := range n {
		name := fmt.Sprintf("file-%d.yaml", i)
		for _, d := range m.domains {
			for _, q := range d.questions {
				m.randomAnswer(rng, q)
			}
		}
		a, problems := Decode(name, []byte(m.answersYAML()))
		if a == nil {
			t.Fatal(problems)
		}
		a.Date = []string{"", "2026-01-02", "2025-12-31"}[rng.IntN(3)]
		for range rng.IntN(3) {
			a.Assessors = append(a.Assessors, Assessor{Name: fmt.Sprintf("P%d", rng.IntN(4)), Role: []string{"", "head"}[rng.IntN(2)]})
		}
		for _, q := range r.Questions() {
			ans := a.Answers[q.ID]
			ans.Note = []string{"", "", "shared", fmt.Sprintf("two lines\nof %d", i)}[rng.IntN(4)]
			ans.Review = rng.IntN(4) == 0
			if ans.Value == rubrics.NotApplicable {
				ans.Reason = fmt.Sprintf("reason %d", rng.IntN(2))
			}
			if len(ans.Evidence) > 0 {
				ans.Evidence = append(ans.Evidence, Evidence{Title: fmt.Sprintf("Act %d", rng.IntN(3)), Link: "https://example.org", Date: "2025-01-01"})
			}
			a.Answers[q.ID] = ans
		}
		a.Retired = map[string]Retired{fmt.Sprintf("OLD-%d", rng.IntN(3)): {Answer{Value: []string{"a", "b"}[rng.IntN(2)], Note: fmt.Sprintf("kept %d", i)}, "random@0.9.0"}}
		all = append(all, Respondent{Source: name, Assessment: a})
	}
	return r, all
}

// sameContent compares assessments without the places of their files.
var sameContent = cmp.Options{cmpopts.IgnoreUnexported(Assessment{}), cmpopts.EquateEmpty()}

// values are the answers by code, what is open told apart.
func values(a *Assessment) map[string]string {
	all := map[string]string{}
	for code, ans := range a.Answers {
		if all[code] = ans.Value; ans.IsOpen() {
			all[code] = "open"
		}
		if ans.Value == "" {
			delete(all, code)
		}
	}
	return all
}

// listed are the disagreements with who said what.
func listed(m *Merger) []string {
	var all []string
	for _, d := range m.Disagreements {
		line := d.Question.ID
		for _, v := range d.Views {
			line += fmt.Sprintf(" %s: %s", v.Respondent.Name(), v.Answer.Value)
		}
		all = append(all, line)
	}
	return all
}

func TestMergeLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	differ := 0
	for i := range 100 {
		r, all := randomRespondents(t, rng, 3)
		a, b, c := all[0], all[1], all[2]
		for _, strategy := range Strategies {
			m := merged(t, r, strategy, a, b, c)
			differ += len(m.Disagreements)

			// The order of the files changes nothing.
			turned := merged(t, r, strategy, c, a, b)
			if diff := cmp.Diff(m.Assessment, turned.Assessment, sameContent); diff != "" {
				t.Fatalf("case %d: %s is not commutative:\n%s", i, strategy, diff)
			}
			if diff := cmp.Diff(listed(m), listed(turned)); diff != "" {
				t.Fatalf("case %d: %s lists other disagreements in another order:\n%s", i, strategy, diff)
			}
			// A file with itself is what it was, and so is the merged one.
			if diff := cmp.Diff(values(a.Assessment), values(merged(t, r, strategy, a, a).Assessment)); diff != "" {
				t.Fatalf("case %d: %s is not idempotent:\n%s", i, strategy, diff)
			}
			twice := again(t, m)
			if diff := cmp.Diff(m.Assessment, merged(t, r, strategy, twice, twice).Assessment, sameContent, dropEmpty); diff != "" {
				t.Fatalf("case %d: %s is not idempotent on what it made:\n%s", i, strategy, diff)
			}
			// Grouping changes nothing on the values, but for the median.
			if strategy == Median {
				continue
			}
			left := merged(t, r, strategy, again(t, merged(t, r, strategy, a, b)), c)
			right := merged(t, r, strategy, a, again(t, merged(t, r, strategy, b, c)))
			if diff := cmp.Diff(values(m.Assessment), values(left.Assessment)); diff != "" {
				t.Fatalf("case %d: %s is not associative:\n%s", i, strategy, diff)
			}
			if diff := cmp.Diff(values(left.Assessment), values(right.Assessment)); diff != "" {
				t.Fatalf("case %d: %s is not associative:\n%s", i, strategy, diff)
			}
		}
	}
	if differ == 0 {
		t.Error("nothing was in dispute")
	}
}

// dropEmpty leaves out answers that say nothing, which a file does not hold.
var dropEmpty = cmpopts.IgnoreMapEntries(func(_ string, a Answer) bool { return a.Empty() })

// The median of medians is not the median: all files belong in one merge. What
// ask leaves open is the same in any grouping, but a file that was merged
// before speaks for all of its assessors, so that the notes differ.
func TestMergeInGroups(t *testing.T) {
	r := pairOf(t)
	a, b, c, d := from(t, "A", "P-Q: none"), from(t, "B", "P-Q: done"), from(t, "C", "P-Q: done"), from(t, "D", "P-Q: done")
	value := func(m *Merger) string { return m.Assessment.Answers["P-Q"].Value }
	// At once: none, done, done, done. One by one, the lower of two each time.
	if got := value(merged(t, r, Median, a, b, c, d)); got != "done" {
		t.Errorf("the median of all is %s", got)
	}
	one := again(t, merged(t, r, Median, a, b))
	if got := value(merged(t, r, Median, one, again(t, merged(t, r, Median, c, d)))); got != "none" {
		t.Errorf("the median of two medians is %s", got)
	}

	note := func(m *Merger) string { return m.Assessment.Answers["P-Q"].Note }
	if got := note(merged(t, r, Ask, a, b, c)); got != "Said by A: none\n---\nSaid by B: done\n---\nSaid by C: done" {
		t.Errorf("the views of all: %q", got)
	}
	if got := note(merged(t, r, Ask, a, again(t, merged(t, r, Ask, b, c)))); got != "Said by A: none\n---\nSaid by B, C: done" {
		t.Errorf("the views of a group that agreed: %q", got)
	}
}

// Each note, item of evidence, reason, assessor and mark of the inputs is in
// the output.
func TestMergeLosesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	for i := range 100 {
		r, all := randomRespondents(t, rng, 2+rng.IntN(4))
		before := fmt.Sprint(all[0].Assessment)
		for _, strategy := range Strategies {
			out := again(t, merged(t, r, strategy, all...)).Assessment
			kept := func(what string, in, out Answer) {
				if !strings.Contains(out.Note, in.Note) {
					t.Fatalf("case %d, %s: %s loses the note %q, it has %q", i, strategy, what, in.Note, out.Note)
				}
				if !strings.Contains(out.Reason, in.Reason) {
					t.Fatalf("case %d, %s: %s loses the reason %q", i, strategy, what, in.Reason)
				}
				for _, e := range in.Evidence {
					if !slices.Contains(out.Evidence, e) {
						t.Fatalf("case %d, %s: %s loses the evidence %v", i, strategy, what, e)
					}
				}
				if in.Review && !out.Review && (in.Value != "" || out.Value != rubrics.Unknown) {
					t.Fatalf("case %d, %s: %s loses its mark", i, strategy, what)
				}
			}
			for _, p := range all {
				for code, ans := range p.Assessment.Answers {
					kept(code, ans, out.Answers[code])
				}
				for code, old := range p.Assessment.Retired {
					kept(code, old.Answer, out.Retired[code].Answer)
					if value := out.Retired[code]; value.Value != old.Value && !strings.Contains(value.Note, ": "+old.Value+" under random@0.9.0") {
						t.Fatalf("case %d: the retired %s loses %q: %+v", i, code, old.Value, value)
					}
				}
				for _, who := range p.Assessment.Assessors {
					if !slices.Contains(out.Assessors, who) {
						t.Fatalf("case %d: the assessor %v is lost", i, who)
					}
				}
				if p.Assessment.Date > out.Date {
					t.Fatalf("case %d: dated %s, one is of %s", i, out.Date, p.Assessment.Date)
				}
			}
		}
		if before != fmt.Sprint(all[0].Assessment) {
			t.Fatalf("case %d: an input has changed", i)
		}
	}
}

// Every disagreement is listed, in order, with what everybody said.
func TestDisagreementsAreComplete(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 26))
	for i := range 100 {
		r, all := randomRespondents(t, rng, 4)
		m := merged(t, r, Lowest, all...)
		codes := r.Codes()
		found := map[string]Difference{}
		for j, d := range m.Disagreements {
			found[d.Question.ID] = d
			if j == 0 {
				continue
			}
			before := m.Disagreements[j-1]
			if before.Distance < d.Distance || before.Distance == d.Distance && slices.Index(codes, before.Question.ID) > slices.Index(codes, d.Question.ID) {
				t.Fatalf("case %d: %s (%d) stands before %s (%d)", i, before.Question.ID, before.Distance, d.Question.ID, d.Distance)
			}
		}
		for _, q := range r.Questions() {
			said := map[string]int{}
			lowest, highest := len(q.Scale.Values), 0
			open := false
			for _, p := range all {
				ans := p.Assessment.Answers[q.ID]
				if ans.Value == "" {
					continue
				}
				said[ans.Value]++
				open = open || ans.IsOpen()
				for at, v := range q.Scale.Values {
					if v.Value == ans.Value {
						lowest, highest = min(lowest, at), max(highest, at)
					}
				}
			}
			different := len(said)
			if said["unknown"] > 0 {
				different--
			}
			d, ok := found[q.ID]
			if ok != (different > 1 || open) {
				t.Fatalf("case %d: %s is listed: %v, said is %v", i, q.ID, ok, said)
			}
			if !ok {
				continue
			}
			if d.Distance != max(0, highest-lowest) {
				t.Fatalf("case %d: %s is %d apart, said is %v", i, q.ID, d.Distance, said)
			}
			for _, v := range d.Views {
				said[v.Answer.Value]--
			}
			for value, left := range said {
				if left != 0 {
					t.Fatalf("case %d: %s lists %d too few of %q", i, q.ID, left, value)
				}
			}
		}
	}
}
