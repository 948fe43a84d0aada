package pipeline_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/pipeline"
	"github.com/tributary-video/tributary/internal/speech"
	"github.com/tributary-video/tributary/internal/upload"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ear is an engine to which every beep is a word. It may be told to fail first.
type ear struct {
	mu       sync.Mutex
	fail     error
	hear     func(n int) // called with the number of the call, if not nil
	language string      // heard
	asked    []string    // length and language of each call
}

func (e *ear) Transcribe(_ context.Context, rec speech.Recording, language string) (speech.Transcript, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, fmt.Sprintf("%s %q", rec.Length.Round(time.Minute), language))
	if e.hear != nil {
		e.hear(len(e.asked))
	}
	if e.fail != nil {
		return speech.Transcript{}, e.fail
	}
	raw, err := os.ReadFile(rec.Path)
	if err != nil {
		return speech.Transcript{}, err
	}
	said := speech.Transcript{Language: e.language}
	const block = speech.Rate / 50 * 2 // 20 ms
	loud := false
	for at := 44; at+block <= len(raw); at += block {
		now := isLoud(raw[at : at+block])
		if now && !loud {
			start := time.Duration((at-44)/2) * time.Second / speech.Rate
			said.Cues = append(said.Cues, speech.Cue{Start: start, End: start + time.Second, Text: "beep"})
		}
		loud = now
	}
	return said, nil
}

func isLoud(samples []byte) bool {
	for i := 0; i < len(samples); i += 2 {
		if int16(binary.LittleEndian.Uint16(samples[i:])) > 1000 { //nolint:gosec // samples are signed
			return true
		}
	}
	return false
}

// plant is a pipeline over real parts but its engine.
type plant struct {
	*db.DB

	conn    *db.Conn
	project int64
	jobs    *dbtest.Jobs
	blobs   *disk.Store
	uploads *upload.Engine
	ear     *ear
	line    *pipeline.Pipeline
}

func newPlant(t *testing.T, engine speech.Engine) *plant {
	t.Helper()
	conn := dbtest.Open(t, "")
	repo, jobs := dbtest.Repository(t, conn)
	blobs, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	project, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	tools, err := ffmpeg.New(t.Context(), ffmpeg.Config{WorkDir: t.TempDir(), Log: log})
	must(t, err)
	p := &plant{DB: repo, conn: conn, project: project.ID, jobs: jobs, blobs: blobs}
	p.uploads = upload.New(upload.Config{Store: repo, Parts: repo, Blobs: blobs, Free: blobs.Free, Log: log})
	p.line, err = pipeline.New(pipeline.Config{
		Store: repo, Ledger: repo, Posters: repo, Videos: repo.Video, Blobs: blobs, Local: blobs.Path,
		Busy: func() bool { return false }, Encoder: tools, WorkDir: t.TempDir(), Log: log, Transcriptions: repo, Speech: engine,
	})
	must(t, err)
	t.Cleanup(func() { must(t, p.line.Close()) })
	p.ear, _ = engine.(*ear)
	return p
}

// video brings a file to where captions are made, and returns the jobs for that.
func (p *plant) video(t *testing.T, path string, wishes media.Wishes) (id string, jobs []media.Job) {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	now := time.Now().UTC().Truncate(time.Microsecond)
	v := media.Video{
		ID: media.NewUUID(), ProjectID: p.project, Title: "talk", Privacy: media.Public, State: media.Created,
		Wishes: wishes, CreatedAt: now, UpdatedAt: now,
	}
	u, err := p.uploads.Begin(t.Context(), upload.Beginning{
		ProjectID: p.project, Protocol: "test", NewVideo: &v, Length: int64(len(raw)), Limits: upload.Limits{Idle: time.Hour},
	})
	must(t, err)
	_, err = p.uploads.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(string(raw)), Size: int64(len(raw)), Length: u.Length})
	must(t, err)
	p.jobs.Take()
	must(t, p.line.Process(t.Context(), media.Job{Kind: media.ProcessJob, Subject: v.ID}, true))
	jobs = slices.DeleteFunc(p.jobs.Take(), func(j media.Job) bool { return j.Kind != media.TranscribeJob })
	return v.ID, jobs
}

// transcribe does the job of a task until it is not to be done later.
func (p *plant) transcribe(t *testing.T, id string) error {
	t.Helper()
	return p.line.Transcribe(t.Context(), media.Job{Kind: media.TranscribeJob, Subject: id}, false)
}

func (p *plant) task(t *testing.T, id string) speech.Task {
	t.Helper()
	task, err := p.Transcription(t.Context(), p.project, id)
	must(t, err)
	return task
}

