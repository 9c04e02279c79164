package assessment

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

// none marks what a coder did not judge.
const none = -1

// unitsOf turns the rows of coders into the values of each unit.
func unitsOf(coders [][]int) [][]int {
	units := make([][]int, len(coders[0]))
	for _, row := range coders {
		for u, v := range row {
			if v != none {
				units[u] = append(units[u], v)
			}
		}
	}
	return units
}

// The worked examples of K. Krippendorff, Computing Krippendorff's
// Alpha-Reliability (2011): four observers and twelve units with missing data
// (part D and E there), and two observers with binary data (part A), where every
// distance gives the same.
var fourObservers = [][]int{
	{1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none},
	{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3},
	{none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none},
	{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none},
}

var twoObservers = [][]int{
	{0, 1, 0, 0, 0, 0, 0, 0, 1, 0},
	{1, 1, 1, 0, 0, 1, 0, 0, 0, 0},
}

// slowAlpha is 1 - Do/De over all ordered pairs of values, in fractions, with a
// distance that is given the values and the totals. It shares nothing with
// ordinalAlpha. It is nil where there is no alpha.
func slowAlpha(units [][]int, squared func(c, k int, totals map[int]int64) *big.Rat) *big.Rat {
	totals := map[int]int64{}
	var all []int
	for _, unit := range units {
		if len(unit) >= 2 {
			for _, v := range unit {
				totals[v]++
				all = append(all, v)
			}
		}
	}
	observed, expected := new(big.Rat), new(big.Rat)
	for _, unit := range units {
		for i := range unit {
			for j := range unit {
				if i != j {
					pair := squared(unit[i], unit[j], totals)
					observed.Add(observed, pair.Mul(pair, big.NewRat(1, int64(len(unit)-1))))
				}
			}
		}
	}
	for i := range all {
		for j := range all {
			if i != j {
				expected.Add(expected, squared(all[i], all[j], totals))
			}
		}
	}
	if expected.Sign() == 0 {
		return nil
	}
	n := int64(len(all))
	observed.Mul(observed, big.NewRat(1, n))
	expected.Mul(expected, big.NewRat(1, n*(n-1)))
	return observed.Sub(big.NewRat(1, 1), observed.Quo(observed, expected))
}

func nominal(c, k int, _ map[int]int64) *big.Rat {
	if c == k {
		return new(big.Rat)
	}
	return big.NewRat(1, 1)
}

func interval(c, k int, _ map[int]int64) *big.Rat { return big.NewRat(int64((c-k)*(c-k)), 1) }

func ratio(c, k int, _ map[int]int64) *big.Rat {
	return big.NewRat(int64((c-k)*(c-k)), int64((c+k)*(c+k)))
}

// ordinal is (Σ n_g from c to k, less half of n_c and n_k)².
func ordinal(c, k int, totals map[int]int64) *big.Rat {
	sum := new(big.Rat)
	for g := min(c, k); g <= max(c, k); g++ {
		sum.Add(sum, big.NewRat(totals[g], 1))
	}
	sum.Sub(sum, big.NewRat(totals[c]+totals[k], 2))
	return sum.Mul(sum, sum)
}

func TestAlphaOfPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name    string
		coders  [][]int
		squared func(c, k int, totals map[int]int64) *big.Rat
		want    string
	}{
		{"four observers, nominal", fourObservers, nominal, "0.743"},
		{"four observers, ordinal", fourObservers, ordinal, "0.815"},
		{"four observers, interval", fourObservers, interval, "0.849"},
		{"four observers, ratio", fourObservers, ratio, "0.797"},
		{"two observers, binary", twoObservers, nominal, "0.095"},
		{"two observers, binary as ordinal", twoObservers, ordinal, "0.095"},
	} {
		if got := slowAlpha(unitsOf(c.coders), c.squared).FloatString(3); got != c.want {
			t.Errorf("%s: %s, published is %s: the test itself is wrong", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		coders         [][]int
		want           float64
		paired, values int
	}{
		{fourObservers, 0.815, 11, 40},
		{twoObservers, 0.095, 10, 20},
	} {
		alpha, paired, values := ordinalAlpha(unitsOf(c.coders), 6)
		if !alpha.OK || Round(alpha.V, 3) != c.want || paired != c.paired || values != c.values {
			t.Errorf("alpha is %v of %d units and %d values, published is %v of %d and %d", alpha, paired, values, c.want, c.paired, c.values)
		}
	}
}

func TestAlphaAgreesWithAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	missing, negative := 0, 0
	for i := range 2000 {
		ranks := 2 + rng.IntN(5)
		units := make([][]int, rng.IntN(8))
		for u := range units {
			centre := rng.IntN(ranks)
			for range rng.IntN(6) {
				v := centre
				if rng.IntN(1+i%4) > 0 {
					v = rng.IntN(ranks)
				}
				units[u] = append(units[u], v)
			}
		}
		alpha, _, _ := ordinalAlpha(units, ranks)
		want := slowAlpha(units, ordinal)
		if want == nil {
			missing++
			if alpha.OK {
				t.Fatalf("case %d: %v of %v, where there is no alpha", i, alpha.V, units)
			}
			continue
		}
		if want.Sign() < 0 {
			negative++
		}
		exact, _ := want.Float64()
		if !alpha.OK || Round(alpha.V-exact, 9) > 0.00005 || Round(exact-alpha.V, 9) > 0.00005 || alpha.V > 1 || FormatFigure(alpha.V) == "-0" {
			t.Fatalf("case %d: %v of %v, all pairs give %s", i, alpha, units, want.FloatString(6))
		}
	}
	if missing == 0 || negative == 0 {
		t.Errorf("%d cases without alpha and %d below 0: not everything was tried", missing, negative)
	}
}

