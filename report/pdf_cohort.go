package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aigap/aigap/assessment"
)

// Headings and keys of a cohort report.
const (
	cohortKicker  = "AI for health: cohort report"
	headProfile   = "Profile by domain"
	headCohort    = "Levels by domain"
	headCommon    = "The most common gaps"
	headHeatMap   = "Every subject"
	headReadThis  = "How to read the figures"
	leadProfile   = "Where the subjects stand: the line is from the lowest to the highest score, the box holds the middle half, and the mark in it is the median."
	leadCohort    = "How many subjects are at each level of this rubric’s ladder. The number stands on the bar."
	leadCommon    = "Questions at which subjects have a gap, the most common first, with what closes it. To establish: the answer is not known."
	leadHeatMap   = "The score of each subject in each domain; the darker, the higher. The median stands last."
	barNone       = "none"
	cohortMedian  = "Median"
	cohortOverall = "Overall"
)

// cohortPDF writes a cohort as a PDF.
func cohortPDF(w io.Writer, c *CohortReport) (int, error) {
	subjects := count(len(c.Rows), "subject")
	created := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, date := range []string{c.Rubric.Released, c.Date} {
		if t, err := time.Parse(time.DateOnly, date); err == nil && !t.IsZero() {
			created = t
		}
	}
	var banners []Banner
	if c.Rubric.Draft() {
		banners = append(banners, Banner{"Draft rubric", "The set of questions is not released. It can still change, and figures under it may not be repeatable."})
	}
	f := frame{"Cohort report: " + c.Rubric.Title, cohortKicker + ". " + Disclaimer, "", created,
		Footer{subjects, c.Rubric.Ref().String(), shortDigest(c.Rubric.Digest)}, banners}
	return writePDF(w, f, func(d *doc) {
		d.cohortCover(c, subjects, banners)
		d.cohortProfile(c)
		d.cohortLevels(c)
		d.cohortGaps(c)
		d.heatMap(c)
		d.cohortNotes(c)
		body := len(d.sheets)
		d.contentsPages()
		front := slices.Clone(d.sheets[body:])
		d.sheets = slices.Insert(d.sheets[:body], 1, front...)
	})
}

func (d *doc) cohortCover(c *CohortReport, subjects string, banners []Banner) {
	d.running = cohortKicker
	d.newSheet()
	d.sheet().bare = true
	d.coverBlock(Cover{Kicker: cohortKicker, Title: c.Rubric.Title, Subject: subjects})
	for _, b := range banners {
		d.banner(b)
	}
	d.skip(3)
	t := d.plainTable(column{width: 34}, column{})
	for _, f := range c.facts() {
		t.row(d.para(t.width(0), faceStrong.in(muted), f.Name), d.para(t.width(1), faceBody, f.Text))
	}
	d.skip(5)
	d.panel(d.para(width-8, faceStrong, Disclaimer))
}

// facts say what the cohort was made from.
func (c *CohortReport) facts() []Field {
	f := []Field{
		{"Report of", or(longDate(c.Date), "undated")},
		{"Rubric", c.Rubric.Ref().String() + ", " + count(c.Rubric.Scored(), "scored question")},
	}
	if c.Rubric.Review.By == "" {
		f = append(f, Field{"Review", "No named expert body has reviewed this rubric yet."})
	} else {
		f = append(f, Field{"Review", "Reviewed by " + c.Rubric.Review.By + "."})
	}
	if n := len(c.LeftOut); n > 0 {
		f = append(f, Field{"Left out", count(n, "assessment") + ", because it could not be read or is under another rubric."})
		if n > 1 {
			f[len(f)-1].Text = count(n, "assessment") + ", because they could not be read or are under another rubric."
		}
	}
	if text := c.provisional(); text != "" {
		f = append(f, Field{"Provisional", text})
	}
	if c.Options.Anonymize {
		f = append(f, Field{"Names", "Subjects are not named."})
	}
	if c.Coded() {
		f = append(f, Field{"Small groups", fmt.Sprintf("What rests on fewer than %d subjects is withheld and marked %s.", c.Options.MinGroup, withheldMark)})
	}
	return append(f, Field{"Made with", "aigap " + or(c.Program, "(version not stated)")})
}

// Columns of the profile, mm.
const (
	profileLabel  = 50.0
	profileNumber = 11.5
	profileCount  = 9.0
	profileAt     = left + profileLabel + profileCount + 3
	profileBar    = width - profileLabel - profileCount - 5*profileNumber - 9
)

