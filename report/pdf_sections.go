package report

import "strconv"

// The parts that a team works with: domains, gaps, open questions, reading.

func (d *doc) domains(s Domains) {
	d.part(s.Heading, "part:"+s.Number, false)
	d.chart(chartRows(s.Rows))
	d.skip(8)
	d.subheading(headLevels)
	t := d.newTable(column{title: colDomain, width: 56}, column{title: colLevel, width: 13}, column{title: colNext},
		number(colKnown, 11), number(colNotKnown, 11), number(colNotApplicable, 10), number(colNotAsked, 10))
	t.begin()
	for _, r := range s.Rows {
		cells := []box{
			d.para(t.width(0), faceSmall, r.Title),
			d.para(t.width(1), faceSmall.bold(), r.Level),
			d.para(t.width(2), faceSmall, r.Progress),
		}
		for _, n := range []int{r.Counts.Known, r.Counts.Unknown, r.Counts.NotApplicable, r.Counts.Hidden} {
			cells = append(cells, d.para(t.width(3), faceSmall, strconv.Itoa(n)))
		}
		t.row(cells...)
	}
	t.end()
	for i, l := range s.Lenses {
		const rowHeight = 6
		d.skip(7)
		d.keep(14 + rowHeight*float64(len(l.Rows)))
		d.subheading(l.Title)
		if i == 0 {
			d.text(faceSmall.in(muted), s.LensesLead)
			d.skip(2)
		}
		d.chart(l.Rows)
	}
	for _, p := range s.Pages {
		d.domain(s, p)
	}
}

// overview sets the headlines of several rubrics side by side.
func (d *doc) overview(o Overview) {
	d.part(o.Heading, "part:"+o.Number, false)
	d.chart(o.Rows)
	d.skip(7)
	for _, f := range o.Headlines {
		text := join(d.para(width, faceStrong, f.Name), d.para(width, faceBody, f.Text))
		d.keep(text.height())
		d.flow(left, width, text)
		d.skip(2.5)
	}
	d.skip(4)
	d.subheading(o.GapsTitle)
	if len(o.Gaps) > 0 {
		d.gapTable(o.Gaps, 0.7)
	}
}

// domain is what is said about one domain. It begins a page, unless it fits
// below the one before, or half a page is left.
func (d *doc) domain(s Domains, p DomainPage) {
	d.running = s.Full()
	const perQuestion, fixed = 10.0, 75.0
	estimate := fixed + perQuestion*float64(len(p.Questions)+len(p.Country)) + 14*float64(len(p.Gaps))
	if d.room() < min(estimate+10, wholePage/2) {
		d.newSheet()
	} else {
		d.skip(10)
		d.line(left, d.y-5, left+width, d.y-5, 0.3, rule)
	}
	d.heading(1, faceDomain, p.Full(), p.Row.Key, p.Lead)
	d.domainFigures(p)
	d.domainQuestions(p)
	d.countryQuestions(p)
	d.domainGaps(p)
}

func (d *doc) domainQuestions(p DomainPage) {
	if len(p.Questions) == 0 {
		return
	}
	d.skip(1)
	t := d.newTable(column{title: colCode, width: d.codeWidth(p)}, column{title: colQuestion}, column{title: colAnswer, width: 38}, column{title: colEvidence, width: 15})
	t.pad = 0.9
	t.begin()
	for _, q := range p.Questions {
		code := d.linked(t.width(0), 0, faceCode, "", q.Code, target{place: "answer:" + q.Code})
		answer := d.marked(t.width(2), faceSmall, q.Mark, q.Answer)
		t.row(
			join(code, d.para(t.width(0), faceTiny, q.Level)),
			d.para(t.width(1), faceSmall, q.Text),
			join(answer, d.item(t.width(2), markWidth, faceTiny, "", q.Remark)),
			d.para(t.width(3), faceSmall, q.Evidence),
		)
	}
	t.end()
}

var faceCode = face{font{"B", 8}, ink, 4.2}

// codeWidth is the width of the column of codes: that of the longest, within
// reason.
func (d *doc) codeWidth(p DomainPage) float64 {
	w := 18.0
	for _, q := range p.Questions {
		w = max(w, d.measure(faceCode, q.Code)+0.5)
	}
	return min(w, 40)
}

func (d *doc) countryQuestions(p DomainPage) {
	if len(p.Country) == 0 {
		return
	}
	d.skip(5)
	d.subheading(headCountry)
	for _, f := range p.Country {
		text := join(d.marked(width, faceSmall, Mark{Kind: MarkContext}, f.Name), d.item(width, markWidth, faceSmall.bold(), "", f.Text))
		d.keep(min(text.height(), 30))
		d.flow(left, width, text)
		d.skip(1.2)
	}
}

