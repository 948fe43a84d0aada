package omegastream_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// content is the uploaded file of the recordings.
func content() []byte {
	file := make([]byte, 17_825_792)
	for i := range file {
		file[i] = byte(i * i >> 7)
	}
	return file
}

// An exchange is a recorded request, sent as it stands, and the lines its answer must have.
type exchange struct{ sent, answered []string }

func readExchanges(t *testing.T, path string) []exchange {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	var out []exchange
	for block := range strings.SplitSeq(string(raw), "\n\n") {
		var x exchange
		for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
			switch {
			case strings.HasPrefix(line, ">"):
				x.sent = append(x.sent, strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
			case strings.HasPrefix(line, "< "):
				x.answered = append(x.answered, line[2:])
			}
		}
		if len(x.sent) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// TestRecordedExchanges replays what clients send, byte by byte, over one connection.
func TestRecordedExchanges(t *testing.T) {
	for _, name := range []string{"v1", "v2"} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, nil)
			f.vectorVideo(t)
			var dialer net.Dialer
			conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(f.server.URL, "http://"))
			must(t, err)
			defer conn.Close()
			must(t, conn.SetDeadline(time.Now().Add(60*time.Second)))
			known := map[string]string{"key": testKey, "signature": vectorLower, "video": testID}
			r := bufio.NewReader(conn)
			for _, x := range readExchanges(t, "testdata/"+name+".http") {
				for _, line := range x.sent {
					_, err := conn.Write(fill(line, known))
					must(t, err)
				}
				got := readAnswer(t, r)
				for _, want := range x.answered {
					if !slices.ContainsFunc(got, func(line string) bool { return match(want, line, known) }) {
						t.Fatalf("%s: no line %q (%v) in\n%s", x.sent[0], want, known, strings.Join(got, "\n"))
					}
				}
			}
			id := testID
			if name == "v1" {
				id = known["upload"]
			}
			f.wantSource(t, id)
		})
	}
}

// fill is a recorded line as it goes over the wire.
func fill(line string, known map[string]string) []byte {
	var from, size int
	if n, _ := fmt.Sscanf(line, "{bytes %d %d}", &from, &size); n == 2 {
		return content()[from : from+size]
	}
	for name, value := range known {
		line = strings.ReplaceAll(line, "{"+name+"}", value)
	}
	return []byte(line + "\r\n")
}

// match compares a line of an answer with a recorded one, and learns the names in it that
// are new.
func match(want, line string, known map[string]string) bool {
	for name, value := range known {
		if name != "expires" {
			want = strings.ReplaceAll(want, "{"+name+"}", value)
		}
	}
	name := regexp.MustCompile(`\{([a-z]+)\}`)
	pattern, rest := "^", want
	var names []string
	for at := name.FindStringSubmatchIndex(rest); at != nil; at = name.FindStringSubmatchIndex(rest) {
		names = append(names, rest[at[2]:at[3]])
		pattern, rest = pattern+regexp.QuoteMeta(rest[:at[0]])+"(.+)", rest[at[1]:]
	}
	found := regexp.MustCompile(pattern + regexp.QuoteMeta(rest) + "$").FindStringSubmatch(line)
	if found == nil {
		return false
	}
	for i, n := range names {
		if _, err := http.ParseTime(found[i+1]); n == "expires" && err != nil {
			return false
		}
		known[n] = found[i+1]
	}
	return true
}

// readAnswer returns the lines of an answer, its body last.
func readAnswer(t *testing.T, r *bufio.Reader) []string {
	t.Helper()
	var lines []string
	length, chunked := 0, false
	for {
		line, err := r.ReadString('\n')
		must(t, err)
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			break
		}
		lines = append(lines, line)
		_, _ = fmt.Sscanf(line, "Content-Length: %d", &length)
		chunked = chunked || line == "Transfer-Encoding: chunked"
	}
	if chunked {
		body, err := io.ReadAll(httputil.NewChunkedReader(r))
		must(t, err)
		_, err = r.ReadString('\n') // after the last chunk
		must(t, err)
		return append(lines, strings.TrimSpace(string(body)))
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	must(t, err)
	return append(lines, strings.TrimSpace(string(body)))
}

// wantSource fails unless the video's source is the content, byte for byte.
func (f *fixture) wantSource(t *testing.T, id string) {
	t.Helper()
	v, err := f.Video(t.Context(), id)
	must(t, err)
	if v.State != media.Processing || v.Source == nil {
		t.Fatalf("video is %s", v.State)
	}
	sum := sha256.New()
	for _, g := range v.Source.Segments {
		b, err := f.blobs.Open(t.Context(), g.Key)
		must(t, err)
		_, err = io.Copy(sum, io.NewSectionReader(b, 0, g.Length))
		must(t, err)
		must(t, b.Close())
	}
	if want := sha256.Sum256(content()); !bytes.Equal(sum.Sum(nil), want[:]) {
		t.Error("the stored source is not what was sent")
	}
}
