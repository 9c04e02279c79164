// Package strictyaml reads the YAML and JSON files of this program without
// surprises: one document, bounded size and depth, no anchors, aliases, merge
// keys or tags, no duplicate or unknown keys, no type that was not asked for.
// Every problem carries file, line, column and a stable code, and all of them
// are collected in one run.
//
// Parse turns bytes into a tree of nodes; Reader turns nodes into Go values.
// This package imports nothing else of the project.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"
)

// Limits on what is read: far above any real file, far below what hurts.
const (
	MaxBytes = 4 << 20 // of a file, or of one line of a batch
	MaxDepth = 64      // of nesting

	// maxPieces bounds the lines, commas and brackets of a file, and so the
	// memory that its nodes take: the largest real file has a tenth as many.
	maxPieces = 100_000
)

// Kind says what a node is.
type Kind int

// The kinds of a node. A date is a String: we read its text ourselves.
const (
	String Kind = iota + 1
	Number
	Bool
	Null
	List
	Mapping
)

// describe names a kind as a user would.
func (k Kind) describe() string {
	switch k {
	case String:
		return "text"
	case Number:
		return "a number"
	case Bool:
		return "true or false"
	case Null:
		return "nothing"
	case List:
		return "a list"
	case Mapping:
		return "a mapping"
	}
	return "something else"
}

// Node is one value of a parsed file.
type Node struct {
	Pos
	Kind  Kind
	Value string  // the text of a scalar, as written
	Items []*Node // of a list
	Keys  []*Node // of a mapping, in the order of the file; always String
	Vals  []*Node // of a mapping, beside Keys
}

// Parse reads the one document in src. The node is nil exactly if there are
// problems. A file that begins with a brace or bracket is read as JSON, and as
// YAML only if it is not JSON and is not named *.json.
func Parse(name string, src []byte) (*Node, []Problem) {
	src, problem := admit(name, src)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	if first := bytes.TrimLeft(src, " \t\r\n")[0]; first == '{' || first == '[' {
		node, problem := parseJSON(name, src)
		if problem == nil {
			return node, nil
		}
		if problem.Code != "not-json" || strings.HasSuffix(strings.ToLower(name), ".json") {
			return nil, []Problem{*problem}
		}
	}
	return parseYAML(name, src)
}

// ParseJSON reads one JSON value, as on a line of a batch.
func ParseJSON(name string, src []byte) (*Node, []Problem) {
	src, problem := admit(name, src)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	node, problem := parseJSON(name, src)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	return node, nil
}

