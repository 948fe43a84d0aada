package e2e

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
)

// The server is killed in the middle of an upload and comes back at the same
// address. The client goes on by itself, where the server says.
func TestTusJSClientOutlivesServer(t *testing.T) {
	t.Parallel()
	const chunk = 5 << 20
	for _, p := range samples() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{})
			slow := startProxy(t, s, fault{drip, 0})
			slow.when(14<<20, s.crash)
			f := video(t, 17_825_792)
			var args []string
			if !p.v2 {
				args = []string{"--chunk", "5242880"}
			}
			r := p.upload(t, slow.URL, p.grant(t, s), f, args...)
			resumed(t, r, map[bool]int64{false: 2 * chunk, true: 1}[p.v2])
			s.holds(t, r.MediaID, f)
		})
	}
}

// Client and server are killed together. A second run of the client finds the
// upload in its file and goes on.
func TestTusJSClientSecondProcess(t *testing.T) {
	t.Parallel()
	const chunk = 5 << 20
	for _, p := range samples() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{})
			slow := startProxy(t, s, fault{drip, 0})
			f, right := video(t, 17_825_792), p.grant(t, s)
			args := []string{"--storage", filepath.Join(t.TempDir(), "uploads.json")}
			if !p.v2 {
				args = append(args, "--chunk", "5242880")
			}
			ctx, kill := context.WithCancel(t.Context())
			slow.when(14<<20, func() { kill(); s.crash() })
			if err := p.command(t, ctx, slow.URL, right, f, args...).Run(); err == nil {
				t.Fatal("the first run ended before it was killed")
			}
			r := p.upload(t, slow.URL, right, f, args...)
			if r.Requests[0].Method != http.MethodHead {
				t.Errorf("the second run began with %s", r.Requests[0].Method)
			}
			resumed(t, r, map[bool]int64{false: 2 * chunk, true: 1}[p.v2])
			s.holds(t, r.MediaID, f)
		})
	}
}

// resumed checks that, after the first HEAD, the client continued at acknowledged
// bytes, least or more, and that it never began again.
func resumed(t *testing.T, r sent, least int64) {
	t.Helper()
	t.Logf("requests: %v", r.Requests)
	began, asked := 0, false
	for _, q := range r.Requests {
		switch {
		case q.Method == http.MethodPost:
			began++
		case q.Method == http.MethodHead && q.Status == http.StatusOK:
			asked = true
		case q.Method == http.MethodPatch && asked:
			if q.Offset < least {
				t.Errorf("went on at %d, but %d bytes had been acknowledged", q.Offset, least)
			}
			asked = false
			least = q.Offset
		}
	}
	if began > 1 {
		t.Errorf("the client began %d times", began)
	}
}
