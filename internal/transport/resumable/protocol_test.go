package resumable_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/transport/resumable"
	"github.com/tributary-video/tributary/internal/upload"
)

// Everything in one request: 104 with the way to resume, 104 with progress, the target's answer.
func TestWholeInOneRequest(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		a := c.post("0123456789", "Upload-Complete: ?1", "Content-Type: video/mp4",
			`Content-Disposition: inline; filename="a.mp4"; filename*=UTF-8''%C3%A4.mp4`).want(201)
		at := a.header.Get("Location")
		a.has("Upload-Complete: ?1", "Upload-Offset: 10", "Upload-Limit: max-size=1073741824")
		if a.body != "made of 10" {
			t.Errorf("the target's answer is %q", a.body)
		}
		age := by(c.version, "expires", "max-age", "max-age")
		version := fmt.Sprint(c.version)
		var want []http.Header
		if c.version != 0 {
			want = []http.Header{
				{"Upload-Draft-Interop-Version": {version}, "Location": {at}, "Upload-Limit": {"max-size=1073741824, " + age + "=3600"}},
				{"Upload-Draft-Interop-Version": {version}, "Upload-Offset": {"10"}},
			}
		}
		if diff := cmp.Diff(want, a.interim); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(resumable.Creation{Filename: "ä.mp4", ContentType: "video/mp4"}, c.policy.made); diff != "" {
			t.Error(diff)
		}
		c.holds(at, "0123456789")
		c.do("HEAD", at, "").want(204).has("Upload-Offset: 10", "Upload-Complete: ?1", "Upload-Length: 10", "Upload-Limit: max-size=1073741824")
	})
}

func TestParts(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		a := c.post("012", "Upload-Complete: ?0", "Upload-Length: 10", "Content-Type: application/partial-upload").want(201)
		at := a.header.Get("Location")
		a.has("Upload-Complete: ?0", "Upload-Offset: 3")
		if c.policy.made != (resumable.Creation{}) {
			t.Errorf("the file is said to be %+v", c.policy.made)
		}
		c.at(at, 3).has("Upload-Length: 10")
		part := by(c.version, 201, 204, 204)
		p := c.patch(at, 3, "?0", "3456").want(part).has("Upload-Complete: ?0", "Upload-Offset: 7", "Location:")
		if c.version != 0 {
			if len(p.interim) != 1 || p.interim[0].Get("Location") != "" || p.interim[0].Get("Upload-Offset") != "7" {
				t.Errorf("interim responses %v", p.interim)
			}
		}
		c.patch(at, 5, "?0", "x").problem(409, "mismatching-upload-offset", 7, 5).has("Upload-Offset: 7")
		c.patch(at, 7, "?0", "789").want(part)
		c.at(at, 10) // all bytes are here, and it is not complete
		p = c.patch(at, 10, "?1", "").want(201).has("Upload-Complete: ?1", "Upload-Offset: 10")
		if p.body != "made of 10" {
			t.Errorf("the target's answer is %q", p.body)
		}
		c.holds(at, "0123456789")
	})
}

// What is complete stays as it is. Version 9 gets the lost answer again.
func TestAgain(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		at := c.post("0123", "Upload-Complete: ?1").want(201).header.Get("Location")
		if empty := c.patch(at, 4, "?1", ""); c.version == 9 || c.version == 0 {
			empty.want(201).has("Upload-Complete: ?1")
		} else {
			empty.problem(400, "completed-upload")
		}
		c.patch(at, 4, "?0", "").problem(400, "completed-upload")
		c.patch(at, 4, "?1", "x").problem(400, by(c.version, "completed-upload", "inconsistent-upload-length", "inconsistent-upload-length"))
		c.patch(at, 2, "?1", "23").problem(409, "mismatching-upload-offset", 4, 2)
		c.do("DELETE", at, "").want(409)
		c.holds(at, "0123")
	})
}

func TestEmptyFile(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		a := c.post("", "Upload-Complete: ?1").want(201).has("Upload-Complete: ?1", "Upload-Offset: 0")
		c.holds(a.header.Get("Location"), "")
		at := c.create("Upload-Length: 0")
		c.at(at, 0).has("Upload-Length: 0")
		c.patch(at, 0, "?1", "").want(201).has("Upload-Complete: ?1")
		c.holds(at, "")
	})
}

