package cli

import (
	"fmt"

	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  takes(0, 0),
		RunE: func(*cobra.Command, []string) error {
			t := pipeline.Tool()
			if a.json {
				return a.answer("version", map[string]any{"tool": t})
			}
			_, err := fmt.Fprint(a.stdout, versionLine())
			return err
		},
	}
}

func versionLine() string {
	t := pipeline.Tool()
	return fmt.Sprintf("%s %s (%s)\n", t.Name, t.Version, t.Go)
}
