package omegastream_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/media"
)

// Refusals of the tus paths (contract sections 5 and 6), V1 and V2 alike unless a row says otherwise.
func TestRefusedCreations(t *testing.T) {
	tests := []struct {
		name    string
		headers []string
		v1, v2  int
	}{
		{"no length", nil, 400, 400},
		{"deferred length", []string{"Upload-Defer-Length: 1"}, 400, 201},
		{"length twice", []string{"Upload-Length: 5", "Upload-Length: 5"}, 400, 400},
		{"negative length", []string{"Upload-Length: -5"}, 400, 400},
		{"more than the maximum", []string{"Upload-Length: 1099511627777"}, 413, 413},
		{"bad base64", []string{"Upload-Length: 5", "Upload-Metadata: title !!"}, 400, 400},
		{"duplicate key", []string{"Upload-Length: 5", "Upload-Metadata: a Yg==,a Yg=="}, 400, 400},
		{"empty metadata", []string{"Upload-Length: 5", "Upload-Metadata: "}, 201, 201},
		{"key without value", []string{"Upload-Length: 5", "Upload-Metadata: filename"}, 201, 201},
		{"partial", []string{"Upload-Length: 5", "Upload-Concat: partial"}, 400, 400},
		{"empty file", []string{"Upload-Length: 0"}, 201, 201},
	}
	f := newFixture(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, slash := range []string{"", "/"} {
				a := f.tus(t, "POST", v1+slash, "", with(tt.headers, bearer)...)
				a.want(t, tt.v1, "")
				a = f.tus(t, "POST", "/tusupload"+slash, "", with(tt.headers, f.signed(f.newVideo(t))...)...)
				a.want(t, tt.v2, "")
			}
		})
	}
}

func TestTusProblems(t *testing.T) {
	f := newFixture(t, nil)
	at := f.begin(t, 10)
	offset := "application/offset+octet-stream"
	tests := []struct {
		name, method, path string
		headers            []string
		bytes, status      int
		message            string
	}{
		{"no key", "HEAD", at, []string{"Tus-Resumable: 1.0.0"}, 10, 401, ""},
		{"no key on PATCH", "PATCH", at, []string{"Tus-Resumable: 1.0.0"}, 10, 401, "unauthorized"},
		{"key a shell has eaten", "PATCH", at, []string{"Tus-Resumable: 1.0.0", "Authorization: Bearer 1"}, 10, 401,
			"unauthorized: quote the key in single quotes"},
		{"no version", "PATCH", at, []string{bearer}, 10, 412, "unsupported tus version"},
		{"wrong type", "PATCH", at, []string{bearer, "Tus-Resumable: 1.0.0", "Content-Type: video/mp4", "Upload-Offset: 0"}, 10, 415, "wrong content type"},
		{"wrong offset", "PATCH", at, []string{bearer, "Tus-Resumable: 1.0.0", "Content-Type: " + offset, "Upload-Offset: 7"}, 3, 409, "offset does not match"},
		{"wrong checksum", "PATCH", at, []string{bearer, "Tus-Resumable: 1.0.0", "Content-Type: " + offset, "Upload-Offset: 0",
			"Upload-Checksum: sha1 " + b64(strings.Repeat("x", 20))}, 10, 460, "checksum mismatch"},
		{"unknown upload", "PATCH", v1 + "/" + media.NewUUID(), []string{bearer, "Tus-Resumable: 1.0.0"}, 10, 404, "upload not found"},
		{"no id", "PATCH", v1 + "/x", []string{bearer, "Tus-Resumable: 1.0.0"}, 10, 404, "upload not found"},
		{"traversal", "PATCH", v1 + "/..%2f..%2fx", []string{bearer, "Tus-Resumable: 1.0.0"}, 10, 404, "upload not found"},
		{"no such method", "PUT", v1 + "/" + media.NewUUID(), []string{bearer}, 10, 404, "not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := ""
			if tt.method == "PATCH" {
				body = "ten bytes!"[:tt.bytes]
			}
			a := f.do(t, tt.method, tt.path, body, tt.headers...)
			a.want(t, tt.status, tt.message)
			if tt.status == 409 && a.header.Get("Upload-Offset") != "0" {
				t.Error("409 without the offset")
			}
			if tt.status == 412 && a.header.Get("Tus-Version") != "1.0.0" {
				t.Error("412 without the version")
			}
		})
	}
	if got := f.tus(t, "HEAD", at, "", bearer).header.Get("Upload-Offset"); got != "0" {
		t.Errorf("refusals moved the offset to %s", got)
	}
}

