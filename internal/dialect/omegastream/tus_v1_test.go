package omegastream_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/omegastream"
)

const v1 = "/company/client/video/stream"

// zeros is a body of n bytes that takes no memory.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// chunk sends n bytes at an offset and returns status and message.
func (f *fixture) chunk(t *testing.T, at string, offset, n int64, counted bool) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, at, zeros(n))
	must(t, err)
	if req.ContentLength = n; counted {
		req.ContentLength = -1
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	req.Header.Set("Upload-Offset", strconv.FormatInt(offset, 10))
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusNoContent {
		return resp.StatusCode, answer{body: string(raw)}.decode(t)["message"].(string)
	}
	if got, want := resp.Header.Get("Upload-Offset"), strconv.FormatInt(offset+n, 10); got != want {
		t.Errorf("Upload-Offset %s, want %s", got, want)
	}
	return resp.StatusCode, ""
}

func (f *fixture) begin(t *testing.T, length int64) string {
	t.Helper()
	a := f.tus(t, "POST", v1, "", bearer, "Upload-Length: "+strconv.FormatInt(length, 10))
	a.want(t, 201, "")
	return a.header.Get("Location")
}

const (
	rule1 = "chunk is larger than 209715200 bytes"
	rule3 = "chunk size must be a multiple of 262144 bytes"
	rule4 = "chunk size must be at least 5242880 bytes"
)

// The table of section 3.2. A refused chunk is the last one of its row.
func TestChunkRules(t *testing.T) {
	tests := []struct {
		name    string
		length  int64
		chunks  []int64
		refusal string
	}{
		{"5 MiB thrice and the rest", 17_825_792, []int64{5_242_880, 5_242_880, 5_242_880, 2_097_152}, ""},
		{"small file at once", 3_000_000, []int64{3_000_000}, ""},
		{"small file in MiBs", 3_000_000, []int64{1_048_576, 1_048_576, 902_848}, ""},
		{"small file, not a multiple", 3_000_000, []int64{1_000_000}, rule3},
		{"256 KiB", 20_000_000, []int64{262_144}, rule4},
		{"6 MB", 20_000_000, []int64{6_000_000}, rule3},
		{"one byte before the end", 6_000_000, []int64{5_999_999}, rule3},
		{"nothing at all", 20_000_000, []int64{0, 5_242_880}, ""},
	}
	f := newFixture(t, nil)
	for _, tt := range tests {
		for _, counted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/counted=%v", tt.name, counted), func(t *testing.T) {
				at, offset := f.begin(t, tt.length), int64(0)
				for i, n := range tt.chunks {
					status, text := f.chunk(t, at, offset, n, counted)
					if tt.refusal != "" && i == len(tt.chunks)-1 {
						if status != 400 || text != tt.refusal {
							t.Fatalf("chunk %d: %d %s, want %s", i, status, text, tt.refusal)
						}
						break
					}
					if status != 204 {
						t.Fatalf("chunk %d: %d %s", i, status, text)
					}
					offset += n
				}
				head := f.tus(t, "HEAD", at, "", bearer)
				if got := head.header.Get("Upload-Offset"); got != strconv.FormatInt(offset, 10) {
					t.Errorf("HEAD says %s, want %d", got, offset)
				}
			})
		}
	}
}

func TestLargeChunks(t *testing.T) {
	if testing.Short() {
		t.Skip("moves 150 MiB")
	}
	f := newFixture(t, nil)
	if status, text := f.chunk(t, f.begin(t, 157_286_400), 0, 157_286_400, false); status != 204 {
		t.Errorf("150 MiB at once: %d %s", status, text)
	}
}

// The default of tus-js-client, the whole file at once, is refused before its first byte.
func TestTooLargeChunkIsNotRead(t *testing.T) {
	f := newFixture(t, nil)
	at := f.begin(t, 314_572_800)
	resp := f.raw(t, "PATCH "+strings.TrimPrefix(at, f.server.URL)+" HTTP/1.1", bearer, "Tus-Resumable: 1.0.0",
		"Content-Type: application/offset+octet-stream", "Upload-Offset: 0", "Content-Length: 314572800", "Expect: 100-continue")
	if !strings.HasPrefix(resp[0], "HTTP/1.1 413 ") || resp[len(resp)-1] != `{"message":"`+rule1+`"}` {
		t.Errorf("answer %q", resp)
	}
}

