package omegastream_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// runImport does the job of a video's import until it has ended.
func (f *fixture) runImport(t *testing.T, videoID string) {
	t.Helper()
	for range 10 {
		imp, err := f.importer.Progress(t.Context(), videoID)
		must(t, err)
		if imp.State.Ended() {
			return
		}
		imp.NextAt = imp.CreatedAt // nobody waits here
		must(t, f.UpdateImport(t.Context(), imp))
		_ = f.importer.Run(t.Context(), media.Job{Kind: media.ImportJob, Subject: imp.ID}, false)
	}
	t.Fatal("the import does not end")
}

func TestCopyFromURL(t *testing.T) {
	f := newFixture(t, nil)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a.mp4" || r.Header.Get("X-Api-Key") != "k" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, "\x00\x00\x00\x10ftypisom\x00\x00\x02\x00")
	}))
	t.Cleanup(origin.Close)
	made := f.api(t, 200, "POST", videos+"/stream/copy", `{"title":"Pier","url":"`+origin.URL+`/a.mp4?signature=s","headers":{"x-api-key":"k"}}`).decode(t)
	meta := made["meta"].(map[string]any)
	if made["status"] != "uploaded" || made["title"] != "Pier" || meta["downloaded_from"] != origin.URL+"/a.mp4" {
		t.Errorf("copy begins as %v", made)
	}
	id := made["uuid"].(string)
	f.runImport(t, id)
	if got := f.api(t, 200, "GET", videos+"/"+id, "").decode(t); got["status"] != "uploaded" {
		t.Errorf("copied video is %v", got["status"])
	}
	v, err := f.Video(t.Context(), id)
	must(t, err)
	if v.State != media.Processing || v.Source.Size != 16 {
		t.Errorf("video is %s", v.State)
	}
}

func TestCopyFromURLFails(t *testing.T) {
	f := newFixture(t, nil)
	origin := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(origin.Close)
	id := f.api(t, 200, "POST", videos+"/stream/copy", `{"title":"Pier","url":"`+origin.URL+`/a.mp4"}`).decode(t)["uuid"].(string)
	f.runImport(t, id)
	got := f.api(t, 200, "GET", videos+"/"+id, "").decode(t)
	if meta := got["meta"].(map[string]any); got["status"] != "process-failed" || meta["failure"] != "The origin answered 404." {
		t.Errorf("failed copy is %v, meta %v", got["status"], got["meta"])
	}
	f.tus(t, "POST", videos+"/stream", "ten bytes!", bearer, "Upload-Length: 10", "Upload-Metadata: title SGFyYm91ciB3YWxr").want(t, 201, "")
}

func TestCopyFromURLRefused(t *testing.T) {
	f := newFixture(t, nil)
	for body, want := range map[string]string{
		`{"title":"a"}`:               "url is required",
		`{"url":"http://127.0.0.1/"}`: "title is required",
		`{"title":"a","url":"http://169.254.169.254/latest/"}`:                    "The address is not allowed.",
		`{"title":"a","url":"file:///etc/passwd"}`:                                "The address is not allowed.",
		`{"title":"a","url":"http://127.0.0.1/","headers":{"Range":"bytes=0-1"}}`: "a header field is not allowed",
		`{"title":"a","url":"http://127.0.0.1/","headers":["a"]}`:                 "headers has the wrong type",
	} {
		f.do(t, "POST", videos+"/stream/copy", body, bearer).want(t, 400, want)
	}
	if page := f.api(t, 200, "GET", videos, "").decode(t); page["total"] != 0.0 {
		t.Errorf("%v videos are left", page["total"])
	}
}
