package rubrics

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain makes text from a file or a person safe to print: nothing in it is
// obeyed by a terminal or turns the direction of a line. Lines stay lines.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r == 0xfeff:
			return -1
		case unicode.IsControl(r), r == 0x2028, r == 0x2029, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// PlainLine is Plain on one line.
func PlainLine(s string) string {
	return strings.ReplaceAll(strings.TrimSpace(Plain(s)), "\n", " ")
}
