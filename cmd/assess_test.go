package cmd

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// wholeSession is a session in which every kind of prompt comes up.
var wholeSession = []string{
	"1",                       // rubric
	"Ruritania", "RUR", "RMA", // subject
	"Ana", "Head", "", // assessors
	"answers.yaml",    // file
	"1", "", "2", "d", // answers, and a blank line that is none
	"x", "", "x", "no such law", // not applicable
	"b", "n", "a note", // note
	"e", "Guide", "", "2025-03-01", "1", // evidence
	"o", "REG-DOC", "j REG-FND-02", "j", "s", "?", "k", "nonsense",
	"f",                    // the end
	"1", "report.pdf", "2", // report, leave
}

// TestEndOfInputLeaves cuts the input at every line, and within every line:
// the program leaves with what was given, and never takes an answer from it.
func TestEndOfInputLeaves(t *testing.T) {
	whole := ""
	for n, line := range wholeSession {
		t.Run(fmt.Sprintf("%d-%s", n, line), func(t *testing.T) {
			before := answersAfter(t, whole, wholeSession[:n])
			cut := answersAfter(t, whole+line, wholeSession[:n])
			if before != cut {
				t.Errorf("after %q, the unfinished line %q changed\n%s\ninto\n%s", whole, line, before, cut)
			}
		})
		whole += line + "\n"
	}
	answersAfter(t, whole, wholeSession)
}

// answersAfter runs the questionnaire on an input that ends.
func answersAfter(t *testing.T, input string, given []string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	a, out, errw := newApp(t, input)
	code := a.run([]string{"assess"})
	want := exitLeft
	for _, line := range given {
		if line == "f" {
			want = exitOK
		}
	}
	if code != want {
		t.Errorf("after %q it exits with %d, want %d\n%s", input, code, want, errw)
	}
	if (out.Len() > 0) != (want == exitOK) {
		t.Errorf("standard output: %q", out)
	}
	b, err := os.ReadFile("answers.yaml")
	if err != nil {
		return ""
	}
	if code == exitLeft && !strings.Contains(errw.String(), "Your answers are in answers.yaml. To go on: aigap assess answers.yaml") {
		t.Errorf("how to go on is not said:\n%s", errw)
	}
	if _, problems := assessment.Decode("answers.yaml", b); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	return string(b)
}

