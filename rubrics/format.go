package rubrics

import (
	"bytes"
	"io"
	"os"
	"regexp"
)

// formatLine finds the format of a file in its first lines, in YAML or JSON.
var formatLine = regexp.MustCompile(`(?m)^[\s{]*"?format"?\s*:\s*["']?(aigap/[a-z-]+/v[0-9]+)["']?`)

// SniffFormat finds what a file claims to be, as in "aigap/rubric/v1", from
// its first bytes; "" where it claims nothing.
func SniffFormat(src []byte) string {
	m := formatLine.FindSubmatch(src[:min(len(src), sniffBytes)])
	if m == nil {
		return ""
	}
	return string(bytes.TrimSpace(m[1]))
}

const sniffBytes = 8 << 10

// SniffFile is SniffFormat of a file on disk; "" where it cannot be read.
func SniffFile(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, sniffBytes))
	if err != nil {
		return ""
	}
	return SniffFormat(head)
}
