package strictyaml

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Map builds a mapping to be written, key by key in the order of the calls.
// Keys with nothing to say are left out. Its zero value is ready to use.
type Map struct{ node yaml.Node }

// Text adds a text, unless it is empty.
func (m *Map) Text(key, value string) {
	if value != "" {
		m.put(key, text(value))
	}
}

// Plain adds a number, a date or true, written as it is, unless it is empty.
func (m *Map) Plain(key, value string) {
	if value != "" {
		m.put(key, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
	}
}

// Texts adds a list of short texts on one line, unless it is empty.
func (m *Map) Texts(key string, values []string) {
	if len(values) == 0 {
		return
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range values {
		list.Content = append(list.Content, text(v))
	}
	m.put(key, list)
}

// Lines adds a list of texts, one a line, unless it is empty.
func (m *Map) Lines(key string, values []string) {
	if len(values) > 0 {
		m.Texts(key, values)
		m.node.Content[len(m.node.Content)-1].Style = 0
	}
}

// Map adds a mapping, unless it is empty.
func (m *Map) Map(key string, value *Map) {
	if !value.Empty() {
		m.put(key, value.root())
	}
}

// Maps adds a list of mappings, unless it is empty.
func (m *Map) Maps(key string, values []*Map) {
	if len(values) == 0 {
		return
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, v := range values {
		list.Content = append(list.Content, v.root())
	}
	m.put(key, list)
}

// EmptyMap adds a mapping even if it has nothing in it.
func (m *Map) EmptyMap(key string, value *Map) {
	n := value.root()
	if value.Empty() {
		n.Style = yaml.FlowStyle
	}
	m.put(key, n)
}

// Inline puts the mapping on one line.
func (m *Map) Inline() *Map {
	m.node.Style = yaml.FlowStyle
	return m
}

// Empty reports whether nothing has been added.
func (m *Map) Empty() bool { return len(m.node.Content) == 0 }

func (m *Map) root() *yaml.Node {
	m.node.Kind = yaml.MappingNode
	return &m.node
}

func (m *Map) put(key string, value *yaml.Node) {
	m.node.Content = append(m.node.Content, text(key), value)
}

// Bytes is the mapping as a YAML document: the same calls, the same bytes.
func (m *Map) Bytes() []byte {
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(m.root()); err != nil {
		panic(err) // a buffer takes everything, and the tree is ours
	}
	return out.Bytes()
}

func text(s string) *yaml.Node {
	var n yaml.Node
	n.SetString(Clean(s))
	if OldWord(n.Value) {
		n.Style = yaml.DoubleQuotedStyle
	}
	// A literal block would not bring these back as they were.
	if n.Style == yaml.LiteralStyle && (strings.TrimLeft(n.Value, " \n") != n.Value || strings.ContainsAny(n.Value, "\t\u2028\u2029")) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return &n
}

// oldWord matches what YAML 1.1 reads as something other than text.
var oldWord = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|~|[-+]?[0-9][0-9_,.:]*(e[-+]?[0-9]+)?|0x[0-9a-f_]+|0b[01_]+|0o?[0-7_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[-+]?\.(inf|nan))$`)

// OldWord reports whether YAML 1.1 readers, of which there are many, take a
// plain word for a truth value, a number, a date or nothing.
func OldWord(s string) bool { return oldWord.MatchString(s) }

// Clean makes text fit to be stored: valid UTF-8, line ends as \n, and what
// no person types and YAML cannot hold, such as control characters, as U+FFFD.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == '\ufeff', r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
			return utf8.RuneError
		}
		return r
	}, s)
}