func TestAssessExitCodes(t *testing.T) {
	valid := "format: aigap/assessment/v1\nrubric: who-regulatory@0.9.0\nanswers: {}\n"
	tests := []struct {
		name  string
		files map[string]string
		args  []string
		input string
		code  int
		says  string
	}{
		{"resume", map[string]string{"a.yaml": valid}, []string{"a.yaml"}, "q\n", exitLeft, "To go on: aigap assess a.yaml"},
		{"a path with a space", map[string]string{"my file.yaml": valid}, []string{"my file.yaml"}, "q\n", exitLeft, "aigap assess " + quoted("my file.yaml")},
		{"a newer version of the rubric", map[string]string{"r.yaml": tinyRubric, "s.yaml": strings.Replace(tinyRubric, "version: 1.0.0", "version: 1.1.0", 1),
			"a.yaml": "format: aigap/assessment/v1\nrubric: tiny@1.0.0\nanswers: {}\n"}, []string{"--rubric", "r.yaml", "--rubric", "s.yaml", "a.yaml"}, "q\n", exitLeft, "newer version, tiny@1.1.0"},
		{"finish at once", map[string]string{"a.yaml": valid}, []string{"a.yaml"}, "f\n", exitOK, ""},
		{"finish and leave", map[string]string{"a.yaml": valid}, []string{"a.yaml"}, "f\n2\n", exitOK, ""},
		{"back from the end, then leave", map[string]string{"a.yaml": valid}, []string{"a.yaml"}, "f\n3\nq\n", exitLeft, "To go on"},
		{"not YAML", map[string]string{"a.yaml": "{"}, []string{"a.yaml"}, "", exitInput, "a.yaml:"},
		{"another format", map[string]string{"a.yaml": "format: x\n"}, []string{"a.yaml"}, "", exitInput, "a.yaml:1:"},
		{"unknown rubric", map[string]string{"a.yaml": strings.Replace(valid, "0.9.0", "7.0.0", 1)}, []string{"a.yaml"}, "", exitInput, "migrate"},
		{"a folder", nil, []string{"."}, "", exitInput, ".:"},
		{"standard input", nil, []string{"-"}, "", exitUsage, "name one"},
		{"two files", nil, []string{"a", "b"}, "", exitUsage, ""},
		{"no such rubric", nil, []string{"--rubric", "who-regulatry", "a.yaml"}, "", exitUsage, "did you mean"},
		{"two rubrics", nil, []string{"--rubric", "a", "--rubric", "b", "a.yaml"}, "", exitUsage, "an assessment has one"},
		{"another rubric than the file's", map[string]string{"a.yaml": valid, "r.yaml": tinyRubric}, []string{"--rubric", "r.yaml", "--rubric", "tiny", "a.yaml"}, "", exitUsage, "migrate"},
		{"the same rubric as the file's", map[string]string{"a.yaml": valid}, []string{"--rubric", "who-regulatory@0.9.0", "a.yaml"}, "q\n", exitLeft, ""},
		{"a new file in no folder", nil, []string{"none/a.yaml"}, "", exitOutput, "cannot write in this folder"},
		{"a new file without an ending", nil, []string{"ruritania"}, "", exitUsage, "ends in .yaml"},
		{"a new file that is not YAML", nil, []string{"a.json"}, "", exitUsage, ".yaml"},
		{"answers carried over", map[string]string{"r.yaml": tinyRubric, "s.yaml": strings.Replace(tinyRubric, "id: tiny", "id: other", 1),
			"old.yaml": "format: aigap/assessment/v1\nrubric: tiny@1.0.0\nsubject: {name: Ruritania}\nanswers: {TIN-A-01: present}\n"},
			[]string{"--rubric", "r.yaml", "--rubric", "s.yaml", "--rubric", "other", "--from", "old.yaml", "a.yaml"}, "\n\n\n\nq\n", exitLeft, "From old.yaml: 1 answer, unchanged."},
		{"answers carried over without a place", map[string]string{"r.yaml": tinyRubric,
			"old.yaml": "format: aigap/assessment/v1\nrubric: tiny@1.0.0\nsubject: {name: Ruritania}\nanswers: {TIN-A-01: present}\n"},
			[]string{"--rubric", "r.yaml", "--rubric", "who-regulatory", "--from", "old.yaml", "a.yaml"}, "\n\n\n\nq\n", exitLeft, "kept in the file without counting: 1."},
		{"answers carried over into a file that exists", map[string]string{"a.yaml": valid}, []string{"--from", "a.yaml", "a.yaml"}, "", exitUsage, "for a new assessment"},
		{"answers carried over from nothing", nil, []string{"--from", "none.yaml", "a.yaml"}, "", exitInput, "none.yaml"},
		{"an added rubric is in the command to go on", map[string]string{"r.yaml": tinyRubric}, []string{"--plain", "--rubric", "r.yaml", "--rubric", "tiny", "a.yaml"}, "X\n\n\n\n1\n", exitLeft, "aigap assess --plain --rubric r.yaml a.yaml"},
		{"past the last question is the end", map[string]string{"r.yaml": tinyRubric}, []string{"--rubric", "r.yaml", "--rubric", "tiny", "a.yaml"}, "X\n\n\n\n1\ns\n", exitOK, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, text := range tt.files {
				write(t, name, text)
			}
			a, _, errw := newApp(t, tt.input)
			if code := a.run(append([]string{"assess"}, tt.args...)); code != tt.code {
				t.Errorf("exits with %d, want %d", code, tt.code)
			}
			if !strings.Contains(errw.String(), tt.says) {
				t.Errorf("does not say %q:\n%s", tt.says, errw)
			}
			if (tt.code == exitInput || tt.code == exitUsage) && strings.Count(errw.String(), "\n") != 1 {
				t.Errorf("the error is not one line:\n%s", errw)
			}
			for name, text := range tt.files {
				if got := read(t, name); tt.code != exitOK && got != text {
					t.Errorf("%s was changed", name)
				}
			}
		})
	}
}

