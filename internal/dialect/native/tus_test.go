package native_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	tusVersion = "Tus-Resumable: 1.0.0"
	octets     = "Content-Type: application/offset+octet-stream"
)

// tus sends a request of the protocol with the key.
func (f *fixture) tus(t *testing.T, status int, method, at, body string, headers ...string) answer {
	t.Helper()
	at = strings.TrimPrefix(at, base)
	a := f.do(t, method, at, body, append(headers, tusVersion, bearer)...)
	if a.status != status {
		t.Fatalf("%s %s: %d %s, want %d", method, at, a.status, a.body, status)
	}
	return a
}

func metadata(pairs ...string) string {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return "Upload-Metadata: " + strings.Join(list, ",")
}

func TestTusOptions(t *testing.T) {
	f := newFixture(t)
	a := f.do(t, "OPTIONS", "/v1/tus", "")
	got := []string{fmt.Sprint(a.status), a.header.Get("Tus-Extension"), a.header.Get("Tus-Max-Size"), a.header.Get("Tus-Checksum-Algorithm")}
	want := []string{"200", "creation,creation-with-upload,creation-defer-length,expiration,checksum,checksum-trailer,termination,concatenation",
		"1048576", "sha1,sha256,md5,crc32"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "Video-Id") {
		t.Error("a browser's script cannot read which video it is")
	}
}

func TestTusUpload(t *testing.T) {
	f := newFixture(t)
	a := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 5",
		metadata("filename", "harbour.mov", "filetype", "video/quicktime", "camera", "A\x00 7", "title", "Harbour\nwalk", "note", ""))
	at, id := a.header.Get("Location"), a.header.Get("Video-Id")
	if !strings.HasPrefix(at, base+"/v1/tus/") {
		t.Fatalf("Location %q", at)
	}
	f.tus(t, 204, "PATCH", at, "01", octets, "Upload-Offset: 0")
	if got := f.tus(t, 200, "HEAD", at, "").header; got.Get("Upload-Offset") != "2" || got.Get("Video-Id") != id {
		t.Errorf("HEAD says %v", got)
	}
	f.tus(t, 409, "PATCH", at, "01", octets, "Upload-Offset: 0")
	f.tus(t, 460, "PATCH", at, "234", octets, "Upload-Offset: 2", "Upload-Checksum: crc32 AAAAAA==")
	f.tus(t, 204, "PATCH", at, "234", octets, "Upload-Offset: 2")
	f.tus(t, 403, "DELETE", at, "")

	v := f.api(t, 200, "GET", "/v1/videos/"+id, "")
	got := map[string]any{"title": v["title"], "privacy": v["privacy"], "state": v["state"], "meta": v["meta"]}
	want := map[string]any{"title": "Harbour walk", "privacy": "private", "state": "processing",
		"meta": map[string]any{"filename": "harbour.mov", "filetype": "video/quicktime", "camera": "A 7"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the video (-want +got):\n%s", d)
	}
}

func TestTusConcatenation(t *testing.T) {
	f := newFixture(t)
	part := func(body string) string {
		t.Helper()
		a := f.tus(t, 201, "POST", "/v1/tus", body, octets, "Upload-Concat: partial", fmt.Sprint("Upload-Length: ", len(body)))
		if a.header.Get("Video-Id") != "" {
			t.Error("a partial upload has a video")
		}
		return a.header.Get("Location")
	}
	one, two := part("one"), strings.TrimPrefix(part("two"), base)
	a := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Concat: final;"+one+" "+two, metadata("filename", "whole.mov"))
	v := f.api(t, 200, "GET", "/v1/videos/"+a.header.Get("Video-Id"), "")
	if v["title"] != "whole.mov" || v["source"].(map[string]any)["size"] != 6.0 {
		t.Errorf("the video is %v", v)
	}
	if got := f.do(t, "GET", "/v1/videos/"+a.header.Get("Video-Id")+"/source", "", bearer); got.body != "onetwo" {
		t.Errorf("the original is %q", got.body)
	}
	if n := f.api(t, 200, "GET", "/v1/videos", "")["total"]; n != 1.0 {
		t.Errorf("%v videos, want 1", n)
	}
	foreign := f.do(t, "POST", "/v1/tus", "", tusVersion, f.other(t), "Upload-Concat: final;"+one)
	foreign.wantProblem(t, 404, "upload not found")
}

