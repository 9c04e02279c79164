package report

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// csvTable is scores as rows of a csv file. Its columns hang on all of them:
// two for each domain in the order in which the domains first occur, then one
// for each principle and pillar that occurs, then percentiles of draws if there
// are any. So the rows wait until the end, in a file beyond some memory.
type csvTable struct {
	spill   func() (Spill, error)
	file    Spill
	rows    []byte            // that are not in the file yet
	rubrics []*rubrics.Rubric // in the order in which they first occur
	columns [][]string        // of each
	drawn   bool              // there are percentiles of draws
}

// Spill is a file for what does not stay in memory.
type Spill interface {
	io.ReadWriteSeeker
	io.Closer
}

// csvMemory is how many bytes of rows stay in memory.
const csvMemory = 1 << 20

// csvRow says what a row in a batch is.
type csvRow struct {
	rubric *rubrics.Rubric // nil for an error
	head   int             // length of the cells that every row has
	cells  int             // length of the cells of the columns of its rubric, and of draws
	drawn  bool            // it has percentiles of draws
}

var csvHead = []string{"source", "subject", "code", "rubric", "score", "evidenced", "potential", "completeness",
	"level", "evidenced_level", "potential_level", "error"}

// Columns of a domain and of a lens.
func scoreColumn(domain string) string   { return "score:" + domain }
func levelColumn(domain string) string   { return "level:" + domain }
func principleColumn(name string) string { return "principle:" + name }
func pillarColumn(name string) string    { return "pillar:" + name }

// csvColumns are the columns that a rubric brings, its domains first.
func csvColumns(r *rubrics.Rubric) (domains, lenses []string) {
	for _, d := range r.Domains {
		domains = append(domains, scoreColumn(d.ID), levelColumn(d.ID))
	}
	named := map[string]bool{}
	for _, q := range r.Questions() {
		if q.Context {
			continue
		}
		for _, name := range q.Principles {
			named[principleColumn(name)] = true
		}
		named[pillarColumn(q.Pillar)] = true
	}
	for _, c := range lensColumns() {
		if named[c] {
			lenses = append(lenses, c)
		}
	}
	return domains, lenses
}

// lensColumns are the columns of all principles and pillars.
func lensColumns() (columns []string) {
	for _, name := range rubrics.Principles {
		columns = append(columns, principleColumn(name))
	}
	for _, name := range rubrics.Pillars {
		columns = append(columns, pillarColumn(name))
	}
	return columns
}

// addCSV puts a row into the batch, with the columns of its own rubric.
func (b *ScoreBatch) addCSV(rec ScoreRecord) {
	start := len(b.buf)
	if rec.Err != nil {
		b.buf = appendCell(b.buf, inert(rec.Source))
		for range len(csvHead) - 2 {
			b.buf = append(b.buf, ',')
		}
		b.buf = appendCell(append(b.buf, ','), inert(rec.Err.Message))
		b.csv = append(b.csv, csvRow{head: len(b.buf) - start})
		return
	}
	res := rec.Result
	o := res.Overall
	b.buf = appendCell(b.buf, inert(rec.Source))
	b.buf = appendCell(append(b.buf, ','), inert(res.Assessment.Subject.Name))
	b.buf = appendCell(append(b.buf, ','), inert(res.Assessment.Subject.Code))
	b.buf = append(append(b.buf, ','), res.Rubric.ID...)
	b.buf = append(append(b.buf, '@'), res.Rubric.Version...)
	b.buf = appendFigureCell(b.buf, o.Score)
	b.buf = appendFigureCell(b.buf, o.Evidenced)
	b.buf = appendFigureCell(b.buf, o.Potential)
	b.buf = assessment.AppendFigure(append(b.buf, ','), o.Completeness)
	b.buf = appendLevelCell(b.buf, o.Level)
	b.buf = appendLevelCell(b.buf, o.EvidencedLevel)
	b.buf = appendLevelCell(b.buf, o.PotentialLevel)
	b.buf = append(b.buf, ',') // no error
	row := csvRow{rubric: res.Rubric, head: len(b.buf) - start}
	for _, d := range res.Domains {
		b.buf = appendFigureCell(b.buf, d.Score)
		b.buf = appendLevelCell(b.buf, d.Level)
	}
	for _, lenses := range [][]assessment.Lens{res.Principles, res.Pillars} {
		for _, l := range lenses {
			b.buf = appendFigureCell(b.buf, l.Score)
		}
	}
	if rec.Drawn != nil {
		row.drawn = true
		for _, p := range drawnPercentiles(rec.Drawn.Overall) {
			b.buf = appendFigureCell(b.buf, p)
		}
	}
	row.cells = len(b.buf) - start - row.head
	b.csv = append(b.csv, row)
}

// drawnColumns are percentiles of the overall score, in the order of
// drawnPercentiles.
var drawnColumns = []string{"weights:p5", "weights:p50", "weights:p95", "weights_and_unknowns:p5", "weights_and_unknowns:p50", "weights_and_unknowns:p95"}