const tinyRubric = `format: aigap/rubric/v1
id: tiny
version: 1.0.0
title: Tiny
minutes: 1
scales:
  s:
    - {value: absent, label: Absent, credit: 0}
    - {value: present, label: Present, credit: 1}
domains:
  - id: TIN-A
    title: A
    questions:
      - id: TIN-A-01
        text: First?
        help: Help.
        anchors: {absent: It is not there., present: It is there.}
        cites: [{resource: who-reg-2023, section: S, basis: derived, checked: none}]
        gap: {action: Do it.}
      - id: TIN-A-02
        text: Second?
        help: Help.
        anchors: {absent: It is not there., present: It is there.}
        cites: [{resource: who-reg-2023, section: S, basis: derived, checked: none}]
        gap: {action: Do it.}
`

// TestKillLosesAtMostTheAnswerBeingTyped kills the program at random moments:
// what it has acknowledged is in the file, and the file can be read.
func TestKillLosesAtMostTheAnswerBeingTyped(t *testing.T) {
	r, err := rubrics.NewLibrary().Get(rubrics.Ref{ID: "who-regulatory", Version: "0.9.0"})
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("aigap") // put there by TestMain
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	empty := assessment.Encode(assessment.New(r), r)
	var work sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range 100 {
		work.Add(1)
		slots <- struct{}{}
		go func() {
			defer work.Done()
			defer func() { <-slots }()
			path := filepath.Join(dir, fmt.Sprintf("%d.yaml", i))
			if err := os.WriteFile(path, empty, 0o600); err != nil {
				t.Error(err)
				return
			}
			acknowledged, err := killed(program, path, rand.New(rand.NewPCG(uint64(i), 3)))
			if err != nil {
				t.Error(err)
				return
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
				return
			}
			a, problems := assessment.Decode(path, b)
			if a == nil {
				t.Errorf("after a kill: %v", problems)
				return
			}
			for _, code := range acknowledged {
				if a.Answers[code].Value == "" {
					t.Errorf("%s was acknowledged and is lost", code)
				}
			}
		}()
	}
	work.Wait()
}

// killed answers as fast as the program takes it, kills it a moment after a
// random acknowledgement, and brings back all that were read until then.
func killed(program, path string, rng *rand.Rand) (acknowledged []string, err error) {
	c := exec.Command(program, "assess", path)
	c.Stdin = strings.NewReader(strings.Repeat("1\n", 62))
	said, w := io.Pipe()
	c.Stderr = w
	if err := c.Start(); err != nil {
		return nil, err
	}
	after, wait := rng.IntN(50), time.Duration(rng.IntN(3000))*time.Microsecond
	go func() {
		_ = c.Wait()
		w.Close()
	}()
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		_, rest, ok := strings.Cut(lines.Text(), "Saved: ")
		if !ok {
			continue
		}
		code, _, _ := strings.Cut(rest, ",")
		if acknowledged = append(acknowledged, code); len(acknowledged) == after+1 {
			go func() {
				time.Sleep(wait)
				_ = c.Process.Kill()
			}()
		}
	}
	if len(acknowledged) <= after {
		return nil, fmt.Errorf("it ended by itself after %d answers", len(acknowledged))
	}
	return acknowledged, lines.Err()
}

func TestAnswersThatCannotBeKeptEndTheSession(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("stick", 0o700); err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	a, _, errw := newApp(t, "")
	a.in = r
	done := make(chan int)
	go func() { done <- a.run([]string{"assess", "--rubric", "who-regulatory", "stick/a.yaml"}) }()
	io.WriteString(w, "X\n\n\n\n1\n")
	io.WriteString(w, "?\n") // the answer before it is on the disk by now
	os.RemoveAll("stick")
	io.WriteString(w, "1\n3\n")
	if code := <-done; code != exitOutput {
		t.Errorf("exits with %d, want %d\n%s", code, exitOutput, errw)
	}
	if !bytes.Contains(errw.Bytes(), []byte("This change could not be saved")) {
		t.Errorf("it is not said:\n%s", errw)
	}
}
