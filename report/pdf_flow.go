package report

// textLine is one line of a laid-out text.
type textLine struct {
	face   face
	text   string
	indent float64 // from the left edge of the box, mm
	align  string  // "" = left
	lead   string  // a number or bullet in the indent
	to     target
	mark   Mark
	tag    *tag
	page   string  // name of a place: its page number is part of the line
	pageAt float64 // where in the line that stands, mm
	first  bool    // of its paragraph
	after  int     // lines of its paragraph that follow
}

// empty reports whether nothing is drawn on the line.
func (l textLine) empty() bool {
	return l.text == "" && l.lead == "" && l.page == "" && l.tag == nil && l.mark.Kind == 0
}

// box is laid-out text of a column: what can be measured before it is drawn.
type box []textLine

func (b box) height() float64 {
	h := 0.0
	for _, l := range b {
		h += l.face.lead
	}
	return h
}

// para lays out a text in a column.
func (d *doc) para(w float64, f face, s string) box { return d.item(w, 0, f, "", s) }

// item lays out a text that is indented behind a number or bullet.
func (d *doc) item(w, indent float64, f face, lead, s string) box {
	if s == "" {
		return nil
	}
	lines := d.wrap(f, w-indent, s)
	b := make(box, len(lines))
	for i, text := range lines {
		b[i] = textLine{face: f, text: text, indent: indent, after: len(lines) - 1 - i}
	}
	b[0].lead, b[0].first = lead, true
	return b
}

// linked lays out a text that is a link.
func (d *doc) linked(w, indent float64, f face, lead, s string, to target) box {
	if to == (target{}) {
		return d.item(w, indent, f, lead, s)
	}
	b := d.item(w, indent, f.link(), lead, s)
	for i := range b {
		b[i].to = to
	}
	return b
}

// marked lays out a text behind a mark.
func (d *doc) marked(w float64, f face, m Mark, s string) box {
	b := d.item(w, markWidth, f, "", s)
	if len(b) > 0 {
		b[0].mark = m
	}
	return b
}

// blank is an empty line.
func blank(height float64) box {
	return box{{face: face{lead: height}, first: true}}
}

// right aligns a box to the right.
func (b box) right() box {
	for i := range b {
		b[i].align = "R"
	}
	return b
}

func join(boxes ...box) box {
	var all box
	for _, b := range boxes {
		all = append(all, b...)
	}
	return all
}

// split cuts a box into the lines that a height has room for, one at least, and
// the rest.
func (b box) split(height float64) (head, rest box) {
	for i, l := range b {
		if height -= l.face.lead; height < -slack && i > 0 {
			return b[:i], b[i:]
		}
	}
	return b, nil
}

// drawBox draws a whole box at a point. Whoever calls it has made sure that
// there is room: a box that may be taller than a page flows, or is split. What
// would leave the page is an error of the program, and no report comes of it.
func (d *doc) drawBox(x, y, w float64, b box) {
	if len(b) > 0 && y+b.height() > pageHeight {
		panic("text runs off the page: " + b[0].text)
	}
	for _, l := range b {
		d.drawLine(x, y, w, l)
		y += l.face.lead
	}
}

// framed flows a box over as many pages as it takes, on something that is drawn
// behind each piece of it. It stays in one piece unless it is taller than a
// page.
func (d *doc) framed(x, w, above, below float64, b box, behind func(height float64)) {
	if h := above + b.height() + below; h <= wholePage {
		d.keep(h)
	} else {
		d.keep(above + 5*b[0].face.lead + below)
	}
	for len(b) > 0 {
		head, rest := b.split(d.room() - above - below)
		h := above + head.height() + below
		behind(h)
		d.drawBox(x, d.y+above, w, head)
		d.y += h
		if b = rest; len(b) > 0 {
			d.breakSheet()
		}
	}
}

func (d *doc) drawLine(x, y, w float64, l textLine) {
	if l.lead != "" {
		d.put(x, y, l.indent, l.face.plain(), l.lead, "L")
	}
	d.mark(x, y, l.face.lead, l.mark)
	if l.tag != nil {
		d.tag(x, y+(l.face.lead-tagHeight)/2, *l.tag)
	}
	if l.page != "" {
		d.op(func() {
			d.paintText(x+l.pageAt, y, w-l.pageAt, l.face, d.pageOf(l.page), l.align, target{place: l.page})
		})
	}
	if l.text == "" {
		return
	}
	at, span := x+l.indent, w-l.indent
	if l.to != (target{}) && l.align == "" {
		span = d.measure(l.face, l.text) // a link is as wide as its words
	}
	d.op(func() { d.paintText(at, y, span, l.face, l.text, l.align, l.to) })
}

// plain is the face without underline, for the number before a link.
func (f face) plain() face {
	if len(f.style) > 0 && f.style[len(f.style)-1] == 'U' {
		f.style, f.color = f.style[:len(f.style)-1], ink
	}
	return f
}

// flow draws a box over as many pages as it takes. A paragraph leaves no
// single line behind on either side of a page break.
func (d *doc) flow(x, w float64, b box) {
	for _, l := range b {
		need := l.face.lead
		if l.first && l.after > 0 || l.after == 1 {
			need *= 2
		}
		d.keep(need)
		if l.empty() && d.y == top {
			continue // no space at the head of a page
		}
		d.drawLine(x, d.y, w, l)
		d.y += l.face.lead
	}
}

// text flows a paragraph over the width of the page.
func (d *doc) text(f face, s string) { d.flow(left, width, d.para(width, f, s)) }

// part opens a part of the report: on a new page, unless half of one is left
// and the part may share it.
func (d *doc) part(h Heading, name string, mayShare bool) {
	d.again = nil
	d.running = h.Full()
	if mayShare && d.room() > wholePage/2 {
		d.skip(16)
	} else {
		d.newSheet()
	}
	d.heading(0, faceSection, h.Full(), name, h.Lead)
	d.skip(4)
}

// heading writes a heading that stands in the contents, and below it what its
// part holds, if that is said. level is its depth in the contents.
func (d *doc) heading(level int, f face, title, name, lead string) {
	d.contents = append(d.contents, contentsEntry{level, title, name})
	title = d.gate.text(title)
	leadFace := faceNote
	if level == 0 {
		leadFace = faceLead
	}
	b := d.para(width, f, title)
	about := d.para(width, leadFace, lead)
	d.keep(b.height() + about.height())
	d.glue(func() {
		d.here(name)
		y := d.y
		d.op(func() {
			d.use(faceBody.font) // a bookmark is encoded as the selected font asks for
			d.pdf.Bookmark(oneLine(title), level, y)
		})
		d.flow(left, width, b)
		d.y += 2
		if lead != "" {
			d.flow(left, width, about)
			d.y += 2
		}
	})
}

// subheading writes a heading that is not in the contents.
func (d *doc) subheading(title string) {
	b := d.para(width, faceBlock, title)
	d.keep(b.height())
	d.glue(func() {
		d.flow(left, width, b)
		d.y += 1.5
	})
}
