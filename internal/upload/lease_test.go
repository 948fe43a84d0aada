package upload_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// sender is a writer that blocks in the middle of its body until it is told to go
// on, or interrupted.
type sender struct {
	feed   *io.PipeWriter
	result chan error
}

// send starts a chunk that reaches to 10 and returns when the engine has taken
// first and waits for more.
func (r *rig) send(e *upload.Engine, id string, offset int64, first string) *sender {
	r.t.Helper()
	body, feed := io.Pipe()
	s := &sender{feed: feed, result: make(chan error, 1)}
	c := upload.Chunk{
		Offset: offset, Size: 10 - offset, Body: body, Length: upload.UnknownLength,
		Interrupt: func() { _ = body.CloseWithError(errors.New("interrupted")) },
	}
	go func() {
		_, err := e.Append(context.WithoutCancel(r.t.Context()), id, c)
		_ = body.Close() // nobody waits for a reader that is gone
		s.result <- err
	}()
	if _, err := io.WriteString(feed, first); err != nil {
		r.t.Fatalf("sender is not read: %v", err)
	}
	return s
}

func TestStatusStopsTheWriter(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	s := r.send(r.Engine, u.ID, 0, "0123456")
	got, err := r.Status(t.Context(), u.ID)
	if err != nil || got.Offset != 7 {
		t.Fatalf("status: %d, %v", got.Offset, err)
	}
	if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
		t.Errorf("the writer that was stopped got %v", err)
	}
	r.wantSource(r.put(u.ID, 7, []byte("789")), []byte("0123456789"))
}

func TestProgressDisturbsNobody(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	s := r.send(r.Engine, u.ID, 0, "01234")
	if got, err := r.Progress(t.Context(), u.ID); err != nil || got.Offset != 0 {
		t.Errorf("progress: %d, %v", got.Offset, err)
	}
	_, err := io.WriteString(s.feed, "56789")
	must(t, err)
	must(t, s.feed.Close())
	must(t, <-s.result)
	r.wantSource(u, []byte("0123456789"))
}

// A second writer stops the first one, and learns that it is behind.
func TestSecondWriterTakesOver(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	s := r.send(r.Engine, u.ID, 0, "01234")
	_, err := r.Append(t.Context(), u.ID, chunk(3, []byte("34"))) // at a wrong offset: disturbs nobody
	wantOffset(t, err, 0)
	_, err = r.Append(t.Context(), u.ID, chunk(0, []byte("0123456789")))
	wantOffset(t, err, 5)
	if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
		t.Errorf("the first writer got %v", err)
	}
	r.wantSource(r.put(u.ID, 5, []byte("56789")), []byte("0123456789"))
}

// Overtaken after its last byte, a writer has nothing to be sorry for.
func TestOvertakenAtTheEnd(t *testing.T) {
	r := newRig(t)
	u := r.begin(20, nil)
	s := r.send(r.Engine, u.ID, 0, "0123456789")
	status := make(chan error, 1)
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name == "sync" { // the writer is committing: ask now
			go func() {
				got, err := r.Status(context.WithoutCancel(t.Context()), u.ID)
				if err == nil && got.Offset != 10 {
					err = errors.New("status does not see the commit")
				}
				status <- err
			}()
		}
		return nil
	})
	must(t, s.feed.Close())
	must(t, <-s.result)
	must(t, <-status)
}

func TestAbortStopsTheWriter(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	s := r.send(r.Engine, u.ID, 0, "01234")
	must(t, r.Abort(t.Context(), u.ID))
	if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
		t.Errorf("the writer got %v", err)
	}
	for range 2 {
		wantKind(t, r.Abort(t.Context(), u.ID), media.Gone)
	}
	_, err := r.Status(t.Context(), u.ID)
	wantKind(t, err, media.Gone)
	_, err = r.Append(t.Context(), u.ID, chunk(5, nil))
	wantKind(t, err, media.Gone)
}

// One that cannot be stopped leaves the newcomer "locked" within two seconds, and
// ends as if nothing had been.
func TestUnstoppableWriter(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	entered, leave := make(chan struct{}), make(chan struct{})
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name == "sync" { // a disk that hangs
			close(entered)
			<-leave
		}
		return nil
	})
	s := r.send(r.Engine, u.ID, 0, "0123456789")
	must(t, s.feed.Close())
	<-entered
	_, err := r.Status(t.Context(), u.ID)
	wantKind(t, err, media.Locked)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = r.Append(ended, u.ID, chunk(0, []byte("x"))); !errors.Is(err, context.Canceled) {
		t.Errorf("a newcomer that left: %v", err)
	}
	close(leave)
	must(t, <-s.result)
	r.wantSource(u, []byte("0123456789"))
}

// TestFrozenProcess is the fence between processes: a writer that thaws after
// another one has taken over changes nothing.
func TestFrozenProcess(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		s := r.send(r.Engine, u.ID, 0, "01234")
		other := r.elsewhere()
		got, err := other.Append(t.Context(), u.ID, chunk(0, []byte("abcde")))
		if err != nil || got.Offset != 5 {
			t.Fatalf("take over: %d, %v", got.Offset, err)
		}
		_, err = io.WriteString(s.feed, "56789") // the thaw
		must(t, err)
		must(t, s.feed.Close())
		if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("the frozen writer got %v", err)
		}
		u, err = other.Append(t.Context(), u.ID, chunk(5, []byte("fghij")))
		must(t, err)
		r.wantSource(u, []byte("abcdefghij"))
	})
}

// What Status answers stays true though the writer is in another process.
func TestStatusFencesElsewhere(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		r.put(u.ID, 0, []byte("01"))
		s := r.send(r.Engine, u.ID, 2, "234")
		got, err := r.elsewhere().Status(t.Context(), u.ID)
		must(t, err)
		_, err = io.WriteString(s.feed, "56789")
		if err == nil {
			err = s.feed.Close()
		}
		must(t, err)
		if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("the writer elsewhere got %v", err)
		}
		r.wantRecord(u.ID, upload.Receiving, got.Offset)
	})
}

// A writer elsewhere may record more between the newcomer's look and its claim.
// The newcomer's bytes must not land behind those.
func TestCheckpointJustBeforeTheClaim(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		r.put(u.ID, 0, []byte("01"))
		old, asked := r.Engine, false
		r.restart()
		r.faulty.Fail(func(op blobtest.Op) error {
			if op.Name == "claim" && !asked {
				asked = true
				_, err := old.Append(context.WithoutCancel(t.Context()), u.ID, chunk(2, []byte("23")))
				return err
			}
			return nil
		})
		_, err := r.Append(t.Context(), u.ID, chunk(2, []byte("xy")))
		wantOffset(t, err, 4)
		r.wantSource(r.put(u.ID, 4, []byte("456789")), []byte("0123456789"))
	})
}

func TestReplacedUpload(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(10, nil)
		s := r.send(r.Engine, u.ID, 0, "01234")
		second, err := r.Begin(t.Context(), upload.Beginning{ProjectID: r.project, VideoID: u.VideoID, Length: 3, Limits: u.Limits})
		must(t, err)
		_, err = io.WriteString(s.feed, "56789")
		must(t, err)
		must(t, s.feed.Close())
		if err := <-s.result; !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("the writer of the replaced upload got %v", err)
		}
		_, err = r.Status(t.Context(), u.ID)
		wantKind(t, err, media.Gone)
		r.wantSource(r.put(second.ID, 0, []byte("abc")), []byte("abc"))
	})
}
