package httpd_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
)

// readAll is a handler that reports how reading the body ended.
func readAll(ended chan<- error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		ended <- err
		fmt.Fprintf(w, "read %d", n)
	}
}

func TestStalledBodyEnds(t *testing.T) {
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.Handle("PATCH /u", readAll(ended))
	r := start(t, mux, rigConfig{idle: 50 * time.Millisecond})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nstart")
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("body ended with %v, want a deadline", err)
	}
}

func TestUnreadBodyEnds(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(http.ResponseWriter, *http.Request) {})
	r := start(t, mux, rigConfig{idle: 50 * time.Millisecond})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nstart")
	// The handler is long done; only the deadline ends net/http's own reading.
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("connection is not closed: %v", err)
	}
}

func TestSteadyBodyMayTakeLongerThanIdle(t *testing.T) {
	const idle = 250 * time.Millisecond
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.Handle("PATCH /u", readAll(ended))
	r := start(t, mux, rigConfig{idle: idle})
	body, feed := io.Pipe()
	go func() {
		tick := time.NewTicker(idle / 5)
		defer tick.Stop()
		for range 10 { // in all twice idle
			<-tick.C
			fmt.Fprint(feed, "x")
		}
		feed.Close()
	}()
	res, text := do(t, plain(), "PATCH", "http://"+r.addr+"/u", body, nil)
	if err := <-ended; err != nil || res.StatusCode != 200 || text != "read 10" {
		t.Errorf("ended %v, answered %d %q", err, res.StatusCode, text)
	}
}

// A handler that commits for longer than idle after the last byte must neither
// lose its context nor the connection.
func TestSlowCommitAfterTheBody(t *testing.T) {
	const idle = 40 * time.Millisecond
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		commit, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), idle*3/2)
		defer cancel()
		select {
		case <-r.Context().Done():
			t.Error("context ended while committing")
		case <-commit.Done():
		}
		fmt.Fprint(w, "committed")
	})
	r := start(t, mux, rigConfig{idle: idle})
	conn := dial(t, r.addr)
	answers := bufio.NewReader(conn)
	for range 2 { // the second on the same connection
		fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nstart")
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err != nil || string(text) != "committed" {
			t.Errorf("answer %q %v", text, err)
		}
		res.Body.Close()
	}
}

func TestTransportChangesIdle(t *testing.T) {
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, httpd.Steady(w, r, 50*time.Millisecond))
		ended <- err
	})
	r := start(t, mux, rigConfig{idle: time.Hour})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nstart")
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("body ended with %v, want a deadline", err)
	}
}

// A viewer that stops reading does not keep a handler for ever.
func TestStalledReaderEnds(t *testing.T) {
	ended := make(chan error, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /segment", func(w http.ResponseWriter, _ *http.Request) {
		_, err := io.Copy(w, neverEnding{})
		ended <- err
	})
	r := start(t, mux, rigConfig{idle: 25 * time.Millisecond})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "GET /segment HTTP/1.1\r\nHost: h\r\n\r\n")
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("answer ended with %v, want a deadline", err)
	}
}

type neverEnding struct{}

func (neverEnding) Read(p []byte) (int, error) { return len(p), nil }

func TestRefuse(t *testing.T) {
	refuse := func(w http.ResponseWriter, r *http.Request) {
		httpd.Refuse(w, r, func(w http.ResponseWriter) {
			http.Error(w, "chunk is too large", http.StatusRequestEntityTooLarge)
		})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", refuse)
	r := start(t, mux, rigConfig{})
	tests := []struct {
		name  string
		size  int // of the body declared and sent
		reuse bool
	}{
		{"small", 1000, true},
		{"over what net/http reads by itself", 3 << 20, true},
		{"over the bound", 64 << 20, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn := dial(t, r.addr)
			// Like a browser: everything is sent before the answer is looked at.
			fmt.Fprintf(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", tt.size)
			_, sendErr := io.CopyN(conn, neverEnding{}, int64(tt.size))
			if tt.reuse && sendErr != nil {
				t.Fatalf("the client is cut off while sending: %v", sendErr)
			}
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("the client does not see the answer: %v", err)
			}
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			if res.StatusCode != 413 || string(text) != "chunk is too large\n" || res.Close == tt.reuse {
				t.Errorf("answer %d %q, connection closes: %v", res.StatusCode, text, res.Close)
			}
		})
	}
	t.Run("waits for 100 Continue", func(t *testing.T) {
		conn := dial(t, r.addr)
		fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n")
		raw, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(raw), "HTTP/1.1 413 ") {
			t.Errorf("answer %q %v, want 413 at once", raw, err)
		}
	})
}

// A transport stops its own reader and still gets its answer through: what a
// second writer of the same upload causes.
func TestInterruptedReader(t *testing.T) {
	taken := errors.New("taken over")
	reading := make(chan context.CancelCauseFunc, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(w http.ResponseWriter, r *http.Request) {
		ctx, interrupt := context.WithCancelCause(r.Context())
		defer interrupt(nil)
		body := httpd.Steady(w, r.WithContext(ctx), time.Hour)
		_, _ = io.ReadFull(body, make([]byte, 5))
		reading <- interrupt
		_, err := io.Copy(io.Discard, body)
		httpd.Refuse(w, r, func(w http.ResponseWriter) { http.Error(w, err.Error(), http.StatusLocked) })
	})
	mux.HandleFunc("GET /context", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Context().Err()) })
	r := start(t, mux, rigConfig{})
	conn := dial(t, r.addr)
	fmt.Fprint(conn, "PATCH /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3000005\r\n\r\nstart")
	(<-reading)(taken)
	// The rest is read away, so that a client that sends first sees the answer.
	if _, err := io.CopyN(conn, neverEnding{}, 3000000); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	res, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != 423 || string(text) != "taken over\n" {
		t.Errorf("answer %d %q", res.StatusCode, text)
	}
	if res.Close { // the interruption met a read; otherwise the connection is as good as before
		return
	}
	fmt.Fprint(conn, "GET /context HTTP/1.1\r\nHost: h\r\n\r\n")
	next, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Body.Close()
	if text, _ := io.ReadAll(next.Body); string(text) != "<nil>" {
		t.Errorf("the connection is kept, but the context of its next request is over: %s", text)
	}
}
