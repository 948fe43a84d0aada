package gcore_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// copyAll runs the copy of a video to its end, however often it pauses.
func (f *fixture) copyAll(t *testing.T, id int64) {
	t.Helper()
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	must(t, err)
	guard := egress.New(egress.Config{Allow: allow})
	defer guard.Close()
	worker := pull.New(pull.Config{Store: f, Copies: f, Uploads: f.engine, Guard: guard, Log: slog.New(slog.DiscardHandler), Now: f.clock.Now})
	imp, err := f.LastImport(t.Context(), f.record(t, id).ID)
	must(t, err)
	for range 20 {
		err := worker.Run(t.Context(), media.Job{Kind: media.ImportJob, Subject: imp.ID}, false)
		later, again := errors.AsType[*media.Later](err)
		if !again {
			must(t, err)
			return
		}
		f.clock.Advance(later.After)
	}
	t.Fatal("the copy does not end")
}

func (f *fixture) wantEmpty(t *testing.T, id int64, text any) {
	t.Helper()
	got := f.api(t, 200, "GET", video(id), "").decode(t)
	want := map[string]any{"status": "empty", "error": text, "duration": nil, "converted_videos": []any{}}
	if diff := cmp.Diff(want, map[string]any{"status": got["status"], "error": got["error"], "duration": got["duration"],
		"converted_videos": got["converted_videos"]}); diff != "" {
		t.Errorf("video (-want +got):\n%s", diff)
	}
}

// movie begins as an MP4 does, which is all that a copy looks at.
func movie() string { return "\x00\x00\x00\x10ftypisom\x00\x00\x02\x00" + strings.Repeat("x", 5000) }

func answering(status int, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(content))
	}
}

func TestCopyOutcomes(t *testing.T) {
	f := newFixture(t, nil)
	for name, tt := range map[string]struct {
		path string
		step http.HandlerFunc
		asks int32
		want any // error; nil = the copy succeeds
	}{
		"good":         {"/a.mp4", answering(200, movie()), 1, nil},
		"without name": {"/files/9?alt=media", answering(200, movie()), 1, nil},
		"HLS by name":  {"/hls/master.m3u8", answering(200, movie()), 0, "File Invalid"},
		"DASH by name": {"/dash.MPD?x=1", answering(200, movie()), 0, "File Invalid"},
		"fragment":     {"/1.ts", answering(200, movie()), 0, "File Invalid"},
		"HLS":          {"/x", answering(200, "#EXTM3U\n"), 1, "File Invalid"},
		"page":         {"/demo.mp4?login", answering(200, "<!DOCTYPE html><html>"+strings.Repeat("<p>log in</p>", 1000)), 1, "File Invalid"},
		"404":          {"/gone.mp4", answering(404, ""), 3, "The requested origin was not found"},
		"410":          {"/gone.mp4", answering(410, ""), 3, "The requested origin was not found"},
		"401":          {"/a.mp4", answering(401, ""), 3, "Access to the origin is forbidden"},
		"403":          {"/a.mp4", answering(403, "secret of the origin"), 3, "Access to the origin is forbidden"},
		"503":          {"/a.mp4", answering(503, "secret of the origin"), -1, "Unexpected answer from the origin: 503"},
		"hangs up":     {"/a.mp4", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, -1, "Connection reset by peer"},
		"breaks": {"/a.mp4", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9000")
			_, _ = w.Write([]byte(movie()))
		}, 3, "The downloaded file is incomplete"},
		"inward":   {"http://169.254.169.254/latest/meta-data", nil, 0, "Access to the origin is forbidden"},
		"loopback": {"http://127.0.0.2/a.mp4", nil, 0, "Access to the origin is forbidden"},
		"inward by way": {"/a.mp4", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		}, 1, "Access to the origin is forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			var asks atomic.Int32
			from := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asks.Add(1)
				tt.step(w, r)
			}))
			defer from.Close()
			url := tt.path
			if strings.HasPrefix(url, "/") {
				url = from.URL + url
			}
			id := f.newVideo(t, `{"video":{"name":"x","origin_url":"`+url+`"}}`)
			f.wantEmpty(t, id, nil)
			f.copyAll(t, id)
			if n := asks.Load(); tt.asks >= 0 && n != tt.asks {
				t.Errorf("the origin was asked %d times, want %d", n, tt.asks)
			}
			f.wantEmpty(t, id, tt.want) // also while the source is checked
			if v := f.record(t, id); tt.want == nil && v.State != media.Processing {
				t.Errorf("video is %s", v.State)
			}
		})
	}
}

// TestCopyAgain: a copy that failed, and one whose file was no video, are tried again on the same video.
func TestCopyAgain(t *testing.T) {
	f := newFixture(t, nil)
	status := &atomic.Int32{}
	status.Store(404)
	from := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(int(status.Load()))
		_, _ = w.Write([]byte(movie()))
	}))
	defer from.Close()
	body := `{"origin_url":"` + from.URL + `/gone.mp4"}`
	id := f.newVideo(t, `{"name":"Gone","origin_url":"`+from.URL+`/gone.mp4"}`)
	f.copyAll(t, id)
	f.wantEmpty(t, id, "The requested origin was not found")

	status.Store(200)
	if got := f.api(t, 200, "PATCH", video(id), body).decode(t); got["id"] != float64(id) || got["status"] != "empty" || got["error"] != nil {
		t.Errorf("patched: %v, %v", got["status"], got["error"])
	}
	f.copyAll(t, id)
	must(t, f.FailSource(t.Context(), f.record(t, id).ID, nil, media.Refusal{Code: media.NoTracks, Text: media.NoTracks.Text()}))
	f.wantEmpty(t, id, "Video file has empty streams")

	f.api(t, 200, "PATCH", video(id), body)
	f.wantEmpty(t, id, nil)
	f.copyAll(t, id)
	if v := f.record(t, id); v.State != media.Processing || v.Source == nil {
		t.Errorf("video is %s", v.State)
	}
}

