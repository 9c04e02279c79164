package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

// mergeFormat is the first key of an agenda in JSON.
const mergeFormat = "aigap/merge/v1"

// AgendaFormats are the formats that WriteAgenda writes.
var AgendaFormats = []string{"text", "csv", "json"}

// WriteAgenda writes an agenda in one of the AgendaFormats.
func WriteAgenda(w io.Writer, format string, ag *Agenda) error {
	switch format {
	case "csv":
		return ag.csv(w)
	case "json":
		return ag.json(w)
	}
	return ag.text(w)
}

// text writes an agenda for a terminal.
func (ag *Agenda) text(w io.Writer) error {
	var b strings.Builder
	line := func(indent int, s string) {
		for part := range strings.SplitSeq(rubrics.Plain(strings.TrimSpace(s)), "\n") {
			fmt.Fprintln(&b, strings.TrimRight(strings.Repeat(" ", indent)+part, " "))
		}
	}
	line(0, rubrics.PlainLine(ag.Title))
	line(0, rubrics.PlainLine(ag.Merged.Lead))
	b.WriteByte('\n')
	for _, f := range ag.Fields {
		line(0, f.Name+":")
		line(2, f.Text)
	}
	for _, banner := range ag.Banners {
		line(0, banner.Word+":")
		line(2, banner.Meaning)
	}

	fmt.Fprintf(&b, "\n%s\n", ag.Agreement)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DOMAIN\tSCALE\tALPHA\tQUESTIONS\tANSWERS\tREADING\tTITLE")
	for _, r := range ag.Rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", r.Domain, r.Scale, r.Alpha, r.Questions, r.Answers, r.Reading, rubrics.PlainLine(r.Title))
	}
	_ = t.Flush() // to a builder
	for _, s := range ag.Reading {
		line(0, s)
	}

	fmt.Fprintf(&b, "\n%s\n", ag.Settle.Title)
	line(0, or(ag.None, ag.Settle.Lead))
	for _, item := range ag.Items {
		b.WriteByte('\n')
		line(0, rubrics.PlainLine(fmt.Sprintf("%d. %s: %s (%s)", item.Number, item.Code, item.Apart, item.Domain)))
		line(3, item.Text)
		for _, a := range item.Answers {
			s := a.Label
			if a.Meaning != "" {
				s += ": " + a.Meaning
			}
			line(3, "- "+rubrics.PlainLine(s))
			if a.By != "" {
				line(5, nameSaidBy+" "+rubrics.PlainLine(a.By))
			}
		}
		for _, v := range item.Said {
			line(3, rubrics.PlainLine(v.By)+":")
			entry := func(name, s string) {
				if s != "" {
					line(5, name+": "+s)
				}
			}
			entry(nameReason, v.Reason)
			entry(nameNote, v.Note)
			for _, e := range v.Evidence {
				entry(nameEvidence, strings.Join(strings.Fields(e.Title+" "+e.Date+" "+e.Link), " "))
			}
		}
		line(3, nameSoFar+": "+item.Result)
		if item.Remark != "" {
			line(3, item.Remark)
		}
	}
	if len(ag.InformedOf) > 0 {
		fmt.Fprintf(&b, "\n%s\n", ag.Informed.Title)
		line(0, ag.Informed.Lead)
		t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "QUESTION\tSTANDS\tUNKNOWN TO")
		for _, i := range ag.InformedOf {
			fmt.Fprintf(t, "%s\t%s\t%s\n", i.Code, rubrics.PlainLine(i.Result), rubrics.PlainLine(i.Unknown))
		}
		_ = t.Flush()
	}
	fmt.Fprintf(&b, "\n%s\n", ag.Disclaimer)
	_, err := io.WriteString(w, b.String())
	return err
}

// csv writes a row for each view of each disagreement.
func (ag *Agenda) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"number", "question", "domain", "text", "distance", "who", "source", "answer", "label", "looks_like", "reason", "note", "evidence", "result", "open"})
	for i, d := range ag.merger.Disagreements {
		for _, v := range d.Views {
			var evidence []string
			for _, e := range v.Answer.Evidence {
				evidence = append(evidence, strings.Join(strings.Fields(e.Title+" "+e.Date+" "+e.Link), " "))
			}
			_ = out.Write([]string{strconv.Itoa(i + 1), d.Question.ID, inert(d.Domain.Title), inert(d.Question.Text), strconv.Itoa(d.Distance),
				inert(v.Respondent.Name()), inert(v.Respondent.Source), v.Answer.Value, inert(viewLabel(d.Question, v.Answer)),
				inert(d.Question.Anchors[v.Answer.Value]), inert(v.Answer.Reason), inert(v.Answer.Note), inert(strings.Join(evidence, "; ")),
				d.Result.Value, strconv.FormatBool(d.Result.IsOpen())})
		}
	}
	out.Flush()
	return out.Error()
}

