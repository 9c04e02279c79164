package ask

import (
	"strings"

	"github.com/aigap/aigap/rubrics"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
)

// formPage asks for texts with the fields of huh. It moves between them
// itself: huh does that by messages that arrive later, and a key typed ahead
// would reach the wrong field.
type formPage struct {
	form          Form
	fields        []huh.Field
	texts         []string // as typed
	shown         []string // as the fields showed them at first
	at            int
	problem       string
	width, height int
	offset        int
}

func newFormPage(f Form) *formPage {
	p := &formPage{form: f, texts: make([]string, len(f.Fields))}
	theme, keys := huhTheme(), huhKeys()
	for i, fd := range f.Fields {
		p.texts[i] = fd.Value
		limit := max(maxText, 2*len(fd.Value)) // nothing that stands there is cut
		var field huh.Field
		if fd.Long {
			field = huh.NewText().Title(rubrics.PlainLine(fd.Label)).Description(rubrics.PlainLine(fd.Help)).
				Lines(6).CharLimit(limit).ShowLineNumbers(false).ExternalEditor(false).Value(&p.texts[i])
		} else {
			field = huh.NewInput().Title(rubrics.PlainLine(fd.Label)).Description(rubrics.PlainLine(fd.Help)).
				Prompt("> ").CharLimit(limit).Value(&p.texts[i])
		}
		field.Update(nil) // the field makes its own of the text, without tabs and such
		p.shown = append(p.shown, p.texts[i])
		p.fields = append(p.fields, field.WithTheme(theme).WithKeyMap(keys))
	}
	p.fields[0].Focus()
	return p
}

func (p *formPage) resize(width, height int) {
	p.width, p.height = width, height
	for i := range p.fields {
		p.fields[i] = p.fields[i].WithWidth(width)
	}
}

func (p *formPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	p.problem = ""
	switch k.String() {
	case "esc":
		return ErrBack, nil
	case "enter":
		return p.next()
	case "tab":
		return nil, p.focus(p.at + 1)
	case "shift+tab":
		return nil, p.focus(p.at - 1)
	case "up", "down":
		if !p.long() {
			if k.String() == "up" {
				return nil, p.focus(p.at - 1)
			}
			return nil, p.focus(p.at + 1)
		}
	}
	return nil, p.tick(k)
}

// long reports whether the field under the cursor may have several lines.
func (p *formPage) long() bool { return p.form.Fields[p.at].Long }

// next takes the text of the field, and after the last the whole form.
func (p *formPage) next() (any, tea.Cmd) {
	text := p.text(p.at)
	f := p.form.Fields[p.at]
	if text == "" && f.Ends {
		return p.given(p.at), nil
	}
	if err := f.problem(text); err != nil {
		p.problem = sentence(err)
		return nil, nil
	}
	if p.at+1 < len(p.fields) {
		return nil, p.focus(p.at + 1)
	}
	texts := p.given(len(p.texts))
	for i, s := range texts { // a field can be passed by with Tab
		f := p.form.Fields[i]
		if s == "" && f.Ends {
			return p.given(i), nil
		}
		if err := f.problem(s); err != nil {
			p.problem = sentence(err)
			return nil, p.focus(i)
		}
	}
	return texts, nil
}

// given are the texts of the first n fields; the others are blank.
func (p *formPage) given(n int) []string {
	texts := make([]string, len(p.texts))
	for i := range texts[:n] {
		texts[i] = p.text(i)
	}
	return texts
}

// text is what a field holds now: to the letter what stood there, if nobody
// has changed it.
func (p *formPage) text(i int) string {
	if p.texts[i] == p.shown[i] {
		return p.form.Fields[i].Value
	}
	return strings.TrimSpace(p.texts[i])
}

// focus moves the cursor to a field, if there is one.
func (p *formPage) focus(to int) tea.Cmd {
	if to < 0 || to >= len(p.fields) || to == p.at {
		return nil
	}
	blur := p.fields[p.at].Blur()
	p.at = to
	return tea.Batch(blur, p.fields[p.at].Focus())
}

func (p *formPage) tick(msg tea.Msg) tea.Cmd {
	m, cmd := p.fields[p.at].Update(msg)
	p.fields[p.at] = m.(huh.Field)
	return cmd
}

func (p *formPage) view() string {
	var body []string
	if p.form.Text != "" {
		body = append(wrapped(p.form.Text, p.width), "")
	}
	from, to := 0, 0
	for i, f := range p.fields {
		if i == p.at {
			from = len(body)
		}
		body = append(body, strings.Split(f.View(), "\n")...)
		if i == p.at {
			if p.problem != "" {
				body = append(body, styled(bold(), wrapped("! "+p.problem, p.width))...)
			}
			to = len(body)
		}
		body = append(body, "")
	}
	head := []string{bold().Render(cut(p.form.Title, p.width)), ""}
	footer := p.footer()
	var shown []string
	shown, p.offset = window(body, from, to, p.height-len(head)-len(footer), p.offset)
	return stack(append(head, shown...), footer, p.height)
}

