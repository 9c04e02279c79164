package assessment

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/aigap/aigap/rubrics"
)

// Encode writes an assessment as YAML, answers in the order of the rubric. It
// writes the short form where an answer is only a value, and leaves out
// answers that say nothing. The same assessment gives the same bytes. Text
// that YAML cannot hold is mended as Clean does.
func Encode(a *Assessment, r *rubrics.Rubric) []byte {
	root := mapping()
	put(root, "format", Format)
	put(root, "rubric", a.Rubric.String())
	put(root, "rubric_digest", a.RubricDigest)
	subject := mapping()
	put(subject, "name", a.Subject.Name)
	put(subject, "code", a.Subject.Code)
	put(subject, "organization", a.Subject.Organization)
	putNode(root, "subject", subject)
	put(root, "date", a.Date)
	who := sequence()
	for _, p := range a.Assessors {
		m := mapping()
		put(m, "name", p.Name)
		put(m, "role", p.Role)
		who.Content = append(who.Content, m)
	}
	putNode(root, "assessors", who)
	answers := mapping()
	for _, q := range r.Questions() {
		if ans, ok := a.Answers[q.ID]; ok && !ans.Empty() {
			answers.Content = append(answers.Content, text(q.ID), answerNode(ans, ""))
		}
	}
	if len(answers.Content) == 0 {
		answers.Style = yaml.FlowStyle
	}
	root.Content = append(root.Content, text("answers"), answers)
	retired := mapping()
	for _, code := range slices.Sorted(maps.Keys(a.Retired)) {
		retired.Content = append(retired.Content, text(code), answerNode(a.Retired[code].Answer, a.Retired[code].Rubric))
	}
	putNode(root, "retired_answers", retired)

	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		panic(err) // a buffer takes everything, and the tree is ours
	}
	return out.Bytes()
}

func answerNode(a Answer, rubric string) *yaml.Node {
	if rubric == "" && (Answer{Value: a.Value}).Equal(a) {
		return text(a.Value)
	}
	m := mapping()
	put(m, "answer", a.Value)
	put(m, "reason", a.Reason)
	items := sequence()
	for _, e := range a.Evidence {
		item := mapping()
		put(item, "title", e.Title)
		put(item, "link", e.Link)
		put(item, "date", e.Date)
		items.Content = append(items.Content, item)
	}
	putNode(m, "evidence", items)
	put(m, "note", a.Note)
	if a.Review {
		m.Content = append(m.Content, text("review"), &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
	put(m, "rubric", rubric)
	return m
}

func mapping() *yaml.Node  { return &yaml.Node{Kind: yaml.MappingNode} }
func sequence() *yaml.Node { return &yaml.Node{Kind: yaml.SequenceNode} }

func text(s string) *yaml.Node {
	var n yaml.Node
	n.SetString(Clean(s))
	if n.Style == yaml.LiteralStyle && (strings.TrimLeft(n.Value, " \n") != n.Value || strings.ContainsAny(n.Value, "\t\u0085\u2028\u2029")) {
		n.Style = yaml.DoubleQuotedStyle // a literal block would not come back as it was
	}
	return &n
}

// put adds a key with text, unless the text is empty.
func put(m *yaml.Node, key, value string) {
	if value != "" {
		m.Content = append(m.Content, text(key), text(value))
	}
}

// putNode adds a key with a node, unless the node is empty.
func putNode(m *yaml.Node, key string, value *yaml.Node) {
	if len(value.Content) > 0 {
		m.Content = append(m.Content, text(key), value)
	}
}

// Clean makes text fit to be stored: valid UTF-8, line ends as \n, and
// control characters, which no person types and YAML cannot hold, as U+FFFD.
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
