package apivideo_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

const secret = `{"title":"Secret","public":false}`

// TestPrivateAssets has the shapes that customers cut tokens out of.
func TestPrivateAssets(t *testing.T) {
	f := newViewers(t)
	id := f.newVideo(t, secret)
	const uuidForm = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	seen := map[string]bool{}
	for name, form := range map[string]string{
		"hls": `^/vod/` + id + `/token/(` + uuidForm + `)/hls/manifest\.m3u8$`, "mp4": `^/vod/` + id + `/token/(` + uuidForm + `)/mp4/source\.mp4$`,
		"thumbnail": `^/vod/` + id + `/token/(` + uuidForm + `)/thumbnail\.jpg$`, "player": `^/vod/` + id + `\?token=(` + uuidForm + `)$`,
	} {
		found := regexp.MustCompile(form).FindStringSubmatch(f.asset(t, id, name))
		if found == nil {
			t.Fatalf("%s is %s", name, f.asset(t, id, name))
		}
		if seen[found[1]] {
			t.Errorf("%s: a token was minted twice", name)
		}
		seen[found[1]] = true
	}
}

// tokens are the addresses of one answer, which share a token.
func (f *fixture) tokens(t *testing.T, videoID string) (manifest, mp4, base string) {
	t.Helper()
	manifest = f.asset(t, videoID, "hls")
	base = strings.TrimSuffix(manifest, "/hls/manifest.m3u8")
	return manifest, base + "/mp4/source.mp4", base
}

// session is the one that the addresses of a playlist carry.
func sessionOf(t *testing.T, list string) string {
	t.Helper()
	found := regexp.MustCompile(`index\.m3u8(\?avh=[0-9a-f-]{36})\n`).FindStringSubmatch(list + "\n")
	if found == nil {
		t.Fatalf("no session in\n%s", list)
	}
	return found[1]
}

func TestPrivateSession(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, secret)
	manifest, file, base := f.tokens(t, id)

	avh := sessionOf(t, f.watch(t, manifest).body)
	if again := sessionOf(t, f.watch(t, manifest).body); again != avh { // polled
		t.Errorf("sessions %s and %s", avh, again)
	}
	f.nothing(t, file) // the second asset without the session
	f.nothing(t, manifest, "User-Agent: another")
	f.nothing(t, base+"/hls/source/index.m3u8")
	for _, path := range []string{
		file, base + "/hls/source/index.m3u8", base + "/hls/source/0.m4s", base + "/thumbnail.jpg", manifest,
		"/vod/" + id + "/hls/manifest.m3u8", "/vod/" + id, "/vod/" + id + "/status.json",
	} {
		f.watch(t, path+avh, "User-Agent: another")
		f.watch(t, path, "User-Agent: another", "X-Token-Session: "+strings.TrimPrefix(avh, "?avh="))
	}
	if list := f.watch(t, base+"/hls/source/index.m3u8"+avh).body; !strings.Contains(list, "\n0.m4s"+avh) || !strings.Contains(list, `"init.mp4`+avh) {
		t.Errorf("the session is lost in\n%s", list)
	}
	if a := f.watch(t, file+avh); a.header.Get("Cache-Control") != "private, max-age=31536000, immutable" {
		t.Errorf("shared caches may keep it: %v", a.header)
	}
	// Nobody else's session, and no signature of another API, opens it.
	other := f.playing(t, secret)
	f.nothing(t, "/vod/"+other+"/hls/manifest.m3u8"+avh)
	f.nothing(t, "/vod/"+id+"/hls/manifest.m3u8")
	f.nothing(t, "/vod/"+id+"/hls/manifest.m3u8?avh="+media.NewUUID())
	f.nothing(t, "/vod/"+other+strings.TrimPrefix(manifest, "/vod/"+id))

	f.clock.Advance(24*time.Hour + time.Minute)
	f.nothing(t, manifest)
	f.nothing(t, manifest+avh)
}

// A restart and another node know what was used: the record is in the database.
func TestUsedTokenOutlivesProcess(t *testing.T) {
	f := newViewers(t)
	manifest, file, _ := f.tokens(t, f.playing(t, secret))
	unused, _, _ := f.tokens(t, f.playing(t, secret))
	avh := sessionOf(t, f.watch(t, manifest).body)
	f.restart(t)
	f.nothing(t, file)
	f.watch(t, file+avh)
	f.watch(t, unused)
}

