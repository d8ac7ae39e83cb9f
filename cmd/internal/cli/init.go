package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"concordat/corpus/codebook"
	"concordat/corpus/sample"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Write a project to edit, which runs as it is",
		Long: `Write a project into DIR: project.yaml, the shipped codebook as codebook.yaml and
the sample texts. It runs as it is; replace the texts and edit the codebook. A
file that is there already is never overwritten.`,
		Example: `  concordat init myproject
  concordat run myproject`,
		Args: takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.initProject(args[0])
		},
	}
}

func (a *app) initProject(dir string) error {
	if dir == "" {
		return usagef("init: an empty name is no folder; . is the current one")
	}
	files, err := projectFiles()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range files {
		if _, err := root.Lstat(f.name); err == nil {
			return &pipeline.UsageError{Err: fmt.Errorf("%s is there already; choose an empty folder", filepath.ToSlash(filepath.Join(dir, f.name)))}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	var names []string
	for _, f := range files {
		if d := path.Dir(f.name); d != "." {
			if err := root.MkdirAll(d, 0o755); err != nil {
				return err
			}
		}
		if err := root.WriteFile(f.name, f.data, 0o644); err != nil {
			return err
		}
		names = append(names, f.name)
	}
	project := filepath.ToSlash(filepath.Join(dir, projectFileName))
	if a.json {
		return a.answer("init", map[string]any{"project": project, "files": names})
	}
	a.say("%d files written; run it with\n\n  concordat run %s\n", len(files), project)
	_, err = fmt.Fprintln(a.stdout, project)
	return err
}

// projectFileName is how the project file of a folder is called.
const projectFileName = "project.yaml"

type projectFile struct {
	name string
	data []byte
}

// projectFiles returns the files of a new project: the sample's, with the
// codebook as a file of its own that can be edited.
func projectFiles() ([]projectFile, error) {
	var out []projectFile
	err := fs.WalkDir(sample.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := sample.FS.ReadFile(name)
		if name == projectFileName {
			s := strings.Replace(string(data), "\ncodebook: "+config.DefaultCodebook+"\n", "\ncodebook: codebook.yaml\n", 1)
			if s == string(data) {
				return fmt.Errorf("the sample's project.yaml does not name the codebook %s", config.DefaultCodebook)
			}
			// The report is called like the folder.
			data = []byte(strings.Replace(s, "\nname: sample\n", "\n", 1))
		}
		out = append(out, projectFile{name, data})
		return err
	})
	if err != nil {
		return nil, err
	}
	book, ok := codebook.Builtin(config.DefaultCodebook)
	if !ok {
		return nil, fmt.Errorf("the codebook %s is not shipped", config.DefaultCodebook)
	}
	return append(out, projectFile{"codebook.yaml", book}), nil
}
