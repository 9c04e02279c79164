package ask

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// consoleDraws reports whether the console understands how screens are drawn:
// those of Windows before 2016 do not, and cannot be switched to it.
func consoleDraws(w io.Writer, _ func(string) string) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	h := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(h, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
