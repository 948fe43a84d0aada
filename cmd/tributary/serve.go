package main

import (
	"context"

	"github.com/tributary-video/tributary/internal/app"
)

type serveCmd struct {
	settings
}

func (c *serveCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	return app.Serve(ctx, cfg, newLog(w.Stderr, cfg), w.Stdout)
}
