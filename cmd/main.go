// Package cmd is the command line: flags, files and exit codes, and the order
// in which the questionnaire asks. What is asked lives in rubrics, what follows
// from answers in assessment, what a report says in report, how a person is
// asked in cmd/ask; this package only brings them together, and nothing
// imports it but cmd/aigap.
//
// The rule of the user interface: results go to standard output; prompts,
// warnings and errors to standard error; nobody is asked anything unless
// standard input and standard error are terminals, or the questionnaire was
// called for. Begin with root.go for the commands; each has a file of its own.
package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"

	"github.com/aigap/aigap/cmd/ask"
	"github.com/aigap/aigap/rubrics"
)

// Exit codes: an interface that scripts hang on. Where several apply, the
// first of exitOutput, exitInput and exitFails counts.
const (
	exitOK     = 0
	exitFails  = 1   // done, and it does not hold
	exitUsage  = 2   // wrong usage
	exitInput  = 3   // input that cannot be read or is not valid
	exitOutput = 4   // output could not be written
	exitLeft   = 130 // the person left, or input ended, before the end
)

// exitError is an error that knows its exit code. An empty err means that
// everything has been said already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

func inputError(err error) error  { return &exitError{exitInput, err} }
func outputError(err error) error { return &exitError{exitOutput, err} }

// exitWith is an error with a code of which everything has been said, or nil.
func exitWith(code int) error {
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// app is what every command works with.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	started  bool // the command itself has begun, so its errors are not usage

	csvRubric rubrics.Ref // of csv rows that name none; the zero Ref where --rubric names none
	csvNoted  bool        // what csv does not carry has been said
}

// Main runs the program and returns its exit code.
func Main(args []string, in io.Reader, out, errw io.Writer) int {
	a := &app{in: in, out: out, err: errw, env: os.Getenv, now: time.Now} //nolint:forbidigo // the one clock
	code := a.run(args)
	if code != exitOK && len(args) == 0 && mousetrap.StartedByExplorer() {
		fmt.Fprint(errw, "Press Enter to close this window. ")
		_, _ = bufio.NewReader(in).ReadString('\n')
	}
	return code
}

func (a *app) run(args []string) int {
	cobra.MousetrapHelpText = "" // a double click opens the start screen
	out := &output{to: a.out}
	if !isTerminal(a.out) { // a terminal is asked for what it can do, and not written to amiss
		a.out = out
	}
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.Execute()
	if out.err != nil {
		a.warn("standard output: cannot write: %v", rubrics.Bare(out.err))
		return exitOutput
	}
	if err == nil {
		return exitOK
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintln(a.err, rubrics.PlainLine(msg))
	}
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		return exit.code
	case !a.started:
		return exitUsage
	}
	return exitInput
}

// output is standard output. It remembers its first error, so that no command
// need look for one.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.to.Write(p)
	o.err = err
	return n, err
}

// warn prints one line to standard error.
func (a *app) warn(format string, args ...any) {
	fmt.Fprintln(a.err, rubrics.PlainLine(fmt.Sprintf(format, args...)))
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool { return ask.IsTerminal(stream) }

// today is the date of SOURCE_DATE_EPOCH, or of the clock.
func (a *app) today() (string, error) {
	d, err := a.sourceDate()
	if err != nil || d != "" {
		return d, err
	}
	return a.now().Format(time.DateOnly), nil
}

// sourceDate is the date that SOURCE_DATE_EPOCH sets, or "".
func (a *app) sourceDate() (string, error) {
	s := a.env("SOURCE_DATE_EPOCH")
	if s == "" {
		return "", nil
	}
	sec, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return "", usageError("SOURCE_DATE_EPOCH is %q: it must be a number of seconds", s)
	}
	return time.Unix(sec, 0).UTC().Format(time.DateOnly), nil
}
