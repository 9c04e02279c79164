package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics"
)

// Reading is every resource that the report points to.
type Reading struct {
	Heading
	Groups []ReadingGroup
	None   string
}

// ReadingGroup is the resources of one type.
type ReadingGroup struct {
	Title string
	Items []ReadingItem
}

// ReadingItem is one resource with all that is needed to find it on paper.
type ReadingItem struct {
	ID      string
	Title   string
	Address string // as it is printed; "" where none is known
	URL     string // the same, where it is safe to make it a link
	Details string // publisher, date, ISBN, languages, licence
	Summary string
	UsedFor []string // what in this report it serves
}

// readingTitles are the headings of the types of resources, in their order.
var readingTitles = []Field{
	{"guidance", "Guidance"},
	{"standard", "Standards"},
	{"tool", "Tools"},
	{"course", "Courses"},
	{"brief", "Briefs"},
	{"initiative", "Initiatives"},
	{"contact", "Contacts"},
}

func (k *book) reading() Reading {
	r := Reading{Heading: Heading{Number: numberReading, Title: "Reading list",
		Lead: "Every resource that a gap names, and every publication that the questions are drawn from. " +
			"Addresses are printed in full, so that the list can be used on paper. What is missing from an entry was not confirmed."}}
	uses := k.uses()
	if len(uses.order) == 0 {
		return Reading{Heading: Heading{Number: r.Number, Title: r.Title}, None: "Nothing: no gap names a resource."}
	}
	groups := map[string][]ReadingItem{}
	var unlisted []ReadingItem
	if c := k.opts.Catalogue; c != nil {
		for _, res := range c.Resources {
			if slices.Contains(uses.order, res.ID) {
				groups[res.Type] = append(groups[res.Type], readingItem(res, uses))
			}
		}
	}
	for _, id := range uses.order {
		if k.parts[0].link(id).Title == id {
			unlisted = append(unlisted, ReadingItem{ID: id, Title: id, Details: "Not in the catalogue of this program.", UsedFor: uses.of(id)})
		}
	}
	for _, t := range readingTitles {
		if items := groups[t.Name]; len(items) > 0 {
			r.Groups = append(r.Groups, ReadingGroup{t.Text, items})
		}
	}
	if len(unlisted) > 0 {
		r.Groups = append(r.Groups, ReadingGroup{"Not in the catalogue", unlisted})
	}
	return r
}

func readingItem(r rubrics.Resource, u uses) ReadingItem {
	details := []string{r.Publisher}
	if r.Date != "" {
		details = append(details, longDate(r.Date))
	}
	if r.ISBN != "" {
		details = append(details, "ISBN "+r.ISBN)
	}
	if len(r.Languages) > 0 {
		details = append(details, "languages: "+strings.Join(r.Languages, ", "))
	}
	if r.Licence != "" {
		details = append(details, "licence: "+r.Licence)
	}
	return ReadingItem{ID: r.ID, Title: r.Title, Address: r.URL, URL: safeURL(r.URL), Details: strings.Join(details, " · "), Summary: r.Summary, UsedFor: u.of(r.ID)}
}

// uses is what each resource serves.
type uses struct {
	order []string            // ids, in the order of their first use
	gaps  map[string][]string // codes of gaps by id of the resource
	cites map[string]int      // questions drawn from it
}

func (k *book) uses() uses {
	u := uses{gaps: map[string][]string{}, cites: map[string]int{}}
	add := func(id string) {
		if !slices.Contains(u.order, id) {
			u.order = append(u.order, id)
		}
	}
	for _, b := range k.parts {
		for _, id := range b.res.Rubric.Sources {
			add(id)
		}
	}
	k.each(func(_ *builder, _ *rubrics.Domain, q *rubrics.Question, _ *builder) {
		cited := map[string]bool{}
		for _, c := range q.Cites {
			add(c.Resource)
			if !cited[c.Resource] {
				cited[c.Resource] = true
				u.cites[c.Resource]++
			}
		}
	})
	for _, g := range k.gaps {
		for _, id := range g.gap.Question.Gap.Resources {
			add(id)
			u.gaps[id] = append(u.gaps[id], g.gap.Question.ID)
		}
	}
	return u
}

func (u uses) of(id string) []string {
	var out []string
	if n := u.cites[id]; n > 0 {
		out = append(out, fmt.Sprintf("Source of %s (annex A).", count(n, "question")))
	}
	if codes := u.gaps[id]; len(codes) > 0 {
		out = append(out, "Helps with: "+strings.Join(codes, ", ")+".")
	}
	return out
}
