package testkit

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Server is a server of a test's own, and the one client that speaks to it.
type Server struct{ *httptest.Server }

// Serve starts a server, on a free port of the loopback, that is closed when the test ends.
func Serve(t testing.TB, h http.Handler) *Server {
	t.Helper()
	s := &Server{httptest.NewServer(h)}
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("a redirect") }
	t.Cleanup(s.Close)
	return s
}

// Send sends a request to a path of the server, or to a whole address, and returns what came back.
// A body of "" is none. Headers are "Name: value"; a repeated name is sent twice. A redirect fails
// the test.
func (s *Server) Send(t testing.TB, method, path, body string, headers ...string) (int, http.Header, string) {
	t.Helper()
	if strings.HasPrefix(path, "/") {
		path = s.URL + path
	}
	req, err := http.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(raw)
}

// Decode reads JSON that must be a T.
func Decode[T any](t testing.TB, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// At walks into decoded JSON: a text is a member, a number an element. What is not there is nil.
func At(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}
