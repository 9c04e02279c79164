package rubrics

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Format is the first line of a rubric file.
const Format = "aigap/rubric/v1"

// file is a rubric as written: nothing composed, no reference followed. Its
// own questions have their defaults resolved, because the file that owns a
// question decides them.
type file struct {
	name    string
	src     []byte
	digest  string // hex of the sha256 of src
	builtin bool

	rubric    Rubric // head, levels, scales and own domains
	hasLevels bool
	includes  []include
	overrides []override
}

// include is one entry of a file's `include`.
type include struct {
	ref       Ref
	at        Pos
	broken    bool  // a problem of it has been reported
	domains   names // nil = all
	questions names // nil = all of the domains
	exclude   names
	into      named
}

// named is a name and where it stands.
type named struct {
	name string
	at   Pos
}

// names is a list of names, found by name.
type names map[string]named

func (ns names) has(name string) bool {
	_, ok := ns[name]
	return ok
}

// list are the names in the order of the file.
func (ns names) list() []named {
	return slices.SortedFunc(maps.Values(ns), func(a, b named) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Col, b.at.Col))
	})
}

// override replaces fields of a question that came by include.
type override struct {
	code   named
	node   *strictyaml.Node
	names  []string // the fields, in order
	broken bool     // a problem of it has been reported
}

func digestHex(src []byte) string {
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:])
}

// decodeFile reads the bytes of a rubric file. The file is nil if nothing of it
// can be read. With errors among the problems it is there in part, so that the
// rest can be checked in the same run.
func decodeFile(name string, src []byte) (*file, []Problem) {
	root, problems := strictyaml.Parse(name, src)
	if root == nil {
		return nil, problems
	}
	f := &file{name: name, src: src, digest: digestHex(src)}
	d := decoder{file: f}
	if !d.rubric(root) {
		return nil, d.Problems
	}
	return f, d.Problems
}

// decoder reads the nodes of one rubric file.
type decoder struct {
	strictyaml.Reader
	file *file
}

func (d *decoder) rubric(root *strictyaml.Node) bool {
	r := &d.file.rubric
	r.File, r.Language = d.file.name, "en"
	r.at = map[string]Pos{"id": root.Pos}
	if root.Kind == strictyaml.Mapping {
		for i, key := range root.Keys {
			r.at[key.Value] = key.Pos
			if v := root.Vals[i]; v.Kind != strictyaml.List && v.Kind != strictyaml.Mapping {
				r.at[key.Value] = v.Pos
			}
		}
	}
	var format string
	var domains *strictyaml.Node
	ok := d.Mapping(root, "a rubric", []strictyaml.Field{
		{Name: "format", Required: true, Read: d.OneOf("format", []string{Format}, &format)},
		{Name: "id", Required: true, Read: d.name("the rubric id", &r.ID)},
		{Name: "version", Required: true, Read: d.version("version", &r.Version)},
		{Name: "title", Required: true, Read: d.Text("title", &r.Title)},
		{Name: "summary", Read: d.Text("summary", &r.Summary)},
		{Name: "language", Read: d.Matching("language", langForm, "a language tag, as in en or pt-BR", &r.Language)},
		{Name: "released", Read: d.Date("released", &r.Released)},
		{Name: "sources", Read: d.Texts("sources", &r.Sources)},
		{Name: "minutes", Read: d.Int("minutes", 1, 100_000, &r.Minutes)},
		{Name: "review", Read: d.review},
		{Name: "supersedes", Read: d.version("supersedes", &r.Supersedes)},
		{Name: "changes", Read: d.changes},
		{Name: "levels", Read: d.levels},
		{Name: "scales", Read: d.scales},
		{Name: "include", Read: func(n *strictyaml.Node) { d.Each(n, "include", d.include) }},
		{Name: "override", Read: d.overrides},
		{Name: "domains", Read: func(n *strictyaml.Node) { domains = n }},
	})
	if !ok {
		return false
	}
	if domains == nil && d.file.includes == nil {
		r.lost = true
		d.Add(root.Pos, "missing-key", `a rubric lacks the key "domains" (or "include")`)
	}
	if domains != nil { // last, because a question needs the scales of its file
		r.lost = r.lost || domains.Kind != strictyaml.List
		d.Each(domains, "domains", d.domain)
	}
	return true
}

func (d *decoder) version(what string, to *string) func(*strictyaml.Node) {
	return func(n *strictyaml.Node) {
		if d.Text(what, to)(n); *to != "" && !validVersion(*to) {
			d.Add(n.Pos, "bad-version", "%s %s is not a semantic version: write three numbers, as in 1.0.0", what, strictyaml.Quote(*to))
			*to = ""
		}
	}
}

