package upload_test

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

func TestUploadBecomesSource(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		data := noise(1, 3<<20+17)
		u := r.begin(int64(len(data)), nil)
		for offset := 0; offset < len(data); {
			end := min(len(data), offset+700_001)
			u = r.put(u.ID, int64(offset), data[offset:end])
			if offset = end; u.Offset != int64(offset) {
				t.Fatalf("answered offset %d, want %d", u.Offset, offset)
			}
		}
		if u.State != upload.Done {
			t.Errorf("upload is %s", u.State)
		}
		r.wantSource(u, data)
	})
}

func TestEmptyUploadIsDoneAtOnce(t *testing.T) {
	r := newRig(t)
	u := r.begin(0, digested(upload.DigestInline))
	if u.State != upload.Done {
		t.Errorf("upload is %s", u.State)
	}
	r.wantSource(u, nil)
}

func TestWrongOffsetChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(20, nil)
		r.put(u.ID, 0, []byte("0123456789"))
		before := r.record(u.ID)
		for _, offset := range []int64{0, 9, 11, 20, 1 << 62} {
			for _, c := range []upload.Chunk{chunk(offset, []byte("x")), counted(offset, []byte("x")), chunk(offset, nil)} {
				_, err := r.Append(t.Context(), u.ID, c)
				wantOffset(t, err, 10)
			}
		}
		if diff := cmp.Diff(before, r.record(u.ID)); diff != "" {
			t.Errorf("a refused chunk changed the record:\n%s", diff)
		}
	})
}

func TestEndOfUpload(t *testing.T) {
	r := newRig(t)
	u := r.begin(5, nil)
	_, err := r.Append(t.Context(), u.ID, chunk(0, []byte("123456")))
	wantKind(t, err, media.TooLarge)
	_, err = r.Append(t.Context(), u.ID, counted(0, []byte("123456")))
	wantKind(t, err, media.TooLarge)
	r.wantRecord(u.ID, upload.Receiving, 0)
	r.put(u.ID, 0, []byte("12345"))

	for _, c := range []upload.Chunk{chunk(5, nil), counted(5, nil)} { // making sure
		if got, err := r.Append(t.Context(), u.ID, c); err != nil || got.State != upload.Done || got.Offset != 5 {
			t.Errorf("empty chunk at the end: %s at %d, %v", got.State, got.Offset, err)
		}
	}
	for _, c := range []upload.Chunk{chunk(5, []byte("6")), counted(5, []byte("6")), chunk(0, []byte("12345")), chunk(0, nil)} {
		_, err := r.Append(t.Context(), u.ID, c)
		wantOffset(t, err, 5)
	}
	wantKind(t, r.Abort(t.Context(), u.ID), media.Conflict)
	r.wantSource(u, []byte("12345"))
}

// A body that goes on past the end is found out before its last legal byte seals
// the upload, also when checkpoints come thick.
func TestLongBodyDoesNotSeal(t *testing.T) {
	r := newRig(t)
	r.clock.walk(time.Second)
	u := r.begin(5, nil)
	c := counted(0, nil)
	c.Body = iotest.OneByteReader(strings.NewReader("123456"))
	_, err := r.Append(t.Context(), u.ID, c)
	wantKind(t, err, media.TooLarge)
	if got := r.record(u.ID); got.State != upload.Receiving || got.Offset >= 5 {
		t.Errorf("record: %s at %d", got.State, got.Offset)
	}
}

func TestDeferredLength(t *testing.T) {
	closing := func(offset, length int64, p string) upload.Chunk {
		c := chunk(offset, []byte(p))
		c.Length = length
		return c
	}
	r := newRig(t)
	u := r.begin(upload.UnknownLength, limited(upload.Limits{MaxSize: 20}))
	r.put(u.ID, 0, []byte("0123456789"))
	for _, c := range []upload.Chunk{closing(10, 9, ""), closing(10, 0, "")} {
		_, err := r.Append(t.Context(), u.ID, c)
		wantKind(t, err, media.Invalid)
	}
	_, err := r.Append(t.Context(), u.ID, closing(10, 21, ""))
	wantKind(t, err, media.TooLarge)
	_, err = r.Append(t.Context(), u.ID, closing(10, 12, "abc"))
	wantKind(t, err, media.TooLarge)
	if got := r.record(u.ID); got.Length != upload.UnknownLength {
		t.Errorf("a refused chunk set the length to %d", got.Length)
	}

	if _, err := r.Append(t.Context(), u.ID, closing(10, 15, "ab")); err != nil {
		t.Fatal(err)
	}
	_, err = r.Append(t.Context(), u.ID, closing(12, 16, "c"))
	wantKind(t, err, media.Invalid)
	if u, err = r.Append(t.Context(), u.ID, closing(12, 15, "cde")); err != nil || u.State != upload.Done {
		t.Fatalf("last chunk: %s, %v", u.State, err)
	}
	_, err = r.Append(t.Context(), u.ID, closing(15, 16, ""))
	wantKind(t, err, media.Invalid)
	r.wantSource(u, []byte("0123456789abcde"))

	u = r.begin(upload.UnknownLength, nil)
	r.put(u.ID, 0, []byte("01234"))
	if u, err = r.Append(t.Context(), u.ID, closing(5, 5, "")); err != nil || u.State != upload.Done {
		t.Fatalf("empty last chunk: %s, %v", u.State, err)
	}
	r.wantSource(u, []byte("01234"))
}