// raw sends exactly these lines and returns those of the answer, until it closes or is complete.
func (f *fixture) raw(t *testing.T, lines ...string) []string {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(f.server.URL, "http://"))
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	lines = append([]string{lines[0], "Host: upload.example.com"}, lines[1:]...)
	_, err = io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n")
	must(t, err)
	return readAnswer(t, bufio.NewReader(conn))
}

// After a cut the offset is odd, the next chunk of full size again.
func TestResumeAtOddOffset(t *testing.T) {
	f := newFixture(t, nil)
	at := f.begin(t, 20_000_000)
	f.cut(t, at, 0, 5_242_880*2, 7_000_001)
	head := f.tus(t, "HEAD", at, "", bearer)
	if got := head.header.Get("Upload-Offset"); got != "7000001" {
		t.Fatalf("after the cut HEAD says %s", got)
	}
	if status, text := f.chunk(t, at, 7_000_001, 5_242_880, false); status != 204 {
		t.Errorf("full chunk: %d %s", status, text)
	}
	if status, text := f.chunk(t, at, 12_242_881, 20_000_000-12_242_881, false); status != 204 {
		t.Errorf("tail: %d %s", status, text)
	}
}

// cut declares a chunk, sends part of it, and hangs up.
func (f *fixture) cut(t *testing.T, at string, offset, declared, sent int64) {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(f.server.URL, "http://"))
	must(t, err)
	_, err = fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\n%s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", strings.TrimPrefix(at, f.server.URL), bearer, offset, declared)
	must(t, err)
	_, err = io.Copy(conn, zeros(sent))
	must(t, err)
	must(t, conn.(*net.TCPConn).CloseWrite())
	_, err = io.Copy(io.Discard, conn) // the server has committed when it closes
	must(t, err)
	must(t, conn.Close())
}

func TestRelaxedChunkRules(t *testing.T) {
	for _, mode := range []string{omegastream.ChunkRulesWarn, omegastream.ChunkRulesOff} {
		t.Run(mode, func(t *testing.T) {
			f := newFixture(t, func(c *omegastream.Config) { c.Settings.V1ChunkRules = mode })
			if status, text := f.chunk(t, f.begin(t, 20_000_000), 0, 524_288, false); status != 204 {
				t.Errorf("512 KiB: %d %s", status, text)
			}
			if warned := strings.Contains(f.log.String(), rule4); warned != (mode == omegastream.ChunkRulesWarn) {
				t.Errorf("warned: %v; log: %s", warned, f.log)
			}
		})
	}
}

func TestV1Titles(t *testing.T) {
	f := newFixture(t, nil)
	long := strings.Repeat("ä", 130)
	for metadata, want := range map[string]string{
		"":                                   "untitled",
		"filename dGVzdC5tcDQ=":              "test.mp4",
		"fileName dGVzdC5tcDQ=":              "test.mp4",
		"name TmFtZQ==,filename dGVzdA==":    "Name",
		"title VGl0bGU=,name TmFtZQ==":       "Title",
		"title,collection,filename dGVzdA==": "test",
		"title " + b64(long):                 strings.Repeat("ä", 128),
		"title " + b64("nul\x00\n walk"):     "nul  walk",
	} {
		a := f.tus(t, "POST", v1, "", bearer, "Upload-Length: 5", "Upload-Metadata: "+metadata)
		a.want(t, 201, "")
		v, err := f.Video(t.Context(), a.header.Get("stream-media-id"))
		must(t, err)
		if v.Title != want {
			t.Errorf("%s: title %q, want %q", metadata, v.Title, want)
		}
	}
}

func TestV1Collection(t *testing.T) {
	f := newFixture(t, nil)
	made := f.api(t, 201, "POST", "/company/client/collections", `{"name":"Trips"}`).decode(t)["id"].(string)
	a := f.tus(t, "POST", v1, "", bearer, "Upload-Length: 5", "Upload-Metadata: collection "+b64(made))
	a.want(t, 201, "")
	got := f.api(t, 200, "GET", "/company/client/video/"+a.header.Get("stream-media-id"), "").decode(t)["collection_id"]
	if got != made {
		t.Errorf("collection_id %v, want %s", got, made)
	}
	f.tus(t, "POST", v1, "", bearer, "Upload-Length: 5", "Upload-Metadata: collection Qw==").want(t, 400, "collection not found")
	if _, total, _ := f.Collections(t.Context(), f.project.ID, 0, 10); total != 1 {
		t.Errorf("%d collections", total)
	}
}
