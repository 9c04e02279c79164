package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

var update = flag.Bool("update", false, "write the golden files")

const stateRubric = `
format: aigap/rubric/v1
id: states
version: 0.1.0
title: One question in each state
summary: For tests.
sources: [who-reg-2023]
levels: [{title: First, meaning: It has begun.}, {title: Second, meaning: It is done.}]
scales:
  s: [{value: none, label: None, credit: 0}, {value: some, label: Some, credit: 0.5}, {value: all, label: All, credit: 1}]
  c: [{value: applies, label: It does}, {value: does-not, label: It does not}]
domains:
  - id: ST-ONE
    title: The first domain
    summary: Known and not known.
    questions:
      - {id: ST-CTX-1, context: true, scale: c, text: "Does it apply?", help: H.}
      - id: ST-ONE-1
        text: Is one in place?
        help: H.
        anchors: {none: No one., some: Some one., all: All one.}
        weight: 2
        cites: [{resource: who-reg-2023, section: Part one, basis: stated, checked: original}]
        gap: {action: Do one., steps: [Begin., End.], effort: low, resources: [who-reg-2023, not-listed]}
      - id: ST-ONE-2
        text: Is two in place?
        principles: [autonomy, equity]
        pillar: knowledge
        help: H.
        audience: [regulator, ministry]
        anchors: {none: No two., some: Some two., all: All two.}
        cites: [{resource: who-reg-2023, section: Part two, basis: derived, checked: secondary}]
        evidence: [A file, A letter]
        after: [ST-ONE-1, ST-TWO-1]
        gap: {action: Do two., effort: high}
      - id: ST-ONE-3
        text: Is three in place?
        help: H.
        anchors: {none: No three., some: Some three., all: All three.}
        level: 2
        cites: [{resource: who-reg-2023, section: Part three, basis: derived, checked: none}]
        when: [{question: ST-CTX-1, in: [applies]}]
        gap: {action: Do three.}
  - id: ST-TWO
    title: The second domain
    weight: 2.5
    questions:
      - id: ST-TWO-1
        text: Is four in place?
        principles: [equity]
        pillar: governance
        help: H.
        anchors: {none: No four., some: Some four., all: All four.}
        cites: [{resource: who-reg-2023, section: Part four, basis: stated, checked: none}]
        gap: {action: Do four.}
      - id: ST-TWO-2
        text: Is five in place?
        help: H.
        anchors: {none: No five., some: Some five., all: All five.}
        level: 2
        cites: [{resource: who-reg-2023, section: Part five, basis: stated, checked: none}]
        gap: {action: Do five.}
`

func stateAnswers(r *rubrics.Rubric) *assessment.Assessment {
	a := assessment.New(r)
	a.Subject = assessment.Subject{Name: "Ruritania", Code: "RUR", Organization: "Medicines Authority"}
	a.Date = "2026-11-21"
	a.Assessors = []assessment.Assessor{{Name: "R. Rassendyll", Role: "devices"}, {Name: "F. Elphberg"}}
	a.Answers = map[string]assessment.Answer{
		"ST-CTX-1": {Value: "does-not", Note: "Checked by the ministry."},
		"ST-ONE-1": {Value: "some", Note: "Two lines\nof a note.", Evidence: []assessment.Evidence{
			{Title: "Guideline 12", Link: "https://example.org/12", Date: "2025-03-01"}, {Title: "Unsafe", Link: "javascript:alert(1)"}}},
		"ST-ONE-2": {Value: rubrics.Unknown, Review: true},
		"ST-ONE-3": {Value: "all"},
		"ST-TWO-1": {Value: "all"},
		"ST-TWO-2": {Value: rubrics.NotApplicable, Reason: "Another body does it."},
	}
	a.Retired = map[string]assessment.Retired{"OLD-1": {Answer: assessment.Answer{Value: "some", Note: "Kept."}, Rubric: "states@0.0.1"}}
	return a
}

func TestGoldenReport(t *testing.T) {
	r := load(t, stateRubric)
	example := options()
	example.Example, example.Date = true, ""
	for name, rep := range map[string]*Report{
		"states":     build(r, stateAnswers(r)),
		"unanswered": Build([]*assessment.Result{assessment.Score(r, assessment.New(r))}, example),
		"combined":   combined(t),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(rep, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			file := filepath.Join("..", "testdata", "golden", "report_"+name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the report differs from %s from here on:\n%s\nlook at it, then run go test ./report -update", file, firstDifference(got, want))
			}
			pdf(t, rep)
		})
	}
}

// combined is a report on one subject under two rubrics that share questions.
func combined(t *testing.T) *Report {
	t.Helper()
	lib := rubrics.NewLibrary()
	dir := t.TempDir()
	for name, src := range map[string]string{"states.yaml": stateRubric, "scan.yaml": scanRubric} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := lib.Add(dir); err != nil {
		t.Fatal(err)
	}
	var results []*assessment.Result
	for _, id := range []string{"scan", "states"} {
		r, err := lib.Get(rubrics.Ref{ID: id, Version: "0.1.0"})
		if err != nil {
			t.Fatal(err)
		}
		a := stateAnswers(r)
		if id == "scan" {
			a.Date, a.Subject.Organization = "2026-10-01", "Ministry"
			a.Answers = map[string]assessment.Answer{
				"ST-ONE-1": {Value: "some", Note: "As the ministry sees it.", Evidence: []assessment.Evidence{{Title: "A decree"}}},
				"ST-TWO-1": {Value: "none"},
				"SC-OWN-1": {Value: rubrics.Unknown},
			}
			a.Retired = nil
		} else {
			a.Answers["ST-ONE-1"] = assessment.Answer{Value: "some", Note: "As the authority sees it.", Evidence: []assessment.Evidence{{Title: "A decree"}, {Title: "A letter"}}}
			a.Answers["ST-TWO-1"] = assessment.Answer{} // known from the other file alone
		}
		results = append(results, assessment.Score(r, a))
	}
	return Build(results, options())
}

