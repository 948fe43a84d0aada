package playback_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

// files are one of each sort.
func files() []string {
	return []string{"master.m3u8", "360p/index.m3u8", "360p/init.mp4", "360p/0.m4s", "source/index.m3u8", "source/init.mp4",
		"source/0.m4s", "360p.mp4", "poster.jpg", "status.json"}
}

// TestPrivacy: a private video is for those who have its signature or a key of its
// project; nobody else gets a byte of it.
func TestPrivacy(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Privacy = media.Private })
	foreign := auth.NewKey(2)
	r.store.keys = append(r.store.keys, auth.Key{ID: 2, ProjectID: 2, Secret: foreign})
	right := "?s=" + r.master.PlaybackSignature(videoID)
	for _, file := range files() {
		if file == "360p.mp4" {
			continue // the stored segments of this test are no media
		}
		r.get(file + right).want(200)
		r.get(file, "Authorization: Bearer "+r.key).want(200)
		for _, query := range []string{"", "?s=", "?s=x", right + "0", "?S" + right[2:], "?s=" + r.master.PlaybackSignature("other")} {
			a := r.get(file + query).want(403).has("Cache-Control: no-store")
			if a.body != "forbidden\n" {
				t.Errorf("%s is told %q", file, a.body)
			}
		}
		r.get(file, "Authorization: Bearer "+foreign).want(403)
		r.get(file, "Authorization: Bearer nonsense").want(403)
	}
	r.get("360p/0.m4s" + right).has("Cache-Control: private, max-age=31536000, immutable")
	r.get("master.m3u8" + right).has("Cache-Control: private, max-age=60")
	for _, list := range []string{"master.m3u8", "360p/index.m3u8"} {
		for line := range strings.SplitSeq(r.get(list+right).body, "\n") {
			if line != "" && !strings.HasPrefix(line, "#") && !strings.HasSuffix(line, right) {
				t.Errorf("%s: %q has lost the signature", list, line)
			}
		}
	}
}

// What a viewer put into ?s= of a public video comes back escaped, or not at all.
func TestSignatureIsEscaped(t *testing.T) {
	r := newRig(t, nil)
	hostile := "x\"\n#EXT-X-KEY:METHOD=NONE\n/../?y=&"
	body := r.get("master.m3u8?s=" + url.QueryEscape(hostile)).want(200).body
	if strings.Contains(body, "EXT-X-KEY:") || !strings.Contains(body, "?s=x%22%0A") {
		t.Errorf("playlist:\n%s", body)
	}
}

func TestStates(t *testing.T) {
	r := newRig(t, nil)
	for state, want := range map[media.State][3]int{ // playlist, poster, status
		media.Created: {404, 200, 200}, media.Uploading: {404, 200, 200}, media.Processing: {404, 200, 200}, media.Failed: {404, 200, 200},
		media.Viewable: {200, 200, 200}, media.Ready: {200, 200, 200}, media.Deleted: {404, 404, 404},
	} {
		r.store.video.State = state
		got := [3]int{r.get("master.m3u8").status, r.get("poster.jpg").status, r.get("status.json").status}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", state, diff)
		}
		if got := r.get("360p/0.m4s").status; got != want[0] {
			t.Errorf("%s: segment %d", state, got)
		}
	}
	r.store.video.State = media.Viewable
	r.get("master.m3u8").has("Cache-Control: no-cache") // qualities are still being added
	r.store.video.Poster = false
	r.get("poster.jpg").want(404)
}

