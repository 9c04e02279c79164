package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStoreOverwritesOnlyWhatItKnows(t *testing.T) {
	tests := []struct {
		name   string
		meddle func(t *testing.T, path string)
		notice string            // a part of it; "" = none
		want   map[string]string // file names and contents after saving "new"
	}{
		{"untouched", func(*testing.T, string) {}, "", map[string]string{"a.yaml": "new"}},
		{"changed", func(t *testing.T, path string) { write(t, path, "theirs") }, "changed by somebody else",
			map[string]string{"a.yaml": "theirs", "a.2.yaml": "new"}},
		{"changed and the next name taken", func(t *testing.T, path string) {
			write(t, path, "theirs")
			write(t, strings.TrimSuffix(path, ".yaml")+".2.yaml", "taken")
		}, "a.3.yaml", map[string]string{"a.yaml": "theirs", "a.2.yaml": "taken", "a.3.yaml": "new"}},
		{"emptied", func(t *testing.T, path string) { write(t, path, "") }, "changed by somebody else",
			map[string]string{"a.yaml": "", "a.2.yaml": "new"}},
		{"gone", func(t *testing.T, path string) { remove(t, path) }, "written again", map[string]string{"a.yaml": "new"}},
		{"rewritten with the same bytes", func(t *testing.T, path string) { write(t, path, "old") }, "", map[string]string{"a.yaml": "new"}},
		{"now a folder", func(t *testing.T, path string) {
			remove(t, path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "cannot be read", map[string]string{"a.2.yaml": "new"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.yaml")
			s, err := createStore(path, []byte("old"))
			if err != nil {
				t.Fatal(err)
			}
			tt.meddle(t, path)
			notice, err := s.save([]byte("new"))
			if err != nil {
				t.Fatal(err)
			}
			if tt.notice == "" && notice != "" || !strings.Contains(notice, tt.notice) {
				t.Errorf("notice %q, want %q in it", notice, tt.notice)
			}
			for name, want := range tt.want {
				if got := read(t, filepath.Join(dir, name)); got != want {
					t.Errorf("%s holds %q, want %q", name, got, want)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if _, err := s.save([]byte("newer")); err != nil {
				t.Fatal(err)
			}
			if got := read(t, s.path); got != "newer" {
				t.Errorf("the session does not go on in %s, which holds %q", s.path, got)
			}
		})
	}
}

func TestStoreKeepsJSONAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	write(t, path, "{}")
	s := openStore(path, []byte("{}"))
	notice, err := s.save([]byte("new"))
	if err != nil || !strings.Contains(notice, "JSON") {
		t.Errorf("notice %q, error %v", notice, err)
	}
	if read(t, path) != "{}" || filepath.Base(s.path) != "a.yaml" || read(t, s.path) != "new" {
		t.Errorf("%s holds %q, %s holds %q", path, read(t, path), s.path, read(t, s.path))
	}
}

func TestStoreWritesThroughALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file.yaml"), filepath.Join(dir, "link.yaml")
	write(t, file, "old")
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no links here")
	}
	if _, err := openStore(link, []byte("old")).save([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, file); got != "new" {
		t.Errorf("the file holds %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is no link any more")
	}
}

func TestStoreSaysWhenNothingCanBeKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stick")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := createStore(filepath.Join(dir, "a.yaml"), []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := s.save([]byte("new")); err == nil {
		t.Fatal("saved into a folder that is gone")
	}
	path := filepath.Join(t.TempDir(), "elsewhere.yaml")
	if err := s.moveTo(path, []byte("new")); err != nil || read(t, path) != "new" {
		t.Errorf("cannot go on elsewhere: %v", err)
	}
}

func TestStoreRefusesWhatCannotBeReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	s, err := createStore(path, []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.save(make([]byte, 5<<20)); err == nil || read(t, path) != "old" {
		t.Errorf("error %v; the file holds %d bytes", err, len(read(t, path)))
	}
}

func TestCreateFileNeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	write(t, path, "theirs")
	if err := createFile(path, []byte("ours")); !errors.Is(err, fs.ErrExist) || read(t, path) != "theirs" {
		t.Errorf("error %v; the file holds %q", err, read(t, path))
	}
}

// A temporary file lies beside the file: from another disk it could not be
// renamed.
func TestTemporaryFileInTheSameFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, filepath.Join("no", "such", "folder"))
	}
	if err := createFile("a.yaml", []byte("old")); err != nil {
		t.Error(err)
	}
	if err := writeFile("a.yaml", []byte("new")); err != nil || read(t, "a.yaml") != "new" {
		t.Error(err)
	}
}

func TestNamesAreSafeForScripts(t *testing.T) {
	for in, want := range map[string]string{
		"Republic of Ruritania": "republic-of-ruritania",
		"Côte d'Ivoire":         "cote-d-ivoire",
		"São Tomé & Príncipe":   "sao-tome-principe",
		"../../etc/passwd":      "etc-passwd",
		"مصر":                   "",
		"  ":                    "",
	} {
		if got := asciiName(in); got != want {
			t.Errorf("asciiName(%q) = %q, want %q", in, got, want)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
