package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/rubrics"
)

// version is set by the release build; a build from source says what Go knows.
var version = ""

// programVersion is what reports and `aigap version` print.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development build"
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the program version and the built-in rubrics",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "aigap %s (%s, %s/%s)\n", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			for _, ref := range rubrics.NewLibrary().Refs() {
				fmt.Fprintf(a.out, "rubric %s\n", ref)
			}
			return nil
		},
	}
}
