package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// patient has the standard limits, but does not spend time on refusals.
func patient() limits {
	l := standardLimits()
	l.refusal = time.Millisecond
	return l
}

// hasty has limits that a test can wait for.
func hasty() limits {
	l := patient()
	l.total, l.header = 200*time.Millisecond, 200*time.Millisecond
	return l
}

// reaching makes a guard that trusts s and may reach 127.0.0.1, which stands
// for the public network; 127.0.0.2 stands for the inside.
func reaching(t *testing.T, s *httptest.Server, z *zone) *Guard {
	t.Helper()
	return reachingWithin(t, s, z, patient())
}

func reachingWithin(t *testing.T, s *httptest.Server, z *zone, l limits) *Guard {
	t.Helper()
	cfg := Config{Allow: mustAllow(t, "127.0.0.1")}
	if z != nil {
		cfg.Resolver = z.resolver()
	}
	if cert := s.Certificate(); cert != nil {
		cfg.Roots = x509.NewCertPool()
		cfg.Roots.AddCert(cert)
	}
	g := build(cfg, l)
	t.Cleanup(g.Close)
	return g
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// quiet drops what servers say about clients that hang up on them.
func quiet() *log.Logger { return slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) }

func serveTLS(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// inside listens on the port of s at 127.0.0.2 and counts what connects.
func inside(t *testing.T, s *httptest.Server) *atomic.Int64 {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.2:"+port(t, s))
	if err != nil {
		t.Skipf("no second loopback address here: %v", err)
	}
	t.Cleanup(func() { _ = l.Close() })
	var seen atomic.Int64
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			seen.Add(1)
			_ = c.Close()
		}
	}()
	return &seen
}

func port(t *testing.T, s *httptest.Server) string {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }

func TestRebinding(t *testing.T) {
	s := serve(t, ok)
	s.Config.SetKeepAlivesEnabled(false) // each request looks up and connects anew
	seen := inside(t, s)
	z := &zone{answers: map[string][][]string{"rebind.test.": {{"127.0.0.1"}, {"127.0.0.2"}}}}
	g := reaching(t, s, z)
	url := "http://rebind.test.:" + port(t, s)
	if _, body, err := get(t, g, Import, url); err != nil || string(body) != "ok" {
		t.Fatalf("first answer: %q, %v", body, err)
	}
	_, _, err := get(t, g, Import, url)
	wantRefusal(t, err)
	if seen.Load() != 0 {
		t.Error("connected inside")
	}
}

// TestOneAddressInside: of several addresses only the allowed ones are tried.
func TestOneAddressInside(t *testing.T) {
	s := serve(t, ok)
	seen := inside(t, s)
	for _, answers := range [][]string{{"127.0.0.2", "127.0.0.1"}, {"127.0.0.1", "127.0.0.2"}, {"::1", "127.0.0.2", "127.0.0.1"}} {
		g := reaching(t, s, &zone{answers: map[string][][]string{"several.test.": {answers}}})
		if _, body, err := get(t, g, Import, "http://several.test.:"+port(t, s)); err != nil || string(body) != "ok" {
			t.Errorf("%v: %q, %v", answers, body, err)
		}
	}
	if seen.Load() != 0 {
		t.Error("connected inside")
	}
}

func TestOwnListenerRefused(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("called itself") })
	for _, own := range []string{"127.0.0.1:", "0.0.0.0:", "[::]:"} {
		g := build(Config{
			Allow: mustAllow(t, "127.0.0.0/8", "localhost"),
			Own:   []netip.AddrPort{netip.MustParseAddrPort(own + port(t, s))},
		}, patient())
		for _, host := range []string{"127.0.0.1", "localhost"} {
			_, _, err := get(t, g, Import, "http://"+host+":"+port(t, s))
			wantRefusal(t, err)
		}
	}
}

