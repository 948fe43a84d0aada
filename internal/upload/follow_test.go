package upload_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// follow opens a follower that is closed when the test ends.
func (r *rig) follow(e *upload.Engine, id string) *upload.Follower {
	r.t.Helper()
	f, err := e.Follow(r.t.Context(), id)
	must(r.t, err)
	r.t.Cleanup(func() { must(r.t, f.Close()) })
	return f
}

// read is what a ReadAt came to.
type read struct {
	text string
	err  error
}

// reading starts a read that may have to wait.
func reading(f *upload.Follower, off, n int) <-chan read {
	result := make(chan read, 1)
	go func() {
		p := make([]byte, n)
		got, err := f.ReadAt(p, int64(off))
		result <- read{string(p[:got]), err}
	}()
	return result
}

func (r *rig) wantRead(got read, text string, err error) {
	r.t.Helper()
	if got.text != text || !errors.Is(got.err, err) {
		r.t.Errorf("read %q, %v; want %q, %v", got.text, got.err, text, err)
	}
}

func TestFollowBesideAWriter(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		f := r.follow(r.Engine, u.ID)
		first, rest, past := reading(f, 1, 3), reading(f, 4, 100), reading(f, 10, 1)
		r.wantRead(<-past, "", io.EOF) // the length is known
		s := r.send(r.Engine, u.ID, 0, "01234")
		if u := r.record(u.ID); u.Offset != 0 {
			t.Fatalf("%d bytes are durable already", u.Offset)
		}
		select {
		case got := <-first:
			t.Errorf("read %q, %v: it is not durable", got.text, got.err)
		default:
		}
		r.clock.advance(3 * time.Second) // a checkpoint is due
		_, err := io.WriteString(s.feed, "56")
		must(t, err)
		r.wantRead(<-first, "123", nil)
		_, err = io.WriteString(s.feed, "789")
		must(t, err)
		must(t, s.feed.Close())
		must(t, <-s.result) // nobody took its lease
		r.wantRead(<-rest, "456789", io.EOF)
		r.wantRead(<-reading(f, 0, 10), "0123456789", nil)
		r.wantRead(<-reading(f, 3, 0), "", nil)
	})
}

// durable fails when a read brings more than the record says.
type durable struct {
	*rig
	*upload.Follower

	id string
}

func (d durable) ReadAt(p []byte, off int64) (int, error) {
	n, err := d.Follower.ReadAt(p, off)
	u, dbErr := d.db.Upload(d.t.Context(), d.id)
	if dbErr != nil || off+int64(n) > u.Offset {
		d.t.Errorf("read to %d, and %d are durable (%v)", off+int64(n), u.Offset, dbErr)
	}
	return n, err
}

// asks counts how often the store is asked for a record.
type asks struct {
	upload.Store

	n atomic.Int64
}

func (a *asks) Upload(ctx context.Context, id string) (upload.Upload, error) {
	a.n.Add(1)
	return a.Store.Upload(ctx, id)
}

// Many readers of one upload, in pieces of their own, while it is written by many leases.
func TestManyFollowers(t *testing.T) {
	const followers = 50
	r := newRig(t)
	data := noise(3, 300_000)
	u := r.begin(int64(len(data)), nil)
	store := &asks{Store: r.db}
	e := upload.New(upload.Config{Store: store, Blobs: r.disk, Log: slog.New(slog.DiscardHandler), Now: r.clock.now})
	var readers sync.WaitGroup
	for i := range followers {
		f := r.follow(e, u.ID)
		readers.Go(func() {
			var got bytes.Buffer
			section := io.NewSectionReader(durable{r, f, u.ID}, 0, int64(len(data)))
			if _, err := io.CopyBuffer(struct{ io.Writer }{&got}, section, make([]byte, 1000*(i+1))); err != nil || !bytes.Equal(got.Bytes(), data) {
				t.Errorf("follower %d: %d bytes, %v", i, got.Len(), err)
			}
		})
	}
	writers, began := []*upload.Engine{e, r.elsewhere()}, time.Now()
	for i := 0; i < len(data); i += 30_000 {
		_, err := writers[i/30_000%2].Append(t.Context(), u.ID, chunk(int64(i), data[i:i+30_000]))
		must(t, err)
	}
	readers.Wait()
	// Once for each writer's own steps and each checkpoint, twice a second besides; not for each reader.
	polls := int64(time.Since(began)/(500*time.Millisecond)) + 1
	if n := store.n.Load(); n > 80+2*polls {
		t.Errorf("the store was asked %d times", n)
	}
}

