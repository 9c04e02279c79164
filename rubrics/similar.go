package rubrics

import (
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"
)

// wordsOf are the words of a text in lower case: letters and digits, with
// hyphens and apostrophes inside.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for field := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’'
		}) {
			if word := strings.Trim(field, "-'’"); word != "" && !yield(word) {
				return
			}
		}
	}
}

// joining words say nothing of what a text is about.
var joining = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq(`a an the of to in on for and or is are be by with that which who it its as at from do does
		has have must can when any their they this not no into such than each other how what there before after them these
		those if where whether`) {
		joining[w] = true
	}
}

// contentWords are the words that tell what a text is about, each once, in
// order.
func contentWords(text string) []string {
	var words []string
	for w := range wordsOf(text) {
		if !joining[w] {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// alike is the share of content words that two texts have in common, of those
// that either has (the Jaccard index): 1 for the same words, 0 for none.
func alike(a, b []string) float64 {
	common := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			common++
		}
	}
	if all := len(a) + len(b) - common; all > 0 {
		return float64(common) / float64(all)
	}
	return 0
}

// texts finds what is alike among many texts without comparing all with all:
// two sets of words that are alike to a degree must share one of the first few
// of their words, in any order that both are in.
type texts struct {
	least  float64 // how much alike
	words  [][]string
	byWord map[string][]int
}

// add gives the texts before that are alike, by number in the order in which
// they came, and keeps the new one.
func (t *texts) add(words []string) (found []int) {
	if t.byWord == nil {
		t.byWord = map[string][]int{}
	}
	first := words[:len(words)-int(math.Ceil(t.least*float64(len(words))))+min(1, len(words))]
	for _, w := range first {
		for _, i := range t.byWord[w] {
			if !slices.Contains(found, i) && alike(words, t.words[i]) >= t.least {
				found = append(found, i)
			}
		}
	}
	for _, w := range first {
		t.byWord[w] = append(t.byWord[w], len(t.words))
	}
	t.words = append(t.words, words)
	slices.Sort(found)
	return found
}
