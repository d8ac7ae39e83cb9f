package clustering

import (
	"context"
	"testing"

	"concordat/analyzers/analyzertest"
)

// Every node but the last merge has a parent that is a merge of greater height.
func TestFigure(t *testing.T) {
	in := analyzertest.Input("Peace. Peace. Attack.", "Peace. Attack.", "Sovereignty. Peace.", "Sovereignty. Sovereignty. Attack.")
	r, err := New().Analyze(context.Background(), in)
	if err != nil || len(r.Figures) != 1 {
		t.Fatal(err, len(r.Figures))
	}
	data := r.Figures[0].Data
	nodes, parents, heights := data.Column("node").Texts, data.Column("parent").Texts, data.Column("height").Floats
	at := map[string]int{}
	for i, n := range nodes {
		at[n] = i
	}
	if len(nodes) != 7 || len(at) != 7 {
		t.Fatalf("%q", nodes)
	}
	children := map[string]int{}
	for i, p := range parents {
		k, ok := at[p]
		switch {
		case i == len(parents)-1:
			if p != "" {
				t.Errorf("the last merge is in %s", p)
			}
		case !ok || k < 4 || heights[k] < heights[i]:
			t.Errorf("%s is in %q", nodes[i], p)
		default:
			children[p]++
		}
	}
	for p, n := range children {
		if n != 2 {
			t.Errorf("%s joins %d", p, n)
		}
	}
}