// vtt is the text of the only captions of a video, "" when there are none.
func (p *plant) vtt(t *testing.T, id string) (media.Text, string) {
	t.Helper()
	texts, err := p.Texts(t.Context(), id, media.Captions)
	must(t, err)
	if len(texts) == 0 {
		return media.Text{}, ""
	}
	r, err := p.blobs.Open(t.Context(), texts[0].Key)
	must(t, err)
	defer r.Close()
	raw := make([]byte, r.Size())
	_, err = r.ReadAt(raw, 0)
	must(t, err)
	return texts[0], string(raw)
}

// sound makes a file of ffmpeg's test sources.
func sound(t *testing.T, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "talk.mp4")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append(append([]string{"-v", "error", "-nostdin"}, args...), path)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make sound: %v\n%s", err, out)
	}
	return path
}

// talk beeps for a second every half minute, for eleven and a half minutes, over a hum.
func talk(t *testing.T) string {
	t.Helper()
	return sound(t, "-f", "lavfi", "-i", "aevalsrc='0.3*sin(2*PI*440*t)*lt(mod(t,30),1)+0.01*sin(2*PI*50*t)':s=16000:d=690", "-c:a", "aac", "-b:a", "64k")
}

// Pieces join without losing or moving a word, though the process dies in the second one.
func TestTranscribe(t *testing.T) {
	p := newPlant(t, &ear{language: "fr"})
	id, jobs := p.video(t, talk(t), media.Wishes{Transcript: true})
	if len(jobs) != 1 || jobs[0].Subject != id {
		t.Fatalf("jobs %+v", jobs)
	}
	ctx, kill := context.WithCancel(t.Context())
	p.ear.hear = func(n int) {
		if n == 2 {
			kill()
		}
	}
	if err := p.line.Transcribe(ctx, jobs[0], true); !errors.Is(err, context.Canceled) {
		t.Errorf("a job that was killed: %v", err)
	}
	if task := p.task(t, id); task.Parts != 1 || task.State != speech.Running || task.Progress() < 39 || task.Progress() > 43 {
		t.Errorf("%+v", task)
	}
	must(t, p.transcribe(t, id))
	must(t, p.transcribe(t, id)) // once more, as after a crash before it was noted
	task := p.task(t, id)
	if task.State != speech.Done || task.Progress() != 100 || task.Parts != 3 || task.Found != "fr" || task.Heard != task.Length {
		t.Errorf("%+v", task)
	}
	if diff := cmp.Diff([]string{`5m0s ""`, `5m0s "fr"`, `5m0s "fr"`, `2m0s "fr"`}, p.ear.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	text, vtt := p.vtt(t, id)
	if text.Language != "fr" || !text.Generated || text.Name != "French (AI-generated)" || text.Size != int64(len(vtt)) {
		t.Errorf("%+v", text)
	}
	if keys := p.said(t, id); len(keys) != 3 {
		t.Errorf("stored %q", keys)
	}
	got := starts(t, vtt)
	if len(got) != 23 {
		t.Fatalf("%d beeps of 23: %s", len(got), got)
	}
	for n, at := range got {
		if want := time.Duration(n) * 30 * time.Second; (at - want).Abs() > 80*time.Millisecond {
			t.Errorf("beep %d at %s", n, at)
		}
	}
}

// What an engine says ends in the record of the task, or is waited for.
func TestTranscribeGoneWrong(t *testing.T) {
	p := newPlant(t, &ear{})
	path := sound(t, "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac")
	id, _ := p.video(t, path, media.Wishes{Transcript: true, TranscriptLanguage: "de"})
	p.ear.fail = media.Errorf(media.Unavailable, "busy")
	later, ok := errors.AsType[*media.Later](p.transcribe(t, id))
	if !ok || later.After != 5*time.Second || p.task(t, id).State != speech.Running {
		t.Errorf("an engine that is busy: %v", later)
	}
	if _, err := p.conn.Write.ExecContext(t.Context(), `UPDATE transcriptions SET updated_at = updated_at - 86400000000`); err != nil {
		t.Fatal(err)
	}
	if err := p.transcribe(t, id); err == nil || errors.As(err, new(*media.Later)) {
		t.Errorf("an engine that is away for a day: %v", err)
	}
	p.ear.fail = errors.New("nonsense")
	if err := p.transcribe(t, id); err == nil {
		t.Error("nonsense is not tried again")
	}
	must(t, p.line.Transcribe(t.Context(), media.Job{Kind: media.TranscribeJob, Subject: id}, true))
	if task := p.task(t, id); task.State != speech.Failed || task.Failure.Text != "Speech could not be transcribed." {
		t.Errorf("%+v", task)
	}
	if diff := cmp.Diff(`0s "de"`, p.ear.asked[0]); diff != "" {
		t.Error(diff)
	}
	must(t, p.WantCaptions(t.Context(), p.project, id))
	p.ear.fail = media.Refuse(media.CodecUnsupported, "The speech engine knows English only.", nil)
	must(t, p.transcribe(t, id))
	if task := p.task(t, id); task.State != speech.Failed || task.Failure.Text != "The speech engine knows English only." {
		t.Errorf("%+v", task)
	}
	if text, _ := p.vtt(t, id); text.Key != "" {
		t.Errorf("captions %+v", text)
	}
}

// A video that is deleted while it is heard ends its task.
func TestDeletedMeanwhile(t *testing.T) {
	p := newPlant(t, &ear{})
	id, _ := p.video(t, sound(t, "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac"), media.Wishes{Transcript: true})
	p.ear.hear = func(int) {
		must(t, p.DeleteVideo(t.Context(), p.project, id, func(media.Video) error { return nil }))
	}
	must(t, p.transcribe(t, id))
	if task := p.task(t, id); task.State != speech.Failed || task.Failure.Text != "The video or its original was deleted." {
		t.Errorf("%+v", task)
	}
	if keys := p.said(t, id); len(keys) > 0 {
		t.Errorf("still there: %q", keys)
	}
}

// said lists what is stored of what was heard in a video.
func (p *plant) said(t *testing.T, id string) (keys []string) {
	t.Helper()
	must(t, p.blobs.List(t.Context(), media.VideoPrefix(id)+"/speech", func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	}))
	return keys
}

