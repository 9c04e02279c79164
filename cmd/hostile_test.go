//go:build linux

package cmd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Hostile files end in one line of error, in bounded memory and time.
func TestHostileFiles(t *testing.T) {
	const most = 200 << 20 // bytes of memory
	head := "format: aigap/assessment/v1\nrubric: who-regulatory@0.9.0\nanswers:\n"
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 8) + "*" + string(c-1) + "]\n"
	}
	files := map[string]string{
		"aliases.yaml":       bomb,
		"nested-flow.yaml":   "a: " + strings.Repeat("[", 1_000_000),
		"nested-maps.yaml":   "a: " + strings.Repeat("{a: ", 900_000),
		"nested-dashes.yaml": strings.Repeat("- ", 1_000_000),
		"nested-keys.yaml":   strings.Repeat("? ", 1_000_000),
		"nested.json":        strings.Repeat("[", 1_000_000),
		"duplicates.yaml":    head + strings.Repeat("  REG-FND-01: partial\n", 90_000),
		"keys.yaml":          strings.Repeat("a: 1\n", 99_000),
		"items.yaml":         "a: [" + strings.Repeat("{a: {b: c}},", 33_000) + "]",
		"items.json":         `{"a":[` + strings.Repeat("1,", 2_000_000) + "1]}",
		"long-line.json":     `{"a":"` + strings.Repeat("x", 4_000_000) + `"}`,
		"returns.yaml":       "a:\r" + strings.Repeat("- x\r", 1_000_000),
		"next-lines.yaml":    strings.Repeat("- x\u0085", 700_000),
		"many-sources.yaml":  "format: aigap/rubric/v1\nid: x\nversion: 1.0.0\ntitle: T\nsources:\n" + numbered("- s%d\n", 90_000),
		"many-values.yaml":   "format: aigap/rubric/v1\nid: x\nversion: 1.0.0\ntitle: T\nscales:\n  s:\n" + numbered("  - {value: v%d, label: l}\n", 45_000),
		"many-domains.yaml":  "format: aigap/rubric/v1\nid: x\nversion: 1.0.0\ntitle: T\ndomains:\n" + numbered("- {id: A-%d, title: t}\n", 45_000),
		"many-codes.yaml":    head + numbered("  REG-NEW-%d: partial\n", 90_000),
		"two.yaml":           head + "  REG-FND-01: partial\n---\n" + head,
		"null-answer.yaml":   head + "  REG-FND-01: {answer: partial, evidence: }\n",
		"controls.yaml":      head + "  \"\\e[31m\": partial\n",
		"utf16.yaml":         "\xff\xfef\x00o\x00",
		"nul.yaml":           head + "\x00",
		"huge.yaml":          "", // made sparse below
		"nan.yaml":           "format: aigap/rubric/v1\nid: x\nversion: 1.0.0\ntitle: T\ndomains: [{id: X-Y, title: T, weight: .nan, questions: []}]\n",
		"null-level.yaml":    "format: aigap/rubric/v1\nid: x\nversion: 1.0.0\ntitle: T\ndomains: [{id: X-Y, title: T, questions: [{id: X-Y-1, level: }]}]\n",
	}
	dir := t.TempDir()
	for name, src := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, "huge.yaml"), 1<<30); err != nil {
		t.Fatal(err)
	}
	for name := range files {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // against a hang, not a measure
			defer cancel()
			args := []string{"score", name}
			if strings.HasPrefix(files[name], "format: aigap/rubric/v1") {
				args = []string{"score", "--rubric", name, "two.yaml"}
			}
			cmd := exec.CommandContext(ctx, "aigap", args...)
			cmd.Dir = dir
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err := cmd.Run()
			exit, ok := err.(*exec.ExitError)
			if !ok || exit.ExitCode() != exitInput {
				t.Fatalf("%v, want exit code %d; %.300s", err, exitInput, stderr.String())
			}
			out := stderr.String()
			if strings.Count(out, "\n") != 1 || strings.ContainsAny(out, "\x1b\x00") || len(out) > 1000 {
				t.Errorf("not one plain line: %.1000q", out)
			}
			if used := exit.SysUsage().(*syscall.Rusage).Maxrss << 10; used > most { // in KB on Linux
				t.Errorf("took %d MB of memory", used>>20)
			}
		})
	}
}

// numbered repeats a line with numbers from 0.
func numbered(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}
