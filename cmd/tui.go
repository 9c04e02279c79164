package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	_ "github.com/aigap/aigap/cmd/noquery" // before Bubble Tea asks the terminal
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

// newTUI prepares a session on a terminal. Screens go to errw, so that
// standard output is free.
func newTUI(ctx context.Context, in io.Reader, out, errw io.Writer, opts ...tea.ProgramOption) *tui {
	t := &tui{ctx: ctx, out: out, ended: make(chan struct{})}
	r := lipgloss.NewRenderer(errw) // NO_COLOR and the terminal decide here
	r.SetHasDarkBackground(true)    // no page asks; see package noquery
	lipgloss.SetDefaultRenderer(r)
	if f, ok := in.(*os.File); ok {
		in = &hangup{File: f, gone: func() { t.program.Send(hangupMsg{}) }}
	}
	t.program = tea.NewProgram(&frame{}, append([]tea.ProgramOption{
		tea.WithInput(in), tea.WithOutput(errw), tea.WithAltScreen(), tea.WithoutSignalHandler(),
	}, opts...)...)
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
		return nil, errLeft
	case <-t.ended:
		if t.failed != nil && !errors.Is(t.failed, tea.ErrProgramKilled) {
			return nil, fmt.Errorf("the terminal cannot be drawn on: %w: try --plain", t.failed)
		}
		return nil, errLeft // the terminal is gone
	}
}

// close gives the terminal back, and prints the result where it belongs.
func (t *tui) close() (err error) {
	t.finish.Do(func() {
		t.begin.Do(func() { close(t.ended) }) // nothing was drawn
		go t.program.Quit()
		select {
		case <-t.ended:
		case <-time.After(2 * time.Second): // a dead terminal must not hold us
		}
		if t.text != "" {
			if _, werr := io.WriteString(t.out, inert(t.text)); werr != nil {
				err = outputError(fmt.Errorf("standard output: %w", bare(werr)))
			}
		}
	})
	return err
}

func (t *tui) say(m message) error {
	_, err := t.show(newTextPage(m.title, m.text))
	return err
}

func (t *tui) choose(m menu) (int, error) {
	r, err := t.show(newMenuPage(m))
	if err != nil {
		return 0, err
	}
	return r.(int), nil
}

func (t *tui) fill(f form) ([]string, error) {
	r, err := t.show(newFormPage(f))
	if err != nil {
		return nil, err
	}
	return r.([]string), nil
}

func (t *tui) question(v questionView) (reply, error) {
	r, err := t.show(newQuestionPage(v))
	if err != nil {
		return reply{}, err
	}
	return r.(reply), nil
}

func (t *tui) overview(o overview) (reply, error) {
	r, err := t.show(newOverviewPage(o))
	if err != nil {
		return reply{}, err
	}
	return r.(reply), nil
}

func (t *tui) result(text string) error {
	t.text = text
	_, err := t.show(newTextPage("The result", text))
	return err
}

// hangup tells when the terminal is closed, which Bubble Tea does not: it
// takes the end of input for silence.
type hangup struct {
	*os.File
	gone func()
}

func (h *hangup) Read(b []byte) (int, error) {
	n, err := h.File.Read(b)
	if err != nil {
		go h.gone() // the program may be waiting for this very read
	}
	return n, err
}