func (p *formPage) footer() []string {
	keys := []string{"Enter next"}
	if p.at == len(p.fields)-1 {
		keys = []string{"Enter done"}
	}
	if p.long() {
		keys = append(keys, "Ctrl-J new line")
	}
	if len(p.fields) > 1 {
		keys = append(keys, "Tab Shift-Tab other field")
	}
	return append([]string{""}, keysLine(p.width, append(keys, "Esc back", "Ctrl-C leave")...)...)
}

// menuPage is a choice with the list of huh. The item under the cursor says
// more about itself below the list.
type menuPage struct {
	menu          Menu
	list          *huh.Select[int]
	at            int // the item under the cursor
	width, height int
}

func newMenuPage(m Menu) *menuPage { return &menuPage{menu: m} }

// resize makes the list anew: its lines are cut to the width, so that an item
// is one line and none is ever out of sight of the cursor.
func (p *menuPage) resize(width, height int) {
	p.width, p.height = width, height
	p.list = huh.NewSelect[int]().Value(&p.at)
	p.list.WithTheme(huhTheme()).WithKeyMap(huhKeys()).WithWidth(width)
	options := make([]huh.Option[int], len(p.menu.Items))
	for i, it := range p.menu.Items {
		options[i] = huh.NewOption(cut(it.Label, width-4), i)
	}
	p.list.Options(options...)
	if len(options) > p.room() {
		p.list.Height(p.room())
	}
	p.list.Focus()
	p.list.Update(nil)
}

// room is how many items can be seen at once.
func (p *menuPage) room() int {
	return max(3, p.height-len(p.head())-len(p.footer())-p.moreRoom())
}

// moreRoom is kept for what an item says about itself, and never taken away
// from it, so that the list does not jump.
func (p *menuPage) moreRoom() int {
	most := 0
	for _, it := range p.menu.Items {
		most = max(most, len(wrapped(it.More, p.width-2)))
	}
	return 1 + min(most, max(2, p.height-len(p.head())-len(p.footer())-len(p.menu.Items)-1))
}

func (p *menuPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	switch k.String() {
	case "esc", "b", "left":
		return ErrBack, nil
	case "q":
		return ErrLeft, nil
	case "enter":
		return p.at, nil
	}
	return nil, p.tick(k)
}

func (p *menuPage) tick(msg tea.Msg) tea.Cmd {
	_, cmd := p.list.Update(msg)
	if n, ok := p.list.Hovered(); ok {
		p.at = n // the End key moves the cursor of huh, but not its value
	}
	return cmd
}

func (p *menuPage) head() []string {
	head := []string{bold().Render(cut(p.menu.Title, p.width)), ""}
	if p.menu.Text != "" {
		text := wrapped(p.menu.Text, p.width)
		if most := max(p.height/3, 3); len(text) > most {
			text = append(text[:most-1], cut(text[most-1]+" …", p.width))
		}
		head = append(append(head, text...), "")
	}
	return head
}

func (p *menuPage) footer() []string {
	return append([]string{""}, keysLine(p.width, "↑↓ choose", "Enter go", "Esc back", "q leave")...)
}

func (p *menuPage) view() string {
	body := append(p.head(), strings.Split(p.list.View(), "\n")...)
	body = append(body, "")
	footer := p.footer()
	more := wrapped(p.menu.Items[p.at].More, p.width-2)
	if room := max(p.height-len(body)-len(footer), 1); len(more) > room {
		more = append(more[:room-1], cut(more[room-1], p.width-4)+" …")
	}
	for _, l := range more {
		body = append(body, "  "+faint().Render(l))
	}
	return stack(body, footer, p.height)
}

// huhTheme is without colours and borders, like everything else here.
func huhTheme() *huh.Theme {
	t := huh.ThemeBase()
	for _, s := range []*huh.FieldStyles{&t.Focused, &t.Blurred} {
		plain := faint().Faint(false)
		s.Base = plain
		s.Title = bold()
		s.Description = faint()
		s.SelectedOption = reverse()
		s.TextInput.Placeholder = faint()
		s.TextInput.Prompt = plain
		s.TextInput.Cursor = plain
	}
	t.Blurred.Title = faint().Faint(false)
	return t
}

// huhKeys switches off what has no place here: the filter of a list, which
// takes letters, and the editor of a text, which runs another program.
func huhKeys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter.SetEnabled(false)
	k.Text.Editor.SetEnabled(false)
	return k
}
