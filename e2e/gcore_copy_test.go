package e2e

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// copyCase is one origin and what must become of the copy.
type copyCase struct {
	name string
	path string // "" = /demo.mp4
	page page
	// wanted is the file when the copy must end well, why the vendor's words when not.
	wanted file
	why    string
	asked  int    // how many requests the origin must see
	rest   string // the Range of the last one
}

const (
	fileInvalid = "File Invalid"
	tooBig      = 32 << 20 // the server's limit on a file
)

// Everything that may be wrong with an origin, ordered in one batch.
func TestGcoreCopies(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}, env: []string{"TRIBUTARY_MAX_UPLOAD_SIZE=32MiB"}})
	cases := append(goodCopies(t), badCopies(t)...)
	var origins []*origin
	var orders []map[string]any
	for _, c := range cases {
		o := startOrigin(t, c.page)
		origins = append(origins, o)
		orders = append(orders, map[string]any{"name": c.name, "origin_url": o.URL + cmp.Or(c.path, "/demo.mp4")})
	}
	made := s.batch(t, orders)
	for i, v := range s.settledStreams(t, made) {
		c := cases[i]
		t.Run(c.name, func(t *testing.T) {
			asked := origins[i].requests()
			if len(asked) != c.asked || c.asked > 0 && asked[c.asked-1].Get("Range") != c.rest {
				t.Errorf("%d requests, want %d; the last one: %v", len(asked), c.asked, asked)
			}
			if c.why == "" {
				s.holdsStream(t, v.ID, c.wanted)
				return
			}
			if v.Status != "empty" || v.why() != c.why || len(v.ConvertedVideos) != 0 || v.Duration != nil || v.OriginURL != orders[i]["origin_url"] {
				t.Errorf("it is %+v: %q, want empty: %q", v, v.why(), c.why)
			}
		})
	}
}

// goodCopies get there in the end.
func goodCopies(t *testing.T) []copyCase {
	t.Helper()
	f, later := video(t, 12_000_000), video(t, 12_000_001)
	const half, tag = 6_000_000, `"one"`
	fails := status(http.StatusInternalServerError)
	return []copyCase{
		{name: "slow", page: slow(t, f, 100), wanted: f, asked: 1},
		{name: "breaks and goes on", page: first(1, whole(t, f, tag, half), content(t, f, tag)), wanted: f, asked: 2, rest: "bytes=6000000-"},
		{name: "breaks and knows no Range", page: first(1, whole(t, f, tag, half), whole(t, f, tag, 0)), wanted: f, asked: 2, rest: "bytes=6000000-"},
		{name: "breaks and proves nothing", page: first(1, whole(t, f, "", half), content(t, f, "")), wanted: f, asked: 2},
		{name: "breaks and changes", page: first(1, whole(t, f, tag, half), content(t, later, `"two"`)), wanted: later, asked: 2, rest: "bytes=6000000-"},
		{name: "500 twice", page: first(2, fails, content(t, f, tag)), wanted: f, asked: 3},
		{name: "503 for a second", page: first(1, status(http.StatusServiceUnavailable, "Retry-After: 1"), content(t, f, tag)), wanted: f, asked: 2},
	}
}

