package rubrics

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// What is built in: builtin/<id>/<version>.yaml for each version of each
// rubric, builtin/resources.yaml, and the digests of what is released.
//
//go:embed builtin released.sum
var builtinFS embed.FS

// builtinEntries lists the built-in rubrics by their file names alone, so
// that a start costs nothing; a test holds names and contents together.
func builtinEntries() []*entry {
	var entries []*entry
	names, err := fs.Glob(builtinFS, "builtin/*/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		ref := Ref{ID: path.Base(path.Dir(name)), Version: strings.TrimSuffix(path.Base(name), ".yaml")}
		entries = append(entries, &entry{
			ref:     ref,
			name:    name,
			builtin: true,
			read:    func() ([]byte, error) { return builtinFS.ReadFile(name) },
		})
	}
	return entries
}

// Builtin reports whether a rubric is part of the program.
func (l *Library) Builtin(ref Ref) bool {
	e := l.entries[ref]
	return e != nil && e.builtin
}

// BuiltinCatalogue is the catalogue of resources in the program.
func BuiltinCatalogue() *Catalogue { return builtinCatalogue() }

var builtinCatalogue = sync.OnceValue(func() *Catalogue {
	const name = "builtin/resources.yaml"
	src, err := builtinFS.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	c, problems := ParseCatalogue(name, src)
	if c == nil {
		panic(problems[0].String()) // a test reads it too
	}
	return c
})
