package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/pipeline/drawing"
	"concordat/reports/charts"
	"concordat/reports/charts/ink"

	"github.com/spf13/cobra"
)

func (a *app) figuresCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "figures",
		Short: "List the figures of a report, or draw one again",
		Long: `Figures of a report are drawn again, in another look or format, from their own
CSV files and descriptions (figures/NAME.csv and NAME.figure.json): the texts are
not needed, so a report can be passed on without them.`,
		Example: `  concordat figures list reports/sample
  concordat figures draw comparison --preset nature --format pdf,tif`,
	}
	cmd.AddCommand(a.figuresListCommand(), a.figuresDrawCommand())
	return cmd
}

func (a *app) figuresListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [DIR]",
		Short: "List the figures that can be drawn again",
		Long:  "List the figures of a report, by default the newest below ./reports.",
		Example: `  concordat figures list
  concordat figures list reports/sample --json`,
		Args: takes(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			}
			dir, all, err := figuresOf(dir)
			if err != nil {
				return err
			}
			if a.json {
				items := make([]map[string]any, len(all))
				for i, f := range all {
					items[i] = map[string]any{"name": f.Name, "kind": f.Kind, "title": f.Title, "rows": f.Data.Rows()}
				}
				return a.answer("figures", map[string]any{"report": filepath.ToSlash(dir), "figures": items})
			}
			var name, kind, title []string
			for _, f := range all {
				name, kind, title = append(name, f.Name), append(kind, f.Kind), append(title, f.Title)
			}
			t := &result.Table{Columns: []result.Column{result.Texts("name", "Name", "", name), result.Texts("kind", "Kind", "", kind), result.Texts("title", "Title", "", title)}}
			return a.print(t, nil, []string{"name", "kind", "title"})
		},
	}
}

// figuresOf returns the figures of a report, "" = the newest below ./reports.
func figuresOf(dir string) (string, []drawing.Described, error) {
	dirs, err := from(dir)
	if err != nil {
		return "", nil, err
	}
	root, err := os.OpenRoot(dirs[0])
	if err != nil {
		return "", nil, usagef("%w; name the folder of a report", err)
	}
	defer root.Close()
	all, err := drawing.Describe(root.FS())
	if err == nil && all == nil {
		err = usagef("%s describes no figure; name the folder of a report, or run it again with this version", filepath.ToSlash(dirs[0]))
	}
	return dirs[0], all, err
}

// figureOf returns the figure of a name.
func figureOf(dir, name string) (string, drawing.Described, error) {
	dir, all, err := figuresOf(dir)
	if err != nil {
		return "", drawing.Described{}, err
	}
	var names []string
	for _, f := range all {
		if f.Name == name {
			return dir, f, nil
		}
		names = append(names, f.Name)
	}
	return "", drawing.Described{}, usagef("no figure is called %q%s; %s has %s", name, config.Hint(name, names), filepath.ToSlash(dir), strings.Join(names, ", "))
}

func (a *app) figuresDrawCommand() *cobra.Command {
	var dir, preset, out string
	var formats []string
	var anonymous, force bool
	cmd := &cobra.Command{
		Use:   "draw NAME",
		Short: "Draw a figure of a report again",
		Long: `Draw a figure of a report again, without the texts. In the look of the report the
files are those of the report, byte for byte. The report itself is not changed.`,
		Example: `  concordat figures draw comparison --preset nature --format pdf,tif
  concordat figures draw frequency --report reports/sample --format tex --out paper`,
		Args: takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			names, _ := ink.Formats()
			for _, n := range formats {
				if !slices.Contains(names, n) {
					return usagef("--format: %q is unknown%s; one of %s", n, config.Hint(n, names), strings.Join(names, ", "))
				}
			}
			if preset != "" && !slices.Contains(ink.Presets(), preset) {
				return usagef("--preset: %q is unknown%s; one of %s", preset, config.Hint(preset, ink.Presets()), strings.Join(ink.Presets(), ", "))
			}
			dir, f, err := figureOf(dir, args[0])
			if err != nil {
				return err
			}
			files, notes, err := drawing.Redraw(os.DirFS(dir), f, formats, charts.Options{Preset: preset, Anonymous: anonymous, Creator: pipeline.ToolName + " " + pipeline.Version()})
			if err != nil {
				return err
			}
			if len(files) == 0 {
				return fmt.Errorf("%s: there is nothing to draw", args[0])
			}
			written, err := writeFigure(out, args[0], files, force)
			if err != nil {
				return err
			}
			if a.json {
				return a.answer("figures-draw", map[string]any{"report": filepath.ToSlash(dir), "files": written, "notes": notesJSON(notes)})
			}
			for _, n := range notes {
				if !a.quiet {
					a.say("note: %s", clean(n.Message))
				}
			}
			_, err = fmt.Fprintln(a.stdout, strings.Join(written, "\n"))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "report", "", "`folder` of the report (default: the newest below ./reports)")
	f.StringVar(&preset, "preset", "", "`name` of the look (default: that of the report)")
	f.StringSliceVar(&formats, "format", []string{"pdf"}, "`names` of file formats")
	f.StringVar(&out, "out", ".", "`folder` that the files go to")
	f.BoolVar(&anonymous, "anonymous", false, "leave out who made the file")
	f.BoolVar(&force, "force", false, "replace files that are there")
	complete(cmd, "preset", completeOne(inFamily("presets")))
	complete(cmd, "format", completeList(inFamily("figures")))
	return cmd
}

// writeFigure writes the files of a figure and returns their names. Nothing is
// written if one is there already, unless force says so.
func writeFigure(dir, name string, files map[string][]byte, force bool) ([]string, error) {
	var written []string
	for format := range files {
		written = append(written, filepath.ToSlash(filepath.Join(dir, name+"."+format)))
	}
	slices.Sort(written)
	for _, path := range written {
		if _, err := os.Lstat(filepath.FromSlash(path)); !force && !errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("%s is there already; --force replaces it, --out names another folder", path)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, path := range written {
		if err := os.WriteFile(filepath.FromSlash(path), files[strings.TrimPrefix(filepath.Ext(path), ".")], 0o644); err != nil {
			return nil, err
		}
	}
	return written, nil
}
