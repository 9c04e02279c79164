package ask

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// overviewPage lists every question that is asked, by domain, with what became
// of it. Enter goes there.
type overviewPage struct {
	o             Overview
	at            int
	width, height int
	offset        int
}

func newOverviewPage(o Overview) *overviewPage {
	return &overviewPage{o: o, at: max(0, slices.IndexFunc(o.Rows, func(r Row) bool { return r.Code == o.At }))}
}

func (p *overviewPage) resize(width, height int) { p.width, p.height = width, height }

func (p *overviewPage) tick(tea.Msg) tea.Cmd { return nil }

func (p *overviewPage) key(k tea.KeyMsg) (any, tea.Cmd) {
	last := len(p.o.Rows) - 1
	switch k.String() {
	case "enter":
		return Reply{GoTo, p.o.Rows[p.at].Code}, nil
	case "esc", "b", "left", "o":
		return Reply{Do: GoBack}, nil
	case "f":
		return Reply{Do: Finish}, nil
	case "q":
		return ErrLeft, nil
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
		p.at = p.find(+1, func(r Row) bool { return r.Domain })
	case "shift+tab":
		p.at = p.find(-1, func(r Row) bool { return r.Domain })
	case "n":
		p.at = p.find(+1, func(r Row) bool { return !r.Domain && (r.Mark == MarkOpen || r.Mark == MarkReview) })
	}
	return nil, nil
}

// find is the next row of a kind, going round.
func (p *overviewPage) find(by int, want func(Row) bool) int {
	n := len(p.o.Rows)
	for i := 1; i <= n; i++ {
		if at := (p.at + by*i + n*n) % n; want(p.o.Rows[at]) {
			return at
		}
	}
	return p.at
}

func (p *overviewPage) room() int { return max(1, p.height-2-len(p.footer())) }

func (p *overviewPage) view() string {
	var lines []string
	for i, r := range p.o.Rows {
		lines = append(lines, p.row(r, i == p.at))
	}
	lines, p.offset = window(lines, max(0, p.at-1), min(len(lines), p.at+2), p.room(), p.offset)
	head := []string{bold().Render(cut(p.o.Title, p.width)), ""}
	return stack(append(head, lines...), p.footer(), p.height)
}

func (p *overviewPage) row(r Row, here bool) string {
	cursor := "  "
	if here {
		cursor = "> "
	}
	var line string
	if r.Domain {
		line = cursor + cut(r.Code+" "+r.Text+" ("+r.State+")", p.width-2)
		if !here {
			return bold().Render(line)
		}
	} else {
		line = cursor + "[" + string(r.Mark) + "] " + cut(r.Code+" "+r.Text, p.width-6)
	}
	if here {
		return reverse().Render(line)
	}
	return line
}

func (p *overviewPage) footer() []string {
	state := ""
	if r := p.o.Rows[p.at]; !r.Domain {
		state = cut(r.Code+": "+r.State, p.width)
	}
	legend := []string{"[x] answered", "[?] don't know", "[-] not applicable", "[ ] open"}
	if slices.ContainsFunc(p.o.Rows, func(r Row) bool { return r.Mark == MarkReview }) {
		legend = append(legend, "[!] look again")
	}
	return slices.Concat([]string{"", state}, inLines(p.width, legend...),
		keysLine(p.width, "Enter go there", "Tab next domain", "n next open", "Esc back", "f finish", "q leave"))
}
