package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/aigap/aigap"

// mayImport is the direction of imports within the module. A package that is
// not on the list may import nothing of it.
var mayImport = map[string][]string{
	"cmd/aigap":  {"cmd"},
	"cmd":        {"report", "assessment", "rubrics", "rubrics/strictyaml", "cmd/ask"},
	"cmd/ask":    {"assessment", "rubrics", "cmd/ask/noquery"},
	"report":     {"assessment", "rubrics"},
	"assessment": {"rubrics", "rubrics/strictyaml"},
	"rubrics":    {"rubrics/strictyaml"},
}

type listed struct {
	ImportPath  string
	Imports     []string
	TestImports []string
	Standard    bool
}

// packages lists what the program is built from.
func packages(t *testing.T, patterns ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Imports,TestImports,Standard"}, patterns...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("go is not installed")
	}
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsPointOneWay(t *testing.T) {
	seen := 0
	for _, p := range packages(t, "./...") {
		from, ours := strings.CutPrefix(p.ImportPath, module+"/")
		if !ours {
			continue
		}
		seen++
		for _, imp := range p.Imports {
			if to, ours := strings.CutPrefix(imp, module+"/"); ours && !slices.Contains(mayImport[from], to) {
				t.Errorf("%s imports %s: it may import only %v of this module", from, to, mayImport[from])
			}
		}
	}
	if seen < len(mayImport) {
		t.Errorf("only %d of our packages were seen", seen)
	}
}

// The pure packages compute: no terminal, no command line, no clock library.
func TestPurePackagesStayPure(t *testing.T) {
	for _, p := range packages(t, "./...") {
		from, ours := strings.CutPrefix(p.ImportPath, module+"/")
		if !ours || from == "cmd" || strings.HasPrefix(from, "cmd/") {
			continue
		}
		for _, imp := range p.Imports {
			if strings.Contains(imp, "cobra") || imp == "os/exec" || from == "assessment" && imp == "os" || from == "report" && imp == "os" {
				t.Errorf("%s imports %s, which is cmd's", from, imp)
			}
		}
	}
}

// One package draws on terminals, and it knows no command line.
func TestOnlyAskDraws(t *testing.T) {
	draws := false
	for _, p := range packages(t, "./...") {
		from, ours := strings.CutPrefix(p.ImportPath, module+"/")
		if !ours {
			continue
		}
		ask := from == "cmd/ask" || from == "cmd/ask/noquery"
		for _, imp := range slices.Concat(p.Imports, p.TestImports) {
			draw := strings.HasPrefix(imp, "github.com/charmbracelet/")
			draws = draws || draw
			if draw && !ask {
				t.Errorf("%s imports %s, which is cmd/ask's", from, imp)
			}
			if ask && strings.Contains(imp, "cobra") {
				t.Errorf("%s imports %s, which is cmd's", from, imp)
			}
		}
	}
	if !draws {
		t.Error("no import that draws was seen")
	}
}

// The program works offline: nothing in it could speak to a network.
func TestNoHTTPClient(t *testing.T) {
	all := packages(t, "./cmd/aigap")
	if len(all) < 50 {
		t.Fatalf("only %d packages were listed", len(all))
	}
	for _, p := range all {
		switch p.ImportPath {
		case "net/http", "crypto/tls", "net/rpc", "net/smtp", "golang.org/x/net/http2":
			t.Errorf("the program links %s", p.ImportPath)
		}
	}
}

// The top level is fixed, so that a newcomer finds the same house for ever.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"cmd", "assessment", "rubrics", "report", "testdata", "go.mod", "go.sum", "README.md", "LICENSE",
		"dist", "aigap", "aigap.exe"} // the last are of a build, and ignored by git
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) && filepath.Ext(name) != ".pdf" {
			t.Errorf("%s does not belong at the top level", name)
		}
	}
}

// No command opens a socket.
func TestNoSocket(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed (Debian: strace)")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "aigap")
	if out, err := exec.Command("go", "build", "-o", bin, module+"/cmd/aigap").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command(strace, "-o", filepath.Join(dir, "probe"), "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v %s", err, out)
	}
	commands := [][]string{
		{"version"}, {"--help"}, {"rubric", "list"}, {"resource", "list"}, {"validate", "../rubrics"},
		{"score", "../assessment/example.yaml"}, {"plan", "../assessment/example.yaml"}, {"explain", "../assessment/example.yaml"}, {"report", "--example", "-o", filepath.Join(dir, "x.pdf")},
		{"assess", "--plain", filepath.Join(dir, "new.yaml")},
		{"migrate", "../assessment/example.yaml", "--to", "who-regulatory@1.0.0"}, {"compare", "../assessment/example.yaml", "../assessment/example.yaml"},
		{"merge", "../assessment/example.yaml", "../assessment/example.yaml", "-o", filepath.Join(dir, "merged.yaml"), "--agenda", filepath.Join(dir, "agenda.pdf")},
		{"cohort", "../assessment/example.yaml", "-o", filepath.Join(dir, "cohort.pdf")},
	}
	for _, args := range commands {
		trace := filepath.Join(dir, "trace")
		cmd := exec.Command(strace, append([]string{"-f", "-e", "trace=%network", "-o", trace, bin}, args...)...)
		cmd.Stdin = strings.NewReader("")
		var exit *exec.ExitError
		if err := cmd.Run(); errors.As(err, &exit) && exit.ExitCode() != exitLeft || err != nil && exit == nil {
			t.Errorf("%v: %v", args, err)
		}
		out, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(out, []byte("exited")) {
			t.Fatalf("%v left no trace: %s", args, out)
		}
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "socket(") || strings.Contains(line, "connect(") {
				t.Errorf("%v: %s", args, line)
			}
		}
	}
}
