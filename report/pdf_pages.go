package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The pages that open the report: cover, contents, key and summary.

// cover is the first page; a very long title takes a second one.
func (d *doc) cover() {
	rep := d.rep
	c := rep.Cover
	d.running = c.Kicker
	d.newSheet()
	d.sheet().bare = true
	d.coverBlock(c)
	for _, b := range rep.Banners {
		d.banner(b)
	}
	d.skip(3)
	t := d.plainTable(column{width: 34}, column{})
	for _, f := range c.Fields {
		t.row(d.para(t.width(0), faceStrong.in(muted), f.Name), d.para(t.width(1), faceBody, f.Text))
	}
	inside := d.para(width-8, faceStrong, headInside)
	for _, s := range c.Inside {
		inside = append(inside, d.para(width-8, faceBody, s)...)
	}
	d.skip(5)
	d.panel(inside)
	d.skip(4)
	end := join(d.para(width, faceStrong, c.Disclaimer), d.para(width, faceSmall.in(muted), c.Rubric))
	d.keep(end.height())
	if at := pageHeight - 24 - end.height(); at > d.y {
		d.y = at
	}
	d.line(left, d.y-3, left+width, d.y-3, 0.8, accent)
	d.flow(left, width, end)
}

// coverBlock is the title on the accent colour.
func (d *doc) coverBlock(c Cover) {
	const inset = 14.0
	sizes := []face{{font{"B", 30}, white, 12.5}, {font{"B", 22}, white, 9.5}, {font{"B", 15}, white, 7}, {font{"B", 10}, white, 5}}
	var text box
	for _, f := range sizes {
		title := d.para(width, f, c.Title)
		subject := d.para(width, face{font{"B", f.size * 0.62}, white, f.lead * 0.66}, c.Subject)
		organization := d.para(width, face{font{"", f.size * 0.42}, white, f.lead * 0.5}, c.Organization)
		text = join(d.para(width, face{font{"", 11}, white, 6}, c.Kicker), blank(9), title, blank(9), subject, organization)
		if len(title) <= 4 && text.height() < 110 {
			break
		}
	}
	const tallest = pageHeight - 60
	if text.height() > tallest { // beyond any real title: plain text, on as many pages as it takes
		for i := range text {
			text[i].face.color = ink
		}
		d.flow(left, width, text)
		d.skip(8)
		return
	}
	h := max(text.height()+2*inset+12, 112)
	d.fill(0, 0, pageWidth, h, accent)
	d.fill(left, 22, 24, 1.2, white)
	d.drawBox(left, 28, width, text)
	d.y = h + 9
}

// banner is a warning in a frame.
func (d *doc) banner(b Banner) {
	const inset = 3.5
	text := join(d.para(width-2*inset-2, faceStrong, b.Word), d.para(width-2*inset-2, faceSmall, b.Meaning))
	d.framed(left+inset+2, width-2*inset-2, inset-1, inset-0.5, text, func(h float64) {
		d.frame(left, d.y, width, h, 0.3, ink)
		d.fill(left, d.y, 1.6, h, ink)
	})
	d.y += 2.5
}

// panel draws a box of text on grey.
func (d *doc) panel(text box) {
	const inset = 4.0
	d.framed(left+inset, width-2*inset, inset-0.7, inset-0.3, text, func(h float64) { d.fill(left, d.y, width, h, panel) })
}

// contentsPages lists the parts with their pages.
func (d *doc) contentsPages() {
	d.again = nil
	d.running = headContents
	entries := d.contents
	d.newSheet()
	d.heading(0, faceSection, headContents, "contents", "")
	d.contents = d.contents[:len(d.contents)-1] // it does not list itself
	d.skip(3)
	for _, e := range entries {
		d.contentsLine(e)
	}
}

func (d *doc) contentsLine(e contentsEntry) {
	const pageColumn = 14.0
	f, indent := face{font{"B", 10}, ink, 5.6}, 0.0
	if e.level > 0 {
		f, indent = face{font{"", 9.5}, ink, 5}, 7
	} else {
		d.skip(1.4)
	}
	b := d.para(width-indent-pageColumn, f, e.title)
	d.keep(b.height())
	for i := range b {
		b[i].to = target{place: e.place}
	}
	d.flow(left+indent, width-indent-pageColumn, b)
	last := b[len(b)-1]
	from, y := left+indent+d.measure(f, last.text)+2, d.y-f.lead
	if to := left + width - pageColumn; from < to {
		d.op(func() {
			d.pdf.SetDashPattern([]float64{0.3, 1.4}, 0)
			d.paintLine(from, y+f.lead*0.72, to, y+f.lead*0.72, 0.3, muted)
			d.pdf.SetDashPattern(nil, 0)
		})
	}
	d.op(func() {
		d.paintText(left+width-pageColumn, y, pageColumn, f, d.pageOf(e.place), "R", target{place: e.place})
	})
}

