package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The vendor's guide, step by step: a video is made from what is in a bucket, and one whose file
// the client will send itself. -L follows redirects and would make a GET of a redirected POST.
func TestGcoreCurl(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true, args: []string{"--allow-net", "127.0.0.1"}})
	f := long(t)
	origin := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(f.path))))
	t.Cleanup(origin.Close)
	source := origin.URL + "/" + filepath.Base(f.path)

	made := s.curlStream(t, "/streaming/videos/", "-d", `{ 
  "video": { 
    "name": "Copied", 
    "description": "Taken from a bucket", 
    "origin_url": "`+source+`" 
  } 
}`)
	if made.Status != "empty" || made.Error != nil || made.Duration != nil || made.Slug == "" || made.ClientID != 1 || len(made.ConvertedVideos) != 0 {
		t.Errorf("made %+v", made)
	}
	s.holdsStream(t, made.ID, f)
	s.watchable(t, s.curlStream(t, "/streaming/videos/"+strconv.FormatInt(made.ID, 10)), source)

	direct := s.curlStream(t, "/streaming/videos/", "-d", `{ 
  "video": { 
    "name": "Direct", 
    "description": "Sent by tus" 
  } 
}`)
	var right uploadRight
	s.curlGcore(t, &right, "/streaming/videos/"+strconv.FormatInt(direct.ID, 10)+"/upload")
	if len(right.Servers) != 1 || right.Servers[0].Hostname != s.addr || !right.Servers[0].SSL || strings.Count(right.Token, ".") != 2 {
		t.Errorf("upload parameters %+v", right)
	}
	if v := right.Video; v.ID != direct.ID || v.Name != "Direct" || v.Slug != direct.Slug || v.Status != "empty" || v.ClientID != 1 {
		t.Errorf("upload parameters are of %+v, want %+v", v, direct)
	}
}

// watchable checks the fields of a video that is ready, and that what they lead to is there.
func (s *server) watchable(t *testing.T, v stream, source string) {
	t.Helper()
	if v.Name != "Copied" || v.Description == nil || *v.Description != "Taken from a bucket" || v.OriginURL != source || deref(v.Duration)/1000 != 20 {
		t.Errorf("shown %+v", v)
	}
	if len(v.Screenshots) != 5 || v.Screenshot != v.Screenshots[0] || !strings.HasPrefix(v.SpriteVTT, "WEBVTT") {
		t.Errorf("screenshots %v, the one is %q, sprite %q", v.Screenshots, v.Screenshot, v.SpriteVTT)
	}
	if len(v.ConvertedVideos) == 0 {
		t.Error("nothing is converted")
	}
	for _, c := range v.ConvertedVideos {
		if !strings.HasPrefix(c.Name, "vod") || c.Status != "complete" || c.Progress != 100 {
			t.Errorf("converted %+v", c)
			continue
		}
		if _, size := s.digest(t, c.MP4URL); size < c.Size*9/10 || size > c.Size*11/10 {
			t.Errorf("%s has %d bytes, want about %d", c.MP4URL, size, c.Size)
		}
	}
	segments := 0
	for _, variant := range s.uris(t, v.HLSURL) {
		for _, segment := range s.uris(t, variant) {
			s.wantStatus(t, segment, http.StatusOK)
			segments++
		}
	}
	if segments == 0 {
		t.Errorf("nothing plays at %s", v.HLSURL)
	}
	for _, address := range append(v.Screenshots, v.IframeURL, v.Sprite) {
		s.wantStatus(t, address, http.StatusOK)
	}
}

func (s *server) curlStream(t *testing.T, path string, args ...string) (v stream) {
	t.Helper()
	s.curlGcore(t, &v, path, args...)
	return v
}

// curlGcore makes a request as the vendor's guide writes it.
func (s *server) curlGcore(t *testing.T, into any, path string, args ...string) {
	t.Helper()
	out := tool(t, "curl", append([]string{
		"-sS", "--fail-with-body", "--cacert", s.certificate(), "-L", s.URL + path,
		"-H", "Content-Type: application/json", "-H", "Authorization: APIKey " + s.Key,
	}, args...)...)
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("curl %s: %v in %s", path, err, out)
	}
}
