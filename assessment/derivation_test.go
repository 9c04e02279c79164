package assessment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The lowest value with more credit than the answer counts now, and the top.
func TestStepsUp(t *testing.T) {
	steps := func(answer string) string {
		gate := scoredQuestion("RND-Q-01", 1, 1, answer)
		m := small(2, gate, scoredQuestion("RND-Q-02", 1, 2, "v0", modelGate{gate, []string{"v1", "v2"}}))
		r := m.load(t)
		res := Score(r, m.assessment(r))
		next, top, ok := res.Steps(r.Domains[0], r.Questions()[0])
		if !ok {
			return "none"
		}
		say := func(s Step) string {
			return fmt.Sprint(s.Value.Value, " ", s.Domain.Score.V, " level ", s.Overall.Level.V, " ", s.NewlyAsked, s.NoLongerAsked)
		}
		return say(next) + " | " + say(top)
	}
	for answer, want := range map[string]string{
		"v0": "v1 25 level 0 [RND-Q-02] [] | v2 50 level 1 [RND-Q-02] []", // hidden until now
		"v1": "v2 50 level 1 [] [] | v2 50 level 1 [] []",
		"v2": "none",
		// An unknown gate hides nothing.
		"unknown":        "v1 25 level 0 [] [] | v2 50 level 1 [] []",
		"":               "v1 25 level 0 [] [] | v2 50 level 1 [] []",
		"not-applicable": "none",
	} {
		if got := steps(answer); got != want {
			t.Errorf("from %q: got %s, want %s", answer, got, want)
		}
	}
}

// A rung with nothing asked is passed over, and one above an open one is not
// reached however well it is met.
func TestRungs(t *testing.T) {
	m := small(4, scoredQuestion("RND-Q-01", 1, 1, "v2"), scoredQuestion("RND-Q-02", 1, 3, "unknown"),
		scoredQuestion("RND-Q-03", 1, 4, "v2"), scoredQuestion("RND-Q-04", 1, 2, "not-applicable"))
	m.domains[0].questions[2].proof = false
	r := m.load(t)
	res := Score(r, m.assessment(r))
	var got []string
	for _, s := range res.Rungs(r.Domains[0]) {
		got = append(got, fmt.Sprint(s.Level, ": ", s.Asked, s.Met, s.MetEvidenced, s.MetPotential, len(s.Open), s.Reached))
	}
	if diff := cmp.Diff([]string{"1: 1 1 1 1 0 true", "2: 0 0 0 0 0 true", "3: 1 0 0 1 1 false", "4: 1 1 0 1 0 false"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
