package disk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"testing/iotest"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// move makes one request, whose outcome is known but for the one that meets the cut.
func (w *world) move() {
	w.t.Helper()
	switch n := w.random.IntN(100); {
	case n < 14:
		w.begin()
	case n < 54:
		if u := w.some(func(u *sent) bool { return u.State == upload.Receiving }); u != nil {
			w.append(u, false)
		}
	case n < 64:
		w.join()
	case n < 68:
		if u := w.some(func(u *sent) bool { return u.Expires() }); u != nil {
			u.may = states(upload.Terminated)
			if w.did("abort "+u.ID, w.engine.Abort(w.t.Context(), u.ID)) {
				u.State = upload.Terminated
			}
		}
	case n < 73:
		if u := w.some(func(u *sent) bool { return !u.State.Over() && u.State != "" }); u != nil {
			w.status(u)
		}
	case n < 85:
		w.publish()
	case n < 88:
		w.unpublish(w.published()...)
	case n < 91:
		w.sweep(time.Duration(w.random.IntN(2)) * 2 * idle)
	case n < 94:
		if u := w.some(func(u *sent) bool { return true }); u != nil {
			w.purge(u)
		}
	case n < 97:
		w.note("restart")
		w.restart()
	default:
		w.note("check")
		if !w.power.isDead() {
			w.checkAll()
		}
	}
}

func states(s ...upload.State) map[upload.State]bool {
	set := map[upload.State]bool{}
	for _, state := range s {
		set[state] = true
	}
	return set
}

