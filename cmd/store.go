package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/aigap/aigap/rubrics"
	"github.com/aigap/aigap/rubrics/strictyaml"
)

// store keeps the answers of a session on the disk and overwrites nothing that
// it has not read or written itself. Where the file is not as it was left, or
// cannot be written, the answers go into a new file beside it, and the session
// goes on with that one.
type store struct {
	path string   // where the answers are now
	have []byte   // what is there, as far as we know
	left []string // what became of the files that were left on the way
}

// openStore takes up a file as it was read.
func openStore(path string, read []byte) *store {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a rename would replace the link, not the file
	}
	return &store{path: path, have: read}
}

// createStore begins a new file; the error is fs.ErrExist if there is one.
func createStore(path string, data []byte) (*store, error) {
	if err := createFile(path, data); err != nil {
		return nil, err
	}
	return &store{path: path, have: data}, nil
}

// save puts the answers on the disk. The notice, if any, is what the person
// must know: where the answers are now, and why. After an error nothing has
// been kept, and nothing has been overwritten.
func (s *store) save(data []byte) (notice string, err error) {
	if len(data) > strictyaml.MaxBytes {
		return "", fmt.Errorf("%s: cannot write: the file would be larger than %d MB, the most that is read back: shorten the notes", s.path, strictyaml.MaxBytes>>20)
	}
	now, err := readHeld(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := createFile(s.path, data); err != nil {
			return s.saveBeside(data, "is gone and could not be written again")
		}
		s.have = data
		return fmt.Sprintf("%s was gone, moved or deleted by somebody else. It has been written again with all answers.", s.path), nil
	case err != nil:
		return s.saveBeside(data, fmt.Sprintf("cannot be read any more (%v)", rubrics.Bare(err)))
	case !bytes.Equal(now, s.have):
		return s.saveBeside(data, "was changed by somebody else since it was read")
	case isJSON(now):
		return s.saveBeside(data, "is JSON, and answers are written as YAML")
	case bytes.Equal(now, data):
		return "", nil
	}
	if err := writeFile(s.path, data); err != nil {
		return s.saveBeside(data, fmt.Sprintf("could not be written (%v)", rubrics.Bare(err)))
	}
	s.have = data
	return "", nil
}

// saveBeside writes to a free name beside the file and goes on there.
func (s *store) saveBeside(data []byte, why string) (string, error) {
	ext := filepath.Ext(s.path)
	if ext != ".yml" {
		ext = ".yaml"
	}
	path, err := firstFree(strings.TrimSuffix(s.path, filepath.Ext(s.path)), ext, func(path string) error {
		return createFile(path, data)
	})
	if err != nil {
		return "", fmt.Errorf("%s %s, and a file beside it cannot be written: %w", s.path, why, rubrics.Bare(err))
	}
	old := s.path
	s.left = append(s.left, fmt.Sprintf("%s %s: it is left as it is.", old, why))
	s.path, s.have = path, data
	return fmt.Sprintf("%s %s. It is left as it is. All your answers are in %s, and the next ones go there.", old, why, path), nil
}

// moveTo goes on in a new file.
func (s *store) moveTo(path string, data []byte) error {
	if err := createFile(path, data); err != nil {
		return err
	}
	s.path, s.have = path, data
	return nil
}

// firstFree tries base.ext, base.2.ext, base.3.ext and so on, until one is not
// taken; unused as take only looks. Numbered names go through scripts and
// spreadsheets unharmed.
func firstFree(base, ext string, take func(path string) error) (string, error) {
	const most = 1000
	path := base + ext
	for n := 2; ; n++ {
		err := take(path)
		if err == nil || !errors.Is(err, fs.ErrExist) || n > most {
			return path, err
		}
		path = fmt.Sprintf("%s.%d%s", base, n, ext)
	}
}

// isJSON tells the two spellings of an assessment apart by the first sign.
func isJSON(src []byte) bool {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimLeft(src, " \t\r\n"), []byte("{"))
}