func TestProxyVariablesIgnored(t *testing.T) {
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") })
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	s := serve(t, ok)
	g := reaching(t, s, &zone{answers: map[string][][]string{"direct.test.": {{"127.0.0.1"}}}})
	if _, body, err := get(t, g, Import, "http://direct.test.:"+port(t, s)); err != nil || string(body) != "ok" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestFailureTexts(t *testing.T) {
	closed := serve(t, ok)
	closed.Close()
	plain := serve(t, ok)
	early := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	stranger := serveTLS(t, ok)
	trusted := serveTLS(t, ok)
	bomb := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X", strings.Repeat("x", 10<<20))
	})
	old := httptest.NewUnstartedServer(http.HandlerFunc(ok))
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} //nolint:gosec // what is to be refused
	old.Config.ErrorLog = quiet()
	old.StartTLS()
	t.Cleanup(old.Close)
	g := reaching(t, trusted, &zone{answers: map[string][][]string{"wrong.test.": {{"127.0.0.1"}}}})
	for url, want := range map[string]string{
		closed.URL:     "The server refused the connection.",
		early.URL:      "The server closed the connection early.",
		"http://no.x.": "The host name was not found.",
		bomb.URL:       "The request failed.",
		old.URL:        "No secure connection could be made.",
		strings.Replace(closed.URL, "127.0.0.1", "127.0.0.2", 1):         "The address is not allowed.",
		"https://wrong.test.:" + port(t, trusted):                        "The server's certificate is not valid.",
		"https" + strings.TrimPrefix(plain.URL, "http"):                  "No secure connection could be made.",
		strings.Replace(stranger.URL, "127.0.0.1", "wrong.test.", 1):     "The server's certificate is not valid.",
		"http://127.0.0.1:" + port(t, early) + "/?signature=secret#frag": "The server closed the connection early.",
	} {
		for _, use := range []Use{Webhook, Import} {
			_, _, err := get(t, g, use, url)
			if got := media.PublicText(err); got != want {
				t.Errorf("%s: %q, want %q (%v)", url, got, want, err)
			}
			if e, ok := errors.AsType[*media.Error](err); ok && strings.Contains(e.Error(), "127.0.0") {
				t.Errorf("%s: the text spells the address: %s", url, e)
			}
		}
	}
	if _, body, err := get(t, g, Webhook, trusted.URL); err != nil || string(body) != "ok" {
		t.Errorf("trusted: %q, %v", body, err)
	}
}

// drip writes one byte now and then until the client leaves.
func drip(w io.Writer, r *http.Request) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = w.Write([]byte("x"))
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
			}
		}
	}
}

func TestSlowBody(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { drip(w, r) })
	l := patient()
	l.feed, l.total = 200*time.Millisecond, time.Second
	g := reachingWithin(t, s, nil, l)
	_, _, err := get(t, g, Import, s.URL)
	if !errors.Is(err, ErrTooSlow) || media.PublicText(err) != "The origin sends too slowly." {
		t.Errorf("import: %v", err)
	}
	if _, _, err = get(t, g, Webhook, s.URL); err == nil {
		t.Error("a webhook's answer has to end in time")
	}
}

// TestSlowHeader: a header that never ends or never begins is cut off by time, whatever trickles in.
func TestSlowHeader(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Errorf("hijack: %v", err)
			return
		}
		defer c.Close()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX: ")
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for err == nil {
			<-tick.C
			_, err = io.WriteString(c, "x")
		}
	})
	mute := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	g := reachingWithin(t, s, nil, hasty())
	for _, use := range []Use{Webhook, Import} {
		for _, url := range []string{s.URL, mute.URL} {
			_, _, err := get(t, g, use, url)
			if got, want := media.PublicText(err), "The server did not answer in time."; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

func TestEndlessBody(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 64<<10)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	g := reaching(t, s, nil)
	_, body, err := get(t, g, Webhook, s.URL)
	if err != nil || len(body) != maxAnswer {
		t.Errorf("webhook: %d bytes, %v", len(body), err)
	}
	resp, err := send(t, g, Import, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := LimitBody(resp, 5<<20); err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	if n != 5<<20 || media.KindOf(err) != media.TooLarge {
		t.Errorf("import: %d bytes, %v", n, err)
	}
}

func TestLimitBody(t *testing.T) {
	for _, c := range []struct {
		size, limit int64
		chunked, ok bool
	}{
		{10, 10, false, true}, {10, 10, true, true}, {10, 9, false, false}, {10, 9, true, false}, {0, 0, true, true}, {1, 0, true, false},
	} {
		resp := &http.Response{ContentLength: c.size, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", int(c.size))))}
		if c.chunked {
			resp.ContentLength = -1
		}
		err := LimitBody(resp, c.limit)
		var n int
		if err == nil {
			var body []byte
			body, err = io.ReadAll(resp.Body)
			n = len(body)
		}
		if (err == nil) != c.ok || int64(n) > c.limit {
			t.Errorf("%+v: %d bytes, %v", c, n, err)
		}
		if err != nil && media.KindOf(err) != media.TooLarge {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestNoCompression: a small body that would unpack to a large one arrives as it was sent.
func TestNoCompression(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "" {
			t.Errorf("asked for %q", got)
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "raw")
	})
	if _, body, err := get(t, reaching(t, s, nil), Import, s.URL); err != nil || string(body) != "raw" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestCancelStaysCancel(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, "x")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	g := build(Config{Allow: mustAllow(t, "127.0.0.1")}, standardLimits())
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := g.Client(Import).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	cancel()
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	resp2, err := g.Client(Import).Do(req)
	if err == nil {
		_ = resp2.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("send: %v", err)
	}
}
