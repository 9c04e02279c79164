package ask

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/aigap/aigap/rubrics"
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

// NewPlain prepares a session line by line.
func NewPlain(ctx context.Context, in io.Reader, out, errw io.Writer) Asker {
	return &plain{ctx: ctx, in: bufio.NewReader(in), out: out, err: errw, echo: !IsTerminal(in)}
}

func (p *plain) Close() error { return nil }

// printf prints to the person. What it prints is made inert here, once.
func (p *plain) printf(format string, args ...any) {
	fmt.Fprint(p.err, rubrics.Plain(fmt.Sprintf(format, args...)))
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
		return "", ErrLeft
	case r := <-lines:
		if p.echo || r.err != nil {
			p.printf("\n")
		}
		if r.err != nil {
			return "", ErrLeft
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

// gone is ErrLeft once a signal has come.
func (p *plain) gone() error {
	if p.ctx.Err() != nil {
		return ErrLeft
	}
	return nil
}

func (p *plain) Say(m Message) error {
	p.printf("\n%s\n%s\n", m.Title, m.Text)
	return p.gone()
}

func (p *plain) Choose(m Menu) (int, error) {
	p.printf("\n%s\n", m.Title)
	if m.Text != "" {
		p.printf("%s\n", m.Text)
	}
	for i, it := range m.Items {
		p.printf("  %d. %s", i+1, rubrics.PlainLine(it.Label))
		if it.More != "" {
			p.printf(": %s", rubrics.PlainLine(it.More))
		}
		p.printf("\n")
	}
	for {
		s, err := p.line(fmt.Sprintf("Choose 1 to %d, b to go back, q to leave", len(m.Items)))
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(s)
		switch {
		case s == "":
		case s == "q":
			return 0, ErrLeft
		case s == "b":
			return 0, ErrBack
		case err == nil && n >= 1 && n <= len(m.Items):
			return n - 1, nil
		default:
			p.printf("%q is none of these.\n", rubrics.PlainLine(s))
		}
	}
}

// Fill asks for one text after the other. Enter keeps what stands there; a
// hyphen alone removes it.
func (p *plain) Fill(f Form) ([]string, error) {
	p.printf("\n%s\n", f.Title)
	if f.Text != "" {
		p.printf("%s\n", f.Text)
	}
	texts := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		s, err := p.fillField(field)
		if err != nil {
			return nil, err
		}
		texts[i] = s
		if s == "" && field.Ends {
			break
		}
	}
	return texts, nil
}

func (p *plain) fillField(f Field) (string, error) {
	if f.Help != "" {
		p.printf("%s\n", f.Help)
	}
	prompt := f.Label
	if f.Value != "" {
		keep := "Enter keeps it"
		if f.canRemove() {
			keep += ", - removes it"
		}
		prompt += fmt.Sprintf(" [%s] (%s)", rubrics.PlainLine(f.Value), keep)
	}
	for {
		s, err := p.line(prompt)
		if err != nil {
			return "", err
		}
		switch {
		case s == "" && f.Value != "":
			s = f.Value
		case s == "-" && f.Value != "" && f.canRemove():
			s = ""
		}
		if err := f.problem(s); err != nil {
			p.printf("%s\n", sentence(err))
			continue
		}
		return s, nil
	}
}

func (p *plain) Question(v Question) (Reply, error) {
	if v.Notice != "" {
		p.printf("%s\n", v.Notice)
	}
	p.printf("\nQuestion %d of %d, %s, %s. %d%% answered.\n", v.Place, v.Total, v.Q.ID, v.Domain, v.percent())
	p.printf("%s\n", rubrics.PlainLine(v.Q.Text))
	if v.Q.Help != "" {
		p.printf("%s\n", rubrics.PlainLine(v.Q.Help))
	}
	choices := Choices(v.Q)
	for i, c := range choices {
		key := c.Key
		if key == "" {
			key = strconv.Itoa(i + 1)
		}
		p.printf("  %s. %s", key, rubrics.PlainLine(c.Label))
		if c.Anchor != "" {
			p.printf(": %s", rubrics.PlainLine(c.Anchor))
		}
		p.printf("\n")
	}
	if said := append(currentAnswer(v), remarks(v.Answer)...); len(said) > 0 {
		p.printf("Now: %s.\n", strings.Join(said, "; "))
	}
	prompt := fmt.Sprintf("Answer %s (1 to %d, d, x; k for all keys)", v.Q.ID, len(v.Q.Scale.Values))
	for {
		s, err := p.line(prompt)
		if err != nil {
			return Reply{}, err
		}
		if r, ok, err := p.command(s, v, choices); ok || err != nil {
			return r, err
		}
	}
}

// currentAnswer says what is answered, if anything is.
func currentAnswer(v Question) []string {
	if v.Answer.Value == "" {
		return nil
	}
	return []string{"answered " + AnswerLabel(v.Q, v.Answer.Value)}
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
func (p *plain) command(s string, v Question, choices []Choice) (r Reply, ok bool, err error) {
	actions := map[string]Action{"b": GoBack, "s": GoOn, "o": ShowOverview, "n": EditNote, "e": EditEvidence, "f": Finish}
	if do, ok := actions[s]; ok {
		return Reply{Do: do}, true, nil
	}
	if code, ok := strings.CutPrefix(s, "j "); ok || s == "j" {
		if s == "j" {
			code = ""
		}
		return Reply{GoTo, strings.ToUpper(strings.TrimSpace(code))}, true, nil
	}
	switch s {
	case "":
		return Reply{}, false, nil
	case "q":
		return Reply{}, false, ErrLeft
	case "?":
		p.help(v.Help)
		return Reply{}, false, nil
	case "k":
		p.printf("%s", plainKeys)
		return Reply{}, false, nil
	}
	n, err := strconv.Atoi(s)
	i := slices.IndexFunc(choices, func(c Choice) bool { return c.Value == s || c.Key != "" && c.Key == s })
	if err == nil && n >= 1 && n <= len(v.Q.Scale.Values) {
		i = n - 1
	}
	if i < 0 {
		p.printf("%q is no answer here.\n", rubrics.PlainLine(s))
		return Reply{}, false, nil
	}
	return Reply{GiveAnswer, choices[i].Value}, true, nil
}

func (p *plain) help(topics []Topic) {
	for _, t := range topics {
		p.printf("\n%s\n", rubrics.PlainLine(t.Head))
		for _, para := range t.Paras {
			p.printf("  %s\n", rubrics.PlainLine(para))
		}
	}
	p.printf("\n")
}

func (p *plain) Overview(o Overview) (Reply, error) {
	p.printf("\n%s\n", o.Title)
	for _, r := range o.Rows {
		switch {
		case r.Domain:
			p.printf("%s %s: %s answered\n", r.Code, rubrics.PlainLine(r.Text), r.State)
		default:
			here := ""
			if r.Code == o.At {
				here = " (you are here)"
			}
			p.printf("  %s: %s. %s%s\n", r.Code, rubrics.PlainLine(r.State), rubrics.PlainLine(r.Text), here)
		}
	}
	for {
		s, err := p.line("The code of a question or domain to go to, b for back, f to finish, q to leave")
		switch {
		case err != nil || s == "q":
			return Reply{}, ErrLeft
		case s == "b":
			return Reply{Do: GoBack}, nil
		case s == "f":
			return Reply{Do: Finish}, nil
		case s != "":
			return Reply{GoTo, strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(s, "j ")))}, nil
		}
	}
}

// Result goes to standard output, for a script as for a person.
func (p *plain) Result(text string) error {
	p.printf("\n")
	if err := writeResult(p.out, text); err != nil {
		return err
	}
	return p.gone()
}
