package upload_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// put sends one part: spooled, then taken in.
func (r *rig) putPart(t *testing.T, u upload.Upload, number int64, body []byte, complete func(upload.Parts) bool) (upload.Upload, error) {
	t.Helper()
	part, err := r.Spool(t.Context(), upload.Beginning{
		ProjectID: u.ProjectID, Protocol: u.Protocol, Limits: upload.Limits{Idle: time.Minute},
	}, upload.Chunk{Body: bytes.NewReader(body)})
	if err != nil {
		t.Fatal(err)
	}
	return r.ChangeParts(t.Context(), u.ID, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		want := have.Put(upload.Part{Number: number, Length: part.Offset, Upload: part.ID})
		want.Scheme = "test"
		return want, complete(want), nil
	})
}

func TestParts(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		b := upload.Beginning{ProjectID: r.project, Protocol: "parts", VideoID: v.ID, Limits: upload.Limits{Idle: time.Hour}}
		u, err := r.OpenParted(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := r.OpenParted(t.Context(), b); err != nil || again.ID != u.ID {
			t.Fatalf("opened twice: %s and %s, %v", u.ID, again.ID, err)
		}
		whole := noise(1, 100_000)
		bodies := map[int64][]byte{1: whole[:40_000], 2: whole[40_000:90_000], 3: whole[90_000:], 4: nil}
		all := func(p upload.Parts) bool { return len(p.Items) == len(bodies) }
		for _, n := range []int64{3, 1, 4} {
			if got, err := r.putPart(t, u, n, bodies[n], all); err != nil || got.State != upload.Receiving {
				t.Fatalf("part %d: %+v, %v", n, got, err)
			}
		}
		// A part is kept as long as what it belongs to, however old it is.
		r.clock.advance(50 * time.Minute)
		must(t, r.Sweep(t.Context(), r.db))
		r.clock.advance(-50 * time.Minute)
		if got, err := r.putPart(t, u, 2, bodies[2], all); err != nil || got.State != upload.Done || got.Offset != int64(len(whole)) {
			t.Fatalf("last part: %+v, %v", got, err)
		}
		if err := r.Sweep(t.Context(), r.db); err != nil {
			t.Fatal(err)
		}
		r.wantSource(upload.Upload{VideoID: v.ID}, whole)
		if _, err := r.putPart(t, u, 5, nil, all); media.KindOf(err) != media.Conflict {
			t.Errorf("a part after the last: %v", err)
		}
		if have, err := r.Parts(t.Context(), u.ID); err != nil || len(have.Items) != 4 || have.Size() != int64(len(whole)) {
			t.Errorf("parts afterwards: %+v, %v", have, err)
		}
	})
}