func TestFollowAnUploadThatEnds(t *testing.T) {
	for state, end := range map[upload.State]func(r *rig, e *upload.Engine, u upload.Upload) error{
		upload.Terminated: func(r *rig, e *upload.Engine, u upload.Upload) error { return e.Abort(r.t.Context(), u.ID) },
		upload.Lost: func(r *rig, e *upload.Engine, u upload.Upload) error {
			must(r.t, r.disk.Delete(r.t.Context(), r.record(u.ID).Segments[0].Key))
			if _, err := e.Status(r.t.Context(), u.ID); media.KindOf(err) != media.Gone {
				return err
			}
			return nil
		},
		upload.Expired: func(r *rig, e *upload.Engine, u upload.Upload) error {
			r.clock.advance(2 * time.Hour)
			return e.Sweep(r.t.Context(), r.db)
		},
	} {
		for where, engine := range map[string]func(*rig) *upload.Engine{
			"here": func(r *rig) *upload.Engine { return r.Engine }, "elsewhere": (*rig).elsewhere,
		} {
			t.Run(fmt.Sprintf("%s %s", state, where), func(t *testing.T) {
				r := newRig(t)
				u := r.put(r.begin(10, nil).ID, 0, []byte("01234"))
				f := r.follow(r.Engine, u.ID)
				waiting := reading(f, 3, 4)
				must(t, end(r, engine(r), u))
				r.wantRead(<-waiting, "", io.ErrUnexpectedEOF)
				r.wantRecord(u.ID, state, 5)
				r.wantRead(<-reading(r.follow(r.Engine, u.ID), 0, 3), "", io.ErrUnexpectedEOF)
			})
		}
	}
}

// After a restart the reader goes on with what the process before had made durable.
func TestFollowAfterARestart(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(upload.UnknownLength, nil)
		r.put(u.ID, 0, []byte("01234"))
		r.restart()
		f := r.follow(r.Engine, u.ID)
		if size, known := f.Size(); known {
			t.Errorf("size %d is known", size)
		}
		r.wantRead(<-reading(f, 2, 3), "234", nil)
		waiting := reading(f, 3, 10)
		r.put(u.ID, 5, []byte("567"))
		u, err := r.Append(t.Context(), u.ID, upload.Chunk{Offset: 8, Length: 8})
		must(t, err)
		r.wantRead(<-waiting, "34567", io.EOF)
		if size, known := f.Size(); size != 8 || !known {
			t.Errorf("size %d, %v", size, known)
		}
		r.wantSource(u, []byte("01234567"))
	})
}

func TestFollowersLeaveNothingBehind(t *testing.T) {
	r := newRig(t)
	u := r.put(r.begin(10, nil).ID, 0, []byte("01234"))
	base := runtime.NumGoroutine()
	ctx, cancel := context.WithCancelCause(t.Context())
	tired := errors.New("the viewer left")
	var waiting []<-chan read
	var open []*upload.Follower
	for i := range 100 {
		f, err := r.Follow(ctx, u.ID)
		must(t, err)
		r.wantRead(<-reading(f, 0, 5), "01234", nil)
		waiting = append(waiting, reading(f, i%10, 10))
		open = append(open, f)
	}
	for i, f := range open[:50] {
		must(t, f.Close())
		must(t, f.Close())
		r.wantRead(<-waiting[i], "", upload.ErrFollowerClosed)
	}
	cancel(tired)
	for i, f := range open[50:] {
		r.wantRead(<-waiting[50+i], "", tired)
		must(t, f.Close())
	}
	for until := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > base; runtime.Gosched() {
		if time.Now().After(until) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), base)
		}
	}
	r.wantSource(r.put(u.ID, 5, []byte("56789")), []byte("0123456789"))
	if _, err := r.Follow(t.Context(), "unknown"); media.KindOf(err) != media.NotFound {
		t.Errorf("unknown: %v", err)
	}
}

// Bytes up to the length do not complete an upload whose sender has more to say.
func TestOpenChunk(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		var recorded []int64
		c := chunk(0, []byte("0123456789"))
		c.Open, c.Recorded = true, func(offset int64) { recorded = append(recorded, offset) }
		_, err := r.Append(t.Context(), u.ID, c)
		must(t, err)
		r.wantRecord(u.ID, upload.Receiving, 10)
		if len(recorded) != 1 || recorded[0] != 10 {
			t.Errorf("recorded %v", recorded)
		}
		r.restart()
		if got, err := r.Status(t.Context(), u.ID); err != nil || got.State != upload.Receiving || got.Offset != 10 {
			t.Errorf("status %s at %d, %v", got.State, got.Offset, err)
		}
		_, err = r.Append(t.Context(), u.ID, chunk(10, []byte("x")))
		wantKind(t, err, media.TooLarge)
		u, err = r.Append(t.Context(), u.ID, chunk(10, nil))
		must(t, err)
		r.wantSource(u, []byte("0123456789"))
	})
}
