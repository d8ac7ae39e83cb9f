package networks

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/reporttest"
	"concordat/reports/tables"

	"pgregory.net/rapid"
)

// network makes a network of names; edges join each with the next of the other
// kind. An empty part makes it one-mode.
func network(names []string, parts []string, weights []float64) *result.Network {
	ids, counts, shares := make([]string, len(names)), make([]int64, len(names)), make([]float64, len(names))
	for i := range names {
		ids[i] = "id " + strconv.Itoa(i) + " <&>\""
		counts[i], shares[i] = int64(i*i), 1/float64(i+1)
	}
	if len(shares) > 1 {
		shares[1] = math.NaN()
	}
	n := &result.Network{Name: "sample", Title: "A <b> & \"c\"", Caption: "Nodes and edges.", ID: "concept", Label: "label", Source: "a", Target: "b", Weight: "weight"}
	note := []result.Note{{Code: "few", Message: "too few", Row: -1}}
	n.Nodes = &result.Table{Name: "nodes", Title: "N", Caption: "C.", Notes: note, Columns: []result.Column{
		result.Texts("concept", "Concept", "Id <of> it.", ids), result.Texts("label", "Label", "Label.", names),
		result.Ints("hits", "Hits", "hits", "Hits & more.", counts), result.Floats("share", "Share", "", 2, "Share.", shares),
	}}
	var source, target []string
	var w []float64
	for i := range weights {
		a, b := i%len(names), (i+1)%len(names)
		if a == b || len(parts) > 0 && parts[a] == parts[b] {
			continue
		}
		source, target, w = append(source, ids[a]), append(target, ids[b]), append(w, weights[i])
	}
	if len(parts) > 0 {
		n.Part = "kind"
		n.Nodes.Columns = append(n.Nodes.Columns, result.Texts("kind", "Kind", "Kind.", parts))
	}
	n.Edges = &result.Table{Name: "edges", Title: "E", Caption: "C.", Columns: []result.Column{
		result.Texts("a", "A", "A.", source), result.Texts("b", "B", "B.", target), result.Floats("weight", "Weight", "", 2, "Weight.", w)}}
	return n
}

