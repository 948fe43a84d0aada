package tus_test

import (
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

func TestOptions(t *testing.T) {
	s := start(t, nil)
	for _, url := range []string{s.url + "/files", s.url + "/files/x"} {
		s.do("OPTIONS", url, "", "Tus-Resumable: 0.2.2").want(200).has("Tus-Version: 1.0.0", "Tus-Resumable:",
			"Tus-Extension: "+everything, "Tus-Max-Size: 1073741824", "Tus-Checksum-Algorithm: sha1,sha256,md5,crc32", "Content-Length: 0")
	}
	s = start(t, func(c *tus.Config, _ *policy) {
		c.OptionsStatus, c.MaxSize, c.Extensions = http.StatusNoContent, 0, []string{"creation"}
	})
	s.do("OPTIONS", s.url+"/files", "").want(204).has("Tus-Extension: creation", "Tus-Max-Size:", "Tus-Checksum-Algorithm:")
}

// TestCrossOrigin is defect D22, and more: a browser hides what is not allowed here.
func TestCrossOrigin(t *testing.T) {
	s := start(t, nil)
	preflight := s.do("OPTIONS", s.url+"/files", "", "Origin: https://example.test", "Access-Control-Request-Method: PATCH").want(200)
	wantList(t, preflight.header.Get("Access-Control-Allow-Methods"), "POST HEAD PATCH DELETE GET OPTIONS")
	wantList(t, preflight.header.Get("Access-Control-Allow-Headers"), "Authorization Content-Type Tus-Resumable Upload-Length "+
		"Upload-Defer-Length Upload-Offset Upload-Metadata Upload-Concat Upload-Checksum X-HTTP-Method-Override X-Requested-With X-Request-ID Signature")
	for _, a := range []answer{preflight, s.do("HEAD", s.url+"/files/absent", "").want(404), s.do("POST", s.url+"/files", "").want(400)} {
		a.has("Access-Control-Allow-Origin: *", "X-Content-Type-Options: nosniff")
		wantList(t, a.header.Get("Access-Control-Expose-Headers"), "Location Tus-Resumable Tus-Version Tus-Extension Tus-Max-Size "+
			"Tus-Checksum-Algorithm Upload-Offset Upload-Length Upload-Defer-Length Upload-Expires Upload-Metadata Upload-Concat stream-media-id")
	}
}

func wantList(t *testing.T, got, names string) {
	t.Helper()
	have := map[string]bool{}
	for name := range strings.SplitSeq(got, ", ") {
		have[name] = true
	}
	for name := range strings.FieldsSeq(names) {
		if !have[name] {
			t.Errorf("%s is not in %q", name, got)
		}
	}
}

func TestVersion(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	for _, version := range []string{"0.2.2", "1.0.1", "", "1.0.0, 1.0.0"} {
		for _, r := range []struct{ method, url string }{{"POST", s.url + "/files"}, {"PATCH", at}, {"DELETE", at}, {"HEAD", at}} {
			a := s.do(r.method, r.url, "", "Tus-Resumable: "+version, "Upload-Length: 5", "Upload-Offset: 0").want(412)
			a.has("Tus-Version: 1.0.0", "Tus-Resumable: 1.0.0", "Upload-Offset:")
		}
	}
	s.do("HEAD", at, "", "Tus-Resumable:-").want(200)
	s.do("DELETE", at, "", "Tus-Resumable:-").want(412)
	s.at(at, 0)
}

func TestCreate(t *testing.T) {
	s := start(t, func(_ *tus.Config, p *policy) { p.limits.MaxSize = 1000 })
	for _, tt := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"plain", []string{"Upload-Length: 5"}, 201},
		{"zero", []string{"Upload-Length: 0"}, 201},
		{"leading zeros", []string{"Upload-Length: 005"}, 201},
		{"deferred", []string{"Upload-Defer-Length: 1"}, 201},
		{"neither", nil, 400},
		{"both", []string{"Upload-Length: 5", "Upload-Defer-Length: 1"}, 400},
		{"deferred 0", []string{"Upload-Defer-Length: 0"}, 400},
		{"deferred twice", []string{"Upload-Defer-Length: 1", "Upload-Defer-Length: 1"}, 400},
		{"too large", []string{"Upload-Length: 1001"}, 413},
		{"negative", []string{"Upload-Length: -1"}, 400},
		{"plus", []string{"Upload-Length: +5"}, 400},
		{"exponent", []string{"Upload-Length: 1e3"}, 400},
		{"hex", []string{"Upload-Length: 0x5"}, 400},
		{"digits of another script", []string{"Upload-Length: ٥"}, 400},
		{"blank", []string{"Upload-Length:"}, 400},
		{"inner blank", []string{"Upload-Length: 1 0"}, 400},
		{"twice", []string{"Upload-Length: 5", "Upload-Length: 5"}, 400},
		{"over int64", []string{"Upload-Length: 9223372036854775808"}, 400},
		{"far over int64", []string{"Upload-Length: 99999999999999999999999"}, 400},
		{"partial", []string{"Upload-Length: 5", "Upload-Concat: partial"}, 400},
		{"final", []string{"Upload-Concat: final;/files/a /files/b"}, 400},
		{"bad metadata", []string{"Upload-Length: 5", "Upload-Metadata: filename !"}, 400},
		{"checksum is for chunks", []string{"Upload-Length: 5", "Upload-Checksum: sha1 bm9uc2Vuc2U="}, 201},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.t = t
			a := s.do("POST", s.url+"/files", "", tt.headers...).want(tt.status).has("Tus-Resumable: 1.0.0")
			location := a.header.Get("Location")
			if (tt.status == 201) != strings.HasPrefix(location, s.url+"/files/") {
				t.Errorf("Location %q", location)
			}
		})
	}
	s.t = t
	a := s.do("POST", s.url+"/files", "", "Upload-Length: 5").has("Upload-Offset:")
	expires, err := http.ParseTime(a.header.Get("Upload-Expires"))
	if left := time.Until(expires); err != nil || left < 50*time.Minute || left > time.Hour {
		t.Errorf("Upload-Expires %q", a.header.Get("Upload-Expires"))
	}
	s.at(s.create("Upload-Length: 0"), 0)
}

