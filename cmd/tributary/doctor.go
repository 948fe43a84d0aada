package main

import (
	"context"
	"fmt"
	"io"

	"github.com/tributary-video/tributary/internal/app"
)

type doctorCmd struct {
	settings
}

func (c *doctorCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	findings, err := app.Doctor(ctx, cfg)
	if err != nil {
		return err
	}
	if problems := printFindings(w.Stdout, findings); problems > 0 {
		return fmt.Errorf("%d of %d checks found a problem", problems, len(findings))
	}
	return nil
}

func printFindings(w io.Writer, findings app.Findings) (problems int) {
	for _, f := range findings {
		if f.OK {
			fmt.Fprintln(w, "✓", f.Text)
			continue
		}
		problems++
		fmt.Fprintf(w, "✗ %s: %s\n", f.Text, f.Remedy)
	}
	return problems
}
