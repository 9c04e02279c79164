package cmd

import (
	"fmt"
	"os"

	"github.com/aigap/aigap/report"
	"github.com/aigap/aigap/rubrics"
)

// spilled is a temporary file that is gone once it is closed.
type spilled struct{ *os.File }

// spill makes a temporary file.
func spill() (report.Spill, error) {
	f, err := os.CreateTemp("", "aigap-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("%s: cannot write in this folder: %w", os.TempDir(), rubrics.Bare(err))
	}
	_ = os.Remove(f.Name()) // an open file goes on without a name, but not on Windows
	return spilled{f}, nil
}

func (s spilled) Write(data []byte) (int, error) {
	n, err := s.File.Write(data)
	if err != nil {
		err = fmt.Errorf("%s: cannot write: %w", s.Name(), rubrics.Bare(err))
	}
	return n, err
}

// Close closes and removes the file.
func (s spilled) Close() error {
	err := s.File.Close()
	_ = os.Remove(s.Name())
	return err
}
