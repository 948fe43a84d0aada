package playback_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"image/jpeg"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/pipeline"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/upload"
)

// asset is a video that went the whole way: uploaded, processed and served by real parts.
type asset struct {
	*rig

	id string
}

// processed makes an asset of a clip.
func processed(t *testing.T, clip testkit.ClipSpec) asset {
	t.Helper()
	repo, jobs := dbtest.Repository(t, dbtest.Open(t, ""))
	blobs, err := disk.New(disk.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	tools, err := ffmpeg.New(t.Context(), ffmpeg.Config{WorkDir: t.TempDir(), Log: log})
	must(t, err)
	line, err := pipeline.New(pipeline.Config{
		Store: repo, Ledger: repo, Posters: repo, Videos: repo.Video, Blobs: blobs, Local: blobs.Path,
		Busy: func() bool { return false }, Encoder: tools, WorkDir: t.TempDir(), Log: log,
	})
	must(t, err)
	t.Cleanup(func() { must(t, line.Close()) })
	id := uploaded(t, repo, upload.New(upload.Config{Store: repo, Parts: repo, Blobs: blobs, Log: log}), testkit.Clip(t, clip))
	work(t, line, jobs)
	v, err := repo.Video(t.Context(), id)
	must(t, err)
	if v.State != media.Ready {
		t.Fatalf("video is %s: %+v", v.State, v.Renditions)
	}
	return asset{served(t, repo, blobs), id}
}

func uploaded(t *testing.T, repo *db.DB, engine *upload.Engine, path string) string {
	t.Helper()
	project, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	raw, err := os.ReadFile(path)
	must(t, err)
	v := media.Video{ID: media.NewUUID(), ProjectID: project.ID, Title: "Harbour", Privacy: media.Public, State: media.Created,
		CreatedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC(), Meta: map[string]string{}}
	u, err := engine.Begin(t.Context(), upload.Beginning{
		ProjectID: project.ID, Protocol: "test", NewVideo: &v, Length: int64(len(raw)), Limits: upload.Limits{Idle: time.Hour}, Digest: upload.DigestOff,
	})
	must(t, err)
	_, err = engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(string(raw)), Size: u.Length, Length: u.Length})
	must(t, err)
	return v.ID
}

// work does all jobs until there are none.
func work(t *testing.T, line *pipeline.Pipeline, jobs *dbtest.Jobs) {
	t.Helper()
	kinds := map[media.JobKind]func(context.Context, media.Job, bool) error{
		media.ProcessJob: line.Process, media.EncodeJob: line.Encode, media.AudioJob: line.Audio, media.StillsJob: line.Stills,
	}
	for todo := jobs.Take(); len(todo) > 0; todo = append(todo[1:], jobs.Take()...) {
		if do, ok := kinds[todo[0].Kind]; ok {
			must(t, do(t.Context(), todo[0], true))
		}
	}
}

func served(t *testing.T, repo *db.DB, blobs *disk.Store) *rig {
	t.Helper()
	m, err := auth.NewMaster(make([]byte, 32))
	must(t, err)
	pages, err := player.New()
	must(t, err)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	play := playback.New(playback.Config{Store: repo, Blobs: blobs, Master: m, Keys: auth.NewKeys(repo), Pages: pages, Meter: playback.NewMeter(repo, log), Log: log})
	t.Cleanup(play.Close)
	mux := http.NewServeMux()
	play.Routes(mux)
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	return &rig{t: t, url: front.URL, master: m}
}

func (a asset) file(name string, headers ...string) answer {
	a.t.Helper()
	return a.do("GET", "/media/"+a.id+"/"+name, headers...)
}

// obeys fails for each rule that the asset behind a master playlist breaks, but for those excused.
func (a asset) obeys(name string, excused ...string) {
	a.t.Helper()
	report, err := hls.Check(a.t.Context(), hls.HTTP{Client: http.DefaultClient}, a.url+"/media/"+a.id+"/"+name)
	must(a.t, err)
	for _, f := range report.Errors {
		if !strings.Contains(strings.Join(excused, " "), f.Rule) {
			a.t.Errorf("%s: %s", name, f)
		}
	}
}

// TestAssetKeepsTheRules runs the rule checker over all that a processed video offers: repackaged,
// encoded, at half the rate, and sound alone.
func TestAssetKeepsTheRules(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	for name, clip := range map[string]testkit.ClipSpec{
		"repackaged": {Seconds: 14, GOP: 60},
		"encoded":    {Seconds: 9, Width: 640, Height: 480, Rate: "60000/1001", GOP: 90, Extension: "mkv"},
		"mpeg-ts":    {Seconds: 8, Width: 480, Height: 270, Rate: "25", GOP: 50, Extension: "ts"},
		"sound":      {Seconds: 13, VideoCodec: "none", Extension: "mp4"},
	} {
		t.Run(name, func(t *testing.T) {
			a := processed(t, clip)
			a.obeys("master.m3u8")
			a.obeys("master-cmaf-max-400-img-h264.m3u8")
			a.obeys("master-min-9999.m3u8", "9.9") // one quality was asked for
			a.playsByDASH()
			if name != "sound" {
				a.shows(clip)
			}
		})
	}
}

