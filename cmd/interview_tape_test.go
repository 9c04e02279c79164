package cmd

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// tape is an asker that replies at random and writes down what it did, as
// lines for plain and as keys for tui. So one session can be played to both.
type tape struct {
	rng   *rand.Rand
	left  int // replies until it leaves
	lines []string
	keys  []tea.Msg

	// onQuestion looks at the disk whenever a question is shown.
	onQuestion func(questionView)
	// onReply hears what is done to the question that was shown last.
	onReply func(code string, r reply)
	onFill  func(form, []string)
	at      string
}

func (t *tape) line(format string, args ...any) {
	t.lines = append(t.lines, fmt.Sprintf(format, args...))
}

func (t *tape) press(types ...tea.KeyType) {
	for _, k := range types {
		t.keys = append(t.keys, tea.KeyMsg{Type: k})
	}
}

func (t *tape) typed(s string) {
	if s != "" {
		t.keys = append(t.keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)})
	}
}

func (t *tape) say(message) error { t.press(tea.KeyEnter); return nil }

func (t *tape) result(string) error { t.press(tea.KeyEnter); return nil }

func (t *tape) close() error { return nil }

func (t *tape) choose(m menu) (int, error) {
	n := t.rng.IntN(len(m.items))
	if m.title == "What now?" {
		n = 1 // leave
	}
	t.line("%d", n+1)
	t.press(slices.Repeat([]tea.KeyType{tea.KeyDown}, n)...)
	t.press(tea.KeyEnter)
	return n, nil
}

// words are texts that files and terminals have trouble with.
var words = []string{"Guideline 12/2025", "yes", "no", "- x", "a: b", "# hash", `"quoted"`, "'single'", "[1, 2]", "{a}", "1.0", "~", "null",
	"Ärzte und Ämter", "保健当局", "الصحة", "🏥 clinic", "=1+1", "0x1F", "2026-11-21", "&x *y", "%", "@", "`tick`", "a\\nb", "|", ">", "?", "q", "b"}

func (t *tape) fill(f form) ([]string, error) {
	texts := make([]string, len(f.fields))
	for i, fd := range f.fields {
		texts[i] = words[t.rng.IntN(len(words))]
		if fd.check != nil {
			texts[i] = "2025-03-01"
		}
		if t.rng.IntN(4) == 0 && !fd.required {
			texts[i] = ""
		}
		if fd.value != "" && (fd.ends || t.rng.IntN(2) == 0) {
			texts[i] = fd.value
		}
		switch {
		case texts[i] == fd.value:
			t.line("")
		case texts[i] == "":
			t.line("-")
			t.press(tea.KeyCtrlU)
		default:
			t.line("%s", texts[i])
			t.press(tea.KeyCtrlU)
			t.typed(texts[i])
		}
		t.press(tea.KeyEnter)
		if texts[i] == "" && fd.ends {
			clear(texts[i:])
			break
		}
	}
	if t.onFill != nil {
		t.onFill(f, texts)
	}
	return texts, nil
}

func (t *tape) question(v questionView) (reply, error) {
	t.at = v.q.ID
	if t.onQuestion != nil {
		t.onQuestion(v)
	}
	if t.left--; t.left < 0 {
		t.line("q")
		t.typed("q")
		return reply{}, errLeft
	}
	r := t.pick(v)
	if t.onReply != nil {
		t.onReply(v.q.ID, r)
	}
	return r, nil
}

func (t *tape) pick(v questionView) reply {
	simple := map[action]string{goBack: "b", goOn: "s", showOverview: "o", editEvidence: "e", editNote: "n", finish: "f"}
	weighted := slices.Concat(slices.Repeat([]action{giveAnswer}, 20), slices.Repeat([]action{editNote, editEvidence, goBack, goOn}, 2), []action{showOverview, goTo})
	if t.left == 0 {
		weighted = append(weighted, slices.Repeat([]action{finish}, 30)...)
	}
	do := weighted[t.rng.IntN(len(weighted))]
	switch do {
	case giveAnswer:
		choices := v.choices()
		i := t.rng.IntN(len(choices))
		key := choices[i].key
		if key == "" {
			key = fmt.Sprint(i + 1)
		}
		t.line("%s", key)
		t.typed(key)
		t.press(tea.KeyEnter)
		return reply{giveAnswer, choices[i].value}
	case goTo:
		t.line("j")
		t.press(tea.KeyTab)
	default:
		t.line("%s", simple[do])
		t.typed(simple[do])
	}
	return reply{do: do}
}

func (t *tape) overview(o overview) (reply, error) {
	if t.rng.IntN(3) == 0 {
		t.line("b")
		t.press(tea.KeyEsc)
		return reply{do: goBack}, nil
	}
	n := t.rng.IntN(len(o.rows))
	t.line("%s", o.rows[n].code)
	t.press(tea.KeyHome)
	t.press(slices.Repeat([]tea.KeyType{tea.KeyDown}, n)...)
	t.press(tea.KeyEnter)
	return reply{goTo, o.rows[n].code}, nil
}

