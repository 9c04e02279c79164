package rubrics

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const head = `format: aigap/rubric/v1
id: %s
version: %s
title: T
`

const baseBody = `levels: [{title: One, meaning: m}, {title: Two, meaning: m}]
scales:
  two: [{value: absent, label: A, credit: 0}, {value: present, label: P, credit: 1}]
  kind: [{value: applies, label: A}, {value: does-not-apply, label: D}]
domains:
  - id: BAS-ONE
    title: One
    weight: 2
    questions:
      - {id: BAS-CTX-01, context: true, scale: kind, text: t, help: h}
      - {id: BAS-ONE-01, text: t1, help: h, weight: 3, %[1]s}
      - {id: BAS-ONE-02, text: t2, help: h, level: 2, after: [BAS-ONE-01], when: [{question: BAS-CTX-01, in: [applies]}], %[1]s}
  - id: BAS-TWO
    title: Two
    questions:
      - {id: BAS-TWO-01, text: t3, help: h, %[1]s}
      - {id: BAS-TWO-02, text: t4, help: h, after: [BAS-TWO-01], %[1]s}
`

const rest = `anchors: {absent: a, present: p}, cites: [{resource: who-reg-2023, section: s, basis: derived, checked: none}], gap: {action: Do., resources: [gmrf]}`

