package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/aigap/aigap/assessment"
)

// scoreFormat is the first key of a score in JSON.
const scoreFormat = "aigap/score/v1"

// ScoreFormats are the formats that a ScoreWriter writes.
var ScoreFormats = []string{"table", "json", "ndjson", "csv"}

// ScoreRecord is the score of one assessment, or the error in its place.
type ScoreRecord struct {
	Source string
	Result *assessment.Result
	Drawn  *assessment.Sensitivities // how far it hangs on judgement; nil where that was not asked for
	Err    *ScoreError
}

// ScoreError says why an assessment could not be scored. Line and Column are
// 0 where the place is not known.
type ScoreError struct {
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

// scoreJSON is the published shape of a score; scripts depend on its names.
type scoreJSON struct {
	Format      string            `json:"format"`
	Source      string            `json:"source"`
	Rubric      rubricJSON        `json:"rubric"`
	Subject     subjectJSON       `json:"subject"`
	Overall     figuresJSON       `json:"overall"`
	Provisional []string          `json:"provisional"`
	Domains     []domainJSON      `json:"domains"`
	Principles  []assessment.Lens `json:"principles"`
	Pillars     []assessment.Lens `json:"pillars"`
	Gaps        []gapJSON         `json:"gaps"`
	Warnings    []string          `json:"warnings"`
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

// figuresJSON are figures, and how far they hang on judgement.
type figuresJSON struct {
	assessment.Figures
	Sensitivity *assessment.Sensitivity `json:"sensitivity,omitempty"`
}

type domainJSON struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"`
	figuresJSON
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

// published is a record in its published shape.
func (rec ScoreRecord) published() any {
	if rec.Err != nil {
		return scoreErrorJSON{scoreFormat, rec.Source, rec.Err}
	}
	res := rec.Result
	out := scoreJSON{
		Format:      scoreFormat,
		Source:      rec.Source,
		Rubric:      rubricJSON{res.Rubric.ID, res.Rubric.Version, res.Rubric.Digest},
		Subject:     subjectJSON(res.Assessment.Subject),
		Overall:     figuresJSON{Figures: res.Overall},
		Provisional: orEmpty(res.Provisional),
		Domains:     []domainJSON{},
		Principles:  append([]assessment.Lens{}, res.Principles...), // never null
		Pillars:     append([]assessment.Lens{}, res.Pillars...),
		Gaps:        []gapJSON{},
		Warnings:    orEmpty(res.Warnings),
	}
	for _, d := range res.Domains {
		out.Domains = append(out.Domains, domainJSON{d.Domain.ID, d.Domain.Title, d.Domain.Weight.Float(), figuresJSON{Figures: d.Figures}, d.Counts})
	}
	if rec.Drawn != nil {
		out.Overall.Sensitivity = &rec.Drawn.Overall
		for i := range out.Domains {
			out.Domains[i].Sensitivity = &rec.Drawn.Domains[i]
		}
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
	return out
}

// orEmpty makes a nil list an empty one, which JSON writes as [].
func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// ScoreWriter writes scores in one of the ScoreFormats. JSON goes out as it
// comes; the tables keep a line for each score, because what stands in their
// head depends on all.
type ScoreWriter struct {
	w      io.Writer
	format string
	single bool // one file was asked for: an object, or details
	n      int
	rows   [][]string              // of the table
	drawn  *assessment.Sensitivity // of one of them; nil if there is none
	csv    csvTable
}

// NewScoreWriter begins to write. With single there is one score, and it is
// written by itself.
func NewScoreWriter(w io.Writer, format string, single bool) *ScoreWriter {
	return &ScoreWriter{w: w, format: format, single: single}
}

// Add writes one score, or keeps what the table will need of it.
func (sw *ScoreWriter) Add(rec ScoreRecord) error {
	sw.n++
	switch sw.format {
	case "ndjson":
		return sw.json(rec, "")
	case "json":
		return sw.element(rec)
	case "csv":
		sw.csv.add(rec)
		return nil
	}
	if sw.single && rec.Err == nil {
		return scoreDetail(sw.w, rec)
	}
	if rec.Drawn != nil {
		sw.drawn = &rec.Drawn.Overall
	}
	sw.rows = append(sw.rows, tableRow(rec))
	return nil
}

// Close writes what is left.
func (sw *ScoreWriter) Close() error {
	switch sw.format {
	case "json":
		if sw.single {
			return nil
		}
		end := "\n]\n"
		if sw.n == 0 {
			end = "[]\n"
		}
		_, err := io.WriteString(sw.w, end)
		return err
	case "csv":
		return sw.csv.write(sw.w)
	case "table":
		if len(sw.rows) > 0 {
			return writeTable(sw.w, sw.rows, sw.drawn)
		}
	}
	return nil
}

// element writes an element of a JSON array, or the object by itself.
func (sw *ScoreWriter) element(rec ScoreRecord) error {
	if sw.single {
		return sw.json(rec, "  ")
	}
	before := ",\n"
	if sw.n == 1 {
		before = "[\n"
	}
	if _, err := io.WriteString(sw.w, before); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := encode(&b, rec, "  "); err != nil {
		return err
	}
	_, err := sw.w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

func (sw *ScoreWriter) json(rec ScoreRecord, indent string) error { return encode(sw.w, rec, indent) }

func encode(w io.Writer, rec ScoreRecord, indent string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	return enc.Encode(rec.published())
}
