package s3

import (
	"net/http"
	"strconv"
	"strings"
)

// headObject describes the object. It is what clients look at to see whether their upload
// has arrived.
func (s *Server) headObject(w http.ResponseWriter, q *request) error {
	o, err := s.existing(q)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Length", strconv.FormatInt(o.Size, 10))
	h.Set("Content-Type", o.Type)
	h.Set("Etag", quoted(o.ETag))
	h.Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	for name, value := range o.Meta {
		h.Set(metaPrefix+name, value)
	}
	if o.Checksum != nil && strings.EqualFold(q.header("X-Amz-Checksum-Mode"), "ENABLED") {
		h.Set(checksumHeader(o.Checksum.Algorithm), o.Checksum.Value)
		h.Set("X-Amz-Checksum-Type", o.ChecksumType)
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func noSuchKey() error { return refuse(NoSuchKey, "no object is stored under this key") }
