package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// server is Tributary with one project and its key, on a data folder of its own.
type server struct {
	*process
	*client

	dir string
}

// startServer starts the server on an empty folder, with more arguments than usual. It must be stopped.
func (b *bench) startServer(ctx context.Context, args ...string) (*server, error) {
	dir, err := os.MkdirTemp(b.dir, "data-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	return b.startServerOn(ctx, dir, newKey(), args...)
}

// startServerOn starts the server on a folder that may have been used, with the key it then had.
func (b *bench) startServerOn(ctx context.Context, dir, key string, args ...string) (*server, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(b.server)
	if err != nil {
		return nil, fmt.Errorf("find server: %w", err)
	}
	p, err := startProcess(ctx, command{
		path: path, address: address, log: dir + ".log",
		// Nothing is to be drained when the server is stopped: encodes may run for minutes.
		args: append([]string{"serve", "--data", dir, "--listen", address, "--drain-time", "1ms"}, args...),
		env:  append(environment(), "TRIBUTARY_BOOTSTRAP_KEY="+key),
	})
	if err != nil {
		return nil, err
	}
	return &server{process: p, client: newClient(p.url, key), dir: dir}, nil
}

// stop ends the server and removes its data.
func (s *server) stop() {
	s.client.close()
	s.process.stop()
	os.RemoveAll(s.dir)
}

// environment is ours without the settings of a server that the shell was set up for.
func environment() []string {
	var kept []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TRIBUTARY_") {
			kept = append(kept, v)
		}
	}
	return kept
}
