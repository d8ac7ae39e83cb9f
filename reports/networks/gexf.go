package networks

import (
	"io"
	"strconv"

	"concordat/analyzers/result"
)

// writeGEXF writes GEXF 1.2, the version that every program reads. It says no
// date of change: the same network is the same file. Nodes are n0, n1 …, and
// ids of ours attributes, as in GraphML.
func writeGEXF(w io.Writer, n *result.Network) error {
	s := &sink{w: w}
	s.put(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">`, "\n",
		"  <meta>\n    <creator>concordat</creator>\n    <description>", xmlText(n.Title+". "+n.Caption), "</description>\n  </meta>\n",
		"  <graph mode=\"static\" defaultedgetype=\"undirected\">\n")
	nodes, edges := columns(n.Nodes, n.Label), columns(n.Edges, n.Source, n.Target, n.Weight)
	s.gexfAttributes("node", nodes)
	s.gexfAttributes("edge", edges)
	s.put("    <nodes>\n")
	at := make(map[string]string, n.Nodes.Rows())
	label := n.Nodes.Column(n.Label)
	for i, id := range n.Nodes.Column(n.ID).Texts {
		at[id] = "n" + strconv.Itoa(i)
		s.put(`      <node id="`, at[id], `" label="`, xmlText(label.Texts[i]), "\">\n")
		s.gexfValues(nodes, i)
		s.put("      </node>\n")
	}
	s.put("    </nodes>\n    <edges>\n")
	source, target, weight := n.Edges.Column(n.Source), n.Edges.Column(n.Target), n.Edges.Column(n.Weight)
	for i := range n.Edges.Rows() {
		s.put(`      <edge id="`, strconv.Itoa(i), `" source="`, at[source.Texts[i]], `" target="`, at[target.Texts[i]], `" weight="`, weight.Cell(i), "\">\n")
		s.gexfValues(edges, i)
		s.put("      </edge>\n")
	}
	s.put("    </edges>\n  </graph>\n</gexf>\n")
	return s.err
}

// gexfAttributes declares the attributes of nodes or edges.
func (s *sink) gexfAttributes(class string, columns []*result.Column) {
	s.put(`    <attributes class="`, class, "\" mode=\"static\">\n")
	for _, c := range columns {
		s.put(`      <attribute id="`, c.Name, `" title="`, c.Name, `" type="`, kind(c), "\"/>\n")
	}
	s.put("    </attributes>\n")
}

// gexfValues writes the attributes of one node or edge.
func (s *sink) gexfValues(columns []*result.Column, row int) {
	s.put("        <attvalues>\n")
	for _, c := range columns {
		if !c.Absent(row) {
			s.put(`          <attvalue for="`, c.Name, `" value="`, xmlText(c.Cell(row)), "\"/>\n")
		}
	}
	s.put("        </attvalues>\n")
}
