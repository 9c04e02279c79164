package ask

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A character that two reads would cut in two arrives whole, and nothing is lost
// or kept back at the end, valid text or not.
func TestReadsKeepCharactersTogether(t *testing.T) {
	text := strings.Repeat("日本語のメモ é😀 Ещё ", 200) + "end\xe6\x97"
	for _, size := range []int{4, 5, 7, 256} {
		h := &hangup{Reader: iotest.HalfReader(strings.NewReader(text)), gone: func() {}}
		var got strings.Builder
		buf := make([]byte, size)
		for {
			n, err := h.Read(buf)
			got.Write(buf[:n])
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 || partial(buf[:n]) > 0 {
				t.Fatalf("a read of %d bytes gives %q", size, buf[:n])
			}
		}
		if got.String() != text {
			t.Errorf("reads of %d bytes give %d of %d bytes", size, got.Len(), len(text))
		}
	}
}
