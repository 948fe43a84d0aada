package e2e

import (
	"fmt"
	"testing"
	"time"
)

// The server is killed while it works on a video, at random moments, several
// times in a row. Each time it goes on by itself, and in the end every quality plays.
func TestCrashWhileProcessing(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := long(t)
	id := samples()[0].upload(t, s.URL, s.bearer(), f).MediaID
	moments := seed(t)
	for n := range 4 {
		settle := time.Duration(moments.Int64N(int64(1500 * time.Millisecond)))
		pause(t.Context(), settle)
		before := s.get(t, id)
		s.Kill()
		s.Restart()
		after := s.get(t, id)
		t.Logf("kill %d after %s: %s viewable %v, then %s viewable %v", n+1, settle.Round(time.Millisecond),
			before.Status, before.Ready, after.Status, after.Ready)
		if before.Ready && !after.Ready {
			t.Error("it played before and does not after")
		}
	}
	v := s.settled(t, id, 3*time.Minute, "process-completed", "process-failed")
	if v.Status != "process-completed" {
		t.Fatalf("the video failed: %v", v.Meta)
	}
	s.holds(t, id, f)
	s.plays(t, v)
}

// The server dies while it commits the last byte, or just before or after. What was
// acknowledged is there; what was not, the client sends again.
func TestCrashAtTheEnd(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	p := samples()[1]
	f := video(t, 3_000_000)
	moments := seed(t)
	for n := range 4 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			through := startProxy(t, s)
			after := time.Duration(moments.Int64N(int64(20 * time.Millisecond)))
			through.when(f.size, func() { pause(t.Context(), after); s.crash() })
			r := p.upload(t, through.URL, p.grant(t, s), f, "--delays", "0,100,100,100,1000")
			t.Logf("killed %s after the last byte: %v", after, r.Requests)
			s.holds(t, r.MediaID, f)
		})
	}
}

// plays fetches all that a player would: the playlists and every segment of every quality.
func (s *server) plays(t *testing.T, v record) {
	t.Helper()
	segments := 0
	for _, variant := range s.uris(t, v.Playback.HLS) {
		for _, uri := range s.uris(t, variant) {
			if _, size := s.digest(t, uri); size == 0 {
				t.Errorf("%s is empty", uri)
			}
			segments++
		}
	}
	if segments == 0 {
		t.Errorf("nothing plays at %q", v.Playback.HLS)
	}
}
