package cmd

import (
	"os"
	"strings"
	"testing"
)

func TestStartScreen(t *testing.T) {
	valid := "format: aigap/assessment/v1\nrubric: tiny@1.0.0\nsubject: {name: Ruritania}\nanswers: {TIN-A-01: present}\n"
	broken := strings.Replace(valid, "present", "maybe", 1)
	complete := strings.Replace(valid, "present", "present, TIN-A-02: {answer: absent, review: true}", 1)
	tests := []struct {
		name  string
		file  string
		input string
		code  int
		says  []string
	}{
		{"leave", "", "5\n", exitOK, nil},
		{"end of input", "", "", exitLeft, []string{"Nothing was begun"}},
		{"back from the first screen", "", "b\n5\n", exitOK, nil},
		{"nothing to continue", "", "2\n5\n", exitOK, []string{"There is no assessment in"}},
		{"example", "", "4\nexample.pdf\n5\n", exitOK, []string{"It is in example.pdf."}},
		{"a name without .pdf, then one that is taken", valid, "4\na\na.pdf\n4\na.pdf\nb.pdf\n5\n", exitOK, []string{"ends in .pdf", "There is a file a.pdf already"}},
		{"new and back", "", "1\nb\n5\n", exitOK, nil},
		{"new", "", "1\n1\nX\n\n\n\nx.yaml\n1\nq\n", exitLeft, []string{"2 questions", "Saved: TIN-A-01, Absent.", "To go on: aigap assess --rubric r x.yaml", "start aigap again"}},
		{"a file name that is taken", valid, "1\n1\nX\n\n\n\na.yaml\nx.json\nx\nq\n", exitLeft, []string{"There is a file a.yaml already", "not .json", "aigap assess --rubric r x.yaml"}},
		{"continue", valid, "2\n1\n1\n2\n", exitOK, []string{"Ruritania: 1 of 2 answered: a.yaml, tiny@1.0.0", "The next open question is TIN-A-02.", "Saved: TIN-A-02"}},
		{"continue a broken one", broken, "2\n1\nb\n5\n", exitOK, []string{"a.yaml (cannot be used)", "allowed are absent"}},
		{"continue what is complete", complete, "2\n1\nTIN-A-02\n2\n2\n", exitOK, []string{"No question is open", "To be looked at again: 1", "Now: answered Absent; to be looked at again."}},
		{"report", valid, "3\n1\n\n5\n", exitOK, []string{"It is in a.pdf."}},
		{"overview, then everything else that is not there", valid, "2\n1\nj TIN-B-01\nj TIN-A\nj\no\nf\n2\n", exitOK, []string{`no question or domain "TIN-B-01"`, "Overview: 1 of 2 answered"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir("r", 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, "r/tiny.yaml", tinyRubric)
			if tt.file != "" {
				write(t, "a.yaml", tt.file)
			}
			a, _, errw := newApp(t, tt.input)
			if code := codeOf(t, a.start(t.Context(), assessOptions{added: []string{"r"}})); code != tt.code {
				t.Errorf("exits with %d, want %d", code, tt.code)
			}
			for _, want := range tt.says {
				if !strings.Contains(errw.String(), want) {
					t.Errorf("does not say %q", want)
				}
			}
			if t.Failed() {
				t.Log(errw.String())
			}
		})
	}
}
