package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// comparisonFormat is the first key of a comparison in JSON.
const comparisonFormat = "aigap/comparison/v1"

// ComparisonFormats are the formats that WriteComparison writes.
var ComparisonFormats = []string{"table", "json", "csv"}

// Comparison is two or more assessments of a subject in their order, each
// compared with the one before it.
type Comparison struct {
	Sources []string // one more than there are steps
	Order   string   // "date", or "arguments" where a date is missing
	Notes   []string // what the reader should know of the order
	Steps   []*assessment.Comparison
}

// results are the assessments in their order.
func (c Comparison) results() []*assessment.Result {
	all := []*assessment.Result{c.Steps[0].Before}
	for _, s := range c.Steps {
		all = append(all, s.After)
	}
	return all
}

// WriteComparison writes a comparison in one of the ComparisonFormats.
func WriteComparison(w io.Writer, format string, c Comparison) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(c.published())
	case "csv":
		return c.csv(w)
	}
	return c.table(w)
}

// comparisonJSON is the published shape of a comparison; scripts depend on its
// names.
type comparisonJSON struct {
	Format      string      `json:"format"`
	Subject     subjectJSON `json:"subject"`
	Order       string      `json:"order"`
	Notes       []string    `json:"notes"`
	Assessments []roundJSON `json:"assessments"`
	Changes     []stepJSON  `json:"changes"`
}

type roundJSON struct {
	Source      string             `json:"source"`
	Date        *string            `json:"date"`
	Rubric      rubricJSON         `json:"rubric"`
	Overall     assessment.Figures `json:"overall"`
	Provisional []string           `json:"provisional"`
}

type stepJSON struct {
	Before    string                        `json:"before"`
	After     string                        `json:"after"`
	Overall   assessment.Change             `json:"overall"`
	Split     splitsJSON                    `json:"split"`
	Counts    map[assessment.ChangeKind]int `json:"counts"`
	Domains   []domainChangeJSON            `json:"domains"`
	Questions []questionChangeJSON          `json:"questions"`
}

type splitsJSON struct {
	Score     assessment.Split `json:"score"`
	Evidenced assessment.Split `json:"evidenced"`
	Potential assessment.Split `json:"potential"`
}

type domainChangeJSON struct {
	ID     string              `json:"id"`
	Title  string              `json:"title"`
	Before *assessment.Figures `json:"before"`
	After  *assessment.Figures `json:"after"`
	Change assessment.Change   `json:"change"`
}

type questionChangeJSON struct {
	Question string                `json:"question"`
	From     []string              `json:"from"`
	Domain   string                `json:"domain"`
	Change   assessment.ChangeKind `json:"change"`
	Was      *string               `json:"was"`
	Now      *string               `json:"now"`
}

func (c Comparison) published() comparisonJSON {
	all := c.results()
	out := comparisonJSON{Format: comparisonFormat, Subject: subjectJSON(all[len(all)-1].Assessment.Subject), Order: c.Order, Notes: orEmpty(c.Notes)}
	for i, res := range all {
		out.Assessments = append(out.Assessments, roundJSON{c.Sources[i], orNull(res.Assessment.Date),
			rubricJSON{res.Rubric.ID, res.Rubric.Version, res.Rubric.Digest}, res.Overall, orEmpty(res.Provisional)})
	}
	for i, s := range c.Steps {
		step := stepJSON{Before: c.Sources[i], After: c.Sources[i+1], Overall: s.Overall, Split: splitsJSON{s.Score, s.Evidenced, s.Potential},
			Counts: map[assessment.ChangeKind]int{}, Domains: []domainChangeJSON{}, Questions: []questionChangeJSON{}}
		n := s.Count()
		for _, kind := range assessment.ChangeKinds {
			step.Counts[kind] = n[kind]
		}
		for _, d := range s.Domains {
			step.Domains = append(step.Domains, domainChangeJSON{d.Domain.ID, d.Domain.Title, figuresOf(d.Before), figuresOf(d.After), d.Change})
		}
		for _, q := range s.Questions {
			step.Questions = append(step.Questions, questionChangeJSON{q.Code, orEmpty(q.From), q.Domain.ID, q.Kind, orNull(q.Was), orNull(q.Now)})
		}
		out.Changes = append(out.Changes, step)
	}
	return out
}

