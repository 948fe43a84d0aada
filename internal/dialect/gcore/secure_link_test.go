package gcore_test

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/testkit"
)

const linkSecret = "a secret of our own"

// newLinks starts a dialect whose first project gives out secure links.
func newLinks(t *testing.T) *fixture {
	t.Helper()
	return newFixture(t, func(c *gcore.Config) { c.Settings.LinkSecrets = map[int64]string{1: linkSecret} })
}

// signedPath is what a customer's server puts between the address of a video and its file.
func signedPath(place, secret string, expires any, address string) string {
	sum := md5.Sum(fmt.Appendf(nil, "%s_%s_%v_%s", place, secret, expires, address))
	return fmt.Sprintf("/%s/%v/", base64.RawURLEncoding.EncodeToString(sum[:]), expires)
}

func TestSecureLinks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds; left out by -short")
	}
	f := newLinks(t)
	v := f.film(t, testkit.ClipSpec{Seconds: 2, Width: 320, Height: 180, Extension: "mkv"})
	soon := f.clock.Now().Add(time.Hour).Unix()
	base := "/videos/" + placeOf(v)
	anywhere := signedPath(placeOf(v), linkSecret, soon, "")
	for _, link := range []string{anywhere, signedPath(placeOf(v), linkSecret, soon, "127.0.0.1")} {
		for _, file := range []string{"", "master.m3u8", "180p/index.m3u8", "180p/init.mp4", "180p/0.m4s", "sprite.vtt", "screenshots/0.jpg", "master.mpd"} {
			a := f.do(t, "GET", base+link+file, "")
			if a.status != 200 || strings.Contains(a.header.Get("Cache-Control"), "public") {
				t.Errorf("%s: %d, %s", file, a.status, a.header.Get("Cache-Control"))
			}
		}
	}
	if page := f.do(t, "GET", base+strings.TrimSuffix(anywhere, "/"), ""); page.status != 200 || !strings.Contains(page.body, base+anywhere+"master.m3u8") {
		t.Errorf("page: %d %s", page.status, page.body)
	}
	report, err := hls.Check(t.Context(), hls.HTTP{Client: http.DefaultClient}, f.url+base+anywhere+"master.m3u8")
	must(t, err)
	for _, fault := range report.Errors {
		t.Error(fault)
	}
	for _, file := range []string{"", "/", "/master.m3u8", "/180p/0.m4s", "/sprite.vtt", "/screenshots/0.jpg", "/status.json", "/poster.jpg"} {
		f.do(t, "GET", base+file, "").problem(t, 403, "Forbidden")
	}
	f.clock.Advance(time.Hour + time.Second)
	f.do(t, "GET", base+anywhere+"master.m3u8", "").problem(t, 410, "Gone")
}

// TestSecureLinksAttacked: whatever a stranger makes of a link opens nothing, and tells nothing.
func TestSecureLinksAttacked(t *testing.T) {
	f := newLinks(t)
	v, other := f.record(t, f.played(t)), f.record(t, f.played(t))
	now := f.clock.Now().Unix()
	place, good := placeOf(v), signedPath(placeOf(v), linkSecret, now+3600, "")
	token, _, _ := strings.Cut(good[1:], "/")
	for name, tt := range map[string]struct {
		link string
		want int
	}{
		"good":                   {good, 200},
		"of another video":       {signedPath(placeOf(other), linkSecret, now+3600, ""), 403},
		"another secret":         {signedPath(place, linkSecret+"x", now+3600, ""), 403},
		"no secret":              {signedPath(place, "", now+3600, ""), 403},
		"for another address":    {signedPath(place, linkSecret, now+3600, "127.0.0.2"), 403},
		"longer than it is good": {fmt.Sprintf("/%s/%d/", token, now+7200), 403},
		"zeros before it":        {fmt.Sprintf("/%s/0%d/", token, now+3600), 403},
		"expired":                {signedPath(place, linkSecret, now-1, ""), 410},
		"expires now":            {signedPath(place, linkSecret, now, ""), 410},
		"expired, wrong token":   {fmt.Sprintf("/%s/%d/", token, now-1), 403},
		"the first second":       {signedPath(place, linkSecret, 0, ""), 410},
		"negative":               {signedPath(place, linkSecret, -1, ""), 403},
		"no number":              {signedPath(place, linkSecret, "1e9", ""), 403},
		"far beyond numbers":     {signedPath(place, linkSecret, strings.Repeat("9", 30), ""), 403},
		"upper case":             {strings.Replace(good, token, strings.ToUpper(token), 1), 403},
		"padded":                 {strings.Replace(good, token, token+"==", 1), 403},
		"cut":                    {strings.Replace(good, token, token[:21], 1), 403},
		"empty":                  {"//0/", 403},
		"twice":                  {good[:len(good)-1] + good, 404},
		"way out":                {good + "../../../1_x/", 404},
		"way out, written out":   {good + "..%2f..%2f", 404},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.do(t, "GET", "/videos/"+place+tt.link+"master.m3u8", "")
			if a.status != tt.want {
				t.Errorf("%s: %d %s, want %d", tt.link, a.status, a.body, tt.want)
			}
			if strings.Contains(a.body, linkSecret) || strings.Contains(f.log.String(), linkSecret) {
				t.Error("the secret is told")
			}
		})
	}
	f.do(t, "GET", "/videos/2_"+v.Slug+good+"master.m3u8", "").problem(t, 404, "Not Found")
}

// TestLinksOfOthers: a secret of one project says nothing of another one, and playlists are no way around it.
func TestLinksOfOthers(t *testing.T) {
	f := newLinks(t)
	id := f.played(t)
	made := f.api(t, 200, "POST", "/streaming/playlists", fmt.Sprintf(`{"name":"x","video_ids":[%d],"playlist_type":"vod"}`, id)).decode(t)
	for _, file := range []string{"", "/master.m3u8", "/video-360.m3u8", "/audio.m3u8"} {
		path := strings.TrimPrefix(made["iframe_url"].(string), f.url)
		f.do(t, "GET", path+file, "").problem(t, 403, "Forbidden")
	}
	open := newFixture(t, nil)
	v := open.record(t, open.played(t))
	if a := open.get(t, v, "/master.m3u8"); a.status != 200 {
		t.Errorf("without a secret: %d", a.status)
	}
	if a := open.get(t, v, signedPath(placeOf(v), linkSecret, 9999999999, "")+"master.m3u8"); a.status != 404 {
		t.Errorf("a link without a secret: %d", a.status)
	}
}
