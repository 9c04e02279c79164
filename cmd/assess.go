package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/aigap/aigap/assessment"
	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

func newAssess(a *app) *cobra.Command {
	var named []string
	var o assessOptions
	c := &cobra.Command{
		Use:   "assess [FILE]",
		Short: "Answer the questionnaire, leave, and come back",
		Long: `Assess asks the questions of a rubric one by one and keeps every answer in FILE
before it shows the next question. A FILE that exists is taken up where it was
left; one that does not is begun. Without FILE, a name is asked for.

Nothing is answered for you: Enter on a question without an answer does
nothing, and the end of input leaves without an answer. It ends with the score,
the open questions and the offer of a report.

Line by line, for screen readers and pipes: --plain, ACCESSIBLE=1, TERM=dumb,
or no terminal.

Exit code 0 once the end is reached, open questions or not; 130 if you left
before. Everything answered until then is in FILE.`,
		Example: `  aigap assess
  aigap assess ruritania.yaml
  aigap assess --rubric who-regulatory@0.9.0 ruritania.yaml
  aigap assess --from quick-scan.yaml --rubric who-regulatory ruritania.yaml
  aigap assess --plain ruritania.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.path = args[0]
			}
			var err error
			if o.rubric, o.added, err = sortRubrics(named); err != nil {
				return err
			}
			return a.assess(c.Context(), o)
		},
	}
	c.Flags().StringArrayVar(&named, "rubric", nil, "`ID[@V]` of the rubric of a new assessment, or a FILE or DIR that adds rubrics (repeatable)")
	c.Flags().StringVar(&o.from, "from", "", "begin with the answers of another assessment, by code (`FILE`)")
	c.Flags().BoolVar(&o.plain, "plain", false, "line by line: no drawing, no colours")
	return c
}

// assessOptions is what the command line says.
type assessOptions struct {
	path   string   // of the answers; "" = ask
	rubric string   // id or id@version for a new assessment; "" = ask
	from   string   // file whose answers a new assessment begins with; "" = none
	added  []string // files and folders with more rubrics
	plain  bool
}

// session is one sitting of a person at the questionnaire.
type session struct {
	*app
	ask    ask.Asker
	lib    *rubrics.Library
	o      assessOptions
	store  *store // nil until there is a file
	menu   bool   // it began at the start screen
	ended  bool   // the end of the questions was reached
	report error  // why the last report that was asked for could not be made
}

// withAsker runs a session with the asker that fits the terminal, and gives
// the terminal back whatever happens. A signal and a closed terminal leave.
func (a *app) withAsker(ctx context.Context, o assessOptions, run func(*session) error) error {
	lib, err := a.library(o.added)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s := &session{app: a, lib: lib, o: o}
	if o.plain || !ask.CanDraw(a.in, a.err, a.env) {
		s.ask = ask.NewPlain(ctx, a.in, a.out, a.err)
	} else {
		s.ask = ask.NewTUI(ctx, a.in, a.out, a.err)
	}
	defer s.ask.Close()
	err = run(s)
	if cerr := s.ask.Close(); err == nil {
		err = cerr
	}
	return s.leave(err)
}

// leave turns the end of a session into an exit code, and says how to go on.
// What a drawn screen has said is gone with it, so the rest is said once more.
func (s *session) leave(err error) error {
	if s.store != nil {
		for _, why := range s.store.left {
			s.warn("%s", why)
		}
	}
	var exit *exitError
	switch {
	case errors.Is(err, errNotSaved):
		return outputError(errors.New(strings.ReplaceAll(err.Error(), "\n", ": ")))
	case errors.As(err, &exit):
		return err
	case err != nil && !errors.Is(err, ask.ErrLeft) && !errors.Is(err, ask.ErrBack):
		return outputError(err) // the terminal itself
	case s.ended && s.report != nil:
		return &exitError{exitOutput, nil} // said already
	case s.ended:
		return nil
	case s.store == nil:
		fmt.Fprintln(s.err, "Nothing was begun, so there is nothing to go on with.")
	default:
		fmt.Fprintf(s.err, "Your answers are in %s. To go on: %s\n", rubrics.PlainLine(s.store.path), rubrics.PlainLine(s.o.resume(s.store.path)))
		if s.menu {
			fmt.Fprintln(s.err, "Or start aigap again in the same folder, and choose to continue.")
		}
	}
	return &exitError{exitLeft, nil}
}

// resume is the command that takes a file up again.
func (o assessOptions) resume(path string) string {
	words := []string{"aigap", "assess"}
	if o.plain {
		words = append(words, "--plain")
	}
	for _, r := range o.added {
		words = append(words, "--rubric", quoted(r))
	}
	if strings.HasPrefix(path, "-") {
		path = "." + string(filepath.Separator) + path
	}
	return strings.Join(append(words, quoted(path)), " ")
}

// quoted writes a path so that it can be pasted into the shell of the system.
func quoted(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(`./\_-+@:,`, r) || r > 127
	}
	switch {
	case strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 && (runtime.GOOS == "windows" || !strings.Contains(path, `\`)):
		return path
	case runtime.GOOS == "windows":
		return `"` + path + `"`
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// assess is the command: take up a file, or begin one.
func (a *app) assess(ctx context.Context, o assessOptions) error {
	if o.path == "-" {
		return usageError("assess keeps its answers in a file: name one, as in aigap assess ruritania.yaml")
	}
	return a.withAsker(ctx, o, func(s *session) error {
		if o.path != "" {
			_, err := os.Stat(o.path)
			if !errors.Is(err, fs.ErrNotExist) && o.from != "" {
				return usageError("%s exists already: --from is for a new assessment", o.path)
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return s.resumeFile(o.path)
			}
			if _, err := os.Lstat(o.path); err == nil {
				return inputError(fmt.Errorf("%s: a link to a file that is not there: restore the file, or name another one", o.path))
			}
		}
		return s.begin()
	})
}

// begin makes a new assessment and asks its questions.
func (s *session) begin() error {
	from, err := s.loadSource()
	if err != nil {
		return err
	}
	today, err := s.today()
	if err != nil {
		return err
	}
	b := &beginning{ask: s.ask, lib: s.lib, from: from, today: today, path: s.o.path}
	if b.path != "" {
		if filepath.Ext(b.path) == "" {
			return usageError("%s: there is no such file: to begin one, give it a name that ends in .yaml", b.path)
		}
		if err := checkNewFile(b.path); err != nil {
			return usageError("%s: %v", b.path, err)
		}
		if err := canCreateIn(filepath.Dir(b.path)); err != nil {
			return outputError(err)
		}
	}
	if s.o.rubric != "" {
		ref, err := s.lib.Resolve(s.o.rubric)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		if b.rubric, err = s.lib.Get(ref); err != nil {
			return inputError(err)
		}
	}
	if err := b.run(); err != nil {
		return err
	}
	return s.interview(b.store, b.rubric, b.a)
}

// resumeFile takes up a file under the rubric that it names.
func (s *session) resumeFile(path string) error {
	// A pipe would be waited for, deaf to signals, and could not be written to.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return inputError(fmt.Errorf("%s: not a file: answers are kept in a file of their own", path))
	}
	src, err := rubrics.ReadFile(path)
	if err != nil {
		return inputError(err)
	}
	a, r, problems, err := parseAssessment(s.lib, path, src)
	if err != nil {
		return inputError(err)
	}
	if err := s.sameRubric(path, r.Ref()); err != nil {
		return err
	}
	s.store = openStore(path, src)
	text := found(r, a, s.store.path)
	if newest, err := s.lib.Resolve(r.ID); err == nil && rubrics.CompareVersions(newest.Version, r.Version) > 0 {
		text += fmt.Sprintf("\nThere is a newer version, %s. These answers stay under theirs, unless you carry them over with aigap migrate.", newest)
	}
	for _, p := range problems {
		text += "\nWarning: " + p.Message
	}
	if err := s.ask.Say(ask.Message{Title: "Going on with", Text: text}); err != nil {
		return err
	}
	return s.interview(s.store, r, a)
}

// sameRubric refuses to go on under another rubric than the file names.
func (s *session) sameRubric(path string, ref rubrics.Ref) error {
	if s.o.rubric == "" || s.o.rubric == ref.ID {
		return nil
	}
	if want, err := s.lib.Resolve(s.o.rubric); err != nil {
		return &exitError{exitUsage, err}
	} else if want != ref {
		return usageError("%s is answered under %s: --rubric %s is for a new assessment; to carry the answers over: aigap migrate %s --to %s -o OUT", path, ref, s.o.rubric, quoted(path), want)
	}
	return nil
}

// interview asks the questions until the person leaves, or is at the end and
// wants nothing more.
func (s *session) interview(store *store, r *rubrics.Rubric, a *assessment.Assessment) error {
	s.store = store
	iv := &interview{ask: s.ask, store: store, rubric: r, a: a}
	atEnd := false
	if !iv.begin() {
		var err error
		if atEnd, err = iv.overview(); err != nil {
			return err
		}
	}
	for {
		if !atEnd {
			if err := iv.run(); err != nil {
				return err
			}
		}
		s.ended = true
		err := iv.end(s.makeReport)
		if !errors.Is(err, ask.ErrBack) {
			return err
		}
		s.ended, atEnd = false, false
	}
}

// makeReport makes the report while the session goes on: warnings go into its
// error or are told after it, never across a drawn screen.
func (s *session) makeReport(path, out string) (warnings string, err error) {
	return s.quietly(func(a *app) error { return a.writeReportFile(s.lib, path, out) })
}

// quietly runs something that may warn, and brings the warnings back.
func (s *session) quietly(run func(*app) error) (string, error) {
	var said bytes.Buffer
	a := *s.app
	a.err = &said
	s.report = run(&a)
	return strings.TrimSpace(said.String()), s.report
}
