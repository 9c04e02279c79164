package assessment

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// csvHead are the columns of a csv batch that are not codes of questions.
var csvHead = []string{"rubric", "subject", "code", "date"}

// IsCSVHead reports whether a text begins like the head of a csv batch: its
// first cell, whatever its case, names a column, or has the form of the code of
// a question.
func IsCSVHead(text []byte) bool {
	text, _, _ = bytes.Cut(bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), "\r\n"), []byte("\n"))
	if end := bytes.IndexAny(text, ",;"); end >= 0 {
		text = text[:end]
	}
	name := strings.TrimSpace(strings.Trim(strings.TrimSpace(string(text)), `"`))
	return slices.Contains(csvHead, strings.ToLower(name)) || rubrics.IsCode(name)
}

// CSVComma is what separates the cells of a csv batch, as its head shows: a
// comma, or the semicolon of spreadsheets where the comma is in numbers.
func CSVComma(head []byte) byte {
	head = bytes.TrimLeft(head, "\r\n")
	if end := bytes.IndexAny(head, ",;\n"); end >= 0 && head[end] == ';' {
		return ';'
	}
	return ','
}

// CSVScan finds the ends of the rows of a csv batch, byte by byte: an end of
// line within quotes is none. A row that breaks the rules of quotes ends with
// its line, as encoding/csv has it. The zero CSVScan with a Comma stands at the
// beginning of a row.
type CSVScan struct {
	Comma byte
	state csvState
}

type csvState byte

const (
	cellStart csvState = iota
	plainCell
	quotedCell
	quoteInQuoted // it closes the cell, or it is the first of two
	afterReturn   // behind a closed cell
	brokenRow
)

// Next takes a byte, and reports whether a row ends with it.
func (s *CSVScan) Next(b byte) bool {
	if s.state == quotedCell {
		if b == '"' {
			s.state = quoteInQuoted
		}
		return false
	}
	closed := s.state == quoteInQuoted
	switch {
	case b == '\n':
		s.state = cellStart
		return true
	case s.state == brokenRow:
	case b == s.Comma && s.state != afterReturn:
		s.state = cellStart
	case b == '"' && (s.state == cellStart || closed):
		s.state = quotedCell
	case b == '\r' && closed:
		s.state = afterReturn
	case b == '"' || closed || s.state == afterReturn:
		s.state = brokenRow
	default:
		s.state = plainCell
	}
	return false
}

// CSVHead is the head of a csv batch: what its columns hold.
type CSVHead struct {
	name     string
	comma    byte
	columns  []string
	fallback rubrics.Ref
}

// csvCell is a cell without the space around it, and its place in the file.
type csvCell struct {
	rubrics.Pos
	text string
}

// DecodeCSVHead reads the head, the row on a line of the file of that name, with
// its cells between commas of that kind.
// Rows that name no rubric are under fallback, unless it is the zero Ref. codes
// are those that a column may have. The head is nil exactly if there are
// problems.
func DecodeCSVHead(name string, row []byte, line int, comma byte, fallback rubrics.Ref, codes []string) (*CSVHead, []rubrics.Problem) {
	h := &CSVHead{name: name, comma: comma, fallback: fallback}
	cells, problem := h.cells(row, line)
	if problem != nil {
		return nil, []rubrics.Problem{*problem}
	}
	var d strictyaml.Reader
	known := map[string]bool{}
	names := slices.Concat(csvHead, codes)
	for _, name := range names {
		known[name] = true
	}
	for i, c := range cells {
		switch {
		case c.text == "":
			d.Add(c.Pos, "unknown-column", "column %d has no name", i+1)
		case !known[c.text]:
			d.Add(c.Pos, "unknown-column", "there is no column %s: allowed are %s and the codes of the questions%s",
				strictyaml.Quote(c.text), strings.Join(csvHead, ", "), d.Suggest(c.text, names))
		case slices.Contains(h.columns, c.text):
			d.Add(c.Pos, "duplicate-column", "the column %s stands there twice", c.text)
		}
		h.columns = append(h.columns, c.text)
	}
	if fallback == (rubrics.Ref{}) && !slices.Contains(h.columns, "rubric") && d.Errors() == 0 {
		d.Add(rubrics.Pos{File: name, Line: line, Col: 1}, "no-rubric", "no column is rubric: add it, or name the rubric of all rows with --rubric ID")
	}
	if len(d.Problems) > 0 {
		return nil, d.Problems
	}
	return h, nil
}