func (d *doc) domainGaps(p DomainPage) {
	d.skip(5)
	d.subheading(p.GapsTitle)
	if len(p.Gaps) == 0 {
		return
	}
	for _, g := range p.Gaps {
		b := d.linked(width-34, 7, faceBody, strconv.Itoa(g.Number), g.Action, target{place: "gap:" + g.Code})
		b = append(b, d.item(width-34, 7, faceTiny, "", g.Brief)...)
		d.keep(b.height() + 1)
		d.tag(left+width-d.tagWidth(tagOf(g)), d.y+0.2, tagOf(g))
		d.flow(left, width-34, b)
		d.skip(1.4)
	}
}

func (d *doc) register() {
	s := d.rep.Register
	d.part(s.Heading, "part:"+s.Number, true)
	if s.None != "" {
		d.text(faceBody, s.None)
		return
	}
	d.heading(1, faceBlock, headGlance, "glance", "")
	var all []*Gap
	for _, group := range s.Groups {
		all = append(all, group.Gaps...)
	}
	d.gapTable(all, 0.7)
	for _, group := range s.Groups {
		d.skip(8)
		d.heading(1, faceDomain, group.Title, "priority:"+string(group.Priority), group.Meaning)
		for _, g := range group.Gaps {
			d.gap(g)
		}
	}
}

// labelColumn is the width of the names beside the texts of an entry.
const labelColumn = 25.0

// gap is one entry of the register.
func (d *doc) gap(g *Gap) {
	half := (width - columnGap) / 2
	title := d.para(width, faceBlock, g.Action)
	question := d.para(width, faceSmall.in(muted), g.Question)
	today := join(d.marked(half, faceSmall.bold(), g.Mark, nameToday+": "+g.Today.Name), d.item(half, markWidth, faceSmall, "", g.Today.Text))
	goal := join(d.marked(half, faceSmall.bold(), Mark{MarkCredit, 1}, nameTarget+": "+g.Target.Name), d.item(half, markWidth, faceSmall, "", g.Target.Text))
	head := d.newEntryHead(left, width, strconv.Itoa(g.Number)+"   "+g.Code, g.Figures)
	d.keep(head.height + min(15+title.height()+question.height()+highest([]box{today, goal}), 115))

	d.here("gap:" + g.Code)
	d.line(left, d.y, left+width, d.y, 0.5, accent)
	d.y += 1.4
	head.draw()
	d.again = func() { d.continued(g.Code) }
	d.flow(left, width, title)
	d.flow(left, width, question)
	d.y += 0.8
	t := tagOf(g)
	place := d.item(width, d.tagWidth(t)+2.5, faceTiny, "", g.Place)
	place[0].tag, place[0].face.lead = &t, tagHeight+0.6
	d.flow(left, width, place)
	d.y += 0.8
	pair := d.plainTable(column{width: half}, column{width: half})
	pair.pad = 0
	pair.row(today, goal)
	d.skip(1)
	d.gapRows(g)
	d.again = nil
	d.skip(6)
}

// entryHead opens an entry: its code, and at the right what goes with it.
type entryHead struct {
	draw   func()
	height float64 // to keep free for it
}

// newEntryHead lays out the head of an entry. What is taller than any real one
// is flows over as many pages as it takes, the code first.
func (d *doc) newEntryHead(x, w float64, code, right string) entryHead {
	aside := d.measure(faceSmall, right) + 1
	aside = min(aside, w*0.6)
	codeBox, rightBox := d.para(w-aside-columnGap, faceStrong.in(accent), code), d.para(aside, faceSmall, right).right()
	h := highest([]box{codeBox, rightBox}) + 0.4
	if h > wholePage/4 {
		all := join(d.para(w, faceStrong.in(accent), code), d.para(w, faceSmall, right))
		return entryHead{func() { d.flow(x, w, all) }, 10}
	}
	return entryHead{func() {
		d.drawBox(x+w-aside, d.y, aside, rightBox)
		d.drawBox(x, d.y, w-aside-columnGap, codeBox)
		d.y += h
	}, h}
}

// continued opens a page on which an entry goes on.
func (d *doc) continued(code string) {
	d.flow(left, width, d.para(width, faceNote, continued(d.fit(faceNote, width*0.8, code))))
	d.y++
}

func (d *doc) gapRows(g *Gap) {
	t := d.plainTable(column{width: labelColumn}, column{})
	t.pad = 0.3
	w := t.width(1)
	if g.FindOut != "" {
		t.named(nameFindOut, join(d.para(w, faceSmall.bold(), g.FindOut), d.pageLine(w, onPage(seeOpen), "open:"+g.Code)))
	}
	for i, step := range g.Steps {
		name := ""
		if i == 0 {
			name = nameSteps
		}
		t.named(name, d.item(w, 5.5, faceSmall, strconv.Itoa(i+1)+".", step))
	}
	var after box
	for _, p := range g.After {
		to := target{place: "gap:" + p.Code}
		if p.Gap == 0 {
			to.place = "answer:" + p.Code
		}
		after = append(after, d.linked(w, 0, faceSmall, "", p.Code+" ("+p.Status+")", to)...)
	}
	t.named(nameAfter, after)
	var also box
	for _, s := range g.Also {
		also = append(also, d.para(w, faceSmall, s)...)
	}
	t.named(nameAlso, also)
	var read box
	for _, r := range g.Resources {
		read = append(read, d.resource(w, r)...)
	}
	t.named(nameResources, read)
	t.named(nameOnFile, d.pageLine(w, onPage(seeAnswer), "answer:"+g.Code))
}

