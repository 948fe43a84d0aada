package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// plain is the way to a server without TLS.
func plain(s *server) wire { return wire{"HTTP/1.1", s, s.http, "HTTP/1.1"} }

// Two tabs send the same file to the same upload at once. Each stops the other over and
// over; the client takes none of that for an error, and both find it complete.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 6_000_000)
	at := plain(s).make(t, "", fmt.Sprint("Upload-Length: ", f.size))
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	var tabs sync.WaitGroup
	reports, failed := make([]sent, 2), make([]error, 2)
	for i := range reports {
		slow := startProxy(t, s, slices.Repeat([]fault{{drip, 0}}, 1000)...) // one for each connection
		cmd := neutral().command(t, ctx, slow.URL, s.bearer(), f,
			"--url", strings.Replace(at, s.URL, slow.URL, 1), "--chunk", "1000000", "--delays", "0,50,100,200,400,800,1600,3000")
		tabs.Go(func() { reports[i], failed[i] = reported(cmd) })
	}
	tabs.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	overtaken := 0
	for _, r := range reports {
		t.Logf("requests: %v", r.Requests)
		for _, q := range r.Requests {
			switch q.Status {
			case http.StatusOK, http.StatusNoContent:
			case 0, http.StatusLocked, http.StatusConflict: // what the client repeats
				overtaken++
			default:
				t.Errorf("%s is answered %d", q.Method, q.Status)
			}
		}
		if r.MediaID != reports[0].MediaID {
			t.Errorf("one tab made video %s, the other %s", reports[0].MediaID, r.MediaID)
		}
	}
	if overtaken == 0 {
		t.Error("the tabs never met")
	}
	s.keeps(t, reports[0].MediaID, f.sum)
}

// headTime is how long whoever comes back may wait for the writer before to let go.
const headTime = 2 * time.Second

// A phone stalls in the middle of a PATCH and its connection stays open. On
// another one it learns at once what came, and goes on there.
func TestStalledPhone(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	w := plain(s)
	f := video(t, 12_000_000)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	at := w.make(t, "", fmt.Sprint("Upload-Length: ", f.size))
	const passed = 8 << 20
	tunnel := startProxy(t, s, fault{freeze, passed})
	old := w.patching(t, strings.Replace(at, s.URL, tunnel.URL, 1), content, 0)
	eventually(t, startTime, "the phone stalls", func(context.Context) error {
		if tunnel.pending() > 0 {
			return fmt.Errorf("%d bytes went through", tunnel.passed.Load())
		}
		return nil
	})
	began := time.Now()
	a := w.do(t, http.MethodHead, at, nil)
	took := time.Since(began)
	offset := a.offset(t)
	t.Logf("HEAD after %s: %d bytes", took.Round(time.Millisecond), offset)
	if a.status != http.StatusOK || took > headTime || offset == 0 || offset > passed {
		t.Fatalf("HEAD answers %d after %s, offset %d", a.status, took, offset)
	}
	a = w.do(t, http.MethodPatch, at, bytes.NewReader(content[offset:]), octets, fmt.Sprint("Upload-Offset: ", offset))
	if a.status != http.StatusNoContent || a.offset(t) != f.size {
		t.Fatalf("PATCH answers %d %s", a.status, a.body)
	}
	if status := old(); status != 0 && status != http.StatusLocked && status != http.StatusConflict {
		t.Errorf("the stalled PATCH is answered %d, which no client repeats", status)
	}
	s.keeps(t, a.header.Get("Video-Id"), f.sum)
}

// patching sends a PATCH from the side. What it returns waits for the status; 0 is none.
func (w wire) patching(t *testing.T, url string, body []byte, offset int64) (wait func() int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = w.s.bearer()
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	req.Header.Set("Upload-Offset", fmt.Sprint(offset))
	status := make(chan int, 1)
	go func() {
		res, err := w.client.Do(req)
		if err != nil {
			status <- 0
			return
		}
		_ = res.Body.Close()
		status <- res.StatusCode
	}()
	return func() int { return <-status }
}
