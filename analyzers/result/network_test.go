package result

import (
	"strings"
	"testing"
)

// joined returns a network of two actors and a concept.
func joined() *Network {
	return &Network{Name: "net", Title: "T", Caption: "C.", ID: "id", Label: "label", Part: "kind", Source: "a", Target: "b", Weight: "w",
		Nodes: &Table{Name: "nodes", Title: "T", Caption: "C.", Columns: []Column{
			Texts("id", "Id", "Id.", []string{"x", "y", "z"}), Texts("label", "Label", "Label.", []string{"X", "Y", "Z"}), Texts("kind", "Kind", "Kind.", []string{"actor", "actor", "concept"})}},
		Edges: &Table{Name: "edges", Title: "T", Caption: "C.", Columns: []Column{
			Texts("a", "A", "A.", []string{"x", "y"}), Texts("b", "B", "B.", []string{"z", "z"}), Ints("w", "W", "", "W.", []int64{1, 2})}},
	}
}

func TestNetworkCheck(t *testing.T) {
	if err := joined().Check(); err != nil {
		t.Fatal(err)
	}
	for want, breakIt := range map[string]func(n *Network){
		"lower-case":           func(n *Network) { n.Name = "Net" },
		"tables must be there": func(n *Network) { n.Edges = nil },
		"no columns":           func(n *Network) { n.Nodes.Columns = nil },
		"ID, Label":            func(n *Network) { n.Label = "other" },
		"Weight must name":     func(n *Network) { n.Weight = "a" },
		"two nodes are":        func(n *Network) { n.Nodes.Columns[0].Texts[1] = "x" },
		"not both nodes":       func(n *Network) { n.Edges.Columns[1].Texts[0] = "q" },
		"own kind":             func(n *Network) { n.Edges.Columns[1].Texts[0] = "y" },
		"not above 0":          func(n *Network) { n.Edges.Columns[2].Ints[1] = 0 },
	} {
		n := joined()
		breakIt(n)
		if err := n.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	n := joined()
	n.Part, n.Edges.Columns[1].Texts[0] = "", "y"
	if err := n.Check(); err != nil {
		t.Errorf("a one-mode network: %v", err)
	}
}