func (d *doc) cohortProfile(c *CohortReport) {
	d.part(Heading{Number: "1", Title: headProfile, Lead: leadProfile}, "profile", false)
	titles := []string{"Lowest", "Q1", cohortMedian, "Q3", "Highest"}
	number := func(i int) float64 { return left + width - float64(5-i)*profileNumber }
	head := func() {
		for x := 0; x <= 100; x += 25 {
			d.put(profileAt+profileBar*float64(x)/100-5, d.y+0.4, 10, faceTiny, fmt.Sprint(x), "C")
		}
		d.put(left+profileLabel, d.y, profileCount, faceTiny.bold(), "N", "R")
		for i, t := range titles {
			d.put(number(i), d.y, profileNumber, faceTiny.bold(), t, "R")
		}
		d.y += 4.6
		d.line(left, d.y, left+width, d.y, 0.3, accent)
	}
	head()
	d.again = head
	for _, p := range c.profiles() {
		f := faceChart
		if p.Domain == nil {
			f = f.bold()
		}
		id, title := profileName(p)
		if p.Domain != nil {
			title += "  " + id
		}
		label, rest := d.para(profileLabel-2, f, title).split(wholePage / 2)
		h := max(label.height()+2, 7)
		d.keep(h)
		mid := d.y + h/2
		d.drawBox(left, mid-label.height()/2, profileLabel-2, label)
		for x := 0; x <= 100; x += 25 {
			at := profileAt + profileBar*float64(x)/100
			d.line(at, d.y, at, d.y+h, 0.1, rule)
		}
		d.put(left+profileLabel, mid-f.lead/2, profileCount, f, shownCount(p.Score.N), "R")
		d.boxPlot(profileAt, mid-1.7, profileBar, 3.4, p.Score)
		for i, v := range []assessment.Shown[float64]{p.Score.Min, p.Score.Q1, p.Score.Median, p.Score.Q3, p.Score.Max} {
			face := f
			if i == 2 {
				face = face.bold()
			}
			d.put(number(i), mid-f.lead/2, profileNumber, face, c.shownFigure(v), "R")
		}
		d.y += h
		d.flow(left, profileLabel-2, rest)
		d.line(left, d.y, left+width, d.y, 0.1, rule)
	}
	d.again = nil
}

// boxPlot draws quartiles on a scale from 0 to 100.
func (d *doc) boxPlot(x, y, w, h float64, q assessment.Quartiles) {
	at := func(f assessment.Shown[float64]) float64 { return x + w*f.V/100 }
	if q.Min.OK {
		d.line(at(q.Min), y+h/2, at(q.Max), y+h/2, 0.4, muted)
		d.line(at(q.Min), y+0.6, at(q.Min), y+h-0.6, 0.4, muted)
		d.line(at(q.Max), y+0.6, at(q.Max), y+h-0.6, 0.4, muted)
	}
	if q.Median.OK {
		d.fill(at(q.Q1), y, at(q.Q3)-at(q.Q1), h, middle)
		d.line(at(q.Median), y-0.5, at(q.Median), y+h+0.5, 0.7, ink)
	}
}

// cohortLevels draws one small bar chart for each domain, all on one scale.
func (d *doc) cohortLevels(c *CohortReport) {
	d.part(Heading{Number: "2", Title: headCohort, Lead: leadCohort}, "levels", true)
	const across, gap, bars, foot = 3, 6.0, 17.0, 4.0
	const w = (width - gap*(across-1)) / across
	for row := range slices.Chunk(c.profiles(), across) {
		titles := make([]box, len(row))
		for i, p := range row {
			_, title := profileName(p)
			titles[i], _ = d.para(w, faceTiny.bold().in(ink), title).split(60)
		}
		high := highest(titles)
		d.keep(high + bars + foot + 10)
		for i, p := range row {
			x := left + float64(i)*(w+gap)
			d.drawBox(x, d.y+high-titles[i].height(), w, titles[i])
			d.levelBars(x, d.y+high+4, w, bars, p, len(c.Rows))
		}
		d.y += high + bars + foot + 10
	}
}

