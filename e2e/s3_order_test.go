package e2e

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What is done in another order than the guide's is answered as the contract says, and breaks nothing.
func TestStreamdiverOutOfOrder(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := blob(t, 17*mib)
	for _, kind := range []string{"multipart", "put"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			u := s.s3Upload(t, kind)
			path := "/uploads/" + u.ID
			s.diver(t, http.MethodPost, path+"/complete", nil, http.StatusBadRequest, nil)
			s.diver(t, http.MethodDelete, path, nil, http.StatusConflict, nil)
			simplest(kind).sendsTo(t, s.target(u), f)
			s.diver(t, http.MethodDelete, path, nil, http.StatusConflict, nil)
			first := s.holdsObject(t, u, f)
			if again := s.complete(t, u); again != first {
				t.Errorf("completed again it is %+v, was %+v", again, first)
			}
			s.diver(t, http.MethodPost, path+"/cancel", nil, http.StatusConflict, nil)
			s.settledMedia(t, first.MediaID) // its file is needed until then
			s.diver(t, http.MethodDelete, path, nil, http.StatusOK, nil)
			s.diver(t, http.MethodGet, path, nil, http.StatusNotFound, nil)
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		u := s.s3Upload(t, "put")
		s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/cancel", nil, http.StatusOK, nil)
		s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/cancel", nil, http.StatusOK, nil)
		s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/complete", nil, http.StatusConflict, nil)
	})
}

// An upload is cancelled while its parts come: every client hears that its key is over.
func TestStreamdiverCancelInPart(t *testing.T) {
	t.Parallel()
	f := blob(t, 17*mib)
	s := start(t, options{})
	for _, c := range s3Clients(t) {
		if c.only != "" || strings.HasPrefix(c.name, "curl-") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := startProxy(t, s)
			u := s.through(p.ln.Addr()).s3Upload(t, c.kind)
			cancelled := make(chan error, 1)
			p.when(9*mib, func() {
				cancelled <- s.ask(t.Context(), http.MethodPost, "/v2/uploads/"+u.ID+"/cancel", nil, http.StatusOK, nil)
			})
			ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
			defer cancel()
			err := c.send(ctx, s.target(u), f.path)
			if answer := <-cancelled; answer != nil {
				t.Fatal(answer)
			}
			codes := []string{"InvalidAccessKeyId", "NoSuchUpload", "AccessDenied"}
			if err == nil || !slices.ContainsFunc(codes, func(code string) bool { return strings.Contains(err.Error(), code) }) {
				t.Errorf("it reports %v, want one of %v", err, codes)
			}
			var after s3Upload
			s.diver(t, http.MethodGet, "/uploads/"+u.ID, nil, http.StatusOK, &after)
			if after.Status != "cancelled" || after.MediaID != "" {
				t.Errorf("afterwards it is %+v", after)
			}
		})
	}
}
