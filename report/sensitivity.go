package report

import (
	"fmt"

	"github.com/aigap/aigap/assessment"
)

// sensitivityNote says what draws are, wherever figures of them stand.
const sensitivityNote = "Draws are not probabilities, and levels do not depend on weights."

// nineInTen is where nine in ten draws put a score, as in "between 38.2 and
// 44.1".
func nineInTen(p assessment.Percentiles) string {
	low, high := figure(p.P5).Text, figure(p.P95).Text
	if low == high {
		return "at " + low
	}
	return "between " + low + " and " + high
}

// spreadWords is a spread as "25%".
func spreadWords(spread float64) string { return assessment.FormatFigure(100*spread) + "%" }

// firmness is the one sentence on how far the score hangs on judgement; "" where
// there is no score. What is not known is named only where there is any.
func (b *builder) firmness(s assessment.Sensitivity) string {
	if !b.res.Overall.Score.OK {
		return ""
	}
	out := fmt.Sprintf("With every weight drawn up to %s lower or higher, nine in ten of %s put the score %s", spreadWords(s.Spread), thousands(s.Draws)+" draws", nineInTen(s.Weights))
	if b.res.Counts.Unknown > 0 && s.WeightsAndUnknowns.P5.OK {
		out += ", and " + nineInTen(s.WeightsAndUnknowns) + " with an answer drawn for each unknown too"
	}
	return out + " (draws are not probabilities, and levels do not depend on weights)."
}

// thousands prints a number with commas, as in 10,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// sensitivityRule is how it is done.
func sensitivityRule(d assessment.Draws) string {
	return fmt.Sprintf("How far the score hangs on judgement is tried out in %s draws (seed %d, so that they can be repeated). In each, every weight of a question and of a domain is multiplied by a factor of its own between %s and %s, all equally likely, and the score is taken again. A second series also gives each answer that is not known one of the values of its scale, all equally likely; what is asked is decided anew each time. Nine in ten draws lie between the 5th and the 95th percentile, by nearest rank. %s The idea is that of the OECD/JRC Handbook on Constructing Composite Indicators.",
		thousands(d.N), d.Seed, assessment.FormatFigure(1-d.Spread), assessment.FormatFigure(1+d.Spread), sensitivityNote)
}
