package report

import (
	"math"
	"strings"

	"github.com/jung-kurt/gofpdf"

	"github.com/aigap/aigap/assessment"
)

// color is an RGB colour. Nothing is told by colour alone: shape, pattern,
// number or word says the same.
type color struct{ r, g, b int }

// One accent and greys. On grey paper the dark, middle and light tones are
// about 25, 65 and 95 percent bright.
var (
	ink    = color{0x1c, 0x27, 0x2d}
	muted  = color{0x55, 0x61, 0x69}
	rule   = color{0xc4, 0xcc, 0xd1}
	panel  = color{0xf0, 0xf3, 0xf5}
	white  = color{0xff, 0xff, 0xff}
	accent = color{0x0f, 0x4c, 0x5c}
	middle = color{0x8f, 0xb3, 0xbd}
)

// font is what gofpdf selects: "" regular, "B" bold, "I" italic, with "U"
// underlined; and a size in points.
type font struct {
	style string
	size  float64
}

// face is how a text looks.
type face struct {
	font
	color color
	lead  float64 // from line to line, mm
}

func (f face) in(c color) face { f.color = c; return f }

func (f face) bold() face { f.style = "B"; return f }

// link is the face of a text that leads somewhere.
func (f face) link() face {
	f.style += "U"
	f.color = accent
	return f
}

var (
	faceFurniture     = face{font{"", 7.5}, muted, 4}
	faceFurnitureBold = face{font{"B", 7.5}, ink, 4}

	faceSection = face{font{"B", 20}, accent, 9}
	faceDomain  = face{font{"B", 15}, accent, 7}
	faceBlock   = face{font{"B", 11}, ink, 5.4}
	faceLead    = face{font{"", 10.5}, muted, 5.4}
	faceBody    = face{font{"", 9.5}, ink, 4.8}
	faceStrong  = face{font{"B", 9.5}, ink, 4.8}
	faceNote    = face{font{"I", 9}, muted, 4.5}
	faceSmall   = face{font{"", 8.5}, ink, 4.2}
	faceLabel   = face{font{"B", 8}, muted, 4.2}
	faceTiny    = face{font{"", 7.5}, muted, 3.6}
)

// use selects a font, to measure or to draw.
func (d *doc) use(f font) {
	if d.font != f {
		d.pdf.SetFont(fontFamily, f.style, f.size)
		d.font = f
	}
}

// measure is the width of a text in mm.
func (d *doc) measure(f face, s string) float64 {
	d.use(f.font)
	return d.pdf.GetStringWidth(d.gate.text(s))
}

// wrap breaks a text into the lines of a column.
func (d *doc) wrap(f face, w float64, s string) []string {
	d.use(f.font)
	const mmPerPoint = 25.4 / 72
	units := int(w * 1000 / (f.size * mmPerPoint))
	return wrap(strings.TrimRight(d.gate.text(s), " \n"), units, d.pdf.GetStringSymbolWidth)
}