func TestChecksum(t *testing.T) {
	summed := func(p, of string) upload.Chunk {
		sum := sha1.Sum([]byte(of))
		c := chunk(0, []byte(p))
		c.Checksum = &upload.Checksum{Algorithm: "sha1", Sum: sum[:]}
		return c
	}
	r := newRig(t)
	r.clock.walk(time.Second) // checkpoints whenever they are allowed
	u := r.begin(10, digested(upload.DigestInline))
	_, err := r.Append(t.Context(), u.ID, summed("01234", "other"))
	wantKind(t, err, media.Mismatch)
	r.wantRecord(u.ID, upload.Receiving, 0)

	broken := summed("01234", "01234")
	broken.Body = iotest.OneByteReader(cut([]byte("0123")))
	_, err = r.Append(t.Context(), u.ID, broken)
	if cause, ok := errors.AsType[*upload.BodyError](err); !ok || cause.Offset != 0 {
		t.Errorf("cut while unconfirmed: %v", err)
	}
	r.wantRecord(u.ID, upload.Receiving, 0)

	if u, err = r.Append(t.Context(), u.ID, summed("01234", "01234")); err != nil || u.Offset != 5 {
		t.Fatalf("right sum: offset %d, %v", u.Offset, err)
	}
	u = r.put(u.ID, 5, []byte("56789"))
	r.wantSource(u, []byte("0123456789"))
}

func TestNewChecksum(t *testing.T) {
	for algorithm, size := range map[string]int{"sha1": 20, "sha256": 32, "md5": 16, "crc32": 4} {
		if _, err := upload.NewChecksum(algorithm, make([]byte, size)); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
		_, err := upload.NewChecksum(algorithm, make([]byte, size+1))
		wantKind(t, err, media.Invalid)
	}
	for _, algorithm := range []string{"", "SHA1", "sha512", "md4"} {
		_, err := upload.NewChecksum(algorithm, nil)
		wantKind(t, err, media.Invalid)
	}
}

// What a broken connection brought is kept, to the byte.
func TestCutBodyIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		u := r.begin(20, nil)
		c := chunk(0, make([]byte, 20))
		c.Body = cut([]byte("0123456"))
		_, err := r.Append(t.Context(), u.ID, c)
		if broken, ok := errors.AsType[*upload.BodyError](err); !ok || broken.Offset != 7 {
			t.Fatalf("error %v", err)
		}
		r.wantRecord(u.ID, upload.Receiving, 7)
		short := chunk(7, make([]byte, 10)) // ends cleanly, and early
		short.Body = strings.NewReader("789")
		_, err = r.Append(t.Context(), u.ID, short)
		if broken, ok := errors.AsType[*upload.BodyError](err); !ok || broken.Offset != 10 {
			t.Fatalf("error %v", err)
		}
		u = r.put(u.ID, 10, []byte("abcdefghij"))
		r.wantSource(u, []byte("0123456789abcdefghij"))
	})
}

// A sender that is lost after its last byte has uploaded everything all the same.
func TestCutAfterTheLastByteFinishes(t *testing.T) {
	r := newRig(t)
	u := r.begin(5, nil)
	c := counted(0, nil)
	c.Body = cut([]byte("01234"))
	u, err := r.Append(t.Context(), u.ID, c)
	if err != nil || u.State != upload.Done {
		t.Fatalf("%s, %v", u.State, err)
	}
	r.wantSource(u, []byte("01234"))
}

