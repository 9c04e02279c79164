package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/aigap/aigap/assessment"
)

// cohortFormat is the first key of a cohort in JSON.
const cohortFormat = "aigap/cohort/v1"

// CohortFormats are the formats of a cohort report.
var CohortFormats = []string{"table", "json", "csv", "pdf"}

// CohortReport is a cohort with what is said beside it.
type CohortReport struct {
	*assessment.Cohort
	LeftOut []LeftOut // assessments that are not in it
	Date    string    // of the report, YYYY-MM-DD; "" = undated
	Program string    // version of the program
}

// LeftOut is an assessment that is not in the cohort. Both texts are empty where
// members are not named.
type LeftOut struct {
	Source  string `json:"source"`
	Message string `json:"message"`
}

// WriteCohort writes a cohort in a format of CohortFormats. It returns how many
// characters the fonts of a PDF could not show.
func WriteCohort(w io.Writer, format string, c *CohortReport) (replaced int, err error) {
	switch format {
	case "json":
		return 0, cohortJSON(w, c)
	case "csv":
		return 0, cohortCSV(w, c)
	case "pdf":
		return cohortPDF(w, c)
	}
	return 0, cohortTable(w, c)
}

// label is who a row is.
func (c *CohortReport) label(row assessment.Row) string {
	if row.Label != "" {
		return row.Label
	}
	return or(or(or(row.Subject.Name, row.Subject.Organization), row.Subject.Code), row.Source)
}

// notes say how the figures are to be read; all formats but data have them.
func (c *CohortReport) notes() []Field {
	o := c.Options
	notes := []Field{
		{"Figures", "Scores are from 0 to 100, and what is not known counts 0. Medians and quartiles are by nearest rank: the smallest score that half, a quarter or three quarters of the subjects do not exceed. Each subject counts the same, whatever its size."},
		{"Common gaps", "The share is of all subjects in this cohort. A gap is to be closed where the answer is known and not the top one, and to be established where it is not known."},
	}
	if text := c.provisional(); text != "" {
		notes = append(notes, Field{"Provisional", text})
	}
	if o.Anonymize {
		notes = append(notes, Field{"Anonymous", "Subjects are numbered in an order that does not reveal them, and no names, files, notes or evidence stand here. Whoever knows some figures of a subject may still recognize its row."})
	}
	if c.Coded() {
		notes = append(notes, Field{"Small groups", fmt.Sprintf("No count or share rests on fewer than %d subjects: smaller ones are withheld (%s), and so many others that they do not follow from the totals alone. "+
			"Lowest and highest figures are withheld. Figures of single subjects, quartiles and medians are whole points, and the lowest and highest of them are told only as below %d (<%d) or above %d (>%d). "+
			"The rows of single subjects can give a withheld count away, in domains of few questions above all: do not publish them where that matters.",
			o.MinGroup, withheldMark, assessment.LeastCoded+1, assessment.LeastCoded+1, assessment.MostCoded-1, assessment.MostCoded-1)})
	}
	if o.Draws != nil {
		notes = append(notes, Field{"Ranks", fmt.Sprintf("By the overall score; equal scores share a place. The ranges are from the 5th to the 95th percentile of the place in %s draws (seed %d), in which every weight is drawn up to %s lower or higher, the same for all subjects; the second range also draws an answer for each unknown. %s",
			thousands(o.Draws.N), o.Draws.Seed, spreadWords(o.Draws.Spread), sensitivityNote)})
	}
	return append(notes, Field{"What it is not", Disclaimer})
}

// provisional says whose figures are provisional; "" if nobody's are.
func (c *CohortReport) provisional() string {
	const why = "too little is known, or too much is answered not applicable."
	switch n := c.Provisional; {
	case n.Suppressed:
		return "The figures of some subjects may be provisional: " + why
	case n.V == 0:
		return ""
	default:
		return fmt.Sprintf("The figures of %s of %d are provisional: %s", count(n.V, "subject"), len(c.Rows), why)
	}
}

// withheldMark stands for a figure that is withheld.
const withheldMark = "*"

// shownFigure prints a score of a row or a profile, to one decimal, or whole
// where figures are coarse.
func (c *CohortReport) shownFigure(f assessment.Shown[float64]) string {
	switch {
	case f.Suppressed:
		return withheldMark
	case !f.OK:
		return notAvailable
	case !c.Coded():
		return decimal(f.V)
	case f.V <= assessment.LeastCoded:
		return fmt.Sprintf("<%d", assessment.LeastCoded+1)
	case f.V >= assessment.MostCoded:
		return fmt.Sprintf(">%d", assessment.MostCoded-1)
	}
	return assessment.FormatFigure(f.V)
}

