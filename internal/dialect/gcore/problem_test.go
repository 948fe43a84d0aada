package gcore_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
)

func TestPaths(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	for _, path := range []string{
		"/streaming/videos", "/streaming/videos/", "/streaming/videos.json", "/vp/api/videos", "/vp/api/videos/", "/vp/api/videos.json",
		video(id), video(id) + "/", video(id) + ".json", "/streaming/quality_sets/", "/iam/clients/me/", "/streaming/videos/names/",
	} {
		if a := f.as(t, f.key, "GET", path, ""); a.status != 200 {
			t.Errorf("GET %s: %d %s", path, a.status, a.body)
		}
	}
	for path, want := range map[string]int{
		"/streaming":                  404,
		"/streaming/":                 404,
		"/streaming/nothing":          404,
		"/streaming/videos/7/nothing": 404,
		"/iam/auth":                   404,
		"/vp/api/":                    404,
	} {
		if a := f.as(t, f.key, "GET", path, ""); a.status != want {
			t.Errorf("GET %s: %d %s, want %d", path, a.status, a.body, want)
		}
	}
}

func TestMethods(t *testing.T) {
	f := newFixture(t, nil)
	for _, tt := range []struct{ method, path, allow string }{
		{"PUT", "/streaming/videos", "GET, HEAD, POST"},
		{"POST", "/streaming/videos/7", "GET, HEAD, PATCH, DELETE"},
		{"GET", "/streaming/videos/batch", ""}, // an id that is none
		{"DELETE", "/iam/auth/jwt/login", "POST"},
		{"POST", "/streaming/quality_sets", "GET, HEAD"},
	} {
		a := f.as(t, f.key, tt.method, tt.path, "")
		if tt.allow == "" {
			a.problem(t, 404, "Not Found")
			continue
		}
		a.problem(t, 405, "Method Not Allowed")
		if got := a.header.Get("Allow"); got != tt.allow {
			t.Errorf("%s %s: Allow %q, want %q", tt.method, tt.path, got, tt.allow)
		}
	}
}

func TestDisabledFeatures(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{"/streaming/players", "/streaming/streams/7", "/streaming/broadcasts", "/streaming/restreams", "/streaming/statistics/views"} {
		f.as(t, f.key, "GET", path, "").problem(t, 422, "Feature is disabled. Contact support to enable.")
	}
}

func TestRateLimit(t *testing.T) {
	f := newFixture(t, func(c *gcore.Config) {
		c.Settings = gcore.Settings{RequestsPerSecond: gcore.DefaultRequestsPerSecond, RequestBurst: 3}
	})
	for range 3 {
		f.api(t, 200, "GET", "/streaming/videos", "")
	}
	a := f.as(t, f.key, "GET", "/streaming/videos", "")
	a.problem(t, 429, "Too Many Requests")
	for name, want := range map[string]string{"Retry-After": "1", "X-Should-Retry": "true"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	if ms := a.header.Get("Retry-After-Ms"); len(ms) < 1 || len(ms) > 3 {
		t.Errorf("Retry-After-Ms %q, want up to 100 of 10 a second", ms)
	}
	if a := f.as(t, f.foreign, "GET", "/streaming/videos", ""); a.status != 200 {
		t.Errorf("another key: %d", a.status)
	}
	if a := f.do(t, "POST", "/iam/auth/jwt/login", `{"username":"a","password":"`+f.key+`"}`); a.status != 429 {
		t.Errorf("login: %d %s", a.status, a.body)
	}
	f.clock.Advance(1e9)
	f.api(t, 200, "GET", "/streaming/videos", "")
}

// brokenRecords answers with an error of a kind.
type brokenRecords struct {
	gcore.Records

	err error
}

func (r *brokenRecords) Project(context.Context, int64) (media.Project, error) {
	return media.Project{}, r.err
}

func (r *brokenRecords) CreateVideos(context.Context, []media.Video, *media.Document) ([]media.Video, error) {
	return nil, r.err
}

// Every kind of error has its answer, and none tells of what is behind it.
func TestKinds(t *testing.T) {
	broken := &brokenRecords{}
	f := newFixture(t, func(c *gcore.Config) { broken.Records, c.Records = c.Records, broken })
	for _, tt := range []struct {
		kind   media.Kind
		status int
		text   string
	}{
		{media.Internal, 500, "Internal Server Error"},
		{media.Invalid, 400, "Bad Request: public"},
		{media.Unauthorized, 401, "Unauthorized"},
		{media.Forbidden, 403, "Forbidden"},
		{media.NotFound, 404, "Not Found"},
		{media.Conflict, 422, "Unprocessable Entity. public"},
		{media.OffsetMismatch, 400, "Bad Request: public"},
		{media.Gone, 404, "Not Found"},
		{media.TooLarge, 413, "Payload Too Large"},
		{media.WrongType, 400, "Bad Request: public"},
		{media.WrongVersion, 400, "Bad Request: public"},
		{media.Locked, 503, "Service Unavailable"},
		{media.TooMany, 429, "Too Many Requests"},
		{media.Mismatch, 400, "Bad Request: public"},
		{media.NoSpace, 503, "Service Unavailable"},
		{media.Unavailable, 503, "Service Unavailable"},
	} {
		broken.err = &media.Error{Kind: tt.kind, Public: "public", Cause: errors.New("at /srv/secret")}
		if tt.kind == media.Internal {
			broken.err = errors.New("at /srv/secret")
		}
		a := f.as(t, f.key, "GET", "/iam/clients/me", "")
		a.problem(t, tt.status, tt.text)
		if retry := a.header.Get("X-Should-Retry"); retry != "" {
			t.Errorf("%d: reading may not be repeated: %q", tt.kind, retry)
		}
	}
	broken.err = errors.New("at /srv/secret")
	a := f.as(t, f.key, "POST", "/streaming/videos", `{"name":"a"}`)
	a.problem(t, 500, "Internal Server Error")
	if retry := a.header.Get("X-Should-Retry"); retry != "false" {
		t.Errorf("writing may be repeated: %q", retry)
	}
	if len(media.Kinds()) != 16 {
		t.Error("a kind is missing in this table")
	}
}

func TestBodies(t *testing.T) {
	f := newFixture(t, nil)
	deep := strings.Repeat("[", 33) + strings.Repeat("]", 33)
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"array":        {`[{"name":"a"}]`, 400},
		"text":         {`"a"`, 400},
		"cut":          {`{"video":{"name":`, 400},
		"two values":   {`{"name":"a"} {"name":"b"}`, 400},
		"bad UTF-8":    {"{\"name\":\"a\xff\"}", 400},
		"deep":         {`{"name":"a","x":` + deep + `}`, 400},
		"not so deep":  {`{"name":"a","x":` + deep[2:len(deep)-2] + `}`, 200},
		"large":        {`{"name":"a","x":"` + strings.Repeat("a", 8<<20) + `"}`, 413},
		"unknown":      {`{"name":"a","ad_id":7,"stream_id":null,"duration":5,"origin_size":1}`, 200},
		"blank around": {" \n{\"name\":\"a\"}\n ", 200},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.as(t, f.key, "POST", "/streaming/videos", tt.body)
			if a.status != tt.status {
				t.Fatalf("%d %.200s, want %d", a.status, a.body, tt.status)
			}
			if want := http.StatusText(tt.status); tt.status != 200 && !strings.HasPrefix(a.decode(t)["error"].(string), strings.Replace(want, "Request Entity", "Payload", 1)) {
				t.Errorf("%s", a.body)
			}
		})
	}
}
