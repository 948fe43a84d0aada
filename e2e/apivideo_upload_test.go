package e2e

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
)

// uploads sends files in every way that the SDK has, each into a video of its own.
func (c *sdk) uploads(t *testing.T) {
	for name, parts := range map[string]int{"whole": 0, "exactly one chunk": 1, "3 parts": 3, "12 parts": 12} {
		size := 1_000_000
		if parts > 0 {
			size = parts * apiChunk
		}
		if parts > 1 {
			size -= 1_000_000 // the last part is shorter
		}
		f := video(t, size)
		t.Run(name, func(t *testing.T) {
			made := c.film(t, name)
			var sent film
			steps := c.upload(t, &sent, f, "videos.upload", made.VideoID)
			if last := steps[len(steps)-1]; int(last.ChunksCount) != max(1, parts) {
				t.Errorf("the client cut %d chunks, want %d", last.ChunksCount, max(1, parts))
			}
			c.received(t, sent, name, f, parts)
			c.refused(t, 400, "video-source-already-uploaded", "videos.upload", made.VideoID, video(t, 900_000).path)
		})
	}
}

// received checks a video whose upload has ended. parts of 0 is a request without Content-Range.
func (c *sdk) received(t *testing.T, v film, title string, f file, parts int) {
	t.Helper()
	if v.Title != title || v.Source.URI != "/videos/"+v.VideoID+"/source" || v.Assets.HLS == "" {
		t.Errorf("the last answer is %+v, want all of %q", v, title)
	}
	c.holdsFilm(t, v.VideoID, f)
	var s filmStatus
	c.call(t, &s, "videos.getStatus", v.VideoID)
	if s.Ingest.Status != "uploaded" || s.Ingest.Filesize == nil || *s.Ingest.Filesize != f.size {
		t.Errorf("ingest is %+v of %d bytes", s.Ingest, f.size)
	}
	if parts == 0 {
		return
	}
	want := make([]int, parts)
	for i := range want {
		want[i] = i + 1
	}
	if got := s.Ingest.ReceivedParts; !slices.Equal(got.Parts, want) || got.Total == nil || *got.Total != parts {
		t.Errorf("parts %v are received, want %d", got, parts)
	}
}

// sessions sends three files as the parts of one, whose number is told with the last, as the owner of a
// video and as a guest with a token.
func (c *sdk) sessions(t *testing.T) {
	f := video(t, 2*apiChunk+60_860)
	a := pieces(t, f, apiChunk)
	made := c.film(t, "in pieces")
	c.keep(t, "owned", "videos.createUploadProgressiveSession", made.VideoID)
	c.session(t, "owned", a, made.VideoID, "in pieces", f)

	token := c.token(t)
	for _, group := range []string{"videos", "guest"} { // with a key beside the token, which counts for nothing, and without
		c.keep(t, "session", group+".createUploadWithUploadTokenProgressiveSession", token)
		c.session(t, "session", a, "", filepath.Base(a[0].path), f)
	}
}

func (c *sdk) session(t *testing.T, name string, parts []file, id, title string, f file) {
	t.Helper()
	for i, part := range parts {
		var v film
		if i == len(parts)-1 {
			c.upload(t, &v, part, name+".uploadLastPart")
			c.received(t, v, title, f, len(parts))
		} else {
			c.upload(t, &v, part, name+".uploadPart")
		}
		if id == "" {
			id = v.VideoID
		}
		if v.VideoID != id {
			t.Errorf("part %d is in video %q, want %q", i+1, v.VideoID, id)
		}
	}
}

// delegated sends files with a token, by a client that names no video after the first chunk.
func (c *sdk) delegated(t *testing.T) {
	token := c.token(t)
	for _, group := range []string{"videos", "guest"} {
		for _, parts := range []int{0, 3} {
			f := video(t, max(parts*apiChunk-1_000_000, 500_000))
			var v film
			c.upload(t, &v, f, group+".uploadWithUploadToken", token)
			c.received(t, v, "clip.mp4", f, parts)
		}
	}
	var list filmList
	c.call(t, &list, "videos.list", map[string]any{"title": "clip.mp4", "pageSize": 100})
	if n := list.Pagination.ItemsTotal; n != 4+2 { // those of the sessions bear the same name
		t.Errorf("%d videos were made of 6 files", n)
	}
	c.refused(t, 401, "authentication-invalid-upload-token", "guest.uploadWithUploadToken", "toNobodyKnows", video(t, 500_000).path)
}

