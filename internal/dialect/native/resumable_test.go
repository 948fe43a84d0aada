package native_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
)

// path is where an upload lives on the server under test, which tells its public address.
func (a answer) path(t *testing.T) string {
	t.Helper()
	path, ok := strings.CutPrefix(a.header.Get("Location"), base)
	if !ok || !strings.HasPrefix(path, "/v1/uploads/") {
		t.Fatalf("%d %s at %q", a.status, a.body, a.header.Get("Location"))
	}
	return path
}

func TestResumableUpload(t *testing.T) {
	f := newFixture(t)
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("any:"+testKey))
	at := f.do(t, "POST", "/v1/uploads?title=Harbour%09walk", content[:5], bearer, "Upload-Complete: ?0",
		"Content-Type: video/mp4", `Content-Disposition: inline; filename="C:\\films\\a.mp4"`).path(t)
	a := f.do(t, "HEAD", at, "", basic)
	if a.status != 204 || a.header.Get("Upload-Offset") != "5" {
		t.Errorf("HEAD %d %v", a.status, a.header)
	}
	a = f.do(t, "PATCH", at, content[5:], basic, "Upload-Complete: ?1", "Upload-Offset: 5", "Content-Type: application/partial-upload")
	v := a.decode(t)
	if a.status != 201 || a.header.Get("Content-Location") != base+"/v1/videos/"+v["id"].(string) || a.header.Get("Upload-Complete") != "?1" {
		t.Fatalf("completed: %d %v %s", a.status, a.header, a.body)
	}
	if diff := cmp.Diff(map[string]any{"filename": "a.mp4", "filetype": "video/mp4"}, v["meta"]); diff != "" {
		t.Error(diff)
	}
	if v["title"] != "Harbour walk" || v["privacy"] != "private" || v["state"] != "processing" {
		t.Errorf("made %s", a.body)
	}
	record, err := f.Video(t.Context(), v["id"].(string))
	must(t, err)
	src, err := blob.OpenParts(t.Context(), f.blobs, record.Source.Segments)
	must(t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(t, err)
	if string(got) != content {
		t.Errorf("the original is %q", got)
	}
	shown := f.api(t, 200, "GET", "/v1/videos/"+v["id"].(string), "")
	if diff := cmp.Diff(shown, v); diff != "" {
		t.Errorf("the API shows (-), the upload was answered (+):\n%s", diff)
	}
}

// An upload is its project's alone, and no other front's.
func TestResumableAccess(t *testing.T) {
	f := newFixture(t)
	at := f.do(t, "POST", "/v1/uploads", "", bearer, "Upload-Complete: ?0").path(t)
	other := f.other(t)
	for _, method := range []string{"HEAD", "GET", "PATCH", "DELETE"} {
		if a := f.do(t, method, at, "", other); a.status != 404 {
			t.Errorf("%s with another project's key: %d", method, a.status)
		}
		if a := f.do(t, method, at, ""); a.status != 401 || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s without a key: %d %v", method, a.status, a.header)
		}
	}
	f.do(t, "POST", "/v1/uploads", content).wantProblem(t, 401, "unauthorized")
	tus := f.do(t, "POST", "/v1/tus", "", bearer, "Tus-Resumable: 1.0.0", "Upload-Length: 5")
	id := tus.header.Get("Location")[strings.LastIndex(tus.header.Get("Location"), "/")+1:]
	f.do(t, "DELETE", "/v1/uploads/"+id, "", bearer).wantProblem(t, 404, "upload not found")
	if a := f.do(t, "DELETE", at, "", bearer); a.status != 204 {
		t.Errorf("DELETE %d", a.status)
	}
	f.do(t, "DELETE", at, "", bearer).wantProblem(t, 410, "upload is gone")
}

// Problems are the API's own but for those that the drafts define.
func TestResumableProblems(t *testing.T) {
	f := newFixture(t)
	f.do(t, "POST", "/v1/uploads", strings.Repeat("x", 1<<20+1), bearer, "Upload-Complete: ?1").
		wantProblem(t, 413, "upload is larger than 1048576 bytes")
	at := f.do(t, "POST", "/v1/uploads", "", bearer, "Upload-Complete: ?0").path(t)
	f.do(t, "PATCH", at, "x", bearer, "Upload-Offset: 0", "Content-Type: application/partial-upload").
		wantProblem(t, 400, "Upload-Complete is required")
	a := f.do(t, "PATCH", at, "x", bearer, "Upload-Offset: 3", "Upload-Complete: ?0", "Content-Type: application/partial-upload")
	var p struct {
		Type     string
		Expected int64 `json:"expected-offset"`
		Provided int64 `json:"provided-offset"`
	}
	must(t, json.Unmarshal([]byte(a.body), &p))
	if a.status != http.StatusConflict || !strings.HasSuffix(p.Type, "#mismatching-upload-offset") || p.Expected != 0 || p.Provided != 3 {
		t.Errorf("%d %s", a.status, a.body)
	}
	a = f.do(t, "OPTIONS", "/v1/uploads", "")
	if a.status != 204 || a.header.Get("Upload-Limit") != "max-size=1048576, max-age=3600" ||
		!strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Upload-Complete") {
		t.Errorf("OPTIONS %d %v", a.status, a.header)
	}
}
