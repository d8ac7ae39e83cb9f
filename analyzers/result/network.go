package result

import "fmt"

// Network is a graph as network programs read it: a view of a table of nodes and
// a table of undirected edges, all of whose columns go with it. ID, Label and
// Part name columns of Nodes; Source, Target and Weight columns of Edges.
type Network struct {
	Name    string // file name without extension, as of a table
	Title   string
	Caption string // what nodes and edges are and how edges were chosen
	Nodes   *Table
	Edges   *Table
	ID      string // different in every row
	Label   string
	Part    string // the two kinds of nodes of a two-mode network; "" = one mode
	Source  string // ids
	Target  string
	Weight  string // above 0
}

// Check reports the first breach of what Network promises: both tables hold,
// the columns are there, ids differ, every edge joins two different nodes (of
// different parts where there are any), and weights are above 0.
func (n *Network) Check() error {
	if !tableName.MatchString(n.Name) || n.Title == "" || n.Caption == "" || n.Nodes == nil || n.Edges == nil {
		return fmt.Errorf("network %q: the name must be lower-case words, and title, caption and tables must be there", n.Name)
	}
	for _, t := range []*Table{n.Nodes, n.Edges} {
		if err := t.Check(); err != nil {
			return fmt.Errorf("network %s: %w", n.Name, err)
		}
	}
	at := make(map[string]int, n.Nodes.Rows())
	id, label, part := n.Nodes.Column(n.ID), n.Nodes.Column(n.Label), n.Nodes.Column(n.Part)
	source, target, weight := n.Edges.Column(n.Source), n.Edges.Column(n.Target), n.Edges.Column(n.Weight)
	for _, c := range []*Column{id, label, source, target} {
		if c == nil || c.Type != Text {
			return fmt.Errorf("network %s: ID, Label, Source and Target must name columns of text", n.Name)
		}
	}
	if weight == nil || weight.Type == Text || n.Part != "" && (part == nil || part.Type != Text) {
		return fmt.Errorf("network %s: Weight must name a column of numbers, and Part one of text or none", n.Name)
	}
	for i, v := range id.Texts {
		if _, twice := at[v]; twice {
			return fmt.Errorf("network %s: two nodes are %q", n.Name, v)
		}
		at[v] = i
	}
	for i := range source.Texts {
		a, ok := at[source.Texts[i]]
		b, also := at[target.Texts[i]]
		switch {
		case !ok || !also:
			return fmt.Errorf("network %s: edge %d joins %q and %q, which are not both nodes", n.Name, i, source.Texts[i], target.Texts[i])
		case a == b || part != nil && part.Texts[a] == part.Texts[b]:
			return fmt.Errorf("network %s: edge %d joins %q to itself or to its own kind", n.Name, i, source.Texts[i])
		case !(weight.value(i) > 0):
			return fmt.Errorf("network %s: the weight of edge %d is not above 0", n.Name, i)
		}
	}
	return nil
}

// value returns number i of a column of numbers.
func (c *Column) value(i int) float64 {
	if c.Type == Int {
		return float64(c.Ints[i])
	}
	return c.Floats[i]
}
