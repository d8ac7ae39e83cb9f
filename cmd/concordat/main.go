// Command concordat finds the concepts of a codebook in policy texts, counts
// and compares them, and writes tables, figures and the evidence behind them.
package main

import (
	"os"

	"concordat/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
