package report

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"sync"

	"github.com/jung-kurt/gofpdf"
)

// The fonts of the PDF: subsets of Noto Sans, see fonts/NOTICE.md.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	fontRegular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	fontBold []byte
	//go:embed fonts/NotoSans-Italic.ttf
	fontItalic []byte
)

const fontFamily = "noto"

// addFonts gives the fonts to a document. gofpdf writes into the bytes that it
// is given, so that each document gets its own.
func addFonts(pdf *gofpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(fontFamily, "", bytes.Clone(fontRegular))
	pdf.AddUTF8FontFromBytes(fontFamily, "B", bytes.Clone(fontBold))
	pdf.AddUTF8FontFromBytes(fontFamily, "I", bytes.Clone(fontItalic))
}

// runeSet holds runes up to U+FFFF, which is all that gofpdf can draw.
type runeSet [1 << 16 / 64]uint64

func (s *runeSet) has(r rune) bool {
	return r >= 0 && r < 1<<16 && s[r/64]&(1<<(r%64)) != 0
}

func (s *runeSet) add(r rune) { s[r/64] |= 1 << (r % 64) }

// drawable are the runes that all fonts have.
var drawable = sync.OnceValue(func() *runeSet {
	all := fontRunes(fontRegular)
	for _, font := range [][]byte{fontBold, fontItalic} {
		for i, word := range fontRunes(font) {
			all[i] &= word
		}
	}
	return all
})

// fontRunes reads which runes a font maps to a glyph, from the first format 4
// table in its cmap. The fonts are our own; a test reads each of them.
func fontRunes(font []byte) *runeSet {
	u16 := func(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	u32 := func(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	set := new(runeSet)
	cmap := sfntTable(font, "cmap")
	for i := range u16(cmap, 2) {
		t := cmap[u32(cmap, 4+8*i+4):]
		if u16(t, 0) != 4 {
			continue
		}
		segments := u16(t, 6) / 2
		ends, starts := t[14:], t[16+2*segments:]
		deltas, offsets := t[16+4*segments:], t[16+6*segments:]
		for s := range segments {
			for r := u16(starts, 2*s); r <= u16(ends, 2*s) && r != 0xffff; r++ {
				glyph := r
				if off := u16(offsets, 2*s); off != 0 {
					glyph = u16(offsets, 2*s+off+2*(r-u16(starts, 2*s)))
					if glyph == 0 {
						continue
					}
				}
				if (glyph+u16(deltas, 2*s))&0xffff != 0 {
					set.add(rune(r))
				}
			}
		}
		break
	}
	return set
}

// sfntTable is a table of a TrueType font; nil if it has none of that name.
func sfntTable(font []byte, name string) []byte {
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		entry := font[12+16*i:]
		if string(entry[:4]) == name {
			at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
			return font[at : at+size]
		}
	}
	return nil
}
