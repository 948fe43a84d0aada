package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
)

// tusd is the peer of uploads: tusd with files and locks in memory, on a folder of
// its own. It neither syncs what it acknowledges nor sums it.
type tusd struct {
	*process
	*client

	dir string
}

// startTusd starts the peer on an empty folder. It must be stopped.
func (b *bench) startTusd(ctx context.Context) (*tusd, error) {
	dir, err := os.MkdirTemp(b.dir, "tusd-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(b.tusd)
	if err != nil {
		return nil, fmt.Errorf("find tusd: %w", err)
	}
	p, err := startProcess(ctx, command{
		path: path, address: address, log: dir + ".log", args: []string{"-listen", address, "-dir", dir},
	})
	if err != nil {
		return nil, err
	}
	return &tusd{process: p, client: newClient(p.url, ""), dir: dir}, nil
}

// stop ends the peer and removes its data.
func (t *tusd) stop() {
	t.client.close()
	t.process.stop()
	os.RemoveAll(t.dir)
}

// createFile begins an upload of tusd. There is nobody to authorise.
func (c *client) createFile(ctx context.Context, size int64) (upload, error) {
	return c.beginTus(ctx, "/files/", size, http.Header{})
}
