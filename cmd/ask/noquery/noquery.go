// Package noquery keeps the program from asking the terminal for its colours.
//
// Bubble Tea does so in an init function, in every run of every command: it
// writes an escape sequence to standard output, waits for the reply, up to
// five seconds where none comes, and swallows what was typed ahead. Our styles
// need no background colour. Go initializes the packages that are ready in the
// order of their import paths, and this one, which imports lipgloss alone,
// comes before Bubble Tea.
package noquery

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
