package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// fromS3Page is what s3.mjs of the browser reports.
type fromS3Page struct {
	ETag     string
	Requests []struct {
		Method string
		Status int
	}
}

// A page of another origin sends what its user has chosen: with Amazon's SDK in parts and in one,
// and without a library to a presigned URL. It may read the ETag.
func TestS3Browser(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "browser"} {
		if err := install(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			s := start(t, options{secure: scheme == "https"})
			for _, kind := range []string{"multipart", "put"} {
				for _, size := range []int64{1000, 17 * mib} {
					t.Run(fmt.Sprint(kind, "/", size), func(t *testing.T) {
						t.Parallel()
						s.sendsFromPage(t, kind, blob(t, size))
					})
				}
			}
		})
	}
}

func (s *server) sendsFromPage(t *testing.T, kind string, f file) {
	t.Helper()
	u := s.s3Upload(t, kind)
	input, err := json.Marshal(u.Input)
	if err != nil {
		t.Fatal(err)
	}
	var r fromS3Page
	visit(t, &r, "s3.mjs", "--file", f.path, string(input))
	parts := 0
	for _, q := range r.Requests {
		if q.Method == http.MethodPut {
			parts++
		}
		if q.Status != http.StatusOK {
			t.Errorf("%s is answered %d", q.Method, q.Status)
		}
	}
	want := 1
	if kind == "multipart" {
		want = int((f.size + 5*mib - 1) / (5 * mib))
	}
	if parts != want || !strings.HasPrefix(r.ETag, `"`) {
		t.Errorf("it was sent by %d requests, want %d; ETag %s", parts, want, r.ETag)
	}
	s.holdsObject(t, u, f)
}
