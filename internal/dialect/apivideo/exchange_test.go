package apivideo_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// mediumSize is the length of the file that the clients sent when they were recorded:
// two parts of 5 MiB and a rest.
const mediumSize = 10_546_620

// An exchange is one request that an unmodified client sent, and what its answer must hold.
//
// In a file of testdata/exchanges it begins with "### ", then come directives:
//
//	# expect: status=201 header.content-type=application/json json.title="my name" json.data.length=1 body.length=0
//	# save: v1=json.videoId
//
// then the request's head, an empty line, and its body up to the two line ends before the next
// exchange. Line ends are CRLF on the wire, in multipart bodies too; {{names}} are filled in.
type exchange struct {
	title  string
	expect string
	save   string
	head   string
	body   string
}

func readExchanges(t *testing.T, path string) []exchange {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	blocks := strings.Split(string(raw), "\n### ")
	out := make([]exchange, 0, len(blocks))
	for _, block := range blocks[1:] {
		var x exchange
		x.title, block, _ = strings.Cut(block+"\n", "\n")
		for strings.HasPrefix(block, "#") {
			var line string
			line, block, _ = strings.Cut(block, "\n")
			if conditions, ok := strings.CutPrefix(line, "# expect: "); ok {
				x.expect = conditions
			}
			if names, ok := strings.CutPrefix(line, "# save: "); ok {
				x.save = names
			}
		}
		x.head, x.body, _ = strings.Cut(block, "\n\n")
		x.head = strings.TrimRight(x.head, "\n") // the last one of a file
		x.body = strings.TrimSuffix(strings.TrimSuffix(x.body, "\n"), "\n")
		out = append(out, x)
	}
	return out
}

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

// Every client's requests, byte for byte and in their order, are answered as it needs; what it
// sent is what is kept, in one video for each file.
func TestRecordedExchanges(t *testing.T) {
	for name, want := range map[string]struct{ videos, complete int }{
		"go-sdk": {5, 5}, "node-sdk": {6, 6}, "php-sdk": {4, 4}, "python-sdk": {4, 4}, "browser-uploader": {5, 5},
		"curl": {3, 1}, // one is to come from a URL, of another a first part was sent
	} {
		t.Run(name, func(t *testing.T) {
			p := newReplay(t)
			p.given(t, name)
			for _, x := range readExchanges(t, filepath.Join("testdata", "exchanges", name+".http")) {
				p.exchange(t, x)
			}
			if videos, complete := p.kept(t); videos != want.videos || complete != want.complete {
				t.Errorf("%d videos, %d of them complete, want %v", videos, complete, want)
			}
		})
	}
}

// given makes what a page is given by its back end before the recording begins.
func (p *replay) given(t *testing.T, name string) {
	t.Helper()
	if name != "browser-uploader" {
		return
	}
	p.known["t1"] = p.api(t, http.StatusOK, "POST", "/upload-tokens", "{}").decode(t)["token"].(string)
	p.known["v2"], p.known["v3"] = p.newVideo(t, ""), p.newVideo(t, "")
	login := p.do(t, "POST", "/auth/api-key", fmt.Sprintf(`{"apiKey":%q}`, p.key))
	p.known["refreshToken"] = login.decode(t)["refresh_token"].(string)
}

func (p *replay) exchange(t *testing.T, x exchange) {
	t.Helper()
	answer, body := p.send(t, x)
	var decoded any
	_ = json.Unmarshal(body, &decoded) // not every answer is JSON; a condition on one that is not fails
	for path, want := range conditions(p.text(x.expect)) {
		if diff := cmp.Diff(want, observe(answer, body, decoded, path)); diff != "" {
			t.Fatalf("%s: %s (-want +got):\n%s\n%s %s", x.title, path, diff, answer.Status, body)
		}
	}
	for _, pair := range strings.Fields(x.save) {
		name, path, _ := strings.Cut(pair, "=")
		value, ok := observe(answer, body, decoded, path).(string)
		if !ok {
			t.Fatalf("%s: no %s in %s", x.title, path, body)
		}
		p.known[name] = value
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
			bytes := p.text(content)
			p.known["partlength"] = strconv.Itoa(len(bytes))
			out = append(out, "--"+found[1]+strings.ReplaceAll(p.text(head), "\n", "\r\n")+"\r\n\r\n"+bytes...)
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

// conditions are what an answer must show, by where. A value that is JSON is that, any other is text.
func conditions(line string) map[string]any {
	begins := regexp.MustCompile(`(?:^| )(status|body\.length|header\.[\w-]+|json\.[\w.\[\]]+)=`).FindAllStringSubmatchIndex(line, -1)
	out := map[string]any{}
	for i, at := range begins {
		end := len(line)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		value := line[at[1]:end]
		var decoded any
		if err := json.Unmarshal([]byte(value), &decoded); err != nil {
			decoded = value
		}
		out[line[at[2]:at[3]]] = decoded
	}
	return out
}

// observe is what an answer shows in one place, as JSON would hold it.
func observe(answer *http.Response, body []byte, decoded any, path string) any {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "status":
		return float64(answer.StatusCode)
	case "header":
		return answer.Header.Get(rest)
	case "body":
		return float64(len(body))
	}
	for _, step := range strings.FieldsFunc(rest, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		list, isList := decoded.([]any)
		n, err := strconv.Atoi(step)
		switch {
		case isList && step == "length":
			decoded = float64(len(list))
		case err == nil:
			decoded = at(decoded, n)
		default:
			decoded = at(decoded, step)
		}
	}
	return decoded
}

// kept counts the videos of the project and those that have a source, each of which must be one
// of the files that were sent.
func (p *replay) kept(t *testing.T) (videos, complete int) {
	t.Helper()
	whole := [][sha256.Size]byte{sha256.Sum256(p.medium), sha256.Sum256([]byte(p.known["small"])), sha256.Sum256(p.medium[:5<<20]), sha256.Sum256(p.medium[:6_000_000])}
	var list struct{ Data []struct{ VideoID string } }
	must(t, json.Unmarshal([]byte(p.api(t, http.StatusOK, "GET", "/videos?pageSize=100", "").body), &list))
	for _, listed := range list.Data {
		v, err := p.Video(t.Context(), uuid(t, listed.VideoID))
		must(t, err)
		if v.Source == nil {
			continue
		}
		complete++
		if !slices.Contains(whole, p.sourceSum(t, v)) {
			t.Errorf("the source of %q, %d bytes, is none of the files that were sent", v.Title, v.Source.Size)
		}
	}
	return len(list.Data), complete
}

func (p *replay) sourceSum(t *testing.T, v media.Video) (sum [sha256.Size]byte) {
	t.Helper()
	h := sha256.New()
	for _, g := range v.Source.Segments {
		b, err := p.blobs.Open(t.Context(), g.Key)
		must(t, err)
		_, err = io.Copy(h, io.NewSectionReader(b, 0, g.Length))
		must(t, err)
		must(t, b.Close())
	}
	h.Sum(sum[:0])
	return sum
}