func shownCount(n assessment.Shown[int]) string {
	switch {
	case n.Suppressed:
		return withheldMark
	case !n.OK:
		return notAvailable
	}
	return fmt.Sprint(n.V)
}

// shownPercent prints a share.
func shownPercent(f assessment.Shown[float64]) string {
	switch {
	case f.Suppressed:
		return withheldMark
	case !f.OK:
		return notAvailable
	}
	return assessment.FormatFigure(assessment.Round(100*f.V, 0)) + "%"
}

// profiles are that of the whole and then of each domain.
func (c *CohortReport) profiles() []assessment.Profile {
	return append([]assessment.Profile{c.Overall}, c.Domains...)
}

// profileName is the id and title of a domain, or of the whole.
func profileName(p assessment.Profile) (id, title string) {
	if p.Domain == nil {
		return "overall", "Overall"
	}
	return p.Domain.ID, p.Domain.Title
}

// cohortOut and the types below are the published shape; scripts depend on their names. A figure that is
// withheld is null, and so says "suppressed".
type cohortOut struct {
	Format     string     `json:"format"`
	Rubric     rubricJSON `json:"rubric"`
	Subjects   int        `json:"subjects"`
	Anonymized bool       `json:"anonymized"`
	MinGroup   int        `json:"min_group"`
	// null where it is withheld
	Provisional assessment.Maybe[int] `json:"provisional"`
	Coded       *codedOut             `json:"coded"` // null where figures are exact
	Overall     profileOut            `json:"overall"`
	Domains     []profileOut          `json:"domains"`
	Gaps        []commonGapOut        `json:"gaps"`
	Draws       *drawsOut             `json:"draws"` // null where nothing is ranked
	Members     []memberOut           `json:"members"`
	LeftOut     []LeftOut             `json:"left_out"`
	Disclaimer  string                `json:"disclaimer"`
}

type codedOut struct {
	Least int `json:"least"`
	Most  int `json:"most"`
	Step  int `json:"step"`
}

type drawsOut struct {
	Draws  int     `json:"draws"`
	Seed   uint64  `json:"seed"`
	Spread float64 `json:"spread"`
}

type profileOut struct {
	ID           string       `json:"id,omitempty"`
	Title        string       `json:"title,omitempty"`
	Score        quartilesOut `json:"score"`
	Completeness quartilesOut `json:"completeness"`
	Levels       []levelOut   `json:"levels"`
}

type quartilesOut struct {
	N          assessment.Maybe[int]     `json:"n"`
	Min        assessment.Maybe[float64] `json:"min"`
	Q1         assessment.Maybe[float64] `json:"q1"`
	Median     assessment.Maybe[float64] `json:"median"`
	Q3         assessment.Maybe[float64] `json:"q3"`
	Max        assessment.Maybe[float64] `json:"max"`
	Suppressed []string                  `json:"suppressed"`
}

type levelOut struct {
	Level      assessment.Maybe[int] `json:"level"` // null: nothing is applicable
	Subjects   assessment.Maybe[int] `json:"subjects"`
	Suppressed bool                  `json:"suppressed"`
}

type commonGapOut struct {
	Question   string                    `json:"question"`
	Domain     string                    `json:"domain"`
	Action     string                    `json:"action"`
	Level      int                       `json:"level"`
	Effort     string                    `json:"effort"`
	Subjects   assessment.Maybe[int]     `json:"subjects"`
	Share      assessment.Maybe[float64] `json:"share"`
	Close      assessment.Maybe[int]     `json:"close"`
	Establish  assessment.Maybe[int]     `json:"establish"`
	Asked      assessment.Maybe[int]     `json:"asked"`
	Suppressed []string                  `json:"suppressed"`
}

type memberOut struct {
	Label        string                    `json:"label,omitempty"`
	Source       string                    `json:"source,omitempty"`
	Subject      *subjectJSON              `json:"subject,omitempty"`
	Score        assessment.Maybe[float64] `json:"score"`
	Level        assessment.Maybe[int]     `json:"level"`
	Completeness assessment.Maybe[float64] `json:"completeness"`
	Provisional  *bool                     `json:"provisional"` // null where figures are coarse
	Domains      []memberDomainOut         `json:"domains"`
	Rank         *assessment.Rank          `json:"rank,omitempty"`
	Suppressed   []string                  `json:"suppressed"`
}

