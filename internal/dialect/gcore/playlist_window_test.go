package gcore

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func twoVideos() reel {
	six := media.Segment{Duration: 6 * time.Second}
	return newReel([]run{
		{folder: "a/", segments: []media.Segment{six, six, {Duration: 2 * time.Second}}},
		{folder: "b/", segments: []media.Segment{six, six}},
	}, 6)
}

// shape is a list without its head's fixed lines and its durations.
func shape(list []byte) string {
	var out []string
	for line := range strings.Lines(string(list)) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "#EXTINF"), line == "#EXTM3U", line == "#EXT-X-VERSION:8", line == "#EXT-X-TARGETDURATION:6":
		default:
			out = append(out, strings.TrimPrefix(line, "#EXT-X-"))
		}
	}
	return strings.Join(out, " ")
}

func TestWholeReel(t *testing.T) {
	const want = "#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n" +
		"#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:URI=\"a/init.mp4\"\n#EXTINF:6.000000,\na/0.m4s\n#EXTINF:6.000000,\na/1.m4s\n" +
		"#EXTINF:2.000000,\na/2.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"b/init.mp4\"\n#EXTINF:6.000000,\nb/0.m4s\n" +
		"#EXTINF:6.000000,\nb/1.m4s\n#EXT-X-ENDLIST\n"
	if diff := cmp.Diff(want, string(twoVideos().whole())); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

// TestWindow: 26 s in two videos, six seconds a target. What has ended 18 s ago is out, what begins
// within 18 s is in.
func TestWindow(t *testing.T) {
	r := twoVideos()
	for _, tt := range []struct {
		elapsed time.Duration
		loop    bool
		want    string
	}{
		{0, false, `MEDIA-SEQUENCE:0 DISCONTINUITY-SEQUENCE:0 MAP:URI="a/init.mp4" a/0.m4s a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s`},
		{3 * time.Second, false, `MEDIA-SEQUENCE:0 DISCONTINUITY-SEQUENCE:0 MAP:URI="a/init.mp4" a/0.m4s a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s b/1.m4s ENDLIST`},
		{25 * time.Second, false, `MEDIA-SEQUENCE:1 DISCONTINUITY-SEQUENCE:0 MAP:URI="a/init.mp4" a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s b/1.m4s ENDLIST`},
		{time.Hour, false, `MEDIA-SEQUENCE:1 DISCONTINUITY-SEQUENCE:0 MAP:URI="a/init.mp4" a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s b/1.m4s ENDLIST`},
		{20 * time.Second, true, `MEDIA-SEQUENCE:0 DISCONTINUITY-SEQUENCE:0 MAP:URI="a/init.mp4" a/0.m4s a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s b/1.m4s DISCONTINUITY MAP:URI="a/init.mp4" a/0.m4s a/1.m4s a/2.m4s`},
		{40 * time.Second, true, `MEDIA-SEQUENCE:4 DISCONTINUITY-SEQUENCE:1 MAP:URI="b/init.mp4" b/1.m4s DISCONTINUITY MAP:URI="a/init.mp4" a/0.m4s a/1.m4s a/2.m4s DISCONTINUITY MAP:URI="b/init.mp4" b/0.m4s b/1.m4s DISCONTINUITY MAP:URI="a/init.mp4" a/0.m4s a/1.m4s`},
	} {
		got := shape(r.window(tt.elapsed, tt.loop))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("after %s, loop %v (-want +got):\n%s", tt.elapsed, tt.loop, diff)
		}
	}
}

// TestWindowMovesOn: between two looks no segment changes its number, and no discontinuity is lost.
func TestWindowMovesOn(t *testing.T) {
	r := twoVideos()
	names := map[int]string{}
	for elapsed := time.Duration(0); elapsed < 3*time.Minute; elapsed += 700 * time.Millisecond {
		list := shape(r.window(elapsed, true))
		var n, breaks int
		if _, err := fmt.Sscanf(list, "MEDIA-SEQUENCE:%d DISCONTINUITY-SEQUENCE:%d", &n, &breaks); err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.Fields(list)[2:] {
			switch {
			case word == "DISCONTINUITY":
				breaks++
			case strings.HasSuffix(word, ".m4s"):
				name := fmt.Sprint(breaks, " ", word)
				if before, seen := names[n]; seen && before != name {
					t.Fatalf("after %s segment %d is %s, and was %s", elapsed, n, name, before)
				}
				names[n] = name
				n++
			}
		}
	}
	if len(names) < 30 {
		t.Errorf("only %d segments in three minutes", len(names))
	}
}

func TestGap(t *testing.T) {
	six := media.Segment{Duration: 6 * time.Second}
	r := newReel([]run{{folder: "a/", segments: []media.Segment{six}}, {folder: "b/", gap: true, segments: []media.Segment{six}}}, 6)
	want := `MEDIA-SEQUENCE:0 DISCONTINUITY-SEQUENCE:0 PLAYLIST-TYPE:VOD MAP:URI="a/init.mp4" a/0.m4s DISCONTINUITY GAP b/0.m4s ENDLIST`
	if diff := cmp.Diff(want, shape(r.whole())); diff != "" {
		t.Error(diff)
	}
}