// name reads an id that must mean the same to every YAML reader.
func (d *decoder) name(what string, to *string) func(*strictyaml.Node) {
	return func(n *strictyaml.Node) {
		if n.Kind != strictyaml.String || strictyaml.OldWord(n.Value) {
			if n.Kind == strictyaml.String || n.Kind == strictyaml.Bool || n.Kind == strictyaml.Number || n.Kind == strictyaml.Null {
				d.Add(n.Pos, "yaml-word", "%s %s would be read as something else by other YAML readers: choose another word", what, strictyaml.Quote(n.Value))
				return
			}
		}
		d.Matching(what, kebabForm, "kebab-case: lower-case letters, digits and single hyphens", to)(n)
	}
}

func (d *decoder) review(n *strictyaml.Node) {
	r := &d.file.rubric.Review
	if n.Kind == strictyaml.Null || n.Kind == strictyaml.Mapping && len(n.Keys) == 0 {
		return // the key with nothing in it: not reviewed yet
	}
	d.Mapping(n, "review", []strictyaml.Field{
		{Name: "by", Required: true, Read: d.Text("by", &r.By)},
		{Name: "date", Required: true, Read: d.Date("date", &r.Date)},
		{Name: "note", Read: d.Text("note", &r.Note)},
	})
}

func (d *decoder) levels(n *strictyaml.Node) {
	r := &d.file.rubric
	d.file.hasLevels = true
	before := d.Errors()
	d.Each(n, "levels", func(item *strictyaml.Node) {
		var l Level
		d.Mapping(item, "a level", []strictyaml.Field{
			{Name: "title", Required: true, Read: d.Text("title", &l.Title)},
			{Name: "meaning", Required: true, Read: d.Text("meaning", &l.Meaning)},
		})
		r.Levels = append(r.Levels, l)
	})
	if len(r.Levels) == 0 {
		d.Add(n.Pos, "no-levels", "levels is empty: leave the key out for a ladder of one rung")
	}
	r.lost = r.lost || d.Errors() > before
}

func (d *decoder) scales(n *strictyaml.Node) {
	r := &d.file.rubric
	d.Pairs(n, "scales", func(key, val *strictyaml.Node) {
		s := &Scale{}
		before := d.Errors()
		d.name("the scale name", &s.Name)(key)
		d.scale(val, key, s)
		s.broken = d.Errors() > before
		r.Scales = append(r.Scales, s)
	})
}

func (d *decoder) scale(n, key *strictyaml.Node, s *Scale) {
	credits, before := 0, d.Errors()
	var at []Pos
	seen := map[string]bool{}
	d.Each(n, "the scale "+strictyaml.Quote(key.Value), func(item *strictyaml.Node) {
		var v Value
		hasCredit := false
		pos := item.Pos
		d.Mapping(item, "a scale value", []strictyaml.Field{
			{Name: "value", Required: true, Read: func(n *strictyaml.Node) {
				pos = n.Pos
				if d.name("the scale value", &v.Value)(n); v.Value == Unknown || v.Value == NotApplicable {
					d.Add(n.Pos, "reserved-value", "the scale value %q is reserved: it is always available; choose another word", v.Value)
				}
			}},
			{Name: "label", Required: true, Read: d.Text("label", &v.Label)},
			{Name: "credit", Read: func(n *strictyaml.Node) {
				hasCredit = true
				d.Decimal("credit", creditPlaces, 0, int64(FullCredit), (*int64)(&v.Credit))(n)
			}},
		})
		if seen[v.Value] && v.Value != "" {
			d.Add(pos, "duplicate-value", "the scale value %q stands twice: keep one", v.Value)
		}
		seen[v.Value] = true
		if hasCredit {
			credits++
		}
		s.Values, at = append(s.Values, v), append(at, pos)
	})
	s.Scored = credits > 0
	switch last := len(s.Values) - 1; {
	case n.Kind != strictyaml.List, d.Errors() > before: // said already
	case len(s.Values) == 0:
		d.Add(n.Pos, "empty-scale", "the scale %s has no values", strictyaml.Quote(key.Value))
	case s.Scored && credits < len(s.Values):
		d.Add(key.Pos, "mixed-credits", "the scale %s has credits on some values only: give all of them one, or none for a scale of context questions", strictyaml.Quote(key.Value))
	case s.Scored && (s.Values[0].Credit != 0 || s.Values[last].Credit != FullCredit):
		d.Add(key.Pos, "credit-range", "the credits of the scale %s go from %s to %s: they must begin at 0 and end at 1", strictyaml.Quote(key.Value), s.Values[0].Credit, s.Values[last].Credit)
	case s.Scored:
		for i := 1; i <= last; i++ {
			if s.Values[i].Credit <= s.Values[i-1].Credit {
				d.Add(at[i], "credit-order", "the credit %s of %q is not above %s of %q: credits must rise strictly", s.Values[i].Credit, s.Values[i].Value, s.Values[i-1].Credit, s.Values[i-1].Value)
			}
		}
	}
}

