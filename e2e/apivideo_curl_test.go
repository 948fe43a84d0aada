package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// The vendor's guide without an SDK: log in, create, send the pieces that split made of a file,
// by their numbers or by their places in it.
func TestCurlProgressive(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 2*apiChunk+60_860)
	rangeOf := map[string]func(n, from, to int) string{
		"parts":         func(n, _, _ int) string { return fmt.Sprintf("part %d/3", n) },
		"encoded parts": func(n, _, _ int) string { return fmt.Sprintf("part%%20%d%%2F3", n) },
		"bytes":         func(_, from, to int) string { return fmt.Sprintf("bytes %d-%d/%d", from, to, f.size) },
		"bytes without total": func(n, from, to int) string {
			if n < 3 {
				return fmt.Sprintf("bytes %d-%d", from, to)
			}
			return fmt.Sprintf("bytes %d-%d/%d", from, to, f.size)
		},
	}
	for name, contentRange := range rangeOf {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := logIn(t, s)
			var v film
			c.json(t, &v, http.MethodPost, "/videos", `{"public": true, "panoramic": false, "mp4Support": true, "title": "HelloWorld"}`)
			id := v.VideoID
			from := 0
			for i, piece := range split(t, f) {
				to := from + int(piece.size) - 1
				v = film{}
				c.curl(t, &v, "-X", "POST", s.URL+"/videos/"+id+"/source", "-H", "Content-Range: "+contentRange(i+1, from, to), "-F", "file=@"+piece.path)
				if from = to + 1; v.VideoID != id {
					t.Errorf("piece %d is in video %q, want %q", i+1, v.VideoID, id)
				}
			}
			if v.Title != "HelloWorld" {
				t.Errorf("the last answer is %+v, want the video", v)
			}
			s.holdsFilm(t, id, f)
		})
	}
}

// split cuts a file as the program of that name does: file_chunk_aa, file_chunk_ab …
func split(t *testing.T, f file) []file {
	t.Helper()
	dir := t.TempDir()
	tool(t, "split", "-b", "5242880", f.path, filepath.Join(dir, "file_chunk_"))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []file
	for _, e := range entries {
		list = append(list, existing(t, filepath.Join(dir, e.Name())))
	}
	return list
}

// curlUser is somebody with a command line who has logged in.
type curlUser struct {
	*server

	token string
}

func logIn(t *testing.T, s *server) curlUser {
	t.Helper()
	var access struct {
		Token string `json:"access_token"`
	}
	c := curlUser{server: s}
	c.json(t, &access, http.MethodPost, "/auth/api-key", fmt.Sprintf(`{"apiKey": %q}`, s.Key))
	c.token = access.Token
	return c
}

func (c curlUser) json(t *testing.T, into any, method, path, body string) {
	t.Helper()
	c.curl(t, into, "-X", method, c.URL+path, "-H", "Content-Type: application/json", "-d", body)
}

// curl makes a request, which must succeed.
func (c curlUser) curl(t *testing.T, into any, args ...string) {
	t.Helper()
	if c.token != "" {
		args = append(args, "-H", "Authorization: Bearer "+c.token)
	}
	out := tool(t, "curl", append([]string{"-sS", "--fail-with-body"}, args...)...)
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("curl %v: %v in %s", args, err, out)
	}
}
