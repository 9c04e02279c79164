package cmd

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
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
// folder held nothing, though others did.
func (a *app) inputs(args []string) (paths []string, code int, err error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			paths = append(paths, arg) // reading it says what is wrong
			continue
		}
		found, err := a.folder(arg)
		if err != nil {
			return nil, 0, inputError(err)
		}
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

// folder lists the assessments in a folder. A file of ours of another format
// is named and left out; any other file counts, so that nothing is skipped in
// silence.
func (a *app) folder(dir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", path, bare(err))
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".yaml", ".yml", ".json", ".ndjson":
		default:
			return nil
		}
		if d.IsDir() {
			return nil
		}
		if f := rubrics.SniffFile(path); f != "" && f != assessment.Format {
			a.warn("%s: left out: it is %s, not %s", path, f, assessment.Format)
			return nil
		}
		paths = append(paths, path)
		return nil
	})
	slices.Sort(paths)
	return paths, err
}

// records reads the assessments of one path, one by one: a file holds one, a
// batch (*.ndjson, or standard input in that form) one a line.
func (a *app) records(path string) iter.Seq[record] {
	return func(yield func(record) bool) {
		in := a.in
		if path != "-" {
			f, err := os.Open(path)
			if err != nil {
				_, err = rubrics.ReadFile(path) // says it in our words
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
			err = fmt.Errorf("%s: %w", path, bare(err))
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
		return strings.EqualFold(filepath.Ext(path), ".ndjson")
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
			yield(record{source: path, line: line, err: fmt.Errorf("%s: %w", path, bare(err))})
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
	var invalid *problemsError
	if errors.As(err, &invalid) {
		rec.place(invalid.problems)
	}
	rec.place(warnings)
	return a, r, warnings, err
}

// place turns lines of the record into lines of the batch.
func (rec record) place(problems []rubrics.Problem) {
	for i := range problems {
		if rec.batch {
			problems[i].Line = rec.line
			problems[i].Col = max(problems[i].Col, 1)
		}
	}
}
