package apivideo_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Every client's requests, byte for byte and in their order, are answered as it needs; what it
// sent is what is kept, in one video for each file.
func TestRecordedExchanges(t *testing.T) {
	for name, want := range map[string]struct{ videos, complete int }{
		"go-sdk": {5, 5}, "node-sdk": {6, 6}, "php-sdk": {4, 4}, "python-sdk": {4, 4}, "browser-uploader": {5, 5},
		"curl": {3, 1}, // one is to come from a URL, of another a first part was sent
	} {
		t.Run(name, func(t *testing.T) {
			p := newReplay(t)
			p.given(t, name)
			for _, x := range testkit.ReadExchanges(t, filepath.Join("testdata", "exchanges", name+".http")) {
				p.Exchange(t, x, p.fill(x))
			}
			if videos, complete := p.kept(t); videos != want.videos || complete != want.complete {
				t.Errorf("%d videos, %d of them complete, want %v", videos, complete, want)
			}
		})
	}
}

// given makes what a page is given by its back end before the recording begins.
func (p *replay) given(t *testing.T, name string) {
	t.Helper()
	if name != "browser-uploader" {
		return
	}
	p.Known["t1"] = p.api(t, http.StatusOK, "POST", "/upload-tokens", "{}").decode(t)["token"].(string)
	p.Known["v2"], p.Known["v3"] = p.newVideo(t, ""), p.newVideo(t, "")
	login := p.do(t, "POST", "/auth/api-key", fmt.Sprintf(`{"apiKey":%q}`, p.key))
	p.Known["refreshToken"] = login.decode(t)["refresh_token"].(string)
}

// kept counts the videos of the project and those that have a source, each of which must be one
// of the files that were sent.
func (p *replay) kept(t *testing.T) (videos, complete int) {
	t.Helper()
	whole := [][sha256.Size]byte{sha256.Sum256(p.medium), sha256.Sum256([]byte(p.Known["small"])), sha256.Sum256(p.medium[:5<<20]), sha256.Sum256(p.medium[:6_000_000])}
	var list struct{ Data []struct{ VideoID string } }
	must(t, json.Unmarshal([]byte(p.api(t, http.StatusOK, "GET", "/videos?pageSize=100", "").body), &list))
	for _, listed := range list.Data {
		v, err := p.Video(t.Context(), uuid(t, listed.VideoID))
		must(t, err)
		if v.Source == nil {
			continue
		}
		complete++
		if !slices.Contains(whole, p.sourceSum(t, v)) {
			t.Errorf("the source of %q, %d bytes, is none of the files that were sent", v.Title, v.Source.Size)
		}
	}
	return len(list.Data), complete
}

func (p *replay) sourceSum(t *testing.T, v media.Video) (sum [sha256.Size]byte) {
	t.Helper()
	h := sha256.New()
	for _, g := range v.Source.Segments {
		b, err := p.blobs.Open(t.Context(), g.Key)
		must(t, err)
		_, err = io.Copy(h, io.NewSectionReader(b, 0, g.Length))
		must(t, err)
		must(t, b.Close())
	}
	h.Sum(sum[:0])
	return sum
}