// Every way in which there is nothing to hear ends with its reason, and asks no engine.
func TestNothingToHear(t *testing.T) {
	silent := sound(t, "-f", "lavfi", "-i", "anullsrc=d=2", "-c:a", "aac")
	mute := sound(t, "-f", "lavfi", "-i", "testsrc2=d=1", "-c:v", "libx264", "-pix_fmt", "yuv420p")
	always := func(media.Video) error { return nil }
	tests := map[string]struct {
		path   string
		damage func(t *testing.T, p *plant, id string)
		state  speech.State
		why    string
	}{
		"silence":  {path: silent, state: speech.Done},
		"no sound": {path: mute, state: speech.Failed, why: "The video has no sound."},
		"deleted":  {silent, func(t *testing.T, p *plant, id string) { must(t, p.DeleteVideo(t.Context(), p.project, id, always)) }, speech.Failed, "The video or its original was deleted."},
		"no original": {silent, func(t *testing.T, p *plant, id string) {
			v, err := p.Video(t.Context(), id)
			must(t, err)
			must(t, p.blobs.Delete(t.Context(), v.Source.Segments[0].Key))
		}, speech.Failed, "The video or its original was deleted."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlant(t, &ear{fail: errors.New("asked")})
			id, _ := p.video(t, tt.path, media.Wishes{})
			task, err := p.OrderTranscription(t.Context(), speech.Task{ProjectID: p.project, VideoID: id})
			must(t, err)
			if tt.damage != nil {
				tt.damage(t, p, id)
			}
			must(t, p.transcribe(t, task.ID))
			task = p.task(t, task.ID)
			if task.State != tt.state || tt.why != "" && task.Failure.Text != tt.why {
				t.Errorf("%+v", task)
			}
			if text, _ := p.vtt(t, id); text.Key != "" {
				t.Errorf("captions %+v", text)
			}
		})
	}
}

func TestWithoutEngine(t *testing.T) {
	p := newPlant(t, nil)
	id, jobs := p.video(t, sound(t, "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac"), media.Wishes{Transcript: true})
	if len(jobs) > 0 {
		t.Errorf("jobs %+v", jobs)
	}
	must(t, p.transcribe(t, id)) // of an edge that has one
	if task := p.task(t, id); task.State != speech.Failed || task.Failure.Text != "Speech is not transcribed here." {
		t.Errorf("%+v", task)
	}
}

// starts are the times at which cues begin.
func starts(t *testing.T, vtt string) (found []time.Duration) {
	t.Helper()
	for line := range strings.Lines(vtt) {
		from, _, ok := strings.Cut(line, " --> ")
		if !ok {
			continue
		}
		var h, m, s, ms time.Duration
		if _, err := fmt.Sscanf(from, "%d:%d:%d.%d", &h, &m, &s, &ms); err != nil {
			t.Fatal(err)
		}
		found = append(found, h*time.Hour+m*time.Minute+s*time.Second+ms*time.Millisecond)
	}
	return found
}