func TestPrivateToken(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, secret)
	manifest, _, base := f.tokens(t, id)
	for name, token := range map[string]string{
		"invented": media.NewUUID(), "upper case": strings.ToUpper(base[strings.LastIndex(base, "/")+1:]), "none": "-", "short": "1234",
	} {
		t.Run(name, func(t *testing.T) { f.nothing(t, "/vod/"+id+"/token/"+token+"/hls/manifest.m3u8") })
	}
	f.clock.Advance(24 * time.Hour)
	f.nothing(t, manifest) // never used, and too late
}

// TestRange: a file is read in pieces under one token.
func TestPrivateRange(t *testing.T) {
	f := newViewers(t)
	_, file, _ := f.tokens(t, f.playing(t, secret))
	for _, pieces := range []string{"bytes=0-3", "bytes=4-7", "bytes=8-11"} {
		if a := f.do(t, "GET", file, "", "Range: "+pieces); a.status != 206 || len(a.body) == 0 {
			t.Errorf("%s: %d %q", pieces, a.status, a.body)
		}
	}
	if a := f.do(t, "GET", file, "", "Range: bytes=0-3", "User-Agent: another"); a.status != 404 {
		t.Errorf("another program: %d", a.status)
	}
}

// TestWaitingKeepsToken: who polls for a video to become viewable still has his token then.
func TestWaitingKeepsToken(t *testing.T) {
	f := newViewers(t)
	id := f.newVideo(t, secret)
	manifest, file, base := f.tokens(t, id)
	for range 3 {
		for _, path := range []string{manifest, file} {
			if a := f.do(t, "GET", path, ""); a.status != 202 || a.body != "" {
				t.Errorf("%s: %d %q", path, a.status, a.body)
			}
		}
		f.watch(t, base+"/thumbnail.jpg")
	}
	f.nothing(t, "/vod/"+id+"/hls/manifest.m3u8") // without a token not even "later"
	f.nothing(t, "/vod/"+id+"/thumbnail.jpg")
	f.sourced(t, id, "film")
	f.bring(t, id, media.Viewable)
	avh := sessionOf(t, f.watch(t, manifest).body)
	f.nothing(t, file)
	if a := f.do(t, "GET", file+avh, ""); a.status != 202 {
		t.Errorf("in the session: %d", a.status)
	}
}

// TestPrivatePlayers: page, player.json and the session endpoint each turn a token into a session.
func TestPrivatePlayers(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, secret)

	_, _, base := f.tokens(t, id)
	a := f.watch(t, base+"/player.json")
	session := a.header.Get("X-Token-Session")
	src, _ := testkit.At(a.decode(t), "video", "src").(string)
	if src != f.server.URL+base+"/hls/manifest.m3u8" || session == "" {
		t.Errorf("src %s, session %q", src, session)
	}
	f.nothing(t, base+"/hls/manifest.m3u8")
	f.watch(t, base+"/hls/manifest.m3u8?avh="+session)

	_, _, base = f.tokens(t, id)
	session = f.watch(t, base+"/session").decode(t)["session_token"].(string)
	if again := f.watch(t, base+"/session").decode(t)["session_token"]; again != session {
		t.Errorf("session %v after %s", again, session)
	}
	f.watch(t, base+"/mp4/source.mp4?avh="+session)

	page := f.asset(t, id, "player")
	body := f.watch(t, page).body
	inner := regexp.MustCompile(`data-master-url="([^"]+)"`).FindStringSubmatch(body)
	if inner == nil || !strings.Contains(inner[1], "?avh=") {
		t.Fatalf("no session in\n%s", body)
	}
	f.watch(t, inner[1])
	f.watch(t, page) // reloaded
	if a := f.do(t, "GET", page, "", "User-Agent: another"); a.status != 404 {
		t.Errorf("a page that was passed on: %d", a.status)
	}
	f.watch(t, "/vod/"+id+"?id="+id+"&avh="+session) // as the player SDK asks
}

// TestPublicSession: who always asks for a session gets one, and nothing needs it.
func TestPublicSession(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, "")
	session := f.watch(t, "/vod/"+id+"/token/any/session").decode(t)["session_token"].(string)
	list := f.watch(t, "/vod/"+id+"/hls/manifest.m3u8?avh="+session).body
	if strings.Contains(list, "avh") {
		t.Errorf("a public playlist has a session:\n%s", list)
	}
}
