package httpd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

func TestOversizeHeader(t *testing.T) {
	r := start(t, http.NewServeMux(), rigConfig{})
	conn := dial(t, r.addr)
	// The server stops reading and closes, so a write may fail; the answer counts.
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: h\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 69<<10))
	raw, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(raw), "HTTP/1.1 431 ") {
		t.Errorf("answer %q, want 431", raw)
	}
	res, _ := do(t, plain(), "GET", "http://"+r.addr+"/", nil, http.Header{"X-Long": {strings.Repeat("x", 60<<10)}})
	if res.StatusCode != 404 {
		t.Errorf("60 KiB of header answered %d", res.StatusCode)
	}
}

func TestAddressInUse(t *testing.T) {
	r := start(t, http.NewServeMux(), rigConfig{})
	server := httpd.Server{Addr: r.addr, Log: nil}
	if err := server.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "listen on "+r.addr) {
		t.Errorf("Run on a taken address: %v", err)
	}
}

// An upload in flight when the signal comes is allowed to finish.
func TestDrainLetsRequestsFinish(t *testing.T) {
	began := make(chan struct{})
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(w http.ResponseWriter, r *http.Request) {
		close(began)
		_, err := io.Copy(io.Discard, r.Body)
		ended <- err
	})
	r := start(t, mux, rigConfig{drain: time.Minute})
	mux.HandleFunc("GET /readyz", r.health.Ready)
	body, feed := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		res, _ := do(t, plain(), "PATCH", "http://"+r.addr+"/u", body, nil)
		answered <- res.StatusCode
	}()
	fmt.Fprint(feed, "first")
	<-began
	r.stop()
	waitRefused(t, r.addr)
	fmt.Fprint(feed, "last")
	feed.Close()
	if err := <-ended; err != nil {
		t.Errorf("body ended with %v", err)
	}
	if status := <-answered; status != 200 {
		t.Errorf("answered %d", status)
	}
	if err := <-r.stopped; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// When the drain time is over, a blocked body read wakes up and the handler
// has time to keep what arrived.
func TestDrainEnds(t *testing.T) {
	began := make(chan struct{})
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(_ http.ResponseWriter, r *http.Request) {
		buf := make([]byte, 5)
		_, _ = io.ReadFull(r.Body, buf)
		close(began)
		_, err := io.Copy(io.Discard, r.Body)
		ended <- errors.Join(err, r.Context().Err())
	})
	r := start(t, mux, rigConfig{drain: 20 * time.Millisecond})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nstart")
	<-began
	r.stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("body ended with %v, want the context's end", err)
	}
	if err := <-r.stopped; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestReadyzSaysNoBeforeThePortCloses(t *testing.T) {
	mux := http.NewServeMux()
	r := start(t, mux, rigConfig{delay: time.Second, drain: time.Second})
	mux.HandleFunc("GET /readyz", r.health.Ready)
	if res, text := do(t, plain(), "GET", "http://"+r.addr+"/readyz", nil, nil); res.StatusCode != 200 {
		t.Fatalf("/readyz %d %s", res.StatusCode, text)
	}
	r.stop()
	for { // the server has a second to notice
		res, text := do(t, plain(), "GET", "http://"+r.addr+"/readyz", nil, nil)
		if res.StatusCode == 503 {
			if want := `{"status":"draining","checks":{}}` + "\n"; text != want {
				t.Errorf("/readyz %s, want %s", text, want)
			}
			break
		}
	}
	if err := <-r.stopped; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// waitRefused returns once nothing listens on addr.
func waitRefused(t *testing.T, addr string) {
	t.Helper()
	for t.Context().Err() == nil {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
		if err != nil {
			return
		}
		conn.Close()
	}
}

func TestHealth(t *testing.T) {
	secret := errors.New("dial tcp 10.0.0.7:5432: password is hunter2")
	tests := []struct {
		name   string
		checks map[string]httpd.Check
		status int
		body   string
	}{
		{"nothing to check", nil, 200, `{"status":"ready","checks":{}}`},
		{"all well", map[string]httpd.Check{"database": func(context.Context) error { return nil }}, 200,
			`{"status":"ready","checks":{"database":"ok"}}`},
		{"one fails", map[string]httpd.Check{
			"database": func(context.Context) error { return fmt.Errorf("ping: %w", secret) },
			"storage":  func(context.Context) error { return media.Errorf(media.NoSpace, "storage is nearly full") },
			"sandbox":  func(context.Context) error { return nil },
		}, 503, `{"status":"not ready","checks":{"database":"internal error","sandbox":"ok","storage":"storage is nearly full"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mux := http.NewServeMux()
			r := start(t, mux, rigConfig{})
			r.health.Checks = tt.checks
			mux.HandleFunc("GET /readyz", r.health.Ready)
			mux.HandleFunc("GET /healthz", r.health.Live)
			res, text := do(t, plain(), "GET", "http://"+r.addr+"/readyz", nil, nil)
			if d := cmp.Diff([]any{tt.status, tt.body + "\n"}, []any{res.StatusCode, text}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if res, _ := do(t, plain(), "GET", "http://"+r.addr+"/healthz", nil, nil); res.StatusCode != 200 {
				t.Errorf("/healthz %d", res.StatusCode)
			}
			if tt.status == 503 && !strings.Contains(r.log.String(), "hunter2") {
				t.Error("the log does not say why the check fails")
			}
		})
	}
}
