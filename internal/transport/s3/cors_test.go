package s3

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPreflight(t *testing.T) {
	for name, tt := range map[string]struct {
		asked []string
		want  string
	}{
		"nothing asked": {nil, ""},
		"SDK":           {[]string{"authorization,content-type,x-amz-content-sha256, x-amz-date"}, "authorization,content-type,x-amz-content-sha256, x-amz-date"},
		"two lines":     {[]string{"authorization", "x-amz-date"}, "authorization,x-amz-date"},
		"no names":      {[]string{"a: b\tc"}, ""},
		"too many":      {[]string{strings.Repeat("x-amz-meta-a,", 400)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/project-1/a.mp4", nil)
			r.Header["Access-Control-Request-Headers"] = tt.asked
			w := httptest.NewRecorder()
			preflight(w, r)
			want := map[string]string{
				"Access-Control-Allow-Origin":  "*",
				"Access-Control-Allow-Methods": "GET, HEAD, PUT, POST, DELETE",
				"Access-Control-Allow-Headers": tt.want,
				"Access-Control-Expose-Headers": "ETag, x-amz-request-id, x-amz-checksum-crc32, x-amz-checksum-crc32c, " +
					"x-amz-checksum-crc64nvme, x-amz-checksum-sha1, x-amz-checksum-sha256",
			}
			got := map[string]string{}
			for header := range want {
				got[header] = w.Header().Get(header)
			}
			if diff := cmp.Diff(want, got); diff != "" || w.Code != http.StatusNoContent || w.Header().Get(requestIDHeader) == "" {
				t.Errorf("status %d, header %v: %s", w.Code, w.Header(), diff)
			}
		})
	}
}
