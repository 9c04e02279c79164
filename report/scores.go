package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
)

// ScoreFormat is the first key of a score in JSON.
const ScoreFormat = "aigap/score/v1"

// ScoreRecord is the score of one assessment, or the error in its place.
type ScoreRecord struct {
	Source string
	Result *assessment.Result
	Err    *ScoreError
}

// ScoreError says why an assessment could not be scored. Line and Column are
// 0 where the place is not known.
type ScoreError struct {
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

// scoreJSON is the published shape of a score: formats page, section 4.
type scoreJSON struct {
	Format      string             `json:"format"`
	Source      string             `json:"source"`
	Rubric      rubricJSON         `json:"rubric"`
	Subject     subjectJSON        `json:"subject"`
	Overall     assessment.Figures `json:"overall"`
	Provisional []string           `json:"provisional"`
	Domains     []domainJSON       `json:"domains"`
	Gaps        []gapJSON          `json:"gaps"`
	Warnings    []string           `json:"warnings"`
}

type rubricJSON struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

type subjectJSON struct {
	Name         string `json:"name"`
	Code         string `json:"code"`
	Organization string `json:"organization"`
}

type domainJSON struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"`
	assessment.Figures
	Questions assessment.Counts `json:"questions"`
}

type gapJSON struct {
	Question  string              `json:"question"`
	Domain    string              `json:"domain"`
	Answer    *string             `json:"answer"` // null where there is none
	Kind      assessment.GapKind  `json:"kind"`
	Credit    float64             `json:"credit"`
	Level     int                 `json:"level"`
	Priority  assessment.Priority `json:"priority"`
	Gain      float64             `json:"gain"`
	Effort    string              `json:"effort"`
	After     []string            `json:"after"`
	Resources []string            `json:"resources"`
}

type scoreErrorJSON struct {
	Format string      `json:"format"`
	Source string      `json:"source"`
	Error  *ScoreError `json:"error"`
}

// MarshalJSON writes the published shape.
func (rec ScoreRecord) MarshalJSON() ([]byte, error) {
	if rec.Err != nil {
		return json.Marshal(scoreErrorJSON{ScoreFormat, rec.Source, rec.Err})
	}
	res := rec.Result
	out := scoreJSON{
		Format:      ScoreFormat,
		Source:      rec.Source,
		Rubric:      rubricJSON{res.Rubric.ID, res.Rubric.Version, res.Rubric.Digest},
		Subject:     subjectJSON(res.Assessment.Subject),
		Overall:     res.Overall,
		Provisional: orEmpty(res.Provisional),
		Domains:     []domainJSON{},
		Gaps:        []gapJSON{},
		Warnings:    orEmpty(res.Warnings),
	}
	for _, d := range res.Domains {
		out.Domains = append(out.Domains, domainJSON{d.Domain.ID, d.Domain.Title, d.Domain.Weight.Float(), d.Figures, d.Counts})
	}
	for _, g := range res.Gaps {
		gap := gapJSON{
			Question: g.Question.ID, Domain: g.Domain.ID, Kind: g.Kind, Credit: g.Credit.Float(), Level: g.Question.Level,
			Priority: g.Priority, Gain: assessment.Round(g.Gain, 4), Effort: g.Question.Gap.Effort,
			After: orEmpty(g.Question.After), Resources: orEmpty(g.Question.Gap.Resources),
		}
		if g.Answer != "" {
			gap.Answer = &g.Answer
		}
		out.Gaps = append(out.Gaps, gap)
	}
	var buf strings.Builder
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(out)
	return []byte(buf.String()), err
}

// orEmpty makes a nil list an empty one, which JSON writes as [].
func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// ScoresJSON writes one score as an object, or several as an array.
func ScoresJSON(w io.Writer, records []ScoreRecord, single bool) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if single && len(records) == 1 {
		return enc.Encode(records[0])
	}
	return enc.Encode(records)
}

// ScoreNDJSON writes one score on one line.
func ScoreNDJSON(w io.Writer, rec ScoreRecord) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(rec)
}

// ScoresCSV writes scores as a table: a row each, and two columns for each
// domain, in the order in which the domains first occur.
func ScoresCSV(w io.Writer, records []ScoreRecord) error {
	header := []string{"source", "subject", "code", "rubric", "score", "evidenced", "potential", "completeness",
		"level", "evidenced_level", "potential_level", "error"}
	var domains []string
	for _, rec := range records {
		if rec.Result == nil {
			continue
		}
		for _, d := range rec.Result.Domains {
			if !slices.Contains(domains, d.Domain.ID) {
				domains = append(domains, d.Domain.ID)
				header = append(header, "score:"+d.Domain.ID, "level:"+d.Domain.ID)
			}
		}
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	for _, rec := range records {
		if err := out.Write(csvRow(rec, domains)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(rec ScoreRecord, domains []string) []string {
	if rec.Err != nil {
		row := make([]string, 12+2*len(domains))
		row[0], row[11] = Inert(rec.Source), Inert(rec.Err.Message)
		return row
	}
	res := rec.Result
	o := res.Overall
	row := []string{Inert(rec.Source), Inert(res.Assessment.Subject.Name), Inert(res.Assessment.Subject.Code), res.Rubric.Ref().String(),
		figureCell(o.Score), figureCell(o.Evidenced), figureCell(o.Potential), assessment.FormatFigure(o.Completeness),
		levelCell(o.Level), levelCell(o.EvidencedLevel), levelCell(o.PotentialLevel), ""}
	for _, id := range domains {
		i := slices.IndexFunc(res.Domains, func(d assessment.DomainResult) bool { return d.Domain.ID == id })
		if i < 0 { // a domain of another rubric in the batch
			row = append(row, "", "")
			continue
		}
		row = append(row, figureCell(res.Domains[i].Score), levelCell(res.Domains[i].Level))
	}
	return row
}

func figureCell(f assessment.Maybe[float64]) string {
	if !f.OK {
		return ""
	}
	return assessment.FormatFigure(f.V)
}

func levelCell(l assessment.Maybe[int]) string {
	if !l.OK {
		return ""
	}
	return assessment.FormatFigure(float64(l.V))
}

// Inert makes a text cell harmless in a spreadsheet, which would run one that
// begins like a formula: an apostrophe before it makes it text. One character
// alone is none.
func Inert(s string) string {
	if len(s) > 1 && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
