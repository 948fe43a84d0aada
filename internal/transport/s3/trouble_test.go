package s3_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

// deaf is an engine whose commits succeed and are never heard of.
type deaf struct{ s3.Uploads }

var errDeaf = errors.New("connection to the database is lost")

func (d deaf) PutPart(ctx context.Context, id string, part upload.Part) (upload.Part, error) {
	if _, err := d.Uploads.PutPart(ctx, id, part); err != nil {
		return upload.Part{}, err
	}
	return upload.Part{}, errDeaf
}

func (d deaf) ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error) {
	if _, err := d.Uploads.ChangeParts(ctx, id, change); err != nil {
		return upload.Upload{}, err
	}
	return upload.Upload{}, errDeaf
}

// What the database may have recorded is not dropped, though nobody heard that it has: the
// client tries again, or finds that it is there.
func TestUnheardCommit(t *testing.T) {
	f := newFixture(t)
	f.between = func(u s3.Uploads) s3.Uploads { return deaf{u} }
	f.restart()
	id := f.create()
	f.do(ask{method: "PUT", query: part(id, "1"), body: "part"}).want(t, 500, "InternalError")
	f.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "part")}).want(t, 500, "InternalError")
	f.do(ask{method: "HEAD"}).want(t, 200, "")
	f.do(ask{method: "PUT", body: "put"}).want(t, 500, "InternalError")
	f.between = nil
	f.restart()
	f.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "part")}).want(t, 200, "")
	if etag := f.do(ask{method: "HEAD"}).want(t, 200, "").header.Get("Etag"); etag != quoted(sum("put")) {
		t.Errorf("ETag %s", etag)
	}
	if got := f.finish(); got != "put" {
		t.Errorf("source %q", got)
	}
	f.wantLeft(0, 3, 1)
}

// full is an engine with an error in the place of every beginning.
type full struct {
	s3.Uploads

	err error
}

func (u full) Begin(context.Context, upload.Beginning) (upload.Upload, error) {
	return upload.Upload{}, u.err
}

// Trouble of the server's is told as such, and says nothing more.
func TestTrouble(t *testing.T) {
	for kind, want := range map[media.Kind]struct {
		status int
		code   string
	}{
		media.NoSpace:     {503, "SlowDown"},
		media.TooMany:     {503, "SlowDown"},
		media.Unavailable: {503, "SlowDown"},
		media.TooLarge:    {400, "EntityTooLarge"},
		media.Invalid:     {403, "InvalidAccessKeyId"},
		media.NotFound:    {403, "InvalidAccessKeyId"},
		media.Internal:    {500, "InternalError"},
	} {
		f := newFixture(t)
		f.between = func(u s3.Uploads) s3.Uploads {
			return full{u, &media.Error{Kind: kind, Public: "public", Cause: errDeaf}}
		}
		f.restart()
		f.do(ask{method: "POST", query: "uploads="}).want(t, want.status, want.code)
		if a := f.do(ask{method: "PUT", body: "x"}).want(t, want.status, want.code); a.has(errDeaf.Error()) {
			t.Errorf("told: %s", a.body)
		}
		f.wantState(media.Created)
		f.wantLeft(0, 0, 0)
	}
}