func figuresOf(d *assessment.DomainResult) *assessment.Figures {
	if d == nil {
		return nil
	}
	return &d.Figures
}

var comparisonHead = []string{"before", "after", "scope", "id", "measure", "from", "was", "now", "change", "progress", "newly_asked", "rubric_effect"}

// csv writes a line for each figure of the whole and of each domain, and then
// for each question.
func (c Comparison) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(comparisonHead); err != nil {
		return err
	}
	for i, s := range c.Steps {
		row := func(cells ...string) error {
			line := make([]string, len(comparisonHead))
			line[0], line[1] = inert(c.Sources[i]), inert(c.Sources[i+1])
			copy(line[2:], cells)
			return out.Write(line)
		}
		for _, f := range measures(&s.Before.Overall, &s.After.Overall, s.Overall, s) {
			if err := row("overall", "", f.name, "", f.was, f.now, f.change, f.progress, f.newly, f.effect); err != nil {
				return err
			}
		}
		for _, d := range s.Domains {
			for _, f := range measures(figuresOf(d.Before), figuresOf(d.After), d.Change, nil) {
				if err := row("domain", d.Domain.ID, f.name, "", f.was, f.now, f.change); err != nil {
					return err
				}
			}
		}
		for _, q := range s.Questions {
			if err := row("question", q.Code, "answer", strings.Join(q.From, " "), q.Was, q.Now, string(q.Kind)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// measure is one figure before and after, as csv shows it: "" where there is
// none.
type measure struct{ name, was, now, change, progress, newly, effect string }

// measures are the figures of a domain, or of the whole, which has parts too.
func measures(before, after *assessment.Figures, c assessment.Change, parts *assessment.Comparison) []measure {
	if before == nil {
		before = &assessment.Figures{}
	}
	if after == nil {
		after = &assessment.Figures{}
	}
	all := []measure{
		{name: "score", was: figureCell(before.Score), now: figureCell(after.Score), change: figureCell(c.Score)},
		{name: "evidenced", was: figureCell(before.Evidenced), now: figureCell(after.Evidenced), change: figureCell(c.Evidenced)},
		{name: "potential", was: figureCell(before.Potential), now: figureCell(after.Potential), change: figureCell(c.Potential)},
		{name: "level", was: levelCell(before.Level), now: levelCell(after.Level), change: levelCell(c.Level)},
	}
	if parts != nil {
		for i, p := range []assessment.Split{parts.Score, parts.Evidenced, parts.Potential} {
			all[i].progress, all[i].newly, all[i].effect = figureCell(p.Progress), figureCell(p.NewlyAsked), figureCell(p.RubricEffect)
		}
	}
	return all
}

// table writes a comparison as text for a terminal. Questions that are as they
// were are counted, all others listed.
func (c Comparison) table(w io.Writer) error {
	all := c.results()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", rubrics.PlainLine(newBuilder(all[len(all)-1], Options{}).subject()))
	for _, note := range c.Notes {
		fmt.Fprintf(&b, "%s\n", rubrics.PlainLine(note))
	}
	b.WriteByte('\n')
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DATE\tSCORE\tEVIDENCED\tPOTENTIAL\tKNOWN\tLEVEL\tRUBRIC\tSOURCE")
	for i, res := range all {
		row := tableRow(ScoreRecord{Source: c.Sources[i], Result: res}) // its last are rubric, subject, source
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", orDash(res.Assessment.Date), strings.Join(row[:5], "\t"), row[5], row[7])
	}
	_ = t.Flush() // to a builder
	for i, res := range all {
		if len(res.Provisional) > 0 {
			fmt.Fprintf(&b, "%s is provisional: %s\n", rubrics.PlainLine(c.Sources[i]), strings.Join(res.Provisional, "; "))
		}
	}
	for i, s := range c.Steps {
		fmt.Fprintf(&b, "\nFrom %s to %s\n\n", rubrics.PlainLine(c.Sources[i]), rubrics.PlainLine(c.Sources[i+1]))
		stepTable(&b, s)
	}
	if s := c.Steps[0]; s.Before.Rubric.Ref() != all[len(all)-1].Rubric.Ref() {
		b.WriteString("\nThe effect of the rubric is what the earlier answers lose or gain by being carried into\n" +
			"the later version; what is newly asked is counted apart, so that progress is of the same questions.\n")
	}
	fmt.Fprintf(&b, "\n%s\n", Disclaimer)
	_, err := io.WriteString(w, b.String())
	return err
}

func stepTable(b *strings.Builder, s *assessment.Comparison) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "OVERALL\tWAS\tNOW\tCHANGE\tPROGRESS\tNEWLY ASKED\tEFFECT OF THE RUBRIC")
	for _, f := range measures(&s.Before.Overall, &s.After.Overall, s.Overall, s) {
		if f.name == "level" {
			before, after := newBuilder(s.Before, Options{}), newBuilder(s.After, Options{})
			fmt.Fprintf(t, "level\t%s\t%s\t%s\n", before.levelOf(s.Before.Overall.Level), after.levelOf(s.After.Overall.Level), signed(f.change))
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.name, shown(f.was), shown(f.now), signed(f.change), signed(f.progress), signed(f.newly), signed(f.effect))
	}
	_ = t.Flush()
	b.WriteByte('\n')
	t = tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DOMAIN\tSCORE\tCHANGE\tEVIDENCED\tCHANGE\tPOTENTIAL\tCHANGE\tLEVEL\tCHANGE\tTITLE")
	for _, d := range s.Domains {
		cells := []string{d.Domain.ID}
		for _, f := range measures(figuresOf(d.Before), figuresOf(d.After), d.Change, nil) {
			cells = append(cells, shown(f.was)+" to "+shown(f.now), signed(f.change))
		}
		title := d.Domain.Title
		switch {
		case d.Before == nil:
			title += " (new)"
		case d.After == nil:
			title += " (no longer there)"
		}
		fmt.Fprintf(t, "%s\t%s\n", strings.Join(cells, "\t"), rubrics.PlainLine(title))
	}
	_ = t.Flush()
	n := s.Count()
	var counts []string
	for _, kind := range assessment.ChangeKinds {
		if n[kind] > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n[kind], kindWords(kind)))
		}
	}
	fmt.Fprintf(b, "\nQuestions: %s.\n", strings.Join(counts, ", "))
	t = tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, kind := range assessment.ChangeKinds {
		if kind == assessment.Unchanged || kind == assessment.NotAsked {
			continue
		}
		for _, q := range s.Questions {
			if q.Kind != kind {
				continue
			}
			line := fmt.Sprintf("%s\t%s\t%s to %s", kindWords(kind), q.Code, orDash(q.Was), orDash(q.Now))
			fmt.Fprintln(t, line+before(s, q))
		}
	}
	_ = t.Flush()
}

// before says what a question was in the earlier rubric, if it was something
// else: what was said then stands beside it where it did not carry.
func before(s *assessment.Comparison, q assessment.QuestionChange) string {
	if len(q.From) == 0 || q.Kind == assessment.NoLongerAsked {
		return ""
	}
	if !s.Arrived(q.Code) {
		said := make([]string, len(q.From))
		for i, code := range q.From {
			said[i] = code + " " + orDash(s.Before.Assessment.Answers[code].Value)
		}
		return "\t(in other terms before: " + strings.Join(said, ", ") + ")"
	}
	if from := strings.Join(q.From, ", "); from != q.Code {
		return "\t(" + from + " before)"
	}
	return ""
}

// kindWords say a kind of change to a person.
func kindWords(kind assessment.ChangeKind) string {
	return strings.ReplaceAll(string(kind), "-", " ")
}

func shown(cell string) string {
	if cell == "" {
		return notAvailable
	}
	return cell
}

// signed shows a difference with its sign.
func signed(cell string) string {
	if cell != "" && cell != "0" && !strings.HasPrefix(cell, "-") {
		return "+" + cell
	}
	return shown(cell)
}
