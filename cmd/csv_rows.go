package cmd

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// csvNote is said once where csv is read.
const csvNote = "note: csv carries no evidence, so nothing in it counts as evidenced"

// noteCSV reports whether csvNote is still to be said.
func (a *app) noteCSV() bool {
	first := !a.csvNoted
	a.csvNoted = true
	return first
}

// csvBatch is csv input of which the head is read.
type csvBatch struct {
	path  string
	comma byte
	rows  rowReader
	head  *assessment.CSVHead
}

// csvBatch reads the head.
func (a *app) csvBatch(lib *rubrics.Library, path string, r *bufio.Reader) (*csvBatch, error) {
	if mark, _ := r.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.Discard(len(mark)) // they are there
	}
	comma := assessment.CSVComma(firstLine(r))
	b := &csvBatch{path: path, comma: comma, rows: rowReader{r: r, scan: assessment.CSVScan{Comma: comma}}}
	for {
		row, line, long, err := b.rows.next(nil, true)
		switch {
		case long:
			return nil, answersInvalid(path, []rubrics.Problem{assessment.TooLongCSV(path, line)})
		case len(bytes.TrimSpace(row)) > 0:
			var problems []rubrics.Problem
			b.head, problems = assessment.DecodeCSVHead(path, row, line, comma, a.csvRubric, a.csvCodes(lib, row))
			if b.head == nil {
				return nil, answersInvalid(path, problems)
			}
			return b, nil
		case err == io.EOF:
			return nil, fmt.Errorf("%s: %w", path, errNoRecord)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", path, rubrics.Bare(err))
		}
	}
}

// csvCodes are the codes that columns may have: those of the rubric of all
// rows, or of every rubric where rows name their own.
func (a *app) csvCodes(lib *rubrics.Library, head []byte) (codes []string) {
	refs := lib.Refs()
	if a.csvRubric != (rubrics.Ref{}) && !bytes.Contains(head, []byte("rubric")) {
		refs = []rubrics.Ref{a.csvRubric}
	}
	for _, ref := range refs {
		if r, err := lib.Get(ref); err == nil { // a row under one that cannot be read says so
			codes = append(codes, r.Codes()...)
		}
	}
	return codes
}

// next reads rows. One that is longer than any that is read is a record.
func (b *csvBatch) next(buf []byte) (rows []byte, first int, rec *record, err error) {
	rows, first, long, err := b.rows.next(buf, false)
	if long {
		rec = &record{source: b.path, line: first, err: answersInvalid(b.path, []rubrics.Problem{assessment.TooLongCSV(b.path, first)})}
	}
	return rows, first, rec, err
}

// each calls do with the rows of a piece that are not blank, until it is false.
func (b *csvBatch) each(piece []byte, first int, do func(record) bool) bool {
	scan := assessment.CSVScan{Comma: b.comma}
	start, line := 0, first
	for i := range piece {
		if !scan.Next(piece[i]) && i < len(piece)-1 {
			continue
		}
		row := piece[start : i+1]
		if !b.head.Blank(row) && !do(record{source: b.path, src: row, csv: b.head, line: line}) {
			return false
		}
		line += bytes.Count(row, []byte("\n"))
		start = i + 1
	}
	return true
}

// rows yields the records of csv.
func (a *app) rows(lib *rubrics.Library, path string, r *bufio.Reader, yield func(record) bool) {
	b, err := a.csvBatch(lib, path, r)
	if err != nil {
		yield(record{source: path, err: err})
		return
	}
	if a.noteCSV() {
		a.warn("%s: %s", path, csvNote)
	}
	var buf []byte
	empty := true
	for {
		piece, first, rec, err := b.next(buf)
		if !b.each(piece, first, func(rec record) bool {
			empty = false
			return yield(rec)
		}) {
			return
		}
		if rec != nil {
			empty = false
			if !yield(*rec) {
				return
			}
		}
		buf = piece
		switch {
		case errors.Is(err, io.EOF):
			if empty {
				yield(record{source: path, err: fmt.Errorf("%s: %w", path, errNoRecord)})
			}
			return
		case err != nil:
			yield(record{source: path, err: fmt.Errorf("%s: %w", path, rubrics.Bare(err))})
			return
		}
	}
}

// rowReader cuts a stream of csv into pieces of whole rows, as lineReader does
// with lines: an end of line within quotes ends no row.
type rowReader struct {
	r       io.Reader
	scan    assessment.CSVScan
	rest    []byte // what was read beyond the last piece
	scanned int    // bytes of rest that scan has seen
	line    int    // lines handed out so far
	err     error  // of r
}

// next puts whole rows into buf, which may grow, only one if so wanted, and
// gives the number of the line on which the first begins. A row that is longer
// than any that is read is passed over, and long. At the end of the stream the
// error is io.EOF, and the last row may lack its end.
func (c *rowReader) next(buf []byte, one bool) (rows []byte, first int, long bool, err error) {
	buf = append(buf[:0], c.rest...)
	c.rest = c.rest[:0]
	at := c.scanned
	first = c.line + 1
	for {
		end := 0
		for ; at < len(buf) && (end == 0 || !one && !long); at++ {
			if c.scan.Next(buf[at]) {
				end = at + 1
			}
		}
		if end > 0 {
			c.rest = append(c.rest, buf[end:]...)
			c.scanned = at - end
			c.line += bytes.Count(buf[:end], []byte("\n"))
			if long {
				end = 0
			}
			return buf[:end], first, long, nil
		}
		if long = long || len(buf) > strictyaml.MaxBytes; long {
			c.line += bytes.Count(buf, []byte("\n"))
			buf, at = buf[:0], 0
		}
		if c.err != nil {
			c.scanned = 0
			if c.err != io.EOF {
				buf = buf[:0] // half a row is none
			}
			return buf, first, long, c.err
		}
		if cap(buf)-len(buf) < pieceBytes {
			buf = append(make([]byte, 0, 2*cap(buf)+pieceBytes), buf...)
		}
		n := 0
		n, c.err = c.r.Read(buf[len(buf) : len(buf)+pieceBytes])
		buf = buf[:len(buf)+n]
	}
}
