// Package app builds Tributary from its configuration. It is the only package
// that knows all the others, and the place to read what is connected to what.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/queue"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// core is what every role and every command needs: the records, the bytes and
// the secrets that seal them.
type core struct {
	cfg     config.Config
	log     *slog.Logger
	master  *auth.Master
	conn    *db.Conn
	queue   *queue.Queue
	store   *db.DB
	keys    *auth.Keys
	catalog *catalog.Catalog
	blobs   *disk.Store // nil for commands that touch no bytes
	engine  *upload.Engine
}

// openRecords opens the database with everything that reads it. Close ends it.
func openRecords(ctx context.Context, cfg config.Config, log *slog.Logger) (*core, error) {
	master, err := auth.LoadMaster(string(cfg.MasterKey), cfg.Data)
	if err != nil {
		return nil, err
	}
	conn, err := db.Open(ctx, cfg.Database, cfg.Data)
	if err != nil {
		return nil, err
	}
	q, err := queue.New(ctx, conn, log)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	store := db.New(conn, q, master)
	return &core{
		cfg: cfg, log: log, master: master, conn: conn, queue: q, store: store,
		keys: auth.NewKeys(store), catalog: catalog.New(store),
	}, nil
}

// openBytes opens storage and the upload engine over it.
func (c *core) openBytes() error {
	if c.cfg.Storage != "" {
		return errors.New("storage: this version keeps bytes in the data folder only; leave --storage out")
	}
	blobs, err := disk.New(disk.Config{Dir: c.cfg.InData("blobs")})
	if err != nil {
		return err
	}
	c.blobs = blobs
	c.engine = upload.New(upload.Config{Store: c.store, Parts: c.store, Blobs: blobs, Free: blobs.Free, Log: c.log})
	return nil
}

// importer fetches originals from elsewhere: dialects order it to, the queue makes it.
func (c *core) importer(guard *egress.Guard) *pull.Importer { return pull.New(c.pulling(guard)) }

func (c *core) pulling(guard *egress.Guard) pull.Config {
	return pull.Config{
		Store: c.store, Copies: c.store, Uploads: c.engine, Guard: guard,
		MaxSize: int64(c.cfg.MaxUploadSize), Digest: upload.Digest(c.cfg.Digest), Log: c.log,
	}
}

func (c *core) close() error {
	var err error
	if c.blobs != nil {
		err = c.blobs.Close()
	}
	return errors.Join(err, c.conn.Close())
}

// Serve runs the server until ctx ends and everything is drained. What the
// operator must see once, such as a key made on first start, goes to out.
func Serve(ctx context.Context, cfg config.Config, log *slog.Logger, out io.Writer) (err error) {
	release, err := claimData(cfg)
	if err != nil {
		return err
	}
	defer release()
	c, err := openRecords(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.openBytes(); err != nil {
		return err
	}
	if err := c.bootstrap(ctx, out); err != nil {
		return fmt.Errorf("first start: %w", err)
	}
	return c.serve(ctx)
}
