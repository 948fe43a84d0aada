package upload_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// failFinish makes the next k finishes fail, after their commit if told so.
func (r *rig) failFinish(k int, step string) {
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name != step || k == 0 {
			return nil
		}
		k--
		return errors.New("database is gone")
	})
}

// TestFinishFails is defect D1: a finish that fails is retried until it has happened, once.
func TestFinishFails(t *testing.T) {
	for _, step := range []string{"finish", "finish committed"} {
		onEach(t, func(t *testing.T, r *rig) {
			data := noise(3, 100)
			u := r.begin(100, digested(upload.DigestInline))
			r.failFinish(4, step)
			_, err := r.Append(t.Context(), u.ID, chunk(0, data))
			wantKind(t, err, media.Locked)
			if step == "finish" {
				r.wantRecord(u.ID, upload.Sealed, 100)
				_, err = r.Append(t.Context(), u.ID, chunk(0, data))
				wantOffset(t, err, 100)
				_, err = r.Status(t.Context(), u.ID)
				wantKind(t, err, media.Locked)
				_, err = r.Append(t.Context(), u.ID, chunk(100, nil))
				wantKind(t, err, media.Locked)
				wantKind(t, r.Abort(t.Context(), u.ID), media.Locked)
				if r.Sweep(t.Context(), r.db) == nil {
					t.Error("a sweep that cannot finish says nothing")
				}
			}
			got, err := r.Status(t.Context(), u.ID)
			if err != nil || got.State != upload.Done || got.Offset != 100 {
				t.Fatalf("in the end: %s at %d, %v", got.State, got.Offset, err)
			}
			must(t, r.Sweep(t.Context(), r.db))
			r.wantSource(u, data)
		})
	}
}

// An upload that comes whole in one request to the process that began it is two commits.
func TestTwoCommits(t *testing.T) {
	r := newRig(t)
	var commits []string
	r.faulty.Fail(func(op blobtest.Op) error {
		if name, ok := strings.CutSuffix(op.Name, " committed"); ok {
			commits = append(commits, name)
		}
		return nil
	})
	data := noise(6, 1000)
	u := r.begin(int64(len(data)), nil)
	if got := r.put(u.ID, 0, data); got.State != upload.Done || got.Offset != 1000 {
		t.Errorf("answer: %s at %d", got.State, got.Offset)
	}
	r.wantSource(u, data)
	if diff := cmp.Diff([]string{"begin", "finish"}, commits); diff != "" {
		t.Errorf("commits (-want +got):\n%s", diff)
	}
}

func TestSweepFinishes(t *testing.T) {
	r := newRig(t)
	u := r.begin(3, nil)
	r.failFinish(1, "finish")
	_, err := r.Append(t.Context(), u.ID, chunk(0, []byte("abc")))
	wantKind(t, err, media.Locked)
	r.restart()
	must(t, r.Sweep(t.Context(), r.db))
	r.wantSource(u, []byte("abc"))
}

// An empty upload that cannot be finished has begun all the same: an error would make
// the client begin another one.
func TestEmptyUploadFinishesLater(t *testing.T) {
	r := newRig(t)
	r.failFinish(1, "finish")
	u := r.begin(0, nil)
	if u.State != upload.Sealed {
		t.Errorf("upload is %s", u.State)
	}
	must(t, r.Sweep(t.Context(), r.db))
	r.wantSource(u, nil)
}

