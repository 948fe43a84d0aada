package s3

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/upload"
)

// Access is an access key and what it may be used for: uploading one object.
type Access struct {
	KeyID   string
	Secret  string
	Bucket  string
	Object  string    // its key: letters, digits and "._-/" only, so that encodings of it cannot differ
	Expires time.Time // of presigned URLs and of the key

	// Upload is how an upload of the object begins. Its VideoID is the video that
	// waits for the object.
	Upload upload.Beginning
}

// Keys finds access keys.
type Keys interface {
	// AccessKey returns the key with an id. One that is unknown, over or not of this server is
	// media.NotFound, and takes as long as one that is found.
	AccessKey(ctx context.Context, id string) (Access, error)
}

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error)
	Spool(ctx context.Context, b upload.Beginning, c upload.Chunk) (upload.Upload, error)
	Drop(ctx context.Context, id string)
	PutPart(ctx context.Context, id string, part upload.Part) (replaced upload.Part, err error)
	ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error)
	Abort(ctx context.Context, id string) error
}

// OpenUploads finds what is brought for a video.
type OpenUploads interface {
	// UploadsOf returns the parted uploads of a video and a protocol that are receiving,
	// the one that began first coming first.
	UploadsOf(ctx context.Context, videoID, protocol string) ([]upload.Upload, error)
}

// Records finds uploads. Absence is media.NotFound.
type Records interface {
	OpenUploads
	Upload(ctx context.Context, id string) (upload.Upload, error)
	Parts(ctx context.Context, id string) (upload.Parts, error)
}