// badCopies never do.
func badCopies(t *testing.T) []copyCase {
	t.Helper()
	f := video(t, 900_000)
	redirect := func(to string) page { return status(http.StatusFound, "Location: "+to) }
	return []copyCase{
		{name: "breaks again and again", page: whole(t, f, "", 500_000), why: "The downloaded file is incomplete", asked: 3},
		{name: "promises more than it sends", page: promising(t, f, f.size+1), why: "The downloaded file is incomplete", asked: 3},
		{name: "promises less than the file", page: promising(t, f, 3000), why: fileInvalid, asked: 1},
		{name: "promises too much", page: promising(t, f, tooBig+1), why: "The storage limit has been exceeded", asked: 1},
		{name: "endless", page: endless(t, f), why: "The storage limit has been exceeded", asked: 1},
		{name: "empty", page: text("video/mp4", ""), why: fileInvalid, asked: 1},
		{name: "absent", why: "The requested origin was not found", asked: 3},
		{name: "gone", page: status(http.StatusGone), why: "The requested origin was not found", asked: 3},
		{name: "forbidden", page: status(http.StatusForbidden), why: "Access to the origin is forbidden", asked: 3},
		{name: "always 500", page: status(http.StatusInternalServerError), why: "Unexpected answer from the origin: 500", asked: 3},
		{name: "nothing to say", page: status(http.StatusNoContent), why: "Unexpected answer from the origin: 204", asked: 3},
		{name: "a range nobody asked for", page: status(http.StatusPartialContent, "Content-Range: bytes 5-9/10"), why: "Unexpected answer from the origin: 206", asked: 3},
		{name: "redirects for ever", path: "/loop", page: redirect("/loop"), why: "Access to the origin is forbidden", asked: 6},
		{name: "redirects to a file of the server", page: redirect("file:///etc/hosts"), why: "Access to the origin is forbidden", asked: 1},
		{name: "redirects to the cloud", page: redirect("http://169.254.169.254/latest/meta-data"), why: "Access to the origin is forbidden", asked: 1},
		{name: "playlist by its name", path: "/hls/master.m3u8", page: content(t, f, ""), why: fileInvalid, asked: 0},
		{name: "playlist by its type", page: text("application/vnd.apple.mpegurl", strings.Repeat("x", 10_000)), why: fileInvalid, asked: 1},
		{name: "playlist by its words", page: text("video/mp4", "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1/0.ts\n"), why: fileInvalid, asked: 1},
		{name: "manifest", page: text("video/mp4", `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>`), why: fileInvalid, asked: 1},
		{name: "page", page: text("text/html", "<!doctype html><title>Log in</title>"+strings.Repeat("<p>", 10_000)), why: fileInvalid, asked: 1},
		{name: "text", page: text("video/mp4", strings.Repeat("All work and no play. ", 1000)), why: fileInvalid, asked: 1},
		{name: "noise", page: content(t, video(t, 1000), ""), why: fileInvalid, asked: 1},
	}
}

// batch makes videos in one request.
func (s *server) batch(t *testing.T, orders []map[string]any) []stream {
	t.Helper()
	var made []stream
	s.must(t, http.MethodPost, "/streaming/videos/batch", map[string]any{"videos": orders}, http.StatusOK, &made)
	if len(made) != len(orders) {
		t.Fatalf("%d videos were made of %d orders", len(made), len(orders))
	}
	for i, v := range made {
		if v.Name != orders[i]["name"] || v.ID == 0 { // its copy may have come to any end by now
			t.Errorf("order %d made %+v", i, v)
		}
	}
	return made
}

// settledStreams waits until all of these are settled, and returns them in the same order.
func (s *server) settledStreams(t *testing.T, made []stream) []stream {
	t.Helper()
	settled := make([]stream, len(made))
	eventually(t, uploadTime, "all copies are settled", func(ctx context.Context) error {
		var list []stream
		if err := s.ask(ctx, http.MethodGet, "/streaming/videos?per_page=100", nil, http.StatusOK, &list); err != nil {
			return err
		}
		var waits []error
		for i, v := range made {
			for _, now := range list {
				if now.ID != v.ID {
					continue
				}
				if settled[i] = now; !now.settled() {
					waits = append(waits, fmt.Errorf("%q is %s", now.Name, now.Status))
				}
			}
		}
		return errors.Join(waits...)
	})
	return settled
}