// newApp is a program without a terminal, in a folder of its own.
func newApp(t *testing.T, in string) (a *app, out, errw *bytes.Buffer) {
	t.Helper()
	out, errw = &bytes.Buffer{}, &bytes.Buffer{}
	return &app{
		in: strings.NewReader(in), out: out, err: errw,
		env: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) },
	}, out, errw
}

// sit is one sitting at a new assessment in a file, with any asker.
func sit(t *testing.T, ask asker, path string) int {
	t.Helper()
	a, _, _ := newApp(t, "")
	s := &session{app: a, lib: rubrics.NewLibrary(), ask: ask, o: assessOptions{path: path, rubric: "who-regulatory"}}
	err := s.begin()
	if cerr := ask.close(); cerr != nil {
		t.Error(cerr)
	}
	return codeOf(t, s.leave(err))
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return exitOK
	}
	exit, ok := err.(*exitError)
	if !ok {
		t.Fatalf("%v has no exit code", err)
	}
	return exit.code
}

// typeInto plays keys to a tui, all at once: it has to keep them for the pages
// to come.
func typeInto(ask *tui, width, height int, keys []tea.Msg) {
	go func() {
		ask.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
		for _, k := range keys {
			ask.program.Send(k)
		}
		ask.program.Send(hangupMsg{})
	}()
}

func TestBothAskersGiveTheSameFile(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			rec := &tape{rng: rand.New(rand.NewPCG(seed, 1)), left: 30}
			wantCode := sit(t, rec, filepath.Join(dir, "tape.yaml"))
			want := read(t, filepath.Join(dir, "tape.yaml"))

			input := strings.Join(rec.lines, "\n") + "\n"
			var said bytes.Buffer
			code := sit(t, newPlain(t.Context(), strings.NewReader(input), io.Discard, &said), filepath.Join(dir, "plain.yaml"))
			if got := read(t, filepath.Join(dir, "plain.yaml")); code != wantCode || got != want {
				t.Errorf("plain exits with %d, want %d, and gives\n%s\nwant\n%s\ninput %q\n%s", code, wantCode, got, want, rec.lines, said.String())
			}

			ask := newTUI(t.Context(), nil, io.Discard, io.Discard)
			typeInto(ask, 80, 24, rec.keys)
			code = sit(t, ask, filepath.Join(dir, "tui.yaml"))
			if got := read(t, filepath.Join(dir, "tui.yaml")); code != wantCode || got != want {
				t.Errorf("tui exits with %d, want %d, and gives\n%s\nwant\n%s", code, wantCode, got, want)
			}
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestNothingIsLost plays random sessions, with somebody else writing into the
// file now and then. Whenever a question is shown, the file of the session
// holds exactly what was given so far, by a model that knows nothing of the
// interview; and what somebody else wrote is never overwritten.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(15) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			rng := rand.New(rand.NewPCG(seed, 2))
			model := map[string]assessment.Answer{}
			foreign := map[string]string{}
			var pending reply

			rec := &tape{rng: rng, left: 60}
			rec.onReply = func(code string, r reply) {
				pending = r
				if r.do == giveAnswer && r.value != rubrics.NotApplicable {
					ans := model[code]
					ans.Value, ans.Reason = r.value, ""
					model[code] = ans
				}
			}
			rec.onFill = func(f form, texts []string) {
				ans := model[rec.at]
				switch {
				case strings.HasSuffix(f.title, ": note"):
					ans.Note = texts[0]
				case strings.HasSuffix(f.title, ": add evidence") && texts[0] != "":
					ans.Evidence = append(slices.Clone(ans.Evidence), assessment.Evidence{Title: texts[0], Link: texts[1], Date: texts[2]})
				case strings.HasSuffix(f.title, ": not applicable") && texts[0] != "":
					ans.Value, ans.Reason = rubrics.NotApplicable, texts[0]
				default:
					return
				}
				model[rec.at] = ans
			}
			var last string
			rec.onQuestion = func(v questionView) {
				got, problems := assessment.Decode(v.file, []byte(read(t, v.file)))
				if got == nil {
					t.Fatalf("%s does not parse: %v", v.file, problems)
				}
				if last == "" {
					last = v.file
				}
				for code, want := range model {
					if pending.do == editEvidence && len(got.Answers[code].Evidence) < len(want.Evidence) {
						want.Evidence = got.Answers[code].Evidence // one was removed, on request
						model[code] = want
					}
					if have := got.Answers[code]; !have.Equal(want) {
						t.Fatalf("%s: %s is %+v, want %+v", v.file, code, have, want)
					}
				}
				last = v.file
				if rng.IntN(15) == 0 && v.file == last {
					text := read(t, v.file) + "# somebody else was here\n"
					if err := os.WriteFile(v.file, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
					foreign[v.file] = text
				}
			}
			sit(t, rec, filepath.Join(dir, "a.yaml"))
			for path, want := range foreign {
				if got := read(t, path); got != want {
					t.Errorf("%s was changed by somebody else, and then overwritten", path)
				}
			}
		})
	}
}
