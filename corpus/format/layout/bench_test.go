package layout

import (
	"path/filepath"
	"testing"
)

// BenchmarkBlocks reads a hundred speeches, most of them a paragraph a line.
func BenchmarkBlocks(b *testing.B) {
	names, err := filepath.Glob(filepath.Join(shared(b), "un-general-debate", "*.txt"))
	if err != nil || len(names) < 100 {
		b.Skip("no speeches")
	}
	var texts [][]byte
	size := int64(0)
	for _, n := range names[:100] {
		texts = append(texts, []byte(read(b, n)))
		size += int64(len(texts[len(texts)-1]))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			if len(Blocks(t)) == 0 {
				b.Fatal("no blocks")
			}
		}
	}
}
