package cmd

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkColdStart is the whole process of `aigap version`.
func BenchmarkColdStart(b *testing.B) {
	bin := filepath.Join(b.TempDir(), "aigap")
	if out, err := exec.Command("go", "build", "-o", bin, module+"/cmd/aigap").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		if err := exec.Command(bin, "version").Run(); err != nil {
			b.Fatal(err)
		}
	}
}
