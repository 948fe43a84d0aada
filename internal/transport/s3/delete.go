package s3

import (
	"errors"
	"net/http"

	"github.com/tributary-video/tributary/internal/upload"
)

// deleteObject removes what is stored under the key; its video waits for another object.
// That there was none is fine.
func (s *Server) deleteObject(w http.ResponseWriter, q *request) error {
	found, err := s.cfg.Records.UploadsOf(q.Context(), q.access.Upload.VideoID, q.access.Upload.Protocol)
	if err != nil {
		return err
	}
	stored := func(_ upload.Upload, have upload.Parts) bool { return have.Whole != "" }
	for _, u := range found {
		_, failed := s.end(q.Context(), u.ID, stored)
		err = errors.Join(err, failed)
	}
	if err != nil {
		return orEnded(err, ended)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
