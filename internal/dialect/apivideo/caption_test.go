package apivideo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

const vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"

// part is a part of a form; one with a file name is a file.
type part struct{ field, filename, contentType, content string }

// form is the body and the header of a form.
func form(t *testing.T, parts ...part) (body, header string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		disposition := `form-data; name="` + p.field + `"`
		if p.filename != "" {
			disposition += `; filename="` + p.filename + `"`
		}
		to, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {p.contentType}})
		must(t, err)
		_, err = io.WriteString(to, p.content)
		must(t, err)
	}
	must(t, w.Close())
	return b.String(), "Content-Type: " + w.FormDataContentType()
}

// send sends a form with one file to the API.
func (f *fixture) send(t *testing.T, path, content string) answer {
	t.Helper()
	body, header := form(t, part{"file", "no_name", "application/octet-stream", content})
	return f.as(t, f.key, "POST", path, body, header)
}

// want fails unless the answer has this status and exactly this body, once {pub} is the server.
func (f *fixture) want(t *testing.T, a answer, status int, body string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d %s, want %d", a.status, a.body, status)
	}
	if diff := cmp.Diff(strings.ReplaceAll(body, "{pub}", f.server.URL), a.body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// blobKeys are the keys below a prefix.
func (f *fixture) blobKeys(t *testing.T, prefix string) []string {
	t.Helper()
	var keys []string
	must(t, f.blobs.List(t.Context(), prefix, func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	}))
	return keys
}

func (f *fixture) blob(t *testing.T, key string) string {
	t.Helper()
	r, err := f.blobs.Open(t.Context(), key)
	must(t, err)
	defer r.Close()
	raw := make([]byte, r.Size())
	_, err = r.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return string(raw)
}

func TestCaptions(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "") // before any source
	captions := "/videos/" + id + "/captions"
	caption := func(tag, name, isDefault string) string {
		return `{"uri":"` + captions + "/" + tag + `","src":"{pub}/vod/` + id + "/captions/" + tag + `.vtt","srclang":"` + tag +
			`","languageName":"` + name + `","default":` + isDefault + `}`
	}
	f.want(t, f.send(t, captions+"/fr", vtt), 200, caption("fr", "français", "false"))
	f.want(t, f.send(t, captions+"/EN-gb", "\ufeffWEBVTT - notes"), 200, caption("en-GB", "British English", "false"))
	f.want(t, f.api(t, 200, "PATCH", captions+"/fr", `{"default":true}`), 200, caption("fr", "français", "true"))
	f.want(t, f.api(t, 200, "PATCH", captions+"/en-GB", `{"default":true}`), 200, caption("en-GB", "British English", "true"))
	f.want(t, f.api(t, 200, "GET", captions+"/fr", ""), 200, caption("fr", "français", "false"))
	f.want(t, f.api(t, 200, "PATCH", captions+"/en-GB", `{}`), 200, caption("en-GB", "British English", "true"))

	// A second file takes the place of the first, which is gone; what was shown by default stays so.
	f.want(t, f.send(t, captions+"/en-GB", "WEBVTT\n\nNOTE second"), 200, caption("en-GB", "British English", "true"))
	keys := f.blobKeys(t, "videos/"+uuid(t, id)+"/texts")
	if len(keys) != 2 {
		t.Errorf("blobs %q", keys)
	}
	contents := []string{f.blob(t, keys[0]), f.blob(t, keys[1])}
	slices.Sort(contents)
	if diff := cmp.Diff([]string{"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "WEBVTT\n\nNOTE second"}, contents); diff != "" {
		t.Error(diff)
	}

	list := f.api(t, 200, "GET", captions+"?pageSize=1", "").decode(t)
	if got := testkit.At(list, "data", 0, "srclang"); got != "en-GB" || testkit.At(list, "pagination", "itemsTotal") != 2.0 {
		t.Errorf("list %v", list)
	}
	gone := f.api(t, 204, "DELETE", captions+"/fr", "")
	if gone.body != "" || gone.header.Get("Content-Type") != "" {
		t.Errorf("204 with %q %q", gone.body, gone.header.Get("Content-Type"))
	}
	f.as(t, f.key, "DELETE", captions+"/fr", "").problem(t, 404, "resource-not-found", "language")
	if keys := f.blobKeys(t, "videos/"+uuid(t, id)+"/texts"); len(keys) != 1 {
		t.Errorf("blobs %q", keys)
	}
}

func TestChapters(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	chapters := "/videos/" + id + "/chapters"
	want := `{"uri":"` + chapters + `/fr","src":"{pub}/vod/` + id + `/chapters/fr.vtt","language":"fr"}`
	f.want(t, f.send(t, chapters+"/fr", vtt), 200, want)
	f.want(t, f.api(t, 200, "GET", chapters+"/fr", ""), 200, want)
	f.as(t, f.key, "GET", "/videos/"+id+"/captions/fr", "").problem(t, 404, "resource-not-found", "language")
	f.as(t, f.key, "PATCH", chapters+"/fr", `{"default":true}`).problem(t, 405, "method-not-allowed", "")
	if list := f.api(t, 200, "GET", chapters, "").decode(t); testkit.At(list, "data", 0, "language") != "fr" {
		t.Errorf("list %v", list)
	}
	f.api(t, 204, "DELETE", chapters+"/fr", "")
}