// fit shortens a text that stands in full elsewhere to one line.
func (d *doc) fit(f face, w float64, s string) string {
	s = oneLine(d.gate.text(s))
	lines := d.wrap(f, w, s)
	if len(lines) <= 1 {
		return s
	}
	return d.wrap(f, w-d.measure(f, "…"), s)[0] + "…"
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// target is where a link leads to: a place in the document or an address.
type target struct{ place, url string }

// put writes one line with its top left corner at x, y, in a width.
func (d *doc) put(x, y, w float64, f face, s, align string) {
	d.op(func() { d.paintText(x, y, w, f, s, align, target{}) })
}

// paintText is the only place where text reaches gofpdf.
func (d *doc) paintText(x, y, w float64, f face, s, align string, to target) {
	if s == "" {
		return
	}
	d.use(f.font)
	d.pdf.SetTextColor(f.color.r, f.color.g, f.color.b)
	d.pdf.SetXY(x, y)
	d.pdf.CellFormat(w, f.lead, oneLine(d.gate.text(s)), "", 0, align, false, d.links[to.place], to.url)
}

func (d *doc) stroke(c color, w float64) {
	d.pdf.SetDrawColor(c.r, c.g, c.b)
	d.pdf.SetLineWidth(w)
}

func (d *doc) paintLine(x1, y1, x2, y2, w float64, c color) {
	d.stroke(c, w)
	d.pdf.Line(x1, y1, x2, y2)
}

func (d *doc) line(x1, y1, x2, y2, w float64, c color) {
	d.op(func() { d.paintLine(x1, y1, x2, y2, w, c) })
}

// fill paints a rectangle.
func (d *doc) fill(x, y, w, h float64, c color) {
	d.op(func() {
		d.pdf.SetFillColor(c.r, c.g, c.b)
		d.pdf.Rect(x, y, w, h, "F")
	})
}

// frame outlines a rectangle.
func (d *doc) frame(x, y, w, h, line float64, c color) {
	d.op(func() {
		d.stroke(c, line)
		d.pdf.Rect(x, y, w, h, "D")
	})
}

// hatch fills a rectangle with diagonal lines on white and outlines it.
func (d *doc) hatch(x, y, w, h float64, c color) {
	if w <= 0 || h <= 0 {
		return
	}
	d.op(func() {
		const step = 1.5
		d.pdf.SetFillColor(white.r, white.g, white.b)
		d.pdf.Rect(x, y, w, h, "F")
		d.pdf.ClipRect(x, y, w, h, false)
		d.stroke(c, 0.25)
		for at := x - h; at < x+w; at += step {
			d.pdf.Line(at, y+h, at+h, y)
		}
		d.pdf.ClipEnd()
		d.stroke(c, 0.2)
		d.pdf.Rect(x, y, w, h, "D")
	})
}

// markWidth is the room that a mark takes before its words.
const markWidth = 5.0

// mark draws a mark in a line of text that begins at x, y.
func (d *doc) mark(x, y, lead float64, m Mark) {
	if m.Kind == 0 {
		return
	}
	d.op(func() { d.paintMark(x+1.6, y+lead/2+0.1, m) })
}

// paintMark draws a mark around its middle.
func (d *doc) paintMark(x, y float64, m Mark) {
	const radius = 1.5
	d.stroke(accent, 0.3)
	d.pdf.SetFillColor(white.r, white.g, white.b)
	d.pdf.SetDashPattern(nil, 0)
	switch m.Kind {
	case MarkCredit:
		d.pdf.Circle(x, y, radius, "FD")
		d.pdf.SetFillColor(accent.r, accent.g, accent.b)
		d.paintSector(x, y, radius, m.Credit)
	case MarkUnknown:
		d.pdf.Circle(x, y, radius, "FD")
		d.paintText(x-radius, y-1.5, 2*radius, face{font{"B", 6.5}, ink, 3}, "?", "C", target{})
	case MarkNotApplicable:
		d.paintLine(x-radius, y, x+radius, y, 0.5, muted)
	case MarkHidden:
		d.paintLine(x-1, y-1, x+1, y+1, 0.35, muted)
		d.paintLine(x-1, y+1, x+1, y-1, 0.35, muted)
	case MarkContext:
		d.stroke(muted, 0.3)
		d.pdf.Rect(x-1.2, y-1.2, 2.4, 2.4, "D")
	}
}

// paintSector fills a share of a circle, clockwise from the top.
func (d *doc) paintSector(x, y, radius, share float64) {
	switch {
	case share <= 0:
		return
	case share >= 1:
		d.pdf.Circle(x, y, radius, "F")
		return
	}
	const steps = 24
	points := []gofpdf.PointType{{X: x, Y: y}}
	for i := range steps + 1 {
		angle := 2 * math.Pi * share * float64(i) / steps
		points = append(points, gofpdf.PointType{X: x + radius*math.Sin(angle), Y: y - radius*math.Cos(angle)})
	}
	d.pdf.Polygon(points, "F")
}

// tag is a word in a box. Boxes differ in fill and frame, so that they can be
// told apart without reading.
type tag struct {
	word         string
	fill, border color
	text         color
}

// tagOf is the tag of a priority.
func tagOf(g *Gap) tag {
	switch g.Priority {
	case assessment.Critical:
		return tag{g.Label, accent, accent, white}
	case assessment.High:
		return tag{g.Label, middle, middle, ink}
	case assessment.Medium:
		return tag{g.Label, white, accent, ink}
	}
	return tag{g.Label, white, rule, muted}
}

const tagHeight = 4.4

func (d *doc) tagWidth(t tag) float64 { return d.measure(faceTag, t.word) + 3.6 }

var faceTag = face{font{"B", 7.5}, ink, tagHeight}

// tag draws a tag and returns its width.
func (d *doc) tag(x, y float64, t tag) float64 {
	w := d.tagWidth(t)
	d.op(func() {
		d.stroke(t.border, 0.3)
		d.pdf.SetFillColor(t.fill.r, t.fill.g, t.fill.b)
		d.pdf.RoundedRect(x, y, w, tagHeight, 0.8, "1234", "FD")
		d.paintText(x, y, w, faceTag.in(t.text), t.word, "C", target{})
	})
	return w
}
