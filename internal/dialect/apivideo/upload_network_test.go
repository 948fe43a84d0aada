package apivideo_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/upload"
)

// crashing is an engine whose process ends when the pieces are committed, before the answer.
type crashing struct{ *upload.Engine }

func (c crashing) ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error) {
	if _, err := c.Engine.ChangeParts(ctx, id, change); err != nil {
		return upload.Upload{}, err
	}
	panic(http.ErrAbortHandler)
}

// crashed sends a request whose answer is lost although everything was committed.
func (f *fixture) crashed(t *testing.T, path, contentRange, body string) {
	t.Helper()
	cfg := f.cfg
	cfg.Uploads = crashing{f.engine}
	d, err := apivideo.New(cfg)
	must(t, err)
	mux := http.NewServeMux()
	d.Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	server := httptest.NewServer(httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}.Wrap(httpd.Canonical(mux)))
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader(body))
	must(t, err)
	req.Header.Set("Content-Type", strings.TrimPrefix(formType, "Content-Type: "))
	if contentRange != "" {
		req.Header.Set("Content-Range", contentRange)
	}
	req.Header.Set("Authorization", "Bearer "+f.key)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		defer resp.Body.Close()
		t.Fatalf("answered %d", resp.StatusCode)
	}
}

// dial opens a connection to the server that ends with the test.
func (f *fixture) dial(t *testing.T) (*net.TCPConn, *bufio.Reader) {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(f.server.URL, "http://"))
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	return conn.(*net.TCPConn), bufio.NewReader(conn)
}

// elsewhere sends a request from another address than the other tests.
func (f *fixture) elsewhere(t *testing.T, head, body string) answer {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(f.server.URL, "http://"))
	must(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "%s\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n%s", head, formType, len(body), body)
	must(t, err)
	return readStatus(t, bufio.NewReader(conn))
}

// head is the head of a request for the source of a video.
func (f *fixture) head(videoID, key string, lines ...string) string {
	return "POST /videos/" + videoID + "/source HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n" + formType + "\r\n" +
		strings.Join(lines, "\r\n") + "\r\n\r\n"
}

func readStatus(t *testing.T, r *bufio.Reader) answer {
	t.Helper()
	resp, err := http.ReadResponse(r, nil)
	must(t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	must(t, err)
	return answer{resp.StatusCode, resp.Header, string(raw)}
}

// Who waits for "100 Continue" learns everything that the head tells before sending the body.
func TestExpectContinue(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	complete := f.newVideo(t, "")
	f.piece(t, complete, "part 1/2", noise(1, 5<<20)).accepted(t, false)
	const length = "Content-Length: 1048576"
	for _, tt := range []struct {
		name, head, slug, what string
		status                 int
	}{
		{"key", f.head(id, "1$00", length, "Expect: 100-continue"), "authentication-invalid-api-key", "", 401},
		{"video", f.head("vi0", f.key, length, "Expect: 100-continue"), "resource-not-found", "videoId", 404},
		{"range", f.head(id, f.key, length, "Expect: 100-continue", "Content-Range: part 0/1"), byPart + "part-zero", "Content-Range", 400},
		{"length", f.head(id, f.key, "Content-Length: 210763777", "Expect: 100-continue"), "uploaded-file-too-large", "file", 400},
		{"what went before", f.head(complete, f.key, length, "Expect: 100-continue", "Content-Range: part 1/3"), byPart + "different-total-parts", "Content-Range", 400},
		{"token", "POST /upload?token=x HTTP/1.1\r\nHost: x\r\n" + formType + "\r\n" + length + "\r\nExpect: 100-continue\r\n\r\n",
			"authentication-invalid-upload-token", "", 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn, r := f.dial(t)
			_, err := io.WriteString(conn, tt.head)
			must(t, err)
			readStatus(t, r).problem(t, tt.status, tt.slug, tt.what)
		})
	}
	conn, r := f.dial(t)
	body := fileForm("a", "bytes")
	_, err := io.WriteString(conn, f.head(id, f.key, fmt.Sprint("Content-Length: ", len(body)), "Expect: 100-continue"))
	must(t, err)
	if line, err := r.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100") {
		t.Fatalf("%q, %v", line, err)
	}
	_, err = r.ReadString('\n')
	must(t, err)
	_, err = io.WriteString(conn, body)
	must(t, err)
	readStatus(t, r).accepted(t, true)
}

// A client that is refused while it sends can send the rest, then hears why, and may use
// the connection again.
func TestRefusedWhileSending(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	conn, r := f.dial(t)
	body := fileForm("a", strings.Repeat("x", 12<<20))
	for range 2 {
		_, err := io.WriteString(conn, f.head(id, f.key, fmt.Sprint("Content-Length: ", len(body)), "Content-Range: part 0/1")+body)
		must(t, err)
		readStatus(t, r).problem(t, 400, byPart+"part-zero", "Content-Range")
	}
}

// Without a length a body is read as far as the file may go.
func TestChunkedTransfer(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	chunked := func(body string) string {
		return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	}
	conn, r := f.dial(t)
	_, err := io.WriteString(conn, f.head(id, f.key, "Transfer-Encoding: chunked")+chunked(fileForm("a", noise(1, 101))))
	must(t, err)
	readStatus(t, r).problem(t, 400, "uploaded-file-too-large", "file")
	conn, r = f.dial(t)
	_, err = io.WriteString(conn, f.head(id, f.key, "Transfer-Encoding: chunked")+chunked(fileForm("a", noise(1, 100))))
	must(t, err)
	readStatus(t, r).accepted(t, true)
	f.wantSource(t, id, noise(1, 100))
	f.swept(t, 1)
}

// A connection that breaks leaves no piece behind, wherever it breaks.
func TestLostConnection(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	body := fileForm("a", noise(1, 100))
	for n := 0; n < len(body); n += 37 {
		conn, r := f.dial(t)
		_, err := io.WriteString(conn, f.head(id, f.key, fmt.Sprint("Content-Length: ", len(body)), "Content-Range: part 1/2")+body[:n])
		must(t, err)
		must(t, conn.CloseWrite())
		readStatus(t, r).problem(t, 400, "invalid-payload", "") // the other direction still works
	}
	v, err := f.Video(t.Context(), uuid(t, id))
	must(t, err)
	if v.State != "created" {
		t.Errorf("video is %s", v.State)
	}
	f.swept(t, 0)
}

// A kill between the commit and the answer: the piece comes again and changes nothing.
func TestCrashBeforeAnswer(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	path := "/videos/" + id + "/source"
	file := noise(1, 40)
	f.crashed(t, path, "part 1/2", fileForm("a", file[:20]))
	f.restart(t)
	f.piece(t, id, "part 1/2", file[:20]).accepted(t, false)
	f.crashed(t, path, "part 2/2", fileForm("a", file[20:]))
	f.restart(t)
	f.piece(t, id, "part 2/2", file[20:]).accepted(t, true)
	f.wantSource(t, id, file)
	f.swept(t, 2)
}
