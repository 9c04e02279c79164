package report

import "strconv"

// The annexes: answers, method, provenance.

func (d *doc) answers() {
	s := d.rep.Answers
	d.part(s.Heading, "part:A", false)
	if len(s.Key) > 0 {
		d.subheading(headCitations)
		t := d.plainTable(column{width: 16}, column{})
		t.pad = 0.3
		for _, k := range s.Key {
			t.row(d.para(t.width(0), faceSmall.bold(), k.Name), d.para(t.width(1), faceSmall, k.Text))
		}
		d.skip(5)
	}
	if len(s.Warnings) > 0 {
		d.heading(1, faceBlock, headWarnings, "warnings", "")
		for _, w := range s.Warnings {
			d.flow(left, width, d.item(width, 4, faceBody, "–", w))
		}
		d.skip(5)
	}
	for _, g := range s.Groups {
		d.skip(3)
		d.heading(1, faceDomain, g.Title, g.Key, "")
		for _, e := range g.Entries {
			d.answer(e)
		}
	}
	if len(s.Retired) > 0 {
		d.skip(3)
		d.heading(1, faceDomain, headRetired, "retired", leadRetired)
		for _, r := range s.Retired {
			d.retired(r)
		}
	}
}

func (d *doc) answer(e AnswerEntry) {
	const x, w = left + markWidth, width - markWidth
	question := d.para(width, faceBody, e.Text)
	answer := join(d.marked(width, faceStrong, e.Mark, e.Label), d.item(width, markWidth, faceSmall, "", e.Meaning))
	entered := d.entered(w, e.Remarks, e.Reason, e.Note, e.Evidence)
	var sources box
	for _, s := range e.Sources {
		sources = append(sources, d.para(w, faceTiny, nameSource+": "+s)...)
	}
	sources = append(sources, d.linked(w, 0, faceTiny, "", e.Gap, target{place: "gap:" + e.Code})...)
	head := d.newEntryHead(left, width, e.Code, e.Place)
	d.keep(head.height + min(4+question.height()+answer.height()+entered.height()+sources.height(), 45))
	d.here("answer:" + e.Code)
	d.line(left, d.y, left+width, d.y, 0.2, rule)
	d.y += 1.4
	head.draw()
	d.again = func() { d.continued(e.Code) }
	d.flow(left, width, question)
	d.y += 0.8
	d.flow(left, width, answer)
	d.flow(x, w, join(entered, sources))
	d.again = nil
	d.skip(4)
}

// entered lays out what a person typed in.
func (d *doc) entered(w float64, remarks []string, reason, note string, evidence []EvidenceItem) box {
	var b box
	for _, r := range remarks {
		b = append(b, d.para(w, faceSmall.bold(), r)...)
	}
	if reason != "" {
		b = append(b, d.para(w, faceBody, nameReason+": "+reason)...)
	}
	if note != "" {
		b = join(b, blank(0.6), d.para(w, faceBody, nameNote+": "+note))
	}
	for _, e := range evidence {
		text := e.Title
		if e.Date != "" {
			text += ", " + e.Date
		}
		b = append(b, join(blank(0.4), d.item(w, 4, faceBody, "–", nameEvidence+": "+text), d.linked(w, 4, faceTiny, "", e.Link, target{url: e.URL}))...)
	}
	return append(b, blank(0.6)...)
}

func (d *doc) retired(r RetiredAnswer) {
	d.keep(16)
	d.line(left, d.y, left+width, d.y, 0.2, rule)
	d.y += 1.4
	head := r.Code + ": " + r.Label
	d.flow(left, width, d.para(width, faceStrong, head))
	d.flow(left, width, d.para(width, faceTiny, r.Given))
	var remarks []string
	if r.Review != "" {
		remarks = []string{r.Review}
	}
	const x, w = left + markWidth, width - markWidth
	d.flow(x, w, d.entered(w, remarks, r.Reason, r.Note, r.Evidence))
	d.skip(3)
}

