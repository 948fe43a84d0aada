package streamdiver_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// standing is how an import and its files stand, and what is said about them.
func standing(imp map[string]any) []any {
	all := []any{imp["status"]}
	for _, file := range imp["files"].([]any) {
		all = append(all, fmt.Sprint(at(file, "status"), " ", at(file, "errorMessages")))
	}
	return all
}

func wantStanding(t *testing.T, imp map[string]any, want ...any) {
	t.Helper()
	if diff := cmp.Diff(want, standing(imp)); diff != "" {
		t.Errorf("import (-want +got):\n%s", diff)
	}
}

// play brings a media to where it plays.
func (f *fixture) play(t *testing.T, videoID string, more ...media.Rendition) {
	t.Helper()
	source := media.Rendition{Name: media.SourceName, Kind: media.VideoRendition, State: media.Complete, Repackaged: true}
	must(t, f.SavePlan(t.Context(), videoID, media.Planning{Container: "mov", Renditions: append(more, source)}))
}

// Acceptance 4 of the contract: one file is good, one is not there.
func TestImport(t *testing.T) {
	f := newFixture(t, nil)
	from := origin(t, map[string]http.HandlerFunc{"/a.mp4": serving(movie())})
	channel := text(t, f.api(t, 201, "POST", "/v2/channels", `{"name":"Harbour"}`).data(t), "id")
	imp := f.newImport(t, `{"files":[
		{"url":"`+from+`/a.mp4?X-Amz-Signature=secret","name":"Part A","filename":"a.mp4","transcriptionLanguageCode":"en-v2"},
		{"url":"`+from+`/some/gone.mp4"}],"channel":"`+channel+`"}`)
	wantStanding(t, imp, "Running", "Running []", "Running []")
	if strings.Contains(fmt.Sprint(imp), "secret") {
		t.Errorf("a secret is shown: %v", imp)
	}
	first := at(imp, "files", 0).(map[string]any)
	for field, want := range map[string]any{
		"url": from + "/a.mp4", "name": "Part A", "filename": "a.mp4", "transcriptionLanguageCode": "en-v2", "mediaId": nil,
	} {
		if first[field] != want {
			t.Errorf("%s is %v, want %v", field, first[field], want)
		}
	}
	if imp["channel"] != channel || at(imp, "files", 1, "name") != "gone" || at(imp, "files", 1, "filename") != "gone.mp4" {
		t.Errorf("import %v", imp)
	}
	u := f.api(t, 200, "GET", "/v2/uploads/"+text(t, first, "uploadId"), "").data(t)
	if u["status"] != "uploading" || u["input"] != nil || u["fileName"] != "a.mp4" || u["channelId"] != channel {
		t.Errorf("upload %v", u)
	}
	f.fetch(t, imp)
	const gone = "Failed [The origin answered 404.]"
	wantStanding(t, f.getImport(t, imp), "Running", "Running []", gone)
	f.play(t, f.imported(t, imp)[0])
	ended := f.getImport(t, imp)
	wantStanding(t, ended, "Failed", "Success []", gone)
	m := f.api(t, 200, "GET", "/v2/media/"+text(t, at(ended, "files", 0).(map[string]any), "mediaId"), "").data(t)
	if m["name"] != "Part A" || m["fileName"] != "a.mp4" || m["uploadId"] != first["uploadId"] || !cmp.Equal(m["channelIds"], []any{channel}) {
		t.Errorf("media %v", m)
	}
	bad := f.api(t, 200, "GET", "/v2/uploads/"+text(t, at(ended, "files", 1).(map[string]any), "uploadId"), "").data(t)
	if bad["status"] != "expired" || at(ended, "files", 1, "mediaId") != nil {
		t.Errorf("upload of the bad one %v", bad)
	}
	f.api(t, 409, "DELETE", "/v2/uploads/imports/"+text(t, imp, "id"), "")
}

