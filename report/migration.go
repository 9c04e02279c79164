package report

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// migrationFormat is the first key of what became of the answers, in JSON.
const migrationFormat = "aigap/migration/v1"

// MigrationFormats are the formats that WriteMigration writes.
var MigrationFormats = []string{"table", "json"}

// migrationJSON is the published shape of a migration; scripts depend on its
// names.
type migrationJSON struct {
	Format    string                  `json:"format"`
	Source    string                  `json:"source"`
	Subject   subjectJSON             `json:"subject"`
	From      rubricJSON              `json:"from"`
	To        rubricJSON              `json:"to"`
	Path      []string                `json:"path"` // the versions on the way, both ends included
	Answers   map[assessment.Fate]int `json:"answers"`
	Questions []dispositionJSON       `json:"questions"`     // of the old version
	Now       []originJSON            `json:"new_questions"` // of the new version
	Retired   []retiredJSON           `json:"retired_answers"`
}

type dispositionJSON struct {
	Question string          `json:"question"`
	Fate     assessment.Fate `json:"disposition"`
	To       []string        `json:"to"`
	Answer   *string         `json:"answer"`
	Why      []string        `json:"why"`
}

type originJSON struct {
	Question string   `json:"question"`
	New      bool     `json:"new"`
	From     []string `json:"from"`
	Answer   *string  `json:"answer"`
	Review   bool     `json:"review"`
}

type retiredJSON struct {
	Question string  `json:"question"`
	Rubric   string  `json:"rubric"`
	Answer   *string `json:"answer"`
}

// orNull is a value, or null where there is none.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// WriteMigration writes what became of every question when an assessment was
// carried to another version, in one of the MigrationFormats.
func WriteMigration(w io.Writer, format, source string, c *assessment.Carried) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(publishedMigration(source, c))
	}
	return migrationTable(w, source, c)
}

func publishedMigration(source string, c *assessment.Carried) migrationJSON {
	from, to := c.Path[0], c.Path[len(c.Path)-1]
	out := migrationJSON{
		Format: migrationFormat, Source: source, Subject: subjectJSON(c.Before.Subject),
		From:    rubricJSON{from.ID, from.Version, from.Digest},
		To:      rubricJSON{to.ID, to.Version, to.Digest},
		Answers: map[assessment.Fate]int{}, Questions: []dispositionJSON{}, Now: []originJSON{}, Retired: []retiredJSON{},
	}
	for _, r := range c.Path {
		out.Path = append(out.Path, r.Ref().String())
	}
	n := c.Count()
	for _, f := range assessment.Fates {
		out.Answers[f] = n[f]
	}
	for _, d := range c.Old {
		out.Questions = append(out.Questions, dispositionJSON{d.Code, d.Fate, orEmpty(d.To), orNull(d.Answer.Value), orEmpty(d.Why)})
	}
	for _, o := range c.New {
		out.Now = append(out.Now, originJSON{o.Code, len(o.From) == 0, orEmpty(o.From), orNull(o.Answer.Value), o.Answer.Review})
	}
	for _, code := range sortedCodes(c.After.Retired) {
		r := c.After.Retired[code]
		out.Retired = append(out.Retired, retiredJSON{code, r.Rubric, orNull(r.Value)})
	}
	return out
}

// fateWords say a fate to a person.
var fateWords = map[assessment.Fate]string{
	assessment.FateCarried: "carried",
	assessment.FateReview:  "to review",
	assessment.FateMerged:  "merged",
	assessment.FateSplit:   "split",
	assessment.FateRetired: "retired",
}

// migrationTable writes a line for each old question and each new place of it,
// and then one for each question that is new.
func migrationTable(w io.Writer, source string, c *assessment.Carried) error {
	var b strings.Builder
	from, to := c.Path[0], c.Path[len(c.Path)-1]
	fmt.Fprintf(&b, "%s: from %s to %s", rubrics.PlainLine(source), from.Ref(), to.Ref())
	for i, r := range c.Path[1:max(1, len(c.Path)-1)] {
		if i == 0 {
			b.WriteString(", through ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(r.Version)
	}
	b.WriteString("\n\n")
	after := map[string]assessment.Answer{}
	var added []string
	for _, o := range c.New {
		after[o.Code] = o.Answer
		if len(o.From) == 0 {
			added = append(added, o.Code)
		}
	}
	var rows strings.Builder
	t := tabwriter.NewWriter(&rows, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "QUESTION\tDISPOSITION\tNOW\tANSWER\tANSWER NOW\tWHY")
	for _, d := range c.Old {
		why := rubrics.PlainLine(strings.Join(d.Why, "; "))
		for _, code := range d.To {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Code, fateWords[d.Fate], code, orDash(d.Answer.Value), answerNow(after[code]), why)
		}
		if len(d.To) == 0 {
			kept := "-"
			if !d.Answer.Empty() {
				kept = "kept, not scored"
			}
			fmt.Fprintf(t, "%s\t%s\t-\t%s\t%s\t%s\n", d.Code, fateWords[d.Fate], orDash(d.Answer.Value), kept, why)
		}
	}
	for _, code := range added {
		fmt.Fprintf(t, "-\tnew\t%s\t-\t%s\t\n", code, answerNow(after[code]))
	}
	_ = t.Flush() // to a builder
	for line := range strings.Lines(rows.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n") // most have no why
	}
	n := c.Count()
	fmt.Fprintf(&b, "\nAnswers: %d carried as they are, %d to look at again, %d merged, %d split, %d retired. New questions: %d.\n",
		n[assessment.FateCarried], n[assessment.FateReview], n[assessment.FateMerged], n[assessment.FateSplit], n[assessment.FateRetired], len(added))
	if len(c.After.Retired) > 0 {
		fmt.Fprintf(&b, "Retired answers are kept in the file and never scored: %s.\n", rubrics.PlainLine(strings.Join(sortedCodes(c.After.Retired), ", ")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func answerNow(a assessment.Answer) string {
	s := orDash(a.Value)
	if a.Review {
		s += ", to review"
	}
	return s
}

func sortedCodes(retired map[string]assessment.Retired) []string {
	return slices.Sorted(maps.Keys(retired))
}
