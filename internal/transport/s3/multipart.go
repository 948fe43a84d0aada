package s3

import (
	"context"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// initiated is the answer of CreateMultipartUpload.
type initiated struct {
	XMLName  xml.Name `xml:"InitiateMultipartUploadResult"`
	Xmlns    string   `xml:"xmlns,attr"`
	Bucket   string
	Key      string
	UploadID string `xml:"UploadId"`
}

// createUpload begins an upload in parts, beside those that are open.
func (s *Server) createUpload(w http.ResponseWriter, q *request) error {
	in, err := readIntent(q)
	if err != nil {
		return err
	}
	if err := in.readChecksums(q); err != nil {
		return err
	}
	u, err := s.begin(q.Context(), q, in)
	if err != nil {
		return err
	}
	in.echo(w.Header())
	return writeXML(w, http.StatusOK, initiated{Xmlns: xmlns, Bucket: q.access.Bucket, Key: q.access.Object, UploadID: u.ID})
}

// multipart returns the upload that the query names, whatever has become of it, if it is one
// in parts and of this key.
func (s *Server) multipart(ctx context.Context, q *request) (upload.Upload, intent, error) {
	id := q.query.Get("uploadId")
	if !isUploadID(id) { // some databases take no NUL
		return upload.Upload{}, intent{}, noSuchUpload()
	}
	u, err := s.cfg.Records.Upload(ctx, id)
	if err != nil {
		return upload.Upload{}, intent{}, orEnded(err, noSuchUpload)
	}
	of := q.access.Upload
	if u.Kind != upload.Parted || u.VideoID != of.VideoID || u.Protocol != of.Protocol {
		return upload.Upload{}, intent{}, noSuchUpload()
	}
	in, err := intentOf(u)
	if err == nil && in.Single {
		err = noSuchUpload()
	}
	return u, in, err
}

// isUploadID reports whether s looks like the id of an upload: 32 hex digits.
func isUploadID(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// uploadPart stores a part. Of two with one number the one that ends last counts.
func (s *Server) uploadPart(w http.ResponseWriter, q *request) error {
	if q.Header.Get("X-Amz-Copy-Source") != "" {
		return notImplemented()
	}
	if err := refuseKeys(q); err != nil {
		return err
	}
	number, err := strconv.ParseInt(q.query.Get("partNumber"), 10, 64)
	if err != nil || number < 1 || number > upload.MaxParts {
		return refuse(InvalidArgument, "partNumber is from 1 to 10000")
	}
	u, _, err := s.multipart(q.Context(), q)
	if err != nil {
		return err
	}
	if u.State != upload.Receiving {
		return noSuchUpload()
	}
	b, err := s.open(w, q)
	if err != nil {
		return err
	}
	defer b.close()
	stored, err := s.spool(q.Context(), u, b)
	if err != nil {
		return err
	}
	if err := s.addPart(q.Context(), u, number, stored, b.Sums()); err != nil {
		return err
	}
	md5 := b.Sums().MD5
	acknowledge(w, b.Sums(), hex.EncodeToString(md5[:]))
	return nil
}

// addPart records a part that is stored. One that came too late is dropped.
func (s *Server) addPart(ctx context.Context, u upload.Upload, number int64, stored upload.Upload, known sums) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	part, err := newPart(number, stored, known, s.cfg.Now())
	if err != nil {
		return err
	}
	replaced, err := s.cfg.Uploads.PutPart(ctx, u.ID, part)
	if err != nil {
		err = orEnded(err, noSuchUpload)
		if isRefusal(err) {
			s.cfg.Uploads.Drop(ctx, stored.ID)
		}
		return err
	}
	if replaced.Upload != "" && replaced.Upload != stored.ID {
		s.cfg.Uploads.Drop(ctx, replaced.Upload)
	}
	return nil
}

// abortUpload ends an upload that is not complete.
func (s *Server) abortUpload(w http.ResponseWriter, q *request) error {
	u, _, err := s.multipart(q.Context(), q)
	if err != nil {
		return err
	}
	did, err := s.end(q.Context(), u.ID, unfinished)
	switch {
	case err != nil && media.KindOf(err) != media.Gone:
		return err
	case !did:
		return noSuchUpload()
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
