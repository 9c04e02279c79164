package rubrics

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/aigap/aigap/rubrics/strictyaml"
)

// Library finds rubrics by name: those built in, those added, and, for an
// include, those in the folder of the file that includes. A rubric is read
// only when it is asked for. Once everything is added, it is safe for
// concurrent use.
type Library struct {
	mu      sync.Mutex // of loading; names are fixed once everything is added
	entries map[Ref]*entry
	files   []string           // read from the disk, so that nothing is written over them
	folders map[string]*beside // what lies beside a file, by folder
}

// beside is what was found in a folder for the includes of its files.
type beside struct {
	entries map[Ref]*entry
	clash   map[Ref]error     // names that two files claim with different content
	invalid map[string][]byte // rubric files that are not valid, one of which may be the missing one
}

// entry is one rubric that the library knows of.
type entry struct {
	ref      Ref
	name     string // path, or the name of a built-in file
	read     func() ([]byte, error)
	builtin  bool
	composed *composed
	rubric   *Rubric
	problems []Problem
	loaded   bool
}

// InvalidError says that a file was found but cannot be used.
type InvalidError struct {
	Name     string
	Problems []Problem
}

// First is the first problem that is more than a warning.
func (e *InvalidError) First() Problem {
	for _, p := range e.Problems {
		if !p.Warning {
			return p
		}
	}
	return Problem{Pos: Pos{File: e.Name}, Code: "invalid", Message: "the file cannot be used"}
}

func (e *InvalidError) Error() string {
	errs := slices.DeleteFunc(slices.Clone(e.Problems), func(p Problem) bool { return p.Warning })
	if len(errs) > 1 {
		return fmt.Sprintf("%s (and %d more: run aigap validate %s)", e.First(), len(errs)-1, e.Name)
	}
	return e.First().String()
}

// NotFoundError says that no rubric has the name, and which names come near.
type NotFoundError struct {
	Ref       Ref
	Available []Ref // of the same id, newest first
	Nearest   string
}

func (e *NotFoundError) Error() string {
	if len(e.Available) > 0 {
		names := make([]string, len(e.Available))
		for i, r := range e.Available {
			names[i] = r.String()
		}
		return fmt.Sprintf("no rubric %s: there is %s; add the file of the missing version with --rubric; once it is there, aigap migrate carries answers over to another one",
			e.Ref, strings.Join(names, ", "))
	}
	return fmt.Sprintf("no rubric %s%s: aigap rubric list shows what is built in, --rubric FILE adds another", e.Ref, e.Nearest)
}

// NewLibrary is a library of the rubrics that are built in.
func NewLibrary() *Library {
	l := &Library{entries: map[Ref]*entry{}, folders: map[string]*beside{}}
	for _, e := range builtinEntries() {
		l.entries[e.ref] = e
	}
	return l
}

// Open opens a file to be read; the error says what is wrong in plain words.
func Open(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plainPathError(err)
	}
	return f, nil
}

// ReadFile reads a file of at most the size that is parsed.
func ReadFile(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, strictyaml.MaxBytes+1))
	if err != nil {
		return nil, plainPathError(err)
	}
	return src, nil
}

// Bare is the innermost error: what happened, without the system call and the
// names of files that the person has not heard of.
func Bare(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// ErrNoFile says that a path leads to nothing.
var ErrNoFile = errors.New("there is no such file")

// ErrNoRubric says that a folder holds none.
var ErrNoRubric = errors.New("there is no rubric in this folder")

// plainPathError says path: reason, without the name of the system call.
func plainPathError(err error) error {
	var pe *fs.PathError
	if !errors.As(err, &pe) {
		return err
	}
	if errors.Is(pe.Err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", pe.Path, ErrNoFile)
	}
	return fmt.Errorf("%s: %w", pe.Path, Bare(err))
}

// Add adds a rubric file, or every rubric in a folder and below. A file of
// another format in a folder is left to its own readers; in a rubric file
// that was named, any error counts.
func (l *Library) Add(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return plainPathError(err)
	}
	if !info.IsDir() {
		return l.addFile(path)
	}
	paths, unreadable := Walk(path, IsData)
	if len(unreadable) > 0 {
		return unreadable[0]
	}
	found := false
	for _, p := range paths {
		if SniffFile(p) != Format {
			continue
		}
		found = true
		if err := l.addFile(p); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("%s: %w", path, ErrNoRubric)
	}
	return nil
}

