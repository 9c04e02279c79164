package rubrics

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected files")

// findings is what validate would say about one rubric file, beside the
// versions that it may supersede.
func findings(t *testing.T, name string) (*Rubric, string) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lib := NewLibrary()
	if err := lib.Add("../testdata/rubrics/before"); err != nil {
		t.Fatal(err)
	}
	r, problems := lib.Validate(name, src, BuiltinCatalogue(), false)
	if r != nil {
		var across Across
		problems = append(problems, across.Check(r)...)
	}
	var b strings.Builder
	for _, p := range problems {
		p.File = filepath.Base(p.File)
		fmt.Fprintln(&b, p)
	}
	return r, strings.ReplaceAll(b.String(), filepath.ToSlash(filepath.Dir(name))+"/", "")
}

// Every file in err has one fault, and its findings stand beside it.
func TestBadRubrics(t *testing.T) {
	for _, name := range corpus(t, "err") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			_, got := findings(t, name)
			if got == "" {
				t.Fatal("nothing was found")
			}
			golden := strings.TrimSuffix(name, ".yaml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGoodRubrics(t *testing.T) {
	for _, name := range corpus(t, "ok") {
		if _, got := findings(t, name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func corpus(t testing.TB, kind string) []string {
	t.Helper()
	names, err := filepath.Glob("../testdata/rubrics/" + kind + "/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no rubrics in testdata/rubrics/%s: %v", kind, err)
	}
	return names
}
