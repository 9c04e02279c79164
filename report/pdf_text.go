package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// gate is what every text passes on its way into the PDF. gofpdf panics on
// invalid UTF-8 and on runes above U+FFFF, and draws nothing, without a word,
// for what its font lacks; after the gate there is neither.
type gate struct {
	replaced int             // characters that became U+FFFD
	counted  map[string]bool // texts with such characters that have been counted
}

// text makes a text fit to be drawn: valid, in NFC, line ends as \n, tabs and
// uncommon spaces as a space. What has no visible form is left out. What the
// fonts lack, control characters and invalid bytes become U+FFFD, visibly, and
// are counted once for each text however often it is drawn. What has passed
// stays as it is when it passes again.
func (g *gate) text(s string) string {
	if plainASCII(s) {
		return s
	}
	clean, replaced := cleanText(s)
	if replaced > 0 && !g.counted[s] {
		if g.counted == nil {
			g.counted = map[string]bool{}
		}
		g.counted[s] = true
		g.replaced += replaced
	}
	return clean
}

// plainASCII reports whether a text is nothing but printable ASCII and \n.
func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' && c != '\n') || c > '~' {
			return false
		}
	}
	return true
}

func cleanText(s string) (clean string, replaced int) {
	s, replaced = validText(s)
	s = norm.NFC.String(s)
	var out strings.Builder
	var last rune
	for _, r := range s {
		previous := last
		last = r
		switch {
		case r == '\n' && previous == '\r':
			continue
		case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			r = '\n'
		case r == '\t':
			r = ' '
		case invisible(r):
			continue
		case drawable().has(r) && !unicode.IsControl(r):
		case unicode.Is(unicode.Zs, r):
			r = ' '
		default:
			r = utf8.RuneError
			replaced++
		}
		out.WriteRune(r)
	}
	// Leaving a rune out can bring together what composes: é from e, U+200B and ´.
	return norm.NFC.String(out.String()), replaced
}

// validText makes each invalid byte a U+FFFD.
func validText(s string) (valid string, replaced int) {
	if utf8.ValidString(s) {
		return s, 0
	}
	var out strings.Builder
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			replaced++
		}
		out.WriteRune(r)
	}
	return out.String(), replaced
}

// invisible reports whether a rune only steers how others are shown: joiners,
// direction marks, variation selectors, soft hyphens.
func invisible(r rune) bool {
	return r >= 0xad && (unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r))
}

// wrap breaks a text that has passed the gate into lines of at most a width.
// Lines break at spaces, so that hyphenated words, codes and dates stay whole
// and can be searched for; only a word that is wider than a whole line breaks
// inside, where Unicode allows it or else between two graphemes. Nothing but
// the spaces at a break is left out. Only a single grapheme can be wider than
// the width.
func wrap(s string, width int, measure func(string) int) []string {
	w := wrapper{width: width, measure: measure}
	for paragraph := range strings.SplitSeq(s, "\n") {
		for rest := paragraph; rest != ""; {
			var token string
			token, rest = nextToken(rest)
			w.token(token)
		}
		w.flush()
	}
	return w.lines
}

// nextToken cuts a text after the first space at which a line may break.
func nextToken(s string) (token, rest string) {
	state := -1
	for rest = s; rest != ""; {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if strings.HasSuffix(segment, " ") {
			break
		}
	}
	return s[:len(s)-len(rest)], rest
}

type wrapper struct {
	width   int
	measure func(string) int
	lines   []string
	line    strings.Builder
	used    int // width of the line so far
}

func (w *wrapper) flush() {
	w.lines = append(w.lines, strings.TrimRight(w.line.String(), " "))
	w.line.Reset()
	w.used = 0
}

// token adds a word and the spaces behind it. The spaces may stand over.
func (w *wrapper) token(token string) {
	word := strings.TrimRight(token, " ")
	switch size := w.measure(word); {
	case w.used+size <= w.width:
	case size <= w.width:
		w.flush()
	default:
		w.long(word)
		word, token = "", token[len(word):]
	}
	w.line.WriteString(token)
	w.used += w.measure(token)
}

// long adds a word that is wider than a whole line. It does not break after a
// hyphen: nobody could tell whether that belongs to the word.
func (w *wrapper) long(word string) {
	state := -1
	for rest, start := word, 0; rest != ""; {
		_, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		part := word[start : len(word)-len(rest)]
		if strings.HasSuffix(part, "-") && rest != "" {
			continue
		}
		start += len(part)
		if size := w.measure(part); size <= w.width {
			w.piece(part, size)
		} else {
			w.graphemes(part)
		}
	}
}

func (w *wrapper) graphemes(s string) {
	state := -1
	for s != "" {
		var cluster string
		cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		w.piece(cluster, w.measure(cluster))
	}
}

func (w *wrapper) piece(s string, size int) {
	if w.used+size > w.width && w.used > 0 {
		w.flush()
	}
	w.line.WriteString(s)
	w.used += size
}
