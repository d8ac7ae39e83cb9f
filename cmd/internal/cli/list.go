package cli

import (
	"fmt"
	"strings"

	"concordat/analyzers/catalog"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/reports/charts"
	"concordat/reports/charts/ink"
	"concordat/reports/tables"

	"github.com/spf13/cobra"
)

// item is something that a user can name.
type item struct {
	Name    string `json:"name"`
	Doc     string `json:"doc,omitempty"`
	Default bool   `json:"default,omitempty"`

	References []reference `json:"references,omitempty"`
}

// reference is a publication behind something.
type reference struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	DOI  string `json:"doi,omitempty"`
}

// cited returns the authors and years of publications: "(Efron 1979; Hardie 2014)".
func cited(refs []reference) string {
	var out []string
	for _, r := range refs {
		who, rest, _ := strings.Cut(r.Text, " (")
		year, _, _ := strings.Cut(rest, ")")
		switch authors := strings.Count(who, ", "); {
		case authors > 2 || strings.Contains(who, "et al."):
			who, _, _ = strings.Cut(who, ",")
			who += " et al."
		case authors == 2:
			first, second, _ := strings.Cut(who, " and ")
			first, _, _ = strings.Cut(first, ",")
			second, _, _ = strings.Cut(second, ",")
			who = first + " and " + second
		default:
			who, _, _ = strings.Cut(who, ",")
		}
		out = append(out, who+" "+year)
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
}

// family is a list of things that a user can name.
type family struct {
	name  string
	doc   string
	items func() ([]item, error)
}

// families returns every list of names, in the order of help.
func families() []family {
	return []family{
		{"analyzers", "what can be computed; * is part of a run that names none", analyzerNames},
		{"charts", "what is drawn", func() (out []item, err error) {
			for _, x := range charts.All() {
				out = append(out, item{Name: x.Kind, Doc: x.Doc})
			}
			return out, nil
		}},
		{"formats", "of texts", func() (out []item, err error) {
			for _, x := range format.All() {
				info := x.Info()
				out = append(out, item{Name: info.Name, Doc: strings.Join(info.Extensions, " ") + ": " + info.Doc})
			}
			return out, nil
		}},
		{"tables", "formats of tables", func() (out []item, err error) {
			for _, x := range tables.All() {
				out = append(out, item{Name: x.Name, Doc: x.Doc})
			}
			return out, nil
		}},
		{"sheets", "tables of counts; * is written by count --out", func() (out []item, err error) {
			for _, x := range pipeline.Sheets() {
				out = append(out, item{Name: x.Name, Doc: x.Doc, Default: !x.Own})
			}
			return out, nil
		}},
		{"figures", "formats of figures", func() (out []item, err error) {
			names, docs := ink.Formats()
			for i, n := range names {
				out = append(out, item{Name: n, Doc: docs[i]})
			}
			return out, nil
		}},
		{"presets", "looks of figures", func() ([]item, error) { return items(ink.Presets()), nil }},
		{"codebooks", "that are shipped", codebookNames},
		{"keys", "of a project file", func() (out []item, err error) {
			for _, k := range config.Keys() {
				out = append(out, item{Name: k.Name, Doc: k.Doc})
			}
			return out, nil
		}},
	}
}

func analyzerNames() (out []item, err error) {
	for _, x := range catalog.All() {
		info := x.Info()
		it := item{Name: info.Name, Doc: info.Doc, Default: info.Default}
		for _, r := range info.References {
			it.References = append(it.References, reference{r.Key, r.Text, r.DOI})
		}
		out = append(out, it)
	}
	return out, nil
}

func codebookNames() (out []item, err error) {
	for _, name := range codebook.BuiltinNames() {
		data, _ := codebook.Builtin(name)
		b, err := codebook.Parse("builtin:"+name, data)
		if err != nil {
			return nil, err
		}
		out = append(out, item{Name: name, Doc: fmt.Sprintf("%d concepts: %s", len(b.Concepts), b.Description)})
	}
	return out, nil
}

// items makes items of names that explain themselves.
func items(names []string) []item {
	out := make([]item, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

func (a *app) listCommand() *cobra.Command {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	return &cobra.Command{
		Use:   "list " + strings.Join(names, "|"),
		Short: "List what can be named: " + strings.Join(names, ", "),
		Long:  "List what can be named in a project file and in flags, with an explanation.",
		Example: `  concordat list analyzers
  concordat list keys`,
		Args:              oneOf(names),
		ValidArgsFunction: completeFirst(familyNames),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, f := range families() {
				if f.name == args[0] {
					return a.family(f)
				}
			}
			return nil
		},
	}
}

func (a *app) family(f family) error {
	all, err := f.items()
	if err != nil {
		return err
	}
	if a.json {
		return a.answer("list", map[string]any{"family": f.name, "items": all})
	}
	rows := make([][]string, len(all))
	for i, it := range all {
		rows[i] = []string{it.Name, firstSentence(it.Doc) + cited(it.References)}
		if it.Default {
			rows[i][0] += " *"
		}
	}
	return a.write(grid{head: []string{f.name, f.doc}, right: make([]bool, 2), cells: rows, wrap: f.doc})
}

// firstSentence returns a documentation up to its first full stop.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i > 0 {
		return s[:i+1]
	}
	return s
}
