package report

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/rubrics"
)

func TestSameBytes(t *testing.T) {
	r := synthetic(t, 4, 6, 3)
	first, _ := pdf(t, build(r, realistic(r)))
	var group sync.WaitGroup
	for range 20 { // at the same time, so that the race detector sees what is shared
		group.Go(func() {
			var out bytes.Buffer
			if _, err := WritePDF(&out, build(r, realistic(r))); err != nil || !bytes.Equal(out.Bytes(), first) {
				t.Errorf("another run gives other bytes (%d and %d), error %v", len(first), out.Len(), err)
			}
		})
	}
	group.Wait()
}

// pdfText extracts the text between head and foot of the pages, without white
// space, and without the lines that say that an entry continues.
func pdfText(t testing.TB, pdf []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed: what the PDF says is not checked")
	}
	points := func(mm float64) string { return fmt.Sprintf("%.0f", mm*72/25.4) }
	crop := []string{"-x", "0", "-W", points(pageWidth), "-y", points(20), "-H", points(footerAt - 2 - 20)}
	cmd := exec.Command("pdftotext", append(append(crop, args...), "-", "-")...)
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(out)), "")
	return regexp.MustCompile(`[A-Z][A-Z0-9]*(-[A-Z0-9]+)+,continued`).ReplaceAllString(text, "")
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// mustSay checks that everything that may not be lost stands in a text.
func mustSay(t *testing.T, text string, res *assessment.Result) {
	t.Helper()
	say := func(what, s string) {
		if s != "" && !strings.Contains(text, squeeze(s)) {
			t.Errorf("%s is lost: %.80q", what, s)
		}
	}
	r, a := res.Rubric, res.Assessment
	for _, q := range r.Questions() {
		say("a code", q.ID)
		say("a question", q.Text)
		ans := a.Answers[q.ID]
		say("the note of "+q.ID, ans.Note)
		say("the reason of "+q.ID, ans.Reason)
		for _, e := range ans.Evidence {
			say("evidence of "+q.ID, e.Title)
			say("a link of "+q.ID, e.Link)
		}
		for _, c := range q.Cites {
			say("a citation of "+q.ID, c.Section)
		}
	}
	for _, g := range res.Gaps {
		say("the action of "+g.Question.ID, g.Question.Gap.Action)
		for _, step := range g.Question.Gap.Steps {
			say("a step of "+g.Question.ID, step)
		}
		for _, id := range g.Question.Gap.Resources {
			if res, ok := rubrics.BuiltinCatalogue().Find(id); ok {
				say("a resource of "+g.Question.ID, res.Title)
				say("an address", res.URL)
				say("an ISBN", res.ISBN)
			}
		}
	}
	for code, old := range a.Retired {
		say("a retired answer", code)
		say("the note of "+code, old.Note)
	}
	for _, w := range res.Warnings {
		say("a warning", w)
	}
	for _, why := range res.Provisional {
		say("why it is provisional", why)
	}
	say("what it is not", Disclaimer)
	say("the digest", r.Digest)
}

func TestNothingIsLost(t *testing.T) {
	r := builtin(t)
	empty := realistic(r)
	empty.Answers = nil
	for name, a := range map[string]*assessment.Assessment{"realistic": realistic(r), "nothing answered": empty} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := assessment.Score(r, a)
			out, replaced := pdf(t, Build([]*assessment.Result{res}, options()))
			if replaced != 0 {
				t.Errorf("%d characters are replaced", replaced)
			}
			mustSay(t, pdfText(t, out), res)
			mustSay(t, pdfText(t, out, "-raw"), res)
		})
	}
}

// randomAnswers answers at random; whole domains may be not applicable.
func randomAnswers(r *rubrics.Rubric, rng *rand.Rand) *assessment.Assessment {
	a := assessment.New(r)
	a.Subject.Name = strings.Repeat("Republic of Ruritania ", 1+rng.IntN(3))
	for _, dom := range r.Domains {
		all := rng.IntN(6) == 0
		for _, q := range dom.Questions {
			switch n := rng.IntN(8); {
			case (all || n == 0) && !q.Context:
				a.Answers[q.ID] = assessment.Answer{Value: rubrics.NotApplicable, Reason: "Not for us."}
			case n == 1:
				a.Answers[q.ID] = assessment.Answer{Value: rubrics.Unknown, Review: true}
			case n > 2:
				values := q.Scale.Values
				a.Answers[q.ID] = assessment.Answer{Value: values[rng.IntN(len(values))].Value, Review: n == 3}
			}
		}
	}
	return a
}