// TestLostBytes: what was acknowledged and is gone ends the upload; it is never counted again.
func TestLostBytes(t *testing.T) {
	lose := map[string]func(*rig, string){
		"blob is gone": func(r *rig, key string) { must(r.t, r.disk.Delete(r.t.Context(), key)) },
		"blob is short": func(r *rig, key string) {
			path, _ := r.disk.(interface{ Path(string) (string, bool) }).Path(key)
			must(r.t, os.Truncate(path, 4))
		},
	}
	meet := map[string]func(*rig, string) error{
		"status": func(r *rig, id string) error { _, err := r.Status(r.t.Context(), id); return err },
		"append": func(r *rig, id string) error {
			_, err := r.Append(r.t.Context(), id, chunk(5, []byte("56789")))
			return err
		},
	}
	for how, lose := range lose {
		for who, meet := range meet {
			t.Run(how+", "+who, func(t *testing.T) {
				r := newRig(t)
				u := r.begin(10, nil)
				r.put(u.ID, 0, []byte("01234"))
				r.restart()
				lose(r, "uploads/"+u.ID+"/1")
				wantKind(t, meet(r, u.ID), media.Gone)
				r.wantRecord(u.ID, upload.Lost, 5)
				if v, err := r.db.Video(t.Context(), u.VideoID); err != nil || v.State != media.Created {
					t.Errorf("video is %s, %v; want it to wait for another upload", v.State, err)
				}
			})
		}
	}
}

// Bytes that vanish between the last checkpoint and the finish make no source.
func TestLostBeforeFinish(t *testing.T) {
	r := newRig(t)
	u := r.begin(5, nil)
	r.failFinish(1, "finish")
	_, err := r.Append(t.Context(), u.ID, chunk(0, []byte("01234")))
	wantKind(t, err, media.Locked)
	must(t, r.disk.Delete(t.Context(), "uploads/"+u.ID+"/1"))
	_, err = r.Status(t.Context(), u.ID)
	wantKind(t, err, media.Gone)
	r.wantRecord(u.ID, upload.Lost, 5)
}

// The running digest goes with the upload from process to process, and forgets
// what was written and not recorded.
func TestInlineDigestAcrossRestarts(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		data := noise(4, 10_000)
		u := r.begin(int64(len(data)), digested(upload.DigestInline))
		for offset := 0; offset < len(data); offset += 1000 {
			r.restart()
			c := chunk(int64(offset), make([]byte, 1000))
			c.Body = cut(data[offset : offset+500])
			if _, err := r.Append(t.Context(), u.ID, c); err == nil {
				t.Fatal("a cut body is no error")
			}
			u = r.put(u.ID, int64(offset)+500, data[offset+500:offset+1000])
		}
		v, err := r.db.Video(t.Context(), u.VideoID)
		must(t, err)
		if v.Source == nil || v.Source.SHA256 != sum(data) || len(v.Source.Segments) != 10 {
			t.Errorf("source %+v, want digest %s", v.Source, sum(data))
		}
		r.wantSource(u, data)
	})
}

// The sums that are recorded are those of the bytes that are stored.
func TestRangesCoverTheSource(t *testing.T) {
	r := newRig(t)
	r.clock.walk(500 * time.Millisecond)
	data := noise(5, 300)
	u := r.begin(300, nil)
	c := chunk(0, data)
	c.Body = iotest.OneByteReader(bytes.NewReader(data))
	u, err := r.Append(t.Context(), u.ID, c)
	must(t, err)
	if n := r.wantRanges(u, data); n < 10 {
		t.Errorf("only %d ranges", n)
	}
}

// wantRanges checks that the sums recorded cover the source, one range behind the other,
// and says how many there are.
func (r *rig) wantRanges(u upload.Upload, data []byte) int {
	r.t.Helper()
	v, err := r.db.Video(r.t.Context(), u.VideoID)
	must(r.t, err)
	ranges, err := r.db.SourceRanges(r.t.Context(), *v.Source)
	must(r.t, err)
	at := int64(0)
	for _, g := range ranges {
		if g.Start != at || g.CRC32C != castagnoli(data[at:at+g.Length]) {
			r.t.Fatalf("range %+v at %d does not match", g, at)
		}
		at += g.Length
	}
	if at != int64(len(data)) {
		r.t.Errorf("%d ranges cover %d bytes of %d", len(ranges), at, len(data))
	}
	return len(ranges)
}

