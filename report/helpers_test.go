package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// builtin is the built-in rubric for regulators.
func builtin(t testing.TB) *rubrics.Rubric {
	t.Helper()
	lib := rubrics.NewLibrary()
	ref, err := lib.Resolve("who-regulatory")
	if err != nil {
		t.Fatal(err)
	}
	r, err := lib.Get(ref)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// load reads a rubric from YAML.
func load(t testing.TB, src string) *rubrics.Rubric {
	t.Helper()
	r, problems := rubrics.NewLibrary().Load("test.yaml", []byte(src))
	if r == nil {
		t.Fatalf("the rubric of the test is not valid: %v", problems)
	}
	return r
}

// synthetic is a rubric of any size: each domain asks the same number of
// questions, spread over the rungs.
func synthetic(t testing.TB, domains, questions, levels int) *rubrics.Rubric {
	t.Helper()
	var b strings.Builder
	b.WriteString("format: aigap/rubric/v1\nid: synthetic\nversion: 1.0.0\ntitle: A synthetic rubric\nsummary: For tests.\nlevels:\n")
	for l := range levels {
		fmt.Fprintf(&b, "  - {title: Rung %d, meaning: What rung %d means.}\n", l+1, l+1)
	}
	b.WriteString("scales:\n  three:\n    - {value: none, label: None, credit: 0}\n    - {value: some, label: Some, credit: 0.5}\n    - {value: all, label: All, credit: 1}\ndomains:\n")
	for d := range domains {
		fmt.Fprintf(&b, "  - id: D-%d\n    title: Domain number %d\n    questions:\n", d+1, d+1)
		for q := range questions {
			fmt.Fprintf(&b, `      - id: Q-%d-%d
        text: Is thing %d of domain %d in place?
        help: Help.
        anchors: {none: Nothing is there., some: Some of it is there., all: All of it is there.}
        level: %d
        cites: [{resource: who-reg-2023, section: Somewhere, basis: derived, checked: none}]
        gap: {action: Put thing %d of domain %d in place., steps: [Plan it for %d-%d., Do it.], resources: [who-reg-2023]}
`, d+1, q+1, q+1, d+1, q%levels+1, q+1, d+1, d+1, q+1)
		}
	}
	return load(t, b.String())
}

// realistic is a partly answered assessment with notes, evidence, unknowns and
// not-applicables, as a country would hand it in.
func realistic(r *rubrics.Rubric) *assessment.Assessment {
	a := assessment.New(r)
	a.Subject = assessment.Subject{Name: "Republic of Ruritania", Code: "RUR", Organization: "Ruritanian Medicines Authority"}
	a.Date = "2026-11-21"
	a.Assessors = []assessment.Assessor{{Name: "Rassendyll, Rudolf", Role: "Head of devices"}, {Name: "Flavia Elphberg", Role: "Legal unit"}}
	for i, q := range r.Questions() {
		var ans assessment.Answer
		values := q.Scale.Values
		switch {
		case q.Context:
			ans.Value = values[len(values)-1].Value
			if i == 0 {
				ans.Value = values[0].Value
			}
		case i%11 == 5:
			ans.Value = rubrics.Unknown
		case i%19 == 7:
			ans = assessment.Answer{Value: rubrics.NotApplicable, Reason: "The Ministry of Justice decides on this under the Data Act of 2019, and the authority has no part in it."}
		case i%17 == 12:
			ans.Note = "Ask the regional office before the next round."
		default:
			ans.Value = values[min((i*7+i/5)%6, len(values)-1)].Value
			if q.Level == 1 && i%3 != 0 {
				ans.Value = q.Scale.Top().Value
			}
		}
		if i%3 == 1 {
			ans.Note = fmt.Sprintf("Discussed on 12 November with the units concerned. The procedure no. %d is followed for devices of class C and D; for software the file is with the legal unit.\nA second paragraph: the draft is expected before the end of the year.", 100+i)
		}
		if i%4 == 1 && ans.Value != rubrics.Unknown && !q.Context {
			ans.Evidence = []assessment.Evidence{
				{Title: fmt.Sprintf("Guideline %d/2025 on software as a medical device", i), Link: "https://www.example.org/guidelines/software-as-a-medical-device", Date: "2025-03-01"},
				{Title: fmt.Sprintf("Minutes of the advisory committee, item %d", i)},
			}
		}
		ans.Review = i%23 == 9
		if !ans.Empty() {
			a.Answers[q.ID] = ans
		}
	}
	a.Retired = map[string]assessment.Retired{
		"REG-OLD-01": {Answer: assessment.Answer{Value: "partial", Note: "Carried over from the first round."}, Rubric: "who-regulatory@0.5.0"},
	}
	return a
}

// topAnswers is an assessment with the best answer to every question.
func topAnswers(r *rubrics.Rubric) *assessment.Assessment {
	a := assessment.New(r)
	for _, q := range r.Questions() {
		ans := assessment.Answer{Value: q.Scale.Top().Value}
		if !q.Context {
			ans.Evidence = []assessment.Evidence{{Title: "The file on " + q.ID}}
		}
		a.Answers[q.ID] = ans
	}
	return a
}

// nothingApplies is an assessment in which every question is not applicable.
func nothingApplies(r *rubrics.Rubric) *assessment.Assessment {
	a := assessment.New(r)
	for _, q := range r.Questions() {
		a.Answers[q.ID] = assessment.Answer{Value: rubrics.NotApplicable, Reason: "It is not for us."}
	}
	return a
}

func options() Options {
	return Options{Date: "2026-11-25", Program: "0.1.0", Catalogue: rubrics.BuiltinCatalogue()}
}

func build(r *rubrics.Rubric, a *assessment.Assessment) *Report {
	return Build([]*assessment.Result{assessment.Score(r, a)}, options())
}

// pdf makes the PDF of a report.
func pdf(t testing.TB, rep *Report) ([]byte, int) {
	t.Helper()
	var out bytes.Buffer
	replaced, err := WritePDF(&out, rep)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), replaced
}

// docOf is the document of a report before it is laid out.
func docOf(rep *Report) *doc {
	d := newDoc(frameOf(rep))
	d.rep = rep
	return d
}