func drawnPercentiles(s assessment.Sensitivity) []assessment.Maybe[float64] {
	w, u := s.Weights, s.WeightsAndUnknowns
	return []assessment.Maybe[float64]{w.P5, w.P50, w.P95, u.P5, u.P50, u.P95}
}

// add takes up the rows of a batch. Before each stand the number of its rubric,
// 0 for an error, and the lengths of its two parts.
func (t *csvTable) add(b *ScoreBatch) error {
	buf := b.buf
	for _, row := range b.csv {
		rubric := 0
		if row.rubric != nil {
			rubric = slices.Index(t.rubrics, row.rubric) + 1
		}
		if rubric == 0 && row.rubric != nil {
			domains, lenses := csvColumns(row.rubric)
			columns := slices.Concat(domains, lenses)
			if t.drawn = row.drawn; t.drawn {
				columns = append(columns, drawnColumns...)
			}
			t.rubrics, t.columns = append(t.rubrics, row.rubric), append(t.columns, columns)
			rubric = len(t.rubrics)
		}
		for _, n := range []int{rubric, row.head, row.cells} {
			t.rows = binary.AppendUvarint(t.rows, uint64(n))
		}
		size := row.head + row.cells
		t.rows = append(t.rows, buf[:size]...)
		buf = buf[size:]
	}
	if len(t.rows) < csvMemory || t.spill == nil {
		return nil
	}
	if t.file == nil {
		var err error
		if t.file, err = t.spill(); err != nil {
			return err
		}
	}
	_, err := t.file.Write(t.rows)
	t.rows = t.rows[:0]
	return err
}

func (t *csvTable) discard() {
	if t.file != nil {
		_ = t.file.Close() // nothing of it is wanted any more
	}
}

// all are the columns of all rubrics.
func (t *csvTable) all() (columns []string) {
	var named []string
	for _, r := range t.rubrics {
		domains, lenses := csvColumns(r)
		for _, c := range domains {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
		named = append(named, lenses...)
	}
	for _, c := range lensColumns() {
		if slices.Contains(named, c) {
			columns = append(columns, c)
		}
	}
	if t.drawn {
		columns = append(columns, drawnColumns...)
	}
	return columns
}

// write writes the head and then the rows.
func (t *csvTable) write(to io.Writer) error {
	columns := t.all()
	w := bufio.NewWriterSize(to, 64<<10)
	for i, c := range slices.Concat(csvHead, columns) {
		if i > 0 {
			_ = w.WriteByte(',') // w keeps its first error for Flush
		}
		_, _ = w.Write(appendCell(nil, c))
	}
	_ = w.WriteByte('\n')
	var rows io.Reader = bytes.NewReader(t.rows)
	if t.file != nil {
		if _, err := t.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		rows = io.MultiReader(t.file, rows)
	}
	r := bufio.NewReaderSize(rows, 64<<10)
	var row []byte
	for {
		rubric, err := binary.ReadUvarint(r)
		if err == io.EOF {
			return w.Flush()
		}
		if err != nil {
			return err
		}
		head, _ := binary.ReadUvarint(r) // the file ends early only if reading it fails
		cells, _ := binary.ReadUvarint(r)
		size := int(head + cells)
		row = slices.Grow(row[:0], size)[:size]
		if _, err := io.ReadFull(r, row); err != nil {
			return err
		}
		if rubric > 0 && slices.Equal(t.columns[rubric-1], columns) {
			_, _ = w.Write(row)
		} else {
			_, _ = w.Write(row[:head])
			var own, values []string
			if rubric > 0 {
				own, values = t.columns[rubric-1], strings.Split(string(row[head:]), ",")[1:]
			}
			for _, c := range columns {
				_ = w.WriteByte(',') // "" where a row has none, as of another rubric
				if i := slices.Index(own, c); i >= 0 {
					_, _ = w.WriteString(values[i])
				}
			}
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
}

// appendCell writes a cell as encoding/csv does.
func appendCell(b []byte, s string) []byte {
	if s == "" {
		return b
	}
	if first := s[0]; first > ' ' && first < utf8.RuneSelf && s != `\.` && !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{s}) // to memory
	w.Flush()
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// figureCell and levelCell are cells; empty where there is no figure.
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
	return strconv.Itoa(l.V)
}

// appendFigureCell and appendLevelCell write them behind a comma.
func appendFigureCell(b []byte, f assessment.Maybe[float64]) []byte {
	b = append(b, ',')
	if !f.OK {
		return b
	}
	return assessment.AppendFigure(b, f.V)
}

func appendLevelCell(b []byte, l assessment.Maybe[int]) []byte {
	b = append(b, ',')
	if !l.OK {
		return b
	}
	return strconv.AppendInt(b, int64(l.V), 10)
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
