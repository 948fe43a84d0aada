package httpd

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// TLSSource says where certificates come from. At most one of CertFile (with
// KeyFile), SelfSigned and Domain is set; with none there is no TLS.
type TLSSource struct {
	CertFile, KeyFile string   // PEM; read again when they change
	SelfSigned        bool     // made once and kept in Dir
	Domain            string   // certificates by ACME, kept in Dir
	Dir               string   // private folder for keys, made when needed
	Hosts             []string // names and addresses of a self-signed certificate, beside localhost
	Log               *slog.Logger
}

// Config returns the TLS configuration, nil without TLS. ACME obtains and
// renews in the background until ctx ends; it proves the name over the TLS port itself
// (TLS-ALPN), so the server must be reachable on port 443.
func (s TLSSource) Config(ctx context.Context) (*tls.Config, error) {
	switch {
	case s.CertFile != "":
		return s.files(s.CertFile, s.KeyFile)
	case s.SelfSigned:
		cert, key := filepath.Join(s.Dir, "self-signed.crt"), filepath.Join(s.Dir, "self-signed.key")
		if err := ensureSelfSigned(cert, key, s.Hosts); err != nil {
			return nil, err
		}
		return s.files(cert, key)
	case s.Domain != "":
		return s.acme(ctx)
	}
	return nil, nil //nolint:nilnil // plain HTTP is not an error
}

func (s TLSSource) files(certFile, keyFile string) (*tls.Config, error) {
	pair := &keyPair{certFile: certFile, keyFile: keyFile, log: s.Log}
	if err := pair.load(); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get}, nil
}

func (s TLSSource) acme(ctx context.Context) (*tls.Config, error) {
	var magic *certmagic.Config
	cache := certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return magic, nil },
		Logger:           zap.NewNop(),
	})
	context.AfterFunc(ctx, cache.Stop)
	magic = certmagic.New(cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: s.Dir},
		Logger:  zap.NewNop(), // its events come to our log instead
		OnEvent: s.logEvent,
	})
	magic.Issuers = []certmagic.Issuer{certmagic.NewACMEIssuer(magic, certmagic.ACMEIssuer{
		CA:                   certmagic.LetsEncryptProductionCA,
		Agreed:               true, // the manual says that --tls-domain accepts the CA's terms
		DisableHTTPChallenge: true, // port 80 is not ours
		Logger:               zap.NewNop(),
	})}
	if err := magic.ManageAsync(ctx, []string{s.Domain}); err != nil {
		return nil, fmt.Errorf("manage certificates of %s: %w", s.Domain, err)
	}
	config := magic.TLSConfig()
	config.NextProtos = append([]string{"h2", "http/1.1"}, config.NextProtos...)
	return config, nil
}

func (s TLSSource) logEvent(ctx context.Context, event string, data map[string]any) error {
	switch event {
	case "cert_obtained":
		s.Log.InfoContext(ctx, "certificate obtained", "domain", data["identifier"], "renewal", data["renewal"])
	case "cert_failed":
		s.Log.ErrorContext(ctx, "certificate not obtained", "domain", data["identifier"], "error", data["error"])
	}
	return nil
}
