package upload_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// spool stores a body as a partial upload.
func (r *rig) spool(body []byte) (upload.Upload, error) {
	return r.Spool(r.t.Context(), upload.Beginning{ProjectID: r.project, Protocol: "parts", Limits: upload.Limits{Idle: time.Hour}},
		upload.Chunk{Body: bytes.NewReader(body)})
}

// beside begins an upload in parts that leaves others of its video alone.
func (r *rig) beside(videoID string) (upload.Upload, error) {
	return r.Begin(r.t.Context(), upload.Beginning{
		ProjectID: r.project, Protocol: "parts", Kind: upload.Parted, VideoID: videoID, Beside: true, Limits: upload.Limits{Idle: time.Hour},
	})
}

// stage is a change of a parted upload: that it is whole, or that it is complete, too.
func stage(whole string, complete bool) upload.PartsChange {
	return func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		have.Whole = whole
		return have, complete, nil
	}
}

// A part that is replaced gives its bytes back when it is dropped, and only its own.
func TestPutPart(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		u, err := r.beside(v.ID)
		must(t, err)
		for _, body := range []string{"first", "second"} {
			part, err := r.spool([]byte(body))
			must(t, err)
			replaced, err := r.PutPart(t.Context(), u.ID, upload.Part{Number: 1, Length: part.Offset, Upload: part.ID})
			must(t, err)
			if replaced.Upload != "" {
				r.Drop(t.Context(), replaced.Upload)
			}
		}
		must(t, r.Sweep(t.Context(), r.db))
		if left := r.blobs(); len(left) != 1 {
			t.Errorf("stored: %v", left)
		}
		_, err = r.ChangeParts(t.Context(), u.ID, stage("known", false))
		must(t, err)
		late, err := r.spool([]byte("late"))
		must(t, err)
		_, err = r.PutPart(t.Context(), u.ID, upload.Part{Number: 2, Length: late.Offset, Upload: late.ID})
		wantKind(t, err, media.Conflict)
		if v, err = r.db.Video(t.Context(), v.ID); err != nil || v.State != media.Uploading || v.Source != nil {
			t.Errorf("a whole upload made its video %s, %v", v.State, err)
		}
		_, err = r.ChangeParts(t.Context(), u.ID, stage("known", true))
		must(t, err)
		r.wantSource(upload.Upload{VideoID: v.ID}, []byte("second"))
	})
}

// One number, many senders: one part is left, and every other was returned as replaced once.
func TestPutPartAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		u, err := r.beside(v.ID)
		must(t, err)
		const senders = 8
		var mu sync.Mutex
		seen := map[string]int{}
		var wg sync.WaitGroup
		for i := range senders {
			wg.Go(func() {
				part, err := r.spool(noise(byte(i), 100))
				if err == nil {
					part.ID, err = r.replace(u.ID, part)
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				seen[part.ID]++
			})
		}
		wg.Wait()
		have, err := r.Parts(t.Context(), u.ID)
		must(t, err)
		if len(seen) != senders || seen[""] != 1 || len(have.Items) != 1 || seen[have.Items[0].Upload] != 0 {
			t.Errorf("replaced %v, left %+v", seen, have.Items)
		}
	})
}

func (r *rig) replace(id string, part upload.Upload) (replaced string, err error) {
	was, err := r.PutPart(r.t.Context(), id, upload.Part{Number: 1, Length: part.Offset, Upload: part.ID})
	return was.Upload, err
}

// TestCrashInPutPart stops the process at each step of an upload whose parts are put, which
// is said to be whole and then completed, and goes on in a new process. What was
// acknowledged is there, and nothing is left beside it.
func TestCrashInPutPart(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		for n := 1; r.crashInPutPartAt(n); n++ {
			if n > 200 {
				t.Fatal("an upload has no end")
			}
		}
	})
}

// crashInPutPartAt reports false when the upload was over before step n.
func (r *rig) crashInPutPartAt(n int) (crashed bool) {
	t := r.t
	t.Helper()
	v, err := r.db.CreateVideo(t.Context(), r.newVideo())
	must(t, err)
	whole := noise(byte(n), 3000)
	p := &putting{videoID: v.ID, bodies: map[int64][]byte{1: whole[:1000], 2: whole[1000:]}, acknowledged: map[int64]bool{}}
	r.restartPut()
	r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
	for err := p.goOn(r); err != nil; err = p.goOn(r) {
		if !errors.Is(err, blobtest.ErrCrashed) && !crashedFinish(err) || crashed {
			t.Fatalf("crash at %d: %v", n, err)
		}
		crashed = true
		must(t, r.faulty.Crash(nil))
		r.restartPut()
		must(t, r.Sweep(t.Context(), r.db)) // as a new process does
	}
	r.wantSource(upload.Upload{VideoID: v.ID}, whole)
	return crashed
}

// putting is a client in the middle of an upload.
type putting struct {
	videoID      string
	upload       string
	bodies       map[int64][]byte
	acknowledged map[int64]bool
	whole        bool
}

// goOn makes the calls that were not answered yet.
func (p *putting) goOn(r *rig) error {
	v, err := r.db.Video(r.t.Context(), p.videoID)
	if err != nil || v.Source != nil {
		return err // it was complete; only the answer was lost
	}
	if p.upload == "" {
		u, err := r.beside(p.videoID)
		if err != nil {
			return err
		}
		p.upload = u.ID
	}
	if err := p.putParts(r); err != nil {
		return err
	}
	if !p.whole {
		if _, err := r.ChangeParts(r.t.Context(), p.upload, stage("known", false)); err != nil {
			return err
		}
		p.whole = true
	}
	_, err = r.ChangeParts(r.t.Context(), p.upload, stage("known", true))
	return err
}

func (p *putting) putParts(r *rig) error {
	have, err := r.Parts(r.t.Context(), p.upload)
	if err != nil {
		return err
	}
	for n := range p.acknowledged {
		if _, ok := have.Find(n); !ok {
			r.t.Fatalf("part %d was acknowledged and is gone", n)
		}
	}
	if p.whole && have.Whole == "" {
		r.t.Fatal("the whole was acknowledged and is forgotten")
	}
	for _, n := range []int64{2, 1} {
		if p.acknowledged[n] {
			continue
		}
		part, err := r.spool(p.bodies[n])
		if err != nil {
			return err
		}
		replaced, err := r.PutPart(r.t.Context(), p.upload, upload.Part{Number: n, Length: part.Offset, Upload: part.ID, Tag: "t"})
		if err != nil {
			return err
		}
		if replaced.Upload != "" {
			r.Drop(r.t.Context(), replaced.Upload)
		}
		p.acknowledged[n] = true
	}
	return nil
}

// restartPut is restartParts with PutPart among the steps.
func (r *rig) restartPut() {
	r.restart()
	s := putSteps{partSteps{steps{r.db, r.faulty}}}
	r.Engine = upload.New(upload.Config{Store: s, Parts: s, Blobs: r.faulty, Log: slog.New(slog.DiscardHandler), Now: r.clock.now})
}

type putSteps struct{ partSteps }

func (s putSteps) PutPart(ctx context.Context, id string, part upload.Part) (upload.Part, error) {
	return step(s.steps, "put part", func() (upload.Part, error) { return s.DB.PutPart(ctx, id, part) })
}
