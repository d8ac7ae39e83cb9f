package layout

import (
	"io/fs"
	"path/filepath"
	"testing"

	"concordat/corpus"
)

// BenchmarkBlocks reads speeches with a paragraph a line and strategies with
// wrapped lines.
func BenchmarkBlocks(b *testing.B) { benchmark(b, Blocks) }

// BenchmarkReference does the same in the plainest way, for the ratio.
func BenchmarkReference(b *testing.B) { benchmark(b, refBlocks) }

func benchmark(b *testing.B, blocks func([]byte) []corpus.Block) {
	for name, folder := range map[string]string{"lines": "bulk/S70_2015", "wrapped": "strategies"} {
		b.Run(name, func(b *testing.B) {
			texts, size := folderOf(b, folder)
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range texts {
					if len(blocks(t)) == 0 {
						b.Fatal("no blocks")
					}
				}
			}
		})
	}
}

// folderOf reads all texts of a folder of the shared corpus.
func folderOf(b *testing.B, folder string) (texts [][]byte, size int64) {
	b.Helper()
	err := filepath.WalkDir(filepath.Join(shared(b), filepath.FromSlash(folder)), func(name string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(name) == ".txt" {
			texts = append(texts, []byte(read(b, name)))
			size += int64(len(texts[len(texts)-1]))
		}
		return err
	})
	if err != nil || len(texts) == 0 {
		b.Skip(folder, " is not there")
	}
	return texts, size
}
