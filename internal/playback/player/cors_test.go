package player

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"testing"
)

// TestCORSScript proves the upload script of the end-to-end tests against the
// smallest tus server there is: it must accept one that lets a page of another
// origin read stream-media-id, and notice one that does not.
func TestCORSScript(t *testing.T) {
	scripts := browserScripts(t)
	const id = "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34"
	for expose, want := range map[string]string{
		"Location, Upload-Offset, stream-media-id": id,
		"Location, Upload-Offset":                  "",
	} {
		server := httptest.NewServer(tinyTus(t, id, expose))
		cmd := exec.CommandContext(t.Context(), "node", "cors.mjs", server.URL, "1$00")
		cmd.Dir = scripts
		out, err := cmd.Output()
		server.Close()
		var got struct {
			MediaID      string
			Size, Offset int64
		}
		if bad := json.Unmarshal(out, &got); bad != nil {
			t.Fatalf("%v\n%s", bad, out)
		}
		if (err == nil) != (want != "") || got.MediaID != want || got.Offset != got.Size || got.Size == 0 {
			t.Errorf("expose %q: %v, %s", expose, err, out)
		}
	}
}

func tinyTus(t *testing.T, id, expose string) http.Handler {
	var offset int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", "POST, PATCH")
		h.Set("Access-Control-Allow-Headers", "Authorization, Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Content-Type")
		h.Set("Access-Control-Expose-Headers", expose)
		h.Set("Tus-Resumable", "1.0.0")
		h.Set("stream-media-id", id)
		if r.Method != http.MethodOptions && r.Header.Get("Authorization") != "Bearer 1$00" {
			t.Errorf("%s with Authorization %q", r.Method, r.Header.Get("Authorization"))
		}
		switch r.Method {
		case http.MethodPost:
			h.Set("Location", "http://"+r.Host+"/company/client/video/stream/"+id)
			w.WriteHeader(http.StatusCreated)
		case http.MethodPatch:
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				t.Error(err)
			}
			offset += n
			h.Set("Upload-Offset", strconv.FormatInt(offset, 10))
			w.WriteHeader(http.StatusNoContent)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
}
