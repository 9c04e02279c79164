package rubrics

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Limits of texts, in characters: what fits the screen of the questionnaire
// and the columns of a report, and what a person reads to the end.
const (
	mostText     = 170
	mostHelp     = 420
	mostAnchor   = 150
	mostEvidence = 110
	mostAction   = 140
	mostStep     = 130
)

// What is alike and what is hard to read.
const (
	leastAlike       = 0.6 // of the content words of two questions
	leastAlikeAnchor = 0.8 // of two anchors of a question
	mostLIX          = 50  // see lix
	leastWords       = 40  // below which readability says nothing
)

// worded are the fields that wording looks at.
var worded = []string{"text", "help", "anchors", "evidence", "topics", "cites", "gap"}

// wording finds what makes a question hard to answer or a report hard to
// trust. What reads words is for English only.
func (l *linter) wording() {
	english := l.rubric.Language == "en" || strings.HasPrefix(l.rubric.Language, "en-")
	for _, q := range l.rubric.questions {
		if q.Owner != l.rubric.Ref() && !slices.ContainsFunc(q.Overridden, func(field string) bool { return slices.Contains(worded, field) }) {
			continue // its owner's business
		}
		l.lengths(q)
		l.anchors(q)
		l.topics(q)
		l.claims(q)
		if english {
			l.readable(q)
			l.barrels(q)
			l.imperative(q)
		}
	}
}

func (l *linter) lengths(q *Question) {
	check := func(what, text string, most int, fields ...string) {
		if n := len([]rune(text)); n > most {
			l.Warn(l.rubric.Place(q, fields...), "too-long", "%s of %s has %d characters: keep it to %d", what, q.ID, n, most)
		}
	}
	check("the text", q.Text, mostText, "text")
	check("the help", strings.TrimSpace(q.Help), mostHelp, "help")
	if q.Scale != nil {
		for _, v := range q.Scale.names() {
			check("the anchor of "+strictyaml.Quote(v), q.Anchors[v], mostAnchor, "anchors."+v, "anchors")
		}
	}
	for _, e := range q.Evidence {
		check("an item of evidence", e, mostEvidence, "evidence")
	}
	check("the action", q.Gap.Action, mostAction, "gap")
	for _, s := range q.Gap.Steps {
		check("a step", s, mostStep, "gap")
	}
}

// anchors must tell the answers apart.
func (l *linter) anchors(q *Question) {
	if q.Scale == nil || q.Scale.broken || q.Context {
		return
	}
	names := q.Scale.names()
	for i, a := range names {
		for _, b := range names[i+1:] {
			x, y := q.Anchors[a], q.Anchors[b]
			if x == "" || y == "" {
				continue
			}
			if share := alike(contentWords(x), contentWords(y)); x == y || share >= leastAlikeAnchor {
				l.Warn(l.rubric.Place(q, "anchors."+b, "anchors"), "same-anchor", "the anchors of %q and %q of %s say nearly the same: say what tells the two answers apart", a, b, q.ID)
			}
		}
	}
}

// topics tie a gap to resources that help with it.
func (l *linter) topics(q *Question) {
	unknown := func(t string) bool { return !slices.Contains(l.catalogue.Topics, t) }
	if len(q.Topics) == 0 || slices.ContainsFunc(q.Topics, unknown) {
		return
	}
	for _, id := range q.Gap.Resources {
		if r, ok := l.catalogue.Find(id); ok && !slices.ContainsFunc(r.Topics, func(t string) bool { return slices.Contains(q.Topics, t) }) {
			l.Warn(l.rubric.Place(q, "resources."+id, "gap"), "off-topic", "%s recommends %s, whose topics (%s) are none of its own (%s): choose another resource, or name the topic",
				q.ID, id, strings.Join(r.Topics, ", "), strings.Join(q.Topics, ", "))
		}
	}
}

// authority is wording that puts our reading into the mouth of WHO.
var authority = regexp.MustCompile(`\b(?:WHO|World Health Organi[sz]ation)(?:’s|'s)? ?(?i:(?:guidance|guidelines?|publications?|framework|text|document|report|brief|paper|recommendations?) )?(?i:(?:has |have |also |clearly )*)` +
	`(?i:requires?|required|requirements?|demands?|demanded|mandates?|mandated|obliges?|insists?|approved|endorsed|certified|` +
	`recommends?|recommended|recommendations?|says?|said|states?|stated|expects?|expected|asks?|asked|wants?|prescribes?)\b|` +
	`\bWHO-(?i:approved|endorsed|certified|recommended|required|mandated)\b|` +
	`\b(?i:required|demanded|mandated|recommended|endorsed|approved|expected|asked|prescribed|certified) by (?:the )?(?:WHO|World Health Organi[sz]ation)\b|` +
	`\b(?i:according to|under) (?:the )?(?:WHO|World Health Organi[sz]ation)\b`)

