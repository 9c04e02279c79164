package strictyaml

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseRefuses(t *testing.T) {
	deepFlow := strings.Repeat("[", 70) + strings.Repeat("]", 70)
	tests := []struct {
		name, src, code string
		line, col       int
	}{
		{"empty file", "", "empty-file", 1, 1},
		{"only a comment", "# nothing\n", "empty-file", 1, 1},
		{"invalid UTF-8", "a: 1\nb: \"x\xff\"\n", "not-utf8", 2, 6},
		{"UTF-16", "\xff\xfea\x00", "not-utf8", 1, 1},
		{"syntax", "a: [1\nb: 2\n", "not-yaml", 1, 1},
		{"a control character", "a: \"\x01\"\n", "not-yaml", 1, 1},
		{"alias", "a: &x 1\nb: *x\n", "yaml-anchor", 1, 4},
		{"merge key", "a: {b: 1}\n<<: {c: 2}\n", "yaml-merge", 2, 1},
		{"tag", "a: !!str 1\n", "yaml-tag", 1, 4},
		{"own tag", "a: !thing {b: 1}\n", "yaml-tag", 1, 4},
		{"duplicate key", "a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1},
		{"list as key", "? [a]\n: 1\n", "bad-key", 1, 3},
		{"second document", "a: 1\n---\nb: 2\n", "second-document", 2, 1},
		{"deep flow", "a: " + deepFlow, "too-deep", 1, 67},
		{"JSON duplicate", `{"a": 1, "a": 2}`, "duplicate-key", 1, 10},
		{"JSON lone surrogate", `{"a": "\ud800"}`, "not-utf8", 1, 8},
		{"JSON deep", strings.Repeat("[", 70) + strings.Repeat("]", 70), "too-deep", 1, 65},
		{"JSON and more", `{"a": 1} {"b": 2}`, "second-document", 1, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			node, problems := Parse("f", []byte(tt.src))
			if node != nil || len(problems) == 0 {
				t.Fatalf("accepted; problems %v", problems)
			}
			p := problems[0]
			if p.Code != tt.code || p.Line != tt.line || p.Col != tt.col {
				t.Errorf("got %s, want %d:%d [%s]", p, tt.line, tt.col, tt.code)
			}
		})
	}
}

func TestParseReportsAllProblems(t *testing.T) {
	_, problems := Parse("f", []byte("a: &x 1\nb: *x\nc: !!str 1\na: 2\n"))
	if len(problems) != 4 {
		t.Errorf("got %d problems, want 4: %v", len(problems), problems)
	}
}

func TestJSONReadsLikeYAML(t *testing.T) {
	json := "{\"a\": [1, true, null, \"x\\u00e9\\ud83d\\ude00\"],\n\t\"b\": {\"c\": \"\"}}"
	yaml := "a: [1, true, null, \"xé😀\"]\nb: {c: \"\"}\n"
	j, problems := Parse("f.json", []byte(json))
	if j == nil {
		t.Fatal(problems)
	}
	y, problems := Parse("f.yaml", []byte(yaml))
	if y == nil {
		t.Fatal(problems)
	}
	if got, want := dump(j), dump(y); got != want {
		t.Errorf("JSON reads %s, YAML %s", got, want)
	}
	if at := j.Vals[1].Keys[0].Pos; at.Line != 2 || at.Col != 8 {
		t.Errorf("key c stands at %v, want 2:8", at)
	}
}

// dump shows a tree without places.
func dump(n *Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%q", n.Kind, n.Value)
	for _, item := range n.Items {
		b.WriteString("-" + dump(item))
	}
	for i := range n.Keys {
		b.WriteString("{" + dump(n.Keys[i]) + "=" + dump(n.Vals[i]) + "}")
	}
	return strings.ReplaceAll(b.String(), fmt.Sprintf("%d:\"null\"", Null), fmt.Sprintf("%d:\"\"", Null))
}