// TestHostileNames: only the one spelling of each name exists.
func TestHostileNames(t *testing.T) {
	r := newRig(t, nil)
	for _, file := range []string{
		"", "x", "master.m3u8/", "master.m3u8%00", "MASTER.M3U8", "index.m3u8", "init.mp4", "0.m4s",
		"360p", "360p/", "360P/0.m4s", "360p/00.m4s", "360p/+0.m4s", "360p/-1.m4s", "360p/2.m4s", "360p/0.m4s.bak", "360p/0.M4S",
		"360p/99999999999999999999.m4s", "360p/٠.m4s", "360p/0x0.m4s", "360p/.m4s", "360p/init.mp4/", "360p/x/0.m4s",
		"%2e%2e/360p/0.m4s", "360p/%2e%2e%2finit.mp4", "360p%2f..%2f0.m4s", "..%5c360p", "/360p/0.m4s", "360p//0.m4s",
		"240p/index.m3u8", "240p/0.m4s", "144p/index.m3u8", "poster/0.m4s", "source/1.m4s", "source/-1.m4s", "audio-1/index.m3u8",
		"360.mp4", "p.mp4", ".mp4", "720p.mp4", "source.mp4", "uploads/x/1",
	} {
		if a := r.get(file); a.status != 404 && (a.status < 300 || a.status > 399) {
			t.Errorf("%q: %d %.40q", file, a.status, a.body)
		}
	}
	for _, id := range []string{"", "x", strings.ToUpper(videoID), videoID + "0", videoID[1:], "%2e%2e", strings.ReplaceAll(videoID, "-", ""),
		"11111111-1111-4111-8111-111111111111"} {
		if a := r.do("GET", "/media/"+id+"/master.m3u8"); a.status != 404 && (a.status < 300 || a.status > 399) {
			t.Errorf("video %q: %d %.40q", id, a.status, a.body)
		}
	}
}

func TestSegments(t *testing.T) {
	r := newRig(t, nil)
	whole := r.get("360p/0.m4s").want(200).has("Content-Type: video/iso.segment", "Accept-Ranges: bytes", "Content-Length: 10",
		"Cache-Control: public, max-age=31536000, immutable", "Access-Control-Allow-Origin: *", "X-Content-Type-Options: nosniff")
	tag := whole.header.Get("ETag")
	if whole.body != "0123456789" || tag == "" {
		t.Errorf("body %q, tag %q", whole.body, tag)
	}
	for _, tt := range []struct {
		headers []string
		status  int
		body    string
	}{
		{[]string{"Range: bytes=2-4"}, 206, "234"},
		{[]string{"Range: bytes=-3"}, 206, "789"},
		{[]string{"Range: bytes=8-100"}, 206, "89"},
		{[]string{"Range: bytes=10-"}, 416, "invalid range: failed to overlap\n"},
		{[]string{"Range: bytes=2-4", "If-Range: " + tag}, 206, "234"},
		{[]string{"Range: bytes=2-4", `If-Range: "other"`}, 200, "0123456789"},
		{[]string{"If-None-Match: " + tag}, 304, ""},
		{[]string{`If-None-Match: "other"`}, 200, "0123456789"},
	} {
		if a := r.get("360p/0.m4s", tt.headers...).want(tt.status); a.body != tt.body {
			t.Errorf("%v: %q", tt.headers, a.body)
		}
	}
	r.get("360p/init.mp4").want(200).has("Content-Type: video/mp4")
	a := r.do("HEAD", "/media/"+videoID+"/360p/1.m4s").want(200).has("Content-Length: 5")
	if a.body != "" || a.header.Get("ETag") == tag {
		t.Errorf("HEAD of the next segment: %q, tag %q", a.body, a.header.Get("ETag"))
	}
	r.do("POST", "/media/"+videoID+"/360p/1.m4s").want(405)
	r.do("OPTIONS", "/media/"+videoID+"/360p/1.m4s").want(204).has("Access-Control-Allow-Methods: GET, HEAD, OPTIONS")
}

// A segment that is cut while it is sent has the same bytes every time, in any pieces.
func TestCutSegment(t *testing.T) {
	r := newRig(t, nil)
	whole := r.get("source/0.m4s").want(200).body
	pieces := r.get("source/0.m4s", "Range: bytes=0-99").want(206).body + r.get("source/0.m4s", "Range: bytes=100-").want(206).body
	if pieces != whole || len(whole) < 10_000 {
		t.Errorf("%d bytes in pieces, %d whole", len(pieces), len(whole))
	}
	both := r.get("source/init.mp4").want(200).body + whole
	f, err := mp4.Open(t.Context(), strings.NewReader(both), int64(len(both)))
	must(t, err)
	if f.Tracks[0].Len() != 60 {
		t.Errorf("init and segment have %d samples", f.Tracks[0].Len())
	}
}

