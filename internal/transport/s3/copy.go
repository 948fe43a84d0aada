package s3

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// copied is the answer of CopyObject.
type copied struct {
	XMLName      xml.Name `xml:"CopyObjectResult"`
	Xmlns        string   `xml:"xmlns,attr"`
	LastModified stamp
	ETag         string
}

// copyObject changes the metadata of the object: S3 has no other way than to copy it onto
// itself. Any other copy is refused.
func (s *Server) copyObject(w http.ResponseWriter, q *request) error {
	in, err := readIntent(q)
	if err != nil {
		return err
	}
	if !q.copiesItself() {
		return refuse(NotImplemented, "an object can be copied only onto itself, with the directive REPLACE")
	}
	o, err := s.existing(q)
	if err != nil {
		return err
	}
	if o, err = s.relabel(q, o, in); err != nil {
		return err
	}
	return writeXML(w, http.StatusOK, copied{Xmlns: xmlns, LastModified: stamp(o.Modified), ETag: quoted(o.ETag)})
}

// copiesItself reports whether a copy is of the object onto itself, without conditions.
func (q *request) copiesItself() bool {
	for name := range q.Header {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-copy-source-") || name == "if-match" || name == "if-none-match" {
			return false
		}
	}
	source, err := url.PathUnescape(q.Header.Get("X-Amz-Copy-Source"))
	return err == nil && strings.TrimPrefix(source, "/") == q.access.Bucket+"/"+q.access.Object &&
		strings.EqualFold(q.Header.Get("X-Amz-Metadata-Directive"), "REPLACE")
}

// relabel gives an object the type and the metadata of in.
func (s *Server) relabel(q *request, was Object, in intent) (Object, error) {
	o := was
	_, err := s.cfg.Uploads.ChangeParts(q.Context(), was.UploadID,
		func(u upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
			var err error
			if o, err = readObject(u.ID, have.Whole); err != nil {
				return have, false, err
			}
			o.Type, o.Meta, o.Modified = in.Type, in.Meta, was.after(s.cfg.Now())
			have.Whole, err = o.encode()
			return have, false, err
		})
	if kind := media.KindOf(err); kind == media.Conflict || kind == media.NotFound {
		return Object{}, noSuchKey() // another took its place, or it was deleted
	}
	return o, err
}
