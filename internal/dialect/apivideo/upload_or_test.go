package apivideo

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// What is neither a form nor has a token is another API's.
func TestUploadOr(t *testing.T) {
	d := &Dialect{cfg: Config{Now: time.Now, Settings: Settings{}.complete()}}
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, tt := range []struct {
		target, kind string
		status       int
	}{
		{"/upload", "", http.StatusTeapot},
		{"/upload", "application/offset+octet-stream", http.StatusTeapot},
		{"/upload?tokens=x", "", http.StatusTeapot},
		{"/upload?token=", "", http.StatusUnauthorized},
		{"/upload", "Multipart/Form-Data; boundary=x", http.StatusUnauthorized},
		{"/upload", "multipart/form-data;;", http.StatusUnauthorized},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.target, strings.NewReader("x"))
		r.Header.Set("Content-Type", tt.kind)
		w := httptest.NewRecorder()
		d.uploadOr(next)(w, r)
		if w.Code != tt.status {
			t.Errorf("%s %q: %d, want %d", tt.target, tt.kind, w.Code, tt.status)
		}
	}
}

func TestTurns(t *testing.T) {
	var turns turns
	release, err := turns.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := turns.take(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	next := make(chan func())
	go func() {
		release, _ := turns.take(t.Context(), "a")
		next <- release
	}()
	select {
	case <-next:
		t.Fatal("two have the same turn")
	default:
	}
	release()
	release()
	(<-next)()
	if len(turns.busy) > 0 {
		t.Errorf("left behind: %v", turns.busy)
	}
}
