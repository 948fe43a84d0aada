package s3

import (
	"context"
	"encoding/xml"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/upload"
)

// completed is the answer of CompleteMultipartUpload.
type completed struct {
	XMLName  xml.Name `xml:"CompleteMultipartUploadResult"`
	Xmlns    string   `xml:"xmlns,attr"`
	Location string
	Bucket   string
	Key      string
	ETag     string
	checksumFields
}

// completeUpload makes an object of parts. They are joined by reference, so it takes no
// longer for larger ones. Asked again, because its answer was lost, it says the same.
func (s *Server) completeUpload(w http.ResponseWriter, q *request) error {
	u, in, err := s.multipart(q.Context(), q)
	if err != nil {
		return err
	}
	m, err := s.readManifest(w, q)
	if err != nil {
		return err
	}
	// Whoever has sent the list wants the object, also when it has left by now.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(q.Context()), endTime)
	defer cancel()
	o, err := s.join(ctx, q, u, in, m)
	if err != nil {
		return err
	}
	answer := completed{
		Xmlns: xmlns, Location: httpd.BaseURL(s.cfg.PublicURL, q.Request) + "/" + q.access.Bucket + "/" + q.access.Object,
		Bucket: q.access.Bucket, Key: q.access.Object, ETag: quoted(o.ETag),
	}
	answer.checksumFields = fieldsOf(o.Checksum, o.ChecksumType)
	return writeXML(w, http.StatusOK, answer)
}

// join makes the object, or finds the one that was made of the upload before. That one may
// be over by now: what was true then is answered again.
func (s *Server) join(ctx context.Context, q *request, u upload.Upload, in intent, m manifest) (Object, error) {
	have, err := s.cfg.Records.Parts(ctx, u.ID)
	switch {
	case err != nil:
		return Object{}, err
	case have.Whole != "":
		return readObject(u.ID, have.Whole)
	case u.State != upload.Receiving:
		return Object{}, noSuchUpload()
	}
	was, err := s.allowed(ctx, q)
	if err != nil {
		return Object{}, err
	}
	o := describe(u, in, was.after(s.cfg.Now()))
	made, dropped, err := s.seal(ctx, o, in, m)
	if err != nil {
		return Object{}, orEnded(err, noSuchUpload)
	}
	for _, part := range dropped {
		s.cfg.Uploads.Drop(ctx, part.Upload)
	}
	s.supersede(ctx, q, made)
	return made, nil
}

// seal records the object with the parts that the manifest lists, and returns the others,
// which nobody needs any more.
func (s *Server) seal(ctx context.Context, o Object, in intent, m manifest) (made Object, dropped []upload.Part, err error) {
	_, err = s.cfg.Uploads.ChangeParts(ctx, o.UploadID, func(u upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		made, dropped = o, nil // it may be called again
		if have.Whole != "" {  // by a twin of this request
			var err error
			made, err = readObject(u.ID, have.Whole)
			return have, false, err
		}
		if have.Scheme == closed {
			return have, false, noSuchUpload()
		}
		listed, rest, err := m.pick(have)
		if err != nil {
			return have, false, err
		}
		want := upload.Parts{Items: listed}
		if err := made.joined(u, in, m, want); err != nil {
			return have, false, err
		}
		want.Whole, err = made.encode()
		dropped = rest
		return want, false, err
	})
	return made, dropped, err
}

// joined fills in what is known of an object by its parts.
func (o *Object) joined(u upload.Upload, in intent, m manifest, parts upload.Parts) error {
	o.Size, o.Parts = parts.Size(), len(parts.Items)
	switch {
	case o.Size == 0:
		return emptyObject()
	case u.Limits.MaxSize > 0 && o.Size > u.Limits.MaxSize:
		return refuse(EntityTooLarge, "the object is larger than allowed")
	case m.size >= 0 && m.size != o.Size:
		return refuse(InvalidRequest, "the parts are not as long together as x-amz-mp-object-size says")
	}
	tags := make([]tag, len(parts.Items))
	for i, part := range parts.Items {
		var err error
		if tags[i], err = tagOf(part); err != nil {
			return err
		}
	}
	etag, err := wholeETag(tags)
	if err != nil {
		return err
	}
	o.ETag = etag
	o.Checksum, o.ChecksumType, err = wholeChecksum(in, m.claim, tags, parts.Items)
	return err
}

// objectSize reads x-amz-mp-object-size, -1 when the client does not say.
func objectSize(q *request) (int64, error) {
	text := q.Header.Get("X-Amz-Mp-Object-Size")
	if text == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, refuse(InvalidRequest, "x-amz-mp-object-size is not a number of bytes")
	}
	return n, nil
}
