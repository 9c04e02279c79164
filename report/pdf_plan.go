package report

import (
	"strconv"
)

// plan is the way to the next level: a picture with a row for each gap, then
// what to expect by quarter.
func (d *doc) plan(s PlanSection) {
	d.part(s.Heading, "part:"+s.Number, true)
	if s.None != "" {
		d.text(faceBody, s.None)
		return
	}
	for _, note := range s.Notes {
		d.text(faceSmall, note)
		d.skip(1)
	}
	d.skip(4)
	d.subheading(headPlanPicture)
	d.planPicture(s)
	d.skip(7)
	d.subheading(headPlanQuarters)
	t := d.newTable(column{title: colQuarter, width: 20}, column{title: colCloses}, number(colPoints, 20), number(colExpectedScore, 26), number(colExpectedLevel, 26))
	t.pad = 0.9
	t.begin()
	for _, q := range s.Quarters {
		t.row(
			d.para(t.width(0), faceSmall.bold(), q.Name),
			d.para(t.width(1), faceSmall, q.Closes),
			d.para(t.width(2), faceSmall, q.Points),
			d.para(t.width(3), faceSmall.bold(), q.Score),
			d.para(t.width(4), faceSmall.bold(), q.Level),
		)
	}
	t.end()
}

// planScale is where things stand in the picture of a plan, mm.
type planScale struct {
	code, action float64 // widths of what stands before the bars
	at           float64 // left edge of the bars
	quarter      float64 // width of one
	quarters     int
	step         int // every how many quarters one is named
}

const (
	planNumber    = 8.0
	planEffortCol = 16.0
	planRowHeight = 5.2
	planHead      = 10.2
)

// planScale fits the quarters to the page: a few do not fill it, and where
// there are many the actions make room, since they stand in the register.
func (d *doc) planScale(s PlanSection) planScale {
	const usual, widest, many = 62.0, 12.0, 16
	p := planScale{quarters: len(s.Quarters) - 1, code: 16} // without today
	for _, r := range s.Rows {
		p.code = max(p.code, d.measure(faceCode, r.Code)+columnGap)
	}
	p.code = min(p.code, 40)
	room := usual
	if p.quarters > many {
		room = width - planNumber - p.code - planEffortCol - columnGap
	}
	p.quarter = min(room/float64(p.quarters), widest)
	bars := p.quarter * float64(p.quarters)
	p.at = left + width - bars
	p.action = max(width-planNumber-p.code-planEffortCol-bars-columnGap, 0)
	name := d.measure(faceTiny, quarterName(p.quarters, p.quarters)) + 1.5
	for p.step = 1; p.quarter*float64(p.step) < name; p.step *= 2 {
	}
	return p
}

// x is the left edge of a quarter, from 1.
func (p planScale) x(quarter int) float64 { return p.at + p.quarter*float64(quarter-1) }

// planPicture draws one bar for each gap. It continues on the next page, with
// its head, where there are many.
func (d *doc) planPicture(s PlanSection) {
	p := d.planScale(s)
	head := func() { d.planHead(p) }
	d.keep(planHead + 2*planRowHeight)
	head()
	d.again = head
	for _, r := range s.Rows {
		d.keep(planRowHeight)
		d.planRow(p, r)
	}
	d.again = nil
}

func (d *doc) planHead(p planScale) {
	const size = 2.8
	x := left
	for i, word := range []string{keyPlanClose, keyPlanEstablish} {
		if i == 0 {
			d.fill(x, d.y+0.5, size, size, accent)
		} else {
			d.hatch(x, d.y+0.5, size, size, accent)
		}
		x += size + 1.5
		d.put(x, d.y, 80, faceTiny, word, "L")
		x += d.measure(faceTiny, word) + 6
	}
	d.y += 5
	d.put(left+planNumber, d.y, p.code, faceLabel, colCode, "L")
	if p.wordy() {
		d.put(left+planNumber+p.code, d.y, p.action, faceLabel, colAction, "L")
	}
	d.put(left+planNumber+p.code+p.action, d.y, planEffortCol, faceLabel, colEffort, "L")
	for q := 1; q <= p.quarters; q += p.step {
		w := p.quarter * float64(min(p.step, p.quarters-q+1))
		align := "C"
		if p.step > 1 {
			w, align = p.quarter*float64(p.step), "L"
		}
		d.put(p.x(q), d.y+0.4, w, faceTiny, quarterName(q, q), align)
	}
	d.y += 4.8
	d.line(left, d.y, left+width, d.y, 0.3, accent)
	d.y += planHead - 9.8
}

// wordy reports whether there is room for what to do.
func (p planScale) wordy() bool { return p.action > 25 }

func (d *doc) planRow(p planScale, r PlanRow) {
	y := d.y
	textAt := y + (planRowHeight-faceChart.lead)/2
	to := target{place: "gap:" + r.Code}
	d.drawBox(left, textAt, planNumber, d.linked(planNumber, 0, faceChart.bold(), "", strconv.Itoa(r.Number), to))
	d.drawBox(left+planNumber, textAt-0.3, p.code, d.linked(p.code, 0, faceCode, "", d.fit(faceCode, p.code-columnGap, r.Code), to))
	if p.wordy() {
		d.put(left+planNumber+p.code, textAt, p.action, faceChart, d.fit(faceChart, p.action-3, r.Action), "L")
	}
	d.put(left+planNumber+p.code+p.action, textAt, planEffortCol, faceChart, r.Effort, "L")
	for q := 1; q <= p.quarters+1; q += p.step {
		d.line(p.x(q), y, p.x(q), y+planRowHeight, 0.1, rule)
	}
	const barHeight, inset, least = 3.2, 0.3, 0.6
	x, w := p.x(r.Starts)+inset, p.quarter*float64(r.Ends-r.Starts+1)-2*inset
	w = max(w, least)
	if r.Establish {
		d.hatch(x, y+(planRowHeight-barHeight)/2, w, barHeight, accent)
	} else {
		d.fill(x, y+(planRowHeight-barHeight)/2, w, barHeight, accent)
	}
	d.y += planRowHeight
	d.line(left, d.y, left+width, d.y, 0.1, rule)
}
