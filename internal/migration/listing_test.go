package migration_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// list is an order for a listing of a service that holds a credential called "ours".
func (r *rig) list(l migration.Listing, c migration.Credential) migration.Job {
	r.t.Helper()
	c.Host = strings.TrimPrefix(l.Endpoint, "http://")
	c.Host, _, _ = strings.Cut(c.Host, "/")
	r.creds["ours"] = c
	return r.run("", func(o *migration.Order) { o.Input.Listing = &l; o.Options.KeepCreatedAt = true })
}

func (r *rig) wantItems(j migration.Job, want map[string]string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.items(j.ID)); diff != "" {
		r.t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestListDirectory(t *testing.T) {
	t.Parallel()
	r, files := newRig(t), http.NewServeMux()
	page := func(path, links string) {
		files.HandleFunc("GET "+path+"{$}", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "<html><body><a href='?C=N;O=D'>Name</a><a href='../'>up</a>"+links)
		})
	}
	page("/lib/", `<a href="a.mp4">a</a><a href="a.mp4#t">again</a><a href="notes.txt">n</a><a href="2024/">d</a><a href="https://elsewhere.example.org/x.mp4">x</a>`)
	page("/lib/2024/", `<a href="/lib/2024/b%20c.mp4">b</a><a href="/lib/">round</a><a href="/other/d.mp4">d</a>`)
	file := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(movie(500)) }
	files.HandleFunc("GET /lib/a.mp4", file)
	files.HandleFunc("GET /lib/2024/{name}", file)
	s := httptest.NewServer(files)
	t.Cleanup(s.Close)
	j := r.list(migration.Listing{Kind: migration.ListHTTP, Endpoint: s.URL + "/lib/"}, migration.Credential{})
	r.wantItems(j, map[string]string{"a.mp4": "done", "2024/b c.mp4": "done"})
	if v := r.item(j.ID, "2024/b c.mp4").Video; v == nil || v.CollectionID == "" || v.Title != "b c.mp4" {
		t.Errorf("%+v", v)
	}
}

func TestListTributary(t *testing.T) {
	t.Parallel()
	r, mux := newRig(t), http.NewServeMux()
	authorized := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			if req.Header.Get("Authorization") != "Bearer 7$k" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next(w, req)
		}
	}
	mux.HandleFunc("GET /v1/videos", authorized(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Query().Get("page") == "1" {
			fmt.Fprint(w, `{"data":[{"id":"a","title":"A","privacy":"public","created_at":"2024-05-02T08:00:00Z","meta":{"k":"v"},"source":{"size":500}},`+
				`{"id":"b","title":"B"}],"next_page":2}`)
			return
		}
		fmt.Fprint(w, `{"data":[{"id":"a","title":"A","source":{"size":500}}],"next_page":3}`) // and for ever
	}))
	mux.HandleFunc("GET /v1/videos/{id}/source", authorized(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(movie(500)) }))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	j := r.list(migration.Listing{Kind: migration.ListTributary, Endpoint: s.URL, Credential: "ours"}, migration.Credential{Key: "7$k"})
	v := r.item(j.ID, "a").Video
	if counts(j.Counts) != "done 1" || v.Title != "A" || v.Privacy != media.Public || v.Meta["k"] != "v" || v.CreatedAt.Year() != 2024 {
		t.Errorf("%s %+v", counts(j.Counts), v)
	}
}

func TestListGcore(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	o.has("/41_720.mp4", movie(500))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/streaming/videos" || req.Header.Get("Authorization") != "APIKey 1234$k" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `[{"id":41,"name":"Demo","slug":"Qm4tZp81sLd0WxYa","client_user_id":77,"converted_videos":[{"height":360,"mp4_url":"%s/41_360.mp4"},`+
			`{"height":720,"mp4_url":"%s/41_720.mp4"},{"height":1080,"mp4_url":null}]},{"id":42,"name":"empty","converted_videos":[]}]`, o.URL, o.URL)
	}))
	t.Cleanup(s.Close)
	j := r.list(migration.Listing{Kind: migration.ListGcore, Endpoint: s.URL, Credential: "ours"}, migration.Credential{Key: "1234$k"})
	r.wantItems(j, map[string]string{"41": "done", "42": "failed invalid_origin_url"})
	if v := r.item(j.ID, "41").Video; v.Slug != "Qm4tZp81sLd0WxYa" || v.Meta["client_user_id"] != "77" || v.Title != "Demo" {
		t.Errorf("%+v", v)
	}
}

