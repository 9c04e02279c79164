package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// disputed are respondents who differ in every question, with notes of any
// length and what an attacker would write.
func disputed(r *rubrics.Rubric, note string) []assessment.Respondent {
	var all []assessment.Respondent
	for i, who := range []string{"Ana Lee", "=cmd()\x1b[31m Ben", "Cem Yıldız"} {
		a := assessment.New(r)
		a.Subject.Name = "Republic of Ruritania"
		a.Date = "2026-11-21"
		a.Assessors = []assessment.Assessor{{Name: who}}
		for j, q := range r.Questions() {
			ans := assessment.Answer{Value: q.Scale.Values[(i+j)%len(q.Scale.Values)].Value}
			switch {
			case j%7 == i:
				ans = assessment.Answer{Value: rubrics.NotApplicable, Reason: fmt.Sprintf("Reason %d of %d.", j, i)}
			case j%11 == i:
				ans.Value = rubrics.Unknown
			}
			if j%3 == i {
				ans.Note = fmt.Sprintf("Note %d of %d: %s", j, i, note)
				ans.Evidence = []assessment.Evidence{{Title: fmt.Sprintf("Act %d/%d", j, i), Link: "https://example.org/act"}}
			}
			a.Answers[q.ID] = ans
		}
		all = append(all, assessment.Respondent{Source: fmt.Sprintf("file-%d.yaml", i), Assessment: a})
	}
	return all
}

func agendaOf(t testing.TB, r *rubrics.Rubric, strategy assessment.Strategy, all []assessment.Respondent) *Agenda {
	t.Helper()
	m, err := assessment.Merge(r, all, strategy)
	if err != nil {
		t.Fatal(err)
	}
	return BuildAgenda(m)
}

// Whatever the lengths and page breaks, an agenda says everything: each
// question, what its answers look like, each name, note, reason and item of
// evidence, and has a line for each decision.
func TestAgendaSaysEverything(t *testing.T) {
	r := synthetic(t, 6, 10, 3)
	for _, note := range []string{"short.", strings.Repeat("A long note that goes on and on. ", 150)} {
		all := disputed(r, note)
		ag := agendaOf(t, r, assessment.Ask, all)
		if len(ag.Items) < 55 {
			t.Fatalf("only %d disagreements", len(ag.Items))
		}
		var pdf, text bytes.Buffer
		if _, err := WriteAgendaPDF(&pdf, ag); err != nil {
			t.Fatal(err)
		}
		if err := WriteAgenda(&text, "text", ag); err != nil {
			t.Fatal(err)
		}
		for name, written := range map[string]string{"PDF": pdfText(t, pdf.Bytes()), "text": squeeze(text.String())} {
			say := func(what, s string) {
				if !strings.Contains(written, squeeze(s)) {
					t.Errorf("%s of %d characters: %s is lost: %.60q", name, len(note), what, s)
				}
			}
			say("the disclaimer", Disclaimer)
			for _, item := range ag.Items {
				say("a code", item.Code)
				say("a question", item.Text)
				for _, a := range item.Answers {
					say("what an answer looks like", a.Meaning)
				}
				for _, v := range item.Said {
					say("a reason", v.Reason)
					say("a note", v.Note)
					for _, e := range v.Evidence {
						say("evidence", e.Title)
						say("a link", e.Link)
					}
				}
			}
			if strings.Contains(written, "\x1b") {
				t.Errorf("%s: a terminal escape went through", name)
			}
			for _, p := range all {
				say("the source", p.Source)
			}
			if got := strings.Count(written, nameDecision); name == "PDF" && got < len(ag.Items) {
				t.Errorf("%d lines for %d decisions", got, len(ag.Items))
			}
		}
	}
}

func TestAgendaOrderAndBytes(t *testing.T) {
	r := synthetic(t, 3, 5, 2)
	all := disputed(r, "n")
	turned := []assessment.Respondent{all[2], all[0], all[1]}
	write := func(all []assessment.Respondent, format string) string {
		var b bytes.Buffer
		ag := agendaOf(t, r, assessment.Median, all)
		if format == "pdf" {
			if _, err := WriteAgendaPDF(&b, ag); err != nil {
				t.Fatal(err)
			}
		} else if err := WriteAgenda(&b, format, ag); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, format := range append([]string{"pdf"}, AgendaFormats...) {
		if write(all, format) != write(turned, format) {
			t.Errorf("%s: the order of the files changes the agenda", format)
		}
	}

	rows, err := csv.NewReader(strings.NewReader(write(all, "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for _, c := range row {
			if strings.HasPrefix(c, "=") || strings.Contains(c, "\x1b") {
				t.Errorf("a cell would run: %q", c)
			}
		}
	}
	var out struct {
		Format        string
		Agreement     []struct{ Alpha *float64 }
		Disagreements []struct {
			Distance int
			Views    []struct{ Who, Answer string }
		}
	}
	if err := json.Unmarshal([]byte(write(all, "json")), &out); err != nil {
		t.Fatal(err)
	}
	if out.Format != mergeFormat || len(out.Agreement) != 3 || len(out.Disagreements) == 0 || len(out.Disagreements[0].Views) != 3 {
		t.Errorf("JSON says %+v", out)
	}
}

// Where there is no alpha the words say why, and nobody reads it as a low one.
func TestAgreementWords(t *testing.T) {
	of := func(alpha float64) assessment.Maybe[float64] { return assessment.Maybe[float64]{V: alpha, OK: true} }
	for _, c := range []struct {
		a    assessment.Agreement
		want string
	}{
		{assessment.Agreement{}, "fewer than two answers to compare"},
		{assessment.Agreement{Answers: 4}, "all answers are the same"},
		{assessment.Agreement{Answers: 4, Alpha: of(1)}, "firm"},
		{assessment.Agreement{Answers: 4, Alpha: of(0.8)}, "firm"},
		{assessment.Agreement{Answers: 4, Alpha: of(0.7999)}, "tentative"},
		{assessment.Agreement{Answers: 4, Alpha: of(0.667)}, "tentative"},
		{assessment.Agreement{Answers: 4, Alpha: of(0.6669)}, "too low to rely on"},
		{assessment.Agreement{Answers: 4, Alpha: of(0)}, "too low to rely on"},
		{assessment.Agreement{Answers: 4, Alpha: of(-0.0001)}, "less than by chance"},
	} {
		if got := agreementWords(c.a); got != c.want {
			t.Errorf("%+v: %q, want %q", c.a.Alpha, got, c.want)
		}
	}
	r := synthetic(t, 2, 2, 1)
	all := disputed(r, "")
	ag := agendaOf(t, r, assessment.Lowest, all[:1])
	if ag.None == "" || ag.Rows[0].Alpha != notAvailable {
		t.Errorf("one respondent: %+v", ag.Rows)
	}
	var b bytes.Buffer
	if _, err := WriteAgendaPDF(&b, ag); err != nil {
		t.Fatal(err)
	}
}
