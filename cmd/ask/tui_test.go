package ask

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// sizes of terminals: the usual one, a small one, the smallest, and odd ones.
var sizes = [][2]int{{80, 24}, {60, 20}, {40, 12}, {132, 50}, {41, 60}}

// builtin are the rubrics that come with the program.
func builtin(t *testing.T) []*rubrics.Rubric {
	t.Helper()
	lib := rubrics.NewLibrary()
	var all []*rubrics.Rubric
	for _, ref := range lib.Refs() {
		r, err := lib.Get(ref)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// everyQuestion calls f with each question of each built-in rubric, in the
// order in which they are asked.
func everyQuestion(t *testing.T, f func(t *testing.T, v Question)) {
	t.Helper()
	for _, r := range builtin(t) {
		total, place := len(r.Questions()), 0
		for _, d := range r.Domains {
			for _, q := range d.Questions {
				place++
				f(t, Question{
					Q: q, Domain: d.Title, Place: place, Total: total, Done: place - 1,
					File: strings.Repeat("a-long-name-", 10) + ".yaml", Help: everyWord(d, q),
				})
			}
		}
	}
}

// everyWord is a full help with all that a rubric says about a question.
func everyWord(d *rubrics.Domain, q *rubrics.Question) []Topic {
	var answers, sources []string
	for _, c := range Choices(q) {
		answers = append(answers, c.Label+": "+c.Anchor)
	}
	for _, c := range q.Cites {
		sources = append(sources, c.Resource+": "+c.Section)
	}
	return []Topic{
		{q.Text, []string{q.Help}}, {"The answers", answers}, {"Evidence to look for", q.Evidence},
		{"Why it is asked", sources}, {"Its place", []string{q.ID, d.Title, strings.Join(q.Audience, ", "), d.Summary}},
	}
}

// everyRow is an overview of a whole rubric.
func everyRow(r *rubrics.Rubric) Overview {
	o := Overview{Title: "Overview: " + r.Title, At: r.Questions()[20].ID}
	marks := []byte{MarkOpen, MarkKnown, MarkUnsure, MarkNot, MarkReview}
	for _, d := range r.Domains {
		o.Rows = append(o.Rows, Row{Code: d.ID, Text: d.Title, Domain: true, State: "0 of 12"})
		for i, q := range d.Questions {
			o.Rows = append(o.Rows, Row{Code: q.ID, Text: q.Text, Mark: marks[i%len(marks)], State: AnswerLabel(q, rubrics.Unknown) + ", to be looked at again"})
		}
	}
	return o
}

// TestEveryQuestionFits draws every question with the cursor at every answer.
func TestEveryQuestionFits(t *testing.T) {
	everyQuestion(t, func(t *testing.T, v Question) {
		answers := []assessment.Answer{{}, {Value: rubrics.NotApplicable, Reason: strings.Repeat("reason ", 50), Note: "n", Review: true, Evidence: make([]assessment.Evidence, 12)}}
		for _, size := range sizes {
			for _, v.Answer = range answers {
				p := newQuestionPage(v)
				p.resize(size[0], size[1])
				for p.at = -1; p.at < len(p.choices); p.at++ {
					screen := p.view()
					name := fmt.Sprintf("%s at %v, cursor %d", v.Q.ID, size, p.at)
					fits(t, name, screen, size)
					text := oneSpace(screen)
					if p.at >= 0 && !strings.Contains(text, oneSpace(p.choices[p.at].Label)) {
						t.Errorf("%s: the answer under the cursor is not in sight:\n%s", name, screen)
					}
					if size[0] < 60 || size[1] < 20 {
						continue // here the page scrolls
					}
					want := []string{v.Q.Text}
					for _, c := range p.choices {
						want = append(want, c.Label)
					}
					if p.at >= 0 {
						want = append(want, p.choices[p.at].Anchor)
					}
					for _, w := range want {
						if !strings.Contains(text, oneSpace(w)) {
							t.Errorf("%s: %q is not in sight:\n%s", name, w, screen)
						}
					}
				}
			}
		}
	})
}

// TestEveryHelpCanBeRead scrolls the full help of every question to its end.
func TestEveryHelpCanBeRead(t *testing.T) {
	everyQuestion(t, func(t *testing.T, v Question) {
		for _, size := range sizes {
			p := newHelpPage(v.Q.ID, v.Help)
			p.resize(size[0], size[1])
			seen := map[string]bool{}
			for range 200 {
				screen := p.view()
				fits(t, fmt.Sprintf("help of %s at %v", v.Q.ID, size), screen, size)
				for line := range strings.SplitSeq(screen, "\n") {
					seen[strings.TrimSpace(line)] = true
				}
				if p.vp.AtBottom() {
					break
				}
				p.key(tea.KeyMsg{Type: tea.KeyDown})
			}
			for _, line := range p.content() {
				if !seen[strings.TrimSpace(line)] {
					t.Errorf("help of %s at %v: never in sight: %q", v.Q.ID, size, line)
				}
			}
		}
	})
}

// TestEveryPageFits draws the other pages with more text than there is room.
func TestEveryPageFits(t *testing.T) {
	long := strings.Repeat("a long text about something ", 40)
	unbroken := strings.Repeat("x", 300)
	wide := strings.Repeat("保健当局", 60)
	var items []Item
	for i := range 40 {
		items = append(items, Item{fmt.Sprintf("%d %s", i, long), long})
	}
	fields := []Field{
		{Label: "Name", Help: long, Value: long}, {Label: long, Help: wide, Value: wide}, {Label: "Note", Value: unbroken, Long: true},
	}
	pages := map[string]func() page{
		"text":     func() page { return newTextPage(long, unbroken+long+wide) },
		"menu":     func() page { return newMenuPage(Menu{long, long, items}) },
		"form":     func() page { return newFormPage(Form{"Title", long, fields}) },
		"overview": func() page { return newOverviewPage(everyRow(builtin(t)[0])) },
	}
	keys := []tea.KeyType{tea.KeyDown, tea.KeyDown, tea.KeyTab, tea.KeyPgDown, tea.KeyEnd, tea.KeyUp, tea.KeyShiftTab}
	for name, newPage := range pages {
		for _, size := range sizes {
			p := newPage()
			p.resize(size[0], size[1])
			fits(t, fmt.Sprintf("%s at %v", name, size), p.view(), size)
			for _, k := range keys {
				p.key(tea.KeyMsg{Type: k})
				fits(t, fmt.Sprintf("%s at %v after %v", name, size, k), p.view(), size)
			}
			p.resize(80, 24)
			fits(t, name+" resized", p.view(), sizes[0])
		}
	}
}

func TestMenuKeepsTheCursorInSight(t *testing.T) {
	var items []Item
	for i := range 40 {
		items = append(items, Item{fmt.Sprintf("item-%02d", i), "about it"})
	}
	p := newMenuPage(Menu{Title: "Title", Items: items})
	p.resize(60, 20)
	for i := range items {
		if screen := p.view(); !strings.Contains(screen, "> "+items[i].Label) {
			t.Fatalf("%s is not in sight:\n%s", items[i].Label, screen)
		}
		if i == 20 {
			p.resize(40, 12)
		}
		p.key(tea.KeyMsg{Type: tea.KeyDown})
	}
}

func TestMenuChoosesWhatItShows(t *testing.T) {
	for _, k := range []tea.KeyType{tea.KeyEnd, tea.KeyHome, tea.KeyDown, tea.KeyUp, tea.KeyCtrlD} {
		p := newMenuPage(Menu{Title: "Title", Items: []Item{{"first", ""}, {"second", ""}, {"third", ""}}})
		p.resize(60, 20)
		p.key(tea.KeyMsg{Type: k})
		screen := p.view()
		r, _ := p.key(tea.KeyMsg{Type: tea.KeyEnter})
		if n, ok := r.(int); !ok || !strings.Contains(screen, "> "+p.menu.Items[n].Label) {
			t.Errorf("after %v Enter gives %v from\n%s", k, r, screen)
		}
	}
}

func TestFormLeavesUnchangedTextAsItIs(t *testing.T) {
	value := "tab\tand  space \n" + strings.Repeat("long line\n", 3000)
	for _, long := range []bool{true, false} {
		p := newFormPage(Form{Fields: []Field{{Label: "Note", Value: value, Long: long}}})
		p.resize(60, 20)
		p.key(tea.KeyMsg{Type: tea.KeyUp})
		p.key(tea.KeyMsg{Type: tea.KeyLeft})
		r, _ := p.key(tea.KeyMsg{Type: tea.KeyEnter})
		if texts, ok := r.([]string); !ok || texts[0] != value {
			t.Errorf("long %v: the text comes back changed: %T %s", long, r, p.problem)
		}
	}
}

// TestNothingIsPreselected presses Enter on a question without an answer.
func TestNothingIsPreselected(t *testing.T) {
	everyQuestion(t, func(t *testing.T, v Question) {
		p := newQuestionPage(v)
		p.resize(80, 24)
		for _, k := range []tea.KeyType{tea.KeyEnter, tea.KeySpace, tea.KeyEnter} {
			if r, _ := p.key(tea.KeyMsg{Type: k}); r != nil {
				t.Fatalf("%s: %v gives %v", v.Q.ID, k, r)
			}
		}
	})
}

// TestHostileTextIsInert shows escapes that a file or a person may bring.
func TestHostileTextIsInert(t *testing.T) {
	everyQuestion(t, func(t *testing.T, v Question) {
		q := *v.Q
		q.Text = "\x1b]0;owned\a\x1b[2J" + q.Text + "\u202e\r\n\x9b\u009b31m"
		v.Q, v.Notice, v.Domain = &q, "\x1b[31m", "\x1b[31m"
		p := newQuestionPage(v)
		p.resize(80, 24)
		if screen := p.view(); strings.ContainsAny(screen, "\x1b\a\r\u009b\u202e") {
			t.Errorf("%q", screen)
		}
	})
}

func TestTooSmallAWindowTakesNoAnswer(t *testing.T) {
	replies := make(chan any, 1)
	f := &frame{}
	everyQuestion(t, func(_ *testing.T, v Question) { f.page = newQuestionPage(v) })
	f.Update(showMsg{f.page, replies})
	f.Update(tea.WindowSizeMsg{Width: 30, Height: 8})
	f.Update(tea.KeyMsg{Type: tea.KeyDown})
	f.Update(tea.KeyMsg{Type: tea.KeyEnter})
	fits(t, "small", f.View(), [2]int{30, 8})
	if !strings.Contains(oneSpace(f.View()), "enlarge the window") {
		t.Error(f.View())
	}
	f.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	select {
	case r := <-replies:
		t.Errorf("a key in a window too small gives %v", r)
	default:
	}
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("1")})
	f.Update(tea.KeyMsg{Type: tea.KeyEnter})
	if len(replies) != 1 {
		t.Error("the question is not answered after the window is large again")
	}
}

func TestTUILeavesWhenTheContextEnds(t *testing.T) {
	asker := NewTUI(t.Context(), strings.NewReader(""), io.Discard, io.Discard)
	start := time.Now()
	if err := asker.Say(Message{"Title", "text"}); err != ErrLeft {
		t.Errorf("the end of input gives %v", err)
	}
	if err := asker.Say(Message{"Title", "text"}); err != ErrLeft {
		t.Errorf("after it, a page gives %v", err)
	}
	if err := asker.Close(); err != nil || time.Since(start) > 3*time.Second {
		t.Errorf("closing gives %v after %v", err, time.Since(start))
	}
}

func fits(t *testing.T, name, screen string, size [2]int) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	if len(lines) > size[1] {
		t.Errorf("%s: %d lines are too many:\n%s", name, len(lines), screen)
	}
	for _, l := range lines {
		if w := lipgloss.Width(l); w > size[0] {
			t.Errorf("%s: a line is %d wide: %q", name, w, l)
		}
	}
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
