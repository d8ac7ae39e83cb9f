package reports_test

import (
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports"
)

// A network is written in every format, and its links stand beside its nodes.
func TestNetworks(t *testing.T) {
	nodes := &result.Table{Name: "nodes", Title: "Nodes", Caption: "C.", Columns: []result.Column{
		result.Texts("id", "Id", "Id.", []string{"x", "y"}), result.Texts("label", "Label", "Label.", []string{"X", "Y"})}}
	edges := &result.Table{Name: "edges", Title: "Edges", Caption: "C.", Columns: []result.Column{
		result.Texts("a", "A", "A.", []string{"x"}), result.Texts("b", "B", "B.", []string{"y"}), result.Ints("weight", "W", "", "W.", []int64{1})}}
	network := &result.Network{Name: "net", Title: "T", Caption: "C.", ID: "id", Label: "label", Source: "a", Target: "b", Weight: "weight", Nodes: nodes, Edges: edges}
	of := func(ns ...*result.Network) *reports.Report {
		return &reports.Report{Name: "r", Title: "R", Sections: []reports.Section{{Name: "net", Title: "Net", Result: &result.Result{
			Analyzer: "net", Tables: []*result.Table{nodes, edges}, Networks: ns}}}}
	}
	files := render(t, of(network), reports.Options{})
	for _, name := range []string{"network/net.gexf", "network/net.graphml", "network/net.net"} {
		if files[name] == "" || !strings.Contains(files["index.html"], `href="`+name+`"`) || !strings.Contains(files["report.md"], "]("+name+")") {
			t.Errorf("%s is not there, or not linked", name)
		}
	}
	broken := *network
	broken.Label = "none"
	for want, r := range map[string]*reports.Report{"two results are both network/net": of(network, network), "ID, Label": of(&broken)} {
		if _, err := reports.Render(r, reports.Options{}, draw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