// shows checks the pictures of a video.
func (a asset) shows(clip testkit.ClipSpec) {
	a.t.Helper()
	for n := range 5 {
		picture, err := jpeg.Decode(strings.NewReader(a.file(fmt.Sprintf("screenshots/%d.jpg", n)).want(200).has("Content-Type: image/jpeg").body))
		must(a.t, err)
		if picture.Bounds().Dx() < 270 {
			a.t.Errorf("screenshot of %v", picture.Bounds())
		}
	}
	a.file("screenshots/5.jpg").want(404)
	sprite, err := jpeg.Decode(strings.NewReader(a.file("sprite.jpg").want(200).body))
	must(a.t, err)
	tiles := int(clip.Seconds+4.9) / 5
	if got := sprite.Bounds().Dx(); got != 700 {
		a.t.Errorf("sprite is %d wide", got)
	}
	times := a.file("sprite.vtt").want(200).has("Content-Type: text/vtt").body
	if got := strings.Count(times, "sprite.jpg#xywh="); got != tiles {
		a.t.Errorf("%d tiles, want %d:\n%s", got, tiles, times)
	}
	if list := a.file("tiles.m3u8").want(200).body; !strings.Contains(list, "#EXT-X-IMAGES-ONLY") || !strings.Contains(list, "\nsprite.jpg\n") {
		a.t.Error(list)
	}
	if list := a.file("master-img.m3u8").want(200).body; !strings.Contains(list, `URI="tiles.m3u8"`) {
		a.t.Error(list)
	}
	if list := a.file("master.m3u8").want(200).body; strings.Contains(list, "IMAGE-STREAM") || !strings.Contains(list, "EXT-X-I-FRAME-STREAM-INF") {
		a.t.Error(list)
	}
	thumb, err := jpeg.DecodeConfig(strings.NewReader(a.file("poster-thumb.jpg").want(200).body))
	must(a.t, err)
	if thumb.Height != 200 {
		a.t.Errorf("small poster is %d high", thumb.Height)
	}
}

// manifest is what the test reads of an MPD.
type manifest struct {
	Type     string `xml:"type,attr"`
	Duration string `xml:"mediaPresentationDuration,attr"`
	Sets     []struct {
		Content         string `xml:"contentType,attr"`
		Representations []struct {
			ID        string `xml:"id,attr"`
			Bandwidth int    `xml:"bandwidth,attr"`
			Codecs    string `xml:"codecs,attr"`
			Template  struct {
				Timescale int    `xml:"timescale,attr"`
				Start     int    `xml:"startNumber,attr"`
				Init      string `xml:"initialization,attr"`
				Media     string `xml:"media,attr"`
				Times     []struct {
					T *int `xml:"t,attr"`
					D int  `xml:"d,attr"`
					R int  `xml:"r,attr"`
				} `xml:"SegmentTimeline>S"`
			} `xml:"SegmentTemplate"`
		} `xml:"Representation"`
	} `xml:"Period>AdaptationSet"`
}

// playsByDASH checks that every segment of a manifest is there, and none more, and that a
// player of others finds every quality.
func (a asset) playsByDASH() {
	a.t.Helper()
	var m manifest
	must(a.t, xml.Unmarshal([]byte(a.file("master.mpd").want(200).has("Content-Type: application/dash+xml").body), &m))
	if m.Type != "static" || len(m.Sets) == 0 {
		a.t.Fatalf("manifest %+v", m)
	}
	var whole float64
	_, err := fmt.Sscanf(m.Duration, "PT%fS", &whole)
	must(a.t, err)
	tracks := 0
	for _, set := range m.Sets {
		tracks += len(set.Representations)
		for _, r := range set.Representations {
			if r.Bandwidth <= 0 || r.Codecs == "" || r.Template.Start != 0 || *r.Template.Times[0].T != 0 {
				a.t.Errorf("representation %+v", r)
			}
			a.file(r.Template.Init).want(200)
			n, ticks := 0, 0
			for _, s := range r.Template.Times {
				n, ticks = n+1+s.R, ticks+s.D*(1+s.R)
			}
			segment := func(n int) string { return strings.ReplaceAll(r.Template.Media, "$Number$", fmt.Sprint(n)) }
			for i := range n {
				a.file(segment(i)).want(200)
			}
			a.file(segment(n)).want(404)
			if length := float64(ticks) / float64(r.Template.Timescale); length < whole-0.1 || length > whole+0.001 {
				a.t.Errorf("%s lasts %.3f s of %.3f", r.ID, length, whole)
			}
		}
	}
	out, err := exec.CommandContext(a.t.Context(), "ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets",
		"-of", "csv=p=0", a.url+"/media/"+a.id+"/master.mpd").Output()
	must(a.t, err)
	found := 0
	for line := range strings.Lines(strings.Split(string(out), "\n\n")[0]) { // once for the program, once for all
		var packets float64
		if _, err := fmt.Sscanf(line, "%f", &packets); err == nil && packets > 20*whole { // all are of 25 frames a second and more
			found++
		}
	}
	if found != tracks {
		a.t.Errorf("ffprobe reads %d of %d tracks: %s", found, tracks, out)
	}
}
