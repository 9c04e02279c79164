package report

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/aigap/aigap/assessment"
)

// appendScore writes a record as one line: scoreJSON by hand, byte for byte
// what encoding/json makes of it, since that takes longer than all the scoring.
// Whoever changes one of them changes both; a test compares.
func appendScore(b []byte, rec ScoreRecord) []byte {
	b = append(b, `{"format":"`...)
	b = append(b, scoreFormat...)
	b = appendString(append(b, `","source":`...), rec.Source)
	if e := rec.Err; e != nil {
		b = appendString(append(b, `,"error":{"message":`...), e.Message)
		if e.Line != 0 {
			b = strconv.AppendInt(append(b, `,"line":`...), int64(e.Line), 10)
		}
		if e.Column != 0 {
			b = strconv.AppendInt(append(b, `,"column":`...), int64(e.Column), 10)
		}
		return append(b, "}}\n"...)
	}
	res := rec.Result
	b = appendString(append(b, `,"rubric":{"id":`...), res.Rubric.ID)
	b = appendString(append(b, `,"version":`...), res.Rubric.Version)
	b = appendString(append(b, `,"digest":`...), res.Rubric.Digest)
	subject := res.Assessment.Subject
	b = appendString(append(b, `},"subject":{"name":`...), subject.Name)
	b = appendString(append(b, `,"code":`...), subject.Code)
	b = appendString(append(b, `,"organization":`...), subject.Organization)
	b = appendFigures(append(b, `},"overall":{`...), res.Overall)
	if rec.Drawn != nil {
		b = appendSensitivity(b, rec.Drawn.Overall)
	}
	b = appendStrings(append(b, `},"provisional":`...), res.Provisional)
	b = append(b, `,"domains":[`...)
	for i, d := range res.Domains {
		b = appendString(append(comma(b, i), `{"id":`...), d.Domain.ID)
		b = appendString(append(b, `,"title":`...), d.Domain.Title)
		b = assessment.AppendFigure(append(b, `,"weight":`...), d.Domain.Weight.Float())
		b = appendFigures(append(b, ','), d.Figures)
		if rec.Drawn != nil {
			b = appendSensitivity(b, rec.Drawn.Domains[i])
		}
		b = appendCounts(b, d.Counts)
	}
	b = appendLenses(append(b, `],"principles":[`...), res.Principles)
	b = appendLenses(append(b, `],"pillars":[`...), res.Pillars)
	b = append(b, `],"gaps":[`...)
	for i, g := range res.Gaps {
		q := g.Question
		b = appendString(append(comma(b, i), `{"question":`...), q.ID)
		b = appendString(append(b, `,"domain":`...), g.Domain.ID)
		b = append(b, `,"answer":`...)
		if g.Answer == "" {
			b = append(b, "null"...)
		} else {
			b = appendString(b, g.Answer)
		}
		b = appendString(append(b, `,"kind":`...), string(g.Kind))
		b = assessment.AppendFigure(append(b, `,"credit":`...), g.Credit.Float())
		b = strconv.AppendInt(append(b, `,"level":`...), int64(q.Level), 10)
		b = appendString(append(b, `,"priority":`...), string(g.Priority))
		b = assessment.AppendFigure(append(b, `,"gain":`...), g.Gain)
		b = appendString(append(b, `,"effort":`...), q.Gap.Effort)
		b = appendStrings(append(b, `,"after":`...), q.After)
		b = appendStrings(append(b, `,"resources":`...), q.Gap.Resources)
		b = append(b, '}')
	}
	b = appendStrings(append(b, `],"warnings":`...), res.Warnings)
	return append(b, "}\n"...)
}

// comma stands between the items of a list.
func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendStrings(b []byte, all []string) []byte {
	b = append(b, '[')
	for i, s := range all {
		b = appendString(comma(b, i), s)
	}
	return append(b, ']')
}

func appendScores(b []byte, s assessment.Scores) []byte {
	b = appendFigure(append(b, `"score":`...), s.Score)
	b = appendFigure(append(b, `,"evidenced":`...), s.Evidenced)
	b = appendFigure(append(b, `,"potential":`...), s.Potential)
	return assessment.AppendFigure(append(b, `,"completeness":`...), s.Completeness)
}

func appendFigures(b []byte, f assessment.Figures) []byte {
	b = appendScores(b, f.Scores)
	b = appendLevel(append(b, `,"level":`...), f.Level)
	b = appendLevel(append(b, `,"evidenced_level":`...), f.EvidencedLevel)
	return appendLevel(append(b, `,"potential_level":`...), f.PotentialLevel)
}

// appendSensitivity is left to encoding/json: drawing takes far longer.
func appendSensitivity(b []byte, s assessment.Sensitivity) []byte {
	src, err := json.Marshal(s)
	if err != nil {
		panic(err) // figures: nothing that JSON cannot hold
	}
	return append(append(b, `,"sensitivity":`...), src...)
}

func appendLenses(b []byte, all []assessment.Lens) []byte {
	for i, l := range all {
		b = appendString(append(comma(b, i), `{"id":`...), l.Name)
		b = appendScores(append(b, ','), l.Scores)
		b = appendCounts(b, l.Counts)
	}
	return b
}

// appendCounts ends a domain or a lens.
func appendCounts(b []byte, c assessment.Counts) []byte {
	b = strconv.AppendInt(append(b, `,"questions":{"total":`...), int64(c.Total), 10)
	b = strconv.AppendInt(append(b, `,"applicable":`...), int64(c.Applicable), 10)
	b = strconv.AppendInt(append(b, `,"known":`...), int64(c.Known), 10)
	b = strconv.AppendInt(append(b, `,"unknown":`...), int64(c.Unknown), 10)
	b = strconv.AppendInt(append(b, `,"unanswered":`...), int64(c.Unanswered), 10)
	b = strconv.AppendInt(append(b, `,"not_applicable":`...), int64(c.NotApplicable), 10)
	b = strconv.AppendInt(append(b, `,"hidden":`...), int64(c.Hidden), 10)
	return append(b, "}}"...)
}

func appendFigure(b []byte, f assessment.Maybe[float64]) []byte {
	if !f.OK {
		return append(b, "null"...)
	}
	return assessment.AppendFigure(b, f.V)
}

func appendLevel(b []byte, l assessment.Maybe[int]) []byte {
	if !l.OK {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(l.V), 10)
}

// appendString writes a string as JSON. What needs an escape, or may, is left
// to encoding/json.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			_ = enc.Encode(s) // a string can always be written
			return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
