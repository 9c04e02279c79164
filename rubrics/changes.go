package rubrics

import (
	"maps"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Change says what became of codes of the version before.
type Change struct {
	Kind   ChangeKind
	From   []string // codes of the version before; none for Added
	To     []string // codes of this version; none for Removed
	Why    string   // of Removed
	Review bool     // of Reworded: an old answer must be looked at again
	Pos    Pos
}

// ChangeKind is one of the ways in which a question can change.
type ChangeKind string

// Kinds of changes.
const (
	Renamed  ChangeKind = "renamed"  // one code became another
	Reworded ChangeKind = "reworded" // the same code, in other words
	Merged   ChangeKind = "merged"   // several codes became one
	Split    ChangeKind = "split"    // one code became several
	Removed  ChangeKind = "removed"
	Added    ChangeKind = "added"
)

var changeKinds = []string{string(Renamed), string(Reworded), string(Merged), string(Split), string(Removed), string(Added)}

func (d *decoder) changes(n *strictyaml.Node) {
	d.Each(n, "changes", func(item *strictyaml.Node) {
		c := Change{Pos: item.Pos}
		before := d.Errors()
		d.Mapping(item, "a change", d.changeFields(item, &c))
		if d.Errors() == before {
			d.file.rubric.Changes = append(d.file.rubric.Changes, c)
		} else {
			d.file.rubric.changesLost = true
		}
	})
}

// changeFields are the keys of a change; which they are hangs on its kind.
func (d *decoder) changeFields(n *strictyaml.Node, c *Change) []strictyaml.Field {
	kind := ""
	if n.Kind == strictyaml.Mapping {
		for i, key := range n.Keys {
			if key.Value == "kind" {
				kind = n.Vals[i].Value
			}
		}
	}
	one := func(to *[]string) func(*strictyaml.Node) {
		return func(n *strictyaml.Node) {
			var code string
			if d.code("the code", &code)(n); code != "" {
				*to = append(*to, code)
			}
		}
	}
	several := func(name string, to *[]string) func(*strictyaml.Node) {
		return func(n *strictyaml.Node) {
			before := d.Errors()
			d.Texts(name, to)(n)
			for _, item := range n.Items {
				var code string
				d.code("the code", &code)(item)
			}
			if d.Errors() == before && len(*to) < 2 {
				d.Add(n.Pos, "too-few-codes", "%s of a %s question names %d code: name at least two", name, kind, len(*to))
			}
		}
	}
	fields := []strictyaml.Field{{Name: "kind", Required: true, Read: d.OneOf("kind", changeKinds, (*string)(&c.Kind))}}
	need := func(name string, read func(*strictyaml.Node)) {
		fields = append(fields, strictyaml.Field{Name: name, Required: true, Read: read})
	}
	switch ChangeKind(kind) {
	case Renamed:
		need("from", one(&c.From))
		need("to", one(&c.To))
	case Reworded:
		need("question", func(n *strictyaml.Node) { one(&c.From)(n); c.To = c.From })
		fields = append(fields, strictyaml.Field{Name: "review", Read: d.Truth("review", &c.Review)})
	case Merged:
		need("from", several("from", &c.From))
		need("to", one(&c.To))
	case Split:
		need("from", one(&c.From))
		need("to", several("to", &c.To))
	case Removed:
		need("question", one(&c.From))
		need("why", d.Text("why", &c.Why))
	case Added:
		need("question", one(&c.To))
	default: // the kind is what is wrong
		for _, name := range []string{"from", "to", "question", "review", "why"} {
			fields = append(fields, strictyaml.Field{Name: name, Read: func(*strictyaml.Node) {}})
		}
	}
	return fields
}

// succession checks that a rubric says what became of the questions of the
// version before. That one is nil if it was not found.
func (l *linter) succession(before *Rubric) {
	r := l.rubric
	if r.Supersedes == "" {
		if _, misread := r.at["supersedes"]; len(r.Changes) > 0 && !misread {
			l.Add(r.At("changes"), "changes-without-supersedes", "changes needs supersedes, the version that they start from")
		}
		return
	}
	if CompareVersions(r.Supersedes, r.Version) >= 0 {
		l.Add(r.At("supersedes"), "supersedes-order", "version %s supersedes %s: a version can only supersede a lower one", r.Version, r.Supersedes)
		return
	}
	old, now := l.told()
	if before == nil {
		l.Warn(r.At("supersedes"), "supersedes-not-found", "%s was not found, so changes could not be compared with it: put its file beside this one, or add it with --rubric", Ref{r.ID, r.Supersedes})
		return
	}
	if r.lost || r.changesLost {
		return // what seems missing may be what could not be read
	}
	for _, c := range r.Changes {
		for _, code := range c.From {
			if before.Question(code) == nil {
				l.Add(c.Pos, "change-unknown", "%s has no question %s%s", before.Ref(), code, l.Suggest(code, before.Codes()))
			}
		}
		for _, code := range c.To {
			if c.Kind != Reworded && before.Question(code) != nil {
				l.Add(c.Pos, "change-code-reused", "%s is a question of %s already: what is new needs a code of its own", code, before.Ref())
			}
		}
	}
	for _, q := range before.questions {
		if _, said := old[q.ID]; !said && r.Question(q.ID) == nil {
			l.Add(r.At("supersedes"), "change-unsaid", "%s of %s is gone, and changes does not say what became of it: renamed, merged, split or removed", q.ID, before.Ref())
		}
	}
	for _, q := range r.questions {
		was := before.Question(q.ID)
		c, said := now[q.ID]
		switch {
		case was == nil && !said:
			l.Add(l.rubric.Place(q, "id"), "change-unsaid", "%s is not in %s, and changes does not say where it comes from: added, renamed, merged or split", q.ID, before.Ref())
		case was == nil:
		case !said && !sameWords(was, q):
			l.Add(l.rubric.Place(q, "id"), "change-unsaid", "%s reads differently in %s: say so in changes with {kind: reworded, question: %s}, and with review: true if an old answer may no longer hold", q.ID, before.Ref(), q.ID)
		case said && c.Kind == Reworded && sameWords(was, q):
			l.Warn(c.Pos, "change-idle", "%s reads as in %s: remove the line", q.ID, before.Ref())
		}
	}
}

// told are the changes by their old and by their new codes. Each code may
// stand once on either side, the old ones gone and the new ones there.
func (l *linter) told() (old, now map[string]Change) {
	r := l.rubric
	old, now = map[string]Change{}, map[string]Change{}
	note := func(to map[string]Change, code string, c Change) {
		if first, twice := to[code]; twice {
			l.Add(c.Pos, "change-twice", "%s stands in two changes, first on line %d: say once what became of it", code, first.Pos.Line)
			return
		}
		to[code] = c
	}
	for _, c := range r.Changes {
		for _, code := range c.From {
			note(old, code, c)
			if c.Kind != Reworded && r.Question(code) != nil {
				l.Add(c.Pos, "change-still-there", "%s is %s, but this rubric still asks it: a code keeps its meaning for ever", code, c.Kind)
			}
		}
		for _, code := range c.To {
			if _, twice := now[code]; !twice || c.Kind != Reworded { // else it is said of the old code
				note(now, code, c)
			}
			if r.Question(code) == nil && !r.lost {
				l.Add(c.Pos, "change-unknown", "this rubric has no question %s%s", code, l.Suggest(code, r.Codes()))
			}
		}
	}
	return old, now
}

// sameWords reports whether two versions of a question read the same to the
// person who answers: its text, its help and what its answers mean.
func sameWords(a, b *Question) bool {
	same := func(x, y string) bool {
		return strings.Join(strings.Fields(x), " ") == strings.Join(strings.Fields(y), " ")
	}
	return same(a.Text, b.Text) && same(a.Help, b.Help) && maps.EqualFunc(a.Anchors, b.Anchors, same) &&
		(a.Scale == nil || b.Scale == nil || slices.Equal(a.Scale.names(), b.Scale.names()))
}

// encodeChange writes a change as it is read.
func encodeChange(c Change) *strictyaml.Map {
	m := (&strictyaml.Map{}).Inline()
	m.Text("kind", string(c.Kind))
	switch c.Kind {
	case Reworded, Removed:
		m.Text("question", c.From[0])
	case Added:
		m.Text("question", c.To[0])
	case Merged:
		m.Texts("from", c.From)
		m.Text("to", c.To[0])
	case Split:
		m.Text("from", c.From[0])
		m.Texts("to", c.To)
	case Renamed:
		m.Text("from", c.From[0])
		m.Text("to", c.To[0])
	}
	m.Text("why", c.Why)
	if c.Review {
		m.Plain("review", "true")
	}
	return m
}
