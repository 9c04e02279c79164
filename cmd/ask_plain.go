package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// plain asks line by line, for screen readers, pipes and terminals that cannot
// draw. One reader serves the whole session. Nothing is repainted, nothing is
// wrapped: the terminal or the screen reader does that. A blank line answers
// nothing, and the end of input leaves; so does a line without its end, as
// nobody has pressed Enter on it.
type plain struct {
	ctx context.Context
	in  *bufio.Reader
	out io.Writer // for the result
	err io.Writer // for everything else

	echo bool // the input is no terminal: a prompt needs its line end
}

func newPlain(ctx context.Context, in io.Reader, out, errw io.Writer) *plain {
	return &plain{ctx: ctx, in: bufio.NewReader(in), out: out, err: errw, echo: !isTerminal(in)}
}

func (p *plain) close() error { return nil }

// printf prints to the person. What it prints is made inert here, once.
func (p *plain) printf(format string, args ...any) {
	fmt.Fprint(p.err, inert(fmt.Sprintf(format, args...)))
}

// line asks for one line, trimmed. A signal leaves at once, although nothing
// can interrupt the reading itself.
func (p *plain) line(prompt string) (string, error) {
	p.printf("%s: ", prompt)
	type read struct {
		s   string
		err error
	}
	lines := make(chan read, 1)
	go func() {
		s, err := readLine(p.in)
		lines <- read{s, err}
	}()
	select {
	case <-p.ctx.Done():
		p.printf("\n")
		return "", errLeft
	case r := <-lines:
		if p.echo || r.err != nil {
			p.printf("\n")
		}
		if r.err != nil {
			return "", errLeft
		}
		return r.s, nil
	}
}

// readLine reads up to a line end, of which it keeps a bounded part.
func readLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part[:min(len(part), 2*maxText-len(line))]...)
		switch {
		case err == nil:
			return strings.TrimSpace(string(line)), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

// gone is errLeft once a signal has come.
func (p *plain) gone() error {
	if p.ctx.Err() != nil {
		return errLeft
	}
	return nil
}

func (p *plain) say(m message) error {
	p.printf("\n%s\n%s\n", m.title, m.text)
	return p.gone()
}

func (p *plain) choose(m menu) (int, error) {
	p.printf("\n%s\n", m.title)
	if m.text != "" {
		p.printf("%s\n", m.text)
	}
	for i, it := range m.items {
		p.printf("  %d. %s", i+1, inertLine(it.label))
		if it.more != "" {
			p.printf(": %s", inertLine(it.more))
		}
		p.printf("\n")
	}
	for {
		s, err := p.line(fmt.Sprintf("Choose 1 to %d, b to go back, q to leave", len(m.items)))
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(s)
		switch {
		case s == "":
		case s == "q":
			return 0, errLeft
		case s == "b":
			return 0, errBack
		case err == nil && n >= 1 && n <= len(m.items):
			return n - 1, nil
		default:
			p.printf("%q is none of these.\n", inertLine(s))
		}
	}
}

// fill asks for one text after the other. Enter keeps what stands there; a
// hyphen alone removes it.
func (p *plain) fill(f form) ([]string, error) {
	p.printf("\n%s\n", f.title)
	if f.text != "" {
		p.printf("%s\n", f.text)
	}
	texts := make([]string, len(f.fields))
	for i, field := range f.fields {
		s, err := p.fillField(field)
		if err != nil {
			return nil, err
		}
		texts[i] = s
		if s == "" && field.ends {
			break
		}
	}
	return texts, nil
}

func (p *plain) fillField(f field) (string, error) {
	if f.help != "" {
		p.printf("%s\n", f.help)
	}
	prompt := f.label
	if f.value != "" {
		keep := "Enter keeps it"
		if f.canRemove() {
			keep += ", - removes it"
		}
		prompt += fmt.Sprintf(" [%s] (%s)", inertLine(f.value), keep)
	}
	for {
		s, err := p.line(prompt)
		if err != nil {
			return "", err
		}
		switch {
		case s == "" && f.value != "":
			s = f.value
		case s == "-" && f.value != "" && f.canRemove():
			s = ""
		}
		if err := f.problem(s); err != nil {
			p.printf("%s\n", sentence(err))
			continue
		}
		return s, nil
	}
}

// sentence makes a line for people out of an error.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (p *plain) question(v questionView) (reply, error) {
	if v.notice != "" {
		p.printf("%s\n", v.notice)
	}
	p.printf("\nQuestion %d of %d, %s, %s. %d%% answered.\n", v.place, v.total, v.q.ID, v.domain, v.percent())
	p.printf("%s\n", inertLine(v.q.Text))
	if v.q.Help != "" {
		p.printf("%s\n", inertLine(v.q.Help))
	}
	choices := v.choices()
	for i, c := range choices {
		key := c.key
		if key == "" {
			key = strconv.Itoa(i + 1)
		}
		p.printf("  %s. %s", key, inertLine(c.label))
		if c.anchor != "" {
			p.printf(": %s", inertLine(c.anchor))
		}
		p.printf("\n")
	}
	if said := append(currentAnswer(v), remarks(v.answer)...); len(said) > 0 {
		p.printf("Now: %s.\n", strings.Join(said, "; "))
	}
	prompt := fmt.Sprintf("Answer %s (1 to %d, d, x; k for all keys)", v.q.ID, len(v.q.Scale.Values))
	for {
		s, err := p.line(prompt)
		if err != nil {
			return reply{}, err
		}
		if r, ok, err := p.command(s, v, choices); ok || err != nil {
			return r, err
		}
	}
}

