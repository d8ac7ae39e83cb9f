package networks

import (
	"io"
	"strconv"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/tables"
)

// writePajek writes Pajek's .net in UTF-8. Vertices are numbered from 1, in a
// two-mode network all of the first node's kind before the others, as
// "*Vertices N N₁" says. A label that several nodes have is followed by the id.
func writePajek(w io.Writer, n *result.Network) error {
	s := &sink{w: w}
	ids, labels := n.Nodes.Column(n.ID).Texts, n.Nodes.Column(n.Label).Texts
	var order []int
	first := len(ids)
	if part := n.Nodes.Column(n.Part); n.Part != "" && len(ids) > 0 {
		var others []int
		for i, p := range part.Texts {
			if p == part.Texts[0] {
				order = append(order, i)
			} else {
				others = append(others, i)
			}
		}
		first = len(order)
		order = append(order, others...)
	} else {
		for i := range ids {
			order = append(order, i)
		}
	}
	times := map[string]int{}
	for _, l := range labels {
		times[quoted(l)]++
	}
	s.put("*Vertices ", strconv.Itoa(len(ids)))
	if n.Part != "" {
		s.put(" ", strconv.Itoa(first))
	}
	s.put("\n")
	number := make(map[string]string, len(ids))
	for k, i := range order {
		number[ids[i]] = strconv.Itoa(k + 1)
		l := quoted(labels[i])
		if times[l] > 1 || l == "" {
			l = strings.TrimSpace(l + " [" + quoted(ids[i]) + "]")
		}
		s.put(number[ids[i]], ` "`, l, "\"\n")
	}
	s.put("*Edges\n")
	source, target, weight := n.Edges.Column(n.Source).Texts, n.Edges.Column(n.Target).Texts, n.Edges.Column(n.Weight)
	for i := range source {
		s.put(number[source[i]], " ", number[target[i]], " ", weight.Cell(i), "\n")
	}
	return s.err
}

// quoted returns text that can stand in a label, which has no way to write
// a quotation mark.
func quoted(text string) string {
	return strings.ReplaceAll(tables.Visible(text), `"`, "'")
}
