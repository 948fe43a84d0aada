package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/tributary-video/tributary/internal/app"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List keys, without their secrets."`
	Create keysCreateCmd `cmd:"" help:"Make a key and print it. It can use everything of its project."`
	Revoke keysRevokeCmd `cmd:"" help:"Revoke a key; running uploads with it stop at their next request."`
}

type keysListCmd struct {
	settings

	Project int64 `placeholder:"ID" help:"Only this project's."`
}

func (c *keysListCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	keys, err := app.Keys(ctx, cfg, c.Project)
	if err != nil {
		return err
	}
	return printKeys(w.Stdout, keys)
}

func printKeys(w io.Writer, keys []app.Key) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tPROJECT\tKEY\tCREATED")
	for _, k := range keys {
		fmt.Fprintf(table, "%d\t%d\t%s\t%s\n", k.ID, k.ProjectID, k.Hint, stamp(k.CreatedAt))
	}
	return table.Flush()
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type keysCreateCmd struct {
	settings

	Project int64 `required:"" placeholder:"ID" help:"Whose key it is; see: tributary projects list."`
}

func (c *keysCreateCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	key, err := app.CreateKey(ctx, cfg, c.Project)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.Stderr, "Keep it in single quotes: shells expand the $.")
	fmt.Fprintf(w.Stdout, "'%s'\n", key)
	return nil
}

type keysRevokeCmd struct {
	settings

	ID int64 `arg:"" help:"Number of the key, from: tributary keys list."`
}

func (c *keysRevokeCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	return app.RevokeKey(ctx, cfg, c.ID)
}