func TestCreateWithUpload(t *testing.T) {
	const octets = "Content-Type: application/offset+octet-stream"
	s := start(t, func(_ *tus.Config, p *policy) { p.limits.MaxSize = 1000 })
	post := func(body string, headers ...string) answer { return s.do("POST", s.url+"/files", body, headers...) }

	a := post("01234", octets, "Upload-Length: 10").want(201).has("Upload-Offset: 5")
	s.at(a.header.Get("Location"), 5)
	post("0123456789", octets, "Upload-Length: 10").want(201).has("Upload-Offset: 10", "Upload-Expires:")
	a = post("01234", octets, "Upload-Defer-Length: 1").want(201).has("Upload-Offset: 5")
	s.do("HEAD", a.header.Get("Location"), "").want(200).has("Upload-Offset: 5", "Upload-Defer-Length: 1", "Upload-Length:")
	a = s.doBody("POST", s.url+"/files", onlyReader{strings.NewReader("01234")}, octets, "Upload-Length: 10").want(201).has("Upload-Offset: 5")
	s.at(a.header.Get("Location"), 5)

	uploads := s.count()
	post("01234567890", octets, "Upload-Length: 10").want(413).has("Location:")
	post("01234", "Content-Type: text/plain", "Upload-Length: 10").want(415).has("Location:")
	post("01234", "Upload-Length: 10").want(415)
	post(strings.Repeat("x", 7000), octets, "Upload-Defer-Length: 1").want(413)
	if got := s.count(); got != uploads {
		t.Errorf("refused creations left %d uploads", got-uploads)
	}
	s.doBody("POST", s.url+"/files", onlyReader{strings.NewReader(strings.Repeat("x", 7000))}, octets, "Upload-Defer-Length: 1").want(413)
}

