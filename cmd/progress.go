package cmd

import (
	"fmt"
	"time"
)

// progress shows on a terminal how far a batch is, on a line that it takes away
// again. Elsewhere it shows nothing.
type progress struct {
	app         *app
	records     int
	began, last time.Time
	shown       bool
}

func (a *app) newProgress(single bool) *progress {
	if single || !isTerminal(a.err) || isTerminal(a.out) || a.env("TERM") == "dumb" {
		return &progress{}
	}
	return &progress{app: a, began: a.now()}
}

// add counts records that are done.
func (p *progress) add(records int) {
	if p.app == nil {
		return
	}
	p.records += records
	now := p.app.now()
	if p.last.IsZero() {
		p.last = now
	}
	if now.Sub(p.last) < 200*time.Millisecond {
		return
	}
	p.last = now
	fmt.Fprintf(p.app.err, "\r%d scored, %.0f a second", p.records, float64(p.records)/now.Sub(p.began).Seconds())
	p.shown = true
}

// erase takes the line away.
func (p *progress) erase() {
	if p.shown {
		fmt.Fprint(p.app.err, "\r\x1b[K")
		p.shown = false
	}
}
