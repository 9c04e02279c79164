//go:build !windows

package ask

import "io"

// consoleDraws reports whether the terminal understands how screens are
// drawn. One that does not say what it is may not.
func consoleDraws(_ io.Writer, env func(string) string) bool { return env("TERM") != "" }
