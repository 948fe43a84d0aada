package pull_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// held sends the first n bytes of p in small writes, and the rest when told to go on.
func held(p []byte, n int, goOn chan struct{}) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"a"`)
		w.Header().Set("Content-Length", fmt.Sprint(len(p)))
		for from := 0; from < n; from += 1000 {
			_, _ = w.Write(p[from:min(n, from+1000)])
			_ = http.NewResponseController(w).Flush()
		}
		select {
		case <-goOn:
			_, _ = w.Write(p[n:])
		case <-r.Context().Done():
		}
	}
}

// inBackground runs a job and delivers how it ended.
func (r *rig) inBackground(ctx context.Context, id string) chan error {
	run, ended := r.Run, make(chan error, 1)
	go func() { ended <- run(ctx, media.Job{Kind: media.ImportJob, Subject: id}, false) }()
	return ended
}

// received waits until an import has recorded bytes.
func (r *rig) received(id string) int64 {
	r.t.Helper()
	r.clock.walk(500 * time.Millisecond)
	defer r.clock.walk(0)
	for {
		select {
		case <-r.noted:
		case <-time.After(20 * time.Second):
			r.t.Fatal("nothing is recorded")
		}
		if got := r.record(id); got.Received > 0 {
			return got.Received
		}
	}
}

// TestKilled: the process stops in the middle, and another one goes on where the
// records say. The first, should it thaw, changes nothing.
func TestKilled(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) { r.overtaken(r.restart) })
}

// TestTwice: of two runs of one job in one process the later goes on.
func TestTwice(t *testing.T) {
	newRig(t).overtaken(func() {})
}

// overtaken begins a run, and after the change another one to the end.
func (r *rig) overtaken(change func()) {
	r.t.Helper()
	file, goOn := movie(1, 2*half), make(chan struct{})
	o := newOrigin(r.t, held(file, half, goOn), whole(file, `"a"`))
	imp := r.order(o.URL, nil)
	first := r.inBackground(r.t.Context(), imp.ID)
	had := r.received(imp.ID)
	if got := r.record(imp.ID); got.State != pull.Running || got.Size != 2*half || got.Received < had {
		r.t.Errorf("progress %+v", got)
	}
	change()
	r.finish(imp.ID)
	r.wantDone(imp, file)
	if got := o.ranges(); len(got) != 2 || got[1] == "" || got[1] == "bytes=0-" {
		r.t.Errorf("ranges %q", got)
	}
	close(goOn)
	if err := <-first; err != nil {
		r.t.Errorf("the run that was overtaken says %v", err)
	}
	if got := r.record(imp.ID); got.State != pull.Done {
		r.t.Errorf("import is %s", got.State)
	}
}

// TestStopped: a process that is told to stop keeps what arrived.
func TestStopped(t *testing.T) {
	r := newRig(t)
	file, goOn := movie(1, 2*half), make(chan struct{})
	o := newOrigin(t, held(file, half, goOn), whole(file, `"a"`))
	imp := r.order(o.URL, nil)
	ctx, stop := context.WithCancel(t.Context())
	ended := r.inBackground(ctx, imp.ID)
	r.received(imp.ID)
	stop()
	if err := <-ended; err == nil || err.Error() != (&media.Later{}).Error() {
		t.Errorf("stopped run says %v", err)
	}
	if got := r.record(imp.ID); got.State != pull.Running || got.Attempts != 0 || got.Received == 0 {
		t.Errorf("after the stop: %+v", got)
	}
	r.finish(imp.ID)
	r.wantDone(imp, file)
}

// TestTakenOver: whoever sends the file himself wins, whatever the import is doing.
func TestTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		file, mine := movie(1, 2*half), movie(2, 1000)
		goOn := make(chan struct{})
		imp := r.order(newOrigin(t, held(file, half, goOn)).URL, nil)
		ended := r.inBackground(t.Context(), imp.ID)
		r.received(imp.ID)
		u, err := r.engine.Begin(t.Context(), upload.Beginning{
			ProjectID: r.project, VideoID: imp.VideoID, Protocol: "test", Length: 1000, Limits: upload.Limits{Idle: time.Hour},
		})
		must(t, err)
		close(goOn)
		if err := <-ended; err != nil {
			t.Errorf("the import says %v", err)
		}
		if got := r.record(imp.ID); got.State != pull.Cancelled || got.Failure != nil || got.Origin.URL != "" {
			t.Errorf("import %+v", got)
		}
		_, err = r.engine.Append(t.Context(), u.ID, upload.Chunk{Size: 1000, Body: strings.NewReader(string(mine)), Length: upload.UnknownLength})
		must(t, err)
		if v := r.video(imp.VideoID); v.State != media.Processing || v.Failure != nil || v.Source.Size != 1000 {
			t.Errorf("video is %s, failure %+v", v.State, v.Failure)
		}
		r.wantBlobs(r.video(imp.VideoID).Source.Segments[0].Key)
	})
}

func TestCancel(t *testing.T) {
	r := newRig(t)
	goOn := make(chan struct{})
	imp := r.order(newOrigin(t, held(movie(1, 2*half), half, goOn)).URL, nil)
	ended := r.inBackground(t.Context(), imp.ID)
	r.received(imp.ID)
	must(t, r.Cancel(t.Context(), imp.VideoID))
	if err := <-ended; err != nil {
		t.Errorf("the import says %v", err)
	}
	must(t, r.Cancel(t.Context(), imp.VideoID))
	if got, v := r.record(imp.ID), r.video(imp.VideoID); got.State != pull.Cancelled || v.State != media.Created || v.Failure != nil {
		t.Errorf("import is %s, video %s", got.State, v.State)
	}
	r.wantBlobs()
}

// TestSecondChance: a failure stays with the video until another transfer begins.
func TestSecondChance(t *testing.T) {
	r := newRig(t)
	file := movie(1, 1000)
	imp := r.order(newOrigin(t, answers(404)).URL, nil)
	r.finish(imp.ID)
	r.wantFailed(imp, "origin_not_found")
	must(t, r.Import(t.Context(), r.video(imp.VideoID), newOrigin(t, whole(file, "")).URL))
	if v := r.video(imp.VideoID); v.State != media.Uploading || v.Failure != nil {
		t.Errorf("video is %s, failure %+v", v.State, v.Failure)
	}
	second, err := r.Progress(t.Context(), imp.VideoID)
	must(t, err)
	r.finish(second.ID)
	r.wantDone(second, file)
	if err := r.Import(t.Context(), r.video(imp.VideoID), "http://127.0.0.1/"); media.KindOf(err) != media.Invalid {
		t.Errorf("import into a video with content: %v", err)
	}
}

// TestCopy: the bytes of a copy outlive the video they came with, and nothing outlives both.
func TestCopy(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		file := movie(1, half)
		imp := r.order(newOrigin(t, whole(file, "")).URL, nil)
		r.finish(imp.ID)
		r.wantDone(imp, file)
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		must(t, r.Copy(t.Context(), v, imp.VideoID))
		r.purge(imp.VideoID)
		copied := r.video(v.ID)
		if copied.State != media.Processing || copied.Source.Size != half {
			t.Errorf("copy is %s", copied.State)
		}
		r.wantBlobs(copied.Source.Segments[0].Key)
		r.purge(v.ID)
		r.wantBlobs()
	})
}

func (r *rig) purge(id string) {
	r.t.Helper()
	must(r.t, r.db.DeleteVideo(r.t.Context(), r.project, id, func(media.Video) error { return nil }))
	_, err := r.db.BeginPurge(r.t.Context(), id)
	must(r.t, err)
}

// slowGuard is a guard whose first answer dries up.
type slowGuard struct {
	pull.Guard

	first []byte
	n     int
}

func (g *slowGuard) Client(use egress.Use) *http.Client {
	if g.n++; g.n > 1 {
		return g.Guard.Client(use)
	}
	return &http.Client{Transport: g}
}

func (g *slowGuard) RoundTrip(*http.Request) (*http.Response, error) {
	slow := &media.Error{Kind: media.Unavailable, Public: "The origin sends too slowly.", Cause: egress.ErrTooSlow}
	body := io.MultiReader(strings.NewReader(string(g.first)), failing{slow})
	return &http.Response{StatusCode: 200, ContentLength: 2 * half, Header: http.Header{"Etag": {`"a"`}}, Body: io.NopCloser(body)}, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestSlow(t *testing.T) {
	r := newRig(t)
	file := movie(1, 2*half)
	r.guard = &slowGuard{Guard: r.guard, first: file[:half]}
	r.restart()
	o := newOrigin(t, whole(file, `"a"`))
	imp := r.order(o.URL, nil)
	r.finish(imp.ID)
	r.wantDone(imp, file)
	if diff := cmp.Diff([]string{fmt.Sprintf("bytes=%d-", half)}, o.ranges()); diff != "" {
		t.Error(diff)
	}
}

// TestOurTrouble: what is not the origin's fault costs it no attempt, until the queue gives up.
func TestOurTrouble(t *testing.T) {
	r := newRig(t)
	imp := r.order(newOrigin(t, whole(movie(1, 1000), "")).URL, nil)
	job := media.Job{Kind: media.ImportJob, Subject: imp.ID}
	must(t, r.disk.Close())
	if err := r.Run(t.Context(), job, false); err == nil {
		t.Fatal("no error though nothing can be stored")
	}
	if got := r.record(imp.ID); got.State != pull.Running || got.Fetches != 0 {
		t.Errorf("import %+v", got)
	}
	must(t, r.Run(t.Context(), job, true))
	if got := r.record(imp.ID); got.State != pull.Failed || got.Failure.Code != "internal" {
		t.Errorf("import %+v", got)
	}
}