// TestSyncBeforeRecord is the order that no acknowledged byte is lost by.
func TestSyncBeforeRecord(t *testing.T) {
	r := newRig(t)
	r.clock.walk(time.Second) // a checkpoint every third look
	data := noise(2, 1000)
	u := r.begin(int64(len(data)), nil)
	c := chunk(0, data)
	c.Body = iotest.OneByteReader(bytes.NewReader(data))
	u, err := r.Append(t.Context(), u.ID, c)
	must(t, err)
	r.wantSource(u, data)
	checkpoints, clean := 0, true
	for i, op := range r.faulty.Ops() {
		switch op.Name {
		case "write":
			clean = false
		case "sync":
			clean = true
		case "checkpoint":
			checkpoints++
			if !clean {
				t.Errorf("operation %d records an offset before its bytes are synced", i)
			}
		}
	}
	if checkpoints < 10 {
		t.Errorf("%d checkpoints in a long body", checkpoints)
	}
}

// Trouble of storage is ours, whoever reads the error; and what was acknowledged stays.
func TestStorageTrouble(t *testing.T) {
	broken := errors.New("i/o error")
	for _, op := range []string{"append", "write", "sync", "checkpoint", "claim", "open"} {
		t.Run(op, func(t *testing.T) {
			r := newRig(t)
			u := r.begin(10, nil)
			r.put(u.ID, 0, []byte("01234"))
			if op == "claim" {
				r.restart()
			}
			r.faulty.Fail(func(o blobtest.Op) error {
				if o.Name == op {
					return broken
				}
				return nil
			})
			_, err := r.Append(t.Context(), u.ID, chunk(5, []byte("567")))
			if !errors.Is(err, broken) || media.KindOf(err) != media.Internal {
				t.Errorf("error %v", err)
			}
			if _, ok := errors.AsType[*upload.BodyError](err); ok {
				t.Errorf("trouble of ours is told as the sender's: %v", err)
			}
			r.wantRecord(u.ID, upload.Receiving, 5)
			r.faulty.Fail(nil)
			u = r.put(u.ID, 5, []byte("56789"))
			r.wantSource(u, []byte("0123456789"))
		})
	}
}

// TestNearlyFullStorage refuses what would not fit before a byte is sent, and leaves
// alone what runs.
func TestNearlyFullStorage(t *testing.T) {
	r := newRig(t)
	running := r.begin(10, nil)
	r.put(running.ID, 0, []byte("01234"))
	free := int64(100)
	e := upload.New(upload.Config{
		Store: r.db, Blobs: r.disk, Free: func() (int64, error) { return free, nil }, Log: slog.New(slog.DiscardHandler), Now: r.clock.now,
	})
	for _, tt := range []struct {
		free, length int64
		want         media.Kind
	}{
		{100, 100, none}, {100, 101, media.NoSpace}, {100, upload.UnknownLength, none}, {0, upload.UnknownLength, media.NoSpace},
		{0, 1, media.NoSpace}, {0, 0, none}, {-1, 1 << 40, none},
	} {
		free = tt.free
		v := r.newVideo()
		_, err := e.Begin(t.Context(), upload.Beginning{ProjectID: r.project, NewVideo: &v, Length: tt.length, Limits: upload.Limits{Idle: time.Hour}})
		checkKind(t, err, tt.want)
		if _, err := r.db.Video(t.Context(), v.ID); (err == nil) != (tt.want == none) {
			t.Errorf("%d bytes where %d are free: video %v", tt.length, tt.free, err)
		}
	}
	free = 0
	_, err := e.Append(t.Context(), running.ID, chunk(5, []byte("56789")))
	must(t, err)
	r.jobs.Take()
	r.wantRecord(running.ID, upload.Done, 10)
}

// TestReserveOfTheFolder: a folder whose file system has nothing but the reserve has no room.
func TestReserveOfTheFolder(t *testing.T) {
	store, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: 1 << 60})
	must(t, err)
	defer store.Close() //nolint:errcheck // nothing was written
	r := newRig(t)
	e := upload.New(upload.Config{Store: r.db, Blobs: store, Free: store.Free, Log: slog.New(slog.DiscardHandler)})
	v := r.newVideo()
	_, err = e.Begin(t.Context(), upload.Beginning{ProjectID: r.project, NewVideo: &v, Length: 1, Limits: upload.Limits{Idle: time.Hour}})
	wantKind(t, err, media.NoSpace)
}

func TestFullDisk(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	r.put(u.ID, 0, []byte("01234"))
	r.faulty.Fail(func(o blobtest.Op) error {
		if o.Name == "write" {
			return fmt.Errorf("write: %w", blob.ErrNoSpace)
		}
		return nil
	})
	_, err := r.Append(t.Context(), u.ID, chunk(5, []byte("56789")))
	wantKind(t, err, media.NoSpace)
	r.wantRecord(u.ID, upload.Receiving, 5)
	r.faulty.Fail(nil)
	r.wantSource(r.put(u.ID, 5, []byte("56789")), []byte("0123456789"))
}
