package httpd_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/tributary-video/tributary/internal/httpd"
)

func selfSigned(t *testing.T, dir string, hosts ...string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	config, err := httpd.TLSSource{SelfSigned: true, Dir: dir, Hosts: hosts, Log: slog.Default()}.Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "self-signed.crt"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return config, pool
}

func TestSelfSigned(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	config, pool := selfSigned(t, dir, "video.test")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto+" "+httpd.BaseURL("", r))
	})
	r := start(t, mux, rigConfig{tls: config})
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool}}}
	defer client.CloseIdleConnections()
	if _, text := do(t, client, "GET", "https://"+r.addr, nil, nil); text != "HTTP/2.0 https://"+r.addr {
		t.Errorf("answer %q", text)
	}
	info, err := os.Stat(filepath.Join(dir, "self-signed.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file %v %v", info.Mode(), err)
	}
	if _, again := selfSigned(t, dir, "video.test"); !again.Equal(pool) {
		t.Error("the second start makes another certificate")
	}
	if _, other := selfSigned(t, dir, "other.test"); other.Equal(pool) {
		t.Error("a certificate for another name is kept")
	}
}

func TestCertificateFiles(t *testing.T) {
	dir := t.TempDir()
	selfSigned(t, dir)
	cert, key := filepath.Join(dir, "self-signed.crt"), filepath.Join(dir, "self-signed.key")
	for _, tt := range []struct {
		name   string
		source httpd.TLSSource
		ok     bool
	}{
		{"pair", httpd.TLSSource{CertFile: cert, KeyFile: key}, true},
		{"absent", httpd.TLSSource{CertFile: cert + "x", KeyFile: key}, false},
		{"swapped", httpd.TLSSource{CertFile: key, KeyFile: cert}, false},
	} {
		config, err := tt.source.Config(t.Context())
		if (err == nil) != tt.ok || (config != nil) != tt.ok {
			t.Errorf("%s: %v %v", tt.name, config, err)
		}
	}
	if config, err := (httpd.TLSSource{}).Config(t.Context()); config != nil || err != nil {
		t.Errorf("no source: %v %v, want neither", config, err)
	}
}

// TestReceiveWindows reads the windows off the wire, since net/http's
// documentation does not promise them.
func TestReceiveWindows(t *testing.T) {
	config, pool := selfSigned(t, t.TempDir())
	r := start(t, http.NewServeMux(), rigConfig{tls: config})
	dialer := tls.Dialer{Config: &tls.Config{RootCAs: pool, NextProtos: []string{"h2"}}}
	conn, err := dialer.DialContext(t.Context(), "tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	stream, connection := uint32(0), uint32(65535)
	for stream == 0 || connection == 65535 {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatalf("windows so far: stream %d, connection %d: %v", stream, connection, err)
		}
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if v, ok := f.Value(http2.SettingInitialWindowSize); ok {
				stream = v
			}
		case *http2.WindowUpdateFrame:
			if f.StreamID == 0 {
				connection += f.Increment
			}
		}
	}
	if stream < 8<<20 || connection < 8<<20 {
		t.Errorf("receive windows: stream %d, connection %d, want at least 8 MiB each", stream, connection)
	}
}
