package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// cohort is random answers of many subjects to a synthetic rubric.
func cohort(t testing.TB, domains, subjects int, o assessment.CohortOptions) *CohortReport {
	r := synthetic(t, domains, 4, 3)
	rng := rand.New(rand.NewPCG(uint64(subjects), 91))
	var members []assessment.Member
	for i := range subjects {
		a := assessment.New(r)
		a.Subject.Name = fmt.Sprintf("Subject %d", i)
		for _, q := range r.Questions() {
			v := q.Scale.Values[rng.IntN(len(q.Scale.Values))].Value
			if rng.IntN(8) == 0 {
				v = rubrics.Unknown
			}
			a.Answers[q.ID] = assessment.Answer{Value: v}
		}
		members = append(members, assessment.Member{Source: fmt.Sprintf("%d.yaml", i), Result: assessment.Score(r, a)})
	}
	if subjects > 2 {
		members[1].Result = assessment.Score(r, nothingApplies(r))
		members[1].Result.Assessment.Subject.Name = strings.Repeat("A very long name ", 40) + "\x1b[31m \U0001f600 =cmd"
	}
	return &CohortReport{Cohort: assessment.NewCohort(r, members, o), Date: "2026-11-25", LeftOut: []LeftOut{{"x.yaml", "it is broken"}}}
}

func cohortBytes(t testing.TB, c *CohortReport, format string) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := WriteCohort(&out, format, c); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCohortPDF(t *testing.T) {
	draws := assessment.Draws{N: 100, Seed: 1, Spread: 0.25}
	for name, c := range map[string]struct {
		domains, subjects int
		o                 assessment.CohortOptions
	}{
		"one":       {1, 1, assessment.CohortOptions{MinGroup: 1}},
		"few":       {3, 5, assessment.CohortOptions{MinGroup: 1, Draws: &draws}},
		"wide":      {30, 40, assessment.CohortOptions{MinGroup: 1, Draws: &draws}},
		"anonymous": {12, 60, assessment.CohortOptions{MinGroup: 5, Anonymize: true}},
		"withheld":  {3, 4, assessment.CohortOptions{MinGroup: 5, Anonymize: true, Draws: &draws}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := cohort(t, c.domains, c.subjects, c.o)
			first := cohortBytes(t, c, "pdf")
			if !bytes.Equal(first, cohortBytes(t, c, "pdf")) {
				t.Error("another run gives other bytes")
			}
			text := pdfText(t, first)
			for _, row := range c.Rows {
				if name := squeeze(c.label(row)); len(name) < 100 && !strings.Contains(text, name) {
					t.Errorf("%s is lost", name)
				}
			}
			for _, g := range c.Gaps {
				if !strings.Contains(text, squeeze(g.Question.Gap.Action)) || !strings.Contains(text, g.Question.ID) {
					t.Errorf("the gap %s is lost", g.Question.ID)
				}
			}
			for _, n := range c.notes() {
				if !strings.Contains(text, squeeze(n.Text)) {
					t.Errorf("the note on %s is lost", n.Name)
				}
			}
			if c.Options.Anonymize && (strings.Contains(text, "Subject0") || strings.Contains(text, "broken")) {
				t.Error("a name is told")
			}
			if strings.Contains(text, "itisbroken") == c.Options.Anonymize {
				t.Error("what is left out is told amiss")
			}
		})
	}
}

// What is withheld stands in no format, whatever a value behind it was.
func TestCohortWithheld(t *testing.T) {
	c := cohort(t, 2, 4, assessment.CohortOptions{MinGroup: 5, Anonymize: true})
	if s := string(cohortBytes(t, c, "json")); strings.Contains(s, `"subjects": 1`) || !strings.Contains(s, `"subjects": null`) || strings.Contains(s, `"score": 5`) {
		t.Errorf("a figure of a small group is told: %s", s)
	}
	for line := range strings.Lines(string(cohortBytes(t, c, "csv"))) {
		if f := strings.Split(strings.TrimSpace(line), ","); f[0] != "part" && (f[len(f)-1] != "yes" || f[len(f)-2] != "") {
			t.Errorf("a figure of a small group is told: %s", line)
		}
	}
	if s := string(cohortBytes(t, c, "table")); !strings.Contains(s, "S04      *      *      *") {
		t.Errorf("a row of a small group: %s", s)
	}
}

// Text of a cohort cannot steer a terminal or a spreadsheet.
func TestCohortInert(t *testing.T) {
	c := cohort(t, 1, 3, assessment.CohortOptions{MinGroup: 1})
	c.Rows[0].Subject.Name = "=1+1"
	for _, format := range []string{"table", "csv"} {
		if out := cohortBytes(t, c, format); bytes.ContainsRune(out, '\x1b') || bytes.Contains(out, []byte(",=1+1")) {
			t.Errorf("%s is not inert: %q", format, out)
		}
	}
}

func BenchmarkCohortPDF(b *testing.B) {
	c := cohort(b, 7, 200, assessment.CohortOptions{MinGroup: 1})
	for b.Loop() {
		cohortBytes(b, c, "pdf")
	}
}
