package gcore_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
)

func TestUploadParameters(t *testing.T) {
	u := newUploader(t, func(c *gcore.Config) { c.Settings.UploadHosts = []string{"a.example.org", "b.example.org:8443"} })
	id := u.newVideo(t, "")
	got := u.api(t, 200, "GET", video(id)+"/upload", "").decode(t)
	if n := len(got["servers"].([]any)); n != 2 || at(got, "servers", 1, "hostname") != "b.example.org:8443" ||
		at(got, "servers", 1, "id") != 2.0 || at(got, "servers", 0, "role") != "upload" || at(got, "servers", 0, "active") != true {
		t.Errorf("servers %v", got["servers"])
	}
	if at(got, "video", "id") != float64(id) || at(got, "video", "status") != "empty" || at(got, "video", "duration") != nil {
		t.Errorf("video %v", got["video"])
	}
	if !strings.HasPrefix(got["token"].(string), "eyJhbGciOi") {
		t.Errorf("token %v", got["token"])
	}
	a := u.send(t, "POST", "/upload", "", "Upload-Length: 5", u.metadata(t, id))
	if loc := a.header.Get("Location"); !strings.HasPrefix(loc, "http://a.example.org/upload/") {
		t.Errorf("location %q", loc)
	}
}

func TestUploadParametersOfThisHost(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	got := u.api(t, 200, "GET", video(id)+"/upload", "").decode(t)
	if want := strings.TrimPrefix(u.fixture.url, "http://"); at(got, "servers", 0, "hostname") != want {
		t.Errorf("servers %v, want %s", got["servers"], want)
	}
	u.as(t, u.foreign, "GET", video(id)+"/upload", "").problem(t, 404, "Not Found")
}

func TestUploadFromFirstByteToLast(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	url := u.begin(t, id, 10)
	if !regexp.MustCompile(`^` + u.url + `/upload/[0-9a-f]{32}$`).MatchString(url) {
		t.Errorf("location %q", url)
	}
	if a := u.patch(t, url, 0, "01234"); a.status != 204 || a.header.Get("Upload-Offset") != "5" {
		t.Fatalf("first piece: %d %q", a.status, a.body)
	}
	u.clock.Advance(5 * time.Hour) // the token is over, and nobody asks for it
	head := u.send(t, "HEAD", url, "")
	if head.status != 200 || head.header.Get("Upload-Offset") != "5" || head.header.Get("Upload-Length") != "10" ||
		head.header.Get("Cache-Control") != "no-store" || head.header.Get("Upload-Expires") == "" {
		t.Errorf("head: %d %v", head.status, head.header)
	}
	if meta := head.header.Get("Upload-Metadata"); meta != "filename ZmlsbS5tcDQ=" {
		t.Errorf("an upload keeps %q", meta)
	}
	// A runtime that knows no PATCH.
	a := u.send(t, "POST", url, "56789", "X-HTTP-Method-Override: PATCH", "Content-Type: application/offset+octet-stream", "Upload-Offset: 5")
	if a.status != 204 || a.header.Get("Upload-Offset") != "10" {
		t.Fatalf("last piece: %d %q", a.status, a.body)
	}
	u.wantStatus(t, id, media.Processing)
	if head = u.send(t, "HEAD", url, ""); head.status != 200 || head.header.Get("Upload-Offset") != "10" {
		t.Errorf("head of a finished one: %d %v", head.status, head.header)
	}
	if a = u.send(t, "DELETE", url, ""); a.status != 405 || a.body != "Error: video already has a source" {
		t.Errorf("a source taken back: %d %q", a.status, a.body)
	}
	u.api(t, 204, "DELETE", video(id), "")
	if head = u.send(t, "HEAD", url, ""); head.status != 410 {
		t.Errorf("head when the video is deleted: %d", head.status)
	}
}

func TestRivals(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	first, second, third := u.begin(t, id, 5), u.begin(t, id, 5), u.begin(t, id, 5)
	if a := u.send(t, "DELETE", third, ""); a.status != 204 {
		t.Fatalf("delete: %d", a.status)
	}
	if a := u.patch(t, second, 0, "01234"); a.status != 204 {
		t.Fatalf("patch beside others: %d %q", a.status, a.body)
	}
	for name, url := range map[string]string{"rival": first, "deleted": third} {
		if a := u.send(t, "HEAD", url, ""); a.status != 410 {
			t.Errorf("%s: %d, want 410", name, a.status)
		}
	}
	if a := u.patch(t, first, 0, "01234"); a.status != 410 || a.body != "" {
		t.Errorf("patch of a rival: %d %q", a.status, a.body)
	}
	a := u.send(t, "POST", "/upload/", "", "Upload-Length: 5", u.metadata(t, id))
	if a.status != 405 || a.body != "Error: video already has a source" || a.header.Get("Allow") == "" {
		t.Errorf("late creation: %d %q", a.status, a.body)
	}
}

