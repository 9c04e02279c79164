package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// The page: A4 portrait. All lengths are in millimetres but font sizes, which
// are in points.
const (
	pageWidth  = 210.0
	pageHeight = 297.0

	left   = 22.0 // of the text
	width  = pageWidth - 2*left
	top    = 25.0
	bottom = pageHeight - 21.0

	wholePage = bottom - top // the height that a page has for text

	headerAt = 12.0 // baseline region of the running head
	footerAt = pageHeight - 15.0
)

// WritePDF writes a report as a PDF. It returns how many characters the fonts
// could not show; each of them stands in the PDF as U+FFFD.
//
// A document is made in two passes. The first lays everything out on sheets
// that only remember what to draw; the second draws, when it is known on which
// page everything stands. So "page 3 of 41", the contents and references need
// no guessing, and layout is done once.
func WritePDF(w io.Writer, rep *Report) (replaced int, err error) {
	return writePDF(w, frameOf(rep), func(d *doc) {
		d.rep = rep
		d.layOut()
	})
}

// writePDF makes a document of what layOut puts on its sheets.
func writePDF(w io.Writer, f frame, layOut func(*doc)) (replaced int, err error) {
	defer func() {
		if p := recover(); p != nil { // gofpdf panics where it should return an error
			err = fmt.Errorf("making the PDF: %v", p)
		}
	}()
	d := newDoc(f)
	layOut(d)
	d.paint()
	if err := d.pdf.Output(w); err != nil {
		return d.gate.replaced, fmt.Errorf("making the PDF: %w", err)
	}
	return d.gate.replaced, nil
}

// frame is what a document has beside its sheets: its properties, and what
// stands on every page.
type frame struct {
	title, about, author string
	created              time.Time
	footer               Footer
	banners              []Banner
}

func frameOf(rep *Report) frame {
	return frame{rep.Title, rep.Cover.Title + ". " + Disclaimer, rep.Subject, rep.Created, rep.Footer, rep.Banners}
}

// doc is a document on its way.
type doc struct {
	pdf    *gofpdf.Fpdf
	meta   frame
	rep    *Report // of a gap report
	gate   gate
	sheets []*sheet
	y      float64 // where the next thing goes on the last sheet

	running  string           // title of the part, for the head of new sheets
	again    func()           // repeats a table head or the like on a new sheet; may be nil
	glued    *glued           // what must not be left behind at the foot of a sheet; may be nil
	places   map[string]place // where links lead to, by name
	contents []contentsEntry

	links map[string]int // of gofpdf, by name of the place
	font  font           // that gofpdf has selected
}

// sheet is one page, remembered.
type sheet struct {
	number  int // known when painting begins
	running string
	bare    bool // without running head and foot
	ops     []func()
}

// place is a point in the document.
type place struct {
	sheet *sheet
	y     float64
}

// contentsEntry is a line of the contents, and a bookmark.
type contentsEntry struct {
	level int
	title string
	place string
}

func newDoc(f frame) *doc {
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true) // else the order of some objects is that of a map
	pdf.SetCreationDate(f.created)
	pdf.SetModificationDate(f.created)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(left, top, left)
	pdf.SetCellMargin(0)
	addFonts(pdf)
	d := &doc{pdf: pdf, meta: f, places: map[string]place{}}
	pdf.SetTitle(d.metadata(f.title), true)
	pdf.SetSubject(d.metadata(f.about), true)
	pdf.SetAuthor(d.metadata(f.author), true)
	pdf.SetKeywords(d.metadata(f.footer.text()), true)
	pdf.SetCreator("aigap", true)
	pdf.SetProducer("aigap, gofpdf", true)
	return d
}

// metadata is a text for the properties of the document: cleaned like any
// other, on one line, and not counted, as it stands in the pages too.
func (d *doc) metadata(s string) string {
	clean, _ := cleanText(s)
	return oneLine(clean)
}

// layOut makes all sheets. The contents come last, when all headings are
// known, and are moved to their place behind the cover.
func (d *doc) layOut() {
	d.cover()
	covers := len(d.sheets)
	if d.rep.Overview != nil {
		d.overview(*d.rep.Overview)
	}
	for _, r := range d.rep.Rubrics {
		d.summary(r.Summary)
	}
	for _, r := range d.rep.Rubrics {
		d.domains(r.Domains)
	}
	d.register()
	for _, r := range d.rep.Rubrics {
		d.plan(r.Plan)
	}
	d.toEstablish()
	d.notApplicable()
	d.reading()
	d.answers()
	d.method()
	d.provenance()

	body := len(d.sheets)
	d.contentsPages()
	d.guide()
	front := slices.Clone(d.sheets[body:])
	d.sheets = slices.Insert(d.sheets[:body], covers, front...)
}