// mergeJSON is the published shape of an agenda; scripts depend on its names.
type mergeJSON struct {
	Format        string            `json:"format"`
	Rubric        rubricJSON        `json:"rubric"`
	Subject       subjectJSON       `json:"subject"`
	Date          *string           `json:"date"` // null where none is said
	Strategy      string            `json:"strategy"`
	Respondents   []respondentJSON  `json:"respondents"`
	Agreement     []agreementJSON   `json:"agreement"`
	Disagreements []differenceJSON  `json:"disagreements"`
	KnownToSome   []knownToSomeJSON `json:"known_to_some"`
}

type respondentJSON struct {
	Name   string `json:"name"`
	Source string `json:"source"`
}

type agreementJSON struct {
	Domain    string                    `json:"domain"`
	Scale     string                    `json:"scale"`
	Alpha     assessment.Maybe[float64] `json:"alpha"`
	Questions int                       `json:"questions"` // that are compared
	Answers   int                       `json:"answers"`
}

type differenceJSON struct {
	Question string     `json:"question"`
	Domain   string     `json:"domain"`
	Text     string     `json:"text"`
	Context  bool       `json:"context"`
	Distance int        `json:"distance"`
	Views    []viewJSON `json:"views"`
	Result   string     `json:"result"`
	Open     bool       `json:"open"`  // left open, to be answered
	Asked    bool       `json:"asked"` // by the merged assessment
}

type viewJSON struct {
	Who      string         `json:"who"`
	Source   string         `json:"source"`
	Answer   string         `json:"answer"`
	Label    string         `json:"label"`
	Meaning  *string        `json:"looks_like"` // null where nothing is said
	Reason   *string        `json:"reason"`
	Note     *string        `json:"note"`
	Evidence []evidenceJSON `json:"evidence"`
}

type evidenceJSON struct {
	Title string  `json:"title"`
	Link  *string `json:"link"`
	Date  *string `json:"date"`
}

type knownToSomeJSON struct {
	Question string   `json:"question"`
	Domain   string   `json:"domain"`
	Result   string   `json:"result"`
	Unknown  []string `json:"unknown_to"`
}

func (ag *Agenda) json(w io.Writer) error {
	m := ag.merger
	out := mergeJSON{
		Format: mergeFormat, Rubric: rubricJSON{m.Rubric.ID, m.Rubric.Version, m.Rubric.Digest}, Subject: subjectJSON(m.Assessment.Subject),
		Date: orNull(m.Assessment.Date), Strategy: string(m.Strategy),
		Respondents: []respondentJSON{}, Agreement: []agreementJSON{}, Disagreements: []differenceJSON{}, KnownToSome: []knownToSomeJSON{},
	}
	for _, p := range m.Respondents {
		out.Respondents = append(out.Respondents, respondentJSON{p.Name(), p.Source})
	}
	for _, a := range m.Agreement {
		out.Agreement = append(out.Agreement, agreementJSON{a.Domain.ID, a.Scale.Name, a.Alpha, a.Questions, a.Answers})
	}
	states := assessment.StatesOf(m.Rubric, m.Assessment)
	for _, d := range m.Disagreements {
		q := d.Question
		diff := differenceJSON{Question: q.ID, Domain: d.Domain.ID, Text: q.Text, Context: q.Context, Distance: d.Distance,
			Result: d.Result.Value, Open: d.Result.IsOpen(), Asked: states[q.ID] != assessment.Hidden}
		for _, v := range d.Views {
			view := viewJSON{v.Respondent.Name(), v.Respondent.Source, v.Answer.Value, viewLabel(q, v.Answer),
				orNull(q.Anchors[v.Answer.Value]), orNull(v.Answer.Reason), orNull(v.Answer.Note), []evidenceJSON{}}
			for _, e := range v.Answer.Evidence {
				view.Evidence = append(view.Evidence, evidenceJSON{e.Title, orNull(e.Link), orNull(e.Date)})
			}
			diff.Views = append(diff.Views, view)
		}
		out.Disagreements = append(out.Disagreements, diff)
	}
	for _, d := range m.Informed {
		known := knownToSomeJSON{d.Question.ID, d.Domain.ID, d.Result.Value, nil}
		for _, v := range d.Views {
			if v.Answer.Value == rubrics.Unknown {
				known.Unknown = append(known.Unknown, v.Respondent.Name())
			}
		}
		out.KnownToSome = append(out.KnownToSome, known)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