// pageOf is the page on which a place stands; only known while painting.
func (d *doc) pageOf(name string) string {
	p, ok := d.places[name]
	if !ok {
		return ""
	}
	return strconv.Itoa(p.sheet.number)
}

// guide explains what the report uses: the ladder, words and marks. It stands
// below the contents where there is room.
func (d *doc) guide() {
	const usual = 135.0 // height for a ladder of one rung
	g := d.rep.Guide
	d.skip(9)
	d.keep(usual)
	if d.y > top {
		d.line(left, d.y-5, left+width, d.y-5, 0.3, rule)
	}
	d.flow(left, width, d.para(width, faceDomain, g.Title))
	d.skip(2)
	for _, l := range g.Ladders {
		d.names(l.Title, l.Rungs)
	}
	d.names(headWords, g.Words)
	d.subheading(headMarks)
	half := (width - columnGap) / 2
	t := d.plainTable(column{width: half}, column{width: half})
	t.pad = 0.3
	for pair := range slices.Chunk(g.Marks, 2) {
		cells := make([]box, 2)
		for i, m := range pair {
			cells[i] = d.marked(half, faceSmall, m.Mark, m.Label)
		}
		t.row(cells...)
	}
}

// names lists names with what they mean.
func (d *doc) names(title string, fields []Field) {
	d.subheading(title)
	t := d.plainTable(column{width: 34}, column{})
	t.pad = 0.6
	for _, f := range fields {
		t.row(d.para(t.width(0), faceSmall.bold(), f.Name), d.para(t.width(1), faceSmall, f.Text))
	}
	d.skip(3)
}

// summary is the page that a minister reads: one page, with less white on it
// where there is much to say.
func (d *doc) summary(s Summary) {
	for _, air := range []float64{1, 0.5, 0.1} {
		before := *d
		before.places = maps.Clone(d.places)
		d.summaryPage(s, air)
		if len(d.sheets) == len(before.sheets)+1 || air == 0.1 {
			return
		}
		gate := d.gate // what it has counted stays counted
		*d = before
		d.gate = gate
	}
}

// summaryPage lays the summary out, with its white space scaled by air.
func (d *doc) summaryPage(s Summary, air float64) {
	d.part(s.Heading, s.Key, false)
	d.y -= 4
	if beside := width - d.measure(faceSection, s.Full()); beside > d.measure(faceTiny.bold(), s.Disclaimer)+columnGap {
		d.put(left, top+4.4, width, faceTiny.bold(), s.Disclaimer, "R")
	} else {
		d.text(faceTiny.bold(), s.Disclaimer)
	}
	d.text(faceBlock.in(accent), s.Subject)
	d.text(faceHeadline, s.Headline)
	d.skip(2.5 * air)
	d.tiles(s.Tiles)
	d.skip(3.5 * air)
	d.levelPanel(s, 28+8*air)
	d.skip(3 * air)

	d.subheading(s.ChartTitle)
	d.chart(chartRows(s.Chart))
	d.skip(3 * air)
	d.summaryGaps(s, 0.7*air)
	d.skip(2.5 * air)
	d.twoColumns(headNotKnown, s.NotKnown, headProvisional, s.Provisional)
}

var faceHeadline = face{font{"", 11}, ink, 5.3}

// tiles are the headline figures side by side.
func (d *doc) tiles(tiles []Tile) {
	const gap, inset = 3.0, 3.0
	w := (width - gap*float64(len(tiles)-1)) / float64(len(tiles))
	value := face{font{"B", 19}, accent, 8.5}
	detail := 0.0
	details := make([]box, len(tiles))
	for i, t := range tiles {
		details[i] = d.para(w-2*inset, faceTiny, t.Detail)
		detail = max(detail, details[i].height())
	}
	h := 2*inset - 1.5 + faceLabel.lead + value.lead + detail
	if tiles[0].Provisional {
		h += 4.4
	}
	d.keep(h)
	for i, t := range tiles {
		x, y := left+float64(i)*(w+gap), d.y
		d.fill(x, y, w, h, panel)
		d.fill(x, y, w, 0.9, accent)
		y += inset - 0.6
		d.put(x+inset, y, w-2*inset, faceLabel, t.Label, "L")
		y += faceLabel.lead
		f := value
		for f.size > 8 && d.measure(f, t.Value) > w-2*inset {
			f.size--
		}
		d.put(x+inset, y, w-2*inset, f, t.Value, "L")
		y += value.lead
		if t.Provisional {
			d.put(x+inset, y-0.3, w-2*inset, faceTiny.bold().in(ink), markProvisional, "L")
			y += 4.4 - 0.4
		}
		d.drawBox(x+inset, y, w-2*inset, details[i])
	}
	d.y += h
}