func TestExpiry(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		asked, swept, kept := r.begin(10, nil), r.begin(10, nil), r.begin(10, nil)
		for _, u := range []upload.Upload{asked, swept, kept} {
			r.put(u.ID, 0, []byte("01234"))
		}
		r.clock.advance(59 * time.Minute)
		r.put(kept.ID, 5, []byte("5")) // every byte moves the expiry
		r.clock.advance(2 * time.Minute)
		_, err := r.Status(t.Context(), asked.ID)
		wantKind(t, err, media.Gone)
		must(t, r.Sweep(t.Context(), r.db))
		for id, want := range map[string]upload.State{asked.ID: upload.Expired, swept.ID: upload.Expired, kept.ID: upload.Receiving} {
			if got := r.record(id).State; got != want {
				t.Errorf("upload is %s, want %s", got, want)
			}
		}
		wantKind(t, r.Abort(t.Context(), asked.ID), media.Gone)
		if got := r.blobs(); len(got) != 1 {
			t.Errorf("stored after the sweep: %v", got)
		}
		if got := r.put(kept.ID, 6, []byte("6789")); got.State != upload.Done {
			t.Errorf("the one that was kept is %s", got.State)
		}
	})
}

// What remains in storage is what counts, whatever happened before.
func TestSweepLeavesOnlyWhatCounts(t *testing.T) {
	r := newRig(t)
	aborted := r.begin(10, nil)
	r.put(aborted.ID, 0, []byte("01234"))
	must(t, r.Abort(t.Context(), aborted.ID))

	done := r.begin(10, nil)
	r.put(done.ID, 0, []byte("01234")) // epoch 1
	r.restart()
	r.faulty.Fail(func(op blobtest.Op) error { // epoch 2 writes and dies
		if op.Name == "checkpoint" {
			return blobtest.ErrCrashed
		}
		return nil
	})
	if _, err := r.Append(t.Context(), done.ID, chunk(5, []byte("xx"))); err == nil {
		t.Fatal("a crash is no error")
	}
	must(t, r.faulty.Crash(nil))
	r.restart()
	r.put(done.ID, 5, []byte("56789")) // epoch 3
	if n := len(r.blobs()); n != 4 {
		t.Fatalf("%d blobs before the sweep", n)
	}
	must(t, r.Sweep(t.Context(), r.db))
	want := fmt.Sprint([]string{"uploads/" + done.ID + "/1", "uploads/" + done.ID + "/3"})
	if got := fmt.Sprint(r.blobs()); got != want {
		t.Errorf("stored after the sweep: %s, want %s", got, want)
	}
	left, err := r.db.Unswept(t.Context(), 10)
	must(t, err)
	if len(left) != 0 {
		t.Errorf("%d uploads are still to be swept", len(left))
	}
	r.wantSource(done, []byte("0123456789"))
}

// One upload's trouble keeps no other from its turn.
func TestSweepGoesOn(t *testing.T) {
	r := newRig(t)
	var ids []string
	for range 3 {
		u := r.begin(10, nil)
		r.put(u.ID, 0, []byte("01234"))
		must(t, r.Abort(t.Context(), u.ID))
		ids = append(ids, u.ID)
	}
	broken := errors.New("i/o error")
	r.faulty.Fail(func(op blobtest.Op) error {
		if op.Name == "list" && op.Key == "uploads/"+ids[0] {
			return broken
		}
		return nil
	})
	if err := r.Sweep(t.Context(), r.db); !errors.Is(err, broken) {
		t.Errorf("sweep: %v", err)
	}
	if got := r.blobs(); len(got) != 1 {
		t.Errorf("stored after the sweep: %v", got)
	}
	r.faulty.Fail(nil)
	must(t, r.Sweep(t.Context(), r.db))
	if got := r.blobs(); len(got) != 0 {
		t.Errorf("stored after the second sweep: %v", got)
	}
}
