package networks

import (
	"io"
	"strconv"

	"concordat/analyzers/result"
)

// writeGraphML writes GraphML. Nodes are n0, n1 …, since ids of ours may have
// characters that its schema forbids in an id; theirs are attributes.
func writeGraphML(w io.Writer, n *result.Network) error {
	s := &sink{w: w}
	s.put(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `,
		`xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">`, "\n",
		"  <desc>", xmlText(n.Title+". "+n.Caption), "</desc>\n")
	nodes, edges := columns(n.Nodes), columns(n.Edges, n.Source, n.Target)
	s.graphMLKeys("node", nodes)
	s.graphMLKeys("edge", edges)
	s.put("  <graph id=\"", n.Name, "\" edgedefault=\"undirected\">\n")
	at := make(map[string]string, n.Nodes.Rows())
	for i, id := range n.Nodes.Column(n.ID).Texts {
		at[id] = "n" + strconv.Itoa(i)
		s.put(`    <node id="`, at[id], "\">\n")
		s.graphMLData("node", nodes, i)
		s.put("    </node>\n")
	}
	source, target := n.Edges.Column(n.Source), n.Edges.Column(n.Target)
	for i := range n.Edges.Rows() {
		s.put(`    <edge id="e`, strconv.Itoa(i), `" source="`, at[source.Texts[i]], `" target="`, at[target.Texts[i]], "\">\n")
		if c := n.Edges.Column(n.Weight); c.Name != "weight" {
			s.put(`      <data key="edge_weight">`, c.Cell(i), "</data>\n")
		}
		s.graphMLData("edge", edges, i)
		s.put("    </edge>\n")
	}
	s.put("  </graph>\n</graphml>\n")
	return s.err
}

// graphMLKeys declares the attributes of nodes or edges. An edge always has a
// weight by that name, which programs look for.
func (s *sink) graphMLKeys(of string, columns []*result.Column) {
	weighed := of == "node"
	for _, c := range columns {
		weighed = weighed || c.Name == "weight"
		s.put(`  <key id="`, of, "_", c.Name, `" for="`, of, `" attr.name="`, c.Name, `" attr.type="`, kind(c), "\">\n    <desc>", xmlText(c.Doc), "</desc>\n  </key>\n")
	}
	if !weighed {
		s.put("  <key id=\"edge_weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\">\n    <desc>The weight of the edge.</desc>\n  </key>\n")
	}
}

// graphMLData writes the attributes of one node or edge.
func (s *sink) graphMLData(of string, columns []*result.Column, row int) {
	for _, c := range columns {
		if !c.Absent(row) {
			s.put(`      <data key="`, of, "_", c.Name, `">`, xmlText(c.Cell(row)), "</data>\n")
		}
	}
}
