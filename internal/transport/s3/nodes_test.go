package s3_test

import (
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

// What one node of a cluster has acknowledged every other one knows at once, and the last word is the
// last, although the clocks of the nodes are seconds apart.
func TestNodes(t *testing.T) { each(t, testNodes) }

func testNodes(t *testing.T, f *fixture) {
	own := f.server
	t.Cleanup(func() { f.server = own })
	slow, fast := f.node(-5*time.Second), f.node(5*time.Second)
	on := func(node *httptest.Server) *fixture { f.server = node; return f }
	one, two := noise(1, partSize), noise(2, 100)

	id := on(fast).create()
	on(slow).do(ask{method: "PUT", query: part(id, "1"), body: one}).want(t, 200, "")
	on(fast).do(ask{method: "PUT", query: part(id, "2"), body: two}).want(t, 200, "")
	on(slow).do(ask{method: "GET", query: "uploadId=" + id}).want(t, 200, "")
	end := ask{method: "POST", query: "uploadId=" + id, body: list("1", one, "2", two)}
	on(fast).do(end).want(t, 200, "")
	on(slow).do(end).want(t, 200, "")
	for _, node := range []*httptest.Server{slow, fast} {
		if etag := on(node).do(ask{method: "HEAD"}).want(t, 200, "").header.Get("Etag"); etag != `"`+together(one, two)+`"` {
			t.Errorf("ETag %s", etag)
		}
		on(node).do(ask{method: "PUT", query: part(id, "3"), body: two}).want(t, 404, "NoSuchUpload")
		on(node).do(ask{method: "PUT", body: two, header: []string{"If-None-Match: *"}}).want(t, 412, "PreconditionFailed")
	}
	for i, node := range []*httptest.Server{slow, fast, slow, slow} {
		body := noise(byte(10+i), 10+i)
		on(node).do(ask{method: "PUT", body: body}).want(t, 200, "")
		for _, other := range []*httptest.Server{slow, fast} {
			if etag := on(other).do(ask{method: "HEAD"}).want(t, 200, "").header.Get("Etag"); etag != `"`+sum(body)+`"` {
				t.Errorf("ETag %s after put %d", etag, i)
			}
		}
	}
	on(fast).do(ask{method: "DELETE"}).want(t, 204, "")
	on(slow).do(ask{method: "HEAD"}).want(t, 404, "")
	on(slow).do(ask{method: "PUT", body: two}).want(t, 200, "")
	if got := f.finish(); got != two {
		t.Errorf("source has %d bytes", len(got))
	}
	f.wantLeft(0, int64(len(two)), 1)
}

// node runs another process over the same database and folder, whose clock is ahead by so much.
func (f *fixture) node(ahead time.Duration) *httptest.Server {
	f.t.Helper()
	log := slog.New(slog.DiscardHandler)
	engine := upload.New(upload.Config{Store: f, Parts: f, Blobs: f.blobs, Log: log})
	front := s3.New(s3.Config{Keys: f.keys, Uploads: engine, Records: f, Log: log, Now: func() time.Time { return time.Now().Add(ahead) }})
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(f.t, err)
	server := httptest.NewServer(httpd.Stack{Log: log, Metrics: metrics}.Wrap(front))
	f.t.Cleanup(server.Close)
	return server
}
