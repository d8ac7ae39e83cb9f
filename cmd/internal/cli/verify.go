package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"concordat/pipeline"
	"concordat/reports/manifest"

	"github.com/spf13/cobra"
)

func (a *app) verifyCommand() *cobra.Command {
	var quick bool
	var base string
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Check a report byte for byte, and make it again",
		Long: `Check that every file of a report is the one its manifest records and that
nothing was added. Then run the analysis again from the manifest, in memory, and
compare every byte. A report that stands in its project is run again from there,
wherever both were moved; of any other, relative names start from the current
folder, or from --base. Status 4 means that something differs.`,
		Example: `  concordat verify reports/sample
  concordat verify reports/sample --digests`,
		Args: takes(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := os.OpenRoot(args[0])
			if err != nil {
				return usagef("%w; name the folder of a report", err)
			}
			defer root.Close()
			v, err := pipeline.Verify(cmd.Context(), root.FS(), pipeline.VerifyOptions{Dir: args[0], Base: base, DigestsOnly: quick}, a.env())
			if err != nil {
				return err
			}
			if err := a.verification(args[0], v, quick); err != nil {
				return err
			}
			if len(v.Differences) > 0 || len(v.Rerun) > 0 || !v.Reran && !quick {
				return status(statusCheck)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "base", "", "folder that the inputs' relative names start from (default: that of the project that holds the report, or the current one)")
	cmd.Flags().BoolVar(&quick, "digests", false, "compare digests only, do not run the analysis again")
	return cmd
}

func (a *app) verification(dir string, v *pipeline.Verification, quick bool) error {
	if a.json {
		return a.answer("verify", map[string]any{
			"report": filepath.ToSlash(dir), "outputs": len(v.Manifest.Outputs), "differences": pairs(v.Differences),
			"reran": v.Reran, "rerun_differences": pairs(v.Rerun), "no_rerun": v.NoRerun,
		})
	}
	w := &strings.Builder{}
	for _, d := range v.Differences {
		fmt.Fprintf(w, "%s: %s\n", clean(d.Path), d.State)
	}
	if len(v.Differences) == 0 {
		fmt.Fprintf(w, "%d files are as the manifest records them\n", len(v.Manifest.Outputs))
	}
	for _, d := range v.Rerun {
		fmt.Fprintf(w, "%s: %s when made again\n", clean(d.Path), d.State)
	}
	switch {
	case v.Reran && len(v.Rerun) == 0:
		fmt.Fprintf(w, "made again, all %d files are the same, byte for byte\n", len(v.Manifest.Outputs))
	case !v.Reran && !quick:
		fmt.Fprintf(w, "not made again: %s\n", v.NoRerun)
	}
	_, err := io.WriteString(a.stdout, w.String())
	return err
}

func pairs(ds []manifest.Difference) []map[string]string {
	out := make([]map[string]string, len(ds))
	for i, d := range ds {
		out[i] = map[string]string{"path": d.Path, "state": string(d.State)}
	}
	return out
}