// folder writes rubric files whose names are the keys without ".yaml".
func folder(t *testing.T, bodies map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range bodies {
		id, version, _ := strings.Cut(name, "@")
		src := fmt.Sprintf(head, id, version) + strings.ReplaceAll(body, "REST", rest)
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, dir, name string) (*Rubric, []Problem) {
	t.Helper()
	path := filepath.Join(dir, name+".yaml")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return NewLibrary().Load(path, src)
}

var base = fmt.Sprintf(baseBody, rest)

// layout shows which codes stand in which domain.
func layout(r *Rubric) string {
	var b strings.Builder
	for _, d := range r.Domains {
		fmt.Fprintf(&b, "%s(%s):", d.ID, d.Weight)
		for _, q := range d.Questions {
			fmt.Fprintf(&b, " %s", q.ID)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestComposition(t *testing.T) {
	own := "domains:\n  - {id: MY-DOM, title: Mine, weight: 0.5, questions: [{id: MY-DOM-01, text: t5, help: h, REST}]}\n"
	tests := []struct {
		name, body, want string
	}{
		{"all of it", "include: [{rubric: base@1.0.0}]\n", "BAS-ONE(2): BAS-CTX-01 BAS-ONE-01 BAS-ONE-02\nBAS-TWO(1): BAS-TWO-01 BAS-TWO-02\n"},
		{"own domains come last", "include: [{rubric: base@1.0.0}]\n" + own, "BAS-ONE(2): BAS-CTX-01 BAS-ONE-01 BAS-ONE-02\nBAS-TWO(1): BAS-TWO-01 BAS-TWO-02\nMY-DOM(0.5): MY-DOM-01\n"},
		{"some domains", "levels: [{title: A, meaning: m}]\ninclude: [{rubric: base@1.0.0, domains: [BAS-TWO]}]\n", "BAS-TWO(1): BAS-TWO-01 BAS-TWO-02\n"},
		{"some questions in the order of their owner", "levels: [{title: A, meaning: m}]\ninclude: [{rubric: base@1.0.0, questions: [BAS-TWO-02, BAS-ONE-01]}]\n", "BAS-ONE(2): BAS-ONE-01\nBAS-TWO(1): BAS-TWO-02\n"},
		{"exclude", "include: [{rubric: base@1.0.0, exclude: [BAS-CTX-01, BAS-TWO-01, BAS-TWO-02]}]\n", "BAS-ONE(2): BAS-ONE-01 BAS-ONE-02\n"},
		{"into, before the own", "include: [{rubric: base@1.0.0, into: MY-DOM}]\n" + own, "MY-DOM(0.5): BAS-CTX-01 BAS-ONE-01 BAS-ONE-02 BAS-TWO-01 BAS-TWO-02 MY-DOM-01\n"},
		{"twice counts once, at its first place", "include: [{rubric: base@1.0.0, questions: [BAS-TWO-02]}, {rubric: base@1.0.0}]\n", "BAS-TWO(1): BAS-TWO-02 BAS-TWO-01\nBAS-ONE(2): BAS-CTX-01 BAS-ONE-01 BAS-ONE-02\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := folder(t, map[string]string{"base@1.0.0": base, "top@1.0.0": tt.body})
			r, problems := load(t, dir, "top@1.0.0")
			if r == nil {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(tt.want, layout(r)); diff != "" {
				t.Errorf("layout (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCompositionResolvesDefaultsInTheOwner(t *testing.T) {
	dir := folder(t, map[string]string{"base@1.0.0": base, "top@1.0.0": `scales:
  three: [{value: a, label: A, credit: 0}, {value: b, label: B, credit: 0.5}, {value: c, label: C, credit: 1}]
include: [{rubric: base@1.0.0}]
override:
  BAS-ONE-01: {level: 2, weight: 0.25, text: changed}
domains:
  - {id: MY-DOM, title: Mine, questions: [{id: MY-DOM-01, text: t5, help: h, anchors: {a: 1x, b: 2x, c: 3x}, cites: [{resource: x, section: s, basis: derived, checked: none}], gap: {action: Do.}}]}
`})
	r, problems := load(t, dir, "top@1.0.0")
	if r == nil {
		t.Fatal(problems)
	}
	if got := r.Question("BAS-TWO-01").Scale.Name; got != "two" {
		t.Errorf("the included question has the scale %q, want its owner's default", got)
	}
	if got := r.Question("MY-DOM-01").Scale.Name; got != "three" {
		t.Errorf("the own question has the scale %q, want the file's first", got)
	}
	q := r.Question("BAS-ONE-01")
	if q.Level != 2 || q.Weight.String() != "0.25" || q.Text != "changed" || q.Help != "h" || q.Gap.Effort != "medium" {
		t.Errorf("override gave %+v", q)
	}
	want := []Part{{From: Ref{"base", "1.0.0"}, Codes: []string{"BAS-CTX-01", "BAS-ONE-01", "BAS-ONE-02", "BAS-TWO-01", "BAS-TWO-02"}, Overridden: []string{"BAS-ONE-01"}}}
	if diff := cmp.Diff(want, r.Parts); diff != "" {
		t.Errorf("what it took (-want +got):\n%s", diff)
	}
	original, _ := load(t, dir, "base@1.0.0")
	if original.Question("BAS-ONE-01").Level != 1 {
		t.Error("the override changed the original")
	}
}

func TestDroppedLinesComeBackAbove(t *testing.T) {
	dir := folder(t, map[string]string{
		"base@1.0.0":  base,
		"quick@1.0.0": "levels: [{title: A, meaning: m}]\ninclude: [{rubric: base@1.0.0, questions: [BAS-TWO-02]}]\n",
		"suite@1.0.0": "include: [{rubric: quick@1.0.0}, {rubric: base@1.0.0}]\nlevels: [{title: A, meaning: m}, {title: B, meaning: m}]\n",
	})
	quick, problems := load(t, dir, "quick@1.0.0")
	if quick == nil {
		t.Fatal(problems)
	}
	if got := quick.Question("BAS-TWO-02").After; len(got) != 0 {
		t.Errorf("after %v names a question that was left out", got)
	}
	if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == "line-dropped" && p.Warning }) {
		t.Errorf("no warning of the dropped line: %v", problems)
	}
	suite, problems := load(t, dir, "suite@1.0.0")
	if suite == nil {
		t.Fatal(problems)
	}
	if got := suite.Question("BAS-TWO-02").After; !slices.Equal(got, []string{"BAS-TWO-01"}) {
		t.Errorf("in the suite, after is %v", got)
	}
}

func TestCompositionRefuses(t *testing.T) {
	tests := []struct {
		name   string
		bodies map[string]string
		code   string
	}{
		{"the same code with other content", map[string]string{
			"base@1.0.0": base, "other@1.0.0": "include: [{rubric: base@1.0.0}]\noverride: {BAS-ONE-01: {weight: 9}}\n",
			"top@1.0.0": "include: [{rubric: base@1.0.0}, {rubric: other@1.0.0}]\n"}, "include-conflict"},
		{"the same domain with other content", map[string]string{
			"base@1.0.0": base, "other@1.0.0": strings.NewReplacer("BAS-ONE-0", "OTH-ONE-0", "BAS-TWO-0", "OTH-TWO-0", "BAS-CTX-0", "OTH-CTX-0", "weight: 2", "weight: 4").Replace(base),
			"top@1.0.0": "include: [{rubric: base@1.0.0}, {rubric: other@1.0.0}]\n"}, "domain-conflict"},
		{"the same scale with other credits", map[string]string{
			"base@1.0.0": base,
			"top@1.0.0":  "scales:\n  two: [{value: absent, label: A, credit: 0}, {value: halfway, label: H, credit: 0.5}, {value: present, label: P, credit: 1}]\ninclude: [{rubric: base@1.0.0}]\n"}, "scale-conflict"},
		{"a circle", map[string]string{
			"base@1.0.0": "include: [{rubric: top@1.0.0}]\n", "top@1.0.0": "include: [{rubric: base@1.0.0}]\n"}, "include-not-found"},
		{"a rubric that cannot be used", map[string]string{
			"base@1.0.0": strings.Replace(base, "level: 2", "level: 7", 1), "top@1.0.0": "include: [{rubric: base@1.0.0}]\n"}, "include-not-found"},
		{"an own question with a taken code", map[string]string{
			"base@1.0.0": base, "top@1.0.0": "include: [{rubric: base@1.0.0}]\ndomains: [{id: MY-DOM, title: M, questions: [{id: BAS-ONE-01, text: t, help: h, REST}]}]\n"}, "duplicate-code"},
		{"a level that the own ladder lacks", map[string]string{
			"base@1.0.0": base, "top@1.0.0": "levels: [{title: A, meaning: m}]\ninclude: [{rubric: base@1.0.0}]\n"}, "level-range"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, problems := load(t, folder(t, tt.bodies), "top@1.0.0")
			if r != nil || !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == tt.code && !p.Warning }) {
				t.Errorf("want [%s], got %v", tt.code, problems)
			}
		})
	}
}

func TestDigest(t *testing.T) {
	dir := folder(t, map[string]string{"base@1.0.0": base, "mid@1.0.0": "include: [{rubric: base@1.0.0}]\n",
		"top@1.0.0": "include: [{rubric: mid@1.0.0}, {rubric: base@1.0.0}]\n"})
	hex := func(name string) string {
		src, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", sha256.Sum256(src))
	}
	plain, _ := load(t, dir, "base@1.0.0")
	if want := "sha256:" + hex("base@1.0.0"); plain.Digest != want {
		t.Errorf("digest of a plain rubric %s, want that of its bytes, %s", plain.Digest, want)
	}
	lines := "top@1.0.0 sha256:" + hex("top@1.0.0") + "\nmid@1.0.0 sha256:" + hex("mid@1.0.0") + "\nbase@1.0.0 sha256:" + hex("base@1.0.0") + "\n"
	top, problems := load(t, dir, "top@1.0.0")
	if top == nil {
		t.Fatal(problems)
	}
	if want := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(lines))); top.Digest != want {
		t.Errorf("digest of a composed rubric %s, want %s", top.Digest, want)
	}
}

// What --effective writes stands alone and means the same.
func TestEncodeRoundTrip(t *testing.T) {
	lib := NewLibrary()
	var all []*Rubric
	for _, ref := range lib.Refs() {
		r, err := lib.Get(ref)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	for _, name := range corpus(t, "ok") {
		r, _ := findings(t, name)
		all = append(all, r)
	}
	dir := folder(t, map[string]string{"base@1.0.0": base, "top@1.0.0": "include: [{rubric: base@1.0.0}]\noverride: {BAS-ONE-01: {weight: 9}}\n"})
	top, _ := load(t, dir, "top@1.0.0")
	for _, r := range append(all, top) {
		src := Encode(r)
		back, problems := NewLibrary().Load("exported.yaml", src)
		if back == nil {
			t.Fatalf("%s: %v\n%s", r.Ref(), problems, src)
		}
		if !slices.EqualFunc(r.Questions(), back.Questions(), sameContent) || layout(r) != layout(back) {
			t.Errorf("%s: the export means something else", r.Ref())
		}
		if again := Encode(back); string(again) != string(src) {
			t.Errorf("%s: exporting the export gives other bytes", r.Ref())
		}
	}
}

func TestBuiltinNamesMatchContents(t *testing.T) {
	lib := NewLibrary()
	if len(lib.Refs()) == 0 {
		t.Fatal("nothing is built in")
	}
	for _, ref := range lib.Refs() {
		r, err := lib.Get(ref)
		if err != nil {
			t.Fatal(err)
		}
		if r.Ref() != ref {
			t.Errorf("the file of %s holds %s", ref, r.Ref())
		}
	}
}

func TestReleased(t *testing.T) {
	lib := NewLibrary()
	ref := Ref{"who-regulatory", "0.9.0"}
	src, err := lib.Source(ref)
	if err != nil {
		t.Fatal(err)
	}
	changed := append(slices.Clone(src), "# changed\n"...)
	line := ReleasedLine(ref, src)
	tests := []struct {
		name, list string
		src        []byte
		belongs    bool
		want       string
	}{
		{"unchanged", line + "\n", src, true, ""},
		{"changed", line + "\n", changed, true, "released-changed"},
		{"not listed where it belongs", "\n", src, true, "released-unlisted"},
		{"not listed elsewhere", "\n", src, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rel, problems := ParseReleased("released.sum", []byte(tt.list))
			r, more := NewLibrary().Load("x.yaml", tt.src)
			if len(problems) > 0 || r == nil {
				t.Fatal(problems, more)
			}
			got := ""
			for _, p := range rel.Check(r, tt.src, tt.belongs) {
				got += p.Code
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	rel, problems := ParseReleased("released.sum", []byte("nonsense\n"+line+"\n"+line+"\n"))
	if len(problems) != 2 || problems[0].Code != "released-form" || problems[1].Code != "released-twice" {
		t.Errorf("a bad list gives %v", problems)
	}
	if missing := rel.Missing(map[Ref]bool{}); len(missing) != 1 || missing[0].Code != "released-missing" {
		t.Errorf("a line without its file gives %v", missing)
	}
}

func TestLibraryFinds(t *testing.T) {
	dir := folder(t, map[string]string{"base@1.0.0": base, "base@1.2.0": base, "base@1.10.0": base, "base@2.0.0-rc.1": base})
	lib := NewLibrary()
	if err := lib.Add(dir); err != nil {
		t.Fatal(err)
	}
	if err := lib.Add(dir); err != nil {
		t.Errorf("adding the same files again: %v", err)
	}
	ref, err := lib.Resolve("base")
	if err != nil || ref.Version != "2.0.0-rc.1" {
		t.Errorf("base resolves to %v, %v; want the newest, as all are drafts", ref, err)
	}
	_, err = lib.Get(Ref{"base", "3.0.0"})
	var missing *NotFoundError
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "base@2.0.0-rc.1, base@1.10.0, base@1.2.0, base@1.0.0") || !strings.Contains(err.Error(), "migrate") {
		t.Errorf("a version that is not there: %v", err)
	}
	if _, err := lib.Resolve("bas"); err == nil || !strings.Contains(err.Error(), `did you mean "base"`) {
		t.Errorf("a name that is nearly right: %v", err)
	}
	other := folder(t, map[string]string{"base@1.0.0": base + "# other\n"})
	if err := lib.Add(other); err == nil || !strings.Contains(err.Error(), "other content") {
		t.Errorf("the same name with other content: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, kind := range []string{"ok", "err"} {
		for _, name := range corpus(f, kind) {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	lib := NewLibrary()
	f.Fuzz(func(t *testing.T, src []byte) {
		r, problems := lib.Load("fuzz/f.yaml", src)
		broken := slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning })
		if (r == nil) != broken {
			t.Fatalf("rubric %v with problems %v", r, problems)
		}
		if r == nil {
			return
		}
		if more := check(r); len(more) > 0 {
			t.Fatalf("what was loaded fails its own checks: %v", more)
		}
		Lint(r, BuiltinCatalogue(), nil, false)
		if back, problems := lib.Load("fuzz/f.yaml", Encode(r)); back == nil {
			t.Fatalf("its export cannot be read: %v", problems)
		}
	})
}

func FuzzCatalogue(f *testing.F) {
	src, err := builtinFS.ReadFile("builtin/resources.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte("format: aigap/resources/v1\nversion: 1.0.0\ntopics: [a]\nresources: [{id: x, title: t, type: tool, publisher: p, summary: s, topics: [a]}]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, problems := ParseCatalogue("f", src)
		if (c == nil) != slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning }) {
			t.Fatalf("catalogue %v with problems %v", c, problems)
		}
	})
}

// Every line of a list of released rubrics is read or reported, none dropped.
func FuzzReleased(f *testing.F) {
	f.Add([]byte("who-regulatory@0.9.0 sha256:" + strings.Repeat("0", 64) + "\n"))
	f.Add([]byte("x\r\n\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		rel, problems := ParseReleased("f", src)
		lines := 0
		for _, line := range strings.Split(string(src), "\n") {
			if strings.TrimSuffix(line, "\r") != "" {
				lines++
			}
		}
		if got := len(rel.Missing(nil)) + len(problems); got != min(lines, got) || got < min(lines, 1000) {
			t.Errorf("%d lines gave %d entries and problems", lines, got)
		}
	})
}

func TestBadCatalogues(t *testing.T) {
	const good = "format: aigap/resources/v1\nversion: 1.0.0\ntopics: [law]\nresources:\n  - {id: a, title: t, type: tool, publisher: p, summary: s, topics: [law]}\n"
	if c, problems := ParseCatalogue("c", []byte(good)); c == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"an id twice", "topics: [law]}\n", "topics: [law]}\n  - {id: a, title: t, type: tool, publisher: p, summary: s, topics: [law]}\n", "6:10 duplicate-id"},
		{"a topic not listed", "topics: [law]}", "topics: [lwa]}", "5:70 unknown-topic"},
		{"a type that is none", "type: tool", "type: book", "5:29 not-allowed"},
		{"an address without https", "summary: s", "summary: s, url: http://x.example", "5:66 bad-form"},
		{"an ISBN with hyphens", "summary: s", "summary: s, isbn: 978-92-4-007887-1", "5:67 bad-form"},
		{"a date that is none", "summary: s", "summary: s, date: 2023-13", "5:67 bad-form"},
		{"no summary", "summary: s, ", "", "5:5 missing-key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, problems := ParseCatalogue("c", []byte(strings.Replace(good, tt.old, tt.new, 1)))
			if c != nil || len(problems) != 1 {
				t.Fatalf("catalogue %v with problems %v", c, problems)
			}
			if got := fmt.Sprintf("%d:%d %s", problems[0].Line, problems[0].Col, problems[0].Code); got != tt.want {
				t.Errorf("got %s, want %s: %s", got, tt.want, problems[0])
			}
		})
	}
}

func BenchmarkLoadLargest(b *testing.B) {
	lib := NewLibrary()
	var src []byte
	for _, ref := range lib.Refs() {
		if s, err := lib.Source(ref); err == nil && len(s) > len(src) {
			src = s
		}
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if r, problems := lib.Load("x.yaml", src); r == nil {
			b.Fatal(problems)
		}
	}
}