// Text that a person typed comes back as it was, whatever it is.
func FuzzTextRoundTrip(f *testing.F) {
	for _, s := range []string{"", "yes", "1.0", "2026-01-01", "a: b", "- x", " lead", "trail ", "two\nlines", "\n\nx\n", "tab\tx", "#", "'", `"`,
		"é😀\u2028x", "\r\n", "\u0085", "\ufeff", "\x00\x7f", "~", "null", "&a", "*a", "!t", "%", "@", "`", "|", ">", "? x", "x #y", "{", "[a]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var m Map
		m.Text("key", s)
		m.Texts("list", []string{s, "x"})
		node, problems := Parse("f", m.Bytes())
		if node == nil {
			t.Fatalf("%q is written as unreadable YAML: %v\n%s", s, problems, m.Bytes())
		}
		want := Clean(s)
		if s == "" {
			if len(node.Keys) != 1 {
				t.Fatalf("an empty text was written: %s", m.Bytes())
			}
			return
		}
		if got := node.Vals[0]; got.Kind != String || got.Value != want {
			t.Errorf("%q came back as %q (kind %d):\n%s", want, got.Value, got.Kind, m.Bytes())
		}
		if got := node.Vals[1].Items[0]; got.Kind != String || got.Value != want {
			t.Errorf("in a list, %q came back as %q (kind %d):\n%s", want, got.Value, got.Kind, m.Bytes())
		}
	})
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../testdata/rubrics/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds in testdata/rubrics: %v", err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, s := range []string{`{"a":[1,{"b":null}]}`, "a: &x [*x]\n", "- - - - a\n", "? a\n: b\n", "--- a\n...\n", "{{{{", "[[[[", "a: |\n  x\n", "%YAML 1.1\n---\na: 1\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		node, problems := Parse("f", src)
		if (node == nil) != HasErrors(problems) {
			t.Fatalf("node %v with problems %v", node, problems)
		}
		for _, p := range problems {
			if p.Code == "" || strings.ContainsAny(p.String(), "\n\r") || !utf8.ValidString(p.String()) {
				t.Errorf("not one clean line: %q", p.String())
			}
		}
		if node != nil && depth(node) > MaxDepth {
			t.Errorf("%d levels were read", depth(node))
		}
	})
}

func depth(n *Node) int {
	deepest := 0
	for _, c := range append(append([]*Node(nil), n.Items...), n.Vals...) {
		deepest = max(deepest, depth(c))
	}
	return deepest + 1
}

func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"1", 1000, true}, {"0.125", 125, true}, {"1000", 1_000_000, true}, {"1.500", 1500, true},
		{"0", 0, false}, {"1000.001", 0, false}, {"0.0001", 0, false}, {"-1", 0, false}, {"1e3", 0, false}, {".nan", 0, false}, {".5", 0, false}, {"+1", 0, false}, {"010", 0, false},
	} {
		node, problems := Parse("f", []byte("w: "+tt.in))
		if node == nil {
			t.Fatal(problems)
		}
		var r Reader
		var got int64
		r.Decimal("weight", 3, 1, 1_000_000, &got)(node.Vals[0])
		if ok := len(r.Problems) == 0; ok != tt.ok || got != tt.want {
			t.Errorf("%s reads as %d, %v; want %d, %v", tt.in, got, ok, tt.want, tt.ok)
		}
		if tt.ok {
			if back, _ := scaled(FormatDecimal(got, 3), 3); back != got {
				t.Errorf("%d is written %s", got, FormatDecimal(got, 3))
			}
		}
	}
}

func TestDidYouMean(t *testing.T) {
	names := []string{"REG-DOC-01", "REG-DOC-02", "REG-VAL-01"}
	if got := DidYouMean("REG-DOC-1", names); got != `; did you mean "REG-DOC-01"?` {
		t.Errorf("got %q", got)
	}
	if got := DidYouMean("something else", names); got != "" {
		t.Errorf("got %q for nothing near", got)
	}
}
