package upload_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// TestCrashAtEveryStep stops the process at each operation on storage and at both
// sides of each commit, with every fate that unsynced bytes may have, and goes on in a
// new process. The offset never goes down, and the source is what was sent.
func TestCrashAtEveryStep(t *testing.T) {
	fates := map[string]func(string, []byte) []byte{
		"forgotten": nil,
		"kept":      func(_ string, p []byte) []byte { return p },
		"torn":      func(_ string, p []byte) []byte { return append(bytes.Clone(p[:len(p)/2]), make([]byte, 3)...) },
	}
	for fate, keep := range fates {
		for _, digest := range []upload.Digest{upload.DigestInline, upload.DigestBackground} {
			t.Run(fmt.Sprint(fate, "/", digest), func(t *testing.T) {
				r := newRig(t)
				for n := 1; ; n++ {
					if !r.crashAt(n, digest, keep) {
						if n < 20 {
							t.Errorf("an upload has only %d steps: nothing is tried", n)
						}
						return
					}
				}
			})
		}
	}
}

// crashAt runs one upload with a crash at operation n, to the end. It reports
// false when the upload was over before.
func (r *rig) crashAt(n int, digest upload.Digest, keep func(string, []byte) []byte) bool {
	r.t.Helper()
	data := noise(byte(n), 1000)
	u := r.begin(int64(len(data)), digested(digest))
	r.restart()
	r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
	acknowledged, crashed := int64(0), false
	r.clock.walk(300 * time.Millisecond) // some checkpoints inside each chunk
	defer r.clock.walk(0)
	for done := false; !done; {
		offset, err := r.resume(u.ID, data, &acknowledged)
		switch {
		case err == nil:
			done = true
		case errors.Is(err, blobtest.ErrCrashed) || crashedFinish(err):
			crashed = true
			must(r.t, r.faulty.Crash(keep))
			r.restart()
		default:
			r.t.Fatalf("crash at %d, offset %d: %v", n, offset, err)
		}
	}
	r.wantSource(u, data)
	return crashed
}

// crashedFinish: a finish that the crash met is told as "locked".
func crashedFinish(err error) bool { return media.KindOf(err) == media.Locked }

// resume is what a client does: ask, then send chunk by chunk.
func (r *rig) resume(id string, data []byte, acknowledged *int64) (int64, error) {
	r.t.Helper()
	u, err := r.Status(r.t.Context(), id)
	for err == nil {
		if u.Offset < *acknowledged {
			r.t.Fatalf("offset went down from %d to %d", *acknowledged, u.Offset)
		}
		if *acknowledged = u.Offset; u.State == upload.Done {
			return u.Offset, nil
		}
		end := min(u.Offset+400, int64(len(data)))
		c := chunk(u.Offset, data[u.Offset:end])
		c.Body = iotest.HalfReader(bytes.NewReader(data[u.Offset:end]))
		u, err = r.Append(r.t.Context(), id, c)
	}
	return *acknowledged, err
}

// A crash while an upload begins leaves it whole or not there, and one that is there goes on.
func TestCrashInBegin(t *testing.T) {
	for _, step := range []string{"begin", "begin committed"} {
		r := newRig(t)
		r.faulty.Fail(func(op blobtest.Op) error {
			if op.Name == step {
				return blobtest.ErrCrashed
			}
			return nil
		})
		v := r.newVideo()
		b := upload.Beginning{ID: v.ID, ProjectID: r.project, NewVideo: &v, Length: 3, Limits: upload.Limits{Idle: time.Hour}}
		if _, err := r.Begin(t.Context(), b); !errors.Is(err, blobtest.ErrCrashed) {
			t.Fatalf("begin: %v", err)
		}
		must(t, r.faulty.Crash(nil))
		r.restart()
		if step == "begin" {
			_, err := r.Status(t.Context(), v.ID)
			wantKind(t, err, media.NotFound)
			continue
		}
		r.wantSource(r.put(v.ID, 0, []byte("abc")), []byte("abc"))
	}
}

// A crash in the middle of a sweep is made good by the next one.
func TestCrashInSweep(t *testing.T) {
	for n := 1; n < 100; n++ {
		r := newRig(t)
		u := r.begin(10, nil)
		r.put(u.ID, 0, []byte("01234"))
		r.clock.advance(2 * time.Hour)
		r.restart()
		r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
		err := r.Sweep(t.Context(), r.db)
		must(t, r.faulty.Crash(nil))
		r.restart()
		must(t, r.Sweep(t.Context(), r.db))
		if got := r.blobs(); len(got) != 0 || r.record(u.ID).State != upload.Expired {
			t.Errorf("crash at %d: %v stored, upload is %s", n, got, r.record(u.ID).State)
		}
		if err == nil {
			return
		}
	}
}
