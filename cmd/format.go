package cmd

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/aigap/aigap/rubrics"
)

// settleFormat finds the format of a command whose first format is text: that
// of --format, else that of the extension of the output. .txt, and no extension
// at all, are the text.
func settleFormat(format *string, out string, formats []string) error {
	if *format != "" {
		return oneOf(*format, formats)
	}
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), ".")
	switch {
	case out == "-", ext == "", ext == "txt":
		*format = formats[0]
	case slices.Contains(formats[1:], ext):
		*format = ext
	default:
		return usageError("-o %q: the extension names no format: allowed are .txt, .%s; or say it with --format", out, strings.Join(formats[1:], ", ."))
	}
	return nil
}

// oneOf is a usage error unless --format is one of those that there are.
func oneOf(format string, formats []string) error {
	if slices.Contains(formats, format) {
		return nil
	}
	return usageError("--format %q is not one of %s%s", format, strings.Join(formats, ", "), rubrics.DidYouMean(format, formats))
}
