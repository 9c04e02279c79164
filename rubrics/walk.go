package rubrics

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Extensions of the files that are read: one document each, but for a batch.
const batchExtension = ".ndjson"

var fileExtensions = []string{".yaml", ".yml", ".json"}

// IsBatch reports whether a file is named like a batch, one assessment a line.
func IsBatch(path string) bool {
	return strings.EqualFold(filepath.Ext(path), batchExtension)
}

// IsCSV reports whether a file is named like a batch with one assessment a row.
func IsCSV(path string) bool { return strings.EqualFold(filepath.Ext(path), ".csv") }

// IsData reports whether a file is named like one that holds one document.
func IsData(path string) bool {
	return slices.Contains(fileExtensions, strings.ToLower(filepath.Ext(path)))
}

// Walk lists the files in a folder and everything below it whose names are
// wanted, in the order of their paths. What cannot be read does not stop it:
// there is an error for each such place. Only regular files and links to them
// count, so that no pipe or device is ever opened.
func Walk(root string, want func(path string) bool) (paths []string, unreadable []error) {
	real, err := filepath.EvalSymlinks(root) // a link to a folder, named by itself, is that folder
	if err != nil {
		return nil, []error{plainPathError(err)}
	}
	_ = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		shown := root
		if rel, rerr := filepath.Rel(real, path); rerr == nil {
			shown = filepath.Join(root, rel)
		}
		switch {
		case err != nil:
			unreadable = append(unreadable, fmt.Errorf("%s: %w", shown, Bare(err)))
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		info, err := os.Stat(path)
		switch {
		case err != nil && want(path):
			unreadable = append(unreadable, fmt.Errorf("%s: %w", shown, Bare(err)))
		case err == nil && info.IsDir():
			unreadable = append(unreadable, fmt.Errorf("%s: a link to a folder is not followed: name it by itself", shown))
		case err == nil && info.Mode().IsRegular() && want(path):
			paths = append(paths, shown)
		}
		return nil
	})
	slices.Sort(paths)
	return paths, unreadable
}
