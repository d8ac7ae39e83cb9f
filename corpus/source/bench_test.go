package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// many lays a folder of small files.
func many(b *testing.B, n int) string {
	b.Helper()
	dir, text := b.TempDir(), []byte(strings.Repeat("The states have agreed. ", 50))
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprintf("s%03d", i/1000))
		if i%1000 == 0 {
			if err := os.Mkdir(sub, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("document_%05d.txt", i)), text, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

func BenchmarkFind(b *testing.B) {
	const n = 5000
	dir := many(b, n)
	b.ReportAllocs()
	for b.Loop() {
		f, err := Find([]string{dir}, Options{Extensions: []string{".txt"}})
		if err != nil || len(f.Items) != n {
			b.Fatal(len(f.Items), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/file")
}

func BenchmarkReadSmall(b *testing.B) {
	const n = 5000
	f, err := Find([]string{many(b, n)}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for name, digest := range map[string]bool{"digest": true, "plain": false} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			for b.Loop() {
				for _, it := range f.Items {
					var file File
					if file, buf, err = it.ReadInto(b.Context(), buf, digest); err != nil || file.Bytes != 1200 {
						b.Fatal(file.Bytes, err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/file")
		})
	}
}
