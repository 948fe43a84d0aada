package e2e

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// s3Upload is an upload as Streamdiver's API shows it.
type s3Upload struct {
	ID       string
	Status   string
	MediaID  string
	FileSize int64
	Input    s3Input
}

// s3Input is all that a client is told about where the bytes go. Of one that goes to a
// presigned URL only that is set.
type s3Input struct {
	Endpoint        string  `json:"endpoint"`
	Region          string  `json:"region"`
	Bucket          string  `json:"bucket"`
	Key             string  `json:"key"`
	AccessKeyID     string  `json:"accessKeyId"`
	SecretAccessKey string  `json:"secretAccessKey"`
	SessionToken    *string `json:"sessionToken"`
	URL             string  `json:"url,omitempty"`
}

// s3Object is how an upload's object is named in paths and by most tools.
func (in s3Input) object() string { return in.Bucket + "/" + in.Key }

// jsend is the envelope of every answer.
type jsend struct {
	Status  string
	Message *string
	Data    json.RawMessage
}

// diver makes a request to Streamdiver's API, which must be answered with a status, and
// decodes its data unless into is nil.
func (s *server) diver(t *testing.T, method, path string, body any, want int, into any) jsend {
	t.Helper()
	var e jsend
	s.must(t, method, "/v2"+path, body, want, &e)
	if into != nil {
		if err := json.Unmarshal(e.Data, into); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, e.Data)
		}
	}
	return e
}

// s3Upload begins an upload of a type, "multipart" or "put".
func (s *server) s3Upload(t *testing.T, kind string) (u s3Upload) {
	t.Helper()
	s.diver(t, http.MethodPost, "/uploads", map[string]any{"fileName": "harbour.mp4", "type": kind}, http.StatusCreated, &u)
	return u
}

// complete ends an upload whose object is there.
func (s *server) complete(t *testing.T, u s3Upload) (done s3Upload) {
	t.Helper()
	s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/complete", nil, http.StatusOK, &done)
	return done
}

// holdsObject completes an upload and checks that the server has exactly the bytes of f.
func (s *server) holdsObject(t *testing.T, u s3Upload, f file) s3Upload {
	t.Helper()
	done := s.complete(t, u)
	if done.Status != "completed" || done.FileSize != f.size || done.MediaID == "" {
		t.Errorf("the upload is %+v, want it completed with %d bytes", done, f.size)
	}
	s.keeps(t, done.MediaID, f.sum)
	return done
}

// s3Files are the files of bytes that are no video, one for each size, for all tests.
var s3Files = struct {
	sync.Mutex

	made map[int64]file
}{made: map[int64]file{}}

// blob is a file of so many bytes of which no two runs are alike. The server has little work
// with it, since it is no video.
func blob(t *testing.T, size int64) file {
	t.Helper()
	s3Files.Lock()
	defer s3Files.Unlock()
	if f, ok := s3Files.made[size]; ok {
		return f
	}
	dir, err := scratch()
	if err != nil {
		t.Fatal(err)
	}
	f := file{path: filepath.Join(dir, fmt.Sprintf("%d.mp4", size)), size: size}
	out, err := os.Create(f.path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), io.LimitReader(rand.NewChaCha8([32]byte{byte(size), 3}), size))
	if closeErr := out.Close(); err != nil || closeErr != nil {
		t.Fatal(err, closeErr)
	}
	sum.Sum(f.sum[:0])
	s3Files.made[size] = f
	return f
}
