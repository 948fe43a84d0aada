package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the default action is back: a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == sinkCommand {
		return runSink(ctx, args[1:])
	}
	cfg, err := parseConfig(args)
	if err != nil {
		return err
	}
	parent := cfg.dir
	if cfg.dir, err = os.MkdirTemp(parent, "tributary-bench-"); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(cfg.dir)
	b := &bench{config: cfg, progress: os.Stderr}
	t, err := b.measure(ctx)
	// What was measured before something broke is worth reading.
	return errors.Join(err, report(t, cfg.out, os.Stdout))
}

// report prints the table and keeps it in a file.
func report(t table, path string, stdout io.Writer) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	err = t.write(io.MultiWriter(stdout, f))
	return errors.Join(err, f.Close())
}