// currentAnswer says what is answered, if anything is.
func currentAnswer(v questionView) []string {
	if v.answer.Value == "" {
		return nil
	}
	return []string{"answered " + answerLabel(v.q, v.answer.Value)}
}

// plainKeys are the commands at a question.
const plainKeys = `A number answers; so does the word of an answer, as in implemented.
  d  don't know
  x  not applicable, asks for the reason
  ?  everything about this question
  b  back to the question before
  s  skip: on to the next question without an answer
  o  overview of all questions
  j CODE  jump to a question or a domain; j alone: to the next open question
  n  note
  e  evidence
  f  finish: go to the result
  q  leave; everything answered is saved
`

// command reads what was typed at a question; not ok if it was no reply yet.
func (p *plain) command(s string, v questionView, choices []choice) (r reply, ok bool, err error) {
	actions := map[string]action{"b": goBack, "s": goOn, "o": showOverview, "n": editNote, "e": editEvidence, "f": finish}
	if do, ok := actions[s]; ok {
		return reply{do: do}, true, nil
	}
	if code, ok := strings.CutPrefix(s, "j "); ok || s == "j" {
		if s == "j" {
			code = ""
		}
		return reply{goTo, strings.ToUpper(strings.TrimSpace(code))}, true, nil
	}
	switch s {
	case "":
		return reply{}, false, nil
	case "q":
		return reply{}, false, errLeft
	case "?":
		p.help(v.help)
		return reply{}, false, nil
	case "k":
		p.printf("%s", plainKeys)
		return reply{}, false, nil
	}
	n, err := strconv.Atoi(s)
	i := slices.IndexFunc(choices, func(c choice) bool { return c.value == s || c.key != "" && c.key == s })
	if err == nil && n >= 1 && n <= len(v.q.Scale.Values) {
		i = n - 1
	}
	if i < 0 {
		p.printf("%q is no answer here.\n", inertLine(s))
		return reply{}, false, nil
	}
	return reply{giveAnswer, choices[i].value}, true, nil
}

func (p *plain) help(topics []topic) {
	for _, t := range topics {
		p.printf("\n%s\n", inertLine(t.head))
		for _, para := range t.paras {
			p.printf("  %s\n", inertLine(para))
		}
	}
	p.printf("\n")
}

func (p *plain) overview(o overview) (reply, error) {
	p.printf("\n%s\n", o.title)
	for _, r := range o.rows {
		switch {
		case r.domain:
			p.printf("%s %s: %s answered\n", r.code, inertLine(r.text), r.state)
		default:
			here := ""
			if r.code == o.at {
				here = " (you are here)"
			}
			p.printf("  %s: %s. %s%s\n", r.code, inertLine(r.state), inertLine(r.text), here)
		}
	}
	for {
		s, err := p.line("The code of a question or domain to go to, b for back, f to finish, q to leave")
		switch {
		case err != nil || s == "q":
			return reply{}, errLeft
		case s == "b":
			return reply{do: goBack}, nil
		case s == "f":
			return reply{do: finish}, nil
		case s != "":
			return reply{goTo, strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(s, "j ")))}, nil
		}
	}
}

// result goes to standard output, for a script as for a person.
func (p *plain) result(text string) error {
	p.printf("\n")
	if _, err := io.WriteString(p.out, inert(text)); err != nil {
		return outputError(fmt.Errorf("standard output: %w", bare(err)))
	}
	return p.gone()
}
