package rubrics

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// maxNesting bounds how deep includes may nest; real suites use two or three.
const maxNesting = 16

// composed is a rubric on its way: its questions still have every `when` and
// `after` line of their owners, because a line that is dropped here may find
// its question again in a rubric that includes this one.
type composed struct {
	rubric Rubric
	seen   map[string]bool // codes of all rubrics included, also those left out
	refs   []digestLine    // of itself and of what it includes, transitively
}

type digestLine struct{ ref, hex string }

// compose turns a file into a composed rubric. find resolves the rubrics that
// it includes; chain holds the refs that are being composed, outermost first.
// After an error it goes on as far as it can, so that all problems are found.
func compose(f *file, find func(Ref, []Ref) (*composed, error), chain []Ref) (*composed, []Problem) {
	c := &composer{
		file: f,
		out: &composed{
			rubric: f.rubric, // by value; what is shared is never written to
			seen:   map[string]bool{},
			refs:   []digestLine{{f.rubric.Ref().String(), f.digest}},
		},
		first:   map[string]*Question{},
		via:     map[string]Ref{},
		intoOwn: map[string][]*Question{},
		domains: map[string]*Domain{},
	}
	c.out.rubric.Domains, c.out.rubric.Scales = nil, nil
	for _, in := range f.includes {
		if in.broken {
			c.out.rubric.lost = true
			continue
		}
		from, err := find(in.ref, chain)
		if err != nil {
			c.out.rubric.lost = true
			c.Add(in.at, "include-not-found", "cannot include %s: %v", in.ref, err)
			continue
		}
		c.include(in, from)
	}
	c.ownScales()
	c.ownDomains()
	c.out.rubric.index()
	codes := c.out.rubric.Codes()
	for _, o := range f.overrides {
		c.override(o, codes)
	}
	c.out.rubric.Digest = digestOf(c.out.refs)
	return c.out, c.Problems
}

