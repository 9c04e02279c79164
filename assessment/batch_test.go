package assessment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/aigap/aigap/rubrics"
)

// strictly is the way that a Batch must agree with.
func strictly(r *rubrics.Rubric, line []byte) (*Result, bool) {
	a, problems := DecodeJSON("-", line)
	if a == nil || len(problems) > 0 || a.Rubric != r.Ref() || len(Check(a, r)) > 0 {
		return nil, false
	}
	return Score(r, a), true
}

// sameScore compares all that a result of a Batch has.
func sameScore(want, got *Result) string {
	want.Assessment = &Assessment{Rubric: want.Rubric.Ref(), RubricDigest: want.Rubric.Digest, Subject: want.Assessment.Subject}
	want.States, want.Shares = nil, nil
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.AllowUnexported(DomainResult{}, Gap{}),
		cmpopts.IgnoreUnexported(Assessment{}),
		cmp.Comparer(func(a, b *rubrics.Rubric) bool { return a == b }),
		cmp.Comparer(func(a, b *rubrics.Question) bool { return a == b }),
		cmp.Comparer(func(a, b *rubrics.Domain) bool { return a == b }))
}

func finds(r *rubrics.Rubric) func(rubrics.Ref) (*rubrics.Rubric, error) {
	return func(ref rubrics.Ref) (*rubrics.Rubric, error) {
		if ref != r.Ref() {
			return nil, &rubrics.NotFoundError{Ref: ref}
		}
		return r, nil
	}
}

// line is the answers of a model as a line of a batch: in the order of the
// rubric or not, in the short form or the long one, with all that may stand
// beside an answer.
func (m *model) line(rng *rand.Rand) string {
	var answers []string
	for _, d := range m.domains {
		for _, q := range d.questions {
			switch {
			case q.answer == "" && !q.proof && rng.IntN(2) == 0:
				if rng.IntN(2) == 0 {
					answers = append(answers, fmt.Sprintf(`%q:null`, q.code))
				}
			case q.proof || q.answer == "" || q.answer == "not-applicable" || rng.IntN(3) == 0:
				fields := []string{`"note":"so \n so"`, `"review":true`, `"reason":"r"`}[rng.IntN(2):]
				if q.answer != "" {
					fields = append(fields, fmt.Sprintf(`"answer":%q`, q.answer))
				}
				if q.proof {
					fields = append(fields, `"evidence":[{"title":"Décret 12","link":"https://x.example","date":"2026-02-28"},{"title":"e"}]`)
				}
				rng.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
				answers = append(answers, fmt.Sprintf(`%q:{%s}`, q.code, strings.Join(fields, ",")))
			default:
				answers = append(answers, fmt.Sprintf(`%q:%q`, q.code, q.answer))
			}
		}
	}
	if rng.IntN(2) == 0 {
		rng.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
	}
	return `{"format":"aigap/assessment/v1","rubric":"random@1.0.0","subject":{"name":"Côte d’Ivoire","code":"CI"},"date":"2026-01-31",` +
		`"assessors":[{"name":"A","role":"\t"}],"answers":{` + strings.Join(answers, ",") + `}}`
}

func TestBatchScoresLikeScore(t *testing.T) {
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 11))
		m := randomModel(rng, seed%2 == 0)
		r := m.load(t)
		b := NewBatch(finds(r))
		for range 3 { // the sheet is used again
			for _, d := range m.domains {
				for _, q := range d.questions {
					m.randomAnswer(rng, q)
				}
			}
			line := []byte(m.line(rng))
			want, ok := strictly(r, line)
			if !ok {
				t.Fatalf("the line is not valid: %s", line)
			}
			got, ok := b.Score(line, true)
			if !ok {
				t.Fatalf("the line was not read: %s", line)
			}
			if diff := sameScore(want, got); diff != "" {
				t.Fatalf("seed %d: %s\n%s", seed, diff, line)
			}
		}
	}
}

// A batch rounds fractions, like Score: also where a score is a half of its last
// decimal, or lies beside one closer than floats can tell.
func TestBatchFiguresAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 12))
	exact := func(p part) *big.Rat { return big.NewRat(100*p.points[asScore], p.weight) }
	halves := 0
	for range 20_000 {
		parts := make([]part, 1+rng.IntN(4))
		sum, weight := new(big.Rat), int64(0)
		for i := range parts {
			p := &parts[i]
			p.domain, p.weight = 1<<rng.IntN(20), 1+rng.Int64N(1<<rng.IntN(24))
			if rng.IntN(2) == 0 {
				p.weight = 1 << rng.IntN(24)
			}
			p.points[asScore] = rng.Int64N(p.weight*int64(rubrics.FullCredit) + 1)
			if got, want := mean(p.points, p.weight)[asScore], rounded(exact(*p), 0); got != want {
				t.Fatalf("%+v: %d, want %d", *p, got, want)
			}
			weight += p.domain
			sum.Add(sum, new(big.Rat).Mul(exact(*p), big.NewRat(p.domain, 1)))
		}
		sum.Quo(sum, big.NewRat(weight, 1))
		if new(big.Rat).Mul(sum, big.NewRat(2, 1)).IsInt() && !sum.IsInt() {
			halves++
		}
		if got, want := whole(parts)[asScore], rounded(sum, 0); got != want {
			t.Fatalf("%+v: %d, want %d for %s", parts, got, want, sum.FloatString(20))
		}
	}
	if halves < 100 {
		t.Errorf("only %d halves", halves)
	}
	// The sum of a/n and b/(n+1) can be had as close to any number as their common
	// denominator allows: here to an odd half.
	for range 1000 {
		n := 900_000 + rng.Int64N(100_000)
		odd := 2*rng.Int64N(400_000) + 1001
		sum := (odd*n*(n+1) + 50) / 100
		a := sum % n
		b := (sum - a*(n+1)) / n
		parts := []part{{domain: 1, weight: n, points: [3]int64{a, 0, 0}}, {domain: 1, weight: n + 1, points: [3]int64{b, 0, 0}}}
		x := new(big.Rat).Add(exact(parts[0]), exact(parts[1]))
		x.Quo(x, big.NewRat(2, 1))
		if off, _ := new(big.Rat).Sub(x, big.NewRat(odd, 2)).Float64(); math.Abs(off) > 1e-10 {
			t.Fatalf("the test is wrong: %d, %d, off by %v", n, odd, off)
		}
		if got, want := whole(parts)[asScore], rounded(x, 0); got != want {
			t.Fatalf("%+v: %d, want %d for %s", parts, got, want, x.FloatString(20))
		}
	}
}

