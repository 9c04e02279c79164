package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

var gateCases = []struct {
	name, in, want string
	replaced       int
}{
	{"plain", "Guideline 12/2025", "Guideline 12/2025", 0},
	{"accents, Greek, Cyrillic", "Ελλάδα, Україна, Việt Nam, Çağrı", "Ελλάδα, Україна, Việt Nam, Çağrı", 0},
	{"composed", "e\u0301", "é", 0},
	{"composed after a joiner is left out", "e\u200b\u0301", "é", 0},
	{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd", 0},
	{"tab and wide space", "a\tb\u3000c", "a b c", 0},
	{"no-break space stays", "5\u00a0mg", "5\u00a0mg", 0},
	{"joiners, marks and soft hyphens", "a\u200db\u200f\u202ec\u00ad\ufeffd\ufe0f", "abcd", 0},
	{"control characters", "a\x00b\x1bc\u0085", "a\ufffdb\ufffdc\ufffd", 3},
	{"invalid bytes", "a\xffb\xe2\x82", "a\ufffdb\ufffd\ufffd", 3},
	{"lone surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd", 3},
	{"a placeholder that was typed in", "\ufffd", "\ufffd", 0},
	{"emoji", "ok 👍🏽", "ok \ufffd\ufffd", 2},
	{"a family of emoji", "👩‍👧", "\ufffd\ufffd", 2},
	{"Arabic", "نعم لا", "\ufffd\ufffd\ufffd \ufffd\ufffd", 5},
	{"Chinese", "中文", "\ufffd\ufffd", 2},
	{"symbols that the fonts lack", "≤ → ✓", "\ufffd \ufffd \ufffd", 3},
	{"beyond the first plane", "\U00010000\U0010ffff", "\ufffd\ufffd", 2},
}

func TestGate(t *testing.T) {
	for _, c := range gateCases {
		t.Run(c.name, func(t *testing.T) {
			var g gate
			for range 2 { // what is drawn twice is counted once
				if got := g.text(c.in); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
			if g.replaced != c.replaced {
				t.Errorf("%d characters counted as replaced, want %d", g.replaced, c.replaced)
			}
		})
	}
}

// inTenths measures text as if every rune were ten wide.
func inTenths(s string) int { return 10 * utf8.RuneCountInString(s) }

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, in string
		width    int // in runes
		want     []string
	}{
		{"short", "one line", 20, []string{"one line"}},
		{"at spaces", "one two three", 8, []string{"one two", "three"}},
		{"codes and hyphens stay whole", "see REG-DOC-01 or a follow-up", 14, []string{"see REG-DOC-01", "or a follow-up"}},
		{"a line does not end in a hyphen", "follow-up/close-down", 12, []string{"follow-up/", "close-down"}},
		{"a long word fills the line", "a abcdefghij", 6, []string{"a abcd", "efghij"}},
		{"an address breaks after a slash", "https://who.int/publications/item", 20, []string{"https://who.int/", "publications/item"}},
		{"line ends are kept", "a\n\nb", 9, []string{"a", "", "b"}},
		{"no-break space", "x 5\u00a0mg", 4, []string{"x", "5\u00a0mg"}},
		{"wider than a rune", "ab", 0, []string{"a", "b"}},
		{"nothing", "", 9, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := wrap(c.in, 10*c.width, inTenths)
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// FuzzText checks what the gate and the wrapping promise of any text.
func FuzzText(f *testing.F) {
	for _, c := range gateCases {
		f.Add(c.in, 12)
	}
	f.Add(strings.Repeat("Donaudampfschifffahrtsgesellschaft", 6), 30)
	f.Add("note with words-and-hyphens, https://example.org/a/b?c=d and  two  spaces \n", 17)
	f.Fuzz(func(t *testing.T, s string, width int) {
		var g gate
		clean := g.text(s)
		checkClean(t, &g, clean)
		checkWrapped(t, clean, width%400)
	})
}

func checkClean(t *testing.T, g *gate, clean string) {
	t.Helper()
	if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) {
		t.Fatalf("%q is not valid text in NFC", clean)
	}
	for _, r := range clean {
		if r != '\n' && (!drawable().has(r) || unicode.IsControl(r)) {
			t.Fatalf("%q has passed, which cannot be drawn", r)
		}
	}
	before := g.replaced
	if again := g.text(clean); again != clean || g.replaced != before {
		t.Fatalf("%q becomes %q when it passes again", clean, again)
	}
}

func checkWrapped(t *testing.T, clean string, width int) {
	t.Helper()
	lines := wrap(clean, width, inTenths)
	if letters(strings.Join(lines, "")) != letters(clean) {
		t.Fatalf("%q lost something: %q", clean, lines)
	}
	for _, line := range lines {
		if strings.Contains(line, "\n") {
			t.Fatalf("the line %q holds a line end", line)
		}
		if inTenths(line) > width && uniseg.GraphemeClusterCount(line) > 1 {
			t.Fatalf("the line %q is wider than %d", line, width)
		}
	}
}

// letters is a text without white space.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, s)
}

func TestFontsHoldWhatTheReportSays(t *testing.T) {
	for name, font := range map[string][]byte{"regular": fontRegular, "bold": fontBold, "italic": fontItalic} {
		set := fontRunes(font)
		for _, r := range "AZaz09éßğΩЖ–—·…†‡“”’<%?\u00a0\ufffd" {
			if !set.has(r) {
				t.Errorf("the %s font lacks %q", name, r)
			}
		}
		for _, r := range "→≤✓□中ع\U0001f600" {
			if set.has(r) {
				t.Errorf("the %s font claims to have %q", name, r)
			}
		}
	}
}
