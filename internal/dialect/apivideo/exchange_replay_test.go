package apivideo_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/testkit"
)

// mediumSize is the length of the file that the clients sent when they were recorded:
// two parts of 5 MiB and a rest.
const mediumSize = 10_546_620

// replay is a client that says what was recorded.
type replay struct {
	*fixture
	*testkit.Replay

	medium []byte
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	small, err := os.ReadFile(testkit.Clip(t, testkit.ClipSpec{Seconds: 1}))
	must(t, err)
	vtt := "WEBVTT\n\n00:00.000 --> 00:01.000\nThe harbour.\n"
	var picture bytes.Buffer
	must(t, jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 32, 18)), nil))
	f := newFixture(t, nil)
	return &replay{f, testkit.NewReplay(t, map[string]string{
		"host": strings.TrimPrefix(f.server.URL, "http://"), "apiKey": f.key, "basic": base64.StdEncoding.EncodeToString([]byte(f.key + ":")),
		"small": string(small), "vtt": vtt, "jpeg": picture.String(), "lf": "\n", "empty": "",
		"sourceUrl": "https://files.example.org/h.mp4", "expiredToken": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
	}), padded(small, mediumSize)}
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

// fill is the body as it goes over the wire: the lines that make multipart of it end in CRLF.
func (p *replay) fill(x testkit.Exchange) string {
	found := regexp.MustCompile(`(?m)^Content-Type: multipart/form-data; boundary="?([^"\n]+)`).FindStringSubmatch(x.Head)
	if found == nil || x.Body == "" {
		return p.text(x.Body)
	}
	var out strings.Builder
	parts := strings.Split("\n"+x.Body, "\n--"+found[1])
	for i, part := range parts {
		head, content, isPart := strings.Cut(part, "\n\n")
		switch {
		case i == 0: // nothing comes before the first boundary
			continue
		case !isPart: // the two hyphens at the end
			out.WriteString("--" + found[1] + head)
		default:
			filled := p.text(content)
			p.Known["partlength"] = strconv.Itoa(len(filled))
			out.WriteString("--" + found[1] + strings.ReplaceAll(p.text(head), "\n", "\r\n") + "\r\n\r\n" + filled)
		}
		out.WriteString("\r\n")
	}
	return out.String()
}

// text fills in what the placeholders mean, bytes of the medium among them.
func (p *replay) text(s string) string {
	return regexp.MustCompile(`\{\{media \d+-\d+\}\}`).ReplaceAllStringFunc(p.Text(s), func(mark string) string {
		var from, to int
		_, _ = fmt.Sscanf(mark, "{{media %d-%d}}", &from, &to)
		return string(p.medium[from : to+1])
	})
}