// A body without a declared size: what it brings is counted, and its end is the upload's.
func TestCountedBody(t *testing.T) {
	counted := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text)) }
	partial := []string{"Content-Type: application/partial-upload", "Upload-Offset: 4"}
	each(t, func(t *testing.T, c client) {
		a := c.send("POST", c.url+"/files", counted("0123"), "Upload-Complete: ?1").want(201).has("Upload-Complete: ?1", "Upload-Offset: 4")
		c.holds(a.header.Get("Location"), "0123")

		at := c.send("POST", c.url+"/files", counted("0123"), "Upload-Complete: ?0").want(201).header.Get("Location")
		c.at(at, 4).has("Upload-Length:")
		c.send("PATCH", at, counted("45"), append(partial, "Upload-Complete: ?1")...).want(201)
		c.holds(at, "012345")

		at = c.create("Upload-Length: 10")
		c.patch(at, 0, "?0", "0123")
		c.send("PATCH", at, counted("45"), append(partial, "Upload-Complete: ?1")...).problem(400, "inconsistent-upload-length")
		c.at(at, 6) // the last content ended too early: it is kept, and nothing is complete
	})
}

func TestInconsistentLength(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		over := by(c.version, 204, 410, 410) // of HEAD after bytes past the length
		c.post("0123", "Upload-Complete: ?1", "Upload-Length: 5").problem(400, "inconsistent-upload-length").has("Location:")
		c.post("0123", "Upload-Complete: ?0", "Upload-Length: 3").problem(400, "inconsistent-upload-length").has("Location:")

		at := c.create("Upload-Length: 10")
		c.patch(at, 0, "?0", "0", "Upload-Length: 11").problem(400, "inconsistent-upload-length")
		c.patch(at, 0, "?1", "0123").problem(400, "inconsistent-upload-length")
		c.at(at, 0) // a wrong word harms nothing
		c.patch(at, 0, "?0", "0123456789a").problem(400, "inconsistent-upload-length")
		c.do("HEAD", at, "").want(over)

		at = c.create()
		c.patch(at, 0, "?0", "012", "Upload-Length: 5").want(by(c.version, 201, 204, 204))
		c.at(at, 3).has("Upload-Length: 5")
		c.send("PATCH", at, io.MultiReader(strings.NewReader("3456")), "Content-Type: application/partial-upload",
			"Upload-Offset: 3", "Upload-Complete: ?0").problem(400, "inconsistent-upload-length")
		c.do("HEAD", at, "").want(over)
	})
}

func TestCancel(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		gone := by(c.version, 404, 410, 410)
		at := c.create()
		c.do("DELETE", at, "").want(204)
		c.do("DELETE", at, "").want(gone)
		c.do("HEAD", at, "").want(gone)
		c.patch(at, 0, "?1", "x").want(gone)
		c.do("HEAD", c.url+"/files/unknown", "").want(404)
	})
}

func TestLimits(t *testing.T) {
	s := start(t, func(p *policy) {
		p.limits = upload.Limits{Idle: time.Minute, MaxSize: 100, ChunkMax: 10, ChunkMin: 4}
	})
	for version, age := range map[int]string{6: "expires", 8: "max-age", 9: "max-age", 0: "max-age"} {
		c := client{s, version}
		limits := "max-size=100, max-append-size=10, min-append-size=4, " + age + "=60"
		c.do("OPTIONS", s.url+"/files", "").want(204).has("Upload-Limit: "+limits, "Accept-Patch: application/partial-upload")
		c.post("", "Upload-Complete: ?0", "Upload-Length: 101").want(413).has("Upload-Limit: "+limits, "Location:")
		c.post("01234567890", "Upload-Complete: ?0").want(413).has("Upload-Limit: "+limits, "Location:")
		at := c.create() // no content: free of the minimum
		c.patch(at, 0, "?0", "012").want(400)
		c.patch(at, 0, "?0", "01234567890").want(413).has("Upload-Limit: " + limits)
		c.patch(at, 0, "?0", "0123").want(by(version, 201, 204, 204)).has("Upload-Limit: " + limits)
		c.patch(at, 4, "?1", "45").want(201) // the last one is free of it, too
		s.holds(at, "012345")
	}
	none := resumable.New(s.engine, s.policy, resumable.Config{})
	w := httptest.NewRecorder()
	none.Collection(w, httptest.NewRequestWithContext(t.Context(), "OPTIONS", "/files", nil))
	if got := w.Header().Get("Upload-Limit"); got != "min-size=0" {
		t.Errorf("no limits are written %q", got)
	}
}

