package streamdiver_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/media"
)

func TestCreateUpload(t *testing.T) {
	f := newFixture(t, func(c *streamdiver.Config) { c.PublicURL = "https://video.example.com" })
	u := f.newUpload(t, `{"fileName":"C:\\films\\harbour.mp4","transcriptionLanguageCode":"en-v2","tags":["sea","sea","boat"],"unknown":[1]}`)
	input := u["input"].(map[string]any)
	id, key, secret, object := text(t, u, "id"), text(t, input, "accessKey"), text(t, input, "secretKey"), text(t, input, "key")
	expires := text(t, u, "expires")
	for name, value := range map[string]string{
		`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`: id,
		`^TR[A-Z0-9]{18}$`:  key,
		`^[A-Za-z0-9]{40}$`: secret,
		`^videos/20[0-9]{2}/(0[1-9]|1[0-2])/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.mp4$`: object,
		`^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z$`:                                expires,
	} {
		if !regexp.MustCompile(name).MatchString(value) {
			t.Errorf("%q is not %s", value, name)
		}
	}
	created, err := time.Parse(time.RFC3339, text(t, u, "created"))
	must(t, err)
	ends, err := time.Parse(time.RFC3339, expires)
	must(t, err)
	if ends.Sub(created) != 24*time.Hour {
		t.Errorf("lives %s", ends.Sub(created))
	}
	want := map[string]any{
		"id": id, "fileName": "harbour.mp4", "name": "harbour", "description": nil, "type": "multipart", "status": "created",
		"created": u["created"], "updated": u["updated"], "expires": expires, "mediaId": nil, "channelId": nil, "fileSize": nil,
		"fileHash": nil, "duplicateCheck": false, "tags": []any{"sea", "boat"}, "transcriptionLanguageCode": "en-v2",
		"input": map[string]any{
			"type": "multipart", "endpoint": "https://video.example.com", "region": "us-east-1", "bucket": "project-1",
			"key": object, "objectKey": object, "accessKey": key, "accessKeyId": key, "secretKey": secret, "secretAccessKey": secret,
			"sessionToken": nil, "forcePathStyle": true, "expires": expires,
		},
	}
	if diff := cmp.Diff(want, u); diff != "" {
		t.Errorf("upload (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, f.api(t, 200, "GET", "/v2/uploads/"+strings.ToUpper(id), "").data(t)); diff != "" {
		t.Errorf("retrieved (-want +got):\n%s", diff)
	}
}

func TestCreatePut(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, `{"filename":"harbour.mp4","type":"PUT","name":"Harbour walk","description":"Two\nlines","duplicateCheck":true}`)
	input := u["input"].(map[string]any)
	if u["type"] != "put" || input["type"] != "put" || input["method"] != "PUT" || input["expires"] != u["expires"] || len(input) != 4 {
		t.Errorf("input %v of %v", input, u)
	}
	if u["name"] != "Harbour walk" || u["description"] != "Two\nlines" || u["duplicateCheck"] != true {
		t.Errorf("upload %v", u)
	}
	address, err := url.Parse(text(t, input, "url"))
	must(t, err)
	if !strings.HasPrefix(address.String(), f.url+"/project-1/videos/") || address.Query().Get("X-Amz-Expires") != "86400" ||
		address.Query().Get("X-Amz-SignedHeaders") != "host" {
		t.Errorf("url %s", address)
	}
	f.clock.Advance(time.Hour)
	again := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)["input"].(map[string]any)
	if again["url"] != input["url"] {
		t.Errorf("asking again makes another URL:\n%s\n%s", again["url"], input["url"])
	}
}

