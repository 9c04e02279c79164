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

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// tape is an asker that replies at random and writes down what it did, as
// lines and as the keys of a terminal. So one session can be played to both of
// the real ones.
type tape struct {
	rng   *rand.Rand
	left  int // replies until it leaves
	lines []string
	keys  []string

	// onQuestion looks at the disk whenever a question is shown.
	onQuestion func(ask.Question)
	// onReply hears what is done to the question that was shown last.
	onReply func(code string, r ask.Reply)
	onFill  func(ask.Form, []string)
	at      string
}

func (t *tape) line(format string, args ...any) {
	t.lines = append(t.lines, fmt.Sprintf(format, args...))
}

func (t *tape) press(keys ...string) {
	t.keys = append(t.keys, keys...)
}

// Keys as a terminal sends them.
const (
	keyEnter  = "\r"
	keyEscape = "\x1b"
	keyTab    = "\t"
	keyHome   = "\x1b[H"
	keyDown   = "\x1b[B"
	keyErase  = "\x15" // Ctrl-U: the line up to the cursor
)

// keyboard gives one key for each read, and then the end.
type keyboard []string

func (k *keyboard) Read(b []byte) (int, error) {
	if len(*k) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*k)[0])
	*k = (*k)[1:]
	return n, nil
}

func (t *tape) Say(ask.Message) error { t.press(keyEnter); return nil }

func (t *tape) Result(string) error { t.press(keyEnter); return nil }

func (t *tape) Close() error { return nil }

func (t *tape) Choose(m ask.Menu) (int, error) {
	n := t.rng.IntN(len(m.Items))
	if m.Title == "What now?" {
		n = 1 // leave
	}
	t.line("%d", n+1)
	t.press(slices.Repeat([]string{keyDown}, n)...)
	t.press(keyEnter)
	return n, nil
}

// words are texts that files and terminals have trouble with.
var words = []string{"Guideline 12/2025", "yes", "no", "- x", "a: b", "# hash", `"quoted"`, "'single'", "[1, 2]", "{a}", "1.0", "~", "null",
	"Ärzte und Ämter", "保健当局", "الصحة", "🏥 clinic", "=1+1", "0x1F", "2026-11-21", "&x *y", "%", "@", "`tick`", "a\\nb", "|", ">", "?", "q", "b"}

func (t *tape) Fill(f ask.Form) ([]string, error) {
	texts := make([]string, len(f.Fields))
	for i, fd := range f.Fields {
		texts[i] = words[t.rng.IntN(len(words))]
		if fd.Check != nil {
			texts[i] = "2025-03-01"
		}
		if t.rng.IntN(4) == 0 && !fd.Required {
			texts[i] = ""
		}
		if fd.Value != "" && (fd.Ends || t.rng.IntN(2) == 0) {
			texts[i] = fd.Value
		}
		switch {
		case texts[i] == fd.Value:
			t.line("")
		case texts[i] == "":
			t.line("-")
			t.press(keyErase)
		default:
			t.line("%s", texts[i])
			t.press(keyErase)
			t.press(texts[i])
		}
		t.press(keyEnter)
		if texts[i] == "" && fd.Ends {
			clear(texts[i:])
			break
		}
	}
	if t.onFill != nil {
		t.onFill(f, texts)
	}
	return texts, nil
}

func (t *tape) Question(v ask.Question) (ask.Reply, error) {
	t.at = v.Q.ID
	if t.onQuestion != nil {
		t.onQuestion(v)
	}
	if t.left--; t.left < 0 {
		t.line("q")
		t.press("q")
		return ask.Reply{}, ask.ErrLeft
	}
	r := t.pick(v)
	if t.onReply != nil {
		t.onReply(v.Q.ID, r)
	}
	return r, nil
}

func (t *tape) pick(v ask.Question) ask.Reply {
	simple := map[ask.Action]string{ask.GoBack: "b", ask.GoOn: "s", ask.ShowOverview: "o", ask.EditEvidence: "e", ask.EditNote: "n", ask.Finish: "f"}
	weighted := slices.Concat(slices.Repeat([]ask.Action{ask.GiveAnswer}, 20), slices.Repeat([]ask.Action{ask.EditNote, ask.EditEvidence, ask.GoBack, ask.GoOn}, 2), []ask.Action{ask.ShowOverview, ask.GoTo})
	if t.left == 0 {
		weighted = append(weighted, slices.Repeat([]ask.Action{ask.Finish}, 30)...)
	}
	do := weighted[t.rng.IntN(len(weighted))]
	switch do {
	case ask.GiveAnswer:
		offered := ask.Choices(v.Q)
		i := t.rng.IntN(len(offered))
		key := offered[i].Key
		if key == "" {
			key = fmt.Sprint(i + 1)
		}
		t.line("%s", key)
		t.press(key)
		t.press(keyEnter)
		return ask.Reply{Do: ask.GiveAnswer, Value: offered[i].Value}
	case ask.GoTo:
		t.line("j")
		t.press(keyTab)
	default:
		t.line("%s", simple[do])
		t.press(simple[do])
	}
	return ask.Reply{Do: do}
}

