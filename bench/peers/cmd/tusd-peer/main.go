// Command tusd-peer is tusd as the benchmarks and the differential test meet it:
// file store, memory locker, every extension that the two offer, nothing else. It logs nothing,
// notifies nobody and has no limit on size, which are its fastest settings.
//
// It answers /readyz like the other servers of the benchmark, and serves uploads at /files/.
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
	"os/signal"
	"syscall"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog" // what tusd's configuration wants
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "tusd-peer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	address := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	dir := flag.String("dir", "", "`folder` for the uploads, which must exist")
	flag.Parse()
	uploads, err := newUploads(*dir)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/files/", http.StripPrefix("/files/", uploads))
	mux.Handle("/files", http.StripPrefix("/files", uploads)) // as tusd's own program does
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", *address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute, IdleTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = s.Close() })()
	if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func newUploads(dir string) (http.Handler, error) {
	parts := handler.NewStoreComposer()
	filestore.New(dir).UseIn(parts)
	memorylocker.New().UseIn(parts)
	h, err := handler.NewHandler(handler.Config{
		BasePath:      "/files/",
		StoreComposer: parts,
		Logger:        slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1})),
	})
	if err != nil {
		return nil, fmt.Errorf("make tusd: %w", err)
	}
	return h, nil
}
