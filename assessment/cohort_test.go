package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aigap/aigap/rubrics"
)

// randomCohort answers one random rubric many times.
func randomCohort(t *testing.T, rng *rand.Rand, n int) (*rubrics.Rubric, []Member) {
	m := randomModel(rng, false)
	r := m.load(t)
	var members []Member
	for i := range n {
		for _, d := range m.domains {
			for _, q := range d.questions {
				m.randomAnswer(rng, q)
			}
		}
		res := m.score(t, r)
		res.Assessment.Subject.Name = fmt.Sprintf("Subject %d", i)
		members = append(members, Member{Source: fmt.Sprintf("%d.yaml", i), Result: res})
	}
	return r, members
}

func TestCohortCounts(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 81))
		r, members := randomCohort(t, rng, 1+rng.IntN(12))
		c := NewCohort(r, members, CohortOptions{MinGroup: 1})
		for k, p := range append(slices.Clone(c.Domains), c.Overall) {
			var scores []float64
			levels := make([]int, len(r.Levels)+1)
			for _, m := range members {
				f := m.Result.Overall
				if k < len(r.Domains) {
					f = m.Result.Domains[k].Figures
				}
				if f.Score.OK {
					scores = append(scores, f.Score.V)
					levels[f.Level.V]++
				}
			}
			slices.Sort(scores)
			for l, cell := range p.Levels {
				if cell != shown(levels[l]) {
					t.Errorf("level %d: %v, want %d", l, cell, levels[l])
				}
			}
			if n := len(scores); n > 0 {
				want := Quartiles{shown(n), shown(scores[0]), shown(scores[(n+3)/4-1]), shown(scores[(n+1)/2-1]), shown(scores[(3*n+3)/4-1]), shown(scores[n-1])}
				if p.Score != want {
					t.Errorf("%v: %v, want %v", scores, p.Score, want)
				}
			}
			if p.NoLevel != shown(len(members)-len(scores)) {
				t.Errorf("no level: %v", p.NoLevel)
			}
		}
		listed := 0
		for _, g := range c.Gaps {
			var closing, establishing int
			for _, m := range members {
				for _, mg := range m.Result.Gaps {
					if mg.Question.ID == g.Question.ID && mg.Kind == Close {
						closing++
					} else if mg.Question.ID == g.Question.ID {
						establishing++
					}
				}
			}
			listed += closing + establishing
			if g.Close != shown(closing) || g.Establish != shown(establishing) || g.Members != shown(closing+establishing) ||
				g.Share != shown(Round(float64(closing+establishing)/float64(len(members)), 4)) {
				t.Errorf("%s: %v, want %d and %d", g.Question.ID, g, closing, establishing)
			}
		}
		for _, m := range members {
			listed -= len(m.Result.Gaps)
		}
		if listed != 0 {
			t.Errorf("%d gaps too many are counted", listed)
		}
	}
}

// TestSuppress tries all counts that an outsider could think of: what is
// withheld is never the only one that fits.
func TestSuppress(t *testing.T) {
	for least := 2; least <= 4; least++ {
		for code := range 6 * 6 * 6 * 6 {
			counts := []int{code % 6, code / 6 % 6, code / 36 % 6, code / 216}
			cells := suppress(counts, least)
			total, hidden, members := 0, 0, 0
			for i, cell := range cells {
				total += counts[i]
				switch {
				case cell.Suppressed:
					hidden++
					members += counts[i]
				case cell.V != counts[i]:
					t.Fatalf("%v is shown as %v", counts, cells)
				case cell.V > 0 && cell.V < least:
					t.Fatalf("%v: %v shows a count below %d", counts, cells, least)
				}
			}
			if hidden == 1 || hidden > 0 && hidden < len(cells) && members < least {
				t.Fatalf("%v, least %d: what is withheld follows from the total: %v", counts, least, cells)
			}
			if total < least && total > 0 && hidden < len(cells) {
				t.Fatalf("%v, least %d: something is said of %d members", counts, least, total)
			}
			if hidden == 0 {
				continue
			}
			for i, cell := range cells { // each withheld count could be another one
				if cell.Suppressed && total >= least && !couldDiffer(counts, cells, i) {
					t.Fatalf("%v, least %d: count %d can be computed from %v", counts, least, i, cells)
				}
			}
		}
	}
}