// claims finds citations and words that say more than is known.
func (l *linter) claims(q *Question) {
	derived := false
	for _, c := range q.Cites {
		derived = derived || c.Basis == "derived"
		if c.Basis == "stated" && c.Checked == "none" {
			l.Warn(l.rubric.Place(q, "cites"), "stated-unchecked", "%s says that %s states its expectation, but the citation was checked against nothing: check it, or call it derived", q.ID, c.Resource)
		}
	}
	if !derived {
		return
	}
	for _, part := range []struct{ field, text string }{{"text", q.Text}, {"help", q.Help}, {"gap", q.Gap.Action + " " + strings.Join(q.Gap.Steps, " ")}, {"evidence", strings.Join(q.Evidence, ". ")}} {
		if found := authority.FindString(part.text); found != "" {
			l.Warn(l.rubric.Place(q, part.field), "claims-authority", "%s says %s, but its citation is derived: say what is ours as ours", q.ID, strictyaml.Quote(found))
		}
	}
	if q.Scale == nil {
		return
	}
	for _, v := range q.Scale.names() {
		if found := authority.FindString(q.Anchors[v]); found != "" {
			l.Warn(l.rubric.Place(q, "anchors."+v, "anchors"), "claims-authority", "%s says %s, but its citation is derived: say what is ours as ours", q.ID, strictyaml.Quote(found))
		}
	}
}

func (l *linter) readable(q *Question) {
	all := []string{q.Text, strings.TrimSpace(q.Help)}
	if q.Scale != nil {
		for _, v := range q.Scale.names() {
			all = append(all, q.Anchors[v])
		}
	}
	all = append(append(all, q.Gap.Action), q.Gap.Steps...)
	n := 0
	for _, text := range all {
		for range wordsOf(text) {
			n++
		}
	}
	if score := lix(all...); n >= leastWords && score > mostLIX {
		l.Warn(l.rubric.Place(q, "text"), "hard-to-read", "%s has a readability index (LIX) of %.0f, and at most %d is easy enough: shorter sentences and shorter words", q.ID, score, mostLIX)
	}
}

// Two things asked at once must say how they count.
var (
	joined    = regexp.MustCompile(`(?i)\b(as well as|and|or)\b`)
	explained = regexp.MustCompile(`(?i)\b(both|either|neither|each|together|alone|enough|needed|counts?|at least|no matter|whichever|every|` +
		`all|any (of|one|single|kind|use|such)|one (of|is|or|such|known|case))\b`)
)

func (l *linter) barrels(q *Question) {
	if strings.Count(q.Text, "?") > 1 {
		l.Warn(l.rubric.Place(q, "text"), "double-barrelled", "%s asks %d questions in one: split it, or ask one of them", q.ID, strings.Count(q.Text, "?"))
		return
	}
	if joined.MatchString(q.Text) && !explained.MatchString(q.Help) {
		l.Warn(l.rubric.Place(q, "text"), "double-barrelled", "%s joins things with %q, and its help does not say how they count together: whether both are needed, one is enough, or which counts", q.ID, strings.ToLower(joined.FindString(q.Text)))
	}
}

// notImperative are first words that no instruction begins with: articles,
// pronouns, verbs that are not instructions, and nouns that stand for a verb.
var notImperative = regexp.MustCompile(`^(?:(?i:a|an|the|this|that|these|those|there|it|its|they|we|our|you|your|he|she|some|any|no|is|are|was|were|be|been|being|has|had|should|shall|must|may|might|can|could|will|would|needs?|please|lack|missing)\b|` +
	`[A-Z][a-z]+(?:ing|tion|sion|ance|ence|ness|ity|ship)\b)`)

// Verbs that only look like something else.
var imperativeAfterAll = regexp.MustCompile(`^(?:Bring|Ring|Sing|Swing|Fling|Cling|Spring|Commission|Mention|Question|Position|Provision|Envision|Finance|Balance|Enhance|Advance|Reference|Sequence|Witness|Function|Petition|Partition|Ration|Caution|Audition)\b`)

func (l *linter) imperative(q *Question) {
	for _, s := range append([]string{q.Gap.Action}, q.Gap.Steps...) {
		if notImperative.MatchString(s) && !imperativeAfterAll.MatchString(s) {
			l.Warn(l.rubric.Place(q, "gap"), "not-imperative", "%s: %s is no instruction: begin with what to do, as in \"Publish …\"", q.ID, strictyaml.Quote(s))
		}
	}
}