func TestImportSources(t *testing.T) {
	f := newFixture(t, nil)
	from := origin(t, map[string]http.HandlerFunc{
		"/good": serving(movie()),
		"/page": serving("<!DOCTYPE html><html>" + strings.Repeat("<p>watch</p>", 1000)),
		"/hls":  serving("#EXTM3U\n"),
		"/inward": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		},
		"/locked": func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "me" || password != "a:b" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			serving(movie())(w, r)
		},
	})
	host := strings.TrimPrefix(from, "http://")
	const notAllowed, unsupported = "Failed [The address is not allowed.]", "Failed [source type is not supported]"
	for address, want := range map[string]string{
		from + "/good": "Running []", from + "/page": unsupported, from + "/hls": unsupported, from + "/inward": notAllowed,
		"http://169.254.169.254/latest": notAllowed, "http://127.0.0.2/a.mp4": notAllowed,
		"http://me:a%3Ab@" + host + "/locked": "Running []", from + "/locked": "Failed [The origin answered 401.]",
	} {
		imp := f.newImport(t, `{"files":[{"url":"`+address+`"}]}`)
		f.fetch(t, imp)
		got := f.getImport(t, imp)
		if standing(got)[1] != want {
			t.Errorf("%s: %v, want %s", address, standing(got), want)
		}
		if strings.Contains(fmt.Sprint(got), "%3A") {
			t.Errorf("shown %v", got)
		}
	}
}

func TestImportRefused(t *testing.T) {
	f := newFixture(t, nil)
	many := strings.Repeat(`{"url":"http://a.example/1"},`, 100)
	for body, field := range map[string]string{
		`{}`: "files", `{"files":[]}`: "files", `{"files":{}}`: "files", `{"files":["http://a.example/1"]}`: "files[0]",
		`{"files":[` + many + `{"url":"http://a.example/1"}]}`:        "files",
		`{"files":[{"url":"http://a.example/1"},{"name":"x"}]}`:       "files[1].url",
		`{"files":[{"url":"file:///etc/hosts"}]}`:                     "files[0].url",
		`{"files":[{"url":"s3://bucket/key"}]}`:                       "files[0].url",
		`{"files":[{"url":"http:///x"}]}`:                             "files[0].url",
		`{"files":[{"url":"http://[::x"}]}`:                           "files[0].url",
		`{"files":[{"url":7}]}`:                                       "files[0].url",
		`{"files":[{"url":"http://a.example/1","filename":""}]}`:      "files[0].fileName",
		`{"files":[{"url":"http://a.example/1"}],"channel":"nobody"}`: "channelId",
	} {
		if got := f.api(t, 400, "POST", "/v2/uploads/imports", body).decode(t); at(got, "data", field) == nil {
			t.Errorf("%.100s: %v", body, got)
		}
	}
	if n := f.count(t, false); n != 0 {
		t.Errorf("%d videos were made", n)
	}
	f.api(t, 404, "GET", "/v2/uploads/imports/nobody", "")
	imp := f.newImport(t, `{"files":[{"url":"http://a.example/1"}]}`)
	if a := f.as(t, f.foreign, "GET", "/v2/uploads/imports/"+text(t, imp, "id"), ""); a.status != 404 {
		t.Errorf("of another project: %d", a.status)
	}
}

// What the project may not have is said of the file, and the others go on.
func TestImportBeyondLimits(t *testing.T) {
	f := newFixture(t, nil)
	must(t, f.ChangeSettings(t.Context(), f.project.ID, func(s *media.Settings) { s.MaxUploads = 1 }))
	imp := f.newImport(t, `{"files":[{"url":"http://a.example/1.mp4"},{"url":"http://a.example/2.mp4"}]}`)
	wantStanding(t, imp, "Running", "Running []", "Failed [the project's limit of 1 open uploads is reached]")
	if at(imp, "files", 1, "uploadId") != nil {
		t.Errorf("import %v", imp)
	}
}

