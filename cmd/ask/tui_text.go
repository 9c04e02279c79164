package ask

import (
	"fmt"
	"strings"

	"github.com/aigap/aigap/rubrics"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
)

// textPage shows text of any length, which can be scrolled.
type textPage struct {
	title, text string
	topics      []Topic // instead of text
	until       string  // what the key that ends it does
	width       int
	height      int
	vp          viewport.Model
}

func newTextPage(title, text string) *textPage {
	return &textPage{title: title, text: text, until: "Enter go on"}
}

func newHelpPage(title string, topics []Topic) *textPage {
	return &textPage{title: title, topics: topics, until: "Enter or Esc back to the question"}
}

func (p *textPage) resize(width, height int) {
	p.width, p.height = width, height
	room := height - len(p.footer()) - len(p.head())
	if p.vp.Height == 0 {
		p.vp = viewport.New(width, room)
	}
	p.vp.Width, p.vp.Height = width, room
	at := p.vp.YOffset
	p.vp.SetContent(strings.Join(p.content(), "\n"))
	p.vp.SetYOffset(at)
}

func (p *textPage) head() []string {
	return []string{bold().Render(cut(p.title, p.width)), ""}
}

func (p *textPage) content() []string {
	if p.topics == nil {
		return wrapped(p.text, p.width)
	}
	var lines []string
	for i, t := range p.topics {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, styled(bold(), wrapped(t.Head, p.width))...)
		for _, para := range t.Paras {
			if len(t.Paras) > 1 {
				lines = append(lines, indented("- ", rubrics.PlainLine(para), p.width)...)
			} else {
				lines = append(lines, wrapped(rubrics.PlainLine(para), p.width)...)
			}
		}
	}
	return lines
}

func (p *textPage) footer() []string {
	return append([]string{""}, keysLine(p.width, p.until, "↑↓ PgUp PgDn scroll", "q leave")...)
}

func (p *textPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	switch k.String() {
	case "enter", "esc", " ":
		if k.String() == " " && !p.vp.AtBottom() {
			p.vp.PageDown()
			return nil, nil
		}
		return true, nil
	case "q":
		return ErrLeft, nil
	case "?", "b", "left":
		if p.topics != nil {
			return true, nil
		}
	case "home", "g":
		p.vp.GotoTop()
	case "end", "G":
		p.vp.GotoBottom()
	case "up", "k":
		p.vp.ScrollUp(1)
	case "down", "j":
		p.vp.ScrollDown(1)
	case "pgup":
		p.vp.PageUp()
	case "pgdown":
		p.vp.PageDown()
	}
	return nil, nil
}

func (p *textPage) tick(tea.Msg) tea.Cmd { return nil }

func (p *textPage) view() string {
	footer := p.footer()
	if more := p.vp.TotalLineCount() - p.vp.YOffset - p.vp.Height; more > 0 {
		lines := "lines"
		if more == 1 {
			lines = "line"
		}
		footer[0] = faint().Render(fmt.Sprintf("more below: %d %s", more, lines))
	}
	body := append(p.head(), strings.Split(p.vp.View(), "\n")...)
	return stack(body, footer, p.height)
}