func (d *decoder) domain(n *strictyaml.Node) {
	r := &d.file.rubric
	dom := &Domain{Weight: defaultWeight, Pos: n.Pos}
	d.Mapping(n, "a domain", []strictyaml.Field{
		{Name: "id", Required: true, Read: func(n *strictyaml.Node) { dom.Pos = n.Pos; d.code("the domain id", &dom.ID)(n) }},
		{Name: "title", Required: true, Read: d.Text("title", &dom.Title)},
		{Name: "summary", Read: d.Text("summary", &dom.Summary)},
		{Name: "weight", Read: d.weight(&dom.Weight)},
		{Name: "questions", Read: func(n *strictyaml.Node) {
			r.lost = r.lost || n.Kind != strictyaml.List
			d.Each(n, "questions", func(item *strictyaml.Node) {
				q := d.ownQuestion(item)
				if q == nil || q.ID == "" {
					r.lost = true
				}
				if q != nil {
					dom.Questions = append(dom.Questions, q)
				}
			})
		}},
	})
	r.Domains = append(r.Domains, dom)
}

func (d *decoder) code(what string, to *string) func(*strictyaml.Node) {
	return d.Matching(what, codeForm, "a code: capital letters and digits in parts joined by hyphens, as in REG-DOC-01", to)
}

func (d *decoder) weight(to *Weight) func(*strictyaml.Node) {
	return d.Decimal("weight", weightPlaces, 1, 1_000_000, (*int64)(to))
}

// ownQuestion reads a question of the file itself and resolves its defaults.
func (d *decoder) ownQuestion(n *strictyaml.Node) *Question {
	q := &Question{at: map[string]Pos{"id": n.Pos}, Owner: d.file.rubric.Ref()}
	if n.Kind != strictyaml.Mapping {
		d.Mapping(n, "a question", nil)
		return nil
	}
	before := d.Errors()
	d.question(n, q)
	q.broken = d.Errors() > before
	q.settle()
	return q
}

// settle gives a question its defaults. A context question counts in no
// figure, whatever is written.
func (q *Question) settle() {
	switch {
	case q.Context:
		q.Level, q.Weight = 0, 0
		return
	case q.Level == 0:
		q.Level = 1
	}
	if q.Weight == 0 {
		q.Weight = defaultWeight
	}
}

// question reads the fields that are there into q and leaves the others as
// they are, so that it serves an override too. What a question must have is
// checked on the composed rubric.
func (d *decoder) question(n *strictyaml.Node, q *Question) {
	mark := func(field string, read func(*strictyaml.Node)) strictyaml.Field {
		return strictyaml.Field{Name: field, Read: func(n *strictyaml.Node) {
			q.at[field] = n.Pos
			for _, item := range n.Items {
				q.at[field+"."+item.Value] = item.Pos
			}
			read(n)
		}}
	}
	d.Mapping(n, "a question", []strictyaml.Field{
		mark("id", d.code("the question id", &q.ID)),
		mark("text", d.Text("text", &q.Text)),
		mark("help", d.Text("help", &q.Help)),
		mark("context", d.Truth("context", &q.Context)),
		mark("scale", d.Text("scale", &q.scaleName)),
		mark("anchors", func(n *strictyaml.Node) {
			q.Anchors = map[string]string{}
			d.Pairs(n, "anchors", func(key, val *strictyaml.Node) {
				var s string
				d.Text("the anchor of "+strictyaml.Quote(key.Value), &s)(val)
				q.Anchors[key.Value] = s
				q.at["anchors."+key.Value] = key.Pos
			})
		}),
		mark("level", d.Int("level", 1, 1000, &q.Level)),
		mark("weight", d.weight(&q.Weight)),
		mark("audience", d.Texts("audience", &q.Audience)),
		mark("principles", d.SomeOf("principles", Principles, &q.Principles)),
		mark("pillar", d.OneOf("pillar", Pillars, &q.Pillar)),
		mark("topics", d.Texts("topics", &q.Topics)),
		mark("cites", func(n *strictyaml.Node) { d.cites(n, q) }),
		mark("evidence", d.Texts("evidence", &q.Evidence)),
		mark("when", func(n *strictyaml.Node) { d.gates(n, q) }),
		mark("after", d.Texts("after", &q.After)),
		mark("gap", func(n *strictyaml.Node) { d.gap(n, q) }),
	})
}

