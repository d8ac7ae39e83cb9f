package cli

import (
	"strings"

	"concordat/analyzers/catalog"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/pipeline/config"
	"concordat/reports/charts"
	"concordat/reports/tables"

	"github.com/spf13/cobra"
)

// family is a list of things that a user can name.
type family struct {
	name string
	doc  string
	rows func() [][]string // name, explanation
}

func families() []family {
	return []family{
		{"analyzers", "what can be computed; * is part of a run that names none", func() (rows [][]string) {
			for _, x := range catalog.All() {
				info := x.Info()
				name := info.Name
				if info.Default {
					name += " *"
				}
				rows = append(rows, []string{name, info.Doc})
			}
			return rows
		}},
		{"charts", "what is drawn", func() (rows [][]string) {
			for _, x := range charts.All() {
				rows = append(rows, []string{x.Kind, x.Doc})
			}
			return rows
		}},
		{"formats", "what is read", func() (rows [][]string) {
			for _, x := range format.All() {
				info := x.Info()
				rows = append(rows, []string{info.Name, strings.Join(info.Extensions, " ") + ": " + info.Doc})
			}
			return rows
		}},
		{"tables", "how tables are written", func() (rows [][]string) {
			for _, x := range tables.All() {
				rows = append(rows, []string{x.Name, x.Doc})
			}
			return rows
		}},
		{"codebooks", "what is shipped", func() (rows [][]string) {
			for _, name := range codebook.BuiltinNames() {
				rows = append(rows, []string{name, "shipped codebook"})
			}
			return rows
		}},
		{"keys", "of a project file", func() (rows [][]string) {
			for _, k := range config.Keys() {
				rows = append(rows, []string{k.Name, k.Doc})
			}
			return rows
		}},
	}
}

func (a *app) listCommand() *cobra.Command {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	return &cobra.Command{
		Use:       "list " + strings.Join(names, "|"),
		Short:     "List what can be named: analyzers, charts, formats, tables, codebooks, keys",
		ValidArgs: names,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, f := range families() {
				if f.name != args[0] {
					continue
				}
				rows := f.rows()
				if a.json {
					items := make([]map[string]string, len(rows))
					for i, r := range rows {
						items[i] = map[string]string{"name": r[0], "doc": r[1]}
					}
					return a.answer("list", map[string]any{"family": f.name, "items": items})
				}
				for i := range rows {
					rows[i][1] = firstSentence(rows[i][1])
				}
				return a.grid([]string{f.name, f.doc}, []bool{false, false}, rows)
			}
			return nil
		},
	}
}

// firstSentence returns a documentation up to its first full stop.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i > 0 {
		return s[:i+1]
	}
	return s
}
