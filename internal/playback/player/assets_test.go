package player

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func get(t *testing.T, target string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header = header
	w := httptest.NewRecorder()
	newPlayer(t).Assets().ServeHTTP(w, r)
	return w.Result()
}

// TestAssets follows every link of the pages: what a page names is there, with the type it needs.
func TestAssets(t *testing.T) {
	p := newPlayer(t)
	types := map[string]string{p.links.Icon: "image/svg+xml"}
	for _, b := range []bundle{p.links.Player, p.links.Landing} {
		types[b.Script] = "text/javascript; charset=utf-8"
		for _, style := range b.Styles {
			types[style] = "text/css; charset=utf-8"
		}
	}
	for link, contentType := range types {
		res := get(t, link, http.Header{})
		want := http.Header{"Content-Type": {contentType}, "X-Content-Type-Options": {"nosniff"}, "Cache-Control": {"public, max-age=31536000, immutable"}}
		for name := range want {
			if diff := cmp.Diff(want[name], res.Header[name]); diff != "" {
				t.Errorf("%s: %s: %s", link, name, diff)
			}
		}
		again := get(t, link, http.Header{"If-None-Match": {res.Header.Get("ETag")}})
		if res.StatusCode != http.StatusOK || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d, then %d with its ETag", link, res.StatusCode, again.StatusCode)
		}
	}
}

func TestAssetsCompressed(t *testing.T) {
	link := newPlayer(t).links.Player.Script
	plain := get(t, link, http.Header{"Accept-Encoding": {"br, gzip;q=0"}})
	packed := get(t, link, http.Header{"Accept-Encoding": {"br, gzip"}})
	if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Fatalf("encodings %q and %q", packed.Header.Get("Content-Encoding"), plain.Header.Get("Content-Encoding"))
	}
	if packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Error("two encodings share an ETag")
	}
	want, err := io.ReadAll(plain.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(unpacked)
	if err != nil || string(got) != string(want) {
		t.Errorf("compressed script differs from the plain one (%v)", err)
	}
}

func TestAssetsRefuse(t *testing.T) {
	for _, target := range []string{"/assets/", "/assets/manifest.json", "/assets/../doc.go", "/assets/%2e%2e/doc.go", "/assets/dist", "/assets/x.js"} {
		if res := get(t, target, http.Header{}); res.StatusCode != http.StatusNotFound || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d, Cache-Control %q", target, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
	w := httptest.NewRecorder()
	newPlayer(t).Assets().ServeHTTP(w, httptest.NewRequest(http.MethodPost, newPlayer(t).links.Icon, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestBuildIsSmall keeps the binary and the first visit small. The limit is the
// sum of what is there, hls.js with alternate audio and subtitles most of it, and some room.
func TestBuildIsSmall(t *testing.T) {
	var total int
	for name, file := range newPlayer(t).assets {
		total += len(file.plain)
		if strings.Contains(string(file.plain), "sourceMappingURL") {
			t.Errorf("%s points to a source map that is not there", name)
		}
	}
	if total > 1<<20 {
		t.Errorf("the build has %d bytes, more than 1 MiB", total)
	}
}