func TestCreateFields(t *testing.T) {
	f := newFixture(t, nil)
	long := strings.Repeat("é", 126) + ".mp4" // 256 bytes
	fault := func(field, reason string) string {
		return fmt.Sprintf(`{"status":"fail","message":"invalid request","data":{%q:%q}}`, field, reason)
	}
	const required = "is required"
	for body, want := range map[string]string{
		`{}`:                                fault("fileName", required),
		``:                                  fault("fileName", required),
		`{"fileName":null}`:                 fault("fileName", required),
		`{"fileName":""}`:                   fault("fileName", required),
		`{"fileName":" \t"}`:                fault("fileName", required),
		`{"fileName":"dir/"}`:               fault("fileName", required),
		`{"fileName":".."}`:                 fault("fileName", required),
		`{"fileName":7}`:                    fault("fileName", "must be a text"),
		`{"fileName":"` + long + `"}`:       fault("fileName", "must have at most 255 bytes"),
		`{"fileName":"a.mp4","type":"ftp"}`: fault("type", "must be multipart or put"),
		`{"fileName":"a.mp4","type":[]}`:    fault("type", "must be a text"),
		`{"fileName":"a.mp4","tags":"sea"}`: fault("tags", "must be an array of texts"),
		`{"fileName":"a.mp4","tags":[""]}`:  fault("tags", "each must have 1 to 255 characters"),
		`{"fileName":"a.mp4","duplicateCheck":"yes"}`:                    fault("duplicateCheck", "must be true or false"),
		`{"fileName":"a.mp4","channelId":"mine"}`:                        fault("channelId", "unknown"),
		`{"fileName":"a.mp4","channel":"` + media.NewUUID() + `"}`:       fault("channelId", "unknown"),
		`{"fileName":"a.mp4","name":"` + strings.Repeat("n", 256) + `"}`: fault("name", "must have at most 255 characters"),
		`[]`:               `{"status":"fail","message":"the body is not a JSON object","data":null}`,
		`{"fileName":"a"`:  `{"status":"fail","message":"the body is not valid JSON","data":null}`,
		`{} {}`:            `{"status":"fail","message":"the body is not a JSON object","data":null}`,
		"{\"a\":\"\xff\"}": `{"status":"fail","message":"the body is not UTF-8","data":null}`,
		`{"a":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`: `{"status":"fail","message":"the body is nested too deeply","data":null}`,
	} {
		f.as(t, f.key, "POST", "/v2/uploads", body).wantBody(t, 400, want)
	}
	f.as(t, f.key, "POST", "/v2/uploads", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`).
		wantBody(t, 413, `{"status":"fail","message":"body too large","data":null}`)
	if list := f.api(t, 200, "GET", "/v2/uploads", "").list(t); len(list) != 0 {
		t.Errorf("refused, and yet there: %v", list)
	}
}

func TestFileNames(t *testing.T) {
	f := newFixture(t, nil)
	for given, want := range map[string][2]string{
		`/etc/../passwd`:   {"passwd", "passwd"},
		`a\\b/c.MOV`:       {"c.MOV", "c"},
		`no extension`:     {"no extension", "no extension"},
		`odd.xyz`:          {"odd.xyz", "odd"},
		"a\\u0000b\\n.mp4": {"ab .mp4", "ab"},
		`.mp4`:             {".mp4", ".mp4"},
	} {
		u := f.newUpload(t, `{"fileName":"`+given+`"}`)
		if got := [2]string{text(t, u, "fileName"), text(t, u, "name")}; got != want {
			t.Errorf("%s: %q, want %q", given, got, want)
		}
	}
}

func TestLanguageNames(t *testing.T) {
	f := newFixture(t, nil)
	for _, field := range []string{
		`"transcriptionLanguageCode":"en-v2"`, `"transcriptionLanguageCodes":["en-v2"]`, `"transcriptLanguageCodes":["en-v2","de"]`,
		`"transcriptLanguageCodes":"en-v2"`, `"transcriptLanguageCode":"en-v2"`,
	} {
		u := f.newUpload(t, `{"fileName":"a.mp4",`+field+`}`)
		if u["transcriptionLanguageCode"] != "en-v2" {
			t.Errorf("%s: %v", field, u)
		}
		v := f.videoOf(t, u)
		if v.Wishes.Language != "en" || !v.Wishes.Transcript {
			t.Errorf("%s: wishes %+v", field, v.Wishes)
		}
	}
}

// videoOf is the video beneath an upload, found by what only its completion tells clients.
func (f *fixture) videoOf(t *testing.T, u map[string]any) media.Video {
	t.Helper()
	_, b := f.access(t, u)
	v, err := f.catalog.Find(t.Context(), b.VideoID)
	must(t, err)
	return v
}

func TestUploadsOfOthersAreNotFound(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	f.store(t, u, "bytes")
	for _, call := range []struct{ method, path string }{
		{"GET", ""}, {"DELETE", ""}, {"POST", "/cancel"}, {"PUT", "/cancel"}, {"PATCH", "/complete"},
	} {
		path := uploadPath(t, u) + call.path
		f.as(t, f.foreign, call.method, path, "").wantBody(t, 404, `{"status":"fail","message":"upload not found","data":null}`)
		path = "/v2/uploads/" + media.NewUUID() + call.path
		f.as(t, f.key, call.method, path, "").wantBody(t, 404, `{"status":"fail","message":"upload not found","data":null}`)
		path = "/v2/uploads/x" + call.path
		f.as(t, f.key, call.method, path, "").wantBody(t, 404, `{"status":"fail","message":"upload not found","data":null}`)
	}
	if list := f.as(t, f.foreign, "GET", "/v2/uploads", "").list(t); len(list) != 0 {
		t.Errorf("others see %v", list)
	}
	if got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)["status"]; got != "uploading" {
		t.Errorf("status %v", got)
	}
}

func TestRoutes(t *testing.T) {
	f := newFixture(t, nil)
	for path, want := range map[string]string{
		"DELETE /v2/uploads":           "405 GET, HEAD, POST",
		"POST /v2/uploads/x":           "405 GET, HEAD, DELETE",
		"GET /v2/uploads/x/complete":   "405 POST, PUT, PATCH",
		"GET /v2/nothing":              "404 ",
		"GET /v2/uploads/x/y/z":        "404 ",
		"GET /v2/downloads":            "501 ",
		"POST /v2/livestreams/7/start": "501 ",
	} {
		method, path, _ := strings.Cut(path, " ")
		a := f.as(t, f.key, method, path, "")
		if got := fmt.Sprint(a.status, " ", a.header.Get("Allow")); got != want {
			t.Errorf("%s %s: %s, want %s: %s", method, path, got, want, a.body)
		}
	}
	f.as(t, f.key, "GET", "/v2/search", "").wantBody(t, 501, `{"status":"error","message":"not supported by this server"}`)
	f.api(t, 200, "GET", "/v2/uploads/", "")
}