func TestCancelImport(t *testing.T) {
	for _, call := range []string{"DELETE ", "POST /cancel", "PUT /cancel"} {
		t.Run(call, func(t *testing.T) {
			f := newFixture(t, nil)
			from := origin(t, map[string]http.HandlerFunc{"/a.mp4": serving(movie())})
			imp := f.newImport(t, `{"files":[{"url":"`+from+`/a.mp4"},{"url":"`+from+`/b.mp4"}]}`)
			videos := f.imported(t, imp)
			f.fetchVideo(t, videos[0])
			method, end, _ := strings.Cut(call, " ")
			path := "/v2/uploads/imports/" + text(t, imp, "id") + end
			for range 2 {
				wantStanding(t, f.api(t, 200, method, path, "").data(t), "Cancelled", "Running []", "Cancelled []")
			}
			f.play(t, videos[0])
			wantStanding(t, f.getImport(t, imp), "Cancelled", "Success []", "Cancelled []")
			u := f.api(t, 200, "GET", "/v2/uploads/"+text(t, at(imp, "files", 1).(map[string]any), "uploadId"), "").data(t)
			if u["status"] != "cancelled" {
				t.Errorf("upload %v", u)
			}
			fetch, err := f.LastImport(t.Context(), videos[1])
			must(t, err)
			if !fetch.State.Ended() {
				t.Errorf("the fetch is %s", fetch.State)
			}
		})
	}
}

// One host has four turns ([pull.PerHost]). What is cancelled passes its own on.
func TestImportWaitsForItsTurn(t *testing.T) {
	f := newFixture(t, nil)
	four := `{"files":[` + strings.Repeat(`{"url":"http://a.example/1.mp4"},`, 3) + `{"url":"http://a.example/1.mp4"}]}`
	first, second := f.newImport(t, four), f.newImport(t, `{"files":[{"url":"http://a.example/2.mp4"}]}`)
	wantStanding(t, first, "Running", "Running []", "Running []", "Running []", "Running []")
	wantStanding(t, second, "Pending", "Pending []")
	f.api(t, 200, "DELETE", "/v2/uploads/imports/"+text(t, first, "id"), "")
	wantStanding(t, f.getImport(t, second), "Running", "Running []")
}

// Who cancels the upload of a file, or deletes its media, has done so here, too.
func TestImportFollowsItsUploads(t *testing.T) {
	f := newFixture(t, nil)
	from := origin(t, map[string]http.HandlerFunc{"/a.mp4": serving(movie())})
	imp := f.newImport(t, `{"files":[{"url":"`+from+`/a.mp4"},{"url":"`+from+`/a.mp4?b"}]}`)
	videos := f.imported(t, imp)
	f.api(t, 200, "POST", "/v2/uploads/"+text(t, at(imp, "files", 1).(map[string]any), "uploadId")+"/cancel", "")
	f.fetchVideo(t, videos[0])
	f.play(t, videos[0])
	wantStanding(t, f.getImport(t, imp), "Cancelled", "Success []", "Cancelled []")
	f.api(t, 200, "DELETE", "/v2/media/"+videos[0], "")
	wantStanding(t, f.getImport(t, imp), "Cancelled", "Success []", "Cancelled []")
	f.api(t, 200, "DELETE", "/v2/media/"+videos[0]+"?hardDelete=true", "")
	wantStanding(t, f.getImport(t, imp), "Cancelled", "Cancelled [the media has been deleted]", "Cancelled []")
}

func TestListImports(t *testing.T) {
	f := newFixture(t, nil)
	var ids []string
	for range 3 {
		ids = append([]string{text(t, f.newImport(t, `{"files":[{"url":"http://a.example/1.mp4"}]}`), "id")}, ids...)
	}
	listed := func(query string) (got []string) {
		for _, imp := range f.api(t, 200, "GET", "/v2/uploads/imports"+query, "").list(t) {
			got = append(got, text(t, imp, "id"))
		}
		return got
	}
	oldest := slices.Clone(ids)
	slices.Reverse(oldest)
	for query, want := range map[string][]string{
		"": ids, "?perpage=2": ids[:2], "?perpage=2&page=1": ids[2:], "?page=9": nil, "?sort=created": oldest, "?filter=channel=x": nil,
	} {
		if diff := cmp.Diff(want, listed(query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	for _, query := range []string{"?sort=status", "?filter=status=Success", "?perpage=0"} {
		f.api(t, 400, "GET", "/v2/uploads/imports"+query, "")
	}
	if list := f.as(t, f.foreign, "GET", "/v2/uploads/imports", "").list(t); len(list) != 0 {
		t.Errorf("another project sees %v", list)
	}
}
