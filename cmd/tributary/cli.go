package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"github.com/tributary-video/tributary/internal/config"
)

// Exit codes, fixed for scripts.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// world is what a command touches outside of its arguments.
type world struct {
	Getenv func(string) string
	Stdout io.Writer
	Stderr io.Writer
}

type cli struct {
	Serve    serveCmd    `cmd:"" help:"Run the server."`
	Upload   uploadCmd   `cmd:"" help:"Upload files; an interrupted upload goes on where it stopped."`
	Import   importCmd   `cmd:"" help:"Bring videos from elsewhere: a manifest, URLs, a bucket or another service."`
	Keys     keysCmd     `cmd:"" help:"List, create and revoke API keys."`
	Projects projectsCmd `cmd:"" help:"List and create projects, and set their limits."`
	Doctor   doctorCmd   `cmd:"" help:"Check this machine and the settings, with remedies."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// usageError is a mistake on the command line or in the settings.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// settings is embedded in every command that works on the server's own data.
type settings struct {
	config.Config
}

// finish completes and checks the settings.
func (s *settings) finish(w world) (config.Config, error) {
	if err := s.Finish(w.Getenv); err != nil {
		return config.Config{}, &usageError{err}
	}
	return s.Config, nil
}

// exited is how kong's --help leaves the parser: kong calls Exit and expects
// not to come back.
type exited int

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, w world) (code int) {
	defer func() {
		cause := recover()
		if status, ok := cause.(exited); ok {
			code = int(status)
		} else if cause != nil {
			panic(cause)
		}
	}()
	parser, err := kong.New(&cli{},
		kong.Name("tributary"),
		kong.Description("A self-hosted video server. Every flag may also be given as TRIBUTARY_<FLAG>."),
		kong.Writers(w.Stdout, w.Stderr),
		kong.Exit(func(status int) { panic(exited(status)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(&config.Layers{Getenv: w.Getenv}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(w),
	)
	if err != nil {
		fmt.Fprintln(w.Stderr, "tributary:", err)
		return exitFailure
	}
	command, err := parser.Parse(args)
	if err == nil {
		err = command.Run()
	} else {
		err = &usageError{err}
	}
	return report(w, err)
}

// report says what went wrong, once, and picks the exit code.
func report(w world, err error) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(w.Stderr, "tributary:", err)
	if _, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintln(w.Stderr, "See: tributary --help")
		return exitUsage
	}
	return exitFailure
}

func newLog(w io.Writer, c config.Config) *slog.Logger {
	var level slog.Level
	if level.UnmarshalText([]byte(c.LogLevel)) != nil {
		level = slog.LevelInfo // an unknown one was refused by the parser
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