func (t *tape) Overview(o ask.Overview) (ask.Reply, error) {
	if t.rng.IntN(3) == 0 {
		t.line("b")
		t.press(keyEscape)
		return ask.Reply{Do: ask.GoBack}, nil
	}
	n := t.rng.IntN(len(o.Rows))
	t.line("%s", o.Rows[n].Code)
	t.press(keyHome)
	t.press(slices.Repeat([]string{keyDown}, n)...)
	t.press(keyEnter)
	return ask.Reply{Do: ask.GoTo, Value: o.Rows[n].Code}, nil
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
func sit(t *testing.T, with ask.Asker, path string) int {
	t.Helper()
	a, _, _ := newApp(t, "")
	s := &session{app: a, lib: rubrics.NewLibrary(), ask: with, o: assessOptions{path: path, rubric: "who-regulatory"}}
	err := s.begin()
	if cerr := with.Close(); cerr != nil {
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

func TestBothAskersGiveTheSameFile(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			rec := &tape{rng: rand.New(rand.NewPCG(seed, 1)), left: 30}
			wantCode := sit(t, rec, filepath.Join(dir, "tape.yaml"))
			want := read(t, filepath.Join(dir, "tape.yaml"))

			input := strings.Join(rec.lines, "\n") + "\n"
			var said bytes.Buffer
			code := sit(t, ask.NewPlain(t.Context(), strings.NewReader(input), io.Discard, &said), filepath.Join(dir, "plain.yaml"))
			if got := read(t, filepath.Join(dir, "plain.yaml")); code != wantCode || got != want {
				t.Errorf("plain exits with %d, want %d, and gives\n%s\nwant\n%s\ninput %q\n%s", code, wantCode, got, want, rec.lines, said.String())
			}

			keys := keyboard(rec.keys) // all ahead: they are kept for the pages to come
			code = sit(t, ask.NewTUI(t.Context(), &keys, io.Discard, io.Discard), filepath.Join(dir, "tui.yaml"))
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
			var pending ask.Reply

			rec := &tape{rng: rng, left: 60}
			rec.onReply = func(code string, r ask.Reply) {
				pending = r
				if r.Do == ask.GiveAnswer && r.Value != rubrics.NotApplicable {
					ans := model[code]
					ans.Value, ans.Reason = r.Value, ""
					model[code] = ans
				}
			}
			rec.onFill = func(f ask.Form, texts []string) {
				ans := model[rec.at]
				switch {
				case strings.HasSuffix(f.Title, ": note"):
					ans.Note = texts[0]
				case strings.HasSuffix(f.Title, ": add evidence") && texts[0] != "":
					ans.Evidence = append(slices.Clone(ans.Evidence), assessment.Evidence{Title: texts[0], Link: texts[1], Date: texts[2]})
				case strings.HasSuffix(f.Title, ": not applicable") && texts[0] != "":
					ans.Value, ans.Reason = rubrics.NotApplicable, texts[0]
				default:
					return
				}
				model[rec.at] = ans
			}
			var last string
			rec.onQuestion = func(v ask.Question) {
				got, problems := assessment.Decode(v.File, []byte(read(t, v.File)))
				if got == nil {
					t.Fatalf("%s does not parse: %v", v.File, problems)
				}
				if last == "" {
					last = v.File
				}
				for code, want := range model {
					if pending.Do == ask.EditEvidence && len(got.Answers[code].Evidence) < len(want.Evidence) {
						want.Evidence = got.Answers[code].Evidence // one was removed, on request
						model[code] = want
					}
					if have := got.Answers[code]; !have.Equal(want) {
						t.Fatalf("%s: %s is %+v, want %+v", v.File, code, have, want)
					}
				}
				last = v.File
				if rng.IntN(15) == 0 && v.File == last {
					text := read(t, v.File) + "# somebody else was here\n"
					if err := os.WriteFile(v.File, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
					foreign[v.File] = text
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
