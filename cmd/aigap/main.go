// Command aigap finds out, offline, how ready a country is to govern AI for
// health: a questionnaire, a score, and a gap report.
package main

import (
	"os"

	"github.com/aigap/aigap/cmd"
)

func main() {
	os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
