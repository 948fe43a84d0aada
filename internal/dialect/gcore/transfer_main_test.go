package gcore_test

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// transferConfig is what uploads need in tests. f.engine and f.importer are there.
func (f *fixture) transferConfig(*testing.T) gcore.TransferConfig {
	return gcore.TransferConfig{Uploads: f.engine, Usage: f, Segments: f}
}

// uploader is a client of the dialect's tus uploads, on a server of their own.
type uploader struct {
	*fixture

	url string
}

func newUploader(t *testing.T, change func(*gcore.Config)) uploader {
	t.Helper()
	f := newFixture(t, change)
	mux := http.NewServeMux()
	mux.Handle("/upload", f.dialect.Uploads())
	mux.Handle("/upload/{upload}", f.dialect.Uploads())
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	server := testkit.Serve(t, httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}.Wrap(httpd.Canonical(mux)))
	return uploader{f, server.URL}
}

// send sends a request of tus. Headers are "Name: value"; one that is repeated is sent twice. The body
// of the answer comes back untouched.
func (u uploader) send(t *testing.T, method, url, body string, headers ...string) answer {
	t.Helper()
	if strings.HasPrefix(url, "/") {
		url = u.url + url
	}
	if !slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Tus-Resumable: ") }) {
		headers = append(slices.Clip(headers), "Tus-Resumable: 1.0.0")
	}
	status, header, raw := u.server.Send(t, method, url, body, headers...)
	return answer{status, header, raw}
}

// token is a fresh upload token of a video.
func (u uploader) token(t *testing.T, id int64) string {
	t.Helper()
	return u.api(t, 200, "GET", video(id)+"/upload", "").decode(t)["token"].(string)
}

// metadata is the header of a creation; "name value" each, in order.
func metadata(pairs ...string) string {
	var out []string
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, " ")
		out = append(out, name+" "+base64.StdEncoding.EncodeToString([]byte(value)))
	}
	return "Upload-Metadata: " + strings.Join(out, ",")
}

func (u uploader) metadata(t *testing.T, id int64) string {
	t.Helper()
	return metadata("filename film.mp4", "token "+u.token(t, id), "video_id "+strconv.FormatInt(id, 10),
		"client_id "+strconv.FormatInt(u.project.ID, 10))
}

// begin creates an upload of length bytes and returns its address.
func (u uploader) begin(t *testing.T, id int64, length int) string {
	t.Helper()
	a := u.send(t, "POST", "/upload/", "", "Upload-Length: "+strconv.Itoa(length), u.metadata(t, id))
	if a.status != 201 || a.body != "" {
		t.Fatalf("creation: %d %q", a.status, a.body)
	}
	return a.header.Get("Location")
}

// patch sends bytes and returns the answer.
func (u uploader) patch(t *testing.T, url string, offset int, content string, headers ...string) answer {
	t.Helper()
	return u.send(t, "PATCH", url, content, append([]string{
		"Content-Type: application/offset+octet-stream", "Upload-Offset: " + strconv.Itoa(offset),
	}, headers...)...)
}

func (u uploader) wantStatus(t *testing.T, id int64, state media.State) {
	t.Helper()
	if v := u.record(t, id); v.State != state {
		t.Errorf("video is %s, want %s", v.State, state)
	}
}
