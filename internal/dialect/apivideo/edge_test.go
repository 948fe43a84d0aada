package apivideo_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnrouted(t *testing.T) {
	f := newFixture(t, nil)
	const id = "vi1A2b3C4d5E6f7G8h9J0kLm"
	for path, allow := range map[string]string{
		"PUT /videos":                      "GET, HEAD, POST, OPTIONS",
		"PUT /videos/":                     "GET, HEAD, POST, OPTIONS",
		"DELETE //videos":                  "GET, HEAD, POST, OPTIONS",
		"PUT /videos/" + id:                "GET, HEAD, PATCH, DELETE, OPTIONS",
		"DELETE /videos/" + id + "/status": "GET, HEAD, OPTIONS",
		"GET /auth/api-key":                "POST, OPTIONS",
		"DELETE /discarded/videos":         "GET, HEAD, OPTIONS",
		"DELETE /discarded/videos/" + id:   "GET, HEAD, PATCH, OPTIONS",
		"POST /tags":                       "GET, HEAD, OPTIONS",
		"GET /auth":                        "",
		"GET /auth/nothing":                "",
		"GET /videos/" + id + "/nothing":   "",
		"GET /videos/a/b/c/d":              "",
		"GET /discarded":                   "",
		"POST /discarded/nothing":          "",
		"GET /tags/boats":                  "",
		"GET /upload-tokens/a/b":           "",
		"GET /players/a/b/c":               "",
		"GET /data":                        "",
	} {
		t.Run(path, func(t *testing.T) {
			method, target, _ := strings.Cut(path, " ")
			a := f.as(t, f.key, method, target, "")
			if got := a.header.Get("Allow"); got != allow {
				t.Errorf("allowed: %q, want %q", got, allow)
			}
			if allow != "" {
				a.problem(t, 405, "method-not-allowed", "")
				return
			}
			a.problem(t, 404, "unrecognized-request-url", "")
		})
	}
}

// What is below /videos/{digits}_… is answered by another API.
func TestPathsOfOthers(t *testing.T) {
	f := newFixture(t, nil)
	for path, ours := range map[string]bool{
		"/videos/17_abc/file.mp4": false, "/videos/1234567890_x/y/z": false, "/videos/12345678901_x/y/z": true, "/videos/a_b/c/d": true,
	} {
		a := f.do(t, "GET", path, "")
		if got := a.header.Get("Content-Type") == "application/problem+json"; a.status != 404 || got != ours {
			t.Errorf("%s: %d %q", path, a.status, a.header.Get("Content-Type"))
		}
	}
}

// An empty segment is an empty id, and never a redirect (client rule 8).
func TestEmptySegments(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{
		"POST /videos//source", "POST /videos//thumbnail", "GET /videos//status", "PATCH //videos//x", "DELETE /videos/x/", "GET /discarded/videos/x",
	} {
		method, target, _ := strings.Cut(path, " ")
		f.as(t, f.key, method, target, "{}").problem(t, 404, "resource-not-found", "videoId")
	}
	if a := f.as(t, f.key, "GET", "///videos/", ""); a.status != 200 {
		t.Errorf("leading slashes: %d %s", a.status, a.body)
	}
}

func TestCrossOrigin(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{
		"/videos", "/videos/vi1A2b3C4d5E6f7G8h9J0kLm", "/videos/x/source", "/videos/x/status", "/auth/api-key", "/auth/refresh",
		"/discarded/videos", "/tags", "/upload-tokens", "/players/x/logo", "/watermarks", "/webhooks", "/live-streams/x", "/summaries", "/data/x",
	} {
		a := f.do(t, "OPTIONS", path, "", "Origin: https://app.example.org", "Access-Control-Request-Method: POST",
			"Access-Control-Request-Headers: authorization,content-range")
		if a.status != 204 || a.header.Get("Content-Type") != "" || a.header.Get("Allow") != "" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
		got := map[string]string{}
		for _, name := range []string{"Allow-Origin", "Allow-Methods", "Allow-Headers", "Max-Age"} {
			got[name] = a.header.Get("Access-Control-" + name)
		}
		want := map[string]string{
			"Allow-Origin": "*", "Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE", "Max-Age": "7200",
			"Allow-Headers": "Authorization, Content-Type, Content-Range, AV-Origin-Client, AV-Origin-App, AV-Origin-Sdk, X-Token-Session",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for _, a := range []answer{
		f.do(t, "GET", "/videos", ""), f.as(t, f.key, "GET", "/videos", ""), f.do(t, "GET", "/videos/a/b/c", ""), f.do(t, "PUT", "/videos", ""),
	} {
		got := []string{a.header.Get("Access-Control-Allow-Origin"), a.header.Get("X-RateLimit-Limit"),
			a.header.Get("X-RateLimit-Remaining"), a.header.Get("X-RateLimit-Retry-After")}
		if diff := cmp.Diff([]string{"*", "1000000", "999999", "60"}, got); diff != "" {
			t.Errorf("%d (-want +got):\n%s", a.status, diff)
		}
		if !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "X-RateLimit-Limit") {
			t.Errorf("%d: nothing exposed", a.status)
		}
	}
}
