package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// writeFile replaces a file whole or not at all: a temporary file in the same
// folder, flushed to the disk, then renamed. An interrupted write leaves the
// old file. Only the owner may read what is written.
func writeFile(path string, data []byte) (err error) {
	dir, base := filepath.Split(path)
	tmp, err := os.CreateTemp(dir, "."+base+".*.tmp") // no reader takes a .tmp for an assessment
	if err != nil {
		return fmt.Errorf("%s: cannot write: %w", path, bare(err))
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
			err = fmt.Errorf("%s: cannot write: %w", path, bare(err))
		}
	}()
	if _, err = tmp.Write(data); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = rename(tmp.Name(), path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// rename retries for a while where a virus scanner or a spreadsheet program
// may hold the file, which only Windows lets them.
func rename(from, to string) error {
	err := os.Rename(from, to)
	for wait := 10 * time.Millisecond; err != nil && runtime.GOOS == "windows" && wait < 2*time.Second; wait *= 2 {
		time.Sleep(wait)
		err = os.Rename(from, to)
	}
	return err
}

// syncDir makes a rename last through a power cut, where the system can.
func syncDir(dir string) {
	if dir == "" {
		dir = "."
	}
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync() // best effort: the file itself is flushed, and Windows has no such call
		_ = d.Close()
	}
}

// bare drops the system call and the path from an error of the os package.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		return le.Err
	}
	return err
}

// sameFile reports whether two paths name one file.
func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}