func TestSummaryIsOnePage(t *testing.T) {
	r := builtin(t)
	empty := realistic(r)
	empty.Answers = nil
	half := realistic(r)
	for i, q := range r.Questions() {
		if i%2 == 0 {
			delete(half.Answers, q.ID)
		} else if i%3 == 0 && !q.Context {
			half.Answers[q.ID] = assessment.Answer{Value: rubrics.NotApplicable, Reason: "Not for us.", Review: true}
		}
	}
	big := synthetic(t, 40, 10, 10)
	reports := map[string]*Report{
		"realistic":          build(r, realistic(r)),
		"nothing answered":   build(r, empty),
		"half, provisional":  build(r, half),
		"all top":            build(r, topAnswers(r)),
		"nothing applicable": build(r, nothingApplies(r)),
		"forty domains":      build(big, realistic(big)),
	}
	for seed := range uint64(60) {
		reports[fmt.Sprintf("random %d", seed)] = build(r, randomAnswers(r, rand.New(rand.NewPCG(seed, 1))))
	}
	for name, rep := range reports {
		t.Run(name, func(t *testing.T) {
			d := docOf(rep)
			d.layOut()
			pages := 0
			for _, s := range d.sheets {
				if strings.HasPrefix(s.running, "1  ") {
					pages++
				}
			}
			if pages != 1 {
				t.Errorf("the summary takes %d pages", pages)
			}
		})
	}
}

func TestHostileNotes(t *testing.T) {
	r := synthetic(t, 2, 2, 2)
	long := strings.Repeat("A sentence with some words in it, number 12-34. ", 210)[:10_000]
	for name, note := range map[string]string{
		"ten thousand characters": strings.TrimSpace(long),
		"a thousand lines":        strings.TrimSpace(strings.Repeat("line\n", 1000)),
		"long words":              strings.Repeat("W", 200) + " " + strings.Repeat("i", 5000),
		"syntax of PDF":           `) Tj ET endstream endobj (\\( <<>> %%EOF \n \) {nb}`,
		"emoji and Arabic":        strings.Repeat("👩‍👧 نعم 中文 ", 300),
		"broken":                  strings.Repeat("a\xff\x00\xed\xa0\x80\x1b[31m", 300),
		"combining":               "e" + strings.Repeat("\u0301", 3000),
		"only spaces":             strings.Repeat(" ", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assessment.New(r)
			a.Subject = assessment.Subject{Name: note, Organization: note}
			a.Assessors = []assessment.Assessor{{Name: note}}
			for _, q := range r.Questions()[:2] {
				a.Answers[q.ID] = assessment.Answer{Value: rubrics.Unknown, Note: note, Reason: note, Evidence: []assessment.Evidence{{Title: note, Link: note}}}
			}
			out, replaced := pdf(t, build(r, a))
			clean, want := cleanText(note)
			if (want > 0) != (replaced > 0) {
				t.Errorf("%d characters are reported as replaced, where a note alone has %d", replaced, want)
			}
			if len(clean) < 1e4+1 && !strings.Contains(name, "combining") && !strings.Contains(pdfText(t, out, "-raw"), squeeze(clean)) {
				t.Error("the note does not stand in the PDF in one piece")
			}
		})
	}
}

func TestReplacedCharactersAreCountedOnce(t *testing.T) {
	r := synthetic(t, 2, 2, 2)
	a := assessment.New(r)
	a.Subject = assessment.Subject{Name: "中文", Organization: "→"}
	a.Answers["Q-1-1"] = assessment.Answer{Value: "some", Note: "a\x00b", Evidence: []assessment.Evidence{{Title: "👍"}}}
	a.Answers["Q-1-2"] = assessment.Answer{Value: rubrics.NotApplicable, Reason: "لا"}
	out, replaced := pdf(t, build(r, a))
	if want := 2 + 1 + 1 + 1 + 2; replaced != want {
		t.Errorf("%d characters are reported as replaced, want %d", replaced, want)
	}
	if text := pdfText(t, out); !strings.Contains(text, "a\ufffdb") || !strings.Contains(text, "\ufffd\ufffd") {
		t.Error("the placeholders are not visible")
	}
}

func TestExtremes(t *testing.T) {
	one, big, flat := synthetic(t, 1, 1, 1), synthetic(t, 40, 25, 10), synthetic(t, 3, 12, 1)
	b := builtin(t)
	for name, c := range map[string]struct {
		r *rubrics.Rubric
		a *assessment.Assessment
	}{
		"nothing answered":      {b, assessment.New(b)},
		"all top":               {b, topAnswers(b)},
		"nothing applicable":    {b, nothingApplies(b)},
		"one question":          {one, assessment.New(one)},
		"one question, top":     {one, topAnswers(one)},
		"forty domains":         {big, realistic(big)},
		"one rung":              {flat, realistic(flat)},
		"one rung, n/a at all ": {flat, nothingApplies(flat)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, replaced := pdf(t, build(c.r, c.a))
			if replaced != 0 || !bytes.HasPrefix(out, []byte("%PDF-")) {
				t.Errorf("%d bytes, %d characters replaced", len(out), replaced)
			}
		})
	}
}

