package rubrics

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The rubrics that are written here, each in its newest version; the quick
// scan and the suite are composed of them.
var written = []string{"who-regulatory", "who-capacity", "who-ethics", "who-lmm", "who-evidence", "who-pharma", "who-srhr"}

const (
	quickScan = "who-quick-scan"
	suite     = "who-ai4h"
)

func newest(t testing.TB, lib *Library, id string) *Rubric {
	t.Helper()
	versions := lib.versions(id)
	if len(versions) == 0 {
		t.Fatalf("%s is not built in", id)
	}
	r, err := lib.Get(versions[0])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ownQuestions are the scored questions that the rubrics write themselves.
func ownQuestions(t testing.TB, lib *Library) []*Question {
	var all []*Question
	for _, id := range written {
		r := newest(t, lib, id)
		for _, q := range r.Questions() {
			if q.Owner.ID == id && !q.Context {
				all = append(all, q)
			}
		}
	}
	return all
}

// Validate has nothing to say about anything that is built in, alone or all
// together.
func TestBuiltinContentIsClean(t *testing.T) {
	lib := NewLibrary()
	var across Across
	for _, ref := range lib.Refs() {
		src, err := lib.Source(ref)
		if err != nil {
			t.Fatal(err)
		}
		r, problems := lib.Validate("builtin/"+ref.ID+"/"+ref.Version+".yaml", src, BuiltinCatalogue(), BuiltinReleased().Holds(src))
		if r != nil {
			problems = append(problems, across.Check(r)...)
		}
		for _, p := range problems {
			t.Error(p)
		}
	}
}

func TestCounts(t *testing.T) {
	lib := NewLibrary()
	for id, want := range map[string][2]int{
		"who-regulatory": {60, 60}, "who-ethics": {45, 60}, "who-lmm": {30, 40}, "who-evidence": {40, 50},
		"who-pharma": {20, 25}, "who-srhr": {18, 23}, "who-capacity": {20, 25}, quickScan: {30, 40},
	} {
		r := newest(t, lib, id)
		if n := r.Scored(); n < want[0] || n > want[1] {
			t.Errorf("%s asks %d scored questions, not %d to %d", id, n, want[0], want[1])
		}
		if r.Minutes == 0 || len(r.Sources) == 0 {
			t.Errorf("%s does not say its minutes or sources", id)
		}
	}
}

// Numbers that a summary spells out are those of the rubric.
func TestSummariesCountRight(t *testing.T) {
	words := map[int]string{22: "Twenty-two", 23: "Twenty-three", 25: "Twenty-five", 38: "Thirty-eight", 40: "Forty", 47: "Forty-seven", 59: "Fifty-nine", 60: "Sixty", 218: "All 218"}
	lib := NewLibrary()
	for _, id := range append(slices.Clone(written), quickScan, suite) {
		r := newest(t, lib, id)
		if want := words[r.Scored()]; want == "" || !strings.HasPrefix(r.Summary, want+" scored questions") {
			t.Errorf("the summary of %s does not begin with its %d scored questions: %.40q", id, r.Scored(), r.Summary)
		}
		own := 0
		for _, q := range r.Questions() {
			if q.Owner == r.Ref() && !q.Context {
				own++
			}
		}
		said := map[int]string{19: "Nineteen", 20: "Twenty", 22: "Twenty-two", 27: "Twenty-seven", 30: "Thirty", 40: "Forty"}[own]
		if own < r.Scored() && own > 0 && !strings.Contains(r.Summary, said+" are this rubric's own") {
			t.Errorf("%s has %d questions of its own, and its summary does not say so", id, own)
		}
	}
}

// A question is complete, and its texts are neither curt nor endless; what is
// too long is validate's to find.
func TestQuestionsAreComplete(t *testing.T) {
	least := func(q *Question, what string, n, min int) {
		t.Helper()
		if n < min {
			t.Errorf("%s: %s: %d, at least %d", q.ID, what, n, min)
		}
	}
	for _, q := range ownQuestions(t, NewLibrary()) {
		least(q, "characters of text", len(q.Text), 60)
		least(q, "characters of help", len(q.Help), 120)
		for v, a := range q.Anchors {
			least(q, "characters of the anchor "+v, len(a), 40)
		}
		least(q, "audience", len(q.Audience), 1)
		least(q, "principles", len(q.Principles), 1)
		least(q, "topics", len(q.Topics), 1)
		least(q, "pillar", len(q.Pillar), 1)
		least(q, "evidence", len(q.Evidence), 2)
		least(q, "steps", len(q.Gap.Steps), 3)
		least(q, "resources", len(q.Gap.Resources), 1)
		if !strings.HasSuffix(q.Text, "?") || strings.Count(q.Text, "?") != 1 {
			t.Errorf("%s is not one question: %q", q.ID, q.Text)
		}
		reachable := false
		for _, id := range q.Gap.Resources {
			r, _ := BuiltinCatalogue().Find(id)
			reachable = reachable || r.URL != ""
		}
		if !reachable {
			t.Errorf("%s recommends nothing that has an address", q.ID)
		}
		for _, c := range q.Cites {
			if c.Checked == "original" && c.Resource != "who-ai4h-brochure" {
				t.Errorf("%s: the text of %s was never open here", q.ID, c.Resource)
			}
			if c.Basis == "stated" && (c.Resource == "who-pharma-2024" || c.Resource == "who-srhr-2024") {
				t.Errorf("%s: what %s states is not known", q.ID, c.Resource)
			}
			if regexp.MustCompile(`\bp{1,2}\. ?\d|\bpages? \d`).MatchString(c.Section) {
				t.Errorf("%s cites a page, which nobody has looked up: %q", q.ID, c.Section)
			}
		}
	}
}

// The answers rise: work that has begun is in the second, something that is
// still missing in the third, and nothing unfinished in the last.
func TestAnchorsRise(t *testing.T) {
	underWay := regexp.MustCompile(`(?i)\b(being|draft\w*|prepar\w+|plan\w*|work\w*|begun|begin\w*|start\w*|discuss\w*|collect\w*|writ\w+|develop\w*|test\w*|pilot\w*|tried|trial|agree\w*|design\w*|stud\w+|consider\w*|review\w*|propos\w*|negotiat\w*|set up|building|asked|asks|compil\w*|consult\w*|train\w*|map\w*|sought|sign\w*|nam\w+|adapt\w*|choos\w*|chosen|decided|bill|invit\w*|enrol\w*|gather\w*|look\w*|tr(y|ies)|talks?|under way|so far|yet)\b`)
	lacking := regexp.MustCompile(`(?i)\b(but|only|not|no|some|without|lacks?|missing|or|leaves?|few|part|rarely|seldom|once|never|yet|one|most|omits?|unused|less|older|nobody|misses|though|while|cannot)\b`)
	unfinished := regexp.MustCompile(`(?i)\b(draft|drafted|being prepared|not yet|will be|is planned|are planned)\b`)
	for _, q := range ownQuestions(t, NewLibrary()) {
		if q.Scale.Name != "implementation" {
			t.Errorf("%s has the scale %s", q.ID, q.Scale.Name)
			continue
		}
		if a := q.Anchors["ongoing"]; !underWay.MatchString(a) {
			t.Errorf("%s: nothing is on its way in %q", q.ID, a)
		}
		if a := q.Anchors["partial"]; !lacking.MatchString(a) {
			t.Errorf("%s: nothing is missing in %q", q.ID, a)
		}
		if a := q.Anchors["implemented"]; unfinished.MatchString(a) {
			t.Errorf("%s: something is unfinished in %q", q.ID, a)
		}
	}
}

// The quick scan holds every foundation of every rubric, and has no rung but
// those on which it asks.
func TestQuickScanHoldsAllFoundations(t *testing.T) {
	lib := NewLibrary()
	scan := newest(t, lib, quickScan)
	rungs := map[int]int{}
	for _, q := range scan.Questions() {
		rungs[q.Level]++
	}
	for _, q := range ownQuestions(t, lib) {
		if q.Level == 1 && scan.Question(q.ID) == nil {
			t.Errorf("%s is a foundation, and the quick scan leaves it out", q.ID)
		}
	}
	if top := len(scan.Levels); rungs[top] == 0 || top >= len(newest(t, lib, suite).Levels) {
		t.Errorf("the ladder of the scan has %d rungs, and asks %v", top, rungs)
	}
	if scan.Minutes >= 60 {
		t.Errorf("the scan takes %d minutes, not less than an hour", scan.Minutes)
	}
}

// The suite asks every question of every rubric once, as it is; it only says
// what must come first.
func TestSuiteAsksAllOnceAndChangesNothing(t *testing.T) {
	lib := NewLibrary()
	all := newest(t, lib, suite)
	for _, id := range append(slices.Clone(written), quickScan) {
		for _, q := range newest(t, lib, id).Questions() {
			in := all.Question(q.ID)
			if in == nil {
				t.Errorf("the suite leaves out %s of %s", q.ID, id)
				continue
			}
			if !slices.Equal(in.Overridden, nil) && !slices.Equal(in.Overridden, []string{"after"}) {
				t.Errorf("the suite changes %v of %s", in.Overridden, q.ID)
			}
			if in.Level != q.Level || in.Weight != q.Weight || in.Text != q.Text {
				t.Errorf("%s differs between %s and the suite", q.ID, id)
			}
			for _, code := range q.After {
				if !slices.Contains(in.After, code) {
					t.Errorf("the suite forgets that %s comes after %s", q.ID, code)
				}
			}
		}
	}
	across := 0
	for _, q := range all.Questions() {
		for _, code := range q.After {
			if all.Question(code).Owner.ID != q.Owner.ID {
				across++
			}
		}
	}
	if across < 20 {
		t.Errorf("only %d prerequisites go across rubrics", across)
	}
}

// A domain without a question on the top rung would stand there for nothing.
func TestNoDomainHasAFreeTopRung(t *testing.T) {
	lib := NewLibrary()
	for _, id := range []string{quickScan, suite} {
		r := newest(t, lib, id)
		for _, d := range r.Domains {
			top := 0
			for _, q := range d.Questions {
				top = max(top, q.Level)
			}
			if top < len(r.Levels) {
				t.Errorf("%s of %s asks nothing above level %d of %d", d.ID, id, top, len(r.Levels))
			}
		}
	}
}

// Every document and resource of WHO's brochure is the source of a rubric or
// recommended by a gap, and every gap's resource is in the catalogue.
func TestBrochureIsCovered(t *testing.T) {
	lib := NewLibrary()
	sources, recommended := map[string]bool{}, map[string]bool{}
	for _, id := range written {
		for _, s := range newest(t, lib, id).Sources {
			sources[s] = true
		}
	}
	for _, q := range ownQuestions(t, lib) {
		for _, id := range q.Gap.Resources {
			recommended[id] = true
		}
	}
	documents := []string{"who-lmm-2024", "who-reg-2023", "who-evid-2021", "who-eg-2021-es", "who-pharma-2024", "who-srhr-2024"}
	for _, id := range documents {
		if !sources[id] {
			t.Errorf("%s is the source of no rubric", id)
		}
	}
	for _, id := range append(documents, "ow-ethics", "gi-ai4h", "contact-ai") {
		if _, ok := BuiltinCatalogue().Find(id); !ok {
			t.Errorf("%s is not in the catalogue", id)
		}
		if !recommended[id] {
			t.Errorf("no gap recommends %s", id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(recommended)) {
		if _, ok := BuiltinCatalogue().Find(id); !ok {
			t.Errorf("a gap recommends %s, which is not in the catalogue", id)
		}
	}
}

func TestLIX(t *testing.T) {
	for text, want := range map[string]float64{
		"":                               0,
		"A cat sat.":                     3,
		"A cat sat. It ate.":             2.5,
		"The regulator answers letters.": 4 + 75, // all but "The" have more than six letters
		"One: two; three":                1.5,    // marks end sentences, the last has none
		"Version 2 is out":               4 + 25,
	} {
		if got := lix(text); got != want {
			t.Errorf("lix(%q) is %v, want %v", text, got, want)
		}
	}
}

// The index of texts finds something if, and only if, comparing all with all
// does.
func TestTextsFindWhatIsAlike(t *testing.T) {
	for _, least := range []float64{0.3, 0.6, 0.8, 1} {
		var all [][]string
		index := texts{least: least}
		for n, q := range ownQuestions(t, NewLibrary()) {
			for _, text := range []string{q.Text, q.Gap.Action, strings.ToUpper(q.Text), "", "Is it?"} {
				words := contentWords(text)
				wanted := func(i int) bool { return i%3 != n%3 }
				var want []int
				for i, other := range all {
					if wanted(i) && alike(words, other) >= least {
						want = append(want, i)
					}
				}
				if got := index.add(words, wanted); got < 0 && len(want) > 0 || got >= 0 && !slices.Contains(want, got) {
					t.Fatalf("at %v, %q is like %v, want one of %v", least, text, got, want)
				}
				all = append(all, words)
			}
		}
	}
}
