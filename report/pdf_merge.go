package report

import (
	"io"
	"strconv"
)

// WriteAgendaPDF writes an agenda as a PDF of its own. It returns how many
// characters the fonts could not show, see WritePDF.
func WriteAgendaPDF(w io.Writer, ag *Agenda) (replaced int, err error) {
	f := frame{ag.Title, ag.Title + ". " + Disclaimer, ag.Subject, ag.Created, ag.Footer, ag.Banners}
	return writePDF(w, f, func(d *doc) { d.agenda(ag) })
}

func (d *doc) agenda(ag *Agenda) {
	d.part(ag.Merged, "merged", false)
	d.text(faceBlock.in(accent), ag.Subject)
	d.text(faceSmall.bold(), ag.Disclaimer)
	d.skip(3)
	for _, b := range ag.Banners {
		d.banner(b)
	}
	t := d.plainTable(column{width: 34}, column{})
	for _, f := range ag.Fields {
		t.row(d.para(t.width(0), faceStrong.in(muted), f.Name), d.para(t.width(1), faceBody, f.Text))
	}
	d.skip(6)
	d.agreement(ag)
	d.skip(10)
	d.keep(60)
	d.heading(0, faceSection, ag.Settle.Title, "settle", ag.Settle.Lead)
	d.skip(2)
	if ag.None != "" {
		d.text(faceBody, ag.None)
	}
	for _, item := range ag.Items {
		d.agendaItem(item)
	}
	d.informed(ag)
}

func (d *doc) agreement(ag *Agenda) {
	d.heading(1, faceDomain, ag.Agreement, "agreement", "")
	t := d.newTable(column{title: colDomain}, column{title: colScale, width: 30}, number(colAlpha, 14), number(colQuestions, 17), number(colAnswers, 15), column{title: colReading, width: 34})
	t.begin()
	for _, r := range ag.Rows {
		t.row(
			d.para(t.width(0), faceSmall, r.Title+"  "+r.Domain), d.para(t.width(1), faceSmall, r.Scale), d.para(t.width(2), faceSmall.bold(), r.Alpha),
			d.para(t.width(3), faceSmall, strconv.Itoa(r.Questions)), d.para(t.width(4), faceSmall, strconv.Itoa(r.Answers)), d.para(t.width(5), faceSmall, r.Reading),
		)
	}
	t.end()
	d.skip(3)
	for _, s := range ag.Reading {
		d.text(faceSmall.in(muted), s)
		d.skip(1)
	}
}

// agendaItem is one question to settle, with a line for the decision.
func (d *doc) agendaItem(item AgendaItem) {
	const rows = 0.5 // around each answer, mm
	question := d.para(width, faceBody, item.Text)
	t := d.plainTable(column{width: 38}, column{}, column{width: 50})
	t.pad = rows
	answers, height := make([][]box, 0, len(item.Answers)), 0.0
	for _, a := range item.Answers {
		face, by := faceSmall.in(muted), ""
		if a.By != "" {
			face, by = faceSmall, nameSaidBy+" "+a.By
		}
		cells := []box{d.marked(t.width(0), face, a.Mark, a.Label), d.para(t.width(1), face, a.Meaning), d.para(t.width(2), faceSmall.bold(), by)}
		answers = append(answers, cells)
		height += t.rowHeight(cells)
	}
	head := d.newEntryHead(left, width, strconv.Itoa(item.Number)+"   "+item.Code+"   "+item.Apart, item.Domain)
	d.keep(head.height + min(8+question.height()+height, wholePage/2))
	d.here("settle:" + item.Code)
	d.line(left, d.y, left+width, d.y, 0.5, accent)
	d.y += 1.4
	head.draw()
	d.again = func() { d.continued(item.Code) }
	d.flow(left, width, question)
	d.skip(1.5)
	for _, cells := range answers {
		t.row(cells...)
	}
	const x, w = left + markWidth, width - markWidth
	for _, v := range item.Said {
		d.skip(1)
		d.flow(x, w, join(d.para(w, faceSmall.bold(), v.By), d.entered(w, nil, v.Reason, v.Note, v.Evidence)))
	}
	d.decision(item)
	d.again = nil
	d.skip(8)
}

// decision says what stands so far, and leaves room to write.
func (d *doc) decision(item AgendaItem) {
	const room, label = 11.0, 20.0
	soFar := join(d.para(width, faceStrong, nameSoFar+": "+item.Result), d.para(width, faceSmall, item.Remark))
	d.skip(1.5)
	d.keep(min(soFar.height(), wholePage/4) + room)
	d.flow(left, width, soFar)
	d.keep(room)
	d.y += room
	d.put(left, d.y-faceStrong.lead, label, faceStrong, nameDecision, "L")
	d.line(left+label, d.y-0.6, left+width, d.y-0.6, 0.2, muted)
}

func (d *doc) informed(ag *Agenda) {
	if len(ag.InformedOf) == 0 {
		return
	}
	d.keep(40)
	d.heading(0, faceSection, ag.Informed.Title, "informed", ag.Informed.Lead)
	d.skip(2)
	t := d.newTable(column{title: colCode, width: 30}, column{title: colQuestion}, column{title: colStands, width: 34}, column{title: colUnknown, width: 40})
	t.begin()
	for _, i := range ag.InformedOf {
		t.row(d.para(t.width(0), faceCode, i.Code), d.para(t.width(1), faceSmall, i.Text), d.para(t.width(2), faceSmall.bold(), i.Result), d.para(t.width(3), faceSmall, i.Unknown))
	}
	t.end()
}