func TestForeignProjectSeesNothing(t *testing.T) {
	f := newFixture(t, nil)
	at, id := f.begin(t, 10), f.uploadedVideo(t)
	p, err := f.CreateProject(t.Context(), "other")
	must(t, err)
	key := fmt.Sprintf("%d$%048x", p.ID, 7)
	_, err = f.AddKey(t.Context(), p.ID, "other", key)
	must(t, err)
	other := "Authorization: Bearer " + key
	f.tus(t, "HEAD", at, "", other).want(t, 404, "")
	f.tus(t, "DELETE", at, "", other).want(t, 404, "upload not found")
	for _, call := range [][2]string{{"GET", ""}, {"DELETE", ""}, {"GET", "/src_download"}} {
		f.do(t, call[0], "/company/client/video/"+id+call[1], "", other).want(t, 404, "video not found")
	}
	f.do(t, "PUT", "/company/client/video/"+id, `{"title":"mine"}`, other).want(t, 404, "video not found")
	f.do(t, "POST", "/company/client/collections/move_root", `{"uuids":["`+id+`"]}`, other).want(t, 404, "video not found")
	f.do(t, "POST", "/client/revoke-api-key", `{"key":"`+testKey+`"}`, other).want(t, 404, "key not found")
}

func TestKeyRevokedDuringUpload(t *testing.T) {
	f := newFixture(t, nil)
	at := f.begin(t, 10)
	made := f.api(t, 200, "POST", "/company/client/account/revoke_api_key", `{"key":"`+testKey+`"}`).decode(t)
	f.tus(t, "PATCH", at, "ten bytes!", bearer, "Upload-Offset: 0").want(t, 401, "unauthorized")
	fresh := "Authorization: bearer " + made["api_key"].(string)
	f.tus(t, "PATCH", at, "ten bytes!", fresh, "Upload-Offset: 0").want(t, 204, "")
	if made["message"] != "api key revoked" || made["token_type"] != "Bearer" {
		t.Errorf("answer %v", made)
	}
}

func TestIdleUploadExpires(t *testing.T) {
	f := newFixture(t, func(c *omegastream.Config) { c.UploadExpiry = -time.Second })
	at := f.begin(t, 10)
	f.tus(t, "HEAD", at, "", bearer).want(t, 410, "")
	f.tus(t, "PATCH", at, "ten bytes!", bearer, "Upload-Offset: 0").want(t, 410, "upload is gone")
}

func TestBrowserMayReadTheAnswer(t *testing.T) {
	f := newFixture(t, nil)
	a := f.do(t, "OPTIONS", v1, "", "Origin: https://app.example.com")
	a.want(t, 204, "")
	for _, name := range []string{"Authorization", "Signature", "Expiration", "Video-Id", "Tus-Resumable", "Upload-Length",
		"Upload-Offset", "Upload-Metadata", "Upload-Checksum", "Upload-Defer-Length", "Content-Type", "X-HTTP-Method-Override"} {
		if !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("%s may not be sent", name)
		}
	}
	a = f.tus(t, "POST", v1, "", bearer, "Upload-Length: 5")
	for _, name := range []string{"Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "stream-media-id", "Tus-Resumable"} {
		if !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), name) {
			t.Errorf("%s may not be read", name)
		}
	}
}

// A PATCH of V1 does not continue what V2 began, though both are uploads of one project.
func TestVersionsKeepApart(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t)
	at := f.tus(t, "POST", "/tusupload", "", with(f.signed(id), "Upload-Length: 5")...).header.Get("Location")
	upload := at[strings.LastIndex(at, "/")+1:]
	f.tus(t, "HEAD", v1+"/"+upload, "", bearer).want(t, 404, "")
	f.tus(t, "HEAD", v1+"/"+id, "", bearer).want(t, 404, "")
}

func TestRateLimit(t *testing.T) {
	f := newFixture(t, func(c *omegastream.Config) { c.Settings.RequestsPerMinute = 2 })
	f.api(t, 200, "GET", "/company/client/video", "")
	f.api(t, 200, "GET", "/company/client/video", "")
	a := f.do(t, "GET", "/company/client/video", "", bearer)
	a.want(t, 429, "too many requests")
	if a.header.Get("Retry-After") != "30" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	f.begin(t, 5) // uploads are not counted
}

// An empty PATCH leaves its connection usable, also when the upload is complete.
func TestConnectionOutlivesEmptyChunks(t *testing.T) {
	f := newFixture(t, nil)
	a := f.tus(t, "POST", v1, "ten bytes!", bearer, "Upload-Length: 10")
	at := a.header.Get("Location")
	for range 50 {
		f.tus(t, "PATCH", at, "", bearer, "Upload-Offset: 10").want(t, 204, "")
		f.tus(t, "DELETE", at, "", bearer).want(t, 400, "upload is complete")
	}
}
