package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whose a request is shows in the status: each API is one of these.
const (
	others   = http.StatusTeapot
	tusToken = http.StatusAccepted
	watching = http.StatusPartialContent
)

func stub(status int, header map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
	})
}

func TestShared(t *testing.T) {
	s := shared{
		next: stub(others, nil), uploads: stub(tusToken, nil), delivery: stub(watching, nil),
		delivers: func(path string) bool { return strings.HasPrefix(path, "/videos/1_") },
	}
	for _, tt := range []struct {
		method, target, kind, tus string
		status                    int
	}{
		{"POST", "/upload", "", "", tusToken},
		{"POST", "/upload/", "", "1.0.0", tusToken},
		{"POST", "//upload", "application/offset+octet-stream", "1.0.0", tusToken},
		{"POST", "/upload?tokens=x", "", "", tusToken},
		{"POST", "/upload?token=", "", "", others},
		{"POST", "/upload?token=x", "", "1.0.0", tusToken},
		{"GET", "/upload?token=x", "", "", others},
		{"POST", "/upload", "Multipart/Form-Data; boundary=x", "", others},
		{"POST", "/upload", "multipart/form-data;;", "", others},
		{"POST", "/upload", "multipart/form-data; boundary=x", "1.0.0", tusToken},
		{"PATCH", "/upload/abc", "application/offset+octet-stream", "1.0.0", tusToken},
		{"HEAD", "/upload/abc?token=x", "", "", tusToken},
		{"OPTIONS", "/upload/abc", "", "", tusToken},
		{"GET", "/upload-tokens", "", "", others},
		{"POST", "/videos", "", "", others},
		{"GET", "/videos/vi0123456789012345678901", "", "", others},
		{"GET", "/videos/1_abc/master.m3u8", "", "", watching},
		{"GET", "/", "", "", others},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.target, strings.NewReader("x"))
		r.Header.Set("Content-Type", tt.kind)
		if tt.tus != "" {
			r.Header.Set("Tus-Resumable", tt.tus)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != tt.status {
			t.Errorf("%s %s %q %s: %d, want %d", tt.method, tt.target, tt.kind, tt.tus, w.Code, tt.status)
		}
	}
}

// A browser that asks about /upload learns what both APIs allow.
func TestSharedPreflight(t *testing.T) {
	s := shared{
		next: stub(http.StatusNoContent, map[string]string{
			"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Content-Range, content-type", "Tus-Version": "none",
		}),
		uploads: stub(http.StatusNoContent, map[string]string{
			"Access-Control-Allow-Methods": "POST, PATCH", "Access-Control-Allow-Headers": "Content-Type, Upload-Offset", "Tus-Version": "1.0.0",
		}),
		delivers: func(string) bool { return false },
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/upload", nil))
	for name, want := range map[string]string{
		"Access-Control-Allow-Methods": "POST, PATCH, GET", "Access-Control-Allow-Headers": "Content-Type, Upload-Offset, Content-Range",
		"Tus-Version": "1.0.0",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w.Code != http.StatusNoContent {
		t.Errorf("status %d", w.Code)
	}
}
