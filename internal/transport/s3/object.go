package s3

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// Object is what is stored under a key: a parted upload that its client has said to be
// whole (upload.Parts.Whole, which this is). It becomes the video's source when the API
// that gave out the access key completes that upload.
type Object struct {
	UploadID     string            `json:"-"`
	ETag         string            `json:"etag"` // without quotes
	Size         int64             `json:"size"` // bytes
	Parts        int               `json:"parts,omitempty"`
	Type         string            `json:"type"` // media type, as the client said
	Meta         map[string]string `json:"meta,omitempty"`
	Checksum     *checksum         `json:"checksum,omitempty"`
	ChecksumType string            `json:"checksum_type,omitempty"`
	Modified     time.Time         `json:"modified"` // to the millisecond; of two objects under a key the later one counts
}

// Stored returns the object of a video that access keys of a protocol are for. When there
// is none it is media.NotFound.
func Stored(ctx context.Context, r OpenUploads, videoID, protocol string) (Object, error) {
	found, err := r.UploadsOf(ctx, videoID, protocol)
	if err != nil {
		return Object{}, fmt.Errorf("find object of %s: %w", videoID, err)
	}
	var newest Object
	for _, u := range found {
		if u.Whole == "" {
			continue
		}
		o, err := readObject(u.ID, u.Whole)
		if err != nil {
			return Object{}, err
		}
		if newest.UploadID == "" || newest.before(o) {
			newest = o
		}
	}
	if newest.UploadID == "" {
		return Object{}, media.Errorf(media.NotFound, "no object is stored")
	}
	return newest, nil
}

// current is the object of a request's key; ok is false when there is none.
func (s *Server) current(ctx context.Context, q *request) (o Object, ok bool, err error) {
	o, err = Stored(ctx, s.cfg.Records, q.access.Upload.VideoID, q.access.Upload.Protocol)
	if media.KindOf(err) == media.NotFound {
		return Object{}, false, nil
	}
	return o, err == nil, err
}

// existing is current for requests that need an object.
func (s *Server) existing(q *request) (Object, error) {
	o, ok, err := s.current(q.Context(), q)
	if err == nil && !ok {
		err = noSuchKey()
	}
	return o, err
}

// before reports whether p takes the place of o. Any two objects are in some order, so that
// of two that come at once every process ends the same one.
func (o Object) before(p Object) bool {
	if !o.Modified.Equal(p.Modified) {
		return o.Modified.Before(p.Modified)
	}
	return o.UploadID < p.UploadID
}

// after is the time of a change that takes the place of o: now, but later than o also
// where another process, whose clock was ahead, has stored it.
func (o Object) after(now time.Time) time.Time {
	now = now.UTC().Truncate(time.Millisecond)
	if !now.After(o.Modified) {
		return o.Modified.Add(time.Millisecond)
	}
	return now
}

func readObject(uploadID, whole string) (Object, error) {
	o := Object{UploadID: uploadID}
	if err := json.Unmarshal([]byte(whole), &o); err != nil {
		return Object{}, fmt.Errorf("decode object of upload %s: %w", uploadID, err)
	}
	return o, nil
}

func (o Object) encode() (string, error) {
	raw, err := json.Marshal(o)
	if err != nil {
		return "", fmt.Errorf("encode object of upload %s: %w", o.UploadID, err)
	}
	return string(raw), nil
}

// describe makes an object of parts that are whole.
func describe(u upload.Upload, in intent, modified time.Time) Object {
	return Object{UploadID: u.ID, Type: in.Type, Meta: in.Meta, Modified: modified}
}