// Whatever a line holds, a Batch reads it as the strict way does, or leaves it.
func FuzzBatch(f *testing.F) {
	m := randomModel(rand.New(rand.NewPCG(3, 3)), true)
	r := m.load(f)
	good := m.line(rand.New(rand.NewPCG(1, 1)))
	f.Add([]byte(good))
	for _, pair := range batchTwists {
		f.Add([]byte(strings.Replace(good, pair[0], pair[1], 1)))
	}
	b := NewBatch(finds(r))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, ok := b.Score(line, true)
		if !ok {
			return
		}
		want, valid := strictly(r, line)
		if !valid {
			t.Fatalf("a line that is not valid was scored: %q", line)
		}
		if diff := sameScore(want, got); diff != "" {
			t.Fatalf("%s\n%q", diff, line)
		}
	})
}

// batchTwists make a good line a bad or an unusual one.
var batchTwists = [][2]string{
	{`"format"`, `"Format"`}, {`"format":`, `"format" : `}, {`v1"`, `v2"`}, {`random@1.0.0`, `random@1.0.1`}, {`random@1.0.0`, `random`},
	{`"date":"2026-01-31"`, `"date":"2026-02-30"`}, {`"date":"2026-01-31"`, `"date":""`}, {`"name":"A"`, `"name":" "`}, {`"name":"A",`, ``},
	{`"name":"A"`, `"name":"A","name":"B"`}, {`"code":"CI"`, `"code":"\u0043I"`}, {`"code":"CI"`, `"code":7`}, {`"code":"CI"`, `"code":null`},
	{`"role":"\t"`, `"role":"\ud800"`}, {`"role":"\t"`, `"role":"\x"`}, {`"title":"e"`, `"title":""`}, {`{"title":"e"}`, `{}`},
	{`"answers":{`, `"answers":{"RND-Q-01":"v0",`}, {`"answers":{`, `"answers":{"NO-01":"v0",`}, {`"answers":{`, `"answers":{,`},
	{`"v0"`, `"v9"`}, {`"v0"`, `"unknown"`}, {`"v0"`, `"not-applicable"`}, {`"v0"`, `""`}, {`"v0"`, `0`}, {`"v0"`, `true`}, {`"v0"`, `null`},
	{`"reason":"r"`, `"reason":" "`}, {`"review":true`, `"review":"true"`}, {`"review":true`, `"review":false`}, {`}}`, `}} `}, {`}}`, `}}}`}, {`}}`, `}`},
	{`"subject"`, `"rubric_digest":"sha256:00","subject"`}, {`"subject"`, `"retired_answers":{},"subject"`}, {`"date"`, `"extra":1,"date"`},
	{`Côte`, "C\xf4te"}, {`Côte`, "C\u2028te"}, {`Côte`, "C\tte"},
}

// Each twist gives what the strict way gives.
func TestBatchLeavesWhatIsUnusual(t *testing.T) {
	m := randomModel(rand.New(rand.NewPCG(3, 3)), true)
	r := m.load(t)
	left := 0
	for seed := range uint64(30) {
		good := m.line(rand.New(rand.NewPCG(seed, 1)))
		b := NewBatch(finds(r))
		for _, pair := range batchTwists {
			line := []byte(strings.Replace(good, pair[0], pair[1], 1))
			got, ok := b.Score(line, true)
			if !ok {
				left++
				continue
			}
			want, valid := strictly(r, line)
			if !valid {
				t.Errorf("a line that is not valid was scored: %s", line)
			} else if diff := sameScore(want, got); diff != "" {
				t.Errorf("%s\n%s", diff, line)
			}
		}
	}
	if left == 0 {
		t.Error("no twist was left to the strict way")
	}
}

// What programs write by default, with a space after colons and commas, is of
// the common shape.
func TestBatchReadsSpaces(t *testing.T) {
	m := randomModel(rand.New(rand.NewPCG(5, 5)), false)
	r := m.load(t)
	line := m.line(rand.New(rand.NewPCG(1, 1)))
	spaced := strings.NewReplacer(`":`, `": `, `,"`, `, "`).Replace(line)
	if !json.Valid([]byte(spaced)) || !bytes.Contains([]byte(spaced), []byte(`, "`)) {
		t.Fatal("the test is wrong")
	}
	if _, ok := NewBatch(finds(r)).Score([]byte(spaced), false); !ok {
		t.Errorf("was not read: %s", spaced)
	}
}

func BenchmarkBatch(b *testing.B) {
	m := randomModel(rand.New(rand.NewPCG(3, 3)), false)
	r := m.load(b)
	line := []byte(m.line(rand.New(rand.NewPCG(1, 1))))
	batch := NewBatch(finds(r))
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, ok := batch.Score(line, true); !ok {
			b.Fatal("not read")
		}
	}
}
