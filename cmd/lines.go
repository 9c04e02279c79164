package cmd

import (
	"bytes"
	"io"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// pieceBytes is how much of a batch is read at once.
const pieceBytes = 64 << 10

// lineReader cuts a stream into pieces of whole lines. A piece is what has
// arrived, so that a slow stream is not waited for.
type lineReader struct {
	r    io.Reader
	rest []byte // the beginning of a line that is not whole yet
	line int    // lines handed out so far
}

// next puts whole lines into buf, which may grow, and gives the number of the
// first. At the end of the stream the error is io.EOF, and the last line may
// lack its end. Of a line that is longer than any that is read, as much is kept
// as the parser needs to see that it is too long.
func (l *lineReader) next(buf []byte) (lines []byte, first int, err error) {
	buf = append(buf[:0], l.rest...)
	l.rest = l.rest[:0]
	first = l.line + 1
	if cap(buf) < pieceBytes {
		buf = append(make([]byte, 0, pieceBytes), buf...)
	}
	for err == nil {
		if len(buf) == cap(buf) {
			buf = append(buf, make([]byte, len(buf))...)[:len(buf)]
		}
		var n int
		seen := len(buf)
		n, err = l.r.Read(buf[seen:cap(buf)])
		buf = buf[:seen+n]
		if end := bytes.LastIndexByte(buf[seen:], '\n'); end >= 0 {
			end += seen + 1
			l.rest = append(l.rest, buf[end:]...)
			buf = buf[:end]
			if err == io.EOF && len(l.rest) > 0 {
				err = nil // the next call gives the last line
			}
			break
		}
		if most := strictyaml.MaxBytes + 1; len(buf) > most {
			buf = buf[:most]
		}
	}
	l.line += bytes.Count(buf, []byte("\n"))
	return buf, first, err
}

// eachLine calls do with the lines of a piece that are not blank, without their
// ends, and the number of each.
func eachLine(piece []byte, first int, do func(line []byte, number int) bool) bool {
	for number := first; len(piece) > 0; number++ {
		line := piece
		if end := bytes.IndexByte(piece, '\n'); end >= 0 {
			line, piece = piece[:end], piece[end+1:]
		} else {
			piece = nil
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(bytes.TrimSpace(line)) > 0 && !do(line, number) {
			return false
		}
	}
	return true
}
