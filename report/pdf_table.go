package report

// column is one column of a table.
type column struct {
	title string
	width float64 // mm
	right bool    // aligned to the right
}

// number is a column of numbers.
func number(title string, w float64) column { return column{title: title, width: w, right: true} }

// table is rows of boxes under a head that is repeated on each page.
type table struct {
	d       *doc
	columns []column
	gap     float64 // between columns, mm
	pad     float64 // above and below a row, mm
	plain   bool    // without head and lines
}

const columnGap = 3.0

// newTable begins a table over the width of the page. A column with width 0
// takes what the others leave.
func (d *doc) newTable(columns ...column) *table {
	t := &table{d: d, columns: columns, gap: columnGap, pad: 1.1}
	rest, open := width-columnGap*float64(len(columns)-1), -1
	for i, c := range columns {
		rest -= c.width
		if c.width == 0 {
			open = i
		}
	}
	if open >= 0 {
		t.columns[open].width = rest
	}
	return t
}

// plainTable is a table without head and lines, for names and texts.
func (d *doc) plainTable(columns ...column) *table {
	t := d.newTable(columns...)
	t.plain = true
	t.pad = 0.8
	return t
}

// width of a column.
func (t *table) width(i int) float64 { return t.columns[i].width }

// begin draws the head and has it repeated on each new page until end. It
// does not stay behind at the foot of a page: there it is wiped out, and the
// first row brings it along.
func (t *table) begin() {
	if t.plain {
		return
	}
	t.d.keep(t.headHeight())
	t.d.glue(func() {
		if t.d.again == nil { // else that has drawn it
			t.head()
		}
	})
	t.d.again = t.head
}

func (t *table) end() { t.d.again = nil }

func (t *table) headBoxes() []box {
	boxes := make([]box, len(t.columns))
	for i, c := range t.columns {
		boxes[i] = t.d.para(c.width, faceLabel, c.title)
		if c.right {
			boxes[i].right()
		}
	}
	return boxes
}

func (t *table) headHeight() float64 { return highest(t.headBoxes()) + 2 }

func (t *table) head() {
	d, boxes := t.d, t.headBoxes()
	h := highest(boxes)
	x := left
	for i, b := range boxes { // heads stand on the line below them
		d.drawBox(x, d.y+h-b.height(), t.columns[i].width, b)
		x += t.columns[i].width + t.gap
	}
	d.y += h + 1
	d.line(left, d.y, left+width, d.y, 0.5, accent)
	d.y += 0.5
}

func highest(boxes []box) float64 {
	h := 0.0
	for _, b := range boxes {
		h = max(h, b.height())
	}
	return h
}

// rowHeight is the height that a row takes in one piece.
func (t *table) rowHeight(cells []box) float64 { return highest(cells) + 2*t.pad }

// row draws a row. It stays in one piece unless it is taller than a third of
// a page, as a row with a long note is; then it continues on the next.
func (t *table) row(cells ...box) {
	d := t.d
	h := t.rowHeight(cells)
	if h > d.room() && (h <= wholePage/3 || d.room() < wholePage/8) {
		d.keep(h)
	}
	for i, c := range t.columns {
		if c.right {
			cells[i].right()
		}
	}
	for {
		drawn, rest, more := 0.0, make([]box, len(cells)), false
		x := left
		for i, b := range cells {
			var head box
			head, rest[i] = b.split(d.room() - 2*t.pad)
			d.drawBox(x, d.y+t.pad, t.columns[i].width, head)
			drawn = max(drawn, head.height())
			more = more || len(rest[i]) > 0
			x += t.columns[i].width + t.gap
		}
		d.y += drawn + 2*t.pad
		if !more {
			break
		}
		cells = rest
		d.breakSheet()
	}
	if !t.plain {
		d.line(left, d.y, left+width, d.y, 0.15, rule)
	}
}
