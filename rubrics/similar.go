package rubrics

import (
	"cmp"
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
// that either has (the Jaccard index): 1 for the same words, 0 for none. Both
// are in order.
func alike[T cmp.Ordered](a, b []T) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	if all := len(a) + len(b) - common; all > 0 {
		return float64(common) / float64(all)
	}
	return 0
}

// texts finds what is alike among many texts without comparing all with all:
// two sets of words that are alike to a degree must share one of the first few
// of their words, in any order that both are in. Words are numbered, because
// numbers compare faster than words.
type texts struct {
	least   float64 // how much alike
	numbers map[string]int
	words   [][]int
	byWord  map[int][]int
}

// add keeps a text, and gives the number of one before it that is alike and
// wanted, or -1. Texts are numbered in the order in which they come.
func (t *texts) add(words []string, wanted func(int) bool) int {
	if t.byWord == nil {
		t.byWord, t.numbers = map[int][]int{}, map[string]int{}
	}
	words = slices.SortedFunc(slices.Values(words), longer)
	set := make([]int, len(words))
	for i, w := range words {
		n, known := t.numbers[w]
		if !known {
			n = len(t.numbers)
			t.numbers[w] = n
		}
		set[i] = n
	}
	first := slices.Clone(set[:len(set)-int(math.Ceil(t.least*float64(len(set))))+min(1, len(set))])
	slices.Sort(set)
	found := -1
	for _, w := range first {
		for _, i := range t.byWord[w] {
			if found >= 0 {
				break
			}
			if wanted(i) && alike(set, t.words[i]) >= t.least {
				found = i
			}
		}
		t.byWord[w] = append(t.byWord[w], len(t.words))
	}
	t.words = append(t.words, set)
	return found
}

// longer puts long words first, because they are the rare ones.
func longer(a, b string) int {
	return cmp.Or(-cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}