// admit lets only text to a parser that cannot hurt it; without a byte order
// mark, and never blank.
func admit(name string, src []byte) ([]byte, *Problem) {
	refuse := func(line, col int, code, format string, args ...any) ([]byte, *Problem) {
		return nil, &Problem{Pos: Pos{name, line, col}, Code: code, Message: fmt.Sprintf(format, args...)}
	}
	if len(src) > MaxBytes {
		return refuse(0, 0, "too-large", "too large: at most %d MB are read", MaxBytes>>20)
	}
	if !utf8.Valid(src) {
		line, col := badUTF8(src)
		return refuse(line, col, "not-utf8", "the text is not valid UTF-8: save the file as UTF-8")
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if len(bytes.TrimLeft(src, " \t\r\n")) == 0 {
		return refuse(1, 1, "empty-file", "the file is empty")
	}
	switch line, code := tooMuch(src); code {
	case "too-deep":
		return refuse(line, 1, code, "the nesting is too deep: at most %d levels are read", MaxDepth)
	case "too-large":
		return refuse(line, 1, code, "too many lines and items: at most %d are read", maxPieces)
	}
	return src, nil
}

func badUTF8(src []byte) (line, col int) {
	line, col = 1, 1
	for len(src) > 0 {
		r, n := utf8.DecodeRune(src)
		if r == utf8.RuneError && n == 1 {
			break
		}
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
		src = src[n:]
	}
	return line, col
}

var yamlErrorLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(?s:(.*))$`)

func parseYAML(name string, src []byte) (*Node, []Problem) {
	problem := func(line int, code, message string) []Problem {
		return []Problem{{Pos: Pos{name, line, 1}, Code: code, Message: message}}
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, problem(1, "empty-file", "the file is empty")
		}
		m := yamlErrorLine.FindStringSubmatch(err.Error())
		line, _ := strconv.Atoi(m[1])
		return nil, problem(max(line, 1), "not-yaml", "not valid YAML: "+strings.ReplaceAll(m[2], "\n", " "))
	}
	c := converter{file: name}
	root := c.convert(doc.Content[0], 1)
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		line := second.Line
		if err != nil {
			m := yamlErrorLine.FindStringSubmatch(err.Error())
			line, _ = strconv.Atoi(m[1])
		}
		c.Add(Pos{name, max(line, 1), 1}, "second-document", "a second document begins here: a file holds exactly one; put the other into a file of its own")
	}
	if len(c.Problems) > 0 {
		return nil, c.Problems
	}
	return root, nil
}

// tooMuch finds nesting and numbers of items that no sane file has, before a
// parser spends time and memory on them. It counts brackets roughly, quotes
// or not, and dashes at the start of a line exactly; what it lets through
// meets the exact limit in convert. It returns the line and a code, or "".
func tooMuch(src []byte) (line int, code string) {
	const rough = 4096 // brackets in prose are not nesting
	depth, pieces := 0, 0
	line = 1
	if dashes(src) > MaxDepth {
		return line, "too-deep"
	}
	for i, b := range src {
		if b >= 0x80 && (bytes.HasSuffix(src[:i+1], []byte("\u0085")) || bytes.HasSuffix(src[:i+1], []byte("\u2028")) || bytes.HasSuffix(src[:i+1], []byte("\u2029"))) {
			b = '\r' // YAML breaks lines there too
		}
		switch b {
		case '\n', '\r':
			if b == '\n' {
				line++
			}
			pieces++
			if dashes(src[i+1:]) > MaxDepth {
				return line, "too-deep"
			}
		case ',':
			pieces++
		case '[', '{':
			pieces++
			if depth++; depth > rough {
				return line, "too-deep"
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
		if pieces > maxPieces {
			return line, "too-large"
		}
	}
	return 0, ""
}

// dashes counts the list and key marks with which a line begins.
func dashes(line []byte) int {
	n := 0
	for ; len(line) > 1 && (line[0] == ' ' || (line[0] == '-' || line[0] == '?') && line[1] == ' '); line = line[1:] {
		if line[0] != ' ' {
			if n++; n > MaxDepth {
				break
			}
		}
	}
	return n
}

// converter turns YAML's nodes into ours and refuses what we do not read.
type converter struct {
	Reader
	file    string
	tooDeep bool
}

func (c *converter) convert(y *yaml.Node, depth int) *Node {
	n := &Node{Pos: Pos{c.file, y.Line, y.Column}, Kind: String, Value: y.Value}
	switch {
	case depth > MaxDepth:
		if !c.tooDeep {
			c.Add(n.Pos, "too-deep", "the nesting is too deep: at most %d levels are read", MaxDepth)
		}
		c.tooDeep = true
		return n
	case y.Kind == yaml.AliasNode:
		c.Add(n.Pos, "yaml-alias", "the alias %s is not read: write the value out", Quote("*"+y.Value))
		return n
	case y.Anchor != "":
		c.Add(n.Pos, "yaml-anchor", "the anchor %s is not read: remove it", Quote("&"+y.Anchor))
	case y.Style&yaml.TaggedStyle != 0:
		c.Add(n.Pos, "yaml-tag", "the tag %s is not read: remove it", Quote(y.Tag))
		return n
	}
	switch y.Kind {
	case yaml.SequenceNode:
		n.Kind = List
		for _, item := range y.Content {
			n.Items = append(n.Items, c.convert(item, depth+1))
		}
	case yaml.MappingNode:
		n.Kind = Mapping
		c.pairs(n, y, depth)
	case yaml.ScalarNode:
		switch y.ShortTag() {
		case "!!int", "!!float":
			n.Kind = Number
		case "!!bool":
			n.Kind = Bool
		case "!!null":
			n.Kind = Null
		case "!!merge":
			c.Add(n.Pos, "yaml-merge", "the merge key << is not read: write the keys out")
		}
	}
	return n
}

func (c *converter) pairs(n *Node, y *yaml.Node, depth int) {
	first := make(map[string]Pos)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := c.convert(y.Content[i], depth+1)
		val := c.convert(y.Content[i+1], depth+1)
		if key.Kind == List || key.Kind == Mapping {
			c.Add(key.Pos, "bad-key", "a key must be text, found %s", key.Kind.describe())
			continue
		}
		key.Kind = String
		if at, dup := first[key.Value]; dup {
			c.Add(key.Pos, "duplicate-key", "the key %s stands twice: first on line %d; keep one", Quote(key.Value), at.Line)
			continue
		}
		first[key.Value] = key.Pos
		n.Keys = append(n.Keys, key)
		n.Vals = append(n.Vals, val)
	}
}

// parseJSON reads JSON strictly (RFC 8259, no duplicate names, no lone
// surrogates). The code of its problem is "not-json" where the bytes are not
// JSON at all, so that YAML in braces gets its chance.
func parseJSON(name string, src []byte) (*Node, *Problem) {
	p := jsonParser{dec: jsontext.NewDecoder(bytes.NewReader(src)), src: src, at: Pos{name, 1, 1}}
	root, problem := p.value(1)
	if problem != nil {
		return nil, problem
	}
	at := p.next()
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, &Problem{Pos: at, Code: "second-document", Message: "something follows the JSON value: a file holds exactly one"}
	}
	return root, nil
}

type jsonParser struct {
	dec    *jsontext.Decoder
	src    []byte
	offset int64 // up to which lines and columns are counted
	at     Pos   // the place of offset
}

// place turns a byte offset into a position; offsets only ever rise.
func (p *jsonParser) place(offset int64) Pos {
	for offset = min(offset, int64(len(p.src))); p.offset < offset; p.offset++ {
		switch b := p.src[p.offset]; {
		case b == '\n':
			p.at.Line, p.at.Col = p.at.Line+1, 1
		case utf8.RuneStart(b):
			p.at.Col++
		}
	}
	return p.at
}

// next is the place of the coming token.
func (p *jsonParser) next() Pos {
	at := p.dec.InputOffset()
	for at < int64(len(p.src)) && strings.IndexByte(" \t\r\n,:", p.src[at]) >= 0 {
		at++
	}
	return p.place(at)
}

func (p *jsonParser) fail(err error) *Problem {
	at := p.dec.InputOffset()
	code, message := "not-json", "the JSON ends too early"
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at = syntax.ByteOffset
		message = fmt.Sprint(syntax.Err)
		switch {
		case errors.Is(syntax.Err, jsontext.ErrDuplicateName):
			code = "duplicate-key"
			message = fmt.Sprintf("the key %s stands twice: keep one", Quote(syntax.JSONPointer.LastToken()))
			return &Problem{Pos: p.next(), Code: code, Message: message}
		case strings.Contains(message, "surrogate"), strings.Contains(message, "UTF-8"):
			code = "not-utf8"
		}
	}
	if code == "not-json" {
		message = "not valid JSON: " + message
	}
	return &Problem{Pos: p.place(at), Code: code, Message: message}
}

func (p *jsonParser) value(depth int) (*Node, *Problem) {
	at := p.next()
	if depth > MaxDepth {
		return nil, &Problem{Pos: at, Code: "too-deep", Message: fmt.Sprintf("the nesting is too deep: at most %d levels are read", MaxDepth)}
	}
	token, err := p.dec.ReadToken()
	if err != nil {
		return nil, p.fail(err)
	}
	n := &Node{Pos: at}
	switch token.Kind() {
	case '"':
		n.Kind, n.Value = String, token.String()
	case '0':
		n.Kind, n.Value = Number, token.String()
	case 't', 'f':
		n.Kind, n.Value = Bool, token.String()
	case 'n':
		n.Kind, n.Value = Null, "null"
	case '[':
		n.Kind = List
		for p.dec.PeekKind() != ']' {
			item, problem := p.value(depth + 1)
			if problem != nil {
				return nil, problem
			}
			n.Items = append(n.Items, item)
		}
		_, err = p.dec.ReadToken()
	case '{':
		n.Kind = Mapping
		for p.dec.PeekKind() != '}' {
			key, problem := p.value(depth + 1)
			if problem != nil {
				return nil, problem
			}
			val, problem := p.value(depth + 1)
			if problem != nil {
				return nil, problem
			}
			n.Keys, n.Vals = append(n.Keys, key), append(n.Vals, val)
		}
		_, err = p.dec.ReadToken()
	}
	if err != nil {
		return nil, p.fail(err)
	}
	return n, nil
}