// levelPanel is the ladder, at least so high, and beside it what holds the level.
func (d *doc) levelPanel(s Summary, least float64) {
	const picture, gap = 80.0, 5.0
	const x, w = left + picture + gap, width - picture - gap
	words := d.para(w, faceStrong, s.Holds.Lead)
	for _, f := range s.Holds.Domains {
		words = append(words, d.item(w, 3.5, faceChart, "–", f.Name+": "+f.Text)...)
	}
	words = append(words, d.para(w, faceChart, s.Holds.More)...)
	words = join(words, blank(1), d.para(w, faceTiny, strings.Join(s.LadderKey, " ")))
	const tallest = 90.0 // of the picture
	h := min(max(words.height(), least), tallest)
	if words.height() <= wholePage {
		d.keep(max(words.height(), h))
	} else {
		d.keep(h)
	}
	d.stairs(left, d.y-2, picture, h-2.6, s.Ladder, s.Today)
	d.stepKey(left, d.y+h-3.6)
	s0, below := d.sheet(), d.y+h
	d.flow(x, w, words)
	if d.sheet() == s0 {
		d.y = max(d.y, below)
	}
}

func (d *doc) summaryGaps(s Summary, pad float64) {
	d.subheading(s.GapsTitle)
	if len(s.Gaps) == 0 {
		d.text(faceBody, s.GapsNote)
		return
	}
	d.gapTable(s.Gaps, pad)
}

// gapTable lists gaps in short, each on a line or two, padded by pad.
func (d *doc) gapTable(gaps []*Gap, pad float64) {
	t := d.newTable(column{width: 7}, column{title: colAction}, column{title: colPriority, width: 17}, column{title: colEffort, width: 13},
		number(colGain, 16), number(colPage, 8))
	t.pad = pad
	t.begin()
	for _, g := range gaps {
		t.row(
			d.linked(t.width(0), 0, faceGap.bold(), "", strconv.Itoa(g.Number), target{place: "gap:" + g.Code}),
			d.para(t.width(1), faceGap, g.Action+"  "+g.Code),
			d.tagged(tagOf(g)),
			d.para(t.width(3), faceGap, g.EffortWord),
			d.para(t.width(4), faceGap, g.Gain),
			d.pageRef(faceGap, "gap:"+g.Code),
		)
	}
	t.end()
}

var faceGap = face{font{"", 8.5}, ink, 3.9}

// tagged is a box that holds a tag.
func (d *doc) tagged(t tag) box {
	return box{{face: face{lead: tagHeight}, tag: &t, first: true}}
}

// pageRef is a box for the page of a place.
func (d *doc) pageRef(f face, name string) box {
	return box{{face: f, page: name, first: true}}
}

// twoColumns sets two short texts side by side, in the widths in which they
// take the least height.
func (d *doc) twoColumns(leftTitle string, leftItems []string, rightTitle string, rightItems []string) {
	const gap, inset = 4.0, 3.5
	const widths = width - gap
	type column struct {
		w     float64
		title string
		items []string
	}
	var columns []column
	var texts []box
	for _, share := range []float64{0.62, 0.5, 0.38} {
		try := []column{{widths * share, leftTitle, leftItems}, {widths * (1 - share), rightTitle, rightItems}}
		var set []box
		for _, c := range try {
			w := c.w - 2*inset
			set = append(set, join(d.para(w, faceStrong, c.title), d.para(w, faceTiny.in(ink), strings.Join(c.items, " "))))
		}
		if texts == nil || highest(set) < highest(texts) {
			columns, texts = try, set
		}
	}
	h := highest(texts) + 4
	if h > wholePage/2 { // beyond any real text: one below the other
		for _, c := range columns {
			d.panel(join(d.para(width-8, faceStrong, c.title), d.para(width-8, faceTiny.in(ink), strings.Join(c.items, " "))))
			d.skip(gap)
		}
		return
	}
	d.keep(h)
	x := left
	for i, c := range columns {
		d.fill(x, d.y, c.w, h, panel)
		d.drawBox(x+inset, d.y+1.6, c.w-2*inset, texts[i])
		x += c.w + gap
	}
	d.y += h
}
