package upload_test

import (
	"context"
	"crypto/sha256"
	"encoding"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// fast is a body that fills whatever room a read offers. A second passes with each MiB, so
// one of two or three large pieces is due for a checkpoint. After some bytes it may fall
// silent, until it is interrupted.
type fast struct {
	data   []byte
	clock  *clock
	silent int // from here on; 0 = never

	read      atomic.Int64
	reading   atomic.Bool
	moved     chan struct{} // something was read since the last look
	interrupt func()
	broken    chan struct{} // closed by interrupt
}

func newFast(r *rig, data []byte) *fast {
	broken := make(chan struct{})
	return &fast{
		data: data, clock: r.clock, moved: make(chan struct{}, 1), broken: broken, interrupt: sync.OnceFunc(func() { close(broken) }),
	}
}

func (f *fast) Read(p []byte) (int, error) {
	f.reading.Store(true)
	defer f.reading.Store(false)
	at := int(f.read.Load())
	if f.silent > 0 && at >= f.silent {
		<-f.broken
		return 0, errors.New("interrupted")
	}
	if at == len(f.data) {
		return 0, io.EOF
	}
	n := copy(p, f.data[at:])
	if n == 1<<20 {
		f.clock.advance(time.Second)
	}
	f.read.Add(int64(n))
	select {
	case f.moved <- struct{}{}:
	default:
	}
	return n, nil
}

func (f *fast) chunk(offset, length int64) upload.Chunk {
	return upload.Chunk{Offset: offset, Size: length - offset, Body: f, Length: upload.UnknownLength, Interrupt: f.interrupt}
}

// beyond returns when more than n bytes were read.
func (f *fast) beyond(n int64) error {
	for f.read.Load() <= n {
		select {
		case <-f.moved:
		case <-time.After(10 * time.Second):
			return fmt.Errorf("nothing is read beyond %d", n)
		}
	}
	return nil
}

// wantGoroutines checks that what was started has ended.
func wantGoroutines(t *testing.T, base int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > base; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), base)
		}
	}
}

// wantHashState checks that the digest saved is that of the bytes recorded, not one more.
func (r *rig) wantHashState(id string, data []byte) {
	u := r.record(id)
	if u.Digest != upload.DigestInline || u.Offset == 0 {
		return
	}
	h := sha256.New()
	h.Write(data[:u.Offset])
	want, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	must(r.t, err)
	if diff := cmp.Diff(want, u.HashState); diff != "" {
		r.t.Errorf("digest saved at %d is that of other bytes", u.Offset)
	}
}

// TestReceivingGoesOn: each sync in the middle of a fast body waits for bytes beyond those
// that it is about, and the order in storage is as ever.
func TestReceivingGoesOn(t *testing.T) {
	for _, digest := range []upload.Digest{upload.DigestInline, upload.DigestBackground} {
		t.Run(string(digest), func(t *testing.T) {
			r := newRig(t)
			data := noise(11, 9<<20+5)
			u := r.begin(int64(len(data)), digested(digest))
			base := runtime.NumGoroutine()
			body := newFast(r, data)
			var written, synced int64
			checkpoints := 0
			r.faulty.Fail(func(op blobtest.Op) error {
				switch op.Name {
				case "write":
					written = op.Offset + int64(op.Length)
				case "sync":
					synced = written
					if written < 9<<20 { // the last is no longer in the middle
						return body.beyond(written)
					}
				case "checkpoint committed":
					checkpoints++
					if got := r.record(u.ID).Offset; got != synced || written != synced {
						t.Errorf("recorded %d, synced %d, written %d", got, synced, written)
					}
					r.wantHashState(u.ID, data)
				}
				return nil
			})
			u, err := r.Append(t.Context(), u.ID, body.chunk(0, u.Length))
			must(t, err)
			wantGoroutines(t, base)
			if n := r.wantRanges(u, data); n != 4 || checkpoints != 3 { // the last is committed with the finish
				t.Errorf("%d checkpoints, %d ranges, want 3 and 4", checkpoints, n)
			}
			r.wantSource(u, data)
		})
	}
}