func TestRefusedCaptions(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	captions := "/videos/" + id + "/captions"
	f.send(t, captions+"/en", vtt)
	file := part{"file", "en.vtt", "text/vtt", vtt}
	tests := []struct {
		name, path string
		parts      []part
		status     int
		slug, at   string
	}{
		{"no WebVTT", captions + "/fr", []part{{"file", "a", "", "1\n00:00"}}, 400, "invalid-attribute", "file"},
		{"almost WebVTT", captions + "/fr", []part{{"file", "a", "", "WEBVTTX"}}, 400, "invalid-attribute", "file"},
		{"no UTF-8", captions + "/fr", []part{{"file", "a", "", "WEBVTT\n\xff"}}, 400, "invalid-attribute", "file"},
		{"too large", captions + "/fr", []part{{"file", "a", "", "WEBVTT\n" + strings.Repeat("x", 5<<20)}}, 400, "uploaded-file-too-large", "file"},
		{"empty", captions + "/fr", []part{{"file", "a", "", ""}}, 400, "uploaded-file-empty", "file"},
		{"no file", captions + "/fr", []part{{"file", "", "", vtt}}, 400, "uploaded-file-no-file", "file"},
		{"two files", captions + "/fr", []part{file, file}, 400, "uploaded-file-multiple-files", "file"},
		{"unknown language", captions + "/qqqqqqqqq", []part{file}, 400, "invalid-attribute", "language"},
		{"no language", captions + "/und", []part{file}, 400, "invalid-attribute", "language"},
		{"other characters", captions + "/en_GB", []part{file}, 400, "invalid-attribute", "language"},
		{"path in a language", captions + "/en%2F..%2Fx", []part{file}, 400, "invalid-attribute", "language"},
		{"unknown video", "/videos/vi0000000000000000000000/captions/fr", []part{file}, 404, "resource-not-found", "videoId"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, header := form(t, tt.parts...)
			f.as(t, f.key, "POST", tt.path, body, header).problem(t, tt.status, tt.slug, tt.at)
		})
	}
	body, header := form(t, file)
	f.as(t, f.foreign, "POST", captions+"/fr", body, header).problem(t, 404, "resource-not-found", "videoId")
	f.as(t, f.key, "POST", captions+"/fr", body[:len(body)-40], header).problem(t, 400, "invalid-payload", "")
	f.as(t, f.key, "POST", captions+"/fr", vtt, "Content-Type: text/vtt").problem(t, 400, "uploaded-file-no-file", "file")
	f.as(t, f.key, "POST", captions+"/fr", vtt, "Content-Type: multipart/form-data").problem(t, 400, "uploaded-file-no-file", "file")
	f.as(t, f.key, "PATCH", captions+"/en", `{"default":"yes"}`).problem(t, 400, "invalid-attribute", "default")
	if keys := f.blobKeys(t, "videos/"+uuid(t, id)); len(keys) != 1 {
		t.Errorf("refused files left %q", keys)
	}
}

// What became of a video while its captions were on the way decides.
func TestCaptionsOfDeletedVideo(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	must(t, f.DeleteVideo(t.Context(), f.project.ID, uuid(t, id), func(media.Video) error { return nil }))
	f.send(t, "/videos/"+id+"/captions/fr", vtt).problem(t, http.StatusNotFound, "resource-not-found", "videoId")
}

// interrupted is the records; before captions are made the default, something else happens.
type interrupted struct {
	catalog.Store

	once      *sync.Once
	meanwhile func()
}

func (s interrupted) PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (string, error) {
	if t.Default {
		s.once.Do(s.meanwhile)
	}
	return s.Store.PutText(ctx, projectID, videoID, t)
}

// A new file, or the end of the captions, that comes while they are made the default counts.
func TestDefaultWhileReplaced(t *testing.T) {
	for name, tt := range map[string]struct {
		method string
		left   []string
	}{
		"replaced": {"POST", []string{"WEBVTT\n\nNOTE new"}},
		"deleted":  {"DELETE", nil},
	} {
		t.Run(name, func(t *testing.T) {
			store := interrupted{once: &sync.Once{}}
			var f *fixture
			path := ""
			store.meanwhile = func() {
				if tt.method == "DELETE" {
					f.api(t, 204, "DELETE", path, "")
				} else if a := f.send(t, path, "WEBVTT\n\nNOTE new"); a.status != 200 {
					t.Errorf("%d %s", a.status, a.body)
				}
			}
			f = newFixture(t, nil)
			store.Store = f.DB
			f.cfg.Catalog = catalog.New(store)
			f.restart(t)
			id := f.newVideo(t, "")
			path = "/videos/" + id + "/captions/fr"
			f.send(t, path, vtt)
			a := f.as(t, f.key, "PATCH", path, `{"default":true}`)
			if tt.method == "DELETE" {
				a.problem(t, 404, "resource-not-found", "language")
				f.as(t, f.key, "GET", path, "").problem(t, 404, "resource-not-found", "language")
			} else if a.status != 200 || f.api(t, 200, "GET", path, "").decode(t)["default"] != true {
				t.Errorf("%d %s", a.status, a.body)
			}
			var left []string
			texts, err := f.Texts(t.Context(), uuid(t, id), media.Captions)
			must(t, err)
			for _, text := range texts {
				left = append(left, f.blob(t, text.Key))
				if text.Size != int64(len(left[0])) {
					t.Errorf("size %d", text.Size)
				}
			}
			if diff := cmp.Diff(tt.left, left); diff != "" {
				t.Error(diff)
			}
		})
	}
}