func (d *doc) method() {
	s := d.rep.Method
	d.part(s.Heading, "part:B", true)
	t := d.plainTable(column{width: 32}, column{})
	for _, r := range s.Rules {
		t.row(d.para(t.width(0), faceStrong, r.Name), d.para(t.width(1), faceBody, r.Text))
	}
	d.skip(5)
	d.heading(1, faceBlock, headCredits, "credits", "")
	for _, scale := range s.Scales {
		const rowHeight = 7
		d.keep(min(rowHeight*float64(len(scale.Values)+1), wholePage/2))
		title := scale.Title
		if d.measure(faceLabel, title) > width/2 { // too long for the head of a column
			d.text(faceSmall.bold(), title)
			title = colAnswer
		}
		t := d.newTable(column{title: title}, number(colCounts, 20))
		t.begin()
		for _, v := range scale.Values {
			t.row(d.marked(t.width(0), faceSmall, v.Mark, v.Label), d.para(t.width(1), faceSmall, v.Credit))
		}
		t.end()
		d.skip(4)
	}
	d.skip(2)
	for _, shares := range s.Shares {
		title := ""
		if shares.Title != "" {
			title = ": " + shares.Title
		}
		d.heading(1, faceBlock, headDomainShares+title, "domain-shares:"+shares.Key, "")
		d.domainShares(shares)
		d.skip(6)
		d.heading(1, faceBlock, headQuestionShares+title, "question-shares:"+shares.Key, s.ShareLead)
		d.questionShares(shares)
		d.skip(8)
	}
}

func (d *doc) domainShares(s Shares) {
	t := d.newTable(column{title: colDomain}, number(colWeight, 18), number(colShare, 20), number(colScore, 20), number(colPoints, 20))
	t.begin()
	row := func(f face, r DomainShare) {
		t.row(d.para(t.width(0), f, r.Title), d.para(t.width(1), f, r.Weight), d.para(t.width(2), f, r.Share), d.para(t.width(3), f, r.Score), d.para(t.width(4), f, r.Points))
	}
	for _, r := range s.Domains {
		row(faceSmall, r)
	}
	row(faceSmall.bold(), s.Total)
	t.end()
}

func (d *doc) questionShares(s Shares) {
	t := d.newTable(column{title: colQuestion, width: 36}, number(colLevel, 14), number(colWeight, 18), number(colShare, 22), column{title: colAnswer}, number(colPoints, 20))
	t.pad = 0.6
	t.begin()
	for _, q := range s.Questions {
		t.row(
			d.linked(t.width(0), 0, faceCode, "", q.Code, target{place: "answer:" + q.Code}),
			d.para(t.width(1), faceSmall, q.Level), d.para(t.width(2), faceSmall, q.Weight), d.para(t.width(3), faceSmall, q.Share),
			d.marked(t.width(4), faceSmall, q.Mark, q.Answer),
			d.para(t.width(5), faceSmall, q.Points),
		)
	}
	t.end()
}

func (d *doc) provenance() {
	s := d.rep.Provenance
	d.part(s.Heading, "part:C", true)
	fields := func(all []Field) {
		t := d.plainTable(column{width: 42}, column{})
		for _, f := range all {
			t.row(d.para(t.width(0), faceStrong.in(muted), f.Name), d.para(t.width(1), faceBody, f.Text))
		}
	}
	fields(s.Fields)
	for i, r := range s.Rubrics {
		d.skip(5)
		if r.Title != "" {
			d.heading(1, faceBlock, r.Title, "provenance:"+strconv.Itoa(i), "")
		}
		fields(r.Fields)
		if len(r.Parts) == 0 {
			continue
		}
		d.skip(5)
		d.heading(1, faceBlock, headParts+r.of(), "parts:"+strconv.Itoa(i), r.PartsLead)
		t := d.plainTable(column{width: 42}, column{})
		for _, f := range r.Parts {
			t.row(d.para(t.width(0), faceSmall.bold(), f.Name), d.para(t.width(1), faceSmall, f.Text))
		}
	}
}