// named draws a row of a table of names and texts, unless there is no text.
func (t *table) named(name string, b box) {
	if len(b) > 0 {
		t.row(t.d.para(labelColumn, faceLabel, name), b)
	}
}

// resource is a resource beside a gap: its title as a link, and who made it.
func (d *doc) resource(w float64, r Link) box {
	to := target{url: r.URL}
	if r.URL == "" {
		to = target{place: "resource:" + r.ID}
	}
	title := r.Title
	if r.By != "" {
		title += " (" + r.By + ")"
	}
	return d.linked(w, 4, faceSmall, "–", title, to)
}

// pageLine is a line that ends with the page of a place.
func (d *doc) pageLine(w float64, text, name string) box {
	return box{{face: faceSmall, text: text, page: name, pageAt: d.measure(faceSmall, text), first: true}}
}

func (d *doc) toEstablish() {
	s := d.rep.ToEstablish
	d.part(s.Heading, "part:"+s.Number, true)
	if s.None != "" {
		d.text(faceBody, s.None)
		return
	}
	for _, o := range s.Items {
		d.open(o)
	}
}

func (d *doc) open(o Open) {
	question := d.para(width, faceBody, o.Text)
	var look box
	for _, l := range o.Look {
		look = append(look, d.item(width-labelColumn-columnGap, 4, faceSmall, "–", l)...)
	}
	head := d.newEntryHead(left+markWidth, width-markWidth, o.Code+"   "+o.State, o.Domain)
	d.keep(head.height + min(13+question.height()+look.height(), 85))
	d.line(left, d.y, left+width, d.y, 0.3, accent)
	d.y += 1.6
	d.here("open:" + o.Code)
	d.mark(left, d.y, faceStrong.lead, Mark{Kind: MarkUnknown})
	head.draw()
	d.flow(left, width, question)
	t := d.plainTable(column{width: labelColumn}, column{})
	t.pad = 0.2
	w := t.width(1)
	d.skip(0.6)
	if o.Ask != "" {
		t.named(nameAsk, d.para(w, faceSmall, o.Ask))
	}
	t.named(nameLook, look)
	t.named(nameDecides, d.para(w, faceSmall, o.Note))
	t.named(nameGain, d.linked(w, 0, faceSmall, "", o.Gain, target{place: "gap:" + o.Code}))
	d.skip(4.2)
}

func (d *doc) notApplicable() {
	s := d.rep.NotApplicable
	d.part(s.Heading, "part:"+s.Number, true)
	if s.None != "" {
		d.text(faceBody, s.None)
		return
	}
	for _, item := range s.Items {
		text := d.para(width-markWidth, faceBody.in(muted), item.Text)
		reason := d.para(width-markWidth, faceBody, nameReason+": "+item.Reason)
		head := d.newEntryHead(left+markWidth, width-markWidth, item.Code, item.Domain)
		d.keep(head.height + min(text.height()+reason.height()+1, 35))
		d.mark(left, d.y, faceStrong.lead, Mark{Kind: MarkNotApplicable})
		head.draw()
		d.flow(left+markWidth, width-markWidth, text)
		d.flow(left+markWidth, width-markWidth, reason)
		d.skip(4.5)
	}
}

func (d *doc) reading() {
	s := d.rep.Reading
	d.part(s.Heading, "part:"+s.Number, true)
	if s.None != "" {
		d.text(faceBody, s.None)
		return
	}
	for _, g := range s.Groups {
		d.skip(2)
		d.subheading(g.Title)
		for _, item := range g.Items {
			d.readingItem(item)
		}
	}
}

func (d *doc) readingItem(item ReadingItem) {
	b := d.linked(width, 0, faceStrong, "", item.Title, target{url: item.URL})
	b = join(b,
		d.para(width, faceSmall.in(muted), item.Details),
		d.para(width, faceSmall, item.Summary),
		d.linked(width, 0, faceTiny, "", item.Address, target{url: item.URL}))
	for _, use := range item.UsedFor {
		b = append(b, d.para(width, faceTiny, use)...)
	}
	d.keep(min(b.height(), 60))
	d.here("resource:" + item.ID)
	d.flow(left, width, b)
	d.skip(3.2)
}