// Decode reads a row that begins on a line of the file, as Decode reads a file:
// what depends on the rubric is checked by Check. A row has answers, and
// reasons why a question is not applicable; it has no evidence and no notes.
func (h *CSVHead) Decode(row []byte, line int) (*Assessment, []rubrics.Problem) {
	cells, problem := h.cells(row, line)
	if problem != nil {
		return nil, []rubrics.Problem{*problem}
	}
	d := newDecoder(h.name)
	d.reasonForm = `write "not-applicable: why"`
	if n := len(cells); n != len(h.columns) {
		at := cells[min(n, len(h.columns)+1)-1].Pos
		d.Add(at, "csv-cells", "the row has %d cells, and the head has %d", n, len(h.columns))
		return nil, d.Problems
	}
	start := rubrics.Pos{File: h.name, Line: line, Col: 1}
	text := func(at rubrics.Pos, s string) *strictyaml.Node {
		return &strictyaml.Node{Pos: at, Kind: strictyaml.String, Value: s}
	}
	put := func(to *strictyaml.Node, at rubrics.Pos, key string, value *strictyaml.Node) {
		to.Keys, to.Vals = append(to.Keys, text(at, key)), append(to.Vals, value)
	}
	mapping := func(at rubrics.Pos) *strictyaml.Node { return &strictyaml.Node{Pos: at, Kind: strictyaml.Mapping} }
	root, subject, answers := mapping(start), mapping(start), mapping(start)
	put(root, start, "format", text(start, Format))
	rubric := ""
	if h.fallback != (rubrics.Ref{}) {
		rubric = h.fallback.String()
	}
	atRubric := start
	for i, c := range cells {
		if c.text == "" {
			continue
		}
		switch column := h.columns[i]; column {
		case "rubric":
			rubric, atRubric = c.text, c.Pos
		case "subject":
			put(subject, c.Pos, "name", text(c.Pos, lively(c.text)))
		case "code":
			put(subject, c.Pos, "code", text(c.Pos, lively(c.text)))
		case "date":
			put(root, c.Pos, "date", text(c.Pos, c.text))
		default:
			value := text(c.Pos, c.text)
			if reason, ok := notApplicable(c.text); ok {
				value = mapping(c.Pos)
				put(value, c.Pos, "answer", text(c.Pos, rubrics.NotApplicable))
				put(value, c.Pos, "reason", text(c.Pos, reason))
			}
			put(answers, c.Pos, column, value)
		}
	}
	if rubric == "" {
		d.Add(start, "no-rubric", "the row names no rubric: fill its cell, or name the rubric of such rows with --rubric ID")
		return nil, d.Problems
	}
	put(root, atRubric, "rubric", text(atRubric, rubric))
	put(root, start, "subject", subject)
	put(root, start, "answers", answers)
	d.assessment(root)
	strictyaml.SortProblems(d.Problems)
	if strictyaml.HasErrors(d.Problems) {
		return nil, d.Problems
	}
	return d.a, d.Problems
}

// notApplicable reads "not-applicable: why".
func notApplicable(cell string) (reason string, ok bool) {
	answer, reason, ok := strings.Cut(cell, ":")
	return strings.TrimSpace(reason), ok && strings.TrimSpace(answer) == rubrics.NotApplicable
}

