package assessment

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What explains a score sums to it.
func TestPointsSumToTheScore(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 300 {
		m := randomModel(rng, true)
		r := m.load(t)
		res := m.score(t, r)
		var questions, domains, shares float64
		for _, q := range r.Questions() {
			p, _ := res.Points(q.ID)
			questions += p
		}
		for i, d := range r.Domains {
			share, points, counts := res.DomainShare(d)
			if counts != res.Domains[i].Level.OK {
				t.Fatalf("%s counts: %v", d.ID, counts)
			}
			if want := float64(d.Weight) / float64(res.DomainWeight()); counts && math.Abs(share-want) > 1e-9 {
				t.Fatalf("the share of %s is %v, want %v", d.ID, share, want)
			}
			shares += share
			domains += points
			asked := 0
			for _, n := range res.Asked(d) {
				asked += n
			}
			if asked != res.Domains[i].Counts.Applicable {
				t.Fatalf("%s asks %d on its rungs, of %d", d.ID, asked, res.Domains[i].Counts.Applicable)
			}
		}
		if want := res.Overall.Score; math.Abs(questions-want.V) > 1e-4 || math.Abs(domains-want.V) > 1e-4 || want.OK && math.Abs(shares-1) > 1e-9 {
			t.Fatalf("points %v by question and %v by domain, shares %v; the score is %v", questions, domains, shares, want.V)
		}
	}
}
