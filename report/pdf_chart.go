package report

import (
	"slices"
	"strconv"

	"github.com/jung-kurt/gofpdf"
)

// Charts show a share in three ways, told apart by tone and pattern: solid
// for what has evidence named, a lighter tone for the rest of the score, and
// hatched for what is possible.

// bar draws the three figures of a domain on a scale from 0 to 100.
func (d *doc) bar(x, y, w, h float64, row ChartRow) {
	at := func(f Figure) float64 { return w * f.Value / 100 }
	evidenced, score, potential := at(row.Evidenced), at(row.Score), at(row.Potential)
	d.fill(x, y, w, h, panel)
	d.hatch(x+score, y, potential-score, h, accent)
	if score > 0 {
		d.fill(x, y, score, h, middle)
	}
	if evidenced > 0 {
		d.fill(x, y, evidenced, h, accent)
	}
	if score > 0 {
		d.line(x+score, y-0.5, x+score, y+h+0.5, 0.5, ink) // the score itself
	}
}

// barKey explains the bars on one line, and returns its height.
func (d *doc) barKey(x, y float64) float64 {
	const size, height = 2.8, 4.6
	swatches := []struct {
		draw func(x float64)
		word string
	}{
		{func(x float64) { d.fill(x, y+0.5, size, size, accent) }, keyEvidenced},
		{func(x float64) { d.fill(x, y+0.5, size, size, middle) }, keyNoEvidence},
		{func(x float64) { d.line(x+size/2, y+0.2, x+size/2, y+size+0.8, 0.5, ink) }, keyScore},
		{func(x float64) { d.hatch(x, y+0.5, size, size, accent) }, keyNotKnown},
	}
	for _, s := range swatches {
		s.draw(x)
		x += size + 1.5
		d.put(x, y, 60, faceTiny, s.word, "L")
		x += d.measure(faceTiny, s.word) + 6
	}
	return height
}

// Columns of the chart by domain, mm.
const (
	chartLabel  = 55.0
	chartLevel  = 14.0
	chartNumber = 13.5
	chartBar    = width - chartLabel - chartLevel - 3*chartNumber - 4
	chartBarAt  = left + chartLabel + chartLevel + 1
)

// chartRows are the rows of domains.
func chartRows(domains []DomainRow) []ChartRow {
	rows := make([]ChartRow, len(domains))
	for i, d := range domains {
		rows[i] = d.ChartRow
	}
	return rows
}

// chart draws one bar for each row, with the numbers beside it. It continues
// on the next page, with its head, where there are many.
func (d *doc) chart(rows []ChartRow) {
	levels := slices.ContainsFunc(rows, func(r ChartRow) bool { return r.Level != "" })
	head := func() { d.chartHead(levels) }
	d.keep(chartHeadHeight + 12)
	head()
	d.again = head
	for _, row := range rows {
		d.chartRow(row)
	}
	d.again = nil
}

// chartHeadHeight is the height of the key and the scale, mm.
const chartHeadHeight = 9.6

func (d *doc) chartHead(levels bool) {
	d.y += d.barKey(left, d.y)
	for i := 0; i <= 100; i += 25 {
		d.put(chartBarAt+chartBar*float64(i)/100-5, d.y+0.4, 10, faceTiny, strconv.Itoa(i), "C")
	}
	if levels {
		d.put(left+chartLabel, d.y, chartLevel, faceLabel, colLevel, "L")
	}
	for i, title := range []string{colChartEvidenced, colScore, colChartPotential} {
		d.put(chartNumberAt(i), d.y, chartNumber, faceLabel, title, "R")
	}
	d.y += 4.6
	d.line(left, d.y, left+width, d.y, 0.3, accent)
	d.y += 0.4
}

func chartNumberAt(i int) float64 { return left + width - float64(3-i)*chartNumber }

