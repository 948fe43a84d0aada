package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Config is what the operator decides about outgoing requests. The zero value
// is the strictest.
type Config struct {
	Allow Allow // destinations free of the rules on addresses, ports and schemes

	// Own are the addresses this server listens on; it never calls itself, not
	// even through the allow list. An unspecified address (0.0.0.0, ::) stands
	// for every address of this machine.
	Own []netip.AddrPort

	PlainWebhooks  bool           // webhooks may use http everywhere
	WebhookTimeout time.Duration  // for the whole of one request and its answer; 0 = 15 s
	Roots          *x509.CertPool // certificate authorities; nil = the system's
	Resolver       *net.Resolver  // nil = the system's
}

// Guard makes clients that reach only what the rules allow. It is safe for
// concurrent use.
type Guard struct {
	allow    Allow
	own      []netip.AddrPort
	refused  []netip.Prefix
	denied   map[uint16]bool
	plain    bool
	resolver *net.Resolver
	limits   limits
	clients  map[Use]*http.Client
}

// New makes a Guard. Nothing is dialled or looked up.
func New(cfg Config) *Guard { return build(cfg, standardLimits()) }

func build(cfg Config, l limits) *Guard {
	if cfg.WebhookTimeout > 0 {
		l.total = cfg.WebhookTimeout
	}
	g := &Guard{
		allow:    cfg.Allow,
		own:      cfg.Own,
		refused:  refusedRanges(),
		denied:   deniedPorts(),
		plain:    cfg.PlainWebhooks,
		resolver: cfg.Resolver,
		limits:   l,
		clients:  make(map[Use]*http.Client),
	}
	for _, use := range []Use{Webhook, Import, Service} {
		g.clients[use] = g.client(use, cfg.Roots)
	}
	return g
}

// Client returns the client for a use, always the same one; connections are
// never shared between uses. It keeps no cookies and ignores proxy variables.
//
// A Webhook request ends after its timeout, follows no redirect (the 3xx is the
// answer) and lets at most 4 KiB of the answer be read. An Import follows up
// to five redirects and ends with an error wrapping [ErrTooSlow] when the origin
// sends less than 16 KiB/s; bound it with the context and [LimitBody]. A Service may
// take an hour to answer and follows no redirect; bound it in the same way.
func (g *Guard) Client(use Use) *http.Client { return g.clients[use] }

// CheckURL refuses a URL that no request of this use can ever reach, for the
// moment when somebody registers it. It looks nothing up: a nil answer says
// that the form is fine, not that the destination will be allowed. The error
// wraps [ErrNotAllowed] and comes after the same time as one from a request.
func (g *Guard) CheckURL(ctx context.Context, raw string, use Use) error {
	start := time.Now()
	err := g.checkURL(raw, use)
	if err != nil {
		g.pad(ctx, start)
	}
	return err
}

func (g *Guard) checkURL(raw string, use Use) error {
	u, err := url.Parse(raw)
	if err != nil {
		return refuse("malformed URL")
	}
	_, err = g.target(u, use)
	return err
}

// Close closes idle connections. Requests under way end by themselves.
func (g *Guard) Close() {
	for _, c := range g.clients {
		c.CloseIdleConnections()
	}
}

func (g *Guard) client(use Use, roots *x509.CertPool) *http.Client {
	header := g.limits.header
	if use == Service {
		header = g.limits.service
	}
	return &http.Client{
		Transport: &guarded{
			guard:  g,
			use:    use,
			plain:  g.transport(use == Webhook && !g.plain, header, roots),
			secure: g.transport(false, header, roots),
		},
		CheckRedirect: use.checkRedirect,
	}
}

// transport makes a connection pool. With listedOnly every destination has to
// be on the allow list.
func (g *Guard) transport(listedOnly bool, header time.Duration, roots *x509.CertPool) *http.Transport {
	// HTTP/1.1 only: one request per connection is what makes the caps on bytes
	// and times simple to state and to keep.
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  nil, // a proxy would dial for us, past the check
		DialContext:            g.dial(listedOnly),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    g.limits.handshake,
		ResponseHeaderTimeout:  header,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true, // so that limits count what arrives
		IdleConnTimeout:        g.limits.idle,
		MaxIdleConns:           100,
		MaxIdleConnsPerHost:    2,
		Protocols:              &protocols,
	}
}
