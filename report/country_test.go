package report

import (
	"flag"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

var pdfDir = flag.String("pdfs", "", "write the reports on the example country to this `folder`, to look at")

// country answers any rubric as a mid-level country would: most foundations
// stand, half of the daily work is done, little above it, some things nobody
// in the room knew. The same code gets the same answer under every rubric.
func country(r *rubrics.Rubric) *assessment.Assessment {
	a := assessment.New(r)
	a.Subject = assessment.Subject{Name: "Republic of Ruritania", Code: "RUR", Organization: "Ruritanian Medicines Authority"}
	a.Date = "2026-11-21"
	a.Assessors = []assessment.Assessor{{Name: "Antonia Mauban", Role: "Ministry of Health"}, {Name: "Rudolf Rassendyll", Role: "Head of devices"}}
	// of a hundred: not-implemented, ongoing, partial, implemented; the rest is unknown
	shares := map[int][4]uint32{1: {4, 10, 16, 68}, 2: {14, 18, 26, 36}, 3: {36, 24, 22, 10}, 4: {62, 22, 8, 2}}
	for _, q := range r.Questions() {
		h := fnv.New32a()
		h.Write([]byte(q.ID))
		die := h.Sum32()
		if q.Context {
			a.Answers[q.ID] = assessment.Answer{Value: q.Scale.Values[die%2].Value}
			continue
		}
		ans := assessment.Answer{Value: rubrics.Unknown, Note: "Nobody in the room knew. Ask: " + strings.Join(q.Audience, ", ") + "."}
		roll := die % 100
		for i, share := range shares[q.Level] {
			if roll < share {
				ans = assessment.Answer{Value: q.Scale.Values[i].Value}
				if i == 3 || i == 2 && die%3 > 0 {
					ans.Evidence = []assessment.Evidence{{Title: q.Evidence[0], Date: "2026-03-01"}}
				}
				if i == 3 && die%2 > 0 {
					ans.Evidence = append(ans.Evidence, assessment.Evidence{Title: q.Evidence[1], Link: "https://example.org/register"})
				}
				if i == 1 || i == 2 {
					ans.Note = "Discussed at the workshop on 12 November. The draft is expected before the summer; until then the old procedure is followed."
				}
				break
			}
			roll -= share
		}
		a.Answers[q.ID] = ans
	}
	return a
}

// Every built-in rubric gives a whole report on a believable country.
func TestReportOnEveryRubric(t *testing.T) {
	lib := rubrics.NewLibrary()
	var scan, suite *assessment.Result
	for _, ref := range lib.Refs() {
		r, err := lib.Get(ref)
		if err != nil {
			t.Fatal(err)
		}
		res := assessment.Score(r, country(r))
		switch r.ID {
		case "who-quick-scan":
			scan = res
		case "who-ai4h":
			suite = res
		}
		t.Run(ref.String(), func(t *testing.T) { wholeReport(t, ref.String(), res) })
	}
	t.Run("scan and suite", func(t *testing.T) { wholeReport(t, "scan-and-suite", scan, suite) })
}

func wholeReport(t *testing.T, name string, results ...*assessment.Result) {
	out, replaced := pdf(t, Build(results, options()))
	if replaced > 0 {
		t.Errorf("%d characters are not in the fonts", replaced)
	}
	if *pdfDir != "" {
		if err := os.WriteFile(filepath.Join(*pdfDir, name+".pdf"), out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := pdfText(t, out, "-raw")
	for _, res := range results {
		mustSay(t, text, res)
	}
}