func TestPlaylistIsPacked(t *testing.T) {
	r := newRig(t, nil)
	plain := r.get("master.m3u8").want(200).has("Content-Type: application/vnd.apple.mpegurl", "Vary: Accept-Encoding", "Content-Encoding: ")
	packed := r.get("master.m3u8", "Accept-Encoding: gzip").want(200).has("Content-Encoding: gzip", "Vary: Accept-Encoding")
	zip, err := gzip.NewReader(strings.NewReader(packed.body))
	must(t, err)
	unpacked, err := io.ReadAll(zip)
	must(t, err)
	if string(unpacked) != plain.body {
		t.Errorf("unpacked:\n%s\nplain:\n%s", unpacked, plain.body)
	}
	plainTag, packedTag := plain.header.Get("ETag"), packed.header.Get("ETag")
	if plainTag == packedTag {
		t.Error("two bodies have one tag")
	}
	r.get("master.m3u8", "If-None-Match: "+plainTag).want(304)
	r.get("master.m3u8", "Accept-Encoding: gzip", "If-None-Match: "+packedTag).want(304).has("Content-Encoding: ")
	r.get("master.m3u8", "Accept-Encoding: gzip", `If-None-Match: "other"`).want(200)
	if a := r.get("master.m3u8", "Accept-Encoding: gzip", "Range: bytes=0-4").want(200); a.body != packed.body {
		t.Error("a range cuts the packed bytes")
	}
	if a := r.get("master.m3u8", "Range: bytes=0-6").want(206); a.body != "#EXTM3U" {
		t.Errorf("range of the plain bytes: %q", a.body)
	}
	if a := r.do("HEAD", "/media/"+videoID+"/master.m3u8", "Accept-Encoding: gzip").want(200); a.body != "" {
		t.Error("HEAD has a body")
	}
}

func TestMasterListsWhatPlays(t *testing.T) {
	r := newRig(t, nil)
	body := r.get("master.m3u8").body
	for name, want := range map[string]bool{"source/": true, "360p/": true, "240p/": false, "144p/": false} {
		if got := strings.Contains(body, "\n"+name+"index.m3u8"); got != want {
			t.Errorf("%s is listed: %v\n%s", name, got, body)
		}
	}
	// A quality that left the ladder plays on where it is cut from the source.
	r.store.video.Renditions[0].State = media.Dropped
	if strings.Contains(r.get("master.m3u8").body, "source/") {
		t.Error("a dropped quality is listed")
	}
	r.get("source/0.m4s").want(200)
}

func TestDownload(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Renditions = v.Renditions[:1] })
	a := r.get("360p.mp4").want(200).has("Content-Type: video/mp4")
	f, err := mp4.Open(t.Context(), bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	must(t, err)
	if f.Video().Len() != 60 {
		t.Errorf("download has %d samples", f.Video().Len())
	}
	if got := r.get("360p.mp4", "Range: bytes=1000-1999").want(206).body; got != a.body[1000:2000] {
		t.Error("a range differs from the whole")
	}
}

// Video that nobody may see looks like one that does not exist.
func TestPageTellsNothing(t *testing.T) {
	r := newRig(t, nil)
	absent := r.do("GET", "/embed/11111111-1111-4111-8111-111111111111")
	r.store.video.Privacy = media.Private
	private := r.do("GET", "/embed/"+videoID)
	r.store.video.Privacy, r.store.video.State = media.Public, media.Deleted
	deleted := r.do("GET", "/embed/"+videoID)
	for name, a := range map[string]answer{"private": private, "deleted": deleted} {
		if a.status != absent.status || len(a.body) != len(absent.body) || strings.Contains(a.body, "Harbour") {
			t.Errorf("%s: %d with %d bytes; absent: %d with %d", name, a.status, len(a.body), absent.status, len(absent.body))
		}
	}
	r.store.video.State = media.Ready
	if a := r.do("GET", "/embed/"+videoID).want(200); !strings.Contains(a.body, "Harbour walk") {
		t.Error("a public page lacks its title")
	}
}

func TestMeter(t *testing.T) {
	r := newRig(t, nil)
	r.get("360p/0.m4s").want(200)
	r.get("360p/0.m4s", "Range: bytes=0-3").want(206)
	r.get("poster.jpg").want(200)
	r.do("GET", "/media/11111111-1111-4111-8111-111111111111/master.m3u8").want(404)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.meter.Run(ctx, time.Hour) // writes what is left before it returns
	want := map[string]media.Traffic{videoID: {Requests: 3, Bytes: 10 + 4 + 6}}
	if diff := cmp.Diff(want, r.store.traffic); diff != "" {
		t.Error(diff)
	}
	r.meter.Run(ctx, time.Hour)
	if diff := cmp.Diff(want, r.store.traffic); diff != "" {
		t.Errorf("counted twice: %s", diff)
	}
}