// count is the number of uploads there are, by their videos.
func (s *server) count() int {
	s.t.Helper()
	idle, err := s.Idle(s.t.Context(), time.Now().Add(24*time.Hour), 1000)
	must(s.t, err)
	return len(idle)
}

// onlyReader hides the size of a body, so that it is sent in chunks.
type onlyReader struct{ io.Reader }

func TestHead(t *testing.T) {
	s := start(t, nil)
	metadata := "filename dGVzdC5tcDQ=,filetype dmlkZW8vbXA0,collection"
	at := s.create("Upload-Length: 10", "Upload-Metadata: "+metadata)
	for range 2 {
		a := s.do("HEAD", at, "").want(200).has("Upload-Offset: 0", "Upload-Length: 10", "Upload-Metadata: "+metadata,
			"Cache-Control: no-store", "Upload-Defer-Length:")
		if a.header.Get("Upload-Expires") == "" || a.header.Get("Stream-Media-Id") == "" {
			t.Errorf("headers %v", a.header)
		}
	}
	s.patch(at, 0, "0123456789").want(204)
	s.do("HEAD", at, "").want(200).has("Upload-Offset: 10", "Upload-Length: 10", "Upload-Expires:")
	s.do("HEAD", s.url+"/files/absent", "").want(404).has("Upload-Offset:", "Cache-Control: no-store")
	gone := s.create("Upload-Length: 10")
	s.do("DELETE", gone, "").want(204)
	s.do("HEAD", gone, "").want(410).has("Upload-Offset:", "Cache-Control: no-store")
	s.patch(gone, 0, "x").want(410)
	s.do("DELETE", gone, "").want(410)
}

func TestPatch(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 10")
	s.patch(at, 0, "01234").want(204).has("Upload-Offset: 5", "Tus-Resumable: 1.0.0")
	for _, tt := range []struct {
		name    string
		offset  int64
		body    string
		headers []string
		status  int
	}{
		{"behind", 0, "x", nil, 409},
		{"ahead", 6, "x", nil, 409},
		{"ahead and empty", 6, "", nil, 409},
		{"past the end", 5, "567890", nil, 413},
		{"wrong type", 5, "x", []string{"Content-Type: application/octet-stream"}, 415},
		{"type with a parameter", 5, "x", []string{"Content-Type: application/offset+octet-stream; charset=utf-8"}, 415},
		{"no type", 5, "x", []string{"Content-Type:-"}, 415},
		{"no offset", 5, "x", []string{"Upload-Offset:-"}, 400},
		{"two offsets", 5, "x", []string{"Upload-Offset: 5"}, 400},
		{"other length", 5, "x", []string{"Upload-Length: 11"}, 400},
		{"bad length", 5, "x", []string{"Upload-Length: ten"}, 400},
		{"unknown algorithm", 5, "x", []string{"Upload-Checksum: sha3 AAAA"}, 400},
		{"checksum without base64", 5, "x", []string{"Upload-Checksum: sha1 !"}, 400},
		{"checksum without sum", 5, "x", []string{"Upload-Checksum: sha1"}, 400},
		{"checksum of hex", 5, "x", []string{"Upload-Checksum: sha1 " + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("a", 40)))}, 400},
		{"two checksums", 5, "x", []string{checksum("x"), checksum("x")}, 400},
		{"wrong checksum", 5, "x", []string{checksum("y")}, 460},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.t = t
			a := s.patch(at, tt.offset, tt.body, tt.headers...).want(tt.status)
			if tt.status == 409 {
				a.has("Upload-Offset: 5")
			}
			s.at(at, 5)
		})
	}
	s.t = t
	s.patch(at, 5, "567", checksum("567"), "Upload-Concat: partial", "Upload-Metadata: a YQ==", "Upload-Length: 10").want(204).has("Upload-Offset: 8")
	a := s.doBody("PATCH", at, onlyReader{strings.NewReader("890")}, "Content-Type: application/offset+octet-stream", "Upload-Offset: 8").want(413)
	if a.header.Get("Connection") == "keep-alive" {
		t.Error("a refused endless body keeps the connection")
	}
	s.at(at, 8)
	s.patch(at, 8, "").want(204).has("Upload-Offset: 8")
	s.patch(at, 8, "89").want(204).has("Upload-Offset: 10", "Upload-Expires:")
	s.patch(at, 10, "").want(204).has("Upload-Offset: 10")
	s.patch(at, 10, "x").want(409).has("Upload-Offset: 10")
	s.patch(s.url+"/files/absent", 0, "x").want(404)
}

