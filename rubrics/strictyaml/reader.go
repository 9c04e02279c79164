package strictyaml

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reader turns nodes into Go values and collects every problem on the way, in
// Problems. Its zero value is ready to use.
type Reader struct{ collector }

// Add records a problem at a place.
func (r *Reader) Add(at Pos, code, format string, args ...any) {
	r.add(at, false, code, format, args...)
}

// Warn records a problem that does not make the file unusable.
func (r *Reader) Warn(at Pos, code, format string, args ...any) {
	r.add(at, true, code, format, args...)
}

// Suggest is DidYouMean while errors are still shown, and "" after, so that a
// file full of wrong names costs no more than one with some.
func (r *Reader) Suggest(found string, candidates []string) string {
	if r.counts[0] >= maxProblems {
		return ""
	}
	return DidYouMean(found, candidates)
}

// Field is one key that a mapping may have, and how its value is read.
type Field struct {
	Name     string
	Required bool
	Read     func(*Node)
}

// Mapping reads a mapping that has the given fields and no others. It reports
// whether n is a mapping at all.
func (r *Reader) Mapping(n *Node, what string, fields []Field) bool {
	if !r.want(n, Mapping, what) {
		return false
	}
	seen := make([]bool, len(fields))
	for i, key := range n.Keys {
		f := slices.IndexFunc(fields, func(f Field) bool { return f.Name == key.Value })
		if f < 0 {
			names := fieldNames(fields)
			r.Add(key.Pos, "unknown-key", "%s has no key %s: allowed are %s%s", what, Quote(key.Value),
				strings.Join(names, ", "), r.Suggest(key.Value, names))
			continue
		}
		seen[f] = true
		fields[f].Read(n.Vals[i])
	}
	for i, f := range fields {
		if f.Required && !seen[i] {
			r.Add(n.Pos, "missing-key", "%s lacks the key %q", what, f.Name)
		}
	}
	return true
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Each calls read for every item of a list.
func (r *Reader) Each(n *Node, what string, read func(*Node)) {
	if r.want(n, List, what) {
		for _, item := range n.Items {
			read(item)
		}
	}
}

// Pairs calls read for every key and value of a mapping with free keys.
func (r *Reader) Pairs(n *Node, what string, read func(key, val *Node)) {
	if r.want(n, Mapping, what) {
		for i := range n.Keys {
			read(n.Keys[i], n.Vals[i])
		}
	}
}

func (r *Reader) want(n *Node, k Kind, what string) bool {
	if n.Kind == k {
		return true
	}
	found, hint := n.Kind.describe(), ""
	switch n.Kind {
	case String, Number, Bool:
		found += " " + Quote(n.Value)
		if k == String {
			hint = "; put it in quotes"
		}
	}
	r.Add(n.Pos, "wrong-type", "%s must be %s, found %s%s", what, k.describe(), found, hint)
	return false
}

// Text reads text that is not blank.
func (r *Reader) Text(what string, to *string) func(*Node) {
	return func(n *Node) {
		if !r.want(n, String, what) {
			return
		}
		if strings.TrimSpace(n.Value) == "" {
			r.Add(n.Pos, "blank", "%s is blank: write something or leave the key out", what)
			return
		}
		*to = n.Value
	}
}

// AnyText reads text that may be blank.
func (r *Reader) AnyText(what string, to *string) func(*Node) {
	return func(n *Node) {
		if r.want(n, String, what) {
			*to = n.Value
		}
	}
}

// Texts reads a list of texts, none blank and none twice.
func (r *Reader) Texts(what string, to *[]string) func(*Node) {
	return func(n *Node) {
		r.distinct(n, what, to, func(s *string) func(*Node) { return r.Text("an item of "+what, s) })
	}
}

// SomeOf reads a list of texts out of a fixed set, none twice.
func (r *Reader) SomeOf(what string, allowed []string, to *[]string) func(*Node) {
	return func(n *Node) {
		r.distinct(n, what, to, func(s *string) func(*Node) { return r.OneOf("an item of "+what, allowed, s) })
	}
}

// distinct reads a list whose items are read one by one, none twice.
func (r *Reader) distinct(n *Node, what string, to *[]string, item func(*string) func(*Node)) {
	*to = nil
	seen := map[string]bool{}
	r.Each(n, what, func(n *Node) {
		var s string
		switch item(&s)(n); {
		case s == "": // said already
		case seen[s]:
			r.Add(n.Pos, "duplicate-item", "%s has %s twice: keep one", what, Quote(s))
		default:
			seen[s] = true
			*to = append(*to, s)
		}
	})
}

// OneOf reads a text out of a fixed set.
func (r *Reader) OneOf(what string, allowed []string, to *string) func(*Node) {
	return func(n *Node) {
		if !r.want(n, String, what) {
			return
		}
		if !slices.Contains(allowed, n.Value) {
			r.Add(n.Pos, "not-allowed", "%s %s is not one of %s%s", what, Quote(n.Value),
				strings.Join(allowed, ", "), DidYouMean(n.Value, allowed))
			return
		}
		*to = n.Value
	}
}

// Matching reads text of a given form; form says in words what is allowed.
func (r *Reader) Matching(what string, re *regexp.Regexp, form string, to *string) func(*Node) {
	return func(n *Node) {
		if !r.want(n, String, what) {
			return
		}
		if !re.MatchString(n.Value) {
			r.Add(n.Pos, "bad-form", "%s %s is not %s", what, Quote(n.Value), form)
			return
		}
		*to = n.Value
	}
}

// Date reads a calendar date, YYYY-MM-DD.
func (r *Reader) Date(what string, to *string) func(*Node) {
	return func(n *Node) {
		if !r.want(n, String, what) {
			return
		}
		if _, err := time.Parse(time.DateOnly, n.Value); err != nil {
			r.Add(n.Pos, "bad-date", "%s %s is not a date: write YYYY-MM-DD, as in 2026-03-31", what, Quote(n.Value))
			return
		}
		*to = n.Value
	}
}

// Int reads a whole number in decimal digits between least and most.
func (r *Reader) Int(what string, least, most int, to *int) func(*Node) {
	return func(n *Node) {
		if !r.want(n, Number, what) {
			return
		}
		v, err := strconv.Atoi(n.Value)
		if err != nil || strconv.Itoa(v) != n.Value || v < least || v > most {
			r.Add(n.Pos, "bad-number", "%s %s is not a whole number from %d to %d", what, Quote(n.Value), least, most)
			return
		}
		*to = v
	}
}

var decimalForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(\.[0-9]+)?$`)

// Decimal reads a plain decimal number exactly, as a whole number of units of
// 10^-places, between least and most units.
func (r *Reader) Decimal(what string, places int, least, most int64, to *int64) func(*Node) {
	return func(n *Node) {
		if !r.want(n, Number, what) {
			return
		}
		v, ok := scaled(n.Value, places)
		if !ok || v < least || v > most {
			r.Add(n.Pos, "bad-number", "%s %s is not a decimal number from %s to %s with at most %d decimals", what,
				Quote(n.Value), FormatDecimal(least, places), FormatDecimal(most, places), places)
			return
		}
		*to = v
	}
}

func scaled(s string, places int) (int64, bool) {
	if !decimalForm.MatchString(s) {
		return 0, false
	}
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	if len(frac) > places {
		return 0, false
	}
	v, err := strconv.ParseInt(whole+frac+strings.Repeat("0", places-len(frac)), 10, 64)
	return v, err == nil
}

// FormatDecimal writes v units of 10^-places without trailing zeros.
func FormatDecimal(v int64, places int) string {
	digits := strconv.FormatInt(v, 10)
	if pad := places + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, frac := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// Truth reads true or false.
func (r *Reader) Truth(what string, to *bool) func(*Node) {
	return func(n *Node) {
		if r.want(n, Bool, what) {
			*to = n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
		}
	}
}
