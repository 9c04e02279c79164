package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// beginning asks what a new assessment needs before its first question, one
// step after the other; going back goes to the step before.
type beginning struct {
	ask   ask.Asker
	lib   *rubrics.Library
	from  *source // nil: it begins empty
	today string

	rubric *rubrics.Rubric // nil: the person chooses
	path   string          // "": the person names the file
	a      *assessment.Assessment
	store  *store
}

// run is ask.ErrBack if the person goes back from the first step.
func (b *beginning) run() error {
	b.a = &assessment.Assessment{Date: b.today, Answers: map[string]assessment.Answer{}}
	if b.from != nil {
		b.a.Subject = b.from.a.Subject
	}
	var steps []func() error
	if b.rubric == nil {
		steps = append(steps, b.chooseRubric)
	}
	steps = append(steps, b.askSubject, b.askAssessors)
	if b.path == "" {
		steps = append(steps, b.askFile)
	} else {
		steps = append(steps, func() error { return b.create(b.path) })
	}
	for i := 0; i < len(steps); {
		err := steps[i]()
		switch {
		case err == nil:
			i++
		case errors.Is(err, ask.ErrBack) && i > 0:
			i--
		default:
			return err
		}
	}
	return nil
}

// chooseRubric offers the newest version of each rubric, the shortest first:
// who is new here begins with an hour, not with days.
func (b *beginning) chooseRubric() error {
	m := ask.Menu{Title: "Which questions?", Text: "Choose a rubric: a set of questions with its maturity levels."}
	var all []*rubrics.Rubric
	seen := map[string]bool{}
	for _, ref := range b.lib.Refs() {
		if seen[ref.ID] {
			continue
		}
		seen[ref.ID] = true
		ref, err := b.lib.Resolve(ref.ID)
		if err != nil {
			return inputError(err)
		}
		r, err := b.lib.Get(ref)
		if err != nil {
			m.Text += fmt.Sprintf("\n%s cannot be used: %v", ref, err)
			continue
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b *rubrics.Rubric) int { return cmp.Compare(length(a), length(b)) })
	for _, r := range all {
		m.Items = append(m.Items, ask.Item{Label: r.Title, More: strings.TrimSpace(rubricLine(r) + "\n" + firstSentence(r.Summary))})
	}
	n, err := b.ask.Choose(m)
	if err != nil {
		return err
	}
	b.rubric = all[n]
	return nil
}

// firstSentence is enough of a summary to choose by: a list of whole ones takes
// minutes to be read aloud.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if first, _, more := strings.Cut(s, ". "); more {
		return first + "."
	}
	return s
}

// length is how long a rubric takes; one that does not say comes last.
func length(r *rubrics.Rubric) int {
	if r.Minutes == 0 {
		return math.MaxInt
	}
	return r.Minutes
}

// rubricLine says how large a rubric is.
func rubricLine(r *rubrics.Rubric) string {
	s := fmt.Sprintf("%s: %s", r.Ref(), count(len(r.Questions()), "question"))
	if r.Minutes > 0 {
		s += ", usually " + duration(r.Minutes)
	}
	if r.Draft() {
		s += ", a draft"
	}
	return s + "."
}

// duration says minutes as a person would.
func duration(minutes int) string {
	if minutes < 90 {
		return count(minutes, "minute")
	}
	hours := fmt.Sprintf("%d", minutes/60)
	if minutes%60 >= 30 {
		hours += "½"
	}
	return hours + " hours"
}

func (b *beginning) askSubject() error {
	s := b.a.Subject
	texts, err := b.ask.Fill(ask.Form{
		Title: "Who is assessed?",
		Fields: []ask.Field{
			{Label: "Name", Help: "The country or other subject, as the report shall name it.", Value: s.Name, Required: true},
			{Label: "Code", Help: "The ISO code of a country, as in RUR. May be left blank.", Value: s.Code},
			{Label: "Organization", Help: "The authority that assesses itself. May be left blank.", Value: s.Organization},
		},
	})
	if err != nil {
		return err
	}
	b.a.Subject = assessment.Subject{Name: texts[0], Code: texts[1], Organization: texts[2]}
	return nil
}

// askAssessors asks for one person after the other, until a name is blank.
func (b *beginning) askAssessors() error {
	b.a.Assessors = nil
	for {
		text := "The people who answer. Left blank, the questions begin."
		for _, who := range b.a.Assessors {
			text += "\n- " + strings.Trim(who.Name+", "+who.Role, ", ")
		}
		texts, err := b.ask.Fill(ask.Form{
			Title: "Who answers?",
			Text:  text,
			Fields: []ask.Field{
				{Label: "Name", Ends: true},
				{Label: "Role", Help: "May be left blank."},
			},
		})
		switch {
		case err != nil:
			return err
		case texts[0] == "":
			return nil
		}
		b.a.Assessors = append(b.a.Assessors, assessment.Assessor{Name: texts[0], Role: texts[1]})
	}
}

// askFile proposes a name that is free, and makes the file.
func (b *beginning) askFile() error {
	name, _ := firstFree(strings.Trim(asciiName(b.a.Subject.Name)+"-"+b.rubric.ID, "-"), ".yaml", unused)
	why := "Every answer is saved there at once."
	for {
		texts, err := b.ask.Fill(ask.Form{
			Title:  "Where are the answers kept?",
			Text:   why,
			Fields: []ask.Field{{Label: "File", Help: "A name for a file in this folder, or with another folder before it.", Value: name, Required: true, Check: checkNewFile}},
		})
		if err != nil {
			return err
		}
		err = b.create(withExtension(texts[0]))
		var exit *exitError
		if !errors.As(err, &exit) {
			return err
		}
		name, why = texts[0], exit.Error()+". Choose another folder."
	}
}

// create puts the file on the disk, so that the first answer has its place.
func (b *beginning) create(path string) error {
	b.a.Rubric, b.a.RubricDigest = b.rubric.Ref(), b.rubric.Digest
	var carried ask.Message
	if b.from != nil {
		carried = b.from.carry(b.a, b.rubric)
	}
	store, err := createStore(path, assessment.Encode(b.a, b.rubric))
	if errors.Is(err, fs.ErrExist) {
		err = fmt.Errorf("%s: cannot write: there is such a file now", path)
	}
	if err != nil {
		return outputError(err)
	}
	b.store = store
	if b.from != nil {
		if err := b.ask.Say(carried); err != nil {
			return err
		}
	}
	if about := strings.TrimSpace(b.rubric.Summary); about != "" { // it defines the words of the questions
		return b.ask.Say(ask.Message{Title: "About these questions", Text: strings.Join(strings.Fields(about), " ")})
	}
	return nil
}

func checkNewFile(s string) error {
	path := withExtension(s)
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case ext != ".yaml" && ext != ".yml":
		return fmt.Errorf("answers are kept as YAML: give the name the ending .yaml, not %s", ext)
	case unused(path) != nil:
		return fmt.Errorf("there is a file %s already, and it is not overwritten: choose another name", path)
	}
	return nil
}

// withExtension adds .yaml to a name that has no extension.
func withExtension(path string) string {
	if filepath.Ext(path) == "" {
		return path + ".yaml"
	}
	return path
}

// asciiName makes a file name that every system and script takes: "Côte
// d'Ivoire" is cote-d-ivoire. It is "" where nothing is left.
func asciiName(s string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	words := strings.FieldsFunc(plain, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	name := ""
	for _, w := range words {
		if len(name)+1+len(w) > 60 {
			break
		}
		name = strings.TrimPrefix(name+"-"+w, "-")
	}
	return name
}