// token makes an upload token.
func (c *sdk) token(t *testing.T) string {
	t.Helper()
	var made struct {
		Token string
		TTL   int `json:"ttl"`
	}
	c.call(t, &made, "uploadTokens.createToken", map[string]any{"ttl": 3600})
	if made.Token == "" || made.TTL != 3600 {
		t.Fatalf("upload token %+v", made)
	}
	return made.Token
}

// tokens makes, shows and deletes upload tokens.
func (c *sdk) tokens(t *testing.T) {
	token := c.token(t)
	var got struct{ Token, ExpiresAt string }
	c.call(t, &got, "uploadTokens.getToken", token)
	if got.Token != token || got.ExpiresAt == "" {
		t.Errorf("token %+v", got)
	}
	var list struct{ Data []struct{ Token string } }
	c.call(t, &list, "uploadTokens.list", map[string]any{"sortBy": "createdAt", "sortOrder": "desc", "pageSize": 100})
	if !slices.ContainsFunc(list.Data, func(e struct{ Token string }) bool { return e.Token == token }) {
		t.Errorf("%v does not list %s", list, token)
	}
	c.call(t, nil, "uploadTokens.deleteToken", token)
	c.refused(t, 404, "resource-not-found", "uploadTokens.getToken", token)
	c.refused(t, 401, "authentication-invalid-upload-token", "videos.uploadWithUploadToken", token, video(t, 500_000).path)
}

// sources makes videos of what is elsewhere: at a URL, and in another video.
func (c *sdk) sources(t *testing.T) {
	f := video(t, 1_200_000)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, f.path) }))
	t.Cleanup(origin.Close)
	source := origin.URL + "/harbour.mp4"
	for _, slug := range []string{"video-source-already-downloaded", "video-source-already-copied"} {
		var v film
		c.call(t, &v, "videos.create", map[string]any{"title": "from elsewhere", "source": source})
		if s := c.encoded(t, v.VideoID); s.Ingest.Status != "ingested" || s.Ingest.Filesize == nil || *s.Ingest.Filesize != f.size {
			t.Errorf("ingest of %s is %+v", source, s.Ingest)
		}
		c.holdsFilm(t, v.VideoID, f)
		c.refused(t, 400, slug, "videos.upload", v.VideoID, f.path)
		source = v.VideoID // and once more
	}
	c.refused(t, 400, "invalid-attribute", "videos.create", map[string]any{"title": "x", "source": "http://10.0.0.1/x.mp4"})
	c.refused(t, 400, "invalid-attribute", "videos.create", map[string]any{"title": "x", "source": "viNobodyKnowsThisOne00000"})
}

// A part that was acknowledged is there after the server was killed, and the client that knows
// nothing of it goes on.
func TestNodeSDKCrash(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	c := startSDK(t, s)
	f := video(t, 3*apiChunk+60_860)
	made := c.film(t, "through a crash")
	c.keep(t, "session", "videos.createUploadProgressiveSession", made.VideoID)
	parts := pieces(t, f, apiChunk)
	for i, part := range parts[:3] {
		c.call(t, nil, "session.uploadPart", part.path)
		s.crash()
		var status filmStatus
		c.call(t, &status, "videos.getStatus", made.VideoID)
		if got := status.Ingest; got.Status != "uploading" || len(got.ReceivedParts.Parts) != i+1 || got.ReceivedParts.Total != nil || got.Filesize != nil {
			t.Errorf("after part %d and a crash ingest is %+v", i+1, got)
		}
	}
	var v film
	c.call(t, &v, "session.uploadLastPart", parts[3].path)
	c.received(t, v, "through a crash", f, 4)
	s.crash()
	c.encoded(t, made.VideoID)
	c.holdsFilm(t, made.VideoID, f)
}
