package rubrics

import (
	"regexp"
	"slices"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// CatalogueFormat is the first line of a resource catalogue.
const CatalogueFormat = "aigap/resources/v1"

// Catalogue is the list of WHO and partner resources that reports point to.
type Catalogue struct {
	Version   string
	Topics    []string // the words that tie questions to resources
	Resources []Resource
}

// Resource is one entry of the catalogue.
type Resource struct {
	ID        string
	Title     string
	Type      string
	Publisher string
	Date      string // YYYY, YYYY-MM or YYYY-MM-DD; "" where it is not confirmed
	ISBN      string
	URL       string
	Languages []string
	Licence   string
	Summary   string
	Topics    []string
}

// resourceTypes are the kinds of resources.
var resourceTypes = []string{"guidance", "course", "brief", "tool", "initiative", "contact", "standard"}

// Find is the resource with an id.
func (c *Catalogue) Find(id string) (Resource, bool) {
	for _, r := range c.Resources {
		if r.ID == id {
			return r, true
		}
	}
	return Resource{}, false
}

// IDs are the ids of all resources.
func (c *Catalogue) IDs() []string {
	ids := make([]string, len(c.Resources))
	for i, r := range c.Resources {
		ids[i] = r.ID
	}
	return ids
}

var (
	partialDate = regexp.MustCompile(`^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$`)
	isbnForm    = regexp.MustCompile(`^97[89][0-9]{10}$`)
	urlForm     = regexp.MustCompile(`^(https://|mailto:)[^\s<>"]+$`)
)

// ParseCatalogue reads a catalogue; nil exactly if the problems hold an error.
func ParseCatalogue(name string, src []byte) (*Catalogue, []Problem) {
	root, problems := strictyaml.Parse(name, src)
	if root == nil {
		return nil, problems
	}
	var r strictyaml.Reader
	c := &Catalogue{}
	var format string
	var list *strictyaml.Node
	r.Mapping(root, "a catalogue", []strictyaml.Field{
		{Name: "format", Required: true, Read: r.OneOf("format", []string{CatalogueFormat}, &format)},
		{Name: "version", Required: true, Read: func(n *strictyaml.Node) {
			if r.Text("version", &c.Version)(n); c.Version != "" && !validVersion(c.Version) {
				r.Add(n.Pos, "bad-version", "version %s is not a semantic version: write three numbers, as in 1.0.0", strictyaml.Quote(c.Version))
			}
		}},
		{Name: "topics", Required: true, Read: r.Texts("topics", &c.Topics)},
		{Name: "resources", Required: true, Read: func(n *strictyaml.Node) { list = n }},
	})
	if list != nil {
		seen := map[string]bool{}
		r.Each(list, "resources", func(n *strictyaml.Node) { c.resource(&r, n, seen) })
	}
	strictyaml.SortProblems(r.Problems)
	if strictyaml.HasErrors(r.Problems) {
		return nil, r.Problems
	}
	return c, r.Problems
}

func (c *Catalogue) resource(r *strictyaml.Reader, n *strictyaml.Node, seen map[string]bool) {
	var res Resource
	r.Mapping(n, "a resource", []strictyaml.Field{
		{Name: "id", Required: true, Read: func(n *strictyaml.Node) {
			r.Matching("the resource id", kebabForm, "kebab-case: lower-case letters, digits and single hyphens", &res.ID)(n)
			if seen[res.ID] && res.ID != "" {
				r.Add(n.Pos, "duplicate-id", "the resource %q stands twice: keep one", res.ID)
			}
			seen[res.ID] = true
		}},
		{Name: "title", Required: true, Read: r.Text("title", &res.Title)},
		{Name: "type", Required: true, Read: r.OneOf("type", resourceTypes, &res.Type)},
		{Name: "publisher", Required: true, Read: r.Text("publisher", &res.Publisher)},
		{Name: "date", Read: func(n *strictyaml.Node) {
			if n.Kind == strictyaml.Number && partialDate.MatchString(n.Value) { // a bare year
				res.Date = n.Value
				return
			}
			r.Matching("date", partialDate, "a date: write YYYY, YYYY-MM or YYYY-MM-DD", &res.Date)(n)
		}},
		{Name: "isbn", Read: r.Matching("isbn", isbnForm, "an ISBN of 13 digits in quotes, without hyphens", &res.ISBN)},
		{Name: "url", Read: r.Matching("url", urlForm, "an address that begins with https:// or mailto:", &res.URL)},
		{Name: "languages", Read: r.Texts("languages", &res.Languages)},
		{Name: "licence", Read: r.Text("licence", &res.Licence)},
		{Name: "summary", Required: true, Read: r.Text("summary", &res.Summary)},
		{Name: "topics", Required: true, Read: func(n *strictyaml.Node) {
			r.Texts("topics", &res.Topics)(n)
			for _, t := range n.Items {
				if t.Value != "" && !slices.Contains(c.Topics, t.Value) {
					r.Add(t.Pos, "unknown-topic", "the topic %s is not in the list of topics%s", strictyaml.Quote(t.Value), r.Suggest(t.Value, c.Topics))
				}
			}
		}},
	})
	c.Resources = append(c.Resources, res)
}
