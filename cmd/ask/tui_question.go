package ask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aigap/aigap/rubrics"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// questionPage shows one question. The cursor stands on the present answer, or
// nowhere: nothing is preselected, and Enter with the cursor nowhere does
// nothing. Keys and numbers move the cursor, only Enter answers.
type questionPage struct {
	v             Question
	choices       []Choice
	at            int // index of the choice under the cursor; -1 = none
	width, height int
	offset        int       // of the body, where it is larger than the screen
	help          *textPage // the full help, while it is open
}

func newQuestionPage(v Question) *questionPage {
	choices := Choices(v.Q)
	return &questionPage{v: v, choices: choices, at: slices.IndexFunc(choices, func(c Choice) bool {
		return v.Answer.Value != "" && c.Value == v.Answer.Value
	})}
}

func (p *questionPage) resize(width, height int) {
	p.width, p.height = width, height
	if p.help != nil {
		p.help.resize(width, height)
	}
}

func (p *questionPage) tick(tea.Msg) tea.Cmd { return nil }

func (p *questionPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	if p.help != nil {
		r, _ := p.help.key(k)
		if r == ErrLeft {
			return r, nil
		}
		if r != nil {
			p.help = nil
		}
		return nil, nil
	}
	if do, ok := questionKeys[k.String()]; ok {
		return Reply{Do: do}, nil
	}
	switch s := k.String(); s {
	case "q":
		return ErrLeft, nil
	case "tab":
		return Reply{Do: GoTo}, nil
	case "?":
		p.help = newHelpPage(p.v.Q.ID, p.v.Help)
		p.help.resize(p.width, p.height)
	case "enter":
		if p.at >= 0 {
			return Reply{GiveAnswer, p.choices[p.at].Value}, nil
		}
	case "up", "k":
		if p.at--; p.at < 0 {
			p.at = len(p.choices) - 1
		}
	case "down", "j":
		p.at = (p.at + 1) % len(p.choices)
	case "pgup":
		p.offset -= p.height / 2
	case "pgdown":
		p.offset += p.height / 2
	default:
		if i := slices.IndexFunc(p.choices, func(c Choice) bool { return c.Key == s }); i >= 0 {
			p.at = i
		}
		if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= len(p.v.Q.Scale.Values) {
			p.at = n - 1
		}
	}
	return nil, nil
}

var questionKeys = map[string]Action{
	"b": GoBack, "left": GoBack, "esc": GoBack,
	"s": GoOn, "right": GoOn,
	"o": ShowOverview,
	"e": EditEvidence,
	"n": EditNote,
	"f": Finish,
}

func (p *questionPage) view() string {
	if p.help != nil {
		return p.help.view()
	}
	footer := append(p.status(), p.keys()...)
	head := []string{p.head()}
	return stack(append(head, p.body(p.height-len(head)-len(footer))...), footer, p.height)
}

// head is one line: the code, the domain, the place and the progress.
func (p *questionPage) head() string {
	right := fmt.Sprintf("%d/%d  %s %d%%", p.v.Place, p.v.Total, bar(p.v.Done, p.v.Total), p.v.percent())
	code := cut(p.v.Q.ID, p.width-lipgloss.Width(right)-2)
	room := p.width - lipgloss.Width(code) - lipgloss.Width(right) - 2
	domain := ""
	if room > 8 {
		domain = cut(" · "+rubrics.PlainLine(p.v.Domain), room)
		domain = " " + domain
	}
	gap := max(p.width-lipgloss.Width(code)-lipgloss.Width(domain)-lipgloss.Width(right), 1)
	return bold().Render(code) + domain + strings.Repeat(" ", gap) + right
}

