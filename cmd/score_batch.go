package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// scoreBatch is the work of one call of score: one goroutine reads the input in
// pieces, all cores score them, and the results come out in the order of the
// input. Of the input only the pieces under way are in memory.
type scoreBatch struct {
	app     *app
	lib     *rubrics.Library
	options scoreOptions

	paths []string    // that are not begun
	lines *lineReader // of the batch that is being read, or nil
	rows  *csvBatch   // the same of csv
	path  string      // of that batch
	close func()
}

// scoreWork is a piece of the input, and what became of it.
type scoreWork struct {
	path  string
	file  bool      // path is a file with one assessment
	piece []byte    // lines of a batch
	csv   *csvBatch // that they are rows of, or nil
	first int       // the number of the first line
	last  bool      // the batch ends here
	rec   *record

	scores   *report.ScoreBatch
	messages []string
	code     int
}

// fill reads the next piece.
func (b *scoreBatch) fill(w *scoreWork) bool {
	*w = scoreWork{piece: w.piece[:0], scores: w.scores, messages: w.messages[:0]}
	if b.lines == nil && b.rows == nil {
		if len(b.paths) == 0 {
			return false
		}
		w.path, b.paths = b.paths[0], b.paths[1:]
		if !isStream(w.path) {
			w.file, w.last = true, true
			return true
		}
		if w.rec = b.begin(w.path); w.rec != nil {
			w.last = true
			return true
		}
		if b.rows != nil && b.app.noteCSV() {
			w.say("%s: %s", w.path, csvNote)
		}
	}
	w.path = b.path
	var err error
	if b.rows != nil {
		w.csv = b.rows
		w.piece, w.first, w.rec, err = b.rows.next(w.piece)
	} else {
		w.piece, w.first, err = b.lines.next(w.piece)
	}
	if err != nil {
		w.last = err == io.EOF
		if !w.last {
			w.rec = &record{source: b.path, err: fmt.Errorf("%s: %w", b.path, rubrics.Bare(err))}
		}
		b.close()
		b.lines, b.rows = nil, nil
	}
	return true
}

// begin opens a batch. What is not one, or cannot be opened, is a record.
func (b *scoreBatch) begin(path string) *record {
	in, close, err := b.app.open(path)
	if err != nil {
		return &record{source: path, err: err}
	}
	r := bufio.NewReaderSize(in, pieceBytes)
	switch formOf(path, r) {
	case oneFile:
		defer close()
		rec := whole(path, r)
		return &rec
	case csvRows:
		rows, err := b.app.csvBatch(b.lib, path, r)
		if err != nil {
			close()
			return &record{source: path, err: err}
		}
		b.path, b.rows, b.close = path, rows, close
	default:
		b.path, b.lines, b.close = path, &lineReader{r: r}, close
	}
	return nil
}

// worker makes the function that scores pieces on one core.
func (b *scoreBatch) worker(w *report.ScoreWriter) func(*scoreWork) {
	fast := assessment.NewBatch(b.lib.Get)
	gaps := b.options.format == "json" || b.options.format == "ndjson"
	return func(work *scoreWork) {
		if work.scores == nil {
			work.scores = w.NewBatch()
		}
		work.scores.Reset()
		if work.file {
			for rec := range b.app.records(b.lib, work.path) {
				b.score(work, rec)
			}
		}
		if work.csv != nil {
			work.csv.each(work.piece, work.first, func(rec record) bool {
				b.score(work, rec)
				return true
			})
			work.piece = work.piece[:0]
		}
		eachLine(work.piece, work.first, func(line []byte, number int) bool {
			rec := record{source: work.path, src: line, batch: true, line: number}
			if len(b.options.require) == 0 && b.options.draws == nil { // which ask for states
				if res, ok := fast.Score(line, gaps); ok {
					b.scored(work, rec, res)
					return true
				}
			}
			b.score(work, rec)
			return true
		})
		if work.rec != nil {
			b.score(work, *work.rec)
		}
	}
}

// score scores one record. Warnings are messages where the format has no place
// for them, like the error that takes the place of a score.
func (b *scoreBatch) score(work *scoreWork, rec record) {
	answers, r, warnings, err := rec.check(b.lib)
	if err != nil {
		failed := scoreError(rec, err)
		rec.shift(nil, err)
		work.say("%v", err)
		work.code = exitInput
		work.scores.Add(report.ScoreRecord{Source: rec.source, Err: failed})
		return
	}
	rec.shift(warnings, nil)
	for _, w := range warnings {
		work.say("%s", w)
	}
	b.scored(work, rec, assessment.Score(r, answers))
}

// scored takes up a result.
func (b *scoreBatch) scored(work *scoreWork, rec record, res *assessment.Result) {
	if b.options.format == "table" || b.options.format == "csv" {
		for _, w := range res.Warnings {
			work.say("%s: warning: %s", rec.place(), w)
		}
	}
	for _, why := range res.Meets(b.options.failUnder, b.options.minLevel, b.options.require) {
		work.say("%s: %s", rec.place(), why)
		work.code = max(work.code, exitFails)
	}
	scored := report.ScoreRecord{Source: rec.source, Result: res}
	if b.options.draws != nil {
		drawn := res.Sensitivity(*b.options.draws)
		scored.Drawn = &drawn
	}
	work.scores.Add(scored)
}

func (w *scoreWork) say(format string, args ...any) {
	w.messages = append(w.messages, fmt.Sprintf(format, args...))
}

// scoreError is an error as it stands in the output. The place is one in the
// assessment, in a batch on its line 1, so that the output is the same however
// a stream is split, but for csv, of which a part is nothing without the head.
// A fault of the rubric names its own file.
func scoreError(rec record, err error) *report.ScoreError {
	var invalid *answersError
	if errors.As(err, &invalid) {
		p := invalid.First()
		if rec.batch {
			p.Line, p.Col = 1, max(p.Col, 1)
		}
		return &report.ScoreError{Message: p.Message, Line: p.Line, Column: p.Col}
	}
	return &report.ScoreError{Message: strings.TrimPrefix(rubrics.PlainLine(err.Error()), rec.source+": ")}
}
