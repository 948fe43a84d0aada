package e2e

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// A file that is there already is refused if the client asks for that, whatever its parts were, and taken otherwise.
func TestStreamdiverDuplicates(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	content := bytes.Repeat([]byte("all alike "), 2*mib)
	f := write(t, content)
	first := simplest("put")
	kept := s.holdsObject(t, first.sends(t, s, f), f)
	other := slices.Clone(content)
	other[len(other)-1]++
	s.holdsObject(t, first.sends(t, s, write(t, other)), file{size: f.size, sum: sha256.Sum256(other)})

	check := map[string]any{"duplicateCheck": true}
	for _, c := range s3Clients(t) {
		if !slices.Contains([]string{"curl", "go-manager", "go-transfermanager", "rclone"}, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			u := c.sends(t, s, f)
			var was struct{ MediaID, UploadID, FileHash string }
			s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/complete", check, http.StatusConflict, &was)
			if want := fmt.Sprintf("sha256:%x", f.sum); was.MediaID != kept.MediaID || was.UploadID != kept.ID || was.FileHash != want {
				t.Errorf("it is told to be %+v, want media %s of upload %s", was, kept.MediaID, kept.ID)
			}
			s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/complete", check, http.StatusConflict, nil)
			if c.name == "curl" { // it may be the same on purpose
				s.holdsObject(t, u, f)
				return
			}
			s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/cancel", nil, http.StatusOK, nil)
		})
	}
	unlike := first.sends(t, s, blob(t, f.size))
	s.diver(t, http.MethodPost, "/uploads/"+unlike.ID+"/complete", check, http.StatusOK, nil)
}
