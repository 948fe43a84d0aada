package upload_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// What is summed before an upload is complete are the bytes that the video gets then.
func TestSHA256OfParts(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		v, err := r.db.CreateVideo(t.Context(), r.newVideo())
		must(t, err)
		u, err := r.OpenParted(t.Context(), upload.Beginning{ProjectID: r.project, Protocol: "parts", VideoID: v.ID, Limits: upload.Limits{Idle: time.Hour}})
		must(t, err)
		whole := noise(1, 3<<20+17)
		want := sha256.Sum256(whole)
		never := func(upload.Parts) bool { return false }
		for _, part := range []struct {
			number   int64
			from, to int
		}{{3, 3 << 20, len(whole)}, {1, 0, 100}, {2, 100, 3 << 20}} {
			_, err := r.putPart(t, u, part.number, whole[part.from:part.to], never)
			must(t, err)
		}
		before, err := r.Source(t.Context(), u.ID)
		must(t, err)
		if sum, err := r.SHA256(t.Context(), before); err != nil || sum != hex.EncodeToString(want[:]) || before.Size != int64(len(whole)) {
			t.Errorf("sum %s of %d bytes, %v", sum, before.Size, err)
		}
		_, err = r.ChangeParts(t.Context(), u.ID, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) { return have, true, nil })
		must(t, err)
		after, err := r.db.Video(t.Context(), v.ID)
		must(t, err)
		if sum, err := r.SHA256(t.Context(), *after.Source); err != nil || sum != hex.EncodeToString(want[:]) {
			t.Errorf("sum of the source %s, %v", sum, err)
		}
		again, err := r.Source(t.Context(), u.ID)
		must(t, err)
		if again.Size != after.Source.Size {
			t.Errorf("of a complete upload: %+v", again)
		}
		lost := media.Source{Size: 10, Segments: []media.StoredSegment{{Key: "uploads/none/1", Length: 10}}}
		if _, err := r.SHA256(t.Context(), lost); err == nil {
			t.Error("bytes that are not there have a sum")
		}
	})
}
