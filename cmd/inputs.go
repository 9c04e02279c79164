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
	batch  bool
	line   int // of the batch, on which it stands, from 1; 1 for a file of its own
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
// batch (*.ndjson, or standard input in that form) one a line.
func (a *app) records(path string) iter.Seq[record] {
	return func(yield func(record) bool) {
		in := a.in
		if path != "-" {
			f, err := rubrics.Open(path)
			if err != nil {
				yield(record{source: path, err: err})
				return
			}
			defer f.Close()
			in = f
		}
		r := bufio.NewReaderSize(in, 64<<10)
		if isBatch(path, r) {
			batch(path, r, yield)
			return
		}
		src, err := io.ReadAll(io.LimitReader(r, strictyaml.MaxBytes+1))
		if err != nil {
			err = fmt.Errorf("%s: %w", path, rubrics.Bare(err))
		}
		yield(record{source: path, src: src, line: 1, err: err})
	}
}

// fileStart is how a single assessment begins, in YAML or in JSON over several
// lines; everything else on standard input is a batch.
var fileStart = regexp.MustCompile(`^\s*(format:|#|---|\{\s*\n)`)

// isBatch tells a batch from a single assessment: by the extension, and on
// standard input by how it begins.
func isBatch(path string, r *bufio.Reader) bool {
	if path != "-" {
		return rubrics.IsBatch(path)
	}
	head, _ := r.Peek(1 << 10)
	return !fileStart.Match(bytes.TrimPrefix(head, []byte("\ufeff")))
}

// batch yields one record a line; blank lines are nothing, and nothing but
// blank lines is an error.
func batch(path string, r *bufio.Reader, yield func(record) bool) {
	empty := true
	for line := 1; ; line++ {
		src, err := batchLine(r)
		if src = bytes.TrimRight(src, "\r\n"); len(bytes.TrimSpace(src)) > 0 {
			empty = false
			if !yield(record{source: path, src: src, batch: true, line: line}) {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			if empty {
				yield(record{source: path, line: line, err: fmt.Errorf("%s: holds no assessment", path)})
			}
			return
		}
		if err != nil {
			yield(record{source: path, line: line, err: fmt.Errorf("%s: %w", path, rubrics.Bare(err))})
			return
		}
	}
}

// batchLine reads a line of any length, and keeps as much of it as the parser
// needs to see that it is too long.
func batchLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if room := strictyaml.MaxBytes + 1 - len(line); room > 0 {
			line = append(line, part[:min(len(part), room)]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// assessment checks a record under its rubric. Its problems carry the line of
// the batch.
func (rec record) assessment(lib *rubrics.Library) (*assessment.Assessment, *rubrics.Rubric, []rubrics.Problem, error) {
	if rec.err != nil {
		return nil, nil, nil, rec.err
	}
	decode := assessment.Decode
	if rec.batch {
		decode = assessment.DecodeJSON
	}
	answers, problems := decode(rec.source, rec.src)
	a, r, warnings, err := checkAssessment(lib, rec.source, answers, problems)
	var invalid *answersError
	if errors.As(err, &invalid) {
		rec.shift(invalid.Problems)
	}
	rec.shift(warnings)
	return a, r, warnings, err
}

// place names a record: its file, and of a batch the line.
func (rec record) place() string {
	if rec.batch {
		return fmt.Sprintf("%s:%d", rec.source, rec.line)
	}
	return rec.source
}

// shift turns lines of the record into lines of the batch.
func (rec record) shift(problems []rubrics.Problem) {
	for i := range problems {
		if rec.batch {
			problems[i].Line = rec.line
			problems[i].Col = max(problems[i].Col, 1)
		}
	}
}