// bucket answers a ListObjectsV2 in two pages, and links that are signed; the first of each object
// has expired.
func bucket(t *testing.T) (endpoint string, refused *atomic.Int64) {
	t.Helper()
	refused = &atomic.Int64{}
	type object struct {
		Key          string
		Size         int64
		LastModified time.Time
	}
	type page struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string `xml:",omitempty"`
		Contents              []object
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case r.URL.Path == "/films/":
			fallthrough
		case r.URL.Path == "/films":
			if !strings.Contains(r.Header.Get("Authorization"), "Credential=AKID/") || q.Get("prefix") != "in/" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			w.Header().Set("Content-Type", "application/xml")
			out := page{IsTruncated: true, NextContinuationToken: "2", Contents: []object{{"in/a.mp4", 500, time.Unix(1e9, 0).UTC()}, {"in/readme", 5, time.Time{}}}}
			if q.Get("continuation-token") == "2" { // and for ever
				out.Contents = []object{{"in/2024/b +?.mp4", 500, time.Unix(1e9, 0).UTC()}}
			}
			_ = xml.NewEncoder(w).Encode(out)
		case q.Get("X-Amz-Signature") == "" || refused.Load() < 3:
			refused.Add(1)
			w.WriteHeader(http.StatusForbidden)
		default:
			_, _ = w.Write(movie(500))
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, refused
}

func TestListS3(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	endpoint, refused := bucket(t)
	j := r.list(migration.Listing{Kind: migration.ListS3, Endpoint: endpoint, Bucket: "films", Prefix: "in/", Credential: "ours"},
		migration.Credential{AccessKeyID: "AKID", Secret: "secret"})
	r.wantItems(j, map[string]string{"in/a.mp4": "done", "in/2024/b +?.mp4": "done"})
	if refused.Load() < 3 || j.BytesDone != 1000 {
		t.Errorf("%d links refused, %d bytes", refused.Load(), j.BytesDone)
	}
	if v := r.item(j.ID, "in/a.mp4").Video; v.CreatedAt.Unix() != 1e9 {
		t.Errorf("%+v", v)
	}
}

// A manifest or listing that cannot be read fails the order with a reason that tells nothing of
// what is there.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	o.has("/good.csv", []byte("source_id,origin_url\n1,"+o.URL+"/1.mp4\n"))
	o.has("/1.mp4", movie(500))
	o.has("/empty.csv", nil)
	for name, tt := range map[string]struct {
		input migration.Input
		code  string
	}{
		"good":      {migration.Input{Format: migration.CSV, URL: o.URL + "/good.csv"}, ""},
		"absent":    {migration.Input{Format: migration.CSV, URL: o.URL + "/absent.csv"}, "origin_status"},
		"empty":     {migration.Input{Format: migration.CSV, URL: o.URL + "/empty.csv"}, "manifest_invalid"},
		"a secret":  {migration.Input{Listing: &migration.Listing{Kind: migration.ListGcore, Endpoint: o.URL}}, "origin_status"},
		"no bucket": {migration.Input{Listing: &migration.Listing{Kind: migration.ListS3, Endpoint: o.URL, Bucket: "films"}}, "origin_status"},
	} {
		j := r.order("", func(o *migration.Order) { o.Input, o.Source = tt.input, name })
		j = r.until(j.ID, func(j migration.Job) bool { return j.State == migration.JobFailed || j.State == migration.Finished })
		if code := ""; j.Failure != nil {
			if code = string(j.Failure.Code); code != tt.code || strings.Contains(j.Failure.Text, "127.0") {
				t.Errorf("%s: %+v", name, j.Failure)
			}
		} else if tt.code != "" || counts(j.Counts) != "done 1" {
			t.Errorf("%s: %s", name, counts(j.Counts))
		}
	}
}

// Another project's credential, and one of another host, are unknown.
func TestCredentials(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.creds["theirs"] = migration.Credential{Host: "files.example.org", Key: "k"}
	for _, name := range []string{"theirs", "nobody's"} {
		_, err := r.Engine.Begin(t.Context(), migration.Order{ProjectID: r.project, Source: "a", Input: migration.Input{
			Listing: &migration.Listing{Kind: migration.ListTributary, Endpoint: "https://evil.example.net", Credential: name},
		}}, nil)
		if media.KindOf(err) != media.Invalid || media.PublicText(err) != "there is no such credential for this endpoint" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