// paint draws the sheets.
func (d *doc) paint() {
	for i, s := range d.sheets {
		s.number = i + 1
	}
	d.linkPlaces()
	f := d.newFurniture()
	for _, s := range d.sheets {
		d.pdf.AddPage()
		if !s.bare {
			d.paintFurniture(f, s)
		}
		for _, op := range s.ops {
			op()
		}
	}
}

// linkPlaces gives each named place its link. All have one, used or not, in
// the order of their names, so that the same report gives the same bytes.
func (d *doc) linkPlaces() {
	d.links = map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(d.places)) {
		p := d.places[name]
		d.links[name] = d.pdf.AddLink()
		d.pdf.SetLink(d.links[name], p.y, p.sheet.number)
	}
}

// newSheet begins a page.
func (d *doc) newSheet() {
	d.sheets = append(d.sheets, &sheet{running: d.running})
	d.y = top
}

// breakSheet continues on a new page, with what is repeated there. A heading
// that nothing follows yet comes along.
func (d *doc) breakSheet() {
	g := d.glued
	d.glued = nil
	if g != nil {
		s := d.sheet()
		s.ops = s.ops[:g.ops]
	}
	d.newSheet()
	if g != nil {
		for _, draw := range g.draws {
			d.glue(draw)
		}
	}
	if again := d.again; again != nil {
		d.glue(again)
	}
}

// glued is what was drawn last on a sheet and belongs to what comes next.
type glued struct {
	ops   int      // on the sheet before it
	y     float64  // where it begins
	draws []func() // what draws it
}

// glue draws something, a heading say, that moves to the next sheet together
// with what follows it.
func (d *doc) glue(draw func()) {
	g, s := d.glued, d.sheet()
	if g == nil {
		g = &glued{ops: len(s.ops), y: d.y}
	}
	g.draws = append(g.draws, draw)
	draw()
	if d.sheet() == s { // else it was longer than the rest of the page
		d.glued = g
	}
}

func (d *doc) sheet() *sheet { return d.sheets[len(d.sheets)-1] }

// op remembers something to draw on the present sheet.
func (d *doc) op(draw func()) {
	d.glued = nil
	s := d.sheet()
	s.ops = append(s.ops, draw)
}

// slack is what heights may differ by when they are summed in another order, mm.
const slack = 0.01

// room is the height that is left on the sheet.
func (d *doc) room() float64 { return bottom - d.y }

// keep begins a new sheet unless a height is left on this one, or a new one
// would be no better.
func (d *doc) keep(height float64) {
	if height <= d.room()+slack || d.y <= top || d.glued != nil && d.glued.y <= top {
		return
	}
	d.breakSheet()
}

// skip leaves space, but not at the head of a page.
func (d *doc) skip(height float64) {
	if d.y > top {
		d.y += height
	}
}

// here names this point, so that links can lead to it.
func (d *doc) here(name string) { d.places[name] = place{d.sheet(), d.y} }

// furniture is what stands on every page: the part of the report and its
// warnings at the head; subject, rubric and page number at the foot. What is
// too long for one line is shortened: it stands in full on the cover.
type furniture struct{ warnings, subject, rubric string }

const (
	headSplit   = width * 0.6
	footSubject = 58.0
	footPage    = 26.0
	footRubric  = width - footSubject - footPage
)

func (d *doc) newFurniture() furniture {
	var words []string
	for _, b := range d.meta.banners {
		words = append(words, b.Word)
	}
	foot := d.meta.footer
	return furniture{
		warnings: strings.Join(words, " · "),
		subject:  d.fit(faceFurniture, footSubject-2, foot.Subject),
		rubric:   d.fit(faceFurniture, footRubric-2, foot.text()),
	}
}

func (d *doc) paintFurniture(f furniture, s *sheet) {
	d.paintText(left, headerAt, headSplit, faceFurniture, d.fit(faceFurniture, headSplit, s.running), "L", target{})
	d.paintText(left+headSplit, headerAt, width-headSplit, faceFurnitureBold, f.warnings, "R", target{})
	d.paintLine(left, headerAt+5, left+width, headerAt+5, 0.2, rule)

	d.paintLine(left, footerAt-1.5, left+width, footerAt-1.5, 0.2, rule)
	d.paintText(left, footerAt, footSubject, faceFurniture, f.subject, "L", target{})
	d.paintText(left+footSubject, footerAt, footRubric, faceFurniture, f.rubric, "L", target{})
	d.paintText(left+width-footPage, footerAt, footPage, faceFurnitureBold, pageNumber(s.number, len(d.sheets)), "R", target{})
}
