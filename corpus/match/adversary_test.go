package match_test

import (
	"strings"
	"testing"
	"time"

	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// TestAdversaries codes texts that make a backtracking matcher, or one that
// compares every match with every other, run for minutes or days. Each needs
// well under a second.
func TestAdversaries(t *testing.T) {
	tests := []struct{ name, pattern, text string }{
		{"two gaps", "a {0,100} b {0,100} d", strings.Repeat("a b ", 1_000)},
		{"nested options", strings.Repeat("(a|a b|) ", 12) + "c", strings.Repeat("a b ", 1_000)},
		{"near everywhere", "a near/1000 b", strings.Repeat("a c b ", 50_000)},
		{"unless everywhere", "a unless a {0,100} b", strings.Repeat("a c c ", 10_000)},
		{"regular expression", "/(a.*b|a)+/", strings.Repeat("a", 1<<20)},
		{"glob", "*a*a*a*a*b", strings.Repeat("a", 1<<16)},
		{"compound", "a b", strings.Repeat("a-", 1<<16) + "b"},
		{"solid compound", strings.Repeat("a", 3_000), strings.Repeat("a-", 1<<12) + "a"},
		{"half words", "sovereignty", strings.Repeat("sov ", 100_000)},
		{"overlapping hits", "a {0,100} a", strings.Repeat("a ", 20_000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := book(t, concept{id: "k", patterns: []string{tt.pattern}}, concept{id: "l", parent: "k", patterns: []string{tt.pattern, "a"}})
			p, err := match.Compile(b, match.Options{Policy: codebook.OverlapCodebook})
			if err != nil {
				t.Fatal(err)
			}
			doc := document(t, tt.text)
			begin := time.Now()
			if _, err := p.NewMatcher().Code(doc); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("took %v", took)
			} else {
				t.Log(took)
			}
		})
	}
}