// digestOf is the digest of a rubric: of its file, or for a composed one of
// the lines of itself and of everything that it includes.
func digestOf(lines []digestLine) string {
	if len(lines) == 1 {
		return "sha256:" + lines[0].hex
	}
	h := sha256.New()
	for _, l := range lines {
		fmt.Fprintf(h, "%s sha256:%s\n", l.ref, l.hex)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

type composer struct {
	strictyaml.Reader
	file    *file
	out     *composed
	first   map[string]*Question   // each code's first arrival, before overrides
	via     map[string]Ref         // the include that brought it
	intoOwn map[string][]*Question // what includes bring into domains of the file
	domains map[string]*Domain     // of the composition, by id
}

func (c *composer) include(in include, from *composed) {
	maps.Copy(c.out.seen, from.seen)
	for _, l := range from.refs {
		if !slices.Contains(c.out.refs, l) {
			c.out.refs = append(c.out.refs, l)
		}
	}
	if !c.file.hasLevels && c.out.rubric.Levels == nil {
		c.out.rubric.Levels = from.rubric.Levels
	}
	for _, s := range from.rubric.Scales {
		c.addScale(s, in.at)
	}
	c.checkNames(in, from)
	part := c.part(in.ref)
	for _, dom := range from.rubric.Domains {
		var into *Domain // found when the first question wants it, and once
		for _, q := range dom.Questions {
			c.out.seen[q.ID] = true
			if !in.wants(dom.ID, q.ID) {
				continue
			}
			if earlier := c.first[q.ID]; earlier != nil {
				if !sameContent(earlier, q) {
					c.Add(in.at, "include-conflict", "%s comes with different content from %s and from %s: exclude it from one of them", q.ID, c.via[q.ID], in.ref)
				}
				continue
			}
			c.first[q.ID], c.via[q.ID] = q, in.ref
			part.Codes = append(part.Codes, q.ID)
			q = q.clone()
			if name := in.into.name; name != "" {
				c.intoOwn[name] = append(c.intoOwn[name], q)
				continue
			}
			if into == nil {
				into = c.includedDomain(dom, in)
			}
			into.Questions = append(into.Questions, q)
		}
	}
}

// part is what the rubric takes from another one, in however many includes.
func (c *composer) part(from Ref) *Part {
	parts := &c.out.rubric.Parts
	i := slices.IndexFunc(*parts, func(p Part) bool { return p.From == from })
	if i < 0 {
		i = len(*parts)
		*parts = append(*parts, Part{From: from})
	}
	return &(*parts)[i]
}

// includedDomain is the composed rubric's copy of an included domain.
func (c *composer) includedDomain(dom *Domain, in include) *Domain {
	if d := c.domains[dom.ID]; d != nil {
		if d.Title != dom.Title || d.Weight != dom.Weight || d.Summary != dom.Summary {
			c.Add(in.at, "domain-conflict", "the domain %s comes with different content from %s and %s: use into to bring one of them into a domain of this file", d.ID, d.Pos, dom.Pos)
		}
		return d
	}
	d := *dom
	d.Questions = nil
	c.domains[d.ID] = &d
	c.out.rubric.Domains = append(c.out.rubric.Domains, &d)
	return &d
}

// wants reports whether an include takes a question.
func (in include) wants(domain, code string) bool {
	return (in.domains == nil || in.domains.has(domain)) && (in.questions == nil || in.questions.has(code)) && !in.exclude.has(code)
}

// checkNames reports names in an include that the included rubric lacks.
func (c *composer) checkNames(in include, from *composed) {
	var domains []string
	domainOf := map[string]string{}
	for _, dom := range from.rubric.Domains {
		domains = append(domains, dom.ID)
		for _, q := range dom.Questions {
			domainOf[q.ID] = dom.ID
		}
	}
	for _, n := range in.domains.list() {
		if !slices.Contains(domains, n.name) {
			c.Add(n.at, "include-unknown", "%s has no domain %s%s", in.ref, strictyaml.Quote(n.name), c.Suggest(n.name, domains))
		}
	}
	codes := from.rubric.Codes()
	for _, n := range append(in.questions.list(), in.exclude.list()...) {
		switch dom, known := domainOf[n.name]; {
		case !known:
			c.Add(n.at, "include-unknown", "%s has no question %s%s", in.ref, strictyaml.Quote(n.name), c.Suggest(n.name, codes))
		case in.questions.has(n.name) && in.domains != nil && !in.domains.has(dom):
			c.Add(n.at, "include-outside", "%s is in the domain %s, which this include does not take: add the domain or remove the question", n.name, dom)
		}
	}
	if in.into.name != "" && !slices.ContainsFunc(c.file.rubric.Domains, func(d *Domain) bool { return d.ID == in.into.name }) {
		var own []string
		for _, d := range c.file.rubric.Domains {
			own = append(own, d.ID)
		}
		c.Add(in.into.at, "into-unknown", "into names %s, which is no domain of this file%s", strictyaml.Quote(in.into.name), c.Suggest(in.into.name, own))
	}
}

// addScale adds a scale by name; the same name with other values is an error.
func (c *composer) addScale(s *Scale, at Pos) {
	for _, have := range c.out.rubric.Scales {
		if have.Name != s.Name {
			continue
		}
		if !reflect.DeepEqual(have, s) {
			c.Add(at, "scale-conflict", "the scale %q comes twice with different values, labels or credits: rename one of them", s.Name)
		}
		return
	}
	c.out.rubric.Scales = append(c.out.rubric.Scales, s)
}

func (c *composer) ownScales() {
	for _, s := range c.file.rubric.Scales {
		c.addScale(s, c.file.rubric.At("scales"))
	}
}

// scale finds the scale that a question of this file names.
func (c *composer) scale(q *Question) *Scale {
	own, all := c.file.rubric.Scales, c.out.rubric.Scales
	if q.scaleName == "" {
		if len(own) > 0 {
			return own[0]
		}
		if len(all) > 0 {
			return all[0]
		}
		if !c.out.rubric.lost {
			c.Add(q.At("id"), "no-scale", "%s has no scale, and the rubric has none", q.ID)
		}
		return nil
	}
	var names []string
	for _, s := range all {
		if s.Name == q.scaleName {
			return s
		}
		names = append(names, s.Name)
	}
	if c.out.rubric.lost {
		return nil
	}
	c.Add(q.At("scale"), "unknown-scale", "the scale %s is not defined%s", strictyaml.Quote(q.scaleName), c.Suggest(q.scaleName, names))
	return nil
}

func (c *composer) ownDomains() {
	r := &c.out.rubric
	for _, written := range c.file.rubric.Domains {
		if first := c.domains[written.ID]; first != nil && written.ID != "" {
			r.lost = true
			c.Add(written.Pos, "duplicate-domain", "the domain %s stands twice: first at %s", written.ID, first.Pos)
			continue
		}
		dom := *written
		dom.Questions = c.intoOwn[dom.ID]
		for _, q := range written.Questions {
			if q.ID == "" { // reported as a bad code, or as missing by the check
				dom.Questions = append(dom.Questions, q)
				continue
			}
			if earlier := c.first[q.ID]; earlier != nil {
				r.lost = true
				c.Add(q.At("id"), "duplicate-code", "the code %s stands twice: first at %s; a code names one question for ever", q.ID, earlier.At("id"))
				continue
			}
			c.first[q.ID] = q
			q = q.clone()
			q.Scale = c.scale(q)
			dom.Questions = append(dom.Questions, q)
		}
		c.domains[dom.ID] = &dom
		r.Domains = append(r.Domains, &dom)
	}
}

func (c *composer) override(o override, codes []string) {
	r := &c.out.rubric
	q := r.Question(o.code.name)
	if q == nil && r.lost {
		return // it may be among what could not be read
	}
	if q == nil {
		c.Add(o.code.at, "override-unknown", "override names %s, which is not in the composition%s", strictyaml.Quote(o.code.name), c.Suggest(o.code.name, codes))
		return
	}
	id, scale := q.ID, q.scaleName
	q.scaleName = ""
	d := decoder{file: c.file}
	d.question(o.node, q) // its problems were reported when the file was read
	q.ID = id
	if q.scaleName != "" {
		q.Scale = c.scale(q)
	} else {
		q.scaleName = scale
	}
	q.settle()
	q.broken = q.broken || o.broken
	q.at["override"] = o.code.at
	for _, name := range o.names {
		if !slices.Contains(q.Overridden, name) {
			q.Overridden = append(q.Overridden, name)
		}
	}
	for i, p := range c.out.rubric.Parts {
		if slices.Contains(p.Codes, q.ID) {
			c.out.rubric.Parts[i].Overridden = append(p.Overridden, q.ID)
		}
	}
}

// clone copies a question so that overriding the copy leaves the original.
// Fields are replaced whole, never changed in place, so the copy is shallow.
func (q *Question) clone() *Question {
	c := *q
	c.at = maps.Clone(q.at)
	c.Overridden = slices.Clone(q.Overridden)
	return &c
}

// sameContent compares what two questions say, not where they are written.
func sameContent(a, b *Question) bool {
	strip := func(q *Question) Question {
		c := *q
		c.at, c.scaleName, c.Owner, c.Overridden, c.broken = nil, "", Ref{}, nil, false
		return c
	}
	return reflect.DeepEqual(strip(a), strip(b))
}

// index rebuilds the look-ups after the questions have changed.
func (r *Rubric) index() {
	r.questions, r.byCode = nil, map[string]*Question{}
	for _, dom := range r.Domains {
		for _, q := range dom.Questions {
			r.questions = append(r.questions, q)
			r.byCode[q.ID] = q
		}
	}
}

// finish drops the lines that name questions left out, and domains left
// empty, and gives the rubric that is used. The composed rubric stays as is.
func (c *composed) finish() (*Rubric, []Problem) {
	var d strictyaml.Reader
	r := c.rubric
	r.Domains = nil
	for _, dom := range c.rubric.Domains {
		if len(dom.Questions) == 0 {
			r.empty = append(r.empty, dom) // Lint says so
			continue
		}
		copied := *dom
		copied.Questions = nil
		for _, q := range dom.Questions {
			q = q.clone()
			q.When = slices.DeleteFunc(slices.Clone(q.When), func(g Gate) bool { return c.leftOut(&d, q, g.Question, "when") })
			q.After = slices.DeleteFunc(slices.Clone(q.After), func(code string) bool { return c.leftOut(&d, q, code, "after") })
			copied.Questions = append(copied.Questions, q)
		}
		r.Domains = append(r.Domains, &copied)
	}
	if r.Levels == nil {
		r.Levels = []Level{{Title: "Ready", Meaning: "Everything that this rubric asks for is in place."}}
	}
	r.index()
	return &r, d.Problems
}

// leftOut reports whether a line names a question that exists in an included
// rubric but not in this composition.
func (c *composed) leftOut(d *strictyaml.Reader, q *Question, code, line string) bool {
	if c.rubric.byCode[code] != nil || !c.seen[code] {
		return false
	}
	d.Warn(c.rubric.Place(q, line+"."+code, line), "line-dropped", "%s: its line of %s that names %s is dropped, because %s leaves that question out",
		q.ID, line, code, c.rubric.Ref())
	return true
}
