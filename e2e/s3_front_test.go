package e2e

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// moment is when a front kills the server: around the request that makes an object of parts.
type moment int

const (
	beforeComplete moment = iota // it never arrives
	whileCompletes               // it may be done or not; nobody is answered
	afterComplete                // it is done, and the answer is lost
)

// front is an HTTP proxy before a server that kills and restarts it once.
type front struct {
	at     moment
	after  time.Duration // of whileCompletes
	s      *server
	struck atomic.Bool
	direct http.RoundTripper
}

// startFatal starts a front before s. It returns the server as somebody sees it through that.
func startFatal(t *testing.T, s *server, at moment, after time.Duration) (*server, *front) {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	// Every request has a connection of its own: none is repeated by the proxy.
	f := &front{at: at, after: after, s: s, direct: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	web := httptest.NewUnstartedServer(&httputil.ReverseProxy{
		Transport: f, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // which is signed
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // the client sees what happened
	})
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.Start()
	t.Cleanup(web.Close)
	through := *s
	through.URL = web.URL
	return &through, f
}

// RoundTrip implements http.RoundTripper.
func (f *front) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost || !req.URL.Query().Has("uploadId") || f.struck.Swap(true) {
		return f.direct.RoundTrip(req)
	}
	switch f.at {
	case beforeComplete:
		f.s.crash()
	case whileCompletes:
		var asked sync.WaitGroup
		asked.Go(func() { f.ask(req) })
		pause(req.Context(), f.after)
		f.s.crash()
		asked.Wait()
	case afterComplete:
		f.ask(req)
		f.s.crash()
	}
	return nil, io.ErrUnexpectedEOF
}

// ask sends a request whose answer nobody will see.
func (f *front) ask(req *http.Request) {
	if res, err := f.direct.RoundTrip(req); err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
}
