package httpd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/httpd"
)

func TestCanonical(t *testing.T) {
	mux := http.NewServeMux()
	for _, pattern := range []string{
		"POST /company/client/video/stream", "/company/client/video/stream/{id}", "GET /v1/{rest...}", "GET /v1/videos",
		"/assets/", "/b/{key}", "GET /{$}", "/only/{$}",
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s id=%s rest=%s key=%s", r.Pattern, r.PathValue("id"), r.PathValue("rest"), r.PathValue("key"))
		})
	}
	tests := []struct {
		method, target string
		status         int
		body           string
	}{
		{"POST", "/company/client/video/stream", 200, "POST /company/client/video/stream id= rest= key="},
		{"POST", "/company/client/video/stream/", 200, "POST /company/client/video/stream id= rest= key="},
		{"POST", "//company//client/video/stream?x=1", 200, "POST /company/client/video/stream id= rest= key="},
		{"PATCH", "/company/client/video/stream/u1", 200, "/company/client/video/stream/{id} id=u1 rest= key="},
		{"PATCH", "/company/client/video/stream/u1//", 200, "/company/client/video/stream/{id} id=u1 rest= key="},
		{"GET", "/v1/videos/", 200, "GET /v1/videos id= rest= key="},
		{"GET", "/v1", 200, "GET /v1/{rest...} id= rest= key="},
		{"GET", "/v1/", 200, "GET /v1/{rest...} id= rest= key="},
		{"GET", "/v1/a/b/", 200, "GET /v1/{rest...} id= rest=a/b key="},
		{"GET", "/assets", 200, "/assets/ id= rest= key="},
		{"GET", "/only", 200, "/only/{$} id= rest= key="},
		{"GET", "/", 200, "GET /{$} id= rest= key="},
		{"GET", "///", 200, "GET /{$} id= rest= key="},
		{"GET", "/b/a%2Fb", 200, "/b/{key} id= rest= key=a/b"},
		{"GET", "/b/a%20b/", 200, "/b/{key} id= rest= key=a b"},
		{"GET", "/b/%2e%2e", 404, "404 page not found\n"},
		{"GET", "/b/../c", 404, "404 page not found\n"},
		{"GET", "/./b/c", 404, "404 page not found\n"},
		{"GET", "/none", 404, "404 page not found\n"},
		{"GET", "/company/client/video/stream", 405, "Method Not Allowed\n"},
		{"GET", "/company/client/video/stream/", 405, "Method Not Allowed\n"},
		{"OPTIONS", "*", 404, "404 page not found\n"},
		{"CONNECT", "/assets", 404, "404 page not found\n"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "/", nil)
			if tt.method == "CONNECT" || tt.target == "*" {
				r.URL.Path = tt.target
			} else {
				r = httptest.NewRequestWithContext(t.Context(), tt.method, "http://h"+tt.target, nil)
			}
			w := httptest.NewRecorder()
			httpd.Canonical(mux).ServeHTTP(w, r)
			if d := cmp.Diff([]any{tt.status, tt.body}, []any{w.Code, w.Body.String()}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func FuzzCanonicalNeverRedirects(f *testing.F) {
	mux := http.NewServeMux()
	for _, pattern := range []string{"/a", "/a/{x}", "/a/{x}/", "/b/", "/b/{x}/c/{rest...}", "GET /{$}", "POST /d/{$}"} {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	for _, seed := range []string{"/a", "/b", "/a/x/", "//a", "/b/../a", "/b/x/c", "/%2f/", "/b/%2e/", "/a//x", "/d", "/b/x%2Fy/c/"} {
		f.Add("GET", seed)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		r := &http.Request{Method: method, Header: http.Header{}, Body: http.NoBody, Host: "h"}
		u, err := r.URL.Parse("http://h/")
		if err != nil {
			t.Skip()
		}
		u.Path = path
		r.URL = u
		w := httptest.NewRecorder()
		httpd.Canonical(mux).ServeHTTP(w, r)
		if w.Code >= 300 && w.Code < 400 {
			t.Errorf("%s %q is answered %d to %q", method, path, w.Code, w.Header().Get("Location"))
		}
	})
}
