package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// csvTable is scores as rows of a csv file. Its columns hang on all of them:
// two for each domain in the order in which the domains first occur, then one
// for each principle and pillar that occurs, then percentiles of draws if there
// are any.
type csvTable struct {
	rows    []csvRow
	domains []string
	lenses  []string // in no order
	drawn   bool     // there are percentiles of draws
}

// csvRow is a row: what every row has, then cells by the name of their column.
type csvRow struct {
	head  []string
	cells map[string]string
}

var csvHead = []string{"source", "subject", "code", "rubric", "score", "evidenced", "potential", "completeness",
	"level", "evidenced_level", "potential_level", "error"}

// Columns of a domain and of a lens.
func scoreColumn(domain string) string   { return "score:" + domain }
func levelColumn(domain string) string   { return "level:" + domain }
func principleColumn(name string) string { return "principle:" + name }
func pillarColumn(name string) string    { return "pillar:" + name }

func (t *csvTable) add(rec ScoreRecord) {
	row := csvRow{cells: map[string]string{}}
	if rec.Err != nil {
		row.head = make([]string, len(csvHead))
		row.head[0], row.head[len(csvHead)-1] = inert(rec.Source), inert(rec.Err.Message)
		t.rows = append(t.rows, row)
		return
	}
	res := rec.Result
	o := res.Overall
	row.head = []string{inert(rec.Source), inert(res.Assessment.Subject.Name), inert(res.Assessment.Subject.Code), res.Rubric.Ref().String(),
		figureCell(o.Score), figureCell(o.Evidenced), figureCell(o.Potential), assessment.FormatFigure(o.Completeness),
		levelCell(o.Level), levelCell(o.EvidencedLevel), levelCell(o.PotentialLevel), ""}
	for _, d := range res.Domains {
		if !slices.Contains(t.domains, d.Domain.ID) {
			t.domains = append(t.domains, d.Domain.ID)
		}
		row.cells[scoreColumn(d.Domain.ID)] = figureCell(d.Score)
		row.cells[levelColumn(d.Domain.ID)] = levelCell(d.Level)
	}
	lens := func(column string, l assessment.Lens) {
		if !slices.Contains(t.lenses, column) {
			t.lenses = append(t.lenses, column)
		}
		row.cells[column] = figureCell(l.Score)
	}
	for _, l := range res.Principles {
		lens(principleColumn(l.Name), l)
	}
	for _, l := range res.Pillars {
		lens(pillarColumn(l.Name), l)
	}
	if rec.Drawn != nil {
		t.drawn = true
		for i, p := range drawnPercentiles(rec.Drawn.Overall) {
			row.cells[drawnColumns[i]] = figureCell(p)
		}
	}
	t.rows = append(t.rows, row)
}

// drawnColumns are percentiles of the overall score, in the order of
// drawnPercentiles.
var drawnColumns = []string{"weights:p5", "weights:p50", "weights:p95", "weights_and_unknowns:p5", "weights_and_unknowns:p50", "weights_and_unknowns:p95"}

func drawnPercentiles(s assessment.Sensitivity) []assessment.Maybe[float64] {
	w, u := s.Weights, s.WeightsAndUnknowns
	return []assessment.Maybe[float64]{w.P5, w.P50, w.P95, u.P5, u.P50, u.P95}
}

func (t *csvTable) write(w io.Writer) error {
	var columns []string
	for _, id := range t.domains {
		columns = append(columns, scoreColumn(id), levelColumn(id))
	}
	for _, name := range rubrics.Principles {
		if c := principleColumn(name); slices.Contains(t.lenses, c) {
			columns = append(columns, c)
		}
	}
	for _, name := range rubrics.Pillars {
		if c := pillarColumn(name); slices.Contains(t.lenses, c) {
			columns = append(columns, c)
		}
	}
	if t.drawn {
		columns = append(columns, drawnColumns...)
	}
	out := csv.NewWriter(w)
	if err := out.Write(append(slices.Clone(csvHead), columns...)); err != nil {
		return err
	}
	for _, row := range t.rows {
		cells := row.head
		for _, c := range columns {
			cells = append(cells, row.cells[c]) // "" where a row has none, as of another rubric
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
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

// inert makes a text cell harmless in a spreadsheet, which would run one that
// begins like a formula: an apostrophe before it makes it text. One character
// alone is none.
func inert(s string) string {
	s = rubrics.PlainLine(s)
	if len(s) > 1 && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
