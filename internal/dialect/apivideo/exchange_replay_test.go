package apivideo_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/testkit"
)

// mediumSize is the length of the file that the clients sent when they were recorded:
// two parts of 5 MiB and a rest.
const mediumSize = 10_546_620

// replay is a client that says what was recorded.
type replay struct {
	*fixture

	medium []byte
	known  map[string]string // what the placeholders mean by now
	conn   net.Conn          // nil = none is open
	r      *bufio.Reader
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	small, err := os.ReadFile(testkit.Clip(t, testkit.ClipSpec{Seconds: 1}))
	must(t, err)
	vtt := "WEBVTT\n\n00:00.000 --> 00:01.000\nThe harbour.\n"
	var picture bytes.Buffer
	must(t, jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 32, 18)), nil))
	p := &replay{fixture: newFixture(t, nil), medium: padded(small, mediumSize)}
	p.known = map[string]string{
		"host": strings.TrimPrefix(p.url, "http://"), "apiKey": p.key, "basic": base64.StdEncoding.EncodeToString([]byte(p.key + ":")),
		"small": string(small), "vtt": vtt, "jpeg": picture.String(), "lf": "\n", "empty": "",
		"sourceUrl": "https://files.example.org/h.mp4", "expiredToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
	}
	t.Cleanup(p.hangUp)
	return p
}

// padded is an MP4 of so many bytes: a clip, then a box that readers skip.
func padded(clip []byte, size int) []byte {
	out := make([]byte, size)
	n := copy(out, clip)
	binary.BigEndian.PutUint32(out[n:], uint32(size-n))
	copy(out[n+4:], "free")
	for i := n + 8; i < size; i++ {
		out[i] = byte(i * i >> 7)
	}
	return out
}

func (p *replay) hangUp() {
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}

// send writes a request and reads its answer. A client that expects 100 waits for it.
func (p *replay) send(t *testing.T, x exchange) (*http.Response, []byte) {
	t.Helper()
	if p.conn == nil {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.known["host"])
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		p.conn, p.r = conn, bufio.NewReader(conn)
	}
	body := p.fill(t, x)
	p.known["length"] = strconv.Itoa(len(body))
	head := strings.ReplaceAll(p.text(x.head), "\n", "\r\n") + "\r\n\r\n"
	_, err := io.WriteString(p.conn, head)
	must(t, err)
	method, _, _ := strings.Cut(head, " ")
	if strings.Contains(head, "Expect: 100-continue") {
		if early, _ := p.answer(t, method); early.StatusCode != http.StatusContinue {
			t.Fatalf("%s: %s before the body", x.title, early.Status)
		}
	}
	_, err = p.conn.Write(body)
	must(t, err)
	return p.answer(t, method)
}

func (p *replay) answer(t *testing.T, method string) (*http.Response, []byte) {
	t.Helper()
	answer, err := http.ReadResponse(p.r, &http.Request{Method: method})
	must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(t, err)
	if answer.Close {
		p.hangUp()
	}
	return answer, body
}

// fill is the body as it goes over the wire.
func (p *replay) fill(t *testing.T, x exchange) []byte {
	t.Helper()
	found := regexp.MustCompile(`(?m)^Content-Type: multipart/form-data; boundary="?([^"\n]+)`).FindStringSubmatch(x.head)
	if found == nil || x.body == "" {
		return []byte(p.text(x.body))
	}
	var out []byte
	parts := strings.Split("\n"+x.body, "\n--"+found[1])
	for i, part := range parts {
		head, content, isPart := strings.Cut(part, "\n\n")
		switch {
		case i == 0: // nothing comes before the first boundary
			continue
		case !isPart: // the two hyphens at the end
			out = append(out, "--"+found[1]+head...)
		default:
			filled := p.text(content)
			p.known["partlength"] = strconv.Itoa(len(filled))
			out = append(out, "--"+found[1]+strings.ReplaceAll(p.text(head), "\n", "\r\n")+"\r\n\r\n"+filled...)
		}
		out = append(out, "\r\n"...)
	}
	return out
}

// text fills in what the placeholders mean.
func (p *replay) text(s string) string {
	return regexp.MustCompile(`\{\{[^{}]+\}\}`).ReplaceAllStringFunc(s, func(mark string) string {
		name := strings.Trim(mark, "{}")
		var from, to int
		if n, _ := fmt.Sscanf(name, "media %d-%d", &from, &to); n == 2 {
			return string(p.medium[from : to+1])
		}
		if value, ok := p.known[name]; ok {
			return value
		}
		return mark // for the next pass, or to fail where it is sent
	})
}
