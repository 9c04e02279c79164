package ask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"golang.org/x/term"

	_ "github.com/aigap/aigap/cmd/ask/noquery" // before Bubble Tea asks the terminal
)

// tui asks on a drawn screen. One Bubble Tea program runs for the whole
// session; the interview hands it one page after the other and waits for the
// reply. Nothing is drawn before the first page.
type tui struct {
	ctx     context.Context
	program *tea.Program
	out     io.Writer // for the result, once the screen is given back

	begin, finish sync.Once
	ended         chan struct{} // closed when the program is over
	failed        error         // why it could not run
	text          string        // the result
}

// CanDraw reports whether screens can be drawn: both ends are terminals that
// understand it, and the person has not asked for lines.
func CanDraw(in io.Reader, errw io.Writer, env func(string) string) bool {
	if v := env("ACCESSIBLE"); v != "" && v != "0" {
		return false
	}
	return env("TERM") != "dumb" && IsTerminal(in) && IsTerminal(errw) && consoleDraws(errw, env)
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// NewTUI prepares a session on a terminal. Screens go to errw, so that
// standard output is free.
func NewTUI(ctx context.Context, in io.Reader, out, errw io.Writer) Asker {
	t := &tui{ctx: ctx, out: out, ended: make(chan struct{})}
	r := lipgloss.NewRenderer(errw) // NO_COLOR and the terminal decide here
	r.SetHasDarkBackground(true)    // no page asks; see package noquery
	lipgloss.SetDefaultRenderer(r)
	end := &hangup{Reader: in, gone: func() { t.program.Send(hangupMsg{}) }}
	in = end
	if f, ok := end.Reader.(*os.File); ok {
		in = hangupFile{f, end}
	}
	first := &frame{}
	if !IsTerminal(errw) {
		first.resize(0, 0) // nobody will say how large it is
	}
	t.program = tea.NewProgram(first, tea.WithInput(in), tea.WithOutput(errw), tea.WithAltScreen(), tea.WithoutSignalHandler())
	return t
}

// start runs the program, once.
func (t *tui) start() {
	t.begin.Do(func() {
		go func() {
			defer close(t.ended)
			if _, err := t.program.Run(); err != nil && t.ctx.Err() == nil {
				t.failed = err
			}
		}()
	})
}

// show brings a page onto the screen and waits for the reply.
func (t *tui) show(p page) (any, error) {
	t.start()
	replies := make(chan any, 1)
	t.program.Send(showMsg{p, replies})
	select {
	case r := <-replies:
		if err, ok := r.(error); ok {
			return nil, err
		}
		return r, nil
	case <-t.ctx.Done():
		return nil, ErrLeft
	case <-t.ended:
		if t.failed != nil && !errors.Is(t.failed, tea.ErrProgramKilled) {
			return nil, fmt.Errorf("the terminal cannot be drawn on: %w: try --plain", t.failed)
		}
		return nil, ErrLeft // the terminal is gone
	}
}

// Close gives the terminal back, and prints the result where it belongs.
func (t *tui) Close() (err error) {
	t.finish.Do(func() {
		t.begin.Do(func() { close(t.ended) }) // nothing was drawn
		go t.program.Quit()
		select {
		case <-t.ended:
		case <-time.After(2 * time.Second): // a dead terminal must not hold us
		}
		if t.text != "" {
			err = writeResult(t.out, t.text)
		}
	})
	return err
}

func (t *tui) Say(m Message) error {
	_, err := t.show(newTextPage(m.Title, m.Text))
	return err
}

func (t *tui) Choose(m Menu) (int, error) {
	r, err := t.show(newMenuPage(m))
	if err != nil {
		return 0, err
	}
	return r.(int), nil
}

func (t *tui) Fill(f Form) ([]string, error) {
	r, err := t.show(newFormPage(f))
	if err != nil {
		return nil, err
	}
	return r.([]string), nil
}

func (t *tui) Question(v Question) (Reply, error) {
	r, err := t.show(newQuestionPage(v))
	if err != nil {
		return Reply{}, err
	}
	return r.(Reply), nil
}

func (t *tui) Overview(o Overview) (Reply, error) {
	r, err := t.show(newOverviewPage(o))
	if err != nil {
		return Reply{}, err
	}
	return r.(Reply), nil
}

func (t *tui) Result(text string) error {
	t.text = text
	_, err := t.show(newTextPage("The result", text))
	return err
}

// hangup tells when the input has ended, as when the terminal is closed, which
// Bubble Tea does not: it takes the end of input for silence. It also keeps a
// character together that two reads would cut in two, because Bubble Tea drops
// the halves: a long paste would lose letters.
type hangup struct {
	io.Reader
	gone func()
	held []byte // the beginning of a character, for the next read
}

func (h *hangup) Read(b []byte) (int, error) {
	if len(b) < utf8.UTFMax {
		return h.Reader.Read(b) // nobody reads so little
	}
	for {
		n := copy(b, h.held)
		h.held = nil
		more, err := h.Reader.Read(b[n:])
		n += more
		if err != nil {
			go h.gone() // the program may be waiting for this very read
			return n, err
		}
		cut := n - partial(b[:n])
		h.held = append(h.held, b[cut:n]...)
		if cut > 0 || n == 0 {
			return cut, nil
		}
	}
}

// partial is how many bytes at the end of b begin a character that goes on.
func partial(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// hangupFile is still a file, so that Bubble Tea finds the terminal in it.
type hangupFile struct {
	*os.File
	end *hangup
}

func (h hangupFile) Read(b []byte) (int, error) { return h.end.Read(b) }
