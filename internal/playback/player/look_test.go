package player

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestLookKeepsColours(t *testing.T) {
	for _, colour := range []string{"#fff", "#5FB6C9", "#00000080", "white", "rgba(88, 131, 255, .95)", "rgb(1 2 3 / 50%)", "hsl(120deg, 50%, 50%)"} {
		if got := (Look{Text: colour}).clean().Text; got != colour {
			t.Errorf("%q becomes %q", colour, got)
		}
	}
	for _, text := range append(hostile(), "", "#12", "url(https://evil.example/x)", "red;background:url(x)", "rgba(1,2,3,.5) url(x)",
		"rgba(var(--x))", "expression(alert(1))", "rgba(1,2,3", strings.Repeat("a", 25), " white", "rgb(url(x))") {
		if got := (Look{BackgroundTop: text}).clean().BackgroundTop; got != "" {
			t.Errorf("%q is taken for a colour", got)
		}
	}
}

func TestLookKeepsLinks(t *testing.T) {
	for link, want := range map[string]string{
		"https://harbour.example/?a=b#c": "https://harbour.example/?a=b#c", "http://harbour.example": "http://harbour.example",
		"javascript:alert(1)": "", "data:text/html,x": "", "//harbour.example": "", "/vod/x": "", "": "", "https://\x7f": "",
	} {
		if got := (Look{LogoLink: link}).clean().LogoLink; got != want {
			t.Errorf("%q becomes %q, want %q", link, got, want)
		}
	}
}

// TestLookOnPage: what is hostile in a look leaves the page as one without a look has it.
func TestLookOnPage(t *testing.T) {
	plain := Page{Title: "x", State: media.Ready, Master: "/m.m3u8"}
	want := shape(t, writePage(t, plain))
	for _, text := range hostile() {
		page := plain
		page.Look = Look{Text: text, Title: text, Control: text, TrackPlayed: text, Track: text, BackgroundBottom: text, LogoLink: text}
		if diff := cmp.Diff(want, shape(t, writePage(t, page))); diff != "" {
			t.Errorf("%q changes the document:\n%s", text, diff)
		}
	}
	w := httptest.NewRecorder()
	if err := newPlayer(t).WritePage(w, httptest.NewRequest("GET", "/vod/x", nil), embedded()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`data-look-title="#ffd27f"`, `data-look-background-bottom="rgba(20, 0, 40, .8)"`, `<span class="logo"`, "data-messages",
		`data-download="/hls/whole.mp4?avh=1"`, `<track kind="chapters" src="/hls/chapters.vtt">`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "data-look-track=") {
		t.Error("what is no colour is on the page")
	}
}
