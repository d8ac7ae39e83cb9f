package cli

import (
	"path/filepath"
	"strings"

	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

// completions gives what can be named at some place of a command line. An
// error gives no completions: a shell has no place to show it.
type completions func(cmd *cobra.Command, args []string) ([]item, error)

// complete sets the completion of a flag.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag was not defined: a defect of the command
	}
}

// completeOne completes one name.
func completeOne(c completions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return matching(cmd, args, "", typed, c), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFiles completes one name or a file.
func completeFiles(c completions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return matching(cmd, args, "", typed, c), cobra.ShellCompDirectiveDefault
	}
}

// completeList completes the last of several names with commas between.
func completeList(c completions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		done := typed[:strings.LastIndexByte(typed, ',')+1]
		return matching(cmd, args, done, typed[len(done):], c), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// completeFirst completes the first argument with names and the others with files.
func completeFirst(c completions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return matching(cmd, args, "", typed, c), cobra.ShellCompDirectiveNoFileComp
	}
}

// matching returns the names that begin as typed, each after what is done.
func matching(cmd *cobra.Command, args []string, done, typed string, c completions) []cobra.Completion {
	all, err := c(cmd, args)
	if err != nil {
		return nil
	}
	var out []cobra.Completion
	for _, it := range all {
		if !strings.HasPrefix(it.Name, typed) {
			continue
		}
		if it.Doc == "" {
			out = append(out, done+it.Name)
		} else {
			out = append(out, cobra.CompletionWithDesc(done+it.Name, firstSentence(it.Doc)))
		}
	}
	return out
}

// names completes fixed names.
func names(all []string) completions {
	return func(*cobra.Command, []string) ([]item, error) { return items(all), nil }
}

// inFamily completes the names of a family of `concordat list`.
func inFamily(name string) completions {
	return func(*cobra.Command, []string) ([]item, error) {
		for _, f := range families() {
			if f.name == name {
				return f.items()
			}
		}
		return nil, nil
	}
}

// familyNames completes the families themselves.
func familyNames(*cobra.Command, []string) (out []item, err error) {
	for _, f := range families() {
		out = append(out, item{Name: f.name, Doc: f.doc})
	}
	return out, nil
}

// conceptNames completes the concepts of the codebook that the command line
// names: by its flag, by a project file, or the default.
func conceptNames(cmd *cobra.Command, args []string) ([]item, error) {
	p := config.Default()
	flag := cmd.Flag("codebook")
	for _, arg := range args {
		if name := projectOf(arg); name != "" && !flag.Changed {
			var err error
			if p, err = pipeline.LoadProject(cmd.Context(), name); err != nil {
				return nil, err
			}
		}
	}
	if flag.Changed {
		p.Codebook = filepath.ToSlash(flag.Value.String())
	}
	book, err := pipeline.LoadCodebook(cmd.Context(), p)
	if err != nil {
		return nil, err
	}
	out := make([]item, len(book.Concepts))
	for i := range book.Concepts {
		out[i] = item{Name: book.Concepts[i].ID, Doc: book.Concepts[i].Label}
	}
	return out, nil
}

// firstOnly gives no completions after the first argument.
func firstOnly(c completions) completions {
	return func(cmd *cobra.Command, args []string) ([]item, error) {
		if len(args) > 0 {
			return nil, nil
		}
		return c(cmd, args)
	}
}