// A video whose file was no media waits for another one.
func TestUploadAfterFailedCheck(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	u.patch(t, u.begin(t, id, 5), 0, "01234")
	must(t, u.FailSource(t.Context(), u.record(t, id).ID, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
	if got := u.api(t, 200, "GET", video(id), "").decode(t); got["status"] != "empty" || got["error"] != "File Invalid" {
		t.Errorf("after the check: %v, %v", got["status"], got["error"])
	}
	url := u.begin(t, id, 6)
	if got := u.api(t, 200, "GET", video(id), "").decode(t); got["status"] != "empty" || got["error"] != nil {
		t.Errorf("while the next is on its way: %v, %v", got["status"], got["error"])
	}
	if a := u.patch(t, url, 0, "012345"); a.status != 204 {
		t.Fatalf("patch: %d", a.status)
	}
	if v := u.record(t, id); v.State != media.Processing || v.Source.Size != 6 {
		t.Errorf("video %s, source %+v", v.State, v.Source)
	}
}

func TestEmptyUpload(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	u.begin(t, id, 0)
	u.wantStatus(t, id, media.Processing) // where it will fail its check
}

func TestDeferredLength(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	a := u.send(t, "POST", "/upload", "", "Upload-Defer-Length: 1", u.metadata(t, id))
	if a.status != 201 {
		t.Fatalf("creation: %d %q", a.status, a.body)
	}
	if a = u.patch(t, a.header.Get("Location"), 0, "01234", "Upload-Length: 5"); a.status != 204 {
		t.Errorf("patch: %d %q", a.status, a.body)
	}
	u.wantStatus(t, id, media.Processing)
}

func TestCreationWithUpload(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	a := u.send(t, "POST", "/upload", "01234", "Upload-Length: 5", u.metadata(t, id), "Content-Type: application/offset+octet-stream")
	if a.status != 201 || a.header.Get("Upload-Offset") != "5" {
		t.Errorf("creation: %d %q", a.status, a.body)
	}
	u.wantStatus(t, id, media.Processing)
}

// TestCreationErrors goes through the contract's table in its order.
func TestCreationErrors(t *testing.T) {
	u := newUploader(t, nil)
	id, other, gone := u.newVideo(t, ""), u.newVideo(t, ""), u.newVideo(t, "")
	vid, cid := strconv.FormatInt(id, 10), strconv.FormatInt(u.project.ID, 10)
	token := u.token(t, id)
	goneToken := u.token(t, gone)
	u.api(t, 204, "DELETE", video(gone), "")
	u.clock.Advance(-5 * time.Hour)
	old := u.token(t, id)
	u.clock.Advance(5 * time.Hour)
	const length = "Upload-Length: 300000"
	full := metadata("token "+token, "video_id "+vid, "client_id "+cid)
	for name, tt := range map[string]struct {
		method  string
		headers []string
		status  int
		body    string
	}{
		"wrong method":     {"GET", []string{length}, 405, "Error: method not allowed"},
		"wrong length":     {"POST", []string{"Upload-Length: many", full}, 405, "Error: upload length invalid"},
		"negative length":  {"POST", []string{"Upload-Length: -1", full}, 405, "Error: upload length invalid"},
		"no length":        {"POST", []string{full}, 405, "Error: upload length invalid"},
		"concatenation":    {"POST", []string{length, full, "Upload-Concat: partial"}, 405, "Error: upload length invalid"},
		"old protocol":     {"POST", []string{"Tus-Resumable: 0.2.2", length, full}, 412, ""},
		"no metadata":      {"POST", []string{length}, 500, "Error: token invalid (null)"},
		"no token":         {"POST", []string{length, metadata("video_id "+vid, "client_id "+cid)}, 500, "Error: token invalid (null)"},
		"null":             {"POST", []string{length, metadata("token null", "video_id "+vid)}, 500, "Error: token invalid (null)"},
		"no base64":        {"POST", []string{length, "Upload-Metadata: token ???"}, 500, "Error: token invalid (null)"},
		"garbage":          {"POST", []string{length, metadata("token abc", "video_id "+vid)}, 500, "Error: token invalid (abc)"},
		"ten characters":   {"POST", []string{length, metadata("token 0123456789")}, 500, "Error: token invalid (0123456789)"},
		"eleven":           {"POST", []string{length, metadata("token 0123456789a")}, 500, "Error: token invalid (0123456789...)"},
		"control":          {"POST", []string{length, metadata("token a\x1b[31mb\x00c")}, 500, "Error: token invalid (a[31mbc...)"},
		"expired":          {"POST", []string{length, metadata("token "+old, "video_id "+vid, "client_id "+cid)}, 500, "Error: token invalid (eyJhbGciOi...)"},
		"other video":      {"POST", []string{length, metadata("token "+token, fmt.Sprintf("video_id %d", other), "client_id "+cid)}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (%d)", id, other)},
		"no video":         {"POST", []string{length, metadata("token "+token, "client_id "+cid)}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (null)", id)},
		"no number":        {"POST", []string{length, metadata("token "+token, "video_id "+strings.Repeat("x", 40)+"\n")}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (%s)", id, strings.Repeat("x", 32))},
		"other client":     {"POST", []string{length, metadata("token "+token, "video_id "+vid, "client_id 999999")}, 500, fmt.Sprintf("Error: token client (%s) does not match this client (999999)", cid)},
		"deleted":          {"POST", []string{length, metadata("token "+goneToken, fmt.Sprintf("video_id %d", gone), "client_id "+cid)}, 404, "Error: video not found"},
		"above the limit":  {"POST", []string{"Upload-Length: 32212254721", full}, 413, ""},
		"endless metadata": {"POST", []string{length, "Upload-Metadata: token " + strings.Repeat("A", 20<<10)}, 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := u.send(t, tt.method, "/upload/", "", tt.headers...)
			if a.status != tt.status || a.body != tt.body {
				t.Errorf("%d %q, want %d %q", a.status, a.body, tt.status, tt.body)
			}
			if kind := a.header.Get("Content-Type"); (kind == "text/plain; charset=utf-8") != (tt.body != "") {
				t.Errorf("content type %q", kind)
			}
			switch tt.status {
			case 405:
				if !strings.Contains(a.header.Get("Allow"), "POST") {
					t.Errorf("allow %q", a.header.Get("Allow"))
				}
			case 412:
				if a.header.Get("Tus-Version") != "1.0.0" {
					t.Error("no Tus-Version")
				}
			}
		})
	}
	u.wantStatus(t, id, media.Created) // nothing was stored
}

// Tokens of another key, and without one.
func TestForgedTokens(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, "")
	head, rest, _ := strings.Cut(u.token(t, id), ".")
	claims, _, _ := strings.Cut(rest, ".")
	vid, cid := strconv.FormatInt(id, 10), strconv.FormatInt(u.project.ID, 10)
	for name, token := range map[string]string{
		"unsigned":        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + claims + ".",
		"no signature":    head + "." + claims + ".",
		"wrong signature": head + "." + claims + ".c2lnbmVkIGJ5IG5vYm9keSBhdCBhbGwgaW4gcGFydGk",
		"access token":    u.do(t, "POST", "/iam/auth/jwt/login", `{"username":"a","password":"`+u.key+`"}`).decode(t)["access"].(string),
	} {
		a := u.send(t, "POST", "/upload/", "", "Upload-Length: 5", metadata("token "+token, "video_id "+vid, "client_id "+cid))
		if a.status != 500 || a.body != "Error: token invalid (eyJhbGciOi...)" {
			t.Errorf("%s: %d %q", name, a.status, a.body)
		}
	}
}

// TestMetadataAsSent is what the vendor's clients make of the protocol.
func TestMetadataAsSent(t *testing.T) {
	u := newUploader(t, nil)
	for name, change := range map[string]func(token, vid, cid string) []string{
		"line ends, two lines, a key twice": func(token, vid, cid string) []string {
			return []string{
				metadata("client_id "+cid+"\n", "filename a.mp4\n", "token "+token+"\n", "video_id "+vid+"\n"), metadata("filename b.mp4"),
				"Upload-Checksum: sha1 MDAxMTIy", "Upload-Key: 0011",
			}
		},
		"unpadded": func(token, vid, cid string) []string {
			return []string{strings.ReplaceAll(metadata("token "+token, "video_id "+vid, "client_id "+cid), "=", "")}
		},
		"other keys and Authorization": func(token, vid, cid string) []string {
			return []string{metadata("relativePath null", "type video/mp4", "token "+token, "video_id "+vid, "client_id "+cid) + ",empty,more  x",
				"Authorization: " + token}
		},
		"an empty value first": func(token, vid, cid string) []string {
			return []string{"Upload-Metadata: token,video_id " + "," + strings.TrimPrefix(metadata("token "+token, "video_id "+vid, "client_id "+cid), "Upload-Metadata: ")}
		},
	} {
		id := u.newVideo(t, "")
		headers := change(u.token(t, id), strconv.FormatInt(id, 10), strconv.FormatInt(u.project.ID, 10))
		if a := u.send(t, "POST", "/upload", "", append(headers, "Upload-Length: 5")...); a.status != 201 {
			t.Errorf("%s: %d %q", name, a.status, a.body)
		}
	}
}

func TestItemErrors(t *testing.T) {
	u := newUploader(t, nil)
	url := u.begin(t, u.newVideo(t, ""), 10)
	const piece = "Content-Type: application/offset+octet-stream"
	for name, tt := range map[string]struct {
		method, url string
		headers     []string
		status      int
		body        string
	}{
		"wrong offset":     {"PATCH", url, []string{piece, "Upload-Offset: 5"}, 409, ""},
		"negative offset":  {"PATCH", url, []string{piece, "Upload-Offset: -1"}, 400, ""},
		"no offset":        {"PATCH", url, []string{piece}, 400, ""},
		"wrong type":       {"PATCH", url, []string{"Content-Type: video/mp4", "Upload-Offset: 0"}, 415, ""},
		"beyond the end":   {"PATCH", url, []string{piece, "Upload-Offset: 0", "long"}, 413, ""},
		"wrong method":     {"PUT", url, nil, 405, "Error: method not allowed"},
		"unknown":          {"HEAD", "/upload/unknown-upload", nil, 404, ""},
		"well-formed":      {"PATCH", "/upload/" + strings.Repeat("0", 32), []string{piece, "Upload-Offset: 0"}, 404, ""},
		"unknown, deleted": {"DELETE", "/upload/" + strings.Repeat("0", 32), nil, 404, ""},
	} {
		body := "0123"
		if len(tt.headers) > 2 {
			body, tt.headers = strings.Repeat("x", 11), tt.headers[:2]
		}
		if tt.method != "PATCH" {
			body = ""
		}
		a := u.send(t, tt.method, tt.url, body, tt.headers...)
		if a.status != tt.status || a.body != tt.body {
			t.Errorf("%s: %d %q, want %d %q", name, a.status, a.body, tt.status, tt.body)
		}
		if tt.status == 409 && a.header.Get("Upload-Offset") != "0" {
			t.Errorf("%s: no offset", name)
		}
	}
}

// usage is a project that has many uploads open.
type usage struct{ open int }

func (u usage) CountOpen(context.Context, int64, string) (int, error) { return u.open, nil }

func TestTooManyUploads(t *testing.T) {
	u := newUploader(t, func(c *gcore.Config) { c.Transfer.Usage = usage{1000} })
	a := u.send(t, "POST", "/upload", "", "Upload-Length: 5", u.metadata(t, u.newVideo(t, "")))
	if a.status != http.StatusTooManyRequests || a.body != "Too Many Requests" || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %q", a.status, a.body)
	}
	u = newUploader(t, nil)
	must(t, u.ChangeSettings(t.Context(), u.project.ID, func(s *media.Settings) { s.MaxUploads = 1 }))
	u.begin(t, u.newVideo(t, ""), 5)
	if a = u.send(t, "POST", "/upload", "", "Upload-Length: 5", u.metadata(t, u.newVideo(t, ""))); a.status != 429 || a.body != "Too Many Requests" {
		t.Errorf("over the project's own limit: %d %q", a.status, a.body)
	}
}

func TestPreflightOfUploads(t *testing.T) {
	u := newUploader(t, nil)
	a := u.send(t, "OPTIONS", "/upload/", "", "Origin: https://app.example.org", "Access-Control-Request-Method: POST")
	for name, want := range map[string]string{
		"Tus-Version": "1.0.0", "Tus-Max-Size": "32212254720", "Access-Control-Allow-Origin": "*",
		"Tus-Extension": "creation,creation-with-upload,creation-defer-length,termination,expiration",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"Authorization", "Content-Type", "X-HTTP-Method-Override", "X-Requested-With", "X-Request-ID", "Upload-Metadata"} {
		if !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("%s is not allowed", name)
		}
	}
	if a.status != 204 || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "Retry-After") {
		t.Errorf("%d, exposed %q", a.status, a.header.Get("Access-Control-Expose-Headers"))
	}
}
