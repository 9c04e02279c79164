package rubrics

import "strings"

// lix is the readability of texts after Björnsson (Läsbarhet, 1968): words a
// sentence, plus words of more than six letters in a hundred. Below 30 is very
// easy, 40 to 50 is a newspaper, above 60 is a law. It needs no syllables, so
// it is exact and does not hang on a dictionary. A text has at least one
// sentence; besides . ! ? a colon and a semicolon end one. It is 0 without a
// word.
func lix(texts ...string) float64 {
	words, long, sentences := 0, 0, 0
	for _, text := range texts {
		n := 0
		for word := range wordsOf(text) {
			words++
			n++
			if len([]rune(word)) > 6 {
				long++
			}
		}
		if n > 0 {
			sentences += max(1, sentencesIn(text))
		}
	}
	if words == 0 {
		return 0
	}
	return float64(words)/float64(sentences) + 100*float64(long)/float64(words)
}

// sentencesIn counts the ends of sentences: a mark with a space or nothing
// behind it.
func sentencesIn(text string) int {
	n := 0
	runes := []rune(text)
	for i, r := range runes {
		if strings.ContainsRune(".!?:;", r) && (i == len(runes)-1 || runes[i+1] == ' ' || runes[i+1] == '\n') {
			n++
		}
	}
	return n
}
