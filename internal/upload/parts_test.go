package upload_test

import (
	"bytes"
	"context"
	"testing"
	"time"

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
