package rubrics

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPath(t *testing.T) {
	dir := t.TempDir()
	src, err := os.ReadFile("../testdata/rubrics/before/chain-1.0.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lib := NewLibrary()
	for version, supersedes := range map[string]string{
		"1.0.0": "", "1.1.0": "1.0.0", "2.0.0": "1.1.0", // a chain
		"2.1.0": "1.0.0", "2.2.0": "2.2.0", "2.3.0": "1.9.0", "2.4.0": "", // and what goes wrong
	} {
		head := fmt.Sprintf("version: %s\n", version)
		if supersedes != "" {
			head += fmt.Sprintf("supersedes: %s\n", supersedes)
		}
		name := filepath.Join(dir, version+".yaml")
		if err := os.WriteFile(name, []byte(strings.Replace(string(src), "version: 1.0.0\n", head, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := lib.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ from, to, want string }{
		{"chain@1.0.0", "chain@2.0.0", "1.0.0 1.1.0 2.0.0"},
		{"chain@1.1.0", "chain@2.0.0", "1.1.0 2.0.0"},
		{"chain@2.0.0", "chain@2.0.0", "2.0.0"},
		{"chain@2.2.0", "chain@2.2.0", "2.2.0"},
		{"who-regulatory@0.9.0", "who-regulatory@1.0.0", "0.9.0 1.0.0"},
		{"chain@2.0.0", "chain@1.0.0", "chain@1.0.0 is older than chain@2.0.0"},
		{"chain@1.0.0", "who-regulatory@1.0.0", "are two rubrics"},
		{"chain@1.1.0", "chain@2.1.0", "chain@2.1.0 supersedes chain@1.0.0 and passes it by"},
		{"chain@2.0.0", "chain@2.2.0", "chain@2.2.0 supersedes chain@2.2.0, which is not older"},
		{"chain@1.0.0", "chain@2.3.0", "goes through chain@1.9.0, which is not there"},
		{"chain@1.0.0", "chain@2.4.0", "chain@2.4.0 does not say what it supersedes"},
		{"chain@1.0.0", "chain@3.0.0", "no rubric chain@3.0.0"},
	} {
		from, err1 := ParseRef(c.from)
		to, err2 := ParseRef(c.to)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		path, err := lib.Path(from, to)
		var versions []string
		for _, r := range path {
			versions = append(versions, r.Version)
		}
		got := strings.Join(versions, " ")
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