func TestLongTitles(t *testing.T) {
	title := strings.TrimSpace(strings.Repeat("Governance-and-oversight of a very long subject ", 12))
	src := strings.ReplaceAll(ladderRubric, "title: Low", "title: "+title)
	src = strings.ReplaceAll(src, "title: Ladder", "title: "+title+strings.Repeat("x", 200))
	src = strings.ReplaceAll(src, "title: A,", "title: "+title+",")
	src = strings.ReplaceAll(src, "L-1", "L-"+strings.Repeat("1", 120))
	r := load(t, src)
	out, _ := pdf(t, build(r, assessment.New(r)))
	text := pdfText(t, out, "-raw")
	for _, want := range []string{squeeze(title), strings.Repeat("x", 200), "L-" + strings.Repeat("1", 120)} {
		if !strings.Contains(text, want) {
			t.Errorf("%.60q is cut", want)
		}
	}
}

// Every reason why figures are provisional is named on the cover, however many
// pages the frame around them takes.
func TestReasonsFlowOverPages(t *testing.T) {
	r := synthetic(t, 150, 1, 1)
	res := assessment.Score(r, nothingApplies(r))
	if len(res.Provisional) < 151 {
		t.Fatalf("%d reasons, where each domain should give one", len(res.Provisional))
	}
	d := docOf(Build([]*assessment.Result{res}, options()))
	d.layOut()
	if contents := slices.IndexFunc(d.sheets, func(s *sheet) bool { return s.running == headContents }); contents < 2 || d.sheets[contents-1].running != d.rep.Cover.Kicker {
		t.Errorf("the contents begin page %d, inside the cover", contents+1)
	}
	out, _ := pdf(t, d.rep)
	mustSay(t, pdfText(t, out, "-raw"), res)
}

// Names that are longer than a page flow like any other text.
func TestNamesLongerThanAPage(t *testing.T) {
	words := func(word string) string { return strings.TrimSpace(strings.Repeat(word+" ", 1500)) }
	code := strings.Repeat("1", 9000)
	src := ladderRubric
	for _, change := range [][2]string{
		{"title: Low", "title: " + words("low-domain")}, {"title: High", "title: " + words("high-domain")},
		{"title: A,", "title: " + words("first-rung") + ","}, {"label: None", "label: " + words("bottom")}, {"label: All", "label: " + words("all-of-it")},
		{"title: Ladder", "title: " + words("ladder")}, {"H-3", "H-" + code}, {"D-LOW", "D-" + code},
		{"{s: [", "{s" + code[:900] + ": ["}, {"Do one.", words("do-it")},
	} {
		src = strings.ReplaceAll(src, change[0], change[1])
	}
	r := load(t, src)
	for name, a := range map[string]*assessment.Assessment{"nothing answered": assessment.New(r), "nothing applicable": nothingApplies(r)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := assessment.Score(r, a)
			out, _ := pdf(t, Build([]*assessment.Result{res}, options()))
			text := pdfText(t, out, "-raw")
			mustSay(t, text, res)
			for _, want := range []string{words("low-domain"), words("high-domain"), words("first-rung"), words("ladder"), code} {
				if !strings.Contains(text, squeeze(want)) {
					t.Errorf("%.30q is cut", want)
				}
			}
		})
	}
}

func TestTextOffThePageIsAnError(t *testing.T) {
	r := synthetic(t, 1, 1, 1)
	d := docOf(build(r, topAnswers(r)))
	d.newSheet()
	defer func() {
		if recover() == nil {
			t.Error("it is dropped without a word")
		}
	}()
	d.drawBox(left, bottom, width, d.para(width, faceBody, strings.Repeat("line\n", 9)))
}

func TestWriteErrorsAreReturned(t *testing.T) {
	r := synthetic(t, 1, 1, 1)
	if _, err := WritePDF(failing{}, build(r, topAnswers(r))); err == nil {
		t.Error("the error of the writer is lost")
	}
	if _, err := writePDF(io.Discard, frame{}, func(*doc) { panic("as gofpdf does") }); err == nil {
		t.Error("a panic is not turned into an error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func BenchmarkPDF(b *testing.B) {
	r := builtin(b)
	res := assessment.Score(r, realistic(r))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := WritePDF(io.Discard, Build([]*assessment.Result{res}, options())); err != nil {
			b.Fatal(err)
		}
	}
}
