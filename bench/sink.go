package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// sinkCommand makes this program the peer instead of the bench.
const sinkCommand = "sink"

// sinkFile is where in the folder of the run it writes.
const sinkFile = "sink"

// sink is the least that can take bytes over HTTP: it appends each body to one
// file. It keeps no record, checks nothing and, unless told to sync, promises
// nothing: what a server costs beyond it is what its promises cost.
type sink struct {
	file *os.File
	sync bool // before each answer
	size int  // of a write, in bytes; 0 leaves it to io.Copy: 32 KiB
}

// ServeHTTP implements http.Handler.
func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet { // is it ready?
		return
	}
	err := s.store(r.Body)
	if err == nil && s.sync {
		err = fdatasync(s.file)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *sink) store(body io.Reader) error {
	if s.size == 0 {
		_, err := io.Copy(s.file, body)
		return err
	}
	// Hiding all but Write and Read keeps io from choosing a size of its own.
	_, err := io.CopyBuffer(struct{ io.Writer }{s.file}, struct{ io.Reader }{body}, make([]byte, s.size))
	return err
}

// runSink is the sink as a process of its own, so that its CPU time and memory
// are counted the way the server's are.
func runSink(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet(sinkCommand, flag.ContinueOnError)
	address := flags.String("listen", "127.0.0.1:0", "`address` to listen on")
	path := flags.String("file", "", "`file` to write")
	sync := flags.Bool("sync", false, "fdatasync before each answer")
	size := flags.Int("write", 0, "`bytes` in a write; 0 leaves it to io.Copy")
	if err := flags.Parse(args); err != nil {
		return err
	}
	f, err := os.Create(*path)
	if err != nil {
		return fmt.Errorf("open sink: %w", err)
	}
	defer f.Close()
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", *address)
	if err != nil {
		return fmt.Errorf("open sink: %w", err)
	}
	s := &http.Server{Handler: &sink{file: f, sync: *sync, size: *size}, ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = s.Close() })()
	if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve sink: %w", err)
	}
	return nil
}

// startSink starts this program again as a sink that writes below the folder of the run.
func (b *bench) startSink(ctx context.Context, sync bool, size int) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find sink: %w", err)
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, sinkFile)
	return startProcess(ctx, command{
		path: self, address: address, log: file + ".log",
		args: []string{sinkCommand, "-listen", address, "-file", file, fmt.Sprintf("-sync=%t", sync), fmt.Sprintf("-write=%d", size)},
	})
}
