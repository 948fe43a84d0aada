package e2e

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	// refusedSize is below what any client cuts: the body is on its way when it is refused.
	refusedSize = 4 * mib
	// refusedTime is how long a client may take to say so once it is refused: what the contract
	// grants (2 s), and more for a busy machine. Those that wait for the server to read take 6 s or longer.
	refusedTime = 4 * time.Second
)

// simplest is curl, with an upload of a type.
func simplest(kind string) s3Client {
	for _, c := range curlClients() {
		if c.kind == kind {
			return c
		}
	}
	return s3Client{}
}

// A key that is wrong or over is refused at once: every client says why by name, and none tries again.
func TestS3Refused(t *testing.T) {
	t.Parallel()
	wrong := map[string]struct {
		code  string
		spoil func(t *testing.T, s *server, c s3Client, u *s3Upload)
	}{
		"key": {"InvalidAccessKeyId", func(_ *testing.T, _ *server, _ s3Client, u *s3Upload) {
			u.Input.AccessKeyID = "TRZZZZZZZZZZZZZZZZZZ"
			u.Input.URL = replaceKey(u.Input.URL, u.Input.AccessKeyID)
		}},
		"secret": {"SignatureDoesNotMatch", func(_ *testing.T, _ *server, _ s3Client, u *s3Upload) {
			u.Input.SecretAccessKey = strings.Repeat("0", 40)
			u.Input.URL = strings.Replace(u.Input.URL, "X-Amz-Signature=", "X-Amz-Signature=0", 1)
			if u.Input.URL != "" {
				u.Input.URL = u.Input.URL[:len(u.Input.URL)-1]
			}
		}},
		"cancelled": {"InvalidAccessKeyId", func(t *testing.T, s *server, _ s3Client, u *s3Upload) {
			s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/cancel", nil, http.StatusOK, nil)
		}},
		"completed": {"InvalidAccessKeyId", func(t *testing.T, s *server, c s3Client, u *s3Upload) {
			simplest(c.kind).sendsTo(t, s.target(*u), blob(t, 1000))
			s.complete(t, *u)
		}},
	}
	bothSchemes(t, func(t *testing.T, s *server, c s3Client) {
		for name, tt := range wrong {
			t.Run(name, func(t *testing.T) {
				u := s.s3Upload(t, c.kind)
				tt.spoil(t, s, c, &u)
				c.isRefused(t, s, u, tt.code)
			})
		}
	})
}

// isRefused sends a file, which must be refused with a code.
func (c s3Client) isRefused(t *testing.T, s *server, u s3Upload, code string) {
	t.Helper()
	if strings.HasPrefix(c.name, "rclone") {
		code = "Forbidden" // it begins with a HEAD, whose answer has no body
	}
	before := len(s.answered(u, "status=403"))
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	began := time.Now()
	err := c.send(ctx, s.target(u), blob(t, refusedSize).path)
	ended := time.Now()
	if err == nil || !strings.Contains(err.Error(), code) {
		t.Errorf("it reports %v, want %s", err, code)
	}
	if !strings.HasPrefix(c.name, "minio") { // which hears it when it asks for the bucket's region
		began = s.refusedOnce(t, c, u, before)
	}
	took := ended.Sub(began)
	t.Logf("%s after it was refused", took.Round(time.Millisecond))
	if took > refusedTime {
		t.Errorf("it reports %s after it was refused", took)
	}
}

// refusedOnce checks that a client did not try again, and returns when it was refused.
func (s *server) refusedOnce(t *testing.T, c s3Client, u s3Upload, before int) time.Time {
	t.Helper()
	most := 1
	if strings.HasPrefix(c.name, "rclone") {
		most = 3 // it repeats whatever happens
	}
	var refused []time.Time
	eventually(t, readyTime, "the log has the refusal", func(context.Context) error {
		if refused = s.answered(u, "status=403")[before:]; len(refused) == 0 {
			return errors.New("not yet")
		}
		return nil
	})
	if len(refused) > most {
		t.Errorf("%d requests were refused, want %d", len(refused), most)
	}
	return refused[0]
}

// replaceKey puts another access key into a presigned URL.
func replaceKey(url, key string) string {
	before, after, found := strings.Cut(url, "X-Amz-Credential=")
	if !found {
		return url
	}
	_, scope, _ := strings.Cut(after, "%2F")
	return before + "X-Amz-Credential=" + key + "%2F" + scope
}