const scanRubric = `
format: aigap/rubric/v1
id: scan
version: 0.1.0
title: A scan
summary: For tests.
sources: [who-eg-2021]
levels: [{title: First, meaning: It has begun.}]
include: [{rubric: states@0.1.0, questions: [ST-ONE-1, ST-TWO-1], into: SC-ALL}]
domains:
  - id: SC-ALL
    title: All of it
    questions:
      - id: SC-OWN-1
        text: Is six in place?
        help: H.
        anchors: {none: No six., some: Some six., all: All six.}
        cites: [{resource: who-eg-2021, section: Part six, basis: derived, checked: none}]
        gap: {action: Do six., resources: [who-eg-2021]}
`

// A gap that several rubrics find stands once, with what each says of it.
func TestCombinedReportListsEachGapOnce(t *testing.T) {
	rep := combined(t)
	seen := map[string]*Gap{}
	for _, group := range rep.Register.Groups {
		for _, g := range group.Gaps {
			if seen[g.Code] != nil {
				t.Errorf("%s stands twice in the register", g.Code)
			}
			seen[g.Code] = g
		}
	}
	for _, code := range []string{"ST-ONE-1", "ST-TWO-1", "SC-OWN-1"} {
		if seen[code] == nil {
			t.Errorf("%s is missing", code)
		}
	}
	if g := seen["ST-TWO-1"]; g == nil || g.FindOut != "" {
		t.Error("ST-TWO-1 is known under one rubric, so there is nothing to find out")
	}
	if g := seen["ST-ONE-1"]; g == nil || len(g.Also) != 1 || !strings.Contains(g.Also[0], "One question in each state") {
		t.Errorf("the other rubric's view of ST-ONE-1 is missing: %+v", g)
	}
	codes := map[string]int{}
	text := ""
	for _, group := range rep.Answers.Groups {
		for _, e := range group.Entries {
			codes[e.Code]++
			text += e.Note + "\n"
			for _, item := range e.Evidence {
				text += item.Title + "\n"
			}
		}
	}
	for code, n := range codes {
		if n != 1 {
			t.Errorf("%s stands %d times in the annex", code, n)
		}
	}
	for _, want := range []string{"As the ministry sees it.", "As the authority sees it.", "A letter"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q stands %d times in the annex", want, strings.Count(text, want))
		}
	}
	if strings.Count(text, "A decree") != 1 {
		t.Error("the same evidence of two files stands twice")
	}
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return strings.Join(g[i:min(i+5, len(g))], "\n")
		}
	}
	return "(it ends)"
}

func TestComposedRubricSaysWhatItTook(t *testing.T) {
	r := load(t, `
format: aigap/rubric/v1
id: national
version: 1.0.0
title: A national profile
summary: For tests.
include: [{rubric: who-regulatory@`+builtin(t).Version+`, questions: [REG-DOC-01, REG-FND-01], into: N-ALL}]
override: {REG-DOC-01: {weight: 2}}
levels: [{title: Only, meaning: It is there.}]
domains: [{id: N-ALL, title: All}]
`)
	p := build(r, assessment.New(r)).Provenance.Rubrics[0]
	var said strings.Builder
	said.WriteString(p.PartsLead)
	for _, f := range p.Parts {
		said.WriteString("\n" + f.Name + ": " + f.Text)
	}
	for _, want := range []string{"do not compare", "From who-regulatory@", "2 questions: REG-FND-01 and REG-DOC-01.", "Weight: Changed here: REG-DOC-01.", "Its own: 0 questions."} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not said in\n%s", want, said.String())
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	r := builtin(t)
	for _, rep := range []*Report{build(r, realistic(r)), combined(t)} {
		linksLeadSomewhere(t, rep)
	}
}

func linksLeadSomewhere(t *testing.T, rep *Report) {
	d := docOf(rep)
	d.layOut()
	must := func(place string) {
		if _, ok := d.places[place]; !ok {
			t.Errorf("nothing is at %s", place)
		}
	}
	for _, r := range rep.Rubrics {
		must(r.Summary.Key)
		for _, row := range r.Domains.Rows {
			must(row.Key)
		}
	}
	for _, g := range rep.Register.Groups {
		for _, gap := range g.Gaps {
			must("gap:" + gap.Code)
			if gap.FindOut != "" {
				must("open:" + gap.Code)
			}
			for _, res := range gap.Resources {
				must("resource:" + res.ID)
			}
		}
	}
	for _, g := range rep.Answers.Groups {
		for _, e := range g.Entries {
			must("answer:" + e.Code)
		}
	}
}
