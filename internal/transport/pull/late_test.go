package pull_test

import (
	"net/http"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// TestRefusedNames: what a name or a type gives away is not fetched, or not stored.
func TestRefusedNames(t *testing.T) {
	file := movie(1, 1000)
	manifest := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.apple.mpegurl; charset=utf-8")
		_, _ = w.Write(file)
	}
	for name, tt := range map[string]struct {
		path    string
		step    step
		refused []string
		asks    int
		code    media.RefusalCode // "" = it is fetched
	}{
		"manifest":           {"/hls/Master.M3U8?x=1", plain(file, ""), []string{".mpd", ".m3u8"}, 0, media.PlaylistNotMedia},
		"fragment":           {"/1.ts", plain(file, ""), []string{".ts"}, 0, media.PlaylistNotMedia},
		"name in the query":  {"/get?file=1.ts", plain(file, ""), []string{".ts"}, 1, ""},
		"nobody minds":       {"/1.ts", plain(file, ""), nil, 1, ""},
		"type of a manifest": {"/get", manifest, nil, 1, media.PlaylistNotMedia},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			from := newOrigin(t, tt.step)
			imp := r.order(from.URL+tt.path, func(o *pull.Order) { o.Refused = tt.refused })
			r.finish(imp.ID)
			if len(from.ranges()) != tt.asks {
				t.Errorf("the origin was asked %d times, want %d", len(from.ranges()), tt.asks)
			}
			if tt.code == "" {
				r.wantDone(imp, file)
				return
			}
			r.wantFailed(imp, string(tt.code))
		})
	}
}

func TestRedirectToRefusedName(t *testing.T) {
	r := newRig(t)
	from := newOrigin(t, redirect("/list.m3u8"), plain(movie(1, 1000), ""))
	imp := r.order(from.URL+"/film", func(o *pull.Order) { o.Refused = []string{".m3u8"} })
	r.finish(imp.ID)
	r.wantFailed(imp, string(media.PlaylistNotMedia))
}

// TestLate: an address that can never be allowed is accepted, and refused by the first attempt.
func TestLate(t *testing.T) {
	r := newRig(t)
	for _, url := range []string{"http://169.254.169.254/latest/meta-data", "http://10.0.0.1/a.mp4", "http://[::1]/a.mp4"} {
		imp := r.order(url, func(o *pull.Order) { o.Late = true })
		if v := r.video(imp.VideoID); v.State != media.Uploading || v.Failure != nil {
			t.Errorf("before the attempt the video is %s, %+v", v.State, v.Failure)
		}
		r.finish(imp.ID)
		r.wantFailed(imp, string(pull.NotAllowed))
	}
}

// TestAgain: a video whose source was no media takes another, for whoever asks for that.
func TestAgain(t *testing.T) {
	r := newRig(t)
	bad, good := movie(1, 1000), movie(2, 1000)
	from := newOrigin(t, plain(bad, ""), plain(good, ""))
	imp := r.order(from.URL+"/a", nil)
	r.finish(imp.ID)
	r.jobs.Take()
	why := media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}
	must(t, r.db.FailSource(t.Context(), imp.VideoID, nil, why))

	order := pull.Order{Video: r.video(imp.VideoID), URL: from.URL + "/b"}
	if _, err := r.Start(t.Context(), order); media.KindOf(err) != media.Invalid {
		t.Errorf("without asking for it: %v", err)
	}
	order.Again = true
	again, err := r.Start(t.Context(), order)
	must(t, err)
	r.finish(again.ID)
	r.wantDone(again, good)
}

func TestStatusOf(t *testing.T) {
	r := newRig(t)
	imp := r.order(newOrigin(t, answers(503)).URL, nil)
	r.finish(imp.ID)
	if code, ok := pull.StatusOf(*r.record(imp.ID).Failure); !ok || code != 503 {
		t.Errorf("status %d, %v", code, ok)
	}
	if code, ok := pull.StatusOf(media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}); ok {
		t.Errorf("no origin answered, and yet %d", code)
	}
}