func TestOriginCredentials(t *testing.T) {
	f := newFixture(t, nil)
	heard := make(chan string, 1)
	from := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard <- r.Header.Get("Authorization") + " " + r.Header.Get("X-Extra")
		_, _ = w.Write([]byte(movie()))
	}))
	defer from.Close()
	host := strings.TrimPrefix(from.URL, "http://")
	for name, tt := range map[string]struct{ url, headers, want string }{
		"header":           {"http://" + host + "/a", "Authorization: Bearer token-of-origin", "Bearer token-of-origin "},
		"several lines":    {"http://" + host + "/a", `authorization:APIKey 1\r\nX-Extra: b\n`, "APIKey 1 b"},
		"user":             {"http://us%40er:pa%3Ass@" + host + "/a", "", "Basic dXNAZXI6cGE6c3M= "},
		"user without any": {"http://user@" + host + "/a", "", "Basic dXNlcjo= "},
		"both":             {"http://user:pass@" + host + "/a", "Authorization: Bearer token-of-origin", "Bearer token-of-origin "},
	} {
		id := f.newVideo(t, `{"name":"x","origin_url":"`+tt.url+`","origin_http_headers":"`+tt.headers+`"}`)
		got := f.api(t, 200, "GET", video(id), "")
		if at(got.decode(t), "origin_url") != "http://"+host+"/a" || strings.Contains(got.body, "token-of-origin") || strings.Contains(got.body, "pass") {
			t.Errorf("%s: shown %s", name, got.body)
		}
		f.copyAll(t, id)
		if got := <-heard; got != tt.want {
			t.Errorf("%s: the origin heard %q, want %q", name, got, tt.want)
		}
	}
}

func TestOriginRefused(t *testing.T) {
	f := newFixture(t, nil)
	for name, tt := range map[string]struct{ attributes, want string }{
		"file":         {`"origin_url":"file:///etc/hosts"`, "origin_url: is not supported"},
		"sftp":         {`"origin_url":"sftp://a.example/b"`, "origin_url: is not supported"},
		"no scheme":    {`"origin_url":"a.example/b.mp4"`, "origin_url: is not supported"},
		"no host":      {`"origin_url":"http:///b.mp4"`, "origin_url: is invalid"},
		"nonsense":     {`"origin_url":"http://[::secret"`, "origin_url: is invalid"},
		"list":         {`"origin_url":["http://a.example/1.mp4"]`, "origin_url: is invalid"},
		"long":         {`"origin_url":"http://a.example/` + strings.Repeat("a", 9000) + `"`, "origin_url: is too long"},
		"Host":         {`"origin_url":"http://a.example/1","origin_http_headers":"Host: b.example"`, "origin_http_headers: is invalid"},
		"Range":        {`"origin_url":"http://a.example/1","origin_http_headers":"range: bytes=0-1"`, "origin_http_headers: is invalid"},
		"hop by hop":   {`"origin_url":"http://a.example/1","origin_http_headers":"Transfer-Encoding: x"`, "origin_http_headers: is invalid"},
		"content":      {`"origin_url":"http://a.example/1","origin_http_headers":"Content-Length: 1"`, "origin_http_headers: is invalid"},
		"encoding":     {`"origin_url":"http://a.example/1","origin_http_headers":"Accept-Encoding: gzip"`, "origin_http_headers: is invalid"},
		"no field":     {`"origin_url":"http://a.example/1","origin_http_headers":"Bearer t0"`, "origin_http_headers: is invalid"},
		"many fields":  {`"origin_url":"http://a.example/1","origin_http_headers":"` + strings.Repeat(`X-A: 1\n`, 11) + `"`, "origin_http_headers: is invalid"},
		"large fields": {`"origin_url":"http://a.example/1","origin_http_headers":"X-A: ` + strings.Repeat("a", 8<<10) + `"`, "origin_http_headers: is invalid"},
		"control":      {`"origin_url":"http://a.example/1","origin_http_headers":"X-A: a\u0001"`, "origin_http_headers: is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			f.as(t, f.key, "POST", "/streaming/videos", `{"name":"x",`+tt.attributes+`}`).errors(t, tt.want)
		})
	}
	for _, none := range []string{`""`, `null`, `" "`} {
		id := f.newVideo(t, `{"name":"x","origin_url":`+none+`}`)
		if v := f.record(t, id); v.State != media.Created {
			t.Errorf("origin %s: video is %s", none, v.State)
		}
	}
}

// A file that comes by tus while a copy waits takes its place.
func TestUploadBesideCopy(t *testing.T) {
	u := newUploader(t, nil)
	id := u.newVideo(t, `{"name":"x","origin_url":"http://127.0.0.1:1/never"}`)
	url := u.begin(t, id, 5)
	if a := u.patch(t, url, 0, "01234"); a.status != 204 {
		t.Fatalf("patch: %d", a.status)
	}
	imp, err := u.LastImport(t.Context(), u.record(t, id).ID)
	must(t, err)
	if imp.State != pull.Cancelled {
		t.Errorf("the copy is %s", imp.State)
	}
	u.wantStatus(t, id, media.Processing)
}
