package ask

import (
	"strings"

	"github.com/aigap/aigap/rubrics"
	"github.com/charmbracelet/lipgloss"
)

// Text and styles of the drawn screens.

// wrapped breaks inert text into lines of at most a width, between words only:
// a code or a date stays whole. A line that fits is left as it is.
func wrapped(text string, width int) []string {
	if text == "" {
		return nil
	}
	var lines []string
	for para := range strings.SplitSeq(rubrics.Plain(text), "\n") {
		lines = append(lines, wrapLine(para, max(width, 2))...)
	}
	return lines
}

func wrapLine(para string, width int) []string {
	if lipgloss.Width(para) <= width {
		return []string{strings.TrimRight(para, " ")}
	}
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(para) {
		w := lipgloss.Width(word)
		if used > 0 && used+1+w <= width {
			line, used = line+" "+word, used+1+w
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		for w > width { // no word of a language with spaces is this long
			head := prefix(word, width)
			lines = append(lines, head)
			word = word[len(head):]
			w = lipgloss.Width(word)
		}
		line, used = word, w
	}
	if used > 0 {
		lines = append(lines, line)
	}
	return lines
}

// prefix is as much of the beginning of s as fits into a width, at least one
// character.
func prefix(s string, width int) string {
	end := 0
	for i, r := range s {
		next := i + len(string(r))
		if end > 0 && lipgloss.Width(s[:next]) > width {
			break
		}
		end = next
	}
	return s[:end]
}

// indented is wrapped text behind a first prefix, the other lines under it.
func indented(first, text string, width int) []string {
	indent := lipgloss.Width(first)
	lines := wrapped(text, width-indent)
	for i := range lines {
		lines[i] = first + lines[i]
		first = strings.Repeat(" ", indent)
	}
	return lines
}

// cut shortens a line to a width, and shows that it did.
func cut(line string, width int) string {
	line = rubrics.PlainLine(line)
	if lipgloss.Width(line) <= width {
		return line
	}
	if width < 2 {
		return ""
	}
	return strings.TrimRight(prefix(line, width-1), " ") + "…"
}

// styled puts a style on every line.
func styled(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}

// Styles use what the terminal has, no colours, so that they hold on light and
// dark ones. Nothing depends on them alone.
func bold() lipgloss.Style    { return lipgloss.NewStyle().Bold(true) }
func faint() lipgloss.Style   { return lipgloss.NewStyle().Faint(true) }
func reverse() lipgloss.Style { return lipgloss.NewStyle().Reverse(true) }

// stack puts a footer at the bottom of the screen and the body above, of which
// it shows as much as there is room for.
func stack(body, footer []string, height int) string {
	room := max(height-len(footer), 0)
	if len(body) > room {
		body = body[:room]
	}
	for len(body) < room {
		body = append(body, "")
	}
	return strings.Join(append(body, footer...), "\n")
}

// keysLine tells the keys of a page.
func keysLine(width int, keys ...string) []string { return styled(faint(), inLines(width, keys...)) }

// inLines puts short texts beside each other, none broken over two lines.
func inLines(width int, texts ...string) []string {
	var lines []string
	line := ""
	for _, s := range texts {
		switch {
		case line == "":
			line = s
		case lipgloss.Width(line)+3+lipgloss.Width(s) <= width:
			line += "   " + s
		default:
			lines = append(lines, line)
			line = s
		}
	}
	return append(lines, line)
}

// window is the part of some lines that is shown, with a line wanted in view.
func window(lines []string, from, to, room, offset int) (shown []string, at int) {
	if len(lines) <= room {
		return lines, 0
	}
	if to > offset+room {
		offset = to - room
	}
	if from < offset {
		offset = from
	}
	offset = max(0, min(offset, len(lines)-room))
	return lines[offset : offset+room], offset
}