func TestSameBytes(t *testing.T) {
	r := newRig(t)
	spool := func(text string) upload.Upload {
		u, err := r.Spool(t.Context(), upload.Beginning{ProjectID: r.project, Limits: upload.Limits{Idle: time.Hour}},
			upload.Chunk{Body: bytes.NewReader([]byte(text))})
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	whole := spool("0123456789")
	for text, want := range map[string]bool{"3456": true, "345x": false, "3456789": true, "34567890": false, "": true} {
		if same, err := r.SameBytes(context.Background(), spool(text), whole, 3); err != nil || same != want {
			t.Errorf("%q: %v, %v", text, same, err)
		}
	}
}

func TestSpoolRefuses(t *testing.T) {
	r := newRig(t)
	_, err := r.Spool(t.Context(), upload.Beginning{ProjectID: r.project, Limits: upload.Limits{Idle: time.Hour, MaxSize: 9}},
		upload.Chunk{Body: bytes.NewReader([]byte("0123456789"))})
	if media.KindOf(err) != media.TooLarge {
		t.Errorf("ten bytes of nine: %v", err)
	}
	if err := r.Sweep(t.Context(), r.db); err != nil {
		t.Fatal(err)
	}
	if left := r.blobs(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestCrashInParts stops the process at each step of an upload of three parts, sent in an odd
// order, and sends what was not acknowledged again in a new process. What was acknowledged
// is there, and the source is the file.
func TestCrashInParts(t *testing.T) {
	whole := noise(1, 3000)
	bodies := map[int64][]byte{1: whole[:1000], 2: whole[1000:2500], 3: whole[2500:]}
	onEach(t, func(t *testing.T, r *rig) {
		for n := 1; r.crashInPartsAt(t, n, whole, bodies); n++ {
			if n > 200 {
				t.Fatal("an upload has no end")
			}
		}
	})
}

// crashInPartsAt reports false when the upload was over before step n.
func (r *rig) crashInPartsAt(t *testing.T, n int, whole []byte, bodies map[int64][]byte) bool {
	t.Helper()
	v, err := r.db.CreateVideo(t.Context(), r.newVideo())
	must(t, err)
	b := upload.Beginning{ProjectID: r.project, Protocol: "parts", VideoID: v.ID, Limits: upload.Limits{Idle: time.Hour}}
	crashed := false
	r.restartParts()
	r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
	acknowledged := map[int64]bool{}
	for done := false; !done; {
		done, err = r.sendParts(b, bodies, acknowledged)
		if err == nil {
			continue
		}
		if !errors.Is(err, blobtest.ErrCrashed) && !crashedFinish(err) {
			t.Fatalf("crash at %d: %v", n, err)
		}
		crashed = true
		must(t, r.faulty.Crash(nil))
		r.restartParts()
		must(t, r.Sweep(t.Context(), r.db)) // as a new process does
	}
	r.wantSource(upload.Upload{VideoID: v.ID}, whole)
	return crashed
}

// restartParts is restart with the records of parts among the steps.
func (r *rig) restartParts() {
	r.restart()
	s := partSteps{steps{r.db, r.faulty}}
	r.Engine = upload.New(upload.Config{Store: s, Parts: s, Blobs: r.faulty, Log: slog.New(slog.DiscardHandler), Now: r.clock.now})
}

type partSteps struct{ steps }

func (s partSteps) OpenParted(ctx context.Context, b upload.Beginning) (upload.Upload, error) {
	return step(s.steps, "open parted", func() (upload.Upload, error) { return s.DB.OpenParted(ctx, b) })
}

func (s partSteps) ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error) {
	return step(s.steps, "change parts", func() (upload.Upload, error) { return s.DB.ChangeParts(ctx, id, change) })
}

// sendParts sends what is not acknowledged and reports whether the upload is complete.
func (r *rig) sendParts(b upload.Beginning, bodies map[int64][]byte, acknowledged map[int64]bool) (done bool, err error) {
	last, err := r.db.LastUpload(r.t.Context(), b.VideoID)
	if err == nil && last.State == upload.Done {
		return true, nil
	}
	u, err := r.OpenParted(r.t.Context(), b)
	if err != nil {
		return false, err
	}
	have, err := r.Parts(r.t.Context(), u.ID)
	if err != nil {
		return false, err
	}
	for n := range acknowledged {
		if _, ok := have.Find(n); !ok {
			r.t.Fatalf("part %d was acknowledged and is gone", n)
		}
	}
	for _, n := range []int64{3, 1, 2} {
		if acknowledged[n] {
			continue
		}
		part, err := r.Spool(r.t.Context(), upload.Beginning{ProjectID: u.ProjectID, Protocol: u.Protocol, Limits: upload.Limits{Idle: time.Hour}},
			upload.Chunk{Body: bytes.NewReader(bodies[n])})
		if err != nil {
			return false, err
		}
		if _, err := r.ChangeParts(r.t.Context(), u.ID, addPart(n, part, len(bodies))); err != nil {
			return false, err
		}
		acknowledged[n] = true
	}
	return true, nil
}

// addPart takes a part in, or leaves the one with its number; so many complete the upload.
func addPart(n int64, part upload.Upload, total int) upload.PartsChange {
	return func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		if _, known := have.Find(n); !known {
			have = have.Put(upload.Part{Number: n, Length: part.Offset, Upload: part.ID})
		}
		have.Scheme = "test"
		return have, len(have.Items) == total, nil
	}
}

// Requests that come at once, through two processes, open one upload, and every part of each
// is in it: none takes the place of another that it did not see.
func TestPartsAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		b := upload.Beginning{ProjectID: r.project, Protocol: "parts", VideoID: v.ID, Limits: upload.Limits{Idle: time.Hour}}
		other := upload.New(upload.Config{Store: r.db, Parts: r.db, Blobs: r.disk, Log: slog.New(slog.DiscardHandler), Now: r.clock.now})
		const parts = 8
		whole := noise(2, parts*100)
		var wg sync.WaitGroup
		var completed atomic.Int32
		for i := range parts * 2 { // each part twice
			wg.Go(func() {
				engine := []*upload.Engine{r.Engine, other}[i%2]
				n := int64(i / 2)
				u, err := engine.OpenParted(t.Context(), b)
				if err == nil {
					u, err = spoolAndAdd(t.Context(), engine, u, n, whole[n*100:n*100+100], parts)
				}
				if media.KindOf(err) == media.Conflict || media.KindOf(err) == media.Invalid {
					return // the twin of the last part completed it
				}
				if err != nil {
					t.Errorf("part %d: %v", n, err)
				}
				if u.State == upload.Done {
					completed.Add(1)
				}
			})
		}
		wg.Wait()
		if n := completed.Load(); n != 1 {
			t.Errorf("completed %d times", n)
		}
		r.wantSource(upload.Upload{VideoID: v.ID}, whole)
	})
}

func spoolAndAdd(ctx context.Context, engine *upload.Engine, u upload.Upload, n int64, body []byte, total int) (upload.Upload, error) {
	part, err := engine.Spool(ctx, upload.Beginning{ProjectID: u.ProjectID, Protocol: u.Protocol, Limits: upload.Limits{Idle: time.Hour}},
		upload.Chunk{Body: bytes.NewReader(body)})
	if err != nil {
		return u, err
	}
	return engine.ChangeParts(ctx, u.ID, addPart(n, part, total))
}

// A video in the bin takes no more parts, also of an upload that it had open.
func TestPartsOfDeletedVideo(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		b := upload.Beginning{ProjectID: r.project, Protocol: "parts", VideoID: v.ID, Limits: upload.Limits{Idle: time.Hour}}
		if _, err := r.OpenParted(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		must(t, r.db.DeleteVideo(t.Context(), r.project, v.ID, func(media.Video) error { return nil }))
		_, err = r.OpenParted(t.Context(), b)
		wantKind(t, err, media.NotFound)
	})
}
