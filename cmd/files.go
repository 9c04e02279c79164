package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/aigap/aigap/rubrics"
)

// writeFile replaces a file whole or not at all. Only the owner may read what
// is written.
func writeFile(path string, data []byte) error { return putFile(path, data, rename) }

// createFile writes a file that does not exist yet, whole or not at all. The
// error is fs.ErrExist if the name is taken, also at the last moment.
func createFile(path string, data []byte) error {
	if err := unused(path); err != nil {
		return err
	}
	err := putFile(path, data, func(tmp, path string) error {
		err := os.Link(tmp, path)
		if err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		// No hard links here, as on a memory stick: hold the name, then
		// replace our own empty file.
		if err := claim(path); err != nil {
			return err
		}
		return rename(tmp, path)
	})
	if errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	return err
}

// putFile writes a temporary file in the same folder, flushed to the disk, and
// then has it put in its place. An interrupted write leaves what was there.
func putFile(path string, data []byte, place func(tmp, path string) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: cannot write: %w", path, rubrics.Bare(err))
		}
	}()
	dir := filepath.Dir(path)                                        // never "", which would be the system's folder
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*.tmp") // no reader takes a .tmp for an assessment
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // a rename has done so already
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = place(tmp.Name(), path)
	}
	if err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// claim makes an empty file unless there is one.
func claim(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// unused is fs.ErrExist if a name is taken.
func unused(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return nil
}

// canCreateIn finds out before the first question whether the answers can be
// kept, so that nobody types in vain.
func canCreateIn(dir string) error {
	f, err := os.CreateTemp(dir, ".aigap.*.tmp")
	if err != nil {
		return fmt.Errorf("%s: cannot write in this folder: %w", dir, rubrics.Bare(err))
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

// rename moves a file over another one.
func rename(from, to string) error {
	return insist(func() error { return os.Rename(from, to) })
}

// readHeld reads a file that another program may hold.
func readHeld(path string) (data []byte, err error) {
	err = insist(func() error {
		data, err = os.ReadFile(path)
		return err
	})
	return data, err
}

// insist tries again for a while where a virus scanner or a spreadsheet program
// may hold a file, which only Windows lets them.
func insist(try func() error) error {
	err := try()
	for wait := 10 * time.Millisecond; err != nil && !errors.Is(err, fs.ErrNotExist) && runtime.GOOS == "windows" && wait < 2*time.Second; wait *= 2 {
		time.Sleep(wait)
		err = try()
	}
	return err
}

// syncDir makes a rename last through a power cut, where the system can.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync() // best effort: the file itself is flushed, and Windows has no such call
		_ = d.Close()
	}
}

// sameFile reports whether two paths name one file.
func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}
