package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// readyTime is how long a short clip may take to become ready on two busy cores.
const readyTime = 90 * time.Second

// record is what the REST API says about a video.
type record struct {
	UUID     string
	Title    string
	Status   string
	Ready    bool `json:"ready_to_stream"`
	Playback struct {
		HLS string
	} `json:"playback_v2"`
	Storage struct {
		Bucket string
		Source struct {
			Key  string
			Size int64
		}
	}
	Meta map[string]string
}

// ask sends one request with the key and decodes the answer, which must have the
// wanted status.
func (s *server) ask(ctx context.Context, method, path string, body any, want int, into any) error {
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, sent)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.Key)
	res, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("%s %s answers %s: %s", method, path, res.Status, text)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

func (s *server) must(t *testing.T, method, path string, body any, want int, into any) {
	t.Helper()
	if err := s.ask(t.Context(), method, path, body, want, into); err != nil {
		t.Fatal(err)
	}
}

// create makes a video to be uploaded by V2.
func (s *server) create(t *testing.T) string {
	t.Helper()
	var v record
	s.must(t, http.MethodPost, "/company/client/video/", map[string]any{"title": "Harbour walk"}, http.StatusCreated, &v)
	return v.UUID
}

// signed are the three headers of V2.
func (s *server) signed(id string) http.Header {
	return signature(s.Key, strconv.FormatInt(time.Now().Unix()+3600, 10), id)
}

func signature(key, expiration, id string) http.Header {
	sum := sha256.Sum256([]byte(key + expiration + id))
	return http.Header{"Signature": {hex.EncodeToString(sum[:])}, "Expiration": {expiration}, "Video-Id": {id}}
}

func (s *server) bearer() http.Header { return http.Header{"Authorization": {"Bearer " + s.Key}} }

func (s *server) get(t *testing.T, id string) record {
	t.Helper()
	var v record
	s.must(t, http.MethodGet, "/company/client/video/"+id, nil, http.StatusOK, &v)
	return v
}

// settled waits until a video has one of the statuses, "viewable" included, which the vendor has no word for.
func (s *server) settled(t *testing.T, id string, patience time.Duration, wanted ...string) record {
	t.Helper()
	var v record
	eventually(t, patience, id+" is "+strings.Join(wanted, " or "), func(ctx context.Context) error {
		if err := s.ask(ctx, http.MethodGet, "/company/client/video/"+id, nil, http.StatusOK, &v); err != nil {
			return err
		}
		for _, status := range wanted {
			if v.Status == status || status == "viewable" && v.Ready {
				return nil
			}
		}
		return fmt.Errorf("it is %s, %v", v.Status, v.Meta)
	})
	return v
}

// holds checks that the server has exactly the bytes of f: by their digest once
// the video is ready, by their number when they are no video.
func (s *server) holds(t *testing.T, id string, f file) {
	t.Helper()
	v := s.settled(t, id, readyTime, "process-completed", "process-failed")
	if v.Storage.Source.Size != f.size {
		t.Errorf("%d bytes are stored, want %d", v.Storage.Source.Size, f.size)
	}
	if v.Status == "process-failed" {
		if f.size > 1<<10 {
			t.Errorf("the video failed: %v", v.Meta)
		}
		return
	}
	var link struct{ URL string }
	s.must(t, http.MethodGet, "/company/client/video/"+id+"/src_download", nil, http.StatusOK, &link)
	if sum, size := s.digest(t, link.URL); sum != f.sum {
		t.Errorf("the original of %d bytes came back as %d others", f.size, size)
	}
}

func (s *server) digest(t *testing.T, url string, header ...http.Header) (sum [sha256.Size]byte, size int64) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range header {
		maps.Copy(req.Header, h)
	}
	res, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	h := sha256.New()
	size, err = io.Copy(h, res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET the original: %s %v", res.Status, err)
	}
	h.Sum(sum[:0])
	return sum, size
}

// status is what a GET without a key answers.
func (s *server) status(ctx context.Context, url string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	res, err := s.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}
