package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// watchTime bounds one visit of the browser: it may wait for a machine that is busy encoding.
const watchTime = 2 * time.Minute

// seen is what play.mjs and cors.mjs report. They fail by themselves when the console
// shows an error.
type seen struct {
	State       string
	CurrentTime float64
	VideoHeight int
	Levels      []struct{ Name string }
	MediaID     string `json:"mediaId"`
	Size        int64
	Offset      int64
}

// browse runs one of the browser's scripts.
func browse(t *testing.T, name string, args ...string) seen {
	t.Helper()
	var r seen
	visit(t, &r, name, args...)
	return r
}

// visit is browse into a report of any kind.
func visit(t *testing.T, report any, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), watchTime)
	defer cancel()
	var stderr bytes.Buffer
	cmd := script(t, ctx, "browser", name, append([]string{"--timeout", "90"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if jsonErr := json.Unmarshal(out, report); jsonErr != nil || err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, stderr.Bytes())
	}
}

// screenshot is where a picture of a page is kept for people to look at.
func screenshot(t *testing.T, name string) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "test-output"))
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "e2e-"+name+".png")
}

// The way of every video: it plays in its original quality as soon as it can be
// watched, and in an encoded one when it is ready.
func TestBrowserPlays(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	id := samples()[0].upload(t, s.URL, s.bearer(), speech(t)).MediaID
	page := s.URL + "/embed/" + id
	browse(t, "play.mjs", "--expect-state", "gone", "--screenshot", screenshot(t, "private"), page)

	v := s.settled(t, id, readyTime, "viewable")
	_, right, _ := strings.Cut(v.Playback.HLS, "?")
	early := browse(t, "play.mjs", "--quality", "source", "--play", "3", "--screenshot", screenshot(t, "viewable"), page+"?"+right)
	if early.CurrentTime <= 3 {
		t.Errorf("source stands at %.1f s", early.CurrentTime)
	}
	s.settled(t, id, watchTime, "process-completed")
	late := browse(t, "play.mjs", "--quality", "240p", "--play", "3", "--screenshot", screenshot(t, "ready"), page+"?"+right)
	if late.CurrentTime <= 3 || late.VideoHeight != 240 {
		t.Errorf("240p stands at %.1f s, %d lines: %v", late.CurrentTime, late.VideoHeight, late.Levels)
	}
	seeks(t, page+"?"+right)
	s.publicByHand(t, id)
}

// seeks jumps ahead while it plays, and starts in the middle.
func seeks(t *testing.T, page string) {
	t.Helper()
	if r := browse(t, "play.mjs", "--seek", "15", "--play", "2", page); r.CurrentTime <= 17 {
		t.Errorf("after a seek to 15 s it stands at %.1f s", r.CurrentTime)
	}
	browse(t, "play.mjs", "--autoplay", "--muted", "--start", "8", page+"&autoplay&muted&t=8s")
}

// publicByHand builds the playback URL as public back ends do, from the fields of
// the record and without a signature.
func (s *server) publicByHand(t *testing.T, id string) {
	t.Helper()
	v := s.get(t, id)
	_, code, _ := strings.Cut(v.Storage.Source.Key, "/")
	code, _, _ = strings.Cut(code, "/")
	by := s.URL + "/stream/company/" + v.Storage.Bucket + "/" + code + "/video/" + id + "/"
	check := func(file string, want int) {
		t.Helper()
		if got, err := s.status(t.Context(), by+file); got != want {
			t.Errorf("%s is answered %d, want %d, %v", file, got, want, err)
		}
	}
	files := []string{"playlist.m3u8", "240p.mp4", "240p/index.m3u8", "240p/0.m4s"}
	for _, file := range files {
		check(file, http.StatusForbidden)
	}
	s.must(t, http.MethodPut, "/company/client/video/"+id+"/privacy", map[string]string{"privacy": "public"}, http.StatusNoContent, nil)
	for _, file := range files {
		check(file, http.StatusOK)
	}
	v.Playback.HLS = by + "playlist.m3u8"
	s.plays(t, v)
	browse(t, "play.mjs", "--play", "1", s.URL+"/embed/"+id)
	browse(t, "play.mjs", "--play", "1", s.URL+"/player/"+id+"/embedded")
	s.must(t, http.MethodDelete, "/company/client/video/"+id, nil, http.StatusNoContent, nil)
	for _, file := range files {
		check(file, http.StatusNotFound)
	}
	browse(t, "play.mjs", "--expect-state", "gone", s.URL+"/embed/"+id)
}

// A page of another origin uploads by itself and reads the header that names the video.
func TestBrowserUploads(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 17_825_792)
	first := browse(t, "cors.mjs", "--file", f.path, s.URL, s.Key)
	s.holds(t, first.MediaID, f)

	id := s.create(t)
	args := []string{"--file", f.path, "--endpoint", "/tusupload", "--chunk", "100000000"}
	for name, values := range s.signed(id) {
		args = append(args, "--header", strings.ToLower(name)+"="+values[0])
	}
	second := browse(t, "cors.mjs", append(args, s.URL)...)
	if second.MediaID != id {
		t.Errorf("V2 names %q, want %q", second.MediaID, id)
	}
	s.holds(t, id, f)
}

// The landing page and what it loads come from the server itself, without an error.
func TestBrowserLanding(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	browse(t, "play.mjs", "--page", "--screenshot", screenshot(t, "landing"), s.URL+"/")
}
