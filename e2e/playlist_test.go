package e2e

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// uris are the addresses in a playlist, absolute: lines that are no tags, and
// URI attributes.
func (s *server) uris(t *testing.T, playlist string) []string {
	t.Helper()
	base, err := url.Parse(playlist)
	if err != nil {
		t.Fatal(err)
	}
	attribute := regexp.MustCompile(`URI="([^"]*)"`)
	var found []string
	for line := range strings.Lines(s.text(t, playlist)) {
		line = strings.TrimSpace(line)
		if m := attribute.FindStringSubmatch(line); m != nil {
			line = m[1]
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		ref, err := url.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", playlist, err)
		}
		found = append(found, base.ResolveReference(ref).String())
	}
	return found
}

func (s *server) text(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v", address, res.Status, err)
	}
	return string(text)
}
