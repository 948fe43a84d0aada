package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// page answers the n-th request, counted from 1.
type page func(w http.ResponseWriter, r *http.Request, n int)

// origin is a customer's web server. It has one page.
type origin struct {
	*httptest.Server

	page page

	mu    sync.Mutex
	asked []http.Header
}

// startOrigin starts a server for a page; without one it has nothing.
func startOrigin(t *testing.T, p page) *origin {
	t.Helper()
	o := &origin{page: p}
	if p == nil {
		o.page = func(w http.ResponseWriter, r *http.Request, _ int) { http.NotFound(w, r) }
	}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.asked = append(o.asked, r.Header.Clone())
	n := len(o.asked)
	o.mu.Unlock()
	o.page(w, r, n)
}

// requests are the headers of those that came.
func (o *origin) requests() []http.Header {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]http.Header(nil), o.asked...)
}

// content is a file as web servers serve it: with Range, and an ETag unless that is "".
func content(t *testing.T, f file, tag string) page {
	t.Helper()
	body, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, r *http.Request, _ int) {
		if tag != "" {
			w.Header().Set("ETag", tag)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}

// whole is a file from a server that knows nothing of Range and dies after so many bytes; 0 = does not.
func whole(t *testing.T, f file, tag string, dies int) page {
	t.Helper()
	body, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		if tag != "" {
			w.Header().Set("ETag", tag)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		if dies == 0 {
			_, _ = w.Write(body)
			return
		}
		_, _ = w.Write(body[:dies])
		panic(http.ErrAbortHandler) // closes the connection
	}
}

// first is one page for the first n requests and another one for the rest.
func first(n int, early, late page) page {
	return func(w http.ResponseWriter, r *http.Request, count int) {
		if count <= n {
			early(w, r, count)
			return
		}
		late(w, r, count)
	}
}

// status is an answer without a file.
func status(code int, headers ...string) page {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		for _, line := range headers {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(code)
		fmt.Fprint(w, "secret words of the origin")
	}
}

// text is an answer of a type.
func text(kind, body string) page {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, body)
	}
}

// slow sends a file in so many pieces, with pauses.
func slow(t *testing.T, f file, pieces int) page {
	t.Helper()
	body, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, r *http.Request, _ int) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		for rest := body; len(rest) > 0; {
			n := min(len(rest), 1+len(body)/pieces)
			if _, err := w.Write(rest[:n]); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			pause(r.Context(), dripTime)
			rest = rest[n:]
		}
	}
}

// endless begins like a file and never ends.
func endless(t *testing.T, f file) page {
	t.Helper()
	body, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		for {
			if _, err := w.Write(body); err != nil {
				return
			}
		}
	}
}

// promising says another length than it sends, which net/http would not let it do.
func promising(t *testing.T, f file, length int64) page {
	t.Helper()
	body, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length, body)
	}
}