// A chain of redirects leads to another host, which learns nothing of what the first one was told.
func TestGcoreCopyRedirects(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}})
	f := video(t, 900_000)
	other := startOrigin(t, content(t, f, ""))
	home := startOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Header.Get("Authorization") != "Bearer t0" || r.Header.Get("X-Key") != "k" {
			http.Error(w, "not for you", http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, other.URL+"/files/9?alt=media", http.StatusFound)
	})
	v := s.stream(t, map[string]any{"name": "Drive", "origin_url": home.URL, "origin_http_headers": "Authorization: Bearer t0\nX-Key: k"})
	s.holdsStream(t, v.ID, f)
	for _, h := range other.requests() {
		if h.Get("Authorization") != "" || h.Get("X-Key") != "" || h.Get("Referer") != "" {
			t.Errorf("the other host was told %v", h)
		}
	}
	if n := len(other.requests()); n != 1 {
		t.Errorf("the other host was asked %d times", n)
	}
}

// The server dies in the middle of a copy, and asks for the rest when it is back.
func TestGcoreCopyCrash(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}})
	f := video(t, 12_000_000)
	late, early := content(t, f, `"one"`), slow(t, f, 2000)
	o := startOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		w.Header().Set("ETag", `"one"`)
		first(1, early, late)(w, r, n)
	})
	v := s.stream(t, map[string]any{"name": "Through a crash", "origin_url": o.URL})
	path := fmt.Sprintf("/streaming/videos/%d", v.ID)
	eventually(t, startTime, "some bytes are recorded", func(ctx context.Context) error {
		err := s.ask(ctx, http.MethodGet, path, nil, http.StatusOK, &v)
		if err == nil && v.UploadProgress == 0 {
			err = errors.New("none are")
		}
		return err
	})
	s.crash()
	s.holdsStream(t, v.ID, f)
	asked := o.requests()
	last := asked[len(asked)-1]
	if len(asked) != 2 || !strings.HasPrefix(last.Get("Range"), "bytes=") || last.Get("If-Range") != `"one"` {
		t.Errorf("the origin was asked %v", asked)
	}
}

// A copy that has failed leaves no byte behind, and the same video takes another one.
func TestGcoreCopyAgain(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}, env: []string{"TRIBUTARY_MAX_UPLOAD_SIZE=32MiB"}})
	f := video(t, 900_000)
	v := s.stream(t, map[string]any{"name": "Again", "origin_url": startOrigin(t, endless(t, f)).URL})
	if v = s.settledStream(t, v.ID); v.Status != "empty" {
		t.Fatalf("it is %s", v.Status)
	}
	s.storesNothing(t)
	path := fmt.Sprintf("/streaming/videos/%d", v.ID)
	s.must(t, http.MethodPatch, path, map[string]any{"origin_url": startOrigin(t, text("video/mp4", "nothing")).URL}, http.StatusOK, &v)
	if v = s.settledStream(t, v.ID); v.why() != fileInvalid {
		t.Errorf("it is %s, %q", v.Status, v.why())
	}
	s.storesNothing(t)
	s.must(t, http.MethodPatch, path, map[string]any{"origin_url": startOrigin(t, content(t, f, "")).URL}, http.StatusOK, &v)
	s.holdsStream(t, v.ID, f)
}

// What could not be copied is sent by hand, into the same video.
func TestGcoreCopyThenTus(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}})
	f := video(t, 900_000)
	v := s.stream(t, map[string]any{"name": "By hand", "origin_url": startOrigin(t, status(http.StatusForbidden)).URL})
	if v = s.settledStream(t, v.ID); v.Status != "empty" || v.why() != "Access to the origin is forbidden" {
		t.Errorf("it is %s, %q", v.Status, v.why())
	}
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	right := s.uploadRight(t, v.ID)
	finished(t, s.gcoreCommand(t, ctx, right.endpoint("http"), right.gcoreMetadata(), f))
	s.holdsStream(t, v.ID, f)
}

// storesNothing waits until no file is left where the server keeps bytes.
func (s *server) storesNothing(t *testing.T) {
	t.Helper()
	eventually(t, sweepTime, "nothing is stored", func(context.Context) error {
		var left []error
		err := filepath.WalkDir(filepath.Join(s.Data, "blobs"), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && d.Name() != ".lock" {
				left = append(left, errors.New(path))
			}
			return err
		})
		return errors.Join(append(left, err)...)
	})
}