func TestNoAlpha(t *testing.T) {
	for name, units := range map[string][][]int{
		"nothing":                    nil,
		"one value":                  {{0}},
		"values that pair nothing":   {{0}, {1}, {2}},
		"no variation":               {{1, 1}, {1, 1, 1}},
		"variation that is unpaired": {{1, 1}, {2}},
	} {
		if alpha, _, _ := ordinalAlpha(units, 3); alpha.OK {
			t.Errorf("%s: alpha is %v", name, alpha.V)
		}
	}
	if alpha, _, _ := ordinalAlpha([][]int{{0, 0}, {1, 1}}, 3); alpha.V != 1 {
		t.Errorf("full agreement is %v", alpha)
	}
	if alpha, _, _ := ordinalAlpha([][]int{{0, 1}}, 3); !alpha.OK || alpha.V != 0 { // two values are what chance gives
		t.Errorf("one pair that differs is %v", alpha)
	}
}

// What is missing is missing for the respondent who said so: unknown, not
// applicable, not answered, and what that respondent was not asked.
func TestAgreementByDomainAndScale(t *testing.T) {
	const question = `
      - {id: %s, text: t, help: h, scale: %s, anchors: {%s}, cites: [{resource: r, section: s, basis: derived, checked: none}], gap: {action: a}%s}`
	three, two := "a: x, b: x, c: x", "a: x, b: x"
	src := `format: aigap/rubric/v1
id: agree
version: 1.0.0
title: T
scales:
  three: [{value: a, label: A, credit: 0}, {value: b, label: B, credit: 0.5}, {value: c, label: C, credit: 1}]
  two: [{value: a, label: A, credit: 0}, {value: b, label: B, credit: 1}]
  kind: [{value: x, label: X}, {value: z, label: Z}]
domains:
  - id: A-A
    title: A
    questions:
      - {id: A-CTX, text: t, help: h, context: true, scale: kind}` +
		fmt.Sprintf(question, "A-1", "three", three, "") + fmt.Sprintf(question, "A-2", "three", three, ", when: [{question: A-CTX, in: [x]}]") +
		fmt.Sprintf(question, "A-3", "two", two, "") + "\n  - id: B-B\n    title: B\n    questions:" + fmt.Sprintf(question, "B-1", "three", three, "") + "\n"
	r, problems := rubrics.NewLibrary().Load("agree.yaml", []byte(src))
	if r == nil {
		t.Fatal(problems)
	}
	var all []Respondent
	for i, answers := range []map[string]string{
		{"A-CTX": "x", "A-1": "a", "A-2": "a", "A-3": "a", "B-1": "unknown"},
		{"A-CTX": "x", "A-1": "c", "A-2": "b", "A-3": "a", "B-1": "b"},
		{"A-CTX": "z", "A-1": "not-applicable", "A-2": "c", "B-1": "c"}, // is not asked A-2
	} {
		a := New(r)
		for code, value := range answers {
			a.Answers[code] = Answer{Value: value}
		}
		all = append(all, Respondent{Source: fmt.Sprint(i), Assessment: a})
	}
	var got []string
	for _, a := range agreements(r, all) {
		alpha := "null"
		if a.Alpha.OK {
			alpha = FormatFigure(a.Alpha.V)
		}
		got = append(got, fmt.Sprintf("%s %s %d %d %s", a.Domain.ID, a.Scale.Name, a.Questions, a.Answers, alpha))
	}
	// A-A three: units {a, c} and {a, b}, totals 2, 1, 1, so that the middles of
	// a, b, c lie at 1, 2.5, 3.5: Σ o·δ² = 2·2.5² + 2·1.5² = 17, Σ n·n·δ² =
	// 2·(2·1.5² + 2·2.5² + 1) = 36, alpha = 1 - 3·17/36 = -0.4167.
	want := []string{"A-A three 2 4 -0.4167", "A-A two 1 2 null", "B-B three 1 2 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