// couldDiffer reports whether a withheld count could be another one with the
// same total and the same cells to be seen.
func couldDiffer(counts []int, cells []Shown[int], i int) bool {
	for j, cell := range cells {
		if j != i && cell.Suppressed && (counts[j] > 0 || counts[i] > 0) {
			return true
		}
	}
	return false
}

func TestSuppressedCohort(t *testing.T) {
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 82))
		r, members := randomCohort(t, rng, 1+rng.IntN(30))
		c := NewCohort(r, members, CohortOptions{Anonymize: true, MinGroup: 5, Draws: &Draws{N: 50, Seed: 1, Spread: 0.25}})
		check := func(what string, x Shown[int]) {
			if x.Suppressed && (x.OK || x.V != 0) {
				t.Errorf("%s: a value stands behind the mark: %v", what, x)
			}
			if !x.Suppressed && x.V > 0 && x.V < 5 {
				t.Errorf("%s rests on %d", what, x.V)
			}
		}
		for _, p := range append(slices.Clone(c.Domains), c.Overall) {
			for _, cell := range append(slices.Clone(p.Levels), p.NoLevel) {
				check("a level", cell)
			}
			check("a statistic", p.Score.N)
			if !p.Score.N.Suppressed {
				check("what is left", shown(len(members)-p.Score.N.V))
			}
			if !p.Score.Min.Suppressed && p.Score.N.V > 0 || !p.Score.Max.Suppressed && p.Score.N.V > 0 {
				t.Errorf("one member's figure is shown: %v", p.Score)
			}
		}
		for _, g := range c.Gaps {
			for _, cell := range []Shown[int]{g.Members, g.Close, g.Establish, g.Asked} {
				check("a gap", cell)
			}
			if !g.Members.Suppressed {
				check("who has no gap", shown(len(members)-g.Members.V))
			}
			if !g.Asked.Suppressed {
				check("who is not asked", shown(len(members)-g.Asked.V))
				if !g.Members.Suppressed {
					check("in place", shown(g.Asked.V-g.Members.V))
				}
			}
		}
		for i, row := range c.Rows {
			if row.Source != "" || row.Subject != (Subject{}) || row.Label == "" || !row.Level.Suppressed {
				t.Errorf("row %d tells too much: %v", i, row)
			}
			for _, s := range append(slices.Clone(row.Domains), row.Overall) {
				if s.OK && (s.V < LeastCoded || s.V > MostCoded || s.V != float64(int(s.V))) {
					t.Errorf("a single figure is %v", s.V)
				}
			}
		}
		rng.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		again := NewCohort(r, members, c.Options)
		if diff := cmp.Diff(c.Rows, again.Rows); diff != "" {
			t.Fatalf("another order of the files shows: %s", diff)
		}
	}
}

// TestRanks takes the ranks of each draw the slow way.
func TestRanks(t *testing.T) {
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 83))
		r, members := randomCohort(t, rng, 2+rng.IntN(6))
		d := Draws{N: 30, Seed: seed, Spread: 0.5}
		c := NewCohort(r, members, CohortOptions{MinGroup: 1, Draws: &d})
		scores := make([][]uint32, len(members)) // of the whole, in each draw
		for m := range members {
			p, table := newPlay(members[m].Result, m), newTable(r, d)
			s := p.scratch()
			for i := range d.N {
				table.draw(i)
				p.play(table, i, s)
				scores[m] = append(scores[m], s.weights[len(r.Domains)])
			}
		}
		for m, row := range c.Rows {
			if (row.Rank != nil) != row.Overall.OK {
				t.Fatalf("seed %d: rank %v of score %v", seed, row.Rank, row.Overall)
			}
			if row.Rank == nil {
				continue
			}
			place := 1
			for _, other := range c.Rows {
				if other.Overall.OK && other.Overall.V > row.Overall.V {
					place++
				}
			}
			if row.Rank.Place != place {
				t.Errorf("seed %d: place %d, want %d", seed, row.Rank.Place, place)
			}
			var places []int
			for i := range d.N {
				place := 1
				for _, other := range scores {
					if other[i] != noScore && other[i] > scores[m][i] {
						place++
					}
				}
				places = append(places, place)
			}
			slices.Sort(places)
			if want := (RankRange{places[1], places[14], places[28]}); row.Rank.Weights != want {
				t.Errorf("seed %d: ranks %v, want %v", seed, row.Rank.Weights, want)
			}
		}
	}
}
