package s3

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestWriteError(t *testing.T) {
	for name, tt := range map[string]struct {
		err     error
		status  int
		code    string
		message string
	}{
		"refusal":  {refuse(AccessDenied, "this access key is limited to one object key"), 403, "AccessDenied", "this access key is limited to one object key"},
		"wrapped":  {fmt.Errorf("put part: %w", refuse(BadDigest, "no")), 400, "BadDigest", "no"},
		"core":     {media.Errorf(media.TooLarge, "too large"), 400, "EntityTooLarge", "too large"},
		"overload": {media.Errorf(media.Unavailable, "busy"), 503, "SlowDown", "busy"},
		"ours":     {errors.New("dial 10.0.0.5: refused"), 500, "InternalError", "internal error, please try again"},
		"marked":   {refuse(InvalidRequest, "<&\x00>"), 400, "InvalidRequest", "<&\uFFFD>"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/project-1/a%3Cb", nil)
			w := httptest.NewRecorder()
			w.Header().Set("X-Request-Id", "01JNB3Q7ZK") // as httpd does
			writeError(w, r, tt.err)
			var got errorAnswer
			if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			want := errorAnswer{XMLName: xml.Name{Local: "Error"}, Code: Code(tt.code), Message: tt.message,
				Resource: "/project-1/a%3Cb", RequestID: "01JNB3Q7ZK"}
			if diff := cmp.Diff(want, got); diff != "" || w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, diff)
			}
			if id, kind := w.Header().Get(requestIDHeader), w.Header().Get("Content-Type"); id != "01JNB3Q7ZK" || kind != "application/xml" {
				t.Errorf("request id %q, type %q", id, kind)
			}
			if later := w.Header().Get("Retry-After") != ""; later != (tt.status == http.StatusServiceUnavailable) {
				t.Errorf("Retry-After sent: %t", later)
			}
		})
	}
}

func TestWriteErrorText(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set(requestIDHeader, "01JNB3Q7ZK")
	writeError(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/project-1/other.mp4", nil),
		refuse(AccessDenied, "this access key is limited to one object key"))
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>this access key is limited to one object key</Message>` +
		`<Resource>/project-1/other.mp4</Resource><RequestId>01JNB3Q7ZK</RequestId></Error>`
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteErrorOfHead(t *testing.T) {
	w := httptest.NewRecorder()
	writeError(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/project-1/a", nil), refuse(NoSuchKey, "no such key"))
	if w.Code != http.StatusNotFound || w.Body.Len() != 0 || w.Header().Get(requestIDHeader) == "" {
		t.Errorf("status %d, %d bytes, header %v", w.Code, w.Body.Len(), w.Header())
	}
}

// TestWriteXMLBroken: what is no XML is found before anything is answered.
func TestWriteXMLBroken(t *testing.T) {
	w := httptest.NewRecorder()
	if err := writeXML(w, http.StatusOK, func() {}); err == nil || w.Body.Len() != 0 {
		t.Errorf("%v, %d bytes", err, w.Body.Len())
	}
}

func TestIdentify(t *testing.T) {
	h := http.Header{}
	first := identify(h)
	if first == "" || identify(h) != first || h.Get(requestIDHeader) != first {
		t.Errorf("id %q, then %q, in the header %q", first, identify(h), h.Get(requestIDHeader))
	}
	if other := identify(http.Header{}); other == first {
		t.Errorf("%q twice", first)
	}
}

// TestRefusedBeforeBody waits for "100 Continue" as uploaders do, and hears the refusal
// in its place.
func TestRefusedBeforeBody(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeError(w, r, refuse(InvalidAccessKeyID, "unknown"))
	}))
	defer server.Close()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := "PUT /project-1/a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5368709120\r\n\r\n"
	if _, err = io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusForbidden || !strings.Contains(string(text), "<Code>InvalidAccessKeyId</Code>") {
		t.Errorf("%s: %s, %v", answer.Status, text, err)
	}
}
