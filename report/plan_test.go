package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// suite is the built-in rubric with the most questions.
func suite(t *testing.T) *rubrics.Rubric {
	t.Helper()
	r, err := rubrics.NewLibrary().Get(rubrics.Ref{ID: "who-ai4h", Version: "1.0.0"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// planned is a report with a plan of its own instead of the default one.
func planned(r *rubrics.Rubric, a *assessment.Assessment, target, capacity int) *Report {
	res := assessment.Score(r, a)
	k := newBook([]*assessment.Result{res}, options())
	rep := Build([]*assessment.Result{res}, options())
	rep.Rubrics[0].Plan = k.parts[0].planSection(res.Plan(target, capacity))
	return rep
}

// However long a plan is, every gap of it stands in the picture, linked to its
// entry, and every quarter in the table.
func TestPlanPages(t *testing.T) {
	all, b := suite(t), builtin(t)
	for _, c := range []struct {
		name  string
		rep   *Report
		pages int // at least
		says  string
	}{
		{"suite, to the top", planned(all, country(all), 4, 8), 4, "The way to level 4"},
		{"suite, nothing answered", planned(all, assessment.New(all), 1, 8), 1, "The way to level 1"},
		{"one point a quarter", planned(b, country(b), 2, 1), 2, "The way to level 2"},
		{"three points a quarter", planned(b, country(b), 1, 3), 1, "The way to level 1"},
		{"at the top", build(b, topAnswers(b)), 1, "There is nothing to plan: the top of the ladder is reached."},
		{"nothing applicable", build(b, nothingApplies(b)), 1, "There is nothing to plan: nothing is applicable"},
		{"reached already", planned(b, topAnswers(b), 1, 8), 1, "There is nothing to plan: the top of the ladder is reached."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.rep.Rubrics[0].Plan
			d := docOf(c.rep)
			d.layOut()
			for _, r := range s.Rows {
				if _, ok := d.places["gap:"+r.Code]; !ok {
					t.Errorf("%s leads nowhere", r.Code)
				}
			}
			d = docOf(c.rep)
			d.newSheet()
			d.plan(s)
			if len(d.sheets) < c.pages {
				t.Errorf("%d pages, want at least %d", len(d.sheets), c.pages)
			}
			var out bytes.Buffer
			if _, err := writePDF(&out, frameOf(c.rep), func(d *doc) {
				d.rep = c.rep
				d.newSheet()
				d.plan(s)
			}); err != nil {
				t.Fatal(err)
			}
			if *pdfDir != "" {
				if err := os.WriteFile(filepath.Join(*pdfDir, "plan, "+c.name+".pdf"), out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			text := pdfText(t, out.Bytes(), "-raw")
			if !strings.Contains(text, squeeze(c.says)) {
				t.Errorf("%q is not said", c.says)
			}
			for _, r := range s.Rows {
				if !strings.Contains(text, r.Code) {
					t.Errorf("%s is missing", r.Code)
				}
			}
			for _, q := range s.Quarters {
				if !strings.Contains(text, squeeze(q.Name+q.Closes+q.Points+q.Score+q.Level)) {
					t.Errorf("%s is missing", q.Name)
				}
			}
			if heads := strings.Count(text, squeeze(keyPlanEstablish)); len(s.Rows) > 100 && heads < 2 {
				t.Errorf("the head stands %d times", heads)
			}
		})
	}
}

// A report plans with the defaults, and a plan for the terminal says the same.
func TestReportPlansWithTheDefaults(t *testing.T) {
	r := builtin(t)
	res := assessment.Score(r, country(r))
	p := res.Plan(0, assessment.DefaultCapacity)
	s := Build([]*assessment.Result{res}, options()).Rubrics[0].Plan
	if s.Number != numberPlan || s.Title != fmt.Sprintf("The way to level %d", p.Target) || len(s.Rows) != len(p.Gaps) || len(s.Quarters) != len(p.Quarters)+1 {
		t.Errorf("%s has %d gaps in %d quarters, where the plan has %d in %d", s.Full(), len(s.Rows), len(s.Quarters)-1, len(p.Gaps), len(p.Quarters))
	}
	for i, row := range s.Rows {
		if g := p.Gaps[i]; row.Code != g.Question.ID || row.Number != g.Number || row.Starts != g.Starts || row.Ends != g.Ends {
			t.Errorf("row %d is %+v", i, row)
		}
	}
}

// Every format holds the whole plan, and nothing in it runs in a spreadsheet
// or on a terminal.
func TestPlanFormats(t *testing.T) {
	src := strings.ReplaceAll(stateRubric, "action: Do one.", `action: "=cmd|'x'\e[31m"`)
	r := load(t, src)
	a := stateAnswers(r)
	a.Subject.Name = "\x1b[31mRuritania <&>"
	p := assessment.Score(r, a).Plan(0, 3)
	var table, asJSON, asCSV bytes.Buffer
	for format, w := range map[string]*bytes.Buffer{"table": &table, "json": &asJSON, "csv": &asCSV} {
		if err := WritePlan(w, format, "states.yaml", p); err != nil {
			t.Fatal(err)
		}
	}
	if s := table.String(); strings.Contains(s, "\x1b") || !strings.Contains(s, Disclaimer) || !strings.Contains(s, ifOpen) || !strings.Contains(s, "Provisional") {
		t.Errorf("the table:\n%s", s)
	}
	var got struct {
		Format         string
		Gaps, Quarters []any
	}
	if err := json.Unmarshal(asJSON.Bytes(), &got); err != nil || got.Format != planFormat || len(got.Gaps) != len(p.Gaps) || len(got.Quarters) != len(p.Quarters) || strings.Contains(asJSON.String(), `\u003c`) {
		t.Errorf("%v:\n%s", err, asJSON.String())
	}
	rows, err := csv.NewReader(&asCSV).ReadAll()
	if err != nil || len(rows) != len(p.Gaps)+1 || len(rows[0]) != 17 {
		t.Fatalf("%v: %q", err, rows)
	}
	for _, row := range rows[1:] {
		if row[2] == "ST-ONE-1" && (!strings.HasPrefix(row[5], "'=cmd") || row[16] != "1. Begin. 2. End.") || row[14] != "" || row[15] != "" {
			t.Errorf("%q", row)
		}
		if row[2] == "ST-ONE-2" && (row[0] != "Q2-Q4" || row[13] != "ST-ONE-1" || !strings.HasPrefix(row[5], "Find out; if it turns out open: ")) {
			t.Errorf("%q", row)
		}
	}
}

// A plan that ends below its target says so, on paper and on a terminal.
func TestPlanThatMissesItsTarget(t *testing.T) {
	r := load(t, strings.ReplaceAll(stateRubric, "level: 2\n        cites: [{resource: who-reg-2023, section: Part three, basis: derived, checked: none}]\n        when: [{question: ST-CTX-1, in: [applies]}]",
		"cites: [{resource: who-reg-2023, section: Part three, basis: derived, checked: none}]\n        when: [{question: ST-ONE-1, in: [all]}]"))
	a := stateAnswers(r)
	a.Answers["ST-ONE-3"] = assessment.Answer{}
	p := assessment.Score(r, a).Plan(0, assessment.DefaultCapacity)
	const want = "does not reach level 1"
	var table bytes.Buffer
	if err := WritePlan(&table, "table", "states.yaml", p); err != nil || !strings.Contains(table.String(), want) {
		t.Errorf("%v: the table does not say so:\n%s", err, table.String())
	}
	if s := build(r, a).Rubrics[0].Plan; !strings.Contains(strings.Join(s.Notes, "\n"), want) {
		t.Errorf("the report does not say so: %q", s.Notes)
	}
}