func write(t interface{ Fatal(...any) }, name string, n *result.Network) []byte {
	for _, f := range All() {
		if f.Name == name {
			var b bytes.Buffer
			if err := f.Write(&b, n); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
	}
	t.Fatal("no format " + name)
	return nil
}

// graph is what a reader of any of the formats gets.
type graph struct {
	labels []string
	values []map[string]string // attributes of the nodes, by name
	edges  []string            // "from to weight", by number of the node
}

// want is what it should get; labels are as people see them.
func want(n *result.Network) graph {
	var g graph
	at := map[string]int{}
	for i := range n.Nodes.Rows() {
		g.labels = append(g.labels, tables.Visible(n.Nodes.Column(n.Label).Texts[i]))
		at[n.Nodes.Column(n.ID).Texts[i]] = i
		v := map[string]string{}
		for c := range n.Nodes.Columns {
			if col := &n.Nodes.Columns[c]; !col.Absent(i) {
				v[col.Name] = tables.Visible(col.Cell(i))
			}
		}
		g.values = append(g.values, v)
	}
	for i := range n.Edges.Rows() {
		g.edges = append(g.edges, fmt.Sprintf("%d %d %s", at[n.Edges.Column(n.Source).Texts[i]], at[n.Edges.Column(n.Target).Texts[i]], n.Edges.Column(n.Weight).Cell(i)))
	}
	return g
}

func readGEXF(data []byte) (g graph, err error) {
	var x struct {
		XMLName xml.Name `xml:"http://www.gexf.net/1.2draft gexf"`
		Graph   struct {
			Type       string `xml:"defaultedgetype,attr"`
			Attributes []struct {
				Class string `xml:"class,attr"`
				All   []struct {
					ID    string `xml:"id,attr"`
					Title string `xml:"title,attr"`
				} `xml:"attribute"`
			} `xml:"attributes"`
			Nodes []struct {
				ID     string `xml:"id,attr"`
				Label  string `xml:"label,attr"`
				Values []struct {
					For   string `xml:"for,attr"`
					Value string `xml:"value,attr"`
				} `xml:"attvalues>attvalue"`
			} `xml:"nodes>node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
				Weight string `xml:"weight,attr"`
			} `xml:"edges>edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal(data, &x); err != nil {
		return g, err
	}
	names, at := map[string]string{}, map[string]int{}
	for _, a := range x.Graph.Attributes[0].All {
		names[a.ID] = a.Title
	}
	for i, n := range x.Graph.Nodes {
		at[n.ID] = i
		v := map[string]string{"label": n.Label}
		for _, a := range n.Values {
			if names[a.For] == "" {
				return g, errors.New("undeclared attribute " + a.For)
			}
			v[names[a.For]] = a.Value
		}
		g.labels, g.values = append(g.labels, n.Label), append(g.values, v)
	}
	for _, e := range x.Graph.Edges {
		g.edges = append(g.edges, fmt.Sprintf("%d %d %s", at[e.Source], at[e.Target], e.Weight))
	}
	return g, nil
}

func readGraphML(data []byte) (g graph, err error) {
	type datum struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
	var x struct {
		XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []struct {
			ID   string `xml:"id,attr"`
			For  string `xml:"for,attr"`
			Name string `xml:"attr.name,attr"`
		} `xml:"key"`
		Graph struct {
			Nodes []struct {
				ID   string  `xml:"id,attr"`
				Data []datum `xml:"data"`
			} `xml:"node"`
			Edges []struct {
				Source string  `xml:"source,attr"`
				Target string  `xml:"target,attr"`
				Data   []datum `xml:"data"`
			} `xml:"edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal(data, &x); err != nil {
		return g, err
	}
	names, at := map[string]string{}, map[string]int{}
	for _, k := range x.Keys {
		if names[k.ID] != "" {
			return g, errors.New("two keys " + k.ID)
		}
		names[k.ID] = k.Name
	}
	for i, n := range x.Graph.Nodes {
		at[n.ID] = i
		v := map[string]string{}
		for _, d := range n.Data {
			v[names[d.Key]] = d.Value
		}
		g.labels, g.values = append(g.labels, v["label"]), append(g.values, v)
	}
	for _, e := range x.Graph.Edges {
		weight := ""
		for _, d := range e.Data {
			if names[d.Key] == "weight" {
				weight = d.Value
			}
		}
		g.edges = append(g.edges, fmt.Sprintf("%d %d %s", at[e.Source], at[e.Target], weight))
	}
	return g, nil
}

// Both XML formats read back as what was written, whatever the texts hold.
func TestReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.String(), 2, 6).Draw(t, "names")
		weights := rapid.SliceOfN(rapid.Float64Range(1e-9, 1e9), 0, 8).Draw(t, "weights")
		n := network(names, nil, weights)
		if err := n.Check(); err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func([]byte) (graph, error){"gexf": readGEXF, "graphml": readGraphML} {
			got, err := read(write(t, name, n))
			if err != nil {
				t.Fatal(name, err)
			}
			if w := want(n); !reflect.DeepEqual(got, w) {
				t.Fatalf("%s reads back as\n%q\nwant\n%q", name, got, w)
			}
		}
	})
}

// Pajek's file has every label on one line, unlike the others, and every edge
// between two vertices.
func TestPajekReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.String(), 2, 6).Draw(t, "names")
		parts := make([]string, len(names))
		for i := range parts {
			parts[i] = rapid.SampledFrom([]string{"actor", "concept"}).Draw(t, "part")
		}
		n := network(names, parts, rapid.SliceOfN(rapid.Float64Range(1e-3, 9), 0, 8).Draw(t, "weights"))
		lines := bufio.NewScanner(bytes.NewReader(write(t, "pajek", n)))
		lines.Buffer(nil, 1<<20)
		lines.Scan()
		var all, first int
		if _, err := fmt.Sscanf(lines.Text(), "*Vertices %d %d", &all, &first); err != nil || all != len(names) {
			t.Fatal(lines.Text(), err)
		}
		seen := map[string]bool{}
		for i := range all {
			lines.Scan()
			label, ok := strings.CutPrefix(lines.Text(), strconv.Itoa(i+1)+" ")
			if !ok || seen[label] || len(label) < 3 || strings.Count(label, `"`) != 2 {
				t.Fatalf("vertex %d: %q", i+1, lines.Text())
			}
			seen[label] = true
		}
		lines.Scan()
		if lines.Text() != "*Edges" {
			t.Fatal(lines.Text())
		}
		edges := 0
		for lines.Scan() {
			var a, b int
			var w float64
			if _, err := fmt.Sscanf(lines.Text(), "%d %d %g", &a, &b, &w); err != nil || (a <= first) == (b <= first) || a > all || b > all {
				t.Fatalf("edge %q with %d and %d vertices: %v", lines.Text(), first, all-first, err)
			}
			edges++
		}
		if edges != n.Edges.Rows() {
			t.Fatalf("%d edges, want %d", edges, n.Edges.Rows())
		}
	})
}

// What the files look like. networkx 2.8.8 (read_gexf, read_graphml) and igraph 0.10.2
// (Read_GraphML, Read_Pajek) read them; networkx knows no two-mode .net.
func TestGolden(t *testing.T) {
	n := network([]string{"Sovereignty", "Cyber “peace”", "States & <actors>"}, []string{"actor", "concept", "actor"}, []float64{.5, 1e-7, 3})
	for _, f := range All() {
		reporttest.Golden(t, "sample."+f.Ext, write(t, f.Name, n))
	}
}

// failing is a writer that fails.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestErrorsOfTheWriter(t *testing.T) {
	for _, f := range All() {
		if err := f.Write(failing{}, network([]string{"a", "b"}, nil, []float64{1})); err == nil {
			t.Errorf("%s hides an error", f.Name)
		}
		if f.Name == "" || f.Title == "" || f.Ext == "" || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%+v is not documented", f)
		}
	}
}
