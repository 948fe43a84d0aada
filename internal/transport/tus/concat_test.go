package tus_test

import (
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

func startJoining(t *testing.T) *server {
	t.Helper()
	return start(t, func(c *tus.Config, _ *policy) {
		c.Extensions = append(c.Extensions, "concatenation", "checksum-trailer")
	})
}

// part makes a partial upload of these bytes and returns its URL.
func (s *server) part(body string) string {
	s.t.Helper()
	a := s.do("POST", s.url+"/files", body, "Content-Type: application/offset+octet-stream", "Upload-Concat: partial",
		"Upload-Length: "+decimal(len(body))).want(201)
	return a.header.Get("Location")
}

func (s *server) final(list string, headers ...string) answer {
	s.t.Helper()
	return s.do("POST", s.url+"/files", "", append(headers, "Upload-Concat: final;"+list)...)
}

// wantSource checks the source of the video that an answer names.
func (s *server) wantSource(a answer, want string) {
	s.t.Helper()
	v, err := s.Video(s.t.Context(), a.header.Get("Stream-Media-Id"))
	must(s.t, err)
	if v.Source == nil || v.State != media.Processing {
		s.t.Fatalf("video is %s without a source", v.State)
	}
	src, err := blob.OpenParts(s.t.Context(), s.blobs, v.Source.Segments)
	must(s.t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	if must(s.t, err); string(got) != want {
		s.t.Errorf("source is %q, want %q", got, want)
	}
}

func TestPartial(t *testing.T) {
	s := startJoining(t)
	a := s.do("POST", s.url+"/files", "", "Upload-Length: 5", "Upload-Concat: partial").want(201).has("Stream-Media-Id:")
	at := a.header.Get("Location")
	s.do("HEAD", at, "").want(200).has("Upload-Concat: partial", "Upload-Offset: 0", "Upload-Length: 5")
	s.patch(at, 0, "01", "Upload-Concat: partial").want(204)
	s.final(at).want(400) // not finished
	a = s.patch(at, 2, "234").want(204).has("Upload-Offset: 5")
	if _, err := http.ParseTime(a.header.Get("Upload-Expires")); err != nil {
		t.Error("a finished part may expire and does not say so")
	}
	s.patch(at, 5, "").want(204)
	s.patch(at, 5, "x").want(409)
	s.do("HEAD", at, "").want(200).has("Upload-Concat: partial", "Upload-Offset: 5", "Upload-Length: 5")

	deferred := s.create("Upload-Defer-Length: 1", "Upload-Concat: partial")
	s.patch(deferred, 0, "abc").want(204)
	s.patch(deferred, 3, "", "Upload-Length: 3").want(204)
	s.wantSource(s.final(at+" "+deferred).want(201), "01234abc")

	s.do("DELETE", at, "").want(204) // it is nobody's source; who joined it keeps the bytes
	s.do("HEAD", at, "").want(410).has("Upload-Offset:")
	s.final(at).want(410)
}

func TestFinal(t *testing.T) {
	s := startJoining(t)
	one, two := s.part("one"), s.part("two")
	relative := func(at string) string { return at[strings.Index(at, "/files"):] }
	elsewhere := "https://other.test:8443" + relative(one)
	for list, want := range map[string]string{
		one + " " + two:           "onetwo",
		two + " " + one:           "twoone",
		one + " " + one:           "oneone",
		relative(one) + " " + two: "onetwo",
		path.Base(one) + "  ./" + path.Base(two) + " ": "onetwo",
		elsewhere: "one", // the same server may have several names
	} {
		a := s.final(list, "Upload-Metadata: filename YQ==").want(201).has("Upload-Expires:")
		at := a.header.Get("Location")
		s.wantSource(a, want)
		length := decimal(len(want))
		s.do("HEAD", at, "").want(200).has("Upload-Concat: final;"+strings.TrimRight(list, " "), "Upload-Offset: "+length,
			"Upload-Length: "+length, "Upload-Metadata: filename YQ==", "Upload-Expires:")
		s.patch(at, int64(len(want)), "x").want(403)
		s.patch(at, int64(len(want)), "").want(403)
		s.do("DELETE", at, "").want(409)
	}
}

func TestFinalRefusals(t *testing.T) {
	s := startJoining(t)
	done, open := s.part("one"), s.create("Upload-Length: 5", "Upload-Concat: partial")
	single := s.create("Upload-Length: 0")
	final := s.final(done).want(201).header.Get("Location")
	foreign := s.part("two")
	project := s.policy.project
	other, err := s.CreateProject(t.Context(), "other")
	must(t, err)
	s.policy.project = other.ID
	for _, tt := range []struct {
		name, list string
		status     int
		headers    []string
	}{
		{"nothing", "", 400, nil},
		{"blanks", "   ", 400, nil},
		{"with a length", done, 400, []string{"Upload-Length: 3"}},
		{"with a length of 0", done, 400, []string{"Upload-Length: 0"}},
		{"with a deferred length", done, 400, []string{"Upload-Defer-Length: 1"}},
		{"twice", done, 400, []string{"Upload-Concat: final;" + done}},
		{"partial and final", done, 400, []string{"Upload-Concat: partial"}},
		{"unknown", s.url + "/files/" + strings.Repeat("0", 32), 404, nil},
		{"one of two unknown", done + " " + s.url + "/files/" + strings.Repeat("0", 32), 404, nil},
		{"unfinished", done + " " + open, 400, nil},
		{"single", single, 400, nil},
		{"final", final, 400, nil},
		{"collection", s.url + "/files", 404, nil},
		{"other path", s.url + "/other/" + path.Base(done), 404, nil},
		{"traversal", "../files/../etc/passwd", 404, nil},
		{"escaped traversal", "/files/x%2f..%2f" + path.Base(done), 404, nil},
		{"zero byte", "/files/%00", 404, nil},
		{"no URL", "http://[::1", 400, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.t, s.policy.project = t, project
			s.final(tt.list, tt.headers...).want(tt.status).has("Location:")
		})
	}
	s.t = t
	s.policy.project = other.ID
	s.final(foreign).want(404).has("Location:")
	s.policy.project = project
	for _, value := range []string{"Partial", "partial;", "final", "FINAL;" + done, "partial;" + done, "", "unfinished"} {
		s.do("POST", s.url+"/files", "", "Upload-Length: 3", "Upload-Concat: "+value).want(400)
	}
	s.do("POST", s.url+"/files", "bytes", "Content-Type: application/offset+octet-stream", "Upload-Concat: final;"+done).want(400)
	s.policy.limits.MaxSize = 5
	s.final(done + " " + done).want(413)
}

// The final answer of a client that sent in parallel is its last: it may not take longer with more bytes or parts.
func TestFinalOfManyParts(t *testing.T) {
	s := startJoining(t)
	at := strings.Repeat(s.part("x")+" ", upload.MaxSources)
	begin := time.Now()
	a := s.final(at).want(201)
	if took := time.Since(begin); took > time.Second {
		t.Errorf("it took %s", took)
	}
	s.wantSource(a, strings.Repeat("x", upload.MaxSources))
	s.final(at + s.part("y")).want(400)
}

// trailing sends a chunk with a trailer, announced or not.
func (s *server) trailing(at, body, trailer string, announced bool, headers ...string) answer {
	s.t.Helper()
	c := s.dial()
	to, err := url.Parse(at)
	must(s.t, err)
	if announced {
		headers = append(headers, "Trailer: Upload-Checksum")
	}
	c.begin("PATCH", to.Path, append(headers, "Content-Type: application/offset+octet-stream", "Upload-Offset: 0", "Transfer-Encoding: chunked")...)
	if trailer != "" {
		trailer += "\r\n"
	}
	_, err = io.WriteString(c, decimal(len(body))+"\r\n"+body+"\r\n0\r\n"+trailer+"\r\n")
	must(s.t, err)
	return c.answer()
}

func TestChecksumTrailer(t *testing.T) {
	for _, tt := range []struct {
		name, trailer string
		announced     bool
		headers       []string
		status        int
		offset        int64
	}{
		{"right", checksum("01234"), true, nil, 204, 5},
		{"wrong", checksum("x"), true, nil, 460, 0},
		{"malformed", "Upload-Checksum: sha1", true, nil, 400, 0},
		{"unknown algorithm", "Upload-Checksum: sha3 AAAA", true, nil, 400, 0},
		{"announced and absent", "", true, nil, 400, 0},
		{"header and trailer", checksum("01234"), true, []string{checksum("01234")}, 400, 0},
		{"wrong and not announced", checksum("x"), false, nil, 204, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startJoining(t)
			at := s.create("Upload-Length: 9")
			s.trailing(at, "01234", tt.trailer, tt.announced, tt.headers...).want(tt.status)
			s.at(at, tt.offset)
		})
	}
	s := start(t, nil) // does not offer it
	at := s.create("Upload-Length: 9")
	s.trailing(at, "01234", checksum("x"), true).want(204)
}

// What is between its last byte and its consequences is not to be ended.
func TestDeleteWhileFinishing(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	id := path.Base(at)
	u, err := s.Claim(t.Context(), id, 1, "elsewhere", time.Now().Add(time.Hour))
	must(t, err)
	must(t, s.Checkpoint(t.Context(), id, upload.Checkpoint{Epoch: u.Epoch, Length: 5, Sealed: true, Segment: upload.Segment{Start: 5}}))
	s.do("DELETE", at, "").want(423)
	_, err = s.Finish(t.Context(), id, "", nil)
	must(t, err)
	s.do("DELETE", at, "").want(409)
}

func decimal(n int) string { return strconv.Itoa(n) }
