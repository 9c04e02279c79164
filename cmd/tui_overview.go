package cmd

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// overviewPage lists every question that is asked, by domain, with what became
// of it. Enter goes there.
type overviewPage struct {
	o             overview
	at            int
	width, height int
	offset        int
}

func newOverviewPage(o overview) *overviewPage {
	return &overviewPage{o: o, at: max(0, slices.IndexFunc(o.rows, func(r row) bool { return r.code == o.at }))}
}

func (p *overviewPage) resize(width, height int) { p.width, p.height = width, height }

func (p *overviewPage) tick(tea.Msg) tea.Cmd { return nil }

func (p *overviewPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	last := len(p.o.rows) - 1
	switch k.String() {
	case "enter":
		return reply{goTo, p.o.rows[p.at].code}, nil
	case "esc", "b", "left", "o":
		return reply{do: goBack}, nil
	case "f":
		return reply{do: finish}, nil
	case "q":
		return errLeft, nil
	case "up", "k":
		p.at = max(0, p.at-1)
	case "down", "j":
		p.at = min(last, p.at+1)
	case "pgup":
		p.at = max(0, p.at-p.room())
	case "pgdown":
		p.at = min(last, p.at+p.room())
	case "home", "g":
		p.at = 0
	case "end", "G":
		p.at = last
	case "tab":
		p.at = p.find(+1, func(r row) bool { return r.domain })
	case "shift+tab":
		p.at = p.find(-1, func(r row) bool { return r.domain })
	case "n":
		p.at = p.find(+1, func(r row) bool { return !r.domain && (r.mark == markOpen || r.mark == markReview) })
	}
	return nil, nil
}

// find is the next row of a kind, going round.
func (p *overviewPage) find(by int, want func(row) bool) int {
	n := len(p.o.rows)
	for i := 1; i <= n; i++ {
		if at := (p.at + by*i + n*n) % n; want(p.o.rows[at]) {
			return at
		}
	}
	return p.at
}

func (p *overviewPage) room() int { return max(1, p.height-2-len(p.footer())) }

func (p *overviewPage) view() string {
	var lines []string
	for i, r := range p.o.rows {
		lines = append(lines, p.row(r, i == p.at))
	}
	lines, p.offset = window(lines, max(0, p.at-1), min(len(lines), p.at+2), p.room(), p.offset)
	head := []string{bold().Render(cut(p.o.title, p.width)), ""}
	return stack(append(head, lines...), p.footer(), p.height)
}

func (p *overviewPage) row(r row, here bool) string {
	cursor := "  "
	if here {
		cursor = "> "
	}
	var line string
	if r.domain {
		line = cursor + cut(r.code+" "+r.text+" ("+r.state+")", p.width-2)
		if !here {
			return bold().Render(line)
		}
	} else {
		line = cursor + "[" + string(r.mark) + "] " + cut(r.code+" "+r.text, p.width-6)
	}
	if here {
		return reverse().Render(line)
	}
	return line
}

func (p *overviewPage) footer() []string {
	state := ""
	if r := p.o.rows[p.at]; !r.domain {
		state = cut(r.code+": "+r.state, p.width)
	}
	legend := []string{"[x] answered", "[?] don't know", "[-] not applicable", "[ ] open"}
	if slices.ContainsFunc(p.o.rows, func(r row) bool { return r.mark == markReview }) {
		legend = append(legend, "[!] look again")
	}
	return slices.Concat([]string{"", state}, inLines(p.width, legend...),
		keysLine(p.width, "Enter go there", "Tab next domain", "n next open", "Esc back", "f finish", "q leave"))
}