// levelBars draws how many subjects are at each level.
func (d *doc) levelBars(x, y, w, h float64, p assessment.Profile, all int) {
	cells := slices.Clone(p.Levels)
	if p.NoLevel.V > 0 || p.NoLevel.Suppressed {
		cells = append(cells, p.NoLevel)
	}
	step := w / float64(len(cells))
	for i, n := range cells {
		at, bar := x+step*float64(i), h*float64(n.V)/float64(all)
		if n.Suppressed {
			bar = 3
			d.hatch(at+step*0.15, y+h-bar, step*0.7, bar, muted)
		} else if bar > 0 {
			d.fill(at+step*0.15, y+h-bar, step*0.7, bar, middle)
		}
		d.put(at, y+h-bar-3.8, step, faceTiny.in(ink), shownCount(n), "C")
		name := fmt.Sprint(i)
		if i >= len(p.Levels) {
			name = barNone
		}
		d.put(at, y+h+0.4, step, faceTiny, name, "C")
	}
	d.line(x, y+h, x+w, y+h, 0.3, ink)
}

func (d *doc) cohortGaps(c *CohortReport) {
	d.part(Heading{Number: "3", Title: headCommon, Lead: leadCommon}, "gaps", false)
	if len(c.Gaps) == 0 {
		d.text(faceBody, "No gap can be listed.")
		return
	}
	t := d.newTable(column{title: colAction}, number("Subjects", 14), number(colShare, 10), number("To close", 13), number("To establish", 18), column{title: colEffort, width: 14})
	t.begin()
	for _, g := range c.Gaps {
		t.row(d.para(t.width(0), faceGap, g.Question.Gap.Action+"  "+g.Question.ID),
			d.para(t.width(1), faceGap, shownCount(g.Members)), d.para(t.width(2), faceGap.bold(), shownPercent(g.Share)),
			d.para(t.width(3), faceGap, shownCount(g.Close)), d.para(t.width(4), faceGap, shownCount(g.Establish)), d.para(t.width(5), faceGap, g.Question.Gap.Effort))
	}
	t.end()
}

// heatTones are the fills of the heat map, for scores from 0, 20, 40, 60 and 80.
// The text on the last two is white.
var heatTones = []color{{0xf7, 0xf9, 0xfa}, {0xd3, 0xe0, 0xe4}, {0xa3, 0xc1, 0xc9}, {0x3f, 0x7a, 0x89}, accent}

func heatTone(score float64) (fill, text color) {
	i := min(int(score/20), len(heatTones)-1)
	if i >= 3 {
		return heatTones[i], white
	}
	return heatTones[i], ink
}

// heatColumn is a column of the heat map.
type heatColumn struct {
	title string
	of    func(assessment.Row) assessment.Shown[float64]
	mid   assessment.Shown[float64]
}

// heatMap draws the scores of all subjects, in blocks of as many domains as the
// page is wide.
func (d *doc) heatMap(c *CohortReport) {
	d.part(Heading{Number: "4", Title: headHeatMap, Lead: leadHeatMap}, "subjects", false)
	const narrowest, widest = 9.5, 17.0
	label := 44.0
	ranks := 0.0
	if c.Options.Draws != nil {
		ranks, label = 36, 40
	}
	if c.Options.Anonymize {
		label = 16
	}
	columns := []heatColumn{{cohortOverall, func(r assessment.Row) assessment.Shown[float64] { return r.Overall }, c.Overall.Score.Median}}
	for i, p := range c.Domains {
		columns = append(columns, heatColumn{p.Domain.ID, func(r assessment.Row) assessment.Shown[float64] { return r.Domains[i] }, p.Score.Median})
	}
	d.heatKey()
	fits := int((width - label - ranks) / narrowest)
	first := true
	for block := range slices.Chunk(columns, fits) {
		if !first {
			ranks = 0
			d.skip(6)
		}
		first = false
		d.heatBlock(c, block, label, ranks, min((width-label-ranks)/float64(len(block)), widest))
	}
}

// heatKey explains the tones.
func (d *doc) heatKey() {
	x := left
	for i, tone := range heatTones {
		_, text := heatTone(float64(20 * i))
		d.fill(x, d.y, 18, 4.6, tone)
		d.frame(x, d.y, 18, 4.6, 0.1, rule)
		d.put(x, d.y+0.5, 18, faceTiny.in(text), fmt.Sprintf("from %d", 20*i), "C")
		x += 18
	}
	d.put(x+3, d.y+0.5, 60, faceTiny, notAvailable+": "+nothingCounts, "L")
	d.y += 8
}

