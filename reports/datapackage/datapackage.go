// Package datapackage describes the CSV files of a report as a Data Package, so
// that R, Python and repositories read them with the type, the title, the unit
// and the definition of every column.
//
// Source: Data Package (v2), Frictionless Data 2024, https://datapackage.org.
package datapackage

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/manifest"
)

// FileName is where a report keeps its description.
const FileName = "datapackage.json"

// The profiles of the standard that a description keeps to.
const (
	packageProfile  = "https://datapackage.org/profiles/2.0/datapackage.json"
	resourceProfile = "https://datapackage.org/profiles/2.0/dataresource.json"
)

// Package is what is to be described.
type Package struct {
	Name        string // any text; the description has it in the letters of the standard
	Title       string
	Description string
	Tool        manifest.Tool
	Sources     []Source
	Resources   []Resource
}

// Source is what the numbers come from: a text, or the codebook.
type Source struct {
	Title   string
	URL     string // "" = none
	Version string
	SHA256  string // lower-case hex, "" = not known
}

// Resource is one CSV file that has a table as it is.
type Resource struct {
	Path    string // inside the report
	Title   string
	Caption string
	Table   *result.Table
}

// descriptor is the file. The standard admits further properties: tool, hash of
// a source and unit of a field are ours.
type descriptor struct {
	Schema      string     `json:"$schema"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Tool        tool       `json:"tool"`
	Sources     []source   `json:"sources,omitempty"`
	Resources   []resource `json:"resources"`
}

type tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type source struct {
	Title   string `json:"title"`
	Path    string `json:"path,omitempty"`
	Version string `json:"version,omitempty"`
	Hash    string `json:"hash,omitempty"`
}

type resource struct {
	Profile     string  `json:"$schema"`
	Name        string  `json:"name"`
	Path        string  `json:"path"`
	Type        string  `json:"type"`
	Title       string  `json:"title"`
	Description string  `json:"description,omitempty"`
	Format      string  `json:"format"`
	MediaType   string  `json:"mediatype"`
	Encoding    string  `json:"encoding"`
	Bytes       int64   `json:"bytes"`
	Hash        string  `json:"hash"`
	Dialect     dialect `json:"dialect"`
	Schema      schema  `json:"schema"`
}

// dialect says where the files depart from the standard's own dialect of CSV.
type dialect struct {
	LineTerminator string `json:"lineTerminator"`
}

type schema struct {
	Fields        []field  `json:"fields"`
	MissingValues []string `json:"missingValues"`
}

type field struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Unit        string `json:"unit,omitempty"`
}

// Build returns the bytes of datapackage.json, with the size and the digest that
// each file of a resource has among the outputs. The resources are in the order
// of their paths.
func Build(p *Package, outputs []manifest.Output) ([]byte, error) {
	d := descriptor{Schema: packageProfile, Name: slug(p.Name), Title: p.Title, Description: p.Description,
		Tool: tool{p.Tool.Name, p.Tool.Version}, Resources: []resource{}}
	for _, s := range p.Sources {
		d.Sources = append(d.Sources, source{Title: s.Title, Path: address(s.URL), Version: s.Version, Hash: hash(s.SHA256)})
	}
	written := make(map[string]manifest.Output, len(outputs))
	for _, o := range outputs {
		written[o.Path] = o
	}
	for _, r := range p.Resources {
		o, ok := written[r.Path]
		if !ok {
			return nil, fmt.Errorf("resource %s was not written", r.Path)
		}
		d.Resources = append(d.Resources, resource{
			Profile: resourceProfile, Name: resourceName(r.Path), Path: r.Path, Type: "table", Title: r.Title, Description: r.Caption,
			Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Bytes: o.Bytes, Hash: hash(o.SHA256),
			Dialect: dialect{"\n"}, Schema: schema{fields(r.Table), []string{""}},
		})
	}
	slices.SortFunc(d.Resources, func(a, b resource) int { return cmp.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return b.Bytes(), err
}

// fields returns the columns of a table, by the types of Table Schema.
func fields(t *result.Table) []field {
	out := make([]field, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		kind := "string"
		switch c.Type {
		case result.Int:
			kind = "integer"
		case result.Float:
			kind = "number"
		}
		out[i] = field{c.Name, kind, c.Label, c.Doc, c.Unit}
	}
	return out
}

// resourceName returns the name of a file's resource: tables/frequency.csv is
// tables.frequency. Paths differ, and have no point but the last, so names differ.
func resourceName(path string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path, ".csv"), "/", ".")
}

// slug returns a name in the letters that the standard asks for: lower-case
// Latin letters, digits, points, hyphens and underscores.
func slug(name string) string {
	s := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	return cmp.Or(strings.Trim(s, "-."), "report")
}

// address returns the address of a source that is on the web. The standard
// admits only such, or files below the description, which sources are not.
func address(url string) string {
	if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
		return url
	}
	return ""
}

// hash returns a digest with the name of its algorithm.
func hash(sha256 string) string {
	if sha256 == "" {
		return ""
	}
	return "sha256:" + sha256
}
