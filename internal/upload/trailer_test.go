package upload_test

import (
	"crypto/sha1"
	"errors"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// A checksum that comes behind the bytes is judged like one that came before them:
// until it matches, nothing has happened.
func TestTrailer(t *testing.T) {
	data := []byte("0123456789")
	right, wrong := sha1.Sum(data), sha1.Sum(nil)
	says := func(sum []byte, err error) func() (*upload.Checksum, error) {
		return func() (*upload.Checksum, error) { return &upload.Checksum{Algorithm: "sha1", Sum: sum}, err }
	}
	unreadable := media.Errorf(media.Invalid, "no checksum")
	for _, tt := range []struct {
		name    string
		trailer func() (*upload.Checksum, error)
		body    func(*upload.Chunk)
		kind    media.Kind
		offset  int64
	}{
		{"match", says(right[:], nil), nil, 0, 10},
		{"mismatch", says(wrong[:], nil), nil, media.Mismatch, 0},
		{"absent", says(nil, unreadable), nil, media.Invalid, 0},
		{"cut before it", says(right[:], nil), func(c *upload.Chunk) { c.Body = cut(data[:5]) }, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			u := r.begin(20, nil)
			c := counted(0, data)
			c.Trailer = tt.trailer
			if tt.body != nil {
				tt.body(&c)
			}
			_, err := r.Append(t.Context(), u.ID, c)
			if _, broken := errors.AsType[*upload.BodyError](err); tt.offset > 0 == (err != nil) || tt.kind == 0 && err != nil && !broken {
				t.Errorf("append: %v", err)
			}
			if tt.kind != 0 {
				wantKind(t, err, tt.kind)
			}
			r.wantRecord(u.ID, upload.Receiving, tt.offset)
		})
	}
}
