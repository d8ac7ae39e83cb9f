package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

const about = `concordat finds the concepts of a codebook in policy texts, counts and compares
them with intervals, and writes tables, figures and the quotations behind every
number into a reports folder. It works offline and sends nothing anywhere.`

const firstSteps = `  concordat run                          the sample corpus, into reports/sample
  concordat run essay.txt strategies/    your texts
  concordat compare a.txt b.txt          two documents side by side
  concordat kwic sovereignty essay.txt   a concept in its context
  concordat show essay/sovereignty       the quotations behind a number
  concordat init myproject               a project to edit`

// greet is the answer to the program's name alone.
func (a *app) greet() error {
	_, err := fmt.Fprintf(a.stdout, "%s\n\n%s\n\n%s\n", about, firstSteps,
		"`concordat help` lists all commands, `concordat help COMMAND` explains one.")
	return err
}

// The templates of help: what it is, examples, then the particulars.
const (
	helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

	usageTemplate = `{{if .HasExample}}Examples:
{{.Example}}

{{end}}Usage:
{{if .HasAvailableSubCommands}}  {{.CommandPath}} COMMAND [flags]{{else}}  {{.UseLine}}{{end}}
{{if .HasAvailableSubCommands}}
Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsagesWrapped 90 | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Flags of every command:
{{.InheritedFlags.FlagUsagesWrapped 90 | trimTrailingWhitespaces}}
{{end}}{{if .HasHelpSubCommands}}
More help:{{range .Commands}}{{if .IsAdditionalHelpTopicCommand}}
  {{.Root.Name}} help {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableSubCommands}}
` + "`{{.Root.Name}} help{{if .HasParent}} {{.Name}}{{end}} COMMAND` explains a command." + `
{{end}}`
)

// helpCommand explains a command, and refuses what is none.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		Example: `  concordat help run
  concordat help patterns`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			on, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var out []cobra.Completion
			for _, sub := range on.Commands() {
				if !sub.Hidden {
					out = append(out, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			on := cmd.Root()
			for _, name := range args {
				next, _, err := on.Find([]string{name})
				if err != nil || next == on {
					return noSuchCommand(on, []string{name})
				}
				on = next
			}
			on.InitDefaultHelpFlag()
			return on.Help()
		},
	}
}

// topics are the subjects of help that are no commands.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{
			Use:   "patterns",
			Short: "The language of patterns",
			Long: `The language of patterns, in a codebook and for kwic:

  shared governance             the words in a row, in any case; also shared-governance
  govern*                       any ending; a * that stands alone is exactly one word
  community of (shared|common) destiny     one of the alternatives
  (cyber|) security             the first word may be missing
  reform {0,3} governance       up to three words in between
  UN    =China                  with the case as written
  /cyber(war|crime)s?/          one word, by a regular expression (RE2)
  lemma:govern    tag:NN*       by lemma or part of speech
  A near/5 B    A before/3 B    A where B is near, or follows
  A & B in sentence             A where its sentence has B too
  A unless B                    A where no match of B overlaps it
  A near/5 concept:peace        a concept in the place of words

The ends of sentences, headings and cells, and commas, semicolons, colons,
brackets and dashes, are barriers unless the pattern has them.
` + "`concordat codebook explain TEXT` says which patterns match, and which miss and why.",
		},
		{
			Use:   "statuses",
			Short: "The exit statuses",
			Long: `The exit statuses:

    0  all done
    1  an error; nothing was published
    2  usage, a project or a codebook is wrong, or there is nothing to read
    3  published, but some documents failed: see failures.csv
    4  a check failed (verify, codebook check, validate score)
   70  a defect of concordat
  130  interrupted (143 by SIGTERM); nothing was published`,
		},
	}
}
