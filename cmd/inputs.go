package cmd

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// record is one assessment of the input, or the error in its place.
type record struct {
	source string // file name, or "-"
	src    []byte
	batch  bool                // src is a line of JSON
	line   int                 // of the batch, on which it stands, from 1; 0 where there is none
	csv    *assessment.CSVHead // of the batch that it is a row of, or nil
	err    error
}

// errNothing says that arguments matched no file.
var errNothing = errors.New("nothing to read: no assessment (*.yaml, *.yml, *.json, *.ndjson) was found")

// inputs expands arguments: a file, a folder and everything below it in the
// order of the paths, or "-" for standard input. The code is exitInput if a
// folder held nothing or could not be read in part, though others did.
func (a *app) inputs(args []string) (paths []string, code int, err error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			paths = append(paths, arg) // reading it says what is wrong
			continue
		}
		found, unreadable := rubrics.Walk(arg, func(path string) bool { return rubrics.IsData(path) || rubrics.IsBatch(path) })
		for _, err := range unreadable {
			a.warn("%v", err)
			code = exitInput
		}
		found = slices.DeleteFunc(found, a.foreign)
		if len(found) == 0 && len(args) > 1 {
			a.warn("%s: %v", arg, errNothing)
			code = exitInput
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		return nil, 0, inputError(errNothing)
	}
	return paths, code, nil
}

// foreign reports whether a file in a folder is ours, but of another format:
// it is named and left out. Any other file counts, so that nothing is skipped
// in silence.
func (a *app) foreign(path string) bool {
	if rubrics.IsBatch(path) {
		return false
	}
	f := rubrics.SniffFile(path)
	if f == "" || f == assessment.Format || !strings.HasPrefix(f, "aigap/") {
		return false
	}
	a.warn("%s: left out: it is %s, not %s", path, f, assessment.Format)
	return true
}

// records reads the assessments of one path, one by one: a file holds one, a
// batch (*.ndjson, or standard input in that form) one a line, and csv one a
// row. What a record holds is good until the next one.
func (a *app) records(lib *rubrics.Library, path string) iter.Seq[record] {
	return func(yield func(record) bool) {
		in, close, err := a.open(path)
		if err != nil {
			yield(record{source: path, err: err})
			return
		}
		defer close()
		r := bufio.NewReaderSize(in, pieceBytes)
		switch formOf(path, r) {
		case oneFile:
			yield(whole(path, r))
		case csvRows:
			a.rows(lib, path, r, yield)
		default:
			batch(path, r, yield)
		}
	}
}

// open opens a path, or standard input.
func (a *app) open(path string) (in io.Reader, close func(), err error) {
	if path == "-" {
		return a.in, func() {}, nil
	}
	f, err := rubrics.Open(path)
	if err != nil {
		return nil, nil, err
	}
	return f, func() { _ = f.Close() }, nil
}

// whole reads a single assessment.
func whole(path string, r io.Reader) record {
	src, err := io.ReadAll(io.LimitReader(r, strictyaml.MaxBytes+1))
	if err != nil {
		err = fmt.Errorf("%s: %w", path, rubrics.Bare(err))
	}
	return record{source: path, src: src, err: err}
}

// fileStart is how a single assessment begins, in YAML or in JSON over several
// lines; everything else on standard input is a batch.
var fileStart = regexp.MustCompile(`^\s*(format:|#|---|\{\s*\n)`)

// batchLine is a line that only a batch has. A batch whose first line is not
// valid may begin like a file.
var batchLine = regexp.MustCompile(`(?m)^\{".*\}\r?$`)

// form is how assessments stand in an input.
type form int

const (
	oneFile   form = iota + 1
	jsonLines      // a batch, one a line
	csvRows        // a batch, one a row
)

// isStream reports whether an input may hold many assessments.
func isStream(path string) bool { return path == "-" || rubrics.IsBatch(path) || rubrics.IsCSV(path) }

// formOf tells the forms apart: by the extension, and on standard input by how
// it begins.
func formOf(path string, r *bufio.Reader) form {
	switch {
	case rubrics.IsBatch(path):
		return jsonLines
	case rubrics.IsCSV(path):
		return csvRows
	case path != "-":
		return oneFile
	}
	first := firstLine(r)
	switch {
	case assessment.IsCSVHead(first):
		return csvRows
	case !fileStart.Match(bytes.TrimPrefix(first, []byte("\ufeff"))):
		return jsonLines
	}
	if head, _ := r.Peek(pieceBytes); batchLine.Match(head) {
		return jsonLines
	}
	return oneFile
}

// firstLine looks at what comes up to the end of the first line that is not
// blank, without waiting for more; at most 1 KB of it.
func firstLine(r *bufio.Reader) []byte {
	for n := 1; ; n++ {
		_, err := r.Peek(n)
		n = min(max(n, r.Buffered()), 1<<10)
		head, _ := r.Peek(min(n, r.Buffered()))
		if err != nil || n == 1<<10 || bytes.IndexByte(bytes.TrimLeft(head, " \t\r\n"), '\n') >= 0 {
			return head
		}
	}
}

// errNoRecord says that a batch is empty.
var errNoRecord = errors.New("holds no assessment")

// batch yields one record a line; blank lines are nothing, and nothing but
// blank lines is an error.
func batch(path string, r io.Reader, yield func(record) bool) {
	lines := lineReader{r: r}
	var buf []byte
	empty := true
	for {
		piece, first, err := lines.next(buf)
		if !eachLine(piece, first, func(line []byte, number int) bool {
			empty = false
			return yield(record{source: path, src: line, batch: true, line: number})
		}) {
			return
		}
		buf = piece
		if errors.Is(err, io.EOF) {
			if empty {
				yield(record{source: path, err: fmt.Errorf("%s: %w", path, errNoRecord)})
			}
			return
		}
		if err != nil {
			yield(record{source: path, err: fmt.Errorf("%s: %w", path, rubrics.Bare(err))})
			return
		}
	}
}

// assessment checks a record under its rubric. Its problems carry the line of
// the batch.
func (rec record) assessment(lib *rubrics.Library) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	a, r, warnings, err := rec.check(lib)
	rec.shift(warnings, err)
	return a, r, warnings, err
}

// check is assessment with places in the record itself.
func (rec record) check(lib *rubrics.Library) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	if rec.err != nil {
		return nil, nil, nil, rec.err
	}
	decode := assessment.Decode
	switch {
	case rec.batch:
		decode = assessment.DecodeJSON
	case rec.csv != nil:
		decode = func(_ string, row []byte) (*assessment.Assessment, []rubrics.Problem) {
			return rec.csv.Decode(row, rec.line)
		}
	}
	answers, problems := decode(rec.source, rec.src)
	return checkAssessment(lib, rec.source, answers, problems)
}

// place names a record: its file, and of a batch the line.
func (rec record) place() string {
	if rec.line > 0 {
		return fmt.Sprintf("%s:%d", rec.source, rec.line)
	}
	return rec.source
}

// shift turns places in the record into places in the batch.
func (rec record) shift(warnings []rubrics.Problem, err error) {
	if !rec.batch {
		return
	}
	problems := [][]rubrics.Problem{warnings}
	var invalid *answersError
	if errors.As(err, &invalid) {
		problems = append(problems, invalid.Problems)
	}
	for _, some := range problems {
		for i := range some {
			some[i].Line = rec.line
			some[i].Col = max(some[i].Col, 1)
		}
	}
}