type memberDomainOut struct {
	ID         string                    `json:"id"`
	Score      assessment.Maybe[float64] `json:"score"`
	Suppressed bool                      `json:"suppressed"`
}

// marked collects the names of figures that are withheld.
type marked []string

func (m *marked) add(name string, suppressed bool) {
	if suppressed {
		*m = append(*m, name)
	}
}

func cohortJSON(w io.Writer, c *CohortReport) error {
	r := c.Rubric
	out := cohortOut{
		Format: cohortFormat, Rubric: rubricJSON{r.ID, r.Version, r.Digest}, Subjects: len(c.Rows),
		Anonymized: c.Options.Anonymize, MinGroup: c.Options.MinGroup, Provisional: c.Provisional.Maybe,
		Overall: profileJSON(c.Overall), Domains: []profileOut{}, Gaps: []commonGapOut{}, Members: []memberOut{},
		LeftOut: append([]LeftOut{}, c.LeftOut...), Disclaimer: Disclaimer,
	}
	if c.Coded() {
		out.Coded = &codedOut{assessment.LeastCoded, assessment.MostCoded, 1}
	}
	if d := c.Options.Draws; d != nil {
		out.Draws = &drawsOut{d.N, d.Seed, d.Spread}
	}
	for _, p := range c.Domains {
		out.Domains = append(out.Domains, profileJSON(p))
	}
	for _, g := range c.Gaps {
		marks := marked{}
		marks.add("subjects", g.Members.Suppressed)
		marks.add("share", g.Share.Suppressed)
		marks.add("close", g.Close.Suppressed)
		marks.add("establish", g.Establish.Suppressed)
		marks.add("asked", g.Asked.Suppressed)
		out.Gaps = append(out.Gaps, commonGapOut{g.Question.ID, g.Domain.ID, g.Question.Gap.Action, g.Question.Level, g.Question.Gap.Effort,
			g.Members.Maybe, g.Share.Maybe, g.Close.Maybe, g.Establish.Maybe, g.Asked.Maybe, marks})
	}
	for _, row := range c.Rows {
		m := memberOut{Label: row.Label, Source: row.Source, Score: row.Overall.Maybe, Level: row.Level.Maybe, Completeness: row.Known.Maybe, Domains: []memberDomainOut{}, Rank: row.Rank}
		if !c.Coded() {
			m.Provisional = &row.Provisional
		}
		if row.Label == "" {
			s := subjectJSON(row.Subject)
			m.Subject = &s
		}
		marks := marked{}
		marks.add("score", row.Overall.Suppressed)
		marks.add("level", row.Level.Suppressed)
		marks.add("completeness", row.Known.Suppressed)
		m.Suppressed = marks
		for i, s := range row.Domains {
			m.Domains = append(m.Domains, memberDomainOut{c.Domains[i].Domain.ID, s.Maybe, s.Suppressed})
		}
		out.Members = append(out.Members, m)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func profileJSON(p assessment.Profile) profileOut {
	out := profileOut{Score: quartilesJSON(p.Score), Completeness: quartilesJSON(p.Known)}
	if p.Domain != nil {
		out.ID, out.Title = profileName(p)
	}
	for l, n := range p.Levels {
		out.Levels = append(out.Levels, levelOut{assessment.Maybe[int]{V: l, OK: true}, n.Maybe, n.Suppressed})
	}
	out.Levels = append(out.Levels, levelOut{Subjects: p.NoLevel.Maybe, Suppressed: p.NoLevel.Suppressed})
	return out
}

func quartilesJSON(q assessment.Quartiles) quartilesOut {
	marks := marked{}
	marks.add("n", q.N.Suppressed)
	marks.add("min", q.Min.Suppressed)
	marks.add("q1", q.Q1.Suppressed)
	marks.add("median", q.Median.Suppressed)
	marks.add("q3", q.Q3.Suppressed)
	marks.add("max", q.Max.Suppressed)
	return quartilesOut{q.N.Maybe, q.Min.Maybe, q.Q1.Maybe, q.Median.Maybe, q.Q3.Maybe, q.Max.Maybe, marks}
}
