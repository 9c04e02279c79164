package assessment

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/aigap/aigap/rubrics"
)

// Batch scores very many assessments, one a line of JSON, on one goroutine. It
// reads only lines of the common shape: the known keys, each once, no escapes
// where text is kept, nothing to complain about. For any other line Score says
// false, and DecodeJSON, Check and the function Score are the way; they alone
// say what is wrong.
type Batch struct {
	find   func(rubrics.Ref) (*rubrics.Rubric, error)
	sheets map[string]*sheet // by name of the rubric
}

// NewBatch makes a batch; find gives the rubrics.
func NewBatch(find func(rubrics.Ref) (*rubrics.Rubric, error)) *Batch {
	return &Batch{find: find, sheets: map[string]*sheet{}}
}

// Score scores a line. The result is good until the next call; it has no
// States, Shares or answers, and gaps only if asked for.
func (b *Batch) Score(line []byte, withGaps bool) (*Result, bool) {
	s := b.read(line)
	if s == nil {
		return nil, false
	}
	return s.score(withGaps), true
}

// read fills the sheet of the rubric that a line names; nil if the line is not
// of the common shape, or not valid.
func (b *Batch) read(line []byte) *sheet {
	if !tame(line) {
		return nil
	}
	p := lineReader{line: line}
	const (
		format = 1 << iota
		rubric
		digest
		subject
		date
		assessors
		answers
	)
	var s *sheet
	var said []byte // the digest
	var who Subject
	seen, ok := p.object(func(key []byte) (int, bool) {
		switch string(key) {
		case "format":
			v, ok := p.text()
			return format, ok && string(v) == Format
		case "rubric":
			v, ok := p.text()
			if ok {
				s = b.sheet(v)
			}
			return rubric, s != nil
		case "rubric_digest":
			v, ok := p.text()
			said = v
			return digest, ok && len(v) > 0
		case "subject":
			return subject, p.subject(&who)
		case "date":
			return date, p.date()
		case "assessors":
			return assessors, p.list(p.assessor)
		case "answers":
			return answers, s != nil && p.answers(s)
		}
		return 0, false
	})
	const required = format | rubric | answers
	if !ok || !p.atEnd() || seen&required != required || said != nil && string(said) != s.rubric.Digest {
		return nil
	}
	s.subject = who
	return s
}

// sheet is that of a rubric, by its name.
func (b *Batch) sheet(name []byte) *sheet {
	if s := b.sheets[string(name)]; s != nil {
		return s
	}
	ref, err := rubrics.ParseRef(string(name))
	if err != nil {
		return nil
	}
	r, err := b.find(ref)
	if err != nil {
		return nil
	}
	s := newSheet(compile(r))
	b.sheets[string(name)] = s
	return s
}

// tame reports whether a line is text and below every limit of strictyaml on
// size, nesting and number of items, by a rougher measure than there.
func tame(line []byte) bool {
	const most, mostOpen = 100_000, 4096
	return len(line) < most && bytes.Count(line, []byte("{"))+bytes.Count(line, []byte("[")) < mostOpen &&
		utf8.Valid(line) && bytes.IndexByte(line, '\r') < 0 &&
		!bytes.Contains(line, []byte("\u0085")) && !bytes.Contains(line, []byte("\u2028")) && !bytes.Contains(line, []byte("\u2029"))
}

// lineReader reads JSON of the common shape; each method is false where the
// line is of another one.
type lineReader struct {
	line []byte
	at   int
}

// next is the next byte that is not a space, or 0 at the end.
func (p *lineReader) next() byte {
	for p.at < len(p.line) {
		if c := p.line[p.at]; c != ' ' {
			return c
		}
		p.at++
	}
	return 0
}

// take takes one byte.
func (p *lineReader) take(c byte) bool {
	if p.next() != c {
		return false
	}
	p.at++
	return true
}

func (p *lineReader) atEnd() bool { return p.next() == 0 && p.at == len(p.line) }

// word takes a word such as null.
func (p *lineReader) word(w string) bool {
	p.next()
	if end := p.at + len(w); end > len(p.line) || string(p.line[p.at:end]) != w {
		return false
	}
	p.at += len(w)
	return true
}

// text takes a string without escapes, good as long as the line.
func (p *lineReader) text() ([]byte, bool) {
	if !p.take('"') {
		return nil, false
	}
	start := p.at
	for i := start; i < len(p.line); i++ {
		switch c := p.line[i]; {
		case c == '"':
			p.at = i + 1
			return p.line[start:i], true
		case c == '\\' || c < ' ':
			return nil, false
		}
	}
	return nil, false
}

// anyText takes a string that nobody needs, so that it may have escapes; but
// for those that may be a lone half of a character.
func (p *lineReader) anyText() bool {
	if !p.take('"') {
		return false
	}
	for i := p.at; i < len(p.line); i++ {
		switch c := p.line[i]; {
		case c == '"':
			p.at = i + 1
			return true
		case c == '\\':
			if i++; i == len(p.line) || bytes.IndexByte([]byte(`"\/bfnrt`), p.line[i]) < 0 {
				return false
			}
		case c < ' ':
			return false
		}
	}
	return false
}

