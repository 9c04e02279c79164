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

// ScoreRecord is the score of one assessment, or the error in its place. Of the
// scores that go to one writer all have draws or none.
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
	begun  bool
	rows   [][]string              // of the table
	drawn  *assessment.Sensitivity // of one of them; nil if there is none
	csv    csvTable
}

// NewScoreWriter begins to write. With single there is one score, and it is
// written by itself. Rows of csv beyond some memory go into what spill makes.
func NewScoreWriter(w io.Writer, format string, single bool, spill func() (Spill, error)) *ScoreWriter {
	return &ScoreWriter{w: w, format: format, single: single, csv: csvTable{spill: spill}}
}

// ScoreBatch is some scores on the way to a ScoreWriter, already in their
// format, so that many can be made at once.
type ScoreBatch struct {
	format string
	single bool
	n      int
	buf    []byte                  // as it will be written
	csv    []csvRow                // what the rows in buf are
	rows   [][]string              // of the table
	drawn  *assessment.Sensitivity // of one of them; nil if there is none
}

// NewBatch makes an empty batch. Each is used by one goroutine at a time.
func (sw *ScoreWriter) NewBatch() *ScoreBatch {
	return &ScoreBatch{format: sw.format, single: sw.single}
}

// Reset empties a batch, to be used again.
func (b *ScoreBatch) Reset() { b.n, b.buf, b.csv, b.rows, b.drawn = 0, b.buf[:0], b.csv[:0], nil, nil }

// Len is the number of scores in the batch.
func (b *ScoreBatch) Len() int { return b.n }

// Add puts a score into the batch. The batch keeps nothing of the record.
func (b *ScoreBatch) Add(rec ScoreRecord) {
	b.n++
	switch b.format {
	case "ndjson":
		b.buf = appendScore(b.buf, rec)
	case "json":
		if !b.single {
			b.buf = append(b.buf, ",\n"...) // the first of all gets the bracket of the array
		}
		b.encode(rec)
		if !b.single {
			b.buf = b.buf[:len(b.buf)-1] // the line ends with the comma or bracket after it
		}
	case "csv":
		b.addCSV(rec)
	default:
		if b.single && rec.Err == nil {
			b.buf = append(b.buf, scoreDetail(rec)...)
			return
		}
		if rec.Drawn != nil {
			b.drawn = &rec.Drawn.Overall
		}
		b.rows = append(b.rows, tableRow(rec))
	}
}

// Write writes a batch, or keeps what the table will need of it.
func (sw *ScoreWriter) Write(b *ScoreBatch) error {
	buf := b.buf
	switch {
	case b.n == 0:
		return nil
	case sw.format == "csv":
		return sw.csv.add(b)
	case sw.format == "json" && !sw.single && !sw.begun:
		if _, err := io.WriteString(sw.w, "["); err != nil {
			return err
		}
		buf = buf[1:]
	}
	sw.begun = true
	sw.rows = append(sw.rows, b.rows...)
	if b.drawn != nil {
		sw.drawn = b.drawn
	}
	if len(buf) == 0 {
		return nil
	}
	_, err := sw.w.Write(buf)
	return err
}

// Close writes what is left.
func (sw *ScoreWriter) Close() error {
	switch sw.format {
	case "json":
		if sw.single {
			return nil
		}
		end := "\n]\n"
		if !sw.begun {
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

// Discard lets go of what was spilled, whether Close was called or not.
func (sw *ScoreWriter) Discard() { sw.csv.discard() }

// encode writes the published shape over several lines.
func (b *ScoreBatch) encode(rec ScoreRecord) {
	out := bytes.NewBuffer(b.buf)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(rec.published()); err != nil {
		panic(err) // figures and text: nothing that JSON cannot hold
	}
	b.buf = out.Bytes()
}