func (d *doc) chartRow(row ChartRow) {
	label := d.linked(chartLabel-3, 0, faceChart, "", row.Title, target{place: row.Key})
	label, rest := label.split(wholePage / 2)
	h := max(label.height()+1.4, 5.6)
	d.keep(h)
	middleLine := d.y + h/2
	d.drawBox(left, middleLine-label.height()/2, chartLabel-3, label)
	const barHeight = 3.4
	textAt := middleLine - faceChart.lead/2
	if row.OK {
		for i := 0; i <= 100; i += 25 {
			x := chartBarAt + chartBar*float64(i)/100
			d.line(x, d.y, x, d.y+h, 0.1, rule)
		}
		d.put(left+chartLabel, textAt, chartLevel, faceChart.bold(), row.Level, "L")
		d.bar(chartBarAt, middleLine-barHeight/2, chartBar, barHeight, row)
		for i, f := range []Figure{row.Evidenced, row.Score, row.Potential} {
			face := faceChart
			if i == 1 {
				face = face.bold()
			}
			d.put(chartNumberAt(i), textAt, chartNumber, face, f.Text, "R")
		}
	} else {
		d.put(left+chartLabel, textAt, chartLevel, faceChart, row.Level, "L")
		d.put(chartBarAt+1, textAt, chartBar, faceChart.in(muted), nothingCounts, "L")
		for i := range 3 {
			d.put(chartNumberAt(i), textAt, chartNumber, faceChart, notAvailable, "R")
		}
	}
	d.y += h
	d.flow(left, chartLabel-3, rest)
	d.line(left, d.y, left+width, d.y, 0.1, rule)
}

var faceChart = face{font{"", 8}, ink, 3.5}

// stairs draws the ladder as steps: reached with evidence named, reached,
// possible, and not reached; with a sign over the rung of today, -1 for none.
func (d *doc) stairs(x, y, w, h float64, rungs []Rung, today int) {
	const sign = 7.5 // room above the steps for "today"
	names := d.rungNames(w, rungs)
	ground := y + h - highest(names) - 1
	n := float64(len(rungs))
	start := w / (n + 1) * 0.6 // the ground before the first step
	step := (w - start) / n
	rise := (ground - y - sign) / n
	for i, r := range rungs {
		at, high := x+start+step*float64(i), rise*float64(i+1)
		d.rungBlock(at+0.5, ground-high, step-1, high, r)
		d.drawBox(at+0.5, ground+1, step-1, names[i])
	}
	d.line(x, ground, x+w, ground, 0.4, ink)
	switch {
	case today == 0:
		d.sign(x+start/2, ground, chartToday)
	case today > 0:
		d.sign(x+start+step*(float64(today)-0.5), ground-rise*float64(today), chartToday)
	}
}

// rungNames are the titles below the steps; none if one of them does not fit.
func (d *doc) rungNames(w float64, rungs []Rung) []box {
	names := make([]box, len(rungs))
	step := w * (1 - 0.6/float64(len(rungs)+1)) / float64(len(rungs))
	for i, r := range rungs {
		names[i] = d.para(step-1, faceTiny, r.Title)
		for j := range names[i] {
			names[i][j].align = "C"
		}
		if len(names[i]) > 2 || len(names[i]) == 2 && d.measure(faceTiny, names[i][0].text+names[i][1].text) > 2*(step-1) {
			return make([]box, len(rungs))
		}
	}
	return names
}

// rungBlock draws one rung with its number.
func (d *doc) rungBlock(x, y, w, h float64, r Rung) {
	number := face{font{"B", 9}, ink, 4.4}
	switch {
	case r.Reached && r.Evidenced:
		d.fill(x, y, w, h, accent)
		number = number.in(white)
	case r.Reached:
		d.fill(x, y, w, h, middle)
	case r.Possible:
		d.hatch(x, y, w, h, accent)
	default:
		d.fill(x, y, w, h, white)
		d.frame(x, y, w, h, 0.3, muted)
	}
	if r.Possible && !r.Reached { // keep the number clear of the hatching
		d.fill(x+w/2-2.5, y+h/2-2.2, 5, 4.4, white)
	}
	d.put(x, y+h/2-2.2, w, number, strconv.Itoa(r.Number), "C")
}