func TestBadRequests(t *testing.T) {
	s := start(t, nil)
	c := client{s, 8}
	at := c.create()
	partial := "Content-Type: application/partial-upload"
	tests := map[string]struct {
		method, url string
		headers     []string
		status      int
	}{
		"type":                {"PATCH", at, []string{"Upload-Offset: 0", "Upload-Complete: ?0", "Content-Type: video/mp4"}, 415},
		"no offset":           {"PATCH", at, []string{partial, "Upload-Complete: ?0"}, 400},
		"negative offset":     {"PATCH", at, []string{partial, "Upload-Complete: ?0", "Upload-Offset: -1"}, 400},
		"fraction":            {"PATCH", at, []string{partial, "Upload-Complete: ?0", "Upload-Offset: 0.0"}, 400},
		"16 digits":           {"PATCH", at, []string{partial, "Upload-Complete: ?0", "Upload-Offset: 0000000000000000"}, 400},
		"two offsets":         {"PATCH", at, []string{partial, "Upload-Complete: ?0", "Upload-Offset: 0", "Upload-Offset: 0"}, 400},
		"no complete":         {"PATCH", at, []string{partial, "Upload-Offset: 0"}, 400},
		"odd complete":        {"PATCH", at, []string{partial, "Upload-Offset: 0", "Upload-Complete: 1"}, 400},
		"compressed":          {"POST", s.url + "/files", []string{"Upload-Complete: ?0", "Content-Encoding: gzip"}, 415},
		"digest":              {"POST", s.url + "/files", []string{"Upload-Complete: ?0", "Content-Digest: sha-256=:AAAA:"}, 400},
		"digest not bytes":    {"POST", s.url + "/files", []string{"Upload-Complete: ?0", "Content-Digest: sha-256=AAAA"}, 400},
		"method":              {"PUT", at, nil, 405},
		"method for creation": {"HEAD", s.url + "/files", nil, 405},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { c.do(tt.method, tt.url, "x", tt.headers...).want(tt.status) })
	}
	c.at(at, 0)
	six := client{s, 6}
	six.do("HEAD", at, "", "Upload-Offset: 0").want(400)
	six.do("DELETE", at, "", "Upload-Complete: ?0").want(400)
	c.do("HEAD", at, "", "Upload-Offset: 0").want(204)
}

func TestStructuredFields(t *testing.T) {
	s := start(t, nil)
	c := client{s, 9}
	a := c.post("0123", "Upload-Complete: ?0;x=1", "Upload-Length: 10 ; y")
	a.want(201).has("Upload-Complete: ?0")
	c.at(a.header.Get("Location"), 4).has("Upload-Length: 10")
	c.at(c.create("Upload-Length: ten"), 0).has("Upload-Length:") // as if it were not there
	// Without Upload-Complete it is an ordinary upload: no interim response, the target's answer.
	a = c.post("0123", "Upload-Complete: true").want(201)
	if a.body != "made of 4" || a.interim != nil {
		t.Errorf("%q after %v", a.body, a.interim)
	}
}

// Versions that are not spoken get no 104 that they would misread.
func TestUnknownVersions(t *testing.T) {
	s := start(t, nil)
	for _, version := range []int{3, 5, 7, 10} {
		c := client{s, version}
		a := c.post("0123", "Upload-Complete: ?1").want(201)
		if a.interim != nil {
			t.Errorf("version %d gets %v", version, a.interim)
		}
	}
}

// digest is a header that tells the sum of a text, beside one that nobody here can check.
func digest(name, text string) string {
	sum := sha256.Sum256([]byte(text))
	return name + ": sha-512=:AAAA:, sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

func TestDigests(t *testing.T) {
	s := start(t, nil)
	c := client{s, 9}
	at := c.post("0123", "Upload-Complete: ?0", digest("Content-Digest", "0123")).want(201).header.Get("Location")
	c.patch(at, 4, "?1", "4567", digest("Content-Digest", "4568")).want(422)
	c.at(at, 4) // dropped
	c.patch(at, 4, "?1", "4567", digest("Content-Digest", "4567")).want(201)
	s.holds(at, "01234567")

	a := c.post("0123", "Upload-Complete: ?1", digest("Repr-Digest", "0124")).want(422)
	c.at(a.header.Get("Location"), 0)
	a = c.post("0123", "Upload-Complete: ?1", digest("Repr-Digest", "0123"), digest("Content-Digest", "0123")).want(201)
	s.holds(a.header.Get("Location"), "0123")
	c.post("0123", "Upload-Complete: ?1", digest("Repr-Digest", "0123"), digest("Content-Digest", "0124")).want(400)
	c.post("0123", "Upload-Complete: ?0", digest("Repr-Digest", "all of it")).want(201)
}