func checksum(of string) string {
	sum := sha1.Sum([]byte(of))
	return "Upload-Checksum: sha1 " + base64.StdEncoding.EncodeToString(sum[:])
}

// The empty PATCH that declares a deferred length ends the upload.
func TestDeferredLength(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Defer-Length: 1")
	s.patch(at, 0, "01234").want(204)
	s.patch(at, 5, "", "Upload-Length: 4").want(400)
	s.patch(at, 5, "", "Upload-Length: 5").want(204).has("Upload-Offset: 5")
	s.do("HEAD", at, "").want(200).has("Upload-Offset: 5", "Upload-Length: 5", "Upload-Defer-Length:")
}

func TestWhatIsNotAnnouncedIsRefused(t *testing.T) {
	s := start(t, func(c *tus.Config, _ *policy) { c.Extensions = []string{"creation"} })
	s.do("POST", s.url+"/files", "", "Upload-Defer-Length: 1").want(400)
	at := s.create("Upload-Length: 5")
	s.do("DELETE", at, "").want(405).has("Allow: OPTIONS, HEAD, PATCH")
	s.patch(at, 0, "01234", "Upload-Checksum: nonsense").want(204)
}

func TestMethods(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	s.do("GET", at, "").want(405).has("Allow: OPTIONS, HEAD, PATCH, DELETE")
	s.do("POST", at, "").want(405)
	s.do("PUT", s.url+"/files", "x").want(405).has("Allow: OPTIONS, POST")
	s.do("GET", s.url+"/files", "").want(405)
	s.patch(s.url+"/files", 0, "x").want(404) // defect D14
	s.do("HEAD", s.url+"/files", "").want(404)
	s.do("DELETE", s.url+"/files", "").want(404)
	for _, from := range []string{"POST", "GET", "PUT"} {
		s.do(from, at, "", "X-HTTP-Method-Override: HEAD").want(200).has("Upload-Offset: 0")
	}
	s.do("POST", at, "01234", "X-HTTP-Method-Override: patch", "Content-Type: application/offset+octet-stream", "Upload-Offset: 0").want(204)
	s.do("PATCH", s.url+"/files", "", "X-HTTP-Method-Override: POST", "Upload-Length: 5").want(201)
	s.do("POST", at, "", "X-HTTP-Method-Override: OPTIONS", "Tus-Resumable:-").want(200)
	s.do("POST", s.create("Upload-Length: 1"), "", "X-HTTP-Method-Override: DELETE").want(204)
}

func TestProblemsOfThePolicy(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	s.policy.refuse = upload.ErrLeaseLost
	for _, method := range []string{"HEAD", "DELETE"} {
		s.do(method, at, "").want(423)
	}
	s.policy.refuse = errTrouble
	s.do("HEAD", at, "").want(423)
	a := s.do("DELETE", at, "").want(500)
	if strings.Contains(a.body, "10.0.0.5") {
		t.Errorf("the client reads %q", a.body)
	}
}