// some chooses an upload.
func (w *world) some(fit func(*sent) bool) *sent {
	var found []*sent
	for _, u := range w.sent {
		if fit(u) {
			found = append(found, u)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[w.random.IntN(len(found))]
}

func (w *world) noise(n int) []byte {
	p := make([]byte, n)
	var seed [32]byte
	seed[0], seed[1], seed[2] = byte(w.random.Uint32()), byte(w.random.Uint32()), byte(w.random.Uint32())
	_, _ = rand.NewChaCha8(seed).Read(p) // never fails
	return p
}

func (w *world) beginning(kind upload.Kind) upload.Beginning {
	b := upload.Beginning{
		ID: media.RandomHex(16), ProjectID: w.project, Protocol: "test", Length: upload.UnknownLength, Kind: kind,
		Limits: upload.Limits{Idle: idle}, Digest: upload.DigestInline,
	}
	if kind != upload.Partial {
		b.NewVideo = &media.Video{
			ID: media.NewUUID(), ProjectID: w.project, Privacy: media.Public, State: media.Created, CreatedAt: w.now, UpdatedAt: w.now,
		}
	}
	return b
}

// starts notes an upload before it is asked for, with what may come of it.
func (w *world) starts(b upload.Beginning, data []byte, may ...upload.State) *sent {
	u := &sent{data: data, may: states(may...)}
	u.ID, u.Kind = b.ID, b.Kind
	if b.NewVideo != nil {
		u.VideoID = b.NewVideo.ID
	}
	w.sent = append(w.sent, u)
	return u
}

func (w *world) begin() {
	w.t.Helper()
	b := w.beginning([]upload.Kind{upload.Single, upload.Partial}[w.random.IntN(2)])
	data := w.noise(w.random.IntN(5) * w.random.IntN(1300))
	if b.Length = int64(len(data)); w.random.IntN(4) == 0 {
		b.Length = upload.UnknownLength
	}
	u := w.starts(b, data, upload.Receiving, upload.Sealed, upload.Done)
	got, err := w.engine.Begin(w.t.Context(), b)
	if w.did(fmt.Sprintf("begin %s %s of %d", b.Kind, u.ID, b.Length), err) {
		u.hears(got)
	}
}

// hears takes note of an answer. One that says sealed met the cut while it was being finished.
func (u *sent) hears(got upload.Upload) {
	u.Upload, u.told, u.may = got, got.Offset, nil
	if got.State == upload.Sealed {
		u.may = states(upload.Done)
	}
}

// append sends a chunk of any size and form, or everything that is left.
func (w *world) append(u *sent, all bool) {
	w.t.Helper()
	rest := u.data[u.told:]
	if !all {
		rest = rest[:w.random.IntN(len(rest)+1)]
	}
	c := upload.Chunk{
		Offset: u.told, Size: int64(len(rest)), Length: upload.UnknownLength, Body: iotest.HalfReader(bytes.NewReader(rest)),
		Recorded: func(offset int64) { u.told = offset }, // an interim answer
	}
	if all && u.Length == upload.UnknownLength {
		c.Length = int64(len(u.data))
	}
	if w.random.IntN(4) == 0 {
		s := sha256.Sum256(rest)
		c.Checksum = &upload.Checksum{Algorithm: "sha256", Sum: s[:]}
	}
	broken := !all && len(rest) > 0 && w.random.IntN(5) == 0
	if broken {
		half := iotest.HalfReader(bytes.NewReader(rest[:w.random.IntN(len(rest))]))
		c.Body = io.MultiReader(half, iotest.ErrReader(errors.New("connection reset")))
	}
	u.may = states(upload.Receiving, upload.Sealed, upload.Done)
	got, err := w.engine.Append(w.t.Context(), u.ID, c)
	if body, ok := errors.AsType[*upload.BodyError](err); ok && broken {
		w.note("append %s at %d broke off at %d", u.ID, c.Offset, body.Offset)
		u.told, u.may = body.Offset, nil
		return
	}
	if w.did(fmt.Sprintf("append %s at %d, %d bytes", u.ID, c.Offset, len(rest)), err) {
		u.hears(got)
	}
}

// join makes a final upload of finished partial ones, in any order and with repeats.
func (w *world) join() {
	w.t.Helper()
	b := w.beginning(upload.Final)
	var data []byte
	for range 1 + w.random.IntN(4) {
		p := w.some(func(u *sent) bool { return u.Kind == upload.Partial && u.State == upload.Done })
		if p == nil {
			return
		}
		b.Sources, data = append(b.Sources, p.ID), append(data, p.data...)
	}
	b.Concat, b.Length = "final;…", 0
	u := w.starts(b, data, upload.Sealed, upload.Done)
	u.told = int64(len(data))
	got, err := w.engine.Begin(w.t.Context(), b)
	if w.did(fmt.Sprintf("join %v to %s", b.Sources, u.ID), err) {
		u.hears(got)
	}
}

// status also finishes what a cut left sealed.
func (w *world) status(u *sent) {
	w.t.Helper()
	if u.State == upload.Sealed {
		u.may = states(upload.Done)
	}
	got, err := w.engine.Status(w.t.Context(), u.ID)
	if w.did("status of "+u.ID, err) {
		if got.Offset != u.told {
			w.t.Fatalf("status of %s says %d, was %d", u.ID, got.Offset, u.told)
		}
		u.hears(got)
	}
}

// sweep may meet the cut at any upload, so each may have come to its end or not.
// A sweep that was cut is made again by the next life, before anything else looks at those
// that are due. Its clock may be ahead: the rest of the world, the database among it, has
// no time to wait for uploads to expire.
func (w *world) sweep(ahead time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(ahead)
	defer func() { w.now = w.now.Add(-ahead) }()
	after := w.due()
	for !w.did(fmt.Sprintf("sweep, %d due", len(after)), w.engine.Sweep(w.t.Context(), w.gate)) {
		w.reboot()
		after = w.due()
	}
	w.checkAll()
	for u, state := range after {
		if u.State != state {
			w.t.Errorf("after a sweep upload %s is %s, want %s", u.ID, u.State, state)
		}
	}
}

// due are the uploads that a sweep brings to an end, and to which.
func (w *world) due() map[*sent]upload.State {
	after := map[*sent]upload.State{}
	for _, u := range w.sent {
		switch {
		case u.State == upload.Sealed:
			after[u] = upload.Done
		case u.Expires() && w.now.After(u.ExpiresAt):
			after[u] = upload.Expired
		default:
			continue
		}
		u.may = states(after[u])
	}
	return after
}

// purge deletes a video for good, all but its bytes, which are for the sweep.
func (w *world) purge(u *sent) {
	w.t.Helper()
	if u.VideoID == "" || u.purged || u.State != upload.Done {
		return
	}
	w.note("purge %s", u.VideoID)
	check(w.t, w.db.DeleteVideo(w.t.Context(), w.project, u.VideoID, func(media.Video) error { return nil }))
	if ok, err := w.db.BeginPurge(w.t.Context(), u.VideoID); err != nil || !ok {
		w.t.Fatalf("purge: %t, %v", ok, err)
	}
	u.purged = true
}

// publish puts a whole blob, as processing does, over one that is there or not.
func (w *world) publish() {
	w.t.Helper()
	key := fmt.Sprintf("videos/%d/%s", w.random.IntN(2), []string{"poster.jpg", "720p/0.m4s", "720p/1.m4s"}[w.random.IntN(3)])
	data := w.noise(w.random.IntN(2000))
	if w.blobs[key] == nil {
		w.blobs[key] = [][]byte{nil}
	}
	w.blobs[key] = append(w.blobs[key], data)
	if _, err := w.store.Put(w.t.Context(), key, bytes.NewReader(data)); w.did("put "+key, err) {
		w.blobs[key] = [][]byte{data}
	}
}

// published are some of the keys that were ever published.
func (w *world) published() []string {
	keys := slices.Sorted(maps.Keys(w.blobs))
	w.random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys[:w.random.IntN(len(keys)+1)]
}

func (w *world) unpublish(keys ...string) {
	w.t.Helper()
	for _, key := range keys {
		w.blobs[key] = append(w.blobs[key], nil)
	}
	if w.did(fmt.Sprintf("delete %v", keys), w.store.Delete(w.t.Context(), keys...)) {
		for _, key := range keys {
			w.blobs[key] = [][]byte{nil}
		}
	}
}

// sums checks the checksums recorded with the source against what was sent.
func (w *world) sums(source *media.Source, data []byte) {
	w.t.Helper()
	ranges, err := w.db.SourceRanges(w.t.Context(), *source)
	check(w.t, err)
	for _, r := range ranges {
		if r.Length > int64(len(data)) || crc32.Checksum(data[:r.Length], crc32.MakeTable(crc32.Castagnoli)) != r.CRC32C {
			w.t.Errorf("the checksum of %+v is wrong", r)
			return
		}
		data = data[r.Length:]
	}
	if len(data) != 0 {
		w.t.Errorf("%d bytes have no checksum", len(data))
	}
}
