package rubrics

import (
	"bytes"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"
)

var (
	yamlFormat = regexp.MustCompile(`(?m)^(?:\{\s*)?["']?format["']?[ \t]*:[ \t]*["']?(aigap/[a-z-]+/v[0-9]+)\b`)
	byteOrder  = []byte("\ufeff")
)

// SniffFormat finds what a file claims to be, as in "aigap/rubric/v1", without
// reading all of it; "" where it claims nothing. In YAML the key stands at the
// beginning of a line, in JSON among the names of the object.
func SniffFormat(src []byte) string {
	src = bytes.TrimLeft(bytes.TrimPrefix(src, byteOrder), " \t\r\n")
	if bytes.HasPrefix(src, []byte("{")) {
		if f := jsonFormat(src); f != "" {
			return f
		}
	}
	m := yamlFormat.FindSubmatch(src)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// jsonFormat is the value of "format" in a JSON object, or "".
func jsonFormat(src []byte) string {
	dec := jsontext.NewDecoder(bytes.NewReader(src))
	if _, err := dec.ReadToken(); err != nil {
		return ""
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() != "format" {
			if dec.SkipValue() != nil {
				return ""
			}
			continue
		}
		if dec.PeekKind() != '"' {
			return ""
		}
		value, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		return value.String()
	}
	return ""
}

// SniffFile is SniffFormat of a file on disk; "" where it cannot be read.
func SniffFile(path string) string {
	src, err := ReadFile(path)
	if err != nil {
		return ""
	}
	return SniffFormat(src)
}
