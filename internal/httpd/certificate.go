package httpd

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// recheck is how often a handshake looks whether the certificate file changed.
const recheck = time.Minute

// keyPair is a certificate from files that somebody else renews.
type keyPair struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	cert    *tls.Certificate
	changed time.Time // of certFile, when it was read
	checked time.Time
}

func (p *keyPair) load() error {
	info, err := os.Stat(p.certFile)
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	cert, err := tls.LoadX509KeyPair(p.certFile, p.keyFile)
	if err != nil {
		return fmt.Errorf("read certificate %s with key %s: %w", p.certFile, p.keyFile, err)
	}
	p.cert, p.changed, p.checked = &cert, info.ModTime(), time.Now()
	return nil
}

// get serves the old certificate when the new files do not fit: they may be
// half replaced, and the next look comes in a minute.
func (p *keyPair) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.checked) < recheck {
		return p.cert, nil
	}
	p.checked = time.Now()
	if info, err := os.Stat(p.certFile); err == nil && info.ModTime().Equal(p.changed) {
		return p.cert, nil
	}
	if err := p.load(); err != nil {
		p.log.WarnContext(hello.Context(), "keeping the old certificate", "error", err)
	}
	return p.cert, nil
}

// ensureSelfSigned makes a certificate unless a valid one for the hosts is there. Keeping it matters:
// clients pin it, and browsers remember that a person accepted it.
func ensureSelfSigned(certFile, keyFile string, hosts []string) error {
	hosts = append([]string{"localhost", "127.0.0.1", "::1"}, hosts...)
	if pair, err := tls.LoadX509KeyPair(certFile, keyFile); err == nil && covers(pair.Leaf, hosts) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(certFile), 0o700); err != nil {
		return fmt.Errorf("make folder for the self-signed certificate: %w", err)
	}
	cert, key, err := selfSigned(hosts, time.Now())
	if err != nil {
		return fmt.Errorf("make self-signed certificate: %w", err)
	}
	// The key first: a crash between the two leaves a pair that does not fit,
	// which the next start replaces.
	if err := os.WriteFile(keyFile, key, 0o600); err != nil {
		return fmt.Errorf("keep self-signed key: %w", err)
	}
	if err := os.WriteFile(certFile, cert, 0o644); err != nil { //nolint:gosec // public by nature
		return fmt.Errorf("keep self-signed certificate: %w", err)
	}
	return nil
}

func covers(leaf *x509.Certificate, hosts []string) bool {
	for _, host := range hosts {
		if leaf.VerifyHostname(host) != nil {
			return false
		}
	}
	return time.Now().AddDate(0, 1, 0).Before(leaf.NotAfter)
}

// selfSigned returns certificate and key as PEM.
func selfSigned(hosts []string, now time.Time) (cert, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template := x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Tributary (self-signed)"},
		NotBefore:             now.Add(-time.Hour),    // clients' clocks differ
		NotAfter:              now.AddDate(0, 0, 397), // Apple's clients refuse longer ones
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), nil
}
