package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/config"
)

// claimData keeps a second server away from a data folder on SQLite: two
// processes would take each other's running jobs for those of the dead.
func claimData(cfg config.Config) (release func(), err error) {
	if cfg.Database != "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	f, err := os.OpenFile(cfg.InData("serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) //nolint:gosec // a descriptor fits an int
	if errors.Is(err, unix.EWOULDBLOCK) {
		_ = f.Close()
		return nil, fmt.Errorf("another server runs on %s: stop it, or give this one its own --data; several servers need --database postgres://…", cfg.Data)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// bootstrap makes the first project and its key. The key is the operator's, or
// made here and shown once.
func (c *core) bootstrap(ctx context.Context, out io.Writer) error {
	projects, err := c.store.Projects(ctx)
	if err != nil || len(projects) > 0 {
		return err
	}
	key := string(c.cfg.BootstrapKey)
	if id, ok := auth.ParseKey(key); key != "" && (!ok || id != 1) {
		return errors.New("TRIBUTARY_BOOTSTRAP_KEY: want 1$ and 48 hex digits; `openssl rand -hex 24` prints such digits")
	}
	project, err := c.store.CreateProject(ctx, "default")
	if err != nil {
		return err
	}
	if key != "" {
		_, err = c.store.AddKey(ctx, project.ID, "bootstrap", key)
		return err
	}
	key = auth.NewKey(project.ID)
	if _, err := c.store.AddKey(ctx, project.ID, "first start", key); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "API key, shown only now:\n\n  '%s'\n\nKeep the single quotes: a shell takes the $ for a variable.\n", key)
	return err
}
