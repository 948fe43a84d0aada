package apivideo_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/upload"
)

// smallRules set the limits of uploads to a few bytes.
func smallRules(cfg *apivideo.Config) {
	cfg.Settings = apivideo.Settings{PartMin: 5, PartMax: 100, SingleMax: 100, PartsMax: 20, SourceMax: 1000}
}

// noise is n bytes that compress to nothing, the same for a seed.
func noise(seed byte, n int) string {
	raw := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(raw)
	return string(raw)
}

const formType = "Content-Type: multipart/form-data; boundary=xyz"

// fileForm is a form with a file, and fields in front of it: "name=value".
func fileForm(name, content string, fields ...string) string {
	var b strings.Builder
	for _, f := range fields {
		key, value, _ := strings.Cut(f, "=")
		fmt.Fprintf(&b, "--xyz\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", key, value)
	}
	fmt.Fprintf(&b, "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: video/mp4\r\n\r\n%s\r\n--xyz--\r\n", name, content)
	return b.String()
}

// piece sends a file to a video; contentRange of "" is the whole.
func (f *fixture) piece(t *testing.T, videoID, contentRange, content string) answer {
	t.Helper()
	headers := []string{formType}
	if contentRange != "" {
		headers = append(headers, "Content-Range: "+contentRange)
	}
	return f.as(t, f.key, "POST", "/videos/"+videoID+"/source", fileForm("a.mp4", content), headers...)
}

// byToken sends a file with an upload token.
func (f *fixture) byToken(t *testing.T, token, contentRange, name, content string, fields ...string) answer {
	t.Helper()
	headers := []string{formType}
	if contentRange != "" {
		headers = append(headers, "Content-Range: "+contentRange)
	}
	return f.do(t, "POST", "/upload?token="+url.QueryEscape(token), fileForm(name, content, fields...), headers...)
}

// newToken makes an upload token by the API.
func (f *fixture) newToken(t *testing.T, body string) string {
	t.Helper()
	return f.api(t, 200, "POST", "/upload-tokens", body).decode(t)["token"].(string)
}

// accepted fails unless the answer is 201 with the full video, or with its id only, which it
// returns.
func (a answer) accepted(t *testing.T, full bool) string {
	t.Helper()
	if a.status != 201 {
		t.Fatalf("status %d %s, want 201", a.status, a.body)
	}
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	body := a.decode(t)
	if _, isFull := body["title"]; isFull != full || !full && len(body) != 1 {
		t.Errorf("answer %s, want the full video: %v", a.body, full)
	}
	id, _ := body["videoId"].(string)
	return id
}

// wantSource fails unless the source of a video is exactly this.
func (f *fixture) wantSource(t *testing.T, videoID, want string) {
	t.Helper()
	v, err := f.Video(t.Context(), uuid(t, videoID))
	must(t, err)
	if v.Source == nil || v.State != media.Processing {
		t.Fatalf("video is %s, source %+v", v.State, v.Source)
	}
	src, err := blob.OpenParts(t.Context(), f.blobs, v.Source.Segments)
	must(t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(t, err)
	if !bytes.Equal(got, []byte(want)) {
		t.Errorf("source has %d bytes that differ from the %d sent", len(got), len(want))
	}
}

// wantOpen fails unless a video has an open upload of so many pieces.
func (f *fixture) wantOpen(t *testing.T, videoID string, pieces int) {
	t.Helper()
	u, err := f.LastUpload(t.Context(), uuid(t, videoID))
	must(t, err)
	have, err := f.Parts(t.Context(), u.ID)
	must(t, err)
	if u.State != upload.Receiving || len(have.Items) != pieces {
		t.Errorf("upload is %s with %d pieces, want %d", u.State, len(have.Items), pieces)
	}
}

// videos counts the videos of the project.
func (f *fixture) videos(t *testing.T) int {
	t.Helper()
	return int(testkit.At(f.api(t, 200, "GET", "/videos", "").decode(t), "pagination", "itemsTotal").(float64))
}

// swept fails if the sweep leaves bytes that no video and no open upload has.
func (f *fixture) swept(t *testing.T, want int) {
	t.Helper()
	n, before := 0, -1
	for n != before { // a sweep takes so many uploads on and leaves the rest to the next
		before, n = n, 0
		must(t, f.engine.Sweep(t.Context(), f.DB))
		must(t, f.blobs.List(t.Context(), "uploads", func(string, int64) error { n++; return nil }))
	}
	if n != want {
		t.Errorf("%d blobs are stored, want %d", n, want)
	}
}

// begun begins an upload of a video beneath the API.
func (f *fixture) begun(t *testing.T, videoID, protocol string) upload.Upload {
	t.Helper()
	u, err := f.engine.Begin(t.Context(), upload.Beginning{
		ProjectID: f.project.ID, Protocol: protocol, VideoID: uuid(t, videoID), Length: 20, Limits: upload.Limits{Idle: time.Hour},
	})
	must(t, err)
	return u
}

// finish brings all of its 20 bytes.
func (f *fixture) finish(t *testing.T, u upload.Upload, content string) {
	t.Helper()
	_, err := f.engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(content), Size: 20, Length: u.Length})
	must(t, err)
}
