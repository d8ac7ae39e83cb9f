package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"concordat/pipeline"
	"concordat/pipeline/config"
)

// BenchmarkCount measures reading, tokenizing, matching and counting of speeches, by
// sentence segmenter, and checks that every run counts the same.
func BenchmarkCount(b *testing.B) {
	dir := filepath.Join("..", "..", "shared", "corpus", "bulk", "S72_2017")
	if _, err := os.Stat(dir); err != nil {
		b.Skipf("the shared corpus is not beside this repository: %v", err)
	}
	for _, sentences := range []string{"prose", "rule"} {
		b.Run(sentences, func(b *testing.B) {
			p := config.Default()
			p.Name, p.Documents, p.Sentences = "bench", []string{filepath.ToSlash(dir)}, sentences
			ctx, env := context.Background(), pipeline.Env{Workers: 1}
			plan, err := pipeline.NewPlan(ctx, p, env)
			if err != nil {
				b.Fatal(err)
			}
			texts, _, err := pipeline.Read(ctx, plan, env)
			if err != nil {
				b.Fatal(err)
			}
			var size, tokens int64
			for _, t := range texts {
				size += int64(len(t.Body))
			}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				whole, _, err := pipeline.Count(ctx, plan, env)
				if err != nil {
					b.Fatal(err)
				}
				var n int64
				for i := range whole.Documents {
					n += whole.Documents[i].Tokens
				}
				if tokens == 0 {
					tokens = n
				}
				if n != tokens || n < size/12 {
					b.Fatalf("%d tokens, before %d, in %d bytes", n, tokens, size)
				}
			}
			b.ReportMetric(float64(tokens), "tokens")
		})
	}
}