// Files are the files that rubrics were read from, the built-in ones aside.
func (l *Library) Files() []string { return l.files }

func (l *Library) addFile(path string) error {
	src, err := ReadFile(path)
	if err != nil {
		return err
	}
	f, problems := decodeFile(path, src)
	if strictyaml.HasErrors(problems) {
		return &InvalidError{path, problems}
	}
	l.files = append(l.files, path)
	ref := f.rubric.Ref()
	if have := l.entries[ref]; have != nil {
		return have.same(f)
	}
	l.entries[ref] = &entry{ref: ref, name: path, read: func() ([]byte, error) { return src, nil }}
	return nil
}

// same is an error if a file has the name of a rubric, but not its content.
func (e *entry) same(f *file) error {
	known, err := e.read()
	if err != nil {
		return err
	}
	if digestHex(known) != f.digest {
		return fmt.Errorf("%s: %s is already %s, with other content: give this one a version of its own", f.name, f.rubric.Ref(), e.name)
	}
	return nil
}

// Get loads a rubric by its full name. The error is a *NotFoundError or an
// *InvalidError, or one of reading.
func (l *Library) Get(ref Ref) (*Rubric, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.entries[ref]
	if e == nil {
		return nil, l.notFound(ref)
	}
	if err := l.load(e, nil); err != nil {
		return nil, err
	}
	return e.rubric, nil
}

// Resolve turns "id" or "id@version" into a full name; an id alone means its
// newest version, a released one before any draft.
func (l *Library) Resolve(name string) (Ref, error) {
	if strings.Contains(name, "@") {
		ref, err := ParseRef(name)
		if err != nil {
			return Ref{}, err
		}
		if l.entries[ref] == nil {
			return Ref{}, l.notFound(ref)
		}
		return ref, nil
	}
	versions := l.versions(name)
	if len(versions) == 0 {
		return Ref{}, fmt.Errorf("no rubric %q%s: aigap rubric list shows what is built in, --rubric FILE adds another", name, strictyaml.DidYouMean(name, l.ids()))
	}
	for _, ref := range versions {
		if r, err := l.Get(ref); err == nil && !r.Draft() {
			return ref, nil
		}
	}
	return versions[0], nil
}

// Refs are the names of all rubrics, by id, newest version first.
func (l *Library) Refs() []Ref {
	var refs []Ref
	for ref := range l.entries {
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, func(a, b Ref) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), -CompareVersions(a.Version, b.Version))
	})
	return refs
}

// Source is the file of a rubric, byte for byte.
func (l *Library) Source(ref Ref) ([]byte, error) {
	e := l.entries[ref]
	if e == nil {
		return nil, l.notFound(ref)
	}
	return e.read()
}

func (l *Library) versions(id string) []Ref {
	return slices.DeleteFunc(l.Refs(), func(r Ref) bool { return r.ID != id })
}

func (l *Library) ids() []string {
	var ids []string
	for _, r := range l.Refs() {
		ids = append(ids, r.ID)
	}
	return slices.Compact(ids)
}

func (l *Library) notFound(ref Ref) error {
	return &NotFoundError{Ref: ref, Available: l.versions(ref.ID), Nearest: strictyaml.DidYouMean(ref.ID, l.ids())}
}

// load reads, composes and checks an entry once; chain holds what is being
// composed around it.
func (l *Library) load(e *entry, chain []Ref) error {
	if !e.loaded {
		src, err := e.read()
		if err != nil {
			return err
		}
		f, problems := decodeFile(e.name, src)
		if f != nil {
			f.builtin = e.builtin
			e.composed, e.rubric, problems = l.complete(f, problems, chain)
		}
		e.problems, e.loaded = problems, true
		strictyaml.SortProblems(e.problems)
	}
	if strictyaml.HasErrors(e.problems) {
		return &InvalidError{e.name, e.problems}
	}
	return nil
}

// complete takes a file through composition and checks.
func (l *Library) complete(f *file, problems []Problem, chain []Ref) (*composed, *Rubric, []Problem) {
	chain = append(slices.Clone(chain), f.rubric.Ref())
	c, more := compose(f, func(ref Ref, chain []Ref) (*composed, error) { return l.included(f, ref, chain) }, chain)
	problems = append(problems, more...)
	r, more := c.finish()
	problems = append(problems, more...)
	problems = append(problems, check(r)...)
	return c, r, problems
}