// sign writes a word over a small triangle that points down.
func (d *doc) sign(x, y float64, word string) {
	d.op(func() {
		d.pdf.SetFillColor(ink.r, ink.g, ink.b)
		d.pdf.Polygon([]gofpdf.PointType{{X: x - 1.3, Y: y - 2.6}, {X: x + 1.3, Y: y - 2.6}, {X: x, Y: y - 0.6}}, "F")
	})
	d.put(x-10, y-6.4, 20, faceTiny.bold().in(ink), word, "C")
}

// strip draws the ladder as a row of boxes.
func (d *doc) strip(x, y, w, h float64, rungs []Rung) {
	step := min(w/float64(len(rungs)), 14)
	for i, r := range rungs {
		d.rungBlock(x+step*float64(i), y, step-1, h, r)
	}
}

// stepKey explains the steps of the ladder on one line.
func (d *doc) stepKey(x, y float64) {
	const size = 2.8
	for i, word := range []string{keyEvidenced, keyReached, keyPossible, keyNotReached} {
		switch i {
		case 0:
			d.fill(x, y+0.5, size, size, accent)
		case 1:
			d.fill(x, y+0.5, size, size, middle)
		case 2:
			d.hatch(x, y+0.5, size, size, accent)
		default:
			d.frame(x, y+0.5, size, size, 0.3, muted)
		}
		x += size + 1.2
		d.put(x, y, 40, faceTiny, word, "L")
		x += d.measure(faceTiny, word) + 3
	}
}

// domainFigures draws the panel at the head of a domain: ladder and bar.
func (d *doc) domainFigures(p DomainPage) {
	const inset, split = 4.0, 62.0
	right := left + split + inset
	rightWidth := width - split - 2*inset
	level := d.para(split-2*inset+2, faceSmall, p.Level)
	span := d.para(split-2*inset+2, faceTiny, p.Range)
	figures := join(d.para(rightWidth, faceSmall, p.Figures), d.para(rightWidth, faceTiny, p.Tally))
	leftHeight := 4.6 + 7.5 + 1.5 + level.height() + span.height()
	rightHeight := 10.5 + figures.height()
	h := max(leftHeight, rightHeight) + 2*inset - 1
	beside := h <= wholePage/2
	if !beside { // beyond any real ladder: the words go below, on as many pages as it takes
		h = 2*inset + 12
	}
	d.keep(h + 3)
	y := d.y
	d.fill(left, y, width, h, panel)
	d.put(left+inset, y+inset-1, split, faceLabel, p.Head, "L")
	d.strip(left+inset, y+inset+4, split-2*inset, 6.5, p.Ladder)
	d.put(right, y+inset-1, rightWidth, faceLabel, chartScale, "L")
	figuresAt := y + inset + 4
	if p.Row.OK {
		figuresAt += 6.5
		d.fill(right, y+inset+4, rightWidth, 5, white)
		d.bar(right, y+inset+4, rightWidth, 5, p.Row.ChartRow)
		d.frame(right, y+inset+4, rightWidth, 5, 0.2, rule)
	}
	if beside {
		rest := y + inset + 4.6 + 7.5
		d.drawBox(left+inset, rest, split-2*inset+2, level)
		d.drawBox(left+inset, rest+level.height(), split-2*inset+2, span)
		d.drawBox(right, figuresAt, rightWidth, figures)
	}
	d.y = y + h + 3
	if !beside {
		d.flow(left, width, join(d.para(width, faceSmall, p.Level), d.para(width, faceTiny, p.Range), d.para(width, faceSmall, p.Figures), d.para(width, faceTiny, p.Tally)))
	}
}
