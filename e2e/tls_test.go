package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// certificate is where a server with --tls-self-signed keeps its own.
func (s *server) certificate() string { return filepath.Join(s.Data, "tls", "self-signed.crt") }

// trust makes the tests' own HTTP client accept the server's certificate, and nobody else's.
func (s *server) trust() error {
	if !s.opts.secure || s.http.Transport != nil {
		return nil
	}
	pem, err := os.ReadFile(s.certificate())
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return errors.New("the self-signed certificate is no PEM")
	}
	s.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	return nil
}

// A certificate of our own serves tus, over HTTP/1.1 to Node, and the tools,
// over HTTP/2, when they are told to trust it.
func TestSelfSigned(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, 3_000_000)
	trusting := []string{"NODE_EXTRA_CA_CERTS=" + s.certificate(), "SSL_CERT_FILE=" + s.certificate()}

	cmd := samples()[1].command(t, t.Context(), s.URL, s.signed(s.create(t)), f)
	cmd.Env = append(os.Environ(), trusting...)
	s.holds(t, finished(t, cmd).MediaID, f)

	r := run(t, append(trusting, "TRIBUTARY_KEY="+s.Key, "XDG_CACHE_HOME="+t.TempDir()), "upload", f.path, "--server", s.URL, "--wait")
	if r.code != 0 {
		t.Errorf("tributary upload: %d %s", r.code, r.stderr)
	}
	if r := run(t, []string{"TRIBUTARY_KEY=" + s.Key}, "upload", f.path, "--server", "http://"+s.addr, "--wait"); r.code != 1 {
		t.Errorf("plain HTTP to a TLS port: %d %s", r.code, r.stderr)
	}
}