func TestTusTitles(t *testing.T) {
	f := newFixture(t)
	for want, header := range map[string]string{
		"untitled": "Upload-Metadata: ", "a name": metadata("name", "a name", "filename", "b.mov"), "b.mov": metadata("title", " \t", "filename", "b.mov"),
	} {
		a := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 1", header)
		if v := f.api(t, 200, "GET", "/v1/videos/"+a.header.Get("Video-Id"), ""); v["title"] != want {
			t.Errorf("%s makes the title %q, want %q", header, v["title"], want)
		}
	}
}

// A client may send a whole form: what does not fit into meta is left out.
func TestTusMetaIsBounded(t *testing.T) {
	f := newFixture(t)
	pairs := []string{"filename", "x.mov", strings.Repeat("k", 65), "long key", "a", strings.Repeat("é", 2000)}
	for i := range 100 {
		pairs = append(pairs, fmt.Sprint("field", i), "x")
	}
	a := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 1", metadata(pairs...))
	meta := f.api(t, 200, "GET", "/v1/videos/"+a.header.Get("Video-Id"), "")["meta"].(map[string]any)
	if len(meta) != 64 || meta["filename"] != "x.mov" || len([]rune(meta["a"].(string))) != 1024 || meta[strings.Repeat("k", 65)] != nil {
		t.Errorf("%d entries of meta: %v", len(meta), meta)
	}
}

func TestTusKeys(t *testing.T) {
	f := newFixture(t)
	at := strings.TrimPrefix(f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 5").header.Get("Location"), base)
	basic := func(text string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(text))
	}
	wrong := strings.Replace(testKey, "0001", "0002", 1)
	for _, tt := range []struct {
		name, header string
		status       int
	}{
		{"bearer", bearer, 200},
		{"password", basic("anyone@example.com:" + testKey), 200},
		{"password alone", basic(":" + testKey), 200},
		{"user", basic(testKey + ":"), 200},
		{"user and some password", basic(testKey + ":secret"), 200},
		{"wrong password of a right user", basic(testKey + ":" + wrong), 401},
		{"wrong bearer", "Authorization: Bearer " + wrong, 401},
		{"wrong password", basic("anyone:" + wrong), 401},
		{"no colon", basic(testKey), 401},
		{"empty", basic(":"), 401},
		{"none", "X-Nothing: x", 401},
		{"another project's", f.other(t), 404},
	} {
		a := f.do(t, "HEAD", at, "", tusVersion, tt.header)
		if a.status != tt.status || a.header.Get("WWW-Authenticate") != "" != (tt.status == 401) {
			t.Errorf("%s: %d, want %d", tt.name, a.status, tt.status)
		}
	}
	if a := f.do(t, "HEAD", at, "", tusVersion, bearer, bearer); a.status != 401 {
		t.Errorf("two credentials: %d", a.status)
	}
	f.do(t, "POST", "/v1/tus", "", tusVersion, "Upload-Length: 5").wantProblem(t, 401, "unauthorized")
	f.do(t, "POST", "/v1/tus", "", tusVersion, bearer).wantProblem(t, 400, "either Upload-Length or Upload-Defer-Length is required")
	f.do(t, "PATCH", "/v1/tus/%00", "", tusVersion, bearer, octets, "Upload-Offset: 0").wantProblem(t, 404, "upload not found")
	f.do(t, "PATCH", "/v1/tus/..%2fx", "", tusVersion, bearer, octets, "Upload-Offset: 0").wantProblem(t, 404, "upload not found")
}

// A trailer passes through everything that stands before the endpoint.
func TestTusChecksumTrailer(t *testing.T) {
	f := newFixture(t)
	at := strings.TrimPrefix(f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 5").header.Get("Location"), base)
	for _, tt := range []struct {
		sum    string
		status int
	}{{"crc32 AAAAAA==", 460}, {"sha1 EZBKTot39iQuLSiHBQI62tAKkxA=", 204}} {
		if got := f.patchTrailing(t, at, "01234", tt.sum); got != tt.status {
			t.Errorf("%s: %d, want %d", tt.sum, got, tt.status)
		}
	}
}