// TestCrashInFlight stops the process at each step of a fast body and goes on in a new one.
func TestCrashInFlight(t *testing.T) {
	data := noise(12, 5<<20)
	for name, keep := range map[string]func(string, []byte) []byte{
		"forgotten": nil,
		"torn":      func(_ string, p []byte) []byte { return p[:len(p)/2] },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			base := runtime.NumGoroutine()
			for n, crashed := 1, true; crashed; n++ {
				crashed = r.crashInFlight(n, data, keep)
				if !crashed && n < 15 {
					t.Errorf("an upload has only %d steps: nothing is tried", n)
				}
			}
			wantGoroutines(t, base)
		})
	}
}

// crashInFlight sends data with a crash at operation n. It reports false when the upload
// was over before.
func (r *rig) crashInFlight(n int, data []byte, keep func(string, []byte) []byte) (crashed bool) {
	r.t.Helper()
	u := r.begin(int64(len(data)), digested(upload.DigestInline))
	r.restart()
	r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
	for acknowledged := int64(0); ; {
		got, err := r.Status(r.t.Context(), u.ID)
		if err == nil && got.State != upload.Done {
			if got.Offset < acknowledged {
				r.t.Fatalf("offset went down from %d to %d", acknowledged, got.Offset)
			}
			acknowledged = got.Offset
			r.wantHashState(u.ID, data)
			body := newFast(r, data)
			body.read.Store(got.Offset)
			_, err = r.Append(r.t.Context(), u.ID, body.chunk(got.Offset, u.Length))
		}
		if err == nil {
			break
		}
		if !errors.Is(err, blobtest.ErrCrashed) && !crashedFinish(err) {
			r.t.Fatalf("crash at %d: %v", n, err)
		}
		crashed = true
		must(r.t, r.faulty.Crash(keep))
		r.restart()
	}
	r.wantSource(u, data)
	return crashed
}

// quiet is where the fast senders below fall silent: the second large piece is in flight,
// the first that is due for a checkpoint.
const quiet = 4<<10 + 32<<10 + 2<<20

// Trouble with a piece in flight reaches a sender that has fallen silent since.
func TestTroubleInFlight(t *testing.T) {
	broken := errors.New("i/o error")
	for _, tt := range []struct {
		op   string
		err  error
		kind media.Kind
	}{
		{"write", broken, media.Internal},
		{"write", fmt.Errorf("write: %w", blob.ErrNoSpace), media.NoSpace},
		{"sync", broken, media.Internal},
		{"checkpoint", broken, media.Internal},
		{"checkpoint committed", broken, media.Internal},
	} {
		t.Run(fmt.Sprint(tt.op, " ", tt.err), func(t *testing.T) {
			r := newRig(t)
			data := noise(13, 5<<20)
			u := r.begin(int64(len(data)), digested(upload.DigestInline))
			base := runtime.NumGoroutine()
			body := newFast(r, data)
			body.silent = quiet
			r.faulty.Fail(func(op blobtest.Op) error {
				if op.Name != tt.op || op.Name == "write" && op.Offset < 1<<20 {
					return nil
				}
				return errors.Join(tt.err, body.beyond(quiet-1))
			})
			_, err := r.Append(t.Context(), u.ID, body.chunk(0, u.Length))
			wantKind(t, err, tt.kind)
			if _, ok := errors.AsType[*upload.BodyError](err); ok || !errors.Is(err, tt.err) {
				t.Errorf("error %v", err)
			}
			wantGoroutines(t, base)
			want := int64(0)
			if tt.op == "checkpoint committed" {
				want = quiet
			}
			r.wantRecord(u.ID, upload.Receiving, want)
			r.faulty.Fail(nil)
			r.wantSource(r.put(u.ID, want, data[want:]), data)
		})
	}
}

