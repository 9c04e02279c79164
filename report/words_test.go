package report

import (
	"strings"
	"testing"

	"github.com/aigap/aigap/assessment"
)

func TestDecimalNeverFlatters(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0.0"}, {0.0001, "<0.1"}, {0.04, "<0.1"}, {0.05, "0.1"}, {41.25, "41.3"}, {41.24, "41.2"},
		{59.96, "59.9"}, {60, "60.0"}, {60.04, "60.0"}, {99.94, "99.9"}, {99.95, "99.9"}, {99.9999, "99.9"}, {100, "100.0"},
		{0.96, "0.9"}, {1.0 / 3 * 100, "33.3"}, {28.999999999999996, "29.0"}, {29.000000000000004, "29.0"}, {28.9999, "28.9"}, {1e-9, "<0.1"},
	} {
		if got := decimal(c.x); got != c.want {
			t.Errorf("decimal(%v) = %s, want %s", c.x, got, c.want)
		}
	}
	for x := 0.0; x <= 100; x += 0.0137 { // printed up to a whole number only if it is reached
		if s := decimal(x); strings.HasSuffix(s, ".0") && x < 100 {
			if whole := s[:len(s)-2]; assessment.FormatFigure(float64(int(x))) != whole {
				t.Fatalf("decimal(%v) = %s", x, s)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{"": "", "level 1": "Level 1.", "done.": "Done.", "état": "État.", "\xff": "\xff."} {
		if got := sentence(in); got != want {
			t.Errorf("sentence(%q) = %q, want %q", in, got, want)
		}
	}
}

const ladderRubric = `
format: aigap/rubric/v1
id: ladder
version: 1.0.0
title: Ladder
summary: For tests.
released: 2026-01-01
levels: [{title: A, meaning: a}, {title: B, meaning: b}, {title: C, meaning: c}, {title: D, meaning: d}]
scales: {s: [{value: none, label: None, credit: 0}, {value: all, label: All, credit: 1}]}
domains:
  - id: D-LOW
    title: Low
    questions:
      - {id: L-1, text: "One?", help: H., anchors: {none: n, all: a}, level: 1, cites: [{resource: x, section: s, basis: stated, checked: original}], gap: {action: Do one.}}
      - {id: L-2, text: "Two?", help: H., anchors: {none: n, all: a}, level: 2, cites: [{resource: x, section: s, basis: stated, checked: original}], gap: {action: Do two.}}
  - id: D-HIGH
    title: High
    questions:
      - {id: H-2, text: "Two?", help: H., anchors: {none: n, all: a}, level: 2, cites: [{resource: x, section: s, basis: stated, checked: original}], gap: {action: Do two.}}
      - {id: H-3, text: "Three?", help: H., anchors: {none: n, all: a}, level: 3, cites: [{resource: x, section: s, basis: stated, checked: original}], gap: {action: Do three.}}
      - {id: H-4, text: "Four?", help: H., anchors: {none: n, all: a}, level: 4, cites: [{resource: x, section: s, basis: stated, checked: original}], gap: {action: Do four.}}
`

func TestLevelsAreSaidInFull(t *testing.T) {
	r := load(t, ladderRubric)
	for _, c := range []struct {
		name      string
		top       string // codes with the top answer
		low, high string
	}{
		{"nothing", "", "level 0; 0 of 1 met for level 1", "level 1 (this domain asks nothing at level 1); 0 of 1 met for level 2"},
		{"all", "L-1 L-2 H-2 H-3 H-4", "level 4 (this domain asks nothing above level 2)", "level 4 (this domain asks nothing at level 1)"},
		{"between", "L-1 H-2", "level 1; 0 of 1 met for level 2", "level 2 (this domain asks nothing at level 1); 0 of 1 met for level 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := assessment.New(r)
			for _, q := range r.Questions() {
				a.Answers[q.ID] = assessment.Answer{Value: "none"}
			}
			for code := range strings.FieldsSeq(c.top) {
				a.Answers[code] = assessment.Answer{Value: "all"}
			}
			pages := build(r, a).Rubrics[0].Domains.Pages
			for i, want := range []string{c.low, c.high} {
				if pages[i].Level != sentence(want) {
					t.Errorf("domain %d: %q, want %q", i, pages[i].Level, sentence(want))
				}
			}
		})
	}
}

func TestSafeURL(t *testing.T) {
	for _, safe := range []string{"https://who.int/a", "http://example.org", "mailto:ai@who.int", "HTTPS://WHO.INT"} {
		if safeURL(safe) != safe {
			t.Errorf("%q is refused", safe)
		}
	}
	for _, unsafe := range []string{"", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://a b", "https://ex\u00e4mple.org", "https://a\n", "see https://a.b"} {
		if safeURL(unsafe) != "" {
			t.Errorf("%q becomes a link", unsafe)
		}
	}
}
