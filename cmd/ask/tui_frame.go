package ask

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// page is one screen of the session.
type page interface {
	// resize says how much room there is; it comes before anything else.
	resize(width, height int)
	// key takes a key. A reply that is not nil ends the page; an error is a
	// reply too.
	key(tea.KeyMsg) (reply any, cmd tea.Cmd)
	// tick takes any other message, such as the blinking of a cursor.
	tick(tea.Msg) tea.Cmd
	// view draws the page in the room there is.
	view() string
}

// showMsg brings a page onto the screen.
type showMsg struct {
	page    page
	replies chan<- any
}

// hangupMsg says that the input has ended.
type hangupMsg struct{}

// Below this nothing useful can be shown.
const (
	leastWidth  = 40
	leastHeight = 12
)

// frame is the one model of the program. It hands keys to the page that is
// shown. Between two pages it keeps them for the next: people type ahead.
type frame struct {
	width, height int
	page          page
	replies       chan<- any // nil: the page has been replied to
	ahead         []tea.Msg  // keys, and the end of input, not taken yet
	gone          bool       // the person has left: every page is ErrLeft
}

func (f *frame) Init() tea.Cmd { return nil }

func (f *frame) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.resize(msg.Width, msg.Height)
		if f.page != nil {
			f.page.resize(f.room())
		}
	case showMsg:
		f.page, f.replies = msg.page, msg.replies
		if f.width > 0 {
			f.page.resize(f.room())
		}
	case hangupMsg:
		f.ahead = append(f.ahead, msg)
	case tea.KeyMsg:
		f.ahead = append(f.ahead, single(msg)...)
	default:
		if f.page != nil && f.replies != nil {
			return f, f.page.tick(msg)
		}
		return f, nil
	}
	return f, f.drain()
}

func (f *frame) resize(width, height int) {
	f.width, f.height = width, height
	if width <= 0 || height <= 0 { // some terminals do not say
		f.width, f.height = 80, 24
	}
}

// single takes letters apart that were read at once: typed fast, or ahead, they
// come as one key. What was pasted stays together.
func single(k tea.KeyMsg) []tea.Msg {
	if k.Type != tea.KeyRunes || k.Paste {
		return []tea.Msg{k}
	}
	var keys []tea.Msg
	for _, r := range k.Runes {
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt})
	}
	return keys
}

// entered makes Enter of the line feed that a terminal sends for it until the
// program has taken over: Enter typed ahead. A text of several lines has its
// own use for it.
func entered(k tea.KeyMsg, p page) tea.KeyMsg {
	if form, ok := p.(*formPage); k.Type == tea.KeyCtrlJ && !(ok && form.long()) {
		return tea.KeyMsg{Type: tea.KeyEnter}
	}
	return k
}

// room is what a page may use: lines that are too long are hard to read.
func (f *frame) room() (width, height int) { return min(f.width, 100), f.height }

func (f *frame) small() bool { return f.width < leastWidth || f.height < leastHeight }

// drain hands over keys until the page is replied to.
func (f *frame) drain() tea.Cmd {
	var cmds []tea.Cmd
	for f.replies != nil {
		if f.gone {
			f.reply(ErrLeft)
			break
		}
		if f.width == 0 || len(f.ahead) == 0 {
			break
		}
		msg := f.ahead[0]
		f.ahead = f.ahead[1:]
		k, ok := msg.(tea.KeyMsg)
		switch {
		case !ok || k.Type == tea.KeyCtrlC:
			f.gone = true
		case f.small(): // nobody sees what a key would do
		default:
			r, cmd := f.page.key(entered(k, f.page))
			cmds = append(cmds, cmd)
			if r == ErrLeft {
				f.gone = true
			}
			if r != nil {
				f.reply(r)
			}
		}
	}
	return tea.Batch(cmds...)
}

func (f *frame) reply(r any) {
	f.replies <- r
	f.replies = nil
}

func (f *frame) View() string {
	switch {
	case f.page == nil || f.width == 0:
		return ""
	case f.small():
		text := fmt.Sprintf("Please enlarge the window: it is %d × %d, and %d × %d are needed. Nothing is lost.", f.width, f.height, leastWidth, leastHeight)
		lines := wrapped(text, f.width)
		return strings.Join(lines[:min(len(lines), f.height)], "\n")
	}
	return f.page.view()
}
