//go:build !windows

package cmd

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal runs the program on a terminal of its own.
type terminal struct {
	t      *testing.T
	c      *exec.Cmd
	pty    *os.File
	dir    string
	mu     sync.Mutex
	said   strings.Builder
	closed bool
	deaf   chan struct{} // closed when nobody listens any more
}

func startTerminal(t *testing.T, term string, args ...string) *terminal {
	t.Helper()
	program, err := exec.LookPath("aigap") // put there by TestMain
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, c: exec.Command(program, args...), dir: t.TempDir(), deaf: make(chan struct{})}
	x.c.Dir = x.dir
	x.c.Env = append(os.Environ(), "TERM="+term, "ACCESSIBLE=", "CI=")
	if x.pty, err = pty.StartWithSize(x.c, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	go x.listen(int(x.pty.Fd()))
	t.Cleanup(func() { _ = x.c.Process.Kill(); x.close() })
	return x
}

// listen polls, as a terminal is not closed while somebody waits for a read.
func (x *terminal) listen(fd int) {
	defer close(x.deaf)
	if err := syscall.SetNonblock(fd, true); err != nil {
		x.t.Error(err)
	}
	buf := make([]byte, 4096)
	for {
		n, err := syscall.Read(fd, buf)
		x.mu.Lock()
		x.said.Write(buf[:max(n, 0)])
		closed := x.closed
		x.mu.Unlock()
		switch {
		case closed || n <= 0 && err != syscall.EAGAIN && err != syscall.EINTR:
			return
		case n <= 0:
			time.Sleep(time.Millisecond)
		}
	}
}

// close closes the window of the terminal.
func (x *terminal) close() {
	x.mu.Lock()
	x.closed = true
	x.mu.Unlock()
	<-x.deaf
	x.pty.Close()
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.said.String()
}

// wait waits until the program has said something.
func (x *terminal) wait(text string) {
	x.t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(x.text(), text) {
			return
		}
	}
	x.t.Fatalf("%q does not come; what came:\n%q", text, x.text())
}

func (x *terminal) typed(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.pty, keys); err != nil {
		x.t.Fatal(err)
	}
}

// exit waits for the end of the program.
func (x *terminal) exit() int {
	x.t.Helper()
	done := make(chan error, 1)
	go func() { done <- x.c.Wait() }()
	select {
	case err := <-done:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			x.t.Fatal(err)
		}
		return x.c.ProcessState.ExitCode()
	case <-time.After(5 * time.Second):
		x.t.Fatal("it does not end")
		return -1
	}
}

const newTUIFile = "Ruritania\r\r\r\r\r1\r"

func TestTerminalIsGivenBack(t *testing.T) {
	tests := []struct {
		name  string
		leave func(*terminal)
	}{
		{"q", func(x *terminal) { x.typed("q") }},
		{"Ctrl-C", func(x *terminal) { x.typed("\x03") }},
		{"terminate", func(x *terminal) { _ = x.c.Process.Signal(syscall.SIGTERM) }},
		{"interrupt", func(x *terminal) { _ = x.c.Process.Signal(syscall.SIGINT) }},
		{"hang up", func(x *terminal) { _ = x.c.Process.Signal(syscall.SIGHUP) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := startTerminal(t, "xterm-256color", "assess", "--rubric", "who-regulatory", "a b.yaml")
			x.typed(newTUIFile) // all of it ahead
			x.wait("Saved: REG-CTX-01")
			tt.leave(x)
			if code := x.exit(); code != exitLeft {
				t.Errorf("exits with %d", code)
			}
			x.wait("To go on: aigap assess 'a b.yaml'")
			screen, after, ok := strings.Cut(x.text(), "\x1b[?1049l")
			if !ok || strings.Contains(after, "REG-CTX") {
				t.Errorf("the screen is not given back: %q", after)
			}
			if !strings.Contains(screen+after, "\x1b[?25h") {
				t.Error("the cursor is not shown again")
			}
			if strings.Contains(screen, "\x1b]11;?") || strings.Contains(screen, "\x1b[6n") {
				t.Error("the terminal was asked for its colours")
			}
			if got := read(t, filepath.Join(x.dir, "a b.yaml")); !strings.Contains(got, "REG-CTX-01: ") {
				t.Errorf("the answer is lost:\n%s", got)
			}
		})
	}
}

func TestClosedTerminalLosesNothing(t *testing.T) {
	x := startTerminal(t, "xterm-256color", "assess", "--rubric", "who-regulatory", "a.yaml")
	x.typed(newTUIFile)
	x.wait("Saved: REG-CTX-01")
	x.close()
	if code := x.exit(); code != exitLeft {
		t.Errorf("exits with %d", code)
	}
	if got := read(t, filepath.Join(x.dir, "a.yaml")); !strings.Contains(got, "REG-CTX-01: ") {
		t.Errorf("the answer is lost:\n%s", got)
	}
}

// TestOtherCommandsLeaveTheTerminalAlone runs a command that asks nobody: it
// must not ask the terminal either, which would not answer here.
func TestOtherCommandsLeaveTheTerminalAlone(t *testing.T) {
	x := startTerminal(t, "xterm-256color", "version")
	if code := x.exit(); code != exitOK {
		t.Errorf("exits with %d", code)
	}
	x.wait("rubric who-regulatory@")
	if strings.Contains(x.text(), "\x1b") {
		t.Errorf("there are escapes: %q", x.text())
	}
}

func TestStartScreenOnTerminals(t *testing.T) {
	for term, drawn := range map[string]bool{"xterm": true, "dumb": false, "": false} {
		x := startTerminal(t, term)
		x.wait("New assessment")
		if got := strings.Contains(x.text(), "\x1b"); got != drawn {
			t.Errorf("TERM=%s: escapes: %v, want %v", term, got, drawn)
		}
		if drawn {
			x.typed("\x1b[F\r") // End: leave
		} else {
			x.typed("5\n")
		}
		if code := x.exit(); code != exitOK {
			t.Errorf("TERM=%s: exits with %d", term, code)
		}
	}
}

func TestResizedTerminal(t *testing.T) {
	x := startTerminal(t, "xterm", "assess", "--rubric", "who-regulatory", "a.yaml")
	x.typed(newTUIFile)
	x.wait("Saved: REG-CTX-01")
	for _, size := range []pty.Winsize{{Rows: 8, Cols: 30}, {Rows: 20, Cols: 60}} {
		if err := pty.Setsize(x.pty, &size); err != nil {
			t.Fatal(err)
		}
	}
	x.typed("2\r")
	x.wait("Saved: REG-CTX-02")
	x.typed("q")
	if code := x.exit(); code != exitLeft {
		t.Errorf("exits with %d", code)
	}
}
