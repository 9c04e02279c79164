package cmd

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/rubrics"
)

func newResource(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "resource",
		Short: "List and show the WHO and partner resources that reports point to",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newResourceList(a), newResourceShow(a))
	return c
}

func newResourceList(a *app) *cobra.Command {
	var topic string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the catalogue",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cat := rubrics.BuiltinCatalogue()
			if topic != "" && !slices.Contains(cat.Topics, topic) {
				return usageError("--topic %q is not one of %s%s", topic, strings.Join(cat.Topics, ", "), rubrics.DidYouMean(topic, cat.Topics))
			}
			t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "ID\tTYPE\tDATE\tTITLE")
			for _, r := range cat.Resources {
				if topic == "" || slices.Contains(r.Topics, topic) {
					fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Type, r.Date, r.Title)
				}
			}
			return t.Flush()
		},
	}
	c.Flags().StringVar(&topic, "topic", "", "only resources on `TOPIC`")
	_ = c.RegisterFlagCompletionFunc("topic", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return rubrics.BuiltinCatalogue().Topics, cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

func newResourceShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID…",
		Short:   "Show resources in full",
		Example: "  aigap resource show who-reg-2023",
		Args:    cobra.MinimumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return rubrics.BuiltinCatalogue().IDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cat := rubrics.BuiltinCatalogue()
			var b strings.Builder
			for i, id := range args {
				r, ok := cat.Find(id)
				if !ok {
					return usageError("the catalogue has no resource %q%s; aigap resource list shows all", id, rubrics.DidYouMean(id, cat.IDs()))
				}
				if i > 0 {
					b.WriteString("\n")
				}
				showResource(&b, r)
			}
			_, err := fmt.Fprint(a.out, b.String())
			return err
		},
	}
}

func showResource(b *strings.Builder, r rubrics.Resource) {
	fmt.Fprintf(b, "%s\n%s\n\n", r.Title, r.Summary)
	for _, line := range [][2]string{
		{"Id", r.ID}, {"Type", r.Type}, {"Publisher", r.Publisher}, {"Date", r.Date}, {"ISBN", r.ISBN}, {"Address", r.URL},
		{"Languages", strings.Join(r.Languages, ", ")}, {"Licence", r.Licence}, {"Topics", strings.Join(r.Topics, ", ")},
	} {
		if line[1] != "" {
			fmt.Fprintf(b, "%-10s %s\n", line[0], line[1])
		}
	}
}
