package player

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/tributary-video/tributary/internal/media"
)

func newPlayer(t *testing.T) *Player {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func writePage(t *testing.T, page Page) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	if err := newPlayer(t).WritePage(w, httptest.NewRequest(http.MethodGet, "/embed/x", nil), page); err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

// hostile are values that break out of markup wherever one wall is missing.
func hostile() []string {
	return []string{
		`<script>alert(1)</script>`,
		`</title></script><img src=x onerror=alert(1)>`,
		`" onmouseover="alert(1)`,
		`' onfocus='alert(1)' autofocus='`,
		"a\u2028b\u2029c",
		`--><svg onload=alert(1)>`,
		"{{.Master}} ${1} `",
		`&quot;&lt;script&gt;`,
		"nul\x00 and \xff\xfe",
	}
}

// TestHostileText is A25: whatever a stranger wrote shows as he wrote it and adds
// neither element nor attribute to what a harmless text gives.
func TestHostileText(t *testing.T) {
	for _, state := range []media.State{media.Ready, media.Processing, media.Failed} {
		page := func(text string) Page {
			return Page{Title: text, State: state, Reason: text, Master: "/m.m3u8", Status: "/status",
				Options: Options{Watermark: Watermark{Text: text, Color: text}}}
		}
		want := shape(t, writePage(t, page("harmless")))
		for _, text := range hostile() {
			if diff := cmp.Diff(want, shape(t, writePage(t, page(text)))); diff != "" {
				t.Errorf("%s with %q changes the document:\n%s", state, text, diff)
			}
		}
	}
}

// TestHostileURL checks that an address with a script in it never becomes a link or a request.
func TestHostileURL(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)", "data:text/html,x", `"><script>`, " javascript:alert(1)"} {
		res := writePage(t, Page{State: media.Ready, Master: address, Poster: address, Thumbnails: address})
		for _, node := range elements(t, res) {
			for _, a := range node.Attr {
				if strings.HasPrefix(a.Val, "javascript:") || strings.HasPrefix(a.Val, "data:") {
					t.Errorf("%s has %s=%q", node.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// shape lists elements with their attribute names, in order.
func shape(t *testing.T, res *http.Response) []string {
	t.Helper()
	var list []string
	for _, node := range elements(t, res) {
		s := node.Data
		for _, a := range node.Attr {
			s += " " + a.Key
		}
		list = append(list, s)
	}
	return list
}

func elements(t *testing.T, res *http.Response) []*html.Node {
	t.Helper()
	root, err := html.Parse(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var list []*html.Node
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			list = append(list, node)
		}
	}
	return list
}

func TestNoInlineScript(t *testing.T) {
	for _, state := range append(media.States(), "") {
		res := writePage(t, Page{Title: "x", State: state})
		if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") {
			t.Errorf("%s: policy %q", state, policy)
		}
		for _, node := range elements(t, res) {
			if node.Data == "script" && node.FirstChild != nil {
				t.Errorf("%s: a script inside the page", state)
			}
			for _, a := range node.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("%s: %s has %s", state, node.Data, a.Key)
				}
			}
		}
	}
}

func TestStates(t *testing.T) {
	tests := []struct {
		state  media.State
		status int
		phase  string
	}{
		{media.Created, 200, "waiting"},
		{media.Uploading, 200, "waiting"},
		{media.Processing, 200, "waiting"},
		{media.Viewable, 200, "playable"},
		{media.Ready, 200, "playable"},
		{media.Failed, 200, "failed"},
		{media.Deleted, 404, "gone"},
		{"", 404, "gone"},
		{"nonsense", 404, "gone"},
	}
	for _, tt := range tests {
		res := writePage(t, Page{Title: "x", State: tt.state})
		if res.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.state, res.StatusCode, tt.status)
		}
		for _, node := range elements(t, res) {
			if node.Data != "body" {
				continue
			}
			if diff := cmp.Diff([]html.Attribute{{Key: "data-state", Val: tt.phase}}, node.Attr); diff != "" {
				t.Errorf("%s: %s", tt.state, diff)
			}
		}
	}
}

// TestNothingHereTellsNothing is the page's half of A27: deleted, unknown and forbidden look the same.
func TestNothingHereTellsNothing(t *testing.T) {
	render := func(page Page) (http.Header, []string) {
		res := writePage(t, page)
		return res.Header, shape(t, res)
	}
	wantHeader, wantShape := render(Page{})
	header, got := render(Page{Title: "secret plans", State: media.Deleted, Reason: "no", Master: "https://secret.example/m.m3u8",
		Status: "/v1/secret", Options: ParseOptions(nil)})
	if diff := cmp.Diff(wantHeader, header); diff != "" { // Content-Length and policy included
		t.Errorf("headers differ: %s", diff)
	}
	if diff := cmp.Diff(wantShape, got); diff != "" {
		t.Errorf("documents differ: %s", diff)
	}
}

func TestPolicyNamesMediaHosts(t *testing.T) {
	res := writePage(t, Page{
		State:   media.Ready,
		Master:  "https://cdn.example:8443/a/master.m3u8?s=1",
		Poster:  "https://cdn.example:8443/p.jpg",
		Status:  "/v1/status",
		Origins: []string{"http://store.example", "https://evil.example;script-src", "ftp://x.example", "https://"},
	})
	want := "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
		"img-src 'self' https://cdn.example:8443 http://store.example; " +
		"media-src blob: 'self' https://cdn.example:8443 http://store.example; " +
		"connect-src 'self' https://cdn.example:8443 http://store.example; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors *"
	if diff := cmp.Diff(want, res.Header.Get("Content-Security-Policy")); diff != "" {
		t.Error(diff)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	w := httptest.NewRecorder()
	err := newPlayer(t).WritePage(w, httptest.NewRequest(http.MethodHead, "/embed/x", nil), Page{State: media.Ready})
	if err != nil || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: error %v, %d bytes, Content-Length %s", err, w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

func TestLandingEscapes(t *testing.T) {
	render := func(text string) []string {
		w := httptest.NewRecorder()
		landing := Landing{Version: text, APIs: []API{{Name: text, Note: text, Paths: []string{text}}}, Links: []Link{{Name: text, URL: text}}}
		if err := newPlayer(t).WriteLanding(w, httptest.NewRequest(http.MethodGet, "/", nil), landing); err != nil {
			t.Fatal(err)
		}
		return shape(t, w.Result())
	}
	want := render("harmless")
	for _, text := range hostile() {
		if diff := cmp.Diff(want, render(text)); diff != "" {
			t.Errorf("%q changes the document:\n%s", text, diff)
		}
	}
}