// notBlank takes a string without escapes that says something.
func (p *lineReader) notBlank() bool {
	v, ok := p.text()
	return ok && len(bytes.TrimSpace(v)) > 0
}

// date takes a date.
func (p *lineReader) date() bool {
	v, ok := p.text()
	if !ok {
		return false
	}
	_, err := time.Parse(time.DateOnly, string(v))
	return err == nil
}

// object takes an object. field reads the value of a key and gives the bit that
// stands for it; no bit may come twice.
func (p *lineReader) object(field func(key []byte) (int, bool)) (seen int, ok bool) {
	if !p.take('{') {
		return 0, false
	}
	if p.take('}') {
		return 0, true
	}
	for {
		key, ok := p.text()
		if !ok || !p.take(':') {
			return 0, false
		}
		bit, ok := field(key)
		if !ok || seen&bit != 0 {
			return 0, false
		}
		seen |= bit
		if p.take('}') {
			return seen, true
		}
		if !p.take(',') {
			return 0, false
		}
	}
}

// list takes a list.
func (p *lineReader) list(item func() bool) bool {
	if !p.take('[') {
		return false
	}
	if p.take(']') {
		return true
	}
	for {
		if !item() {
			return false
		}
		if p.take(']') {
			return true
		}
		if !p.take(',') {
			return false
		}
	}
}

func (p *lineReader) subject(to *Subject) bool {
	_, ok := p.object(func(key []byte) (int, bool) {
		v, ok := p.text()
		switch string(key) {
		case "name":
			to.Name = string(v)
			return 1, ok
		case "code":
			to.Code = string(v)
			return 2, ok
		case "organization":
			to.Organization = string(v)
			return 4, ok
		}
		return 0, false
	})
	return ok
}

func (p *lineReader) assessor() bool {
	seen, ok := p.object(func(key []byte) (int, bool) {
		switch string(key) {
		case "name":
			return 1, p.notBlank()
		case "role":
			return 2, p.anyText()
		}
		return 0, false
	})
	return ok && seen&1 != 0
}

// answers takes the answers into a sheet. Most often they stand in the order of
// the rubric, so the next question is tried first.
func (p *lineReader) answers(s *sheet) bool {
	s.clear()
	if !p.take('{') {
		return p.word("null")
	}
	if p.take('}') {
		return true
	}
	expected := 0
	for {
		i := expected
		p.next()
		if i < len(s.questions) && p.word(s.questions[i].key) {
			expected++
		} else {
			code, ok := p.text()
			if !ok || !p.take(':') {
				return false
			}
			if i, ok = s.index[string(code)]; !ok {
				return false
			}
			expected = i + 1
		}
		if s.answered[i] || !p.answer(s, i) {
			return false
		}
		s.answered[i] = true
		if p.take('}') {
			return true
		}
		if !p.take(',') {
			return false
		}
	}
}

// answer takes the short form, the long form, or nothing.
func (p *lineReader) answer(s *sheet, i int) bool {
	switch p.next() {
	case '"':
		return p.value(s, i) && s.answers[i] != isNotApplicable // that needs a reason
	case 'n':
		return p.word("null")
	}
	const (
		answer = 1 << iota
		reason
		evidence
		note
		review
	)
	reasoned := false
	_, ok := p.object(func(key []byte) (int, bool) {
		switch string(key) {
		case "answer":
			if p.next() == 'n' {
				return answer, p.word("null")
			}
			return answer, p.value(s, i)
		case "reason":
			v, ok := p.text()
			reasoned = len(bytes.TrimSpace(v)) > 0
			return reason, ok
		case "evidence":
			return evidence, p.list(func() bool {
				s.evidenced[i] = true
				return p.evidence()
			})
		case "note":
			return note, p.anyText()
		case "review":
			return review, p.word("true") || p.word("false")
		}
		return 0, false
	})
	return ok && (s.answers[i] != isNotApplicable || reasoned)
}

// value takes an answer that the scale of the question has.
func (p *lineReader) value(s *sheet, i int) bool {
	p.next()
	rest := p.line[p.at:]
	values := s.questions[i].values
	for n := range values {
		if v := values[n].quoted; len(v) < len(rest) && rest[1] == v[1] && string(rest[:len(v)]) == v {
			s.answers[i] = n
			p.at += len(v)
			return true
		}
	}
	v, ok := p.text()
	if !ok {
		return false
	}
	switch string(v) {
	case rubrics.Unknown:
		s.answers[i] = isUnknown
		return true
	case rubrics.NotApplicable:
		s.answers[i] = isNotApplicable
		return true
	}
	return false
}

func (p *lineReader) evidence() bool {
	seen, ok := p.object(func(key []byte) (int, bool) {
		switch string(key) {
		case "title":
			return 1, p.notBlank()
		case "link":
			return 2, p.anyText()
		case "date":
			return 4, p.date()
		}
		return 0, false
	})
	return ok && seen&1 != 0
}
