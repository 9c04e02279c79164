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
		first: map[string]*Question{},
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
	for _, o := range f.overrides {
		c.override(o)
	}
	c.out.rubric.Digest = digestOf(c.out.refs)
	c.out.rubric.index()
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
	first   map[string]*Question // each code's first arrival, before overrides
	intoOwn map[string][]*Question
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
	part := Part{From: in.ref}
	for _, dom := range from.rubric.Domains {
		c.out.seen[dom.ID] = true
		target := dom.ID
		if in.into.name != "" {
			target = in.into.name
		}
		for _, q := range dom.Questions {
			c.out.seen[q.ID] = true
			if !in.wants(dom.ID, q.ID) {
				continue
			}
			if earlier := c.first[q.ID]; earlier != nil {
				if !sameContent(earlier, q) {
					c.Add(in.at, "include-conflict", "%s comes with different content from %s (%s) and %s (%s): exclude it from one of them",
						q.ID, earlier.Owner, earlier.At("id"), q.Owner, q.At("id"))
				}
				continue
			}
			c.first[q.ID] = q
			part.Codes = append(part.Codes, q.ID)
			q = q.clone()
			if in.into.name != "" {
				if c.intoOwn == nil {
					c.intoOwn = map[string][]*Question{}
				}
				c.intoOwn[target] = append(c.intoOwn[target], q)
				continue
			}
			c.includedDomain(dom, in).Questions = append(c.includedDomain(dom, in).Questions, q)
		}
	}
	c.out.rubric.Parts = append(c.out.rubric.Parts, part)
}

// includedDomain is the composed rubric's copy of an included domain.
func (c *composer) includedDomain(dom *Domain, in include) *Domain {
	for _, d := range c.out.rubric.Domains {
		if d.ID != dom.ID {
			continue
		}
		if d.Title != dom.Title || d.Weight != dom.Weight || d.Summary != dom.Summary {
			c.Add(in.at, "domain-conflict", "the domain %s comes with different content from %s and %s: use into to bring one of them into a domain of this file", d.ID, d.Pos, dom.Pos)
		}
		return d
	}
	d := *dom
	d.Questions = nil
	c.out.rubric.Domains = append(c.out.rubric.Domains, &d)
	return &d
}

func (in include) wants(domain, code string) bool {
	has := func(list []named, name string) bool {
		return slices.ContainsFunc(list, func(n named) bool { return n.name == name })
	}
	return (in.domains == nil || has(in.domains, domain)) &&
		(in.questions == nil || has(in.questions, code)) &&
		!has(in.exclude, code)
}

// checkNames reports names in an include that the included rubric lacks.
func (c *composer) checkNames(in include, from *composed) {
	var domains, codes []string
	domainOf := map[string]string{}
	for _, dom := range from.rubric.Domains {
		domains = append(domains, dom.ID)
		for _, q := range dom.Questions {
			codes = append(codes, q.ID)
			domainOf[q.ID] = dom.ID
		}
	}
	check := func(list []named, what string, known []string) {
		for _, n := range list {
			if !slices.Contains(known, n.name) {
				c.Add(n.at, "include-unknown", "%s has no %s %s%s", in.ref, what, strictyaml.Quote(n.name), strictyaml.DidYouMean(n.name, known))
			}
		}
	}
	check(in.domains, "domain", domains)
	check(in.questions, "question", codes)
	check(in.exclude, "question", codes)
	for _, n := range in.questions {
		dom := domainOf[n.name]
		if dom != "" && in.domains != nil && !slices.ContainsFunc(in.domains, func(d named) bool { return d.name == dom }) {
			c.Add(n.at, "include-outside", "%s is in the domain %s, which this include does not take: add the domain or remove the question", n.name, dom)
		}
	}
	if in.into.name != "" && !slices.ContainsFunc(c.file.rubric.Domains, func(d *Domain) bool { return d.ID == in.into.name }) {
		var own []string
		for _, d := range c.file.rubric.Domains {
			own = append(own, d.ID)
		}
		c.Add(in.into.at, "into-unknown", "into names %s, which is no domain of this file%s", strictyaml.Quote(in.into.name), strictyaml.DidYouMean(in.into.name, own))
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
	c.Add(q.At("scale"), "unknown-scale", "the scale %s is not defined%s", strictyaml.Quote(q.scaleName), strictyaml.DidYouMean(q.scaleName, names))
	return nil
}

func (c *composer) ownDomains() {
	r := &c.out.rubric
	for _, written := range c.file.rubric.Domains {
		if i := slices.IndexFunc(r.Domains, func(d *Domain) bool { return d.ID == written.ID }); i >= 0 {
			r.lost = true
			c.Add(written.Pos, "duplicate-domain", "the domain %s stands twice: first at %s", written.ID, r.Domains[i].Pos)
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
		r.Domains = append(r.Domains, &dom)
	}
}

func (c *composer) override(o override) {
	var q *Question
	var codes []string
	for _, dom := range c.out.rubric.Domains {
		for _, have := range dom.Questions {
			codes = append(codes, have.ID)
			if have.ID == o.code.name {
				q = have
			}
		}
	}
	if q == nil && c.out.rubric.lost {
		return // it may be among what could not be read
	}
	if q == nil {
		c.Add(o.code.at, "override-unknown", "override names %s, which is not in the composition%s", strictyaml.Quote(o.code.name), strictyaml.DidYouMean(o.code.name, codes))
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
	if q.Context {
		q.Level, q.Weight = 0, 0
	} else {
		q.Level, q.Weight = max(q.Level, 1), max(q.Weight, 1)
	}
	q.broken = q.broken || o.broken
	q.Overridden = append(q.Overridden, o.names...)
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