// bar draws a share. Its signs are in every console font.
func bar(done, of int) string {
	const width = 10
	full := width
	if of > 0 {
		full = done * width / of
	}
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// body fits the question into a number of lines. If there is room, every
// answer has under it what it looks like in practice; if not, only the one
// under the cursor, in a place kept for it; the help is cut before that; and
// where even this is too much, the page scrolls with the cursor.
func (p *questionPage) body(room int) []string {
	text := styled(bold(), wrapped(rubrics.PlainLine(p.v.Q.Text), p.width))
	help := wrapped(rubrics.PlainLine(p.v.Q.Help), p.width)

	full := slices.Concat([]string{""}, text, help, []string{""}, p.options(everyAnchor), []string{""})
	if len(full) <= room {
		return full
	}
	options, below := p.options(noAnchor), p.below()
	spare := room - len(text) - len(options) - len(below)
	if spare < 0 {
		return p.scrolled(slices.Concat(text, help), room)
	}
	// Blank lines are worth more than the last lines of a long help, which
	// has a key of its own.
	blank := func() []string {
		if spare > min(len(help), 2) {
			spare--
			return []string{""}
		}
		return nil
	}
	between, after, top := blank(), blank(), blank()
	switch {
	case len(help) < spare:
		text = append(text, "")
	case len(help) > spare && spare > 0:
		help = append(help[:spare-1], cut(help[spare-1], p.width-len(moreHelp))+moreHelp)
	case spare == 0:
		help = nil
	}
	return slices.Concat(top, text, help, between, options, after, below)
}

// moreHelp ends a help that is cut.
const moreHelp = " [? more]"

// scrolled shows a part of everything, with the answer under the cursor and
// what it looks like in view.
func (p *questionPage) scrolled(top []string, room int) []string {
	body, from, to := top, 0, 0
	for i := range p.choices {
		if i == p.at {
			from = len(body)
		}
		body = append(body, p.option(i, i == p.at)...)
		if i == p.at {
			to = len(body)
		}
	}
	if p.at < 0 {
		from, to = p.offset, p.offset
	}
	body, p.offset = window(body, from, to, room, p.offset)
	return body
}

// Which answers have their anchors under them.
const (
	noAnchor = iota
	everyAnchor
)

func (p *questionPage) options(anchors int) []string {
	var lines []string
	for i := range p.choices {
		lines = append(lines, p.option(i, anchors == everyAnchor)...)
	}
	return lines
}

// option is one answer: the cursor, a mark if it is the present answer, its
// key and its label. None of it depends on a style.
func (p *questionPage) option(i int, anchor bool) []string {
	c := p.choices[i]
	prefix := "  ( ) "
	if c.Value == p.v.Answer.Value && c.Value != "" {
		prefix = "  (•) "
	}
	key := c.Key
	if key == "" {
		key = strconv.Itoa(i + 1)
	}
	style := lipgloss.NewStyle()
	if i == p.at {
		prefix = ">" + prefix[1:]
		style = reverse().Bold(true)
	}
	prefix += key + " "
	lines := wrapped(rubrics.PlainLine(c.Label), p.width-lipgloss.Width(prefix))
	for n := range lines {
		lines[n] = prefix + style.Render(lines[n])
		prefix = strings.Repeat(" ", lipgloss.Width(prefix))
	}
	if anchor && c.Anchor != "" {
		lines = append(lines, indented(strings.Repeat(" ", anchorIndent), rubrics.PlainLine(c.Anchor), p.width)...)
	}
	return lines
}

const anchorIndent = 8

// below is the place kept for the anchor under the cursor, as high as the
// highest, so that nothing jumps.
func (p *questionPage) below() []string {
	most := 1
	for _, c := range p.choices {
		most = max(most, len(wrapped(rubrics.PlainLine(c.Anchor), p.width-2)))
	}
	text := "Choose an answer with ↑↓ or its key; Enter takes it."
	if p.at >= 0 {
		text = rubrics.PlainLine(p.choices[p.at].Anchor)
	}
	lines := indented("  ", text, p.width)
	for len(lines) < most {
		lines = append(lines, "")
	}
	return lines
}

// status says what came of the last reply, what is known of the answer, and
// where it is kept.
func (p *questionPage) status() []string {
	parts := remarks(p.v.Answer)
	if p.v.Notice != "" {
		parts = append([]string{p.v.Notice}, parts...)
	} else {
		parts = append(parts, "saved in "+p.v.File)
	}
	return []string{cut(strings.Join(parts, " · "), p.width)}
}

func (p *questionPage) keys() []string {
	return keysLine(p.width, "Enter take", "b back", "s skip", "? help", "o overview", "e evidence", "n note", "f finish", "q leave", "Tab next open")
}
