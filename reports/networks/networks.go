// Package networks writes networks for network programs, one file of this
// package a format. What is written is a function of the network alone, with
// full precision; values that are missing are left out.
package networks

import (
	"encoding/xml"
	"io"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/tables"
)

// Format is one way to write a network.
type Format struct {
	Name  string // as users know it: "gexf"
	Title string // as its users write it: "GEXF"
	Ext   string // of its files, without the dot
	Doc   string // what it is for, in one sentence
	// Write writes the file, a function of the network only.
	Write func(io.Writer, *result.Network) error
}

// All lists every format.
func All() []Format {
	return []Format{
		{"gexf", "GEXF", "gexf", "GEXF 1.2, for Gephi; with every column of nodes and edges.", writeGEXF},
		{"graphml", "GraphML", "graphml", "GraphML, for igraph, networkx, Cytoscape, visone and yEd; with every column of nodes and edges and its definition.", writeGraphML},
		{"pajek", "Pajek", "net", "Pajek's .net, for Pajek and UCINET; labels and weights only, the two kinds of nodes of a two-mode network apart.", writePajek},
	}
}

// sink writes text and keeps the first error.
type sink struct {
	w   io.Writer
	err error
}

// put writes strings one after the other.
func (s *sink) put(texts ...string) {
	for _, t := range texts {
		if s.err == nil {
			_, s.err = io.WriteString(s.w, t)
		}
	}
}

// xmlText returns text for the content or an attribute of an element: control
// characters are made visible, since XML has no place for them.
func xmlText(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(tables.Visible(text))) // a Builder gives no error
	return b.String()
}

// columns returns those of a table that are written as attributes: all but
// some, which have a place of their own.
func columns(t *result.Table, but ...string) []*result.Column {
	var out []*result.Column
	for i := range t.Columns {
		c := &t.Columns[i]
		own := false
		for _, name := range but {
			own = own || c.Name == name
		}
		if !own {
			out = append(out, c)
		}
	}
	return out
}

// kind returns the name of a column's type in GEXF and GraphML.
func kind(c *result.Column) string {
	switch c.Type {
	case result.Int:
		return "long"
	case result.Float:
		return "double"
	}
	return "string"
}