func (d *decoder) cites(n *strictyaml.Node, q *Question) {
	q.Cites = nil
	d.Each(n, "cites", func(item *strictyaml.Node) {
		var c Cite
		d.Mapping(item, "a citation", []strictyaml.Field{
			{Name: "resource", Required: true, Read: d.Text("resource", &c.Resource)},
			{Name: "section", Required: true, Read: d.Text("section", &c.Section)},
			{Name: "basis", Required: true, Read: d.OneOf("basis", bases, &c.Basis)},
			{Name: "checked", Required: true, Read: d.OneOf("checked", Checks, &c.Checked)},
		})
		q.Cites = append(q.Cites, c)
	})
}

func (d *decoder) gates(n *strictyaml.Node, q *Question) {
	q.When = nil
	d.Each(n, "when", func(item *strictyaml.Node) {
		var g Gate
		d.Mapping(item, "a line of when", []strictyaml.Field{
			{Name: "question", Required: true, Read: func(n *strictyaml.Node) {
				q.at["when."+n.Value] = n.Pos
				d.Text("question", &g.Question)(n)
			}},
			{Name: "in", Required: true, Read: func(n *strictyaml.Node) {
				for _, v := range n.Items {
					q.at["in."+v.Value] = v.Pos
				}
				if d.Texts("in", &g.In)(n); n.Kind == strictyaml.List && len(n.Items) == 0 {
					d.Add(n.Pos, "empty-in", "in is empty, so the question could never be asked: name at least one value")
				}
			}},
		})
		q.When = append(q.When, g)
	})
}

func (d *decoder) gap(n *strictyaml.Node, q *Question) {
	q.Gap = Gap{Effort: "medium"}
	d.Mapping(n, "gap", []strictyaml.Field{
		{Name: "action", Required: true, Read: d.Text("action", &q.Gap.Action)},
		{Name: "steps", Read: d.Texts("steps", &q.Gap.Steps)},
		{Name: "effort", Read: d.OneOf("effort", efforts, &q.Gap.Effort)},
		{Name: "resources", Read: func(n *strictyaml.Node) {
			for _, item := range n.Items {
				q.at["resources."+item.Value] = item.Pos
			}
			d.Texts("resources", &q.Gap.Resources)(n)
		}},
	})
}

func (d *decoder) include(n *strictyaml.Node) {
	in := include{at: n.Pos}
	before := d.Errors()
	d.Mapping(n, "an include", []strictyaml.Field{
		{Name: "rubric", Required: true, Read: func(n *strictyaml.Node) {
			var s string
			if d.Text("rubric", &s)(n); s == "" {
				return
			}
			in.at = n.Pos
			ref, err := ParseRef(s)
			if err != nil {
				d.Add(n.Pos, "bad-ref", "%v", err)
			}
			in.ref = ref
		}},
		{Name: "domains", Read: d.names("domains", &in.domains)},
		{Name: "questions", Read: d.names("questions", &in.questions)},
		{Name: "exclude", Read: d.names("exclude", &in.exclude)},
		{Name: "into", Read: func(n *strictyaml.Node) { in.into.at = n.Pos; d.Text("into", &in.into.name)(n) }},
	})
	in.broken = d.Errors() > before
	d.file.includes = append(d.file.includes, in)
}

// names reads a list of names and where each stands. An empty list is an
// error: it would mean "all" to one reader and "none" to another.
func (d *decoder) names(what string, to *names) func(*strictyaml.Node) {
	return func(n *strictyaml.Node) {
		var all []string
		d.Texts(what, &all)(n)
		if n.Kind == strictyaml.List && len(n.Items) == 0 {
			d.Add(n.Pos, "empty-list", "%s is empty: name at least one, or leave the key out for all", what)
		}
		*to = names{}
		for _, item := range n.Items {
			(*to)[item.Value] = named{item.Value, item.Pos}
		}
	}
}

func (d *decoder) overrides(n *strictyaml.Node) {
	d.Pairs(n, "override", func(key, val *strictyaml.Node) {
		o := override{code: named{key.Value, key.Pos}, node: val}
		if val.Kind == strictyaml.Mapping {
			for _, k := range val.Keys {
				o.names = append(o.names, k.Value)
				if k.Value == "id" {
					d.Add(k.Pos, "override-id", "an override cannot change the id of a question: a new question needs a new code in a domain of this file")
				}
			}
		}
		before := d.Errors()
		d.question(val, &Question{at: map[string]Pos{}}) // reports what is wrong here, once
		o.broken = d.Errors() > before
		d.file.overrides = append(d.file.overrides, o)
	})
}