// A writer elsewhere that takes over while a checkpoint is in flight ends the chunk there.
func TestOvertakenInFlight(t *testing.T) {
	r := newRig(t)
	data := noise(14, 5<<20)
	u := r.begin(int64(len(data)), nil)
	body := newFast(r, data)
	body.silent = quiet
	other := r.elsewhere()
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name != "sync" {
			return nil
		}
		_, err := other.Append(context.WithoutCancel(t.Context()), u.ID, chunk(0, data[:10]))
		return err
	})
	if _, err := r.Append(t.Context(), u.ID, body.chunk(0, u.Length)); !errors.Is(err, upload.ErrLeaseLost) {
		t.Errorf("the writer that was overtaken got %v", err)
	}
	u, err := other.Append(t.Context(), u.ID, chunk(10, data[10:]))
	must(t, err)
	r.wantSource(u, data)
}

// Whoever asks while a checkpoint is in flight gets an answer that counts all that was read.
func TestStatusInFlight(t *testing.T) {
	r := newRig(t)
	data := noise(15, 5<<20)
	u := r.begin(int64(len(data)), digested(upload.DigestInline))
	base := runtime.NumGoroutine()
	body := newFast(r, data)
	body.silent = quiet
	syncing := make(chan struct{})
	first := true
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name == "sync" && first {
			first = false
			close(syncing)
			<-body.broken // the sync takes until the sender was stopped
		}
		return nil
	})
	result := make(chan error, 1)
	go func() {
		_, err := r.Append(context.WithoutCancel(t.Context()), u.ID, body.chunk(0, u.Length))
		result <- err
	}()
	<-syncing
	got, err := r.Status(t.Context(), u.ID)
	if err != nil || got.Offset != quiet {
		t.Errorf("status %d, %v; want %d", got.Offset, err, quiet)
	}
	if err := <-result; !errors.Is(err, upload.ErrLeaseLost) {
		t.Errorf("the writer that was stopped got %v", err)
	}
	r.wantHashState(u.ID, data)
	wantGoroutines(t, base)
	r.wantSource(r.put(u.ID, quiet, data[quiet:]), data)
}

// A panic with a piece in flight is the request's, not the end of the process.
func TestPanicInFlight(t *testing.T) {
	r := newRig(t)
	data := noise(16, 5<<20)
	u := r.begin(int64(len(data)), nil)
	base := runtime.NumGoroutine()
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name == "sync" {
			panic("a bug")
		}
		return nil
	})
	func() {
		defer func() {
			if got := recover(); got != "a bug" {
				t.Errorf("recovered %v", got)
			}
		}()
		_, err := r.Append(t.Context(), u.ID, newFast(r, data).chunk(0, u.Length))
		t.Errorf("append returned %v", err)
	}()
	wantGoroutines(t, base)
	r.faulty.Fail(nil)
	r.wantSource(r.put(u.ID, 0, data), data)
}

// TestRecordedBetweenReads: who wants to hear of checkpoints hears of each, by the goroutine
// that reads and while it does not.
func TestRecordedBetweenReads(t *testing.T) {
	r := newRig(t)
	data := noise(17, 5<<20)
	u := r.begin(int64(len(data)), nil)
	body := newFast(r, data)
	var told []int64
	c := body.chunk(0, u.Length)
	c.Recorded = func(offset int64) {
		if body.reading.Load() {
			t.Error("told during a read")
		}
		if body.read.Load() != offset || r.record(u.ID).Offset != offset {
			t.Errorf("told %d when %d were read and %d recorded", offset, body.read.Load(), r.record(u.ID).Offset)
		}
		told = append(told, offset)
	}
	_, err := r.Append(t.Context(), u.ID, c)
	must(t, err)
	if diff := cmp.Diff([]int64{quiet, quiet + 2<<20, u.Length}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	r.wantSource(u, data)
}
