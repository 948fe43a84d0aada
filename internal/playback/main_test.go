package playback_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
)

const videoID = "0b9c3f3e-5d1a-4a7e-9f00-0123456789ab"

// rig serves one video: a source that is cut as it is sent, and a rung of two stored segments.
type rig struct {
	t      *testing.T
	url    string
	master *auth.Master
	key    string
	source []byte
	store  *store
	blobs  blob.Store
	play   *playback.Playback
	meter  *playback.Meter
}

func newRig(t *testing.T, change func(*media.Video)) *rig {
	t.Helper()
	blobs, err := disk.New(disk.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	m, err := auth.NewMaster(make([]byte, 32))
	must(t, err)
	pages, err := player.New()
	must(t, err)
	r := &rig{t: t, master: m, key: auth.NewKey(1), blobs: blobs, store: &store{traffic: map[string]media.Traffic{}}}
	r.source, err = os.ReadFile(testkit.Clip(t, testkit.ClipSpec{}))
	must(t, err)
	r.store.plan = planOf(t, r.source)
	for key, text := range map[string]string{
		"uploads/x/1": string(r.source), media.InitKey(videoID, "360p"): "init", media.PosterKey(videoID): "poster",
		media.SegmentKey(videoID, "360p", 0): "0123456789", media.SegmentKey(videoID, "360p", 1): "abcde",
	} {
		_, err := blobs.Put(t.Context(), key, strings.NewReader(text))
		must(t, err)
	}
	r.store.video = video(int64(len(r.source)))
	if change != nil {
		change(&r.store.video)
	}
	r.meter = playback.NewMeter(r.store, slog.New(slog.DiscardHandler))
	r.play = playback.New(playback.Config{
		Store: r.store, Blobs: blobs, Master: m, Keys: auth.NewKeys(r.store), Pages: pages, Meter: r.meter, Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(r.play.Close)
	r.store.keys = []auth.Key{{ID: 1, ProjectID: 1, Secret: r.key}}
	mux := http.NewServeMux()
	r.play.Routes(mux)
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	r.url = front.URL
	return r
}

func video(size int64) media.Video {
	source := media.Rendition{Name: media.SourceName, Kind: media.VideoRendition, State: media.Complete, Repackaged: true,
		Width: 640, Height: 360, Codecs: "avc1.64001e", Rate: media.Rational{Num: 30, Den: 1}}
	rung := source
	rung.Name, rung.Repackaged = "360p", false
	planned := rung
	planned.Name, planned.State = "240p", media.Planned
	dropped := rung
	dropped.Name, dropped.State = "144p", media.Dropped
	return media.Video{
		ID: videoID, ProjectID: 1, Title: "Harbour walk", Privacy: media.Public, State: media.Ready, Poster: true,
		Source:     &media.Source{Size: size, Container: "mov", Segments: []media.StoredSegment{{Key: "uploads/x/1", Length: size}}},
		Picture:    media.Picture{Width: 640, Height: 360, Duration: 2 * time.Second},
		Renditions: []media.Rendition{source, rung, planned, dropped},
	}
}

func planOf(t *testing.T, raw []byte) media.Plan {
	t.Helper()
	f, err := mp4.Open(t.Context(), strings.NewReader(string(raw)), int64(len(raw)))
	must(t, err)
	return media.Plan{Rate: media.Rational{Num: 30, Den: 1}, Cuts: []int{0, 60}, SourceCuts: []int{0, f.Video().Len()}}
}

// store is what the database would say.
type store struct {
	mu      sync.Mutex
	video   media.Video
	plan    media.Plan
	keys    []auth.Key
	texts   []media.Text
	traffic map[string]media.Traffic
}

func (s *store) Video(_ context.Context, id string) (media.Video, error) {
	if id != s.video.ID {
		return media.Video{}, media.Errorf(media.NotFound, "video not found")
	}
	return s.video, nil
}

func (s *store) Plan(context.Context, string) (media.Plan, error) { return s.plan, nil }

func (s *store) Segments(_ context.Context, _, rendition string) ([]media.Segment, error) {
	if rendition == "360p" {
		return []media.Segment{{Duration: time.Second, Bytes: 10}, {Duration: time.Second, Bytes: 5}}, nil
	}
	return []media.Segment{{Duration: 2 * time.Second, Bytes: 1000}}, nil
}

func (s *store) Texts(_ context.Context, _ string, kind media.TextKind) ([]media.Text, error) {
	var found []media.Text
	for _, t := range s.texts {
		if t.Kind == kind {
			found = append(found, t)
		}
	}
	return found, nil
}

func (s *store) ActiveKeys(_ context.Context, project int64) ([]auth.Key, error) {
	var keys []auth.Key
	for _, k := range s.keys {
		if k.ProjectID == project {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

func (s *store) AddTraffic(_ context.Context, _ time.Time, counts map[string]media.Traffic) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range counts {
		sum := s.traffic[id]
		s.traffic[id] = media.Traffic{Requests: sum.Requests + c.Requests, Bytes: sum.Bytes + c.Bytes}
	}
	return nil
}

// answer is a response that was read to its end.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// get asks for a file of the video; headers are "Name: value".
func (r *rig) get(file string, headers ...string) answer {
	r.t.Helper()
	return r.do("GET", "/media/"+videoID+"/"+file, headers...)
}

func (r *rig) do(method, path string, headers ...string) answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, nil)
	must(r.t, err)
	req.Header.Set("Accept-Encoding", "identity")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(r.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(r.t, err)
	return answer{r.t, res.StatusCode, res.Header, string(text)}
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("status %d %.80q, want %d", a.status, a.body, status)
	}
	return a
}

func (a answer) has(headers ...string) answer {
	a.t.Helper()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if got := a.header.Get(name); got != value {
			a.t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	return a
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