// before is the rubric that a file supersedes, or nil if it is not found or
// cannot be used.
func (l *Library) before(f *file) *Rubric {
	if f.rubric.Supersedes == "" {
		return nil
	}
	ref := Ref{f.rubric.ID, f.rubric.Supersedes}
	e, err := l.find(f, ref)
	if err != nil || l.load(e, nil) != nil {
		return nil
	}
	return e.rubric
}

// included finds a rubric for the include of a file.
func (l *Library) included(by *file, ref Ref, chain []Ref) (*composed, error) {
	if ref.ID == "" {
		return nil, errors.New("its name is not valid")
	}
	if slices.Contains(chain, ref) {
		var path []string
		for _, r := range append(chain[slices.Index(chain, ref):], ref) {
			path = append(path, r.String())
		}
		return nil, fmt.Errorf("the includes go in a circle: %s", strings.Join(path, " → "))
	}
	if len(chain) > maxNesting {
		return nil, fmt.Errorf("the includes nest too deep: at most %d levels are followed", maxNesting)
	}
	e, err := l.find(by, ref)
	if err != nil {
		return nil, err
	}
	if err := l.load(e, chain); err != nil {
		return nil, err
	}
	return e.composed, nil
}

// find looks for a rubric that a file names: in the library, and in the folder
// of the file.
func (l *Library) find(by *file, ref Ref) (*entry, error) {
	near := &beside{}
	if !by.builtin {
		near = l.beside(by.name)
	}
	if err := near.clash[ref]; err != nil {
		return nil, err
	}
	e := l.entries[ref]
	if e == nil {
		if e = near.entries[ref]; e == nil {
			for _, path := range slices.Sorted(maps.Keys(near.invalid)) {
				if bytes.Contains(near.invalid[path], []byte(ref.ID)) {
					return nil, fmt.Errorf("%s is not valid: run aigap validate on it", path)
				}
			}
		}
	}
	if e == nil {
		return nil, l.notFound(ref)
	}
	return e, nil
}

// beside reads the rubrics in the folder of a file, once.
func (l *Library) beside(name string) *beside {
	dir := filepath.Dir(name)
	if found, ok := l.folders[dir]; ok {
		return found
	}
	found := &beside{entries: map[Ref]*entry{}, clash: map[Ref]error{}, invalid: map[string][]byte{}}
	l.folders[dir] = found
	files, err := os.ReadDir(dir)
	if err != nil {
		return found // a built-in file, or one from standard input
	}
	for _, d := range files {
		path := filepath.Join(dir, d.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || !IsData(path) {
			continue
		}
		src, err := ReadFile(path)
		if err != nil || SniffFormat(src) != Format {
			continue // it is not there for an include
		}
		l.files = append(l.files, path)
		f, problems := decodeFile(path, src)
		if strictyaml.HasErrors(problems) {
			found.invalid[path] = src
			continue
		}
		ref := f.rubric.Ref()
		for _, have := range []*entry{l.entries[ref], found.entries[ref]} {
			if have == nil {
				continue
			}
			if err := have.same(f); err != nil {
				found.clash[ref] = err
			}
		}
		if found.entries[ref] == nil {
			found.entries[ref] = &entry{ref: ref, name: path, read: func() ([]byte, error) { return src, nil }}
		}
	}
	return found
}

// Load reads one rubric file that is not part of the library, with everything
// that keeps it from being used. The rubric is nil if it cannot be.
func (l *Library) Load(name string, src []byte) (*Rubric, []Problem) {
	return l.examine(name, src, nil)
}

// Validate is Load with the findings of Lint, which come even for a rubric
// that cannot be used, so that all of them are seen in one run.
func (l *Library) Validate(name string, src []byte, c *Catalogue, frozen bool) (*Rubric, []Problem) {
	return l.examine(name, src, func(r, before *Rubric) []Problem { return Lint(r, c, before, frozen) })
}

// examine reads a rubric file and, where lint is asked for, what is left of it.
func (l *Library) examine(name string, src []byte, lint func(r, before *Rubric) []Problem) (*Rubric, []Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, problems := decodeFile(name, src)
	if f == nil {
		strictyaml.SortProblems(problems)
		return nil, problems
	}
	_, r, problems := l.complete(f, problems, nil)
	usable := !strictyaml.HasErrors(problems)
	if lint != nil {
		problems = append(problems, lint(r, l.before(f))...)
	}
	strictyaml.SortProblems(problems)
	if !usable {
		return nil, problems
	}
	return r, problems
}
