package streamdiver

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// Every kind of error has a status and a body, and says no more than it may.
func TestEveryKindIsAnswered(t *testing.T) {
	const unavailable = `503 {"status":"error","message":"service unavailable"}`
	want := map[media.Kind]string{
		media.Internal:       `500 {"status":"error","message":"internal error"}`,
		media.Invalid:        `400 {"status":"fail","message":"for all","data":null}`,
		media.Unauthorized:   `401 {"status":"fail","message":"unauthorized","data":null}`,
		media.Forbidden:      `403 {"status":"fail","message":"for all","data":null}`,
		media.NotFound:       `404 {"status":"fail","message":"for all","data":null}`,
		media.Conflict:       `409 {"status":"fail","message":"for all","data":null}`,
		media.OffsetMismatch: `409 {"status":"fail","message":"for all","data":null}`,
		media.Gone:           `404 {"status":"fail","message":"for all","data":null}`,
		media.TooLarge:       `413 {"status":"fail","message":"for all","data":null}`,
		media.WrongType:      `400 {"status":"fail","message":"for all","data":null}`,
		media.WrongVersion:   `400 {"status":"fail","message":"for all","data":null}`,
		media.Locked:         unavailable,
		media.TooMany:        `429 {"status":"fail","message":"for all","data":null}`,
		media.Mismatch:       `400 {"status":"fail","message":"for all","data":null}`,
		media.NoSpace:        unavailable,
		media.Unavailable:    unavailable,
	}
	d := &Dialect{cfg: Config{Log: slog.New(slog.DiscardHandler)}}
	for _, kind := range media.Kinds() {
		w := httptest.NewRecorder()
		err := fmt.Errorf("read /var/lib/x: %w", &media.Error{Kind: kind, Public: "for all", Cause: fmt.Errorf("secret 10.0.0.7")})
		d.problem(w, httptest.NewRequest(http.MethodGet, "/", nil), err)
		if got := fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String())); got != want[kind] {
			t.Errorf("kind %d: %s, want %s", kind, got, want[kind])
		}
		if bearer := w.Header().Get("WWW-Authenticate"); (bearer == "Bearer") != (w.Code == http.StatusUnauthorized) {
			t.Errorf("kind %d: WWW-Authenticate %q", kind, bearer)
		}
		if retry := w.Header().Get("Retry-After"); (retry != "") != (w.Code == http.StatusTooManyRequests || w.Code == http.StatusServiceUnavailable) {
			t.Errorf("kind %d: Retry-After %q", kind, retry)
		}
	}
}
