package httpd_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/httpd"
)

// handle serves one request through a Stack without a network and returns the
// answer and the log lines.
func handle(t *testing.T, mux *http.ServeMux, r *http.Request, trusted ...netip.Prefix) (*httptest.ResponseRecorder, []map[string]any, *prometheus.Registry) {
	t.Helper()
	var log bytes.Buffer
	reg := prometheus.NewRegistry()
	metrics, err := httpd.NewMetrics(reg)
	if err != nil {
		t.Fatal(err)
	}
	stack := httpd.Stack{Log: slog.New(slog.NewJSONHandler(&log, nil)), Metrics: metrics, Trusted: trusted}
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if cause := recover(); cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // a panic value
				t.Errorf("panic %v leaves the stack", cause)
			}
		}()
		stack.Wrap(httpd.Canonical(mux)).ServeHTTP(w, r)
	}()
	var lines []map[string]any
	for scan := bufio.NewScanner(&log); scan.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return w, lines, reg
}

func TestAccessLog(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /videos/{id}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "made")
	})
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/videos/7/?s=topsecret&t=1", strings.NewReader("twelve bytes"))
	r.Header.Set("Authorization", "Bearer 1$topsecret")
	r.Header.Set("X-Request-Id", "from.client-1")
	w, lines, _ := handle(t, mux, r)
	if len(lines) != 1 {
		t.Fatalf("%d log lines, want 1: %v", len(lines), lines)
	}
	took, _ := lines[0]["took"].(float64)
	if took <= 0 {
		t.Errorf("took %v", lines[0]["took"])
	}
	delete(lines[0], "took")
	delete(lines[0], "time")
	want := map[string]any{
		"level": "INFO", "msg": "request", "id": "from.client-1", "client": "192.0.2.1:1234", "method": "POST", "path": "/videos/7",
		"route": "POST /videos/{id}", "status": 201.0, "received": 12.0, "sent": 4.0,
	}
	if d := cmp.Diff(want, lines[0]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := w.Header().Get("X-Request-Id"); got != "from.client-1" {
		t.Errorf("X-Request-Id %q", got)
	}
}

func TestRequestIDs(t *testing.T) {
	for _, tt := range []struct {
		sent string
		kept bool
	}{
		{"a", true}, {"A-z_0.9", true}, {strings.Repeat("x", 128), true},
		{"", false}, {strings.Repeat("x", 129), false}, {"a b", false}, {"a\nb", false}, {"<script>", false}, {"é", false},
	} {
		var seen string
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { seen = httpd.RequestID(r.Context()) })
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.Header.Set("X-Request-Id", tt.sent)
		w, _, _ := handle(t, mux, r)
		if got := w.Header().Get("X-Request-Id"); got != seen || got == "" || (got == tt.sent) != tt.kept {
			t.Errorf("sent %q: answered %q, handler saw %q, want kept=%v", tt.sent, got, seen, tt.kept)
		}
	}
}

func TestPanics(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		status  int // as logged; 0 = aborted
		logged  int // "panic in handler" lines
	}{
		{"before the answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			panic("secret detail")
		}, 500, 1},
		{"an error", func(http.ResponseWriter, *http.Request) { panic(errors.New("secret detail")) }, 500, 1},
		{"in the answer", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			panic("secret detail")
		}, 0, 1},
		{"deliberate abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.Handle("/x", tt.handler)
			w, lines, _ := handle(t, mux, httptest.NewRequestWithContext(t.Context(), "GET", "/x", nil))
			panics, status := 0, -1.0
			for _, line := range lines {
				switch line["msg"] {
				case "panic in handler":
					panics++
				case "request":
					status, _ = line["status"].(float64)
				}
			}
			if panics != tt.logged || status != float64(tt.status) {
				t.Errorf("%d panics and status %v logged, want %d and %d", panics, status, tt.logged, tt.status)
			}
			if tt.status == 500 && (w.Code != 500 || w.Header().Get("Content-Length") != "" || w.Header().Get("X-Request-Id") == "") {
				t.Errorf("answer %d %v", w.Code, w.Header())
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the client reads %q", w.Body)
			}
		})
	}
}

func TestMetrics(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /videos/{id}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "four")
	})
	_, _, reg := handle(t, mux, httptest.NewRequestWithContext(t.Context(), "PUT", "/videos/its-own-id/", strings.NewReader("123456789")))
	w := httptest.NewRecorder()
	httpd.MetricsHandler(reg).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	for _, want := range []string{
		`tributary_http_requests_total{class="2xx",route="PUT /videos/{id}"} 1`,
		`tributary_http_request_duration_seconds_count{route="PUT /videos/{id}"} 1`,
		"tributary_http_requests_in_flight 0",
		"tributary_http_received_bytes_total 9",
		"tributary_http_sent_bytes_total 4",
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("no line %q in\n%s", want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "its-own-id") {
		t.Error("a path became a label")
	}
	if _, err := httpd.NewMetrics(reg); err == nil {
		t.Error("registering twice is no error")
	}
}

func TestForwarded(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	tests := []struct {
		name   string
		peer   string
		header http.Header
		client string
		base   string
	}{
		{"no proxy", "203.0.113.9:1", nil, "203.0.113.9:1", "http://video.test"},
		{"untrusted peer", "203.0.113.9:1", http.Header{"X-Forwarded-For": {"1.1.1.1"}, "X-Forwarded-Host": {"evil.test"}, "X-Forwarded-Proto": {"https"}},
			"203.0.113.9:1", "http://video.test"},
		{"trusted", "10.0.0.1:1", http.Header{"X-Forwarded-For": {"198.51.100.7"}, "X-Forwarded-Host": {"v.example.com:8443"}, "X-Forwarded-Proto": {"https"}},
			"198.51.100.7", "https://v.example.com:8443"},
		{"invented hops", "10.0.0.1:1", http.Header{"X-Forwarded-For": {"6.6.6.6, 198.51.100.7", "10.0.0.2"}}, "198.51.100.7", "http://video.test"},
		{"IPv6", "[fd00::1]:1", http.Header{"X-Forwarded-For": {"2001:db8::1"}}, "2001:db8::1", "http://video.test"},
		{"nonsense", "10.0.0.1:1", http.Header{"X-Forwarded-For": {"unknown"}, "X-Forwarded-Host": {"a/b"}, "X-Forwarded-Proto": {"javascript"}},
			"10.0.0.1", "http://video.test"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			mux := http.NewServeMux()
			mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
				got = []string{r.RemoteAddr, httpd.BaseURL("", r), httpd.BaseURL("https://fixed.test", r)}
			})
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
			r.Host, r.RemoteAddr = "video.test", tt.peer
			if tt.header != nil {
				r.Header = tt.header
			}
			handle(t, mux, r, proxies...)
			if d := cmp.Diff([]string{tt.client, tt.base, "https://fixed.test"}, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