func (d *doc) heatBlock(c *CohortReport, columns []heatColumn, label, ranks, w float64) {
	upright := 0.0 // height of heads that do not fit across
	for _, col := range columns {
		if m := d.measure(faceTiny.bold(), col.title); m > w-1 {
			upright = max(upright, m+2)
		}
	}
	head := func() {
		h := max(upright, 4.6)
		if ranks > 0 {
			for i, title := range []string{"Rank", "Weights", "and unkn."} {
				d.put(left+label+[]float64{0, 7, 19}[i], d.y+h-4, []float64{7, 12, 17}[i], faceTiny.bold(), title, "C")
			}
		}
		for i, col := range columns {
			x := left + label + ranks + w*float64(i)
			if upright == 0 {
				d.put(x, d.y+h-4, w, faceTiny.bold().in(ink), col.title, "C")
				continue
			}
			y := d.y + h - 1
			d.op(func() {
				d.pdf.TransformBegin()
				d.pdf.TransformRotate(90, x+w/2-1.8, y)
				d.paintText(x+w/2-1.8, y, upright, faceTiny.bold().in(ink), col.title, "L", target{})
				d.pdf.TransformEnd()
			})
		}
		d.y += h + 0.6
		d.line(left, d.y, left+label+ranks+w*float64(len(columns)), d.y, 0.3, accent)
		d.y += 0.3
	}
	d.keep(max(upright, 4.6) + 12)
	head()
	d.again = head
	row := func(f face, name string, rank *assessment.Rank, value func(heatColumn) assessment.Shown[float64]) {
		text, rest := d.para(label-2, f, name).split(wholePage / 2)
		h := max(text.height()+0.8, 5.2)
		d.keep(h)
		d.drawBox(left, d.y+(h-text.height())/2, label-2, text)
		at := d.y + (h-faceTiny.lead)/2
		if ranks > 0 && rank != nil {
			d.put(left+label, at, 7, faceTiny.bold().in(ink), placeWords(rank), "C")
			d.put(left+label+7, at, 12, faceTiny.in(ink), strings.ReplaceAll(rankRange(rank, false), " to ", "–"), "C")
			d.put(left+label+19, at, 17, faceTiny.in(ink), strings.ReplaceAll(rankRange(rank, true), " to ", "–"), "C")
		}
		for i, col := range columns {
			x, v := left+label+ranks+w*float64(i), value(col)
			tone, words := white, muted
			if v.OK {
				tone, words = heatTone(v.V)
			}
			d.fill(x+0.15, d.y+0.15, w-0.3, h-0.3, tone)
			d.put(x, at, w, faceTiny.in(words), c.shownFigure(v), "C")
		}
		d.y += h
		d.flow(left, label-2, rest)
	}
	for _, r := range c.ranked() {
		row(faceChart, c.label(r)+provisionalMark(r), r.Rank, func(col heatColumn) assessment.Shown[float64] { return col.of(r) })
	}
	d.line(left, d.y+0.2, left+label+ranks+w*float64(len(columns)), d.y+0.2, 0.3, accent)
	d.y += 0.5
	d.again = nil
	row(faceChart.bold(), cohortMedian, nil, func(col heatColumn) assessment.Shown[float64] { return col.mid })
}

func (d *doc) cohortNotes(c *CohortReport) {
	d.part(Heading{Number: "5", Title: headReadThis}, "notes", true)
	t := d.plainTable(column{width: 34}, column{})
	for _, f := range append(c.notes(), Field{"Rubric", c.Rubric.Ref().String() + ", " + c.Rubric.Digest}) {
		t.row(d.para(t.width(0), faceStrong.in(muted), f.Name), d.para(t.width(1), faceBody, f.Text))
	}
	ids := d.plainTable(column{width: 34}, column{})
	d.skip(4)
	d.subheading("Domains")
	for _, p := range c.Domains {
		ids.row(d.para(ids.width(0), faceSmall.bold(), p.Domain.ID), d.para(ids.width(1), faceSmall, p.Domain.Title))
	}
	if len(c.LeftOut) == 0 || c.Options.Anonymize {
		return
	}
	d.skip(4)
	d.subheading("Left out")
	for _, l := range c.LeftOut {
		d.text(faceSmall, l.Source+": "+l.Message)
	}
}