// lively takes away the apostrophe that our own csv puts before a text that a
// spreadsheet would run.
func lively(s string) string {
	if len(s) > 2 && s[0] == '\'' && strings.IndexByte("=+-@\t\r", s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// Blank reports whether a row has nothing in it, like those that spreadsheets
// leave below a table.
func (h *CSVHead) Blank(row []byte) bool {
	return len(bytes.Trim(row, " \t\r\n"+string(h.comma))) == 0
}

// cells cuts a row into at least one cell.
func (h *CSVHead) cells(row []byte, line int) ([]csvCell, *rubrics.Problem) {
	place := csvPlaces{name: h.name, row: row, line: line}
	if len(row) > strictyaml.MaxBytes {
		p := TooLongCSV(h.name, line)
		return nil, &p
	}
	if at := invalidUTF8(row); at >= 0 {
		return nil, &rubrics.Problem{Pos: place.at(at), Code: "not-utf8", Message: "the text is not valid UTF-8: save the file as UTF-8"}
	}
	r := csv.NewReader(bufio.NewReaderSize(bytes.NewReader(row), 4096))
	r.Comma, r.FieldsPerRecord = rune(h.comma), -1
	fields, err := r.Read()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad) && bad.Err == csv.ErrBareQuote:
		return nil, &rubrics.Problem{Pos: place.of(bad.Line, bad.Column), Code: "csv-quote",
			Message: "a quote within a cell that does not begin with one: put the cell in quotes, and double those in it"}
	case errors.As(err, &bad) && h.open(row):
		return nil, &rubrics.Problem{Pos: place.at(0), Code: "csv-quote", Message: "a quote is not closed in the row that begins here, so that it never ends"}
	case errors.As(err, &bad):
		return nil, &rubrics.Problem{Pos: place.of(bad.Line, bad.Column), Code: "csv-quote",
			Message: "a quote is followed by something other than the end of the cell: double the quotes in a cell"}
	case err != nil:
		return nil, &rubrics.Problem{Pos: place.at(0), Code: "csv-row", Message: "there is no row: " + err.Error()}
	}
	cells := make([]csvCell, len(fields))
	for i, f := range fields {
		cells[i] = csvCell{place.of(r.FieldPos(i)), strings.TrimSpace(f)}
	}
	return cells, nil
}

// open reports whether a row ends within quotes.
func (h *CSVHead) open(row []byte) bool {
	s := CSVScan{Comma: h.comma}
	for _, b := range row {
		s.Next(b)
	}
	return s.state == quotedCell
}

// TooLongCSV is the problem of a row that is longer than any that is read.
func TooLongCSV(name string, line int) rubrics.Problem {
	return rubrics.Problem{Pos: rubrics.Pos{File: name, Line: line, Col: 1}, Code: "too-large",
		Message: "the row is too large: at most 4 MB are read; perhaps a quote in it is not closed"}
}

// csvPlaces turns places in a row, which come in order, into places in the
// file, in characters.
type csvPlaces struct {
	name  string
	row   []byte
	line  int // of the beginning of the row
	begun int // lines of the row begun so far, the first aside
	start int // of that line, in bytes
	seen  int // bytes of that line whose characters are counted
	chars int
}

// of takes a line and a column in bytes, both from 1.
func (p *csvPlaces) of(line, col int) rubrics.Pos {
	for p.begun < line-1 {
		end := bytes.IndexByte(p.row[p.start:], '\n')
		if end < 0 {
			break
		}
		p.begun, p.start, p.seen, p.chars = p.begun+1, p.start+end+1, 0, 0
	}
	col = min(col-1, len(p.row)-p.start)
	if col > p.seen {
		p.chars += utf8.RuneCount(p.row[p.start+p.seen : p.start+col])
		p.seen = col
	}
	return rubrics.Pos{File: p.name, Line: p.line + p.begun, Col: p.chars + 1}
}

// at takes an offset.
func (p *csvPlaces) at(offset int) rubrics.Pos {
	before := p.row[:offset]
	return p.of(bytes.Count(before, []byte("\n"))+1, offset-bytes.LastIndexByte(before, '\n'))
}

// invalidUTF8 is where the first byte stands that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for at := 0; ; {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
}
