package apivideo_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

func TestCreateVideo(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 201, "POST", "/videos", `{"title":"HelloWorld"}`)
	got := a.decode(t)
	id, _ := got["videoId"].(string)
	if !regexp.MustCompile(`^vi[0-9A-Za-z]{22}$`).MatchString(id) {
		t.Fatalf("id %q", id)
	}
	at := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$`)
	for _, name := range []string{"createdAt", "publishedAt", "updatedAt"} {
		if text, _ := got[name].(string); !at.MatchString(text) {
			t.Errorf("%s %q", name, text)
		}
		delete(got, name)
	}
	page := f.server.URL + "/vod/" + id
	want := map[string]any{
		"videoId": id, "title": "HelloWorld", "description": "", "public": true, "panoramic": false, "mp4Support": true,
		"tags": []any{}, "metadata": []any{}, "languageOrigin": nil, "discarded": false, "discardedAt": nil, "deletesAt": nil,
		"source": map[string]any{"type": "upload", "uri": "/videos/" + id + "/source"},
		"assets": map[string]any{
			"iframe": `<iframe src="` + page + `" width="100%" height="100%" frameborder="0" scrolling="no" allowfullscreen="true"></iframe>`,
			"player": page, "hls": page + "/hls/manifest.m3u8", "thumbnail": page + "/thumbnail.jpg", "mp4": page + "/mp4/source.mp4",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("video (-want +got):\n%s", diff)
	}
	if !strings.Contains(a.body, `"<iframe src=\"`) { // no \u003c: scripts cut URLs out of the text
		t.Errorf("escaped: %s", a.body)
	}
	if again := f.api(t, 200, "GET", "/videos/"+id, ""); again.body != a.body {
		t.Errorf("got as\n%s\nwas\n%s", again.body, a.body)
	}
}

// Addresses begin with what the operator says, whatever the client asked.
func TestPublicURL(t *testing.T) {
	f := newFixture(t, func(c *apivideo.Config) { c.PublicURL = "https://video.example.org/base" })
	got := f.api(t, 201, "POST", "/videos", `{"title":"t"}`, "X-Forwarded-Host: evil.example").decode(t)
	for _, name := range []string{"player", "hls", "thumbnail", "mp4"} {
		if url := testkit.At(got, "assets", name).(string); !strings.HasPrefix(url, "https://video.example.org/base/vod/"+got["videoId"].(string)) {
			t.Errorf("%s: %s", name, url)
		}
	}
}

func TestCreateVideoInFull(t *testing.T) {
	f := newFixture(t, nil)
	player := f.api(t, 201, "POST", "/players", `{}`).decode(t)["playerId"].(string)
	body := `{"title":"Harbour","description":"At dawn","public":false,"panoramic":true,"mp4Support":false,"playerId":"` + player + `",
		"tags":["boats","sea","boats"],"metadata":[{"key":"camera","value":"2"},{"key":"a","value":""}],"language":"fr-CA",
		"transcript":true,"transcriptSummary":true,"transcriptSummaryAttributes":["abstract"],"source":null,"unknown":{"deep":[1]},
		"clip":{"startTimecode":"00:00:05","endTimecode":"00:01:00.500"}}`
	id := f.newVideo(t, body)
	got := f.api(t, 200, "GET", "/videos/"+id, "").decode(t)
	want := map[string]any{
		"title": "Harbour", "description": "At dawn", "public": false, "panoramic": true, "mp4Support": false, "playerId": player,
		"tags": []any{"boats", "sea"}, "language": "fr-CA", "languageOrigin": "api",
		"metadata": []any{map[string]any{"key": "a", "value": ""}, map[string]any{"key": "camera", "value": "2"}},
	}
	maps.DeleteFunc(got, func(name string, _ any) bool { _, ok := want[name]; return !ok })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("video (-want +got):\n%s", diff)
	}
	v, err := f.Video(t.Context(), uuid(t, id))
	must(t, err)
	end := media.Timecode{Time: 60_500 * time.Millisecond}
	wishes := media.Wishes{
		Panoramic: true, NoDownload: true, Language: "fr-CA", Transcript: true, PlayerID: player,
		Clip: &media.Clip{Start: media.Timecode{Time: 5 * time.Second}, End: &end},
	}
	if diff := cmp.Diff(wishes, v.Wishes); diff != "" {
		t.Errorf("wishes (-want +got):\n%s", diff)
	}
}

// refusals are bodies that are refused for one attribute.
func refusals() map[string]struct{ body, slug, name string } {
	const bad = "invalid-attribute"
	return map[string]struct{ body, slug, name string }{
		"no title":            {`{}`, "attribute-required", "title"},
		"title null":          {`{"title":null}`, bad, "title"},
		"title empty":         {`{"title":""}`, bad, "title"},
		"title blank":         {`{"title":" \n"}`, bad, "title"},
		"title no text":       {`{"title":5}`, bad, "title"},
		"title too long":      {`{"title":"` + strings.Repeat("é", 1025) + `"}`, bad, "title"},
		"description":         {`{"title":"t","description":{}}`, bad, "description"},
		"public":              {`{"title":"t","public":"yes"}`, bad, "public"},
		"panoramic":           {`{"title":"t","panoramic":1}`, bad, "panoramic"},
		"mp4Support":          {`{"title":"t","mp4Support":[]}`, bad, "mp4Support"},
		"transcript":          {`{"title":"t","transcript":"true"}`, bad, "transcript"},
		"tags no array":       {`{"title":"t","tags":"boats"}`, bad, "tags"},
		"tags object":         {`{"title":"t","tags":{"0":"boats"}}`, bad, "tags"},
		"tag no text":         {`{"title":"t","tags":["a",1]}`, bad, "tags"},
		"tag null":            {`{"title":"t","tags":[null]}`, bad, "tags"},
		"tag empty":           {`{"title":"t","tags":[""]}`, bad, "tags"},
		"tag too long":        {`{"title":"t","tags":["` + strings.Repeat("x", 256) + `"]}`, bad, "tags"},
		"metadata no array":   {`{"title":"t","metadata":{"camera":"2"}}`, bad, "metadata"},
		"metadata no object":  {`{"title":"t","metadata":["camera"]}`, bad, "metadata"},
		"metadata no key":     {`{"title":"t","metadata":[{"value":"2"}]}`, bad, "metadata"},
		"metadata number":     {`{"title":"t","metadata":[{"key":"camera","value":2}]}`, bad, "metadata"},
		"metadata empty key":  {`{"title":"t","metadata":[{"key":"","value":"2"}]}`, bad, "metadata"},
		"language":            {`{"title":"t","language":"klingonese"}`, bad, "language"},
		"language with _":     {`{"title":"t","language":"fr_CA"}`, bad, "language"},
		"language empty":      {`{"title":"t","language":""}`, bad, "language"},
		"player":              {`{"title":"t","playerId":"plQ1w2E3r4T5y6U7i8O9p0As"}`, bad, "playerId"},
		"player empty":        {`{"title":"t","playerId":""}`, bad, "playerId"},
		"clip no object":      {`{"title":"t","clip":[]}`, bad, "clip"},
		"clip start":          {`{"title":"t","clip":{"startTimecode":"5 s"}}`, bad, "clip.startTimecode"},
		"clip of nothing":     {`{"title":"t","clip":{"startTimecode":"00:00:05","endTimecode":5}}`, bad, "clip.endTimecode"},
		"watermark id":        {`{"title":"t","watermark":{}}`, "attribute-required", "watermark.id"},
		"watermark unknown":   {`{"title":"t","watermark":{"id":"watermark_1a2B3c4D5e6F7g8H9j0KlM"}}`, bad, "watermark.id"},
		"watermark null":      {`{"title":"t","watermark":{"id":null}}`, bad, "watermark.id"},
		"source no text":      {`{"title":"t","source":5}`, bad, "source"},
		"source no URL":       {`{"title":"t","source":"harbour.mp4"}`, bad, "source"},
		"source of files":     {`{"title":"t","source":"file:///etc/passwd"}`, bad, "source"},
		"source inside":       {`{"title":"t","source":"https://127.0.0.1/x.mp4"}`, bad, "source"},
		"source unknown":      {`{"title":"t","source":"vi1A2b3C4d5E6f7G8h9J0kLm"}`, bad, "source"},
		"source, other words": {`{"title":"t","source":"metadata.internal"}`, bad, "source"},
	}
}

func TestCreateVideoRefused(t *testing.T) {
	f := newFixture(t, nil)
	for name, tt := range refusals() {
		t.Run(name, func(t *testing.T) {
			a := f.as(t, f.key, "POST", "/videos", tt.body)
			a.problem(t, 400, tt.slug, tt.name)
			problems, _ := a.decode(t)["problems"].([]any)
			if len(problems) != 1 || testkit.At(problems, 0, "name") != tt.name || testkit.At(problems, 0, "status") != nil {
				t.Errorf("problems %v", problems)
			}
		})
	}
	if got := f.api(t, 200, "GET", "/videos", "").decode(t); testkit.At(got, "pagination", "itemsTotal") != 0.0 {
		t.Errorf("something was made: %v", got)
	}
}

// All problems are told, the first one on top.
func TestProblemsTogether(t *testing.T) {
	f := newFixture(t, nil)
	a := f.as(t, f.key, "POST", "/videos", `{"public":5,"tags":"boats","metadata":[{"value":"2"}],"clip":{"startTimecode":"x","endTimecode":"y"}}`)
	a.problem(t, 400, "attribute-required", "title")
	var names []any
	for _, p := range a.decode(t)["problems"].([]any) {
		names = append(names, testkit.At(p, "name"))
	}
	want := []any{"title", "tags", "metadata", "public", "clip.startTimecode", "clip.endTimecode"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestBrokenBodies(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	for name, body := range map[string]string{
		"none": "", "blank": " \n ", "broken": `{"title":`, "array": `[]`, "text": `"title"`, "null": `null`, "two": `{"title":"a"} {"title":"b"}`,
		"rest": `{"title":"a"}]`, "too deep": `{"title":"t","x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`,
		"NUL":      `{"title":"a\u0000b"}`,
		"raw NUL":  "{\"title\":\"a\x00b\"}",
		"deep NUL": `{"title":"t","metadata":[{"key":"k","value":"\u0000"}]}`,
		"NUL name": `{"title":"t","a\u0000":1}`,
		"gzip":     "\x1f\x8b\x08\x00\x00\x00\x00\x00",
		"too long": `{"title":"` + strings.Repeat("x", 1<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			f.as(t, f.key, "POST", "/videos", body).problem(t, 400, "invalid-payload", "")
			f.as(t, f.key, "PATCH", "/videos/"+id, body).problem(t, 400, "invalid-payload", "")
		})
	}
	// What PHP calls JSON, and the deepest that is taken.
	f.api(t, 201, "POST", "/videos", `{"title":"t","x":`+strings.Repeat("[", 31)+strings.Repeat("]", 31)+`}`, "Content-Type: application/x-www-form-urlencoded")
	f.api(t, 201, "POST", "/videos", " \r\n\t"+`{"title":"\ud800"}`)
}

func TestUpdateVideo(t *testing.T) {
	f := newFixture(t, nil)
	player := f.api(t, 201, "POST", "/players", `{}`).decode(t)["playerId"].(string)
	id := f.newVideo(t, `{"title":"Harbour","description":"d","tags":["a","b"],"metadata":[{"key":"k","value":"v"}],"language":"en","playerId":"`+player+`"}`)
	was := f.api(t, 200, "GET", "/videos/"+id, "").decode(t)
	for _, tt := range []struct {
		body string
		want map[string]any // nil value = absent
	}{
		{`{}`, nil},
		{`{"title":"Port"}`, map[string]any{"title": "Port"}},
		{`{"description":"","panoramic":true,"mp4Support":true}`, map[string]any{"description": "", "panoramic": true}},
		{`{"tags":["c"]}`, map[string]any{"tags": []any{"c"}}},
		{`{"tags":[]}`, map[string]any{"tags": []any{}}},
		{`{"metadata":[{"key":"x","value":"1"}]}`, map[string]any{"metadata": []any{map[string]any{"key": "x", "value": "1"}}}},
		{`{"metadata":[]}`, map[string]any{"metadata": []any{}}},
		{`{"playerId":null}`, map[string]any{"playerId": nil}},
		{`{"language":null}`, map[string]any{"language": nil, "languageOrigin": any(nil)}},
		{`{"language":"de"}`, map[string]any{"language": "de", "languageOrigin": "api"}},
		{`{"tags":null,"metadata":null,"description":null,"public":null}`, nil},
	} {
		a := f.api(t, 200, "PATCH", "/videos/"+id, tt.body)
		got := a.decode(t)
		for name, value := range tt.want {
			if was[name] = value; value == nil && name != "languageOrigin" {
				delete(was, name)
			}
		}
		was["updatedAt"] = got["updatedAt"]
		if diff := cmp.Diff(was, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.body, diff)
		}
		if again := f.api(t, 200, "GET", "/videos/"+id, ""); again.body != a.body {
			t.Errorf("%s: then\n%s\nanswered\n%s", tt.body, again.body, a.body)
		}
	}
	private := f.api(t, 200, "PATCH", "/videos/"+id, `{"public":false}`).decode(t)
	if private["public"] != false || !strings.Contains(testkit.At(private, "assets", "hls").(string), "/token/") {
		t.Errorf("private: %v", private["assets"])
	}
	// What is refused for POST is for PATCH, but a title may be missing, and what is made of pictures is not looked at.
	for name, tt := range refusals() {
		if strings.HasPrefix(tt.name, "source") || strings.HasPrefix(tt.name, "clip") || strings.HasPrefix(tt.name, "watermark") || tt.slug == "attribute-required" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			f.as(t, f.key, "PATCH", "/videos/"+id, tt.body).problem(t, 400, tt.slug, tt.name)
		})
	}
}

// Whatever is no video of the caller is not there, in the same words.
func TestAbsentVideos(t *testing.T) {
	f := newFixture(t, nil)
	foreign := f.as(t, f.foreign, "POST", "/videos", `{"title":"t"}`).decode(t)["videoId"].(string)
	gone := f.newVideo(t, "")
	f.api(t, 204, "DELETE", "/videos/"+gone, "")
	for name, id := range map[string]string{
		"unknown": "vi1A2b3C4d5E6f7G8h9J0kLm", "foreign": foreign, "deleted": gone, "malformed": "vi1", "other form": uuid(t, foreign),
		"too large": "vizzzzzzzzzzzzzzzzzzzzzz", "escaped": "vi%00", "slash": "a%2Fb",
	} {
		t.Run(name, func(t *testing.T) {
			for _, call := range []string{"GET", "PATCH", "DELETE"} {
				f.as(t, f.key, call, "/videos/"+id, "{}").problem(t, 404, "resource-not-found", "videoId")
			}
			f.as(t, f.key, "GET", "/videos/"+id+"/status", "").problem(t, 404, "resource-not-found", "videoId")
			f.as(t, f.key, "GET", "/discarded/videos/"+id, "").problem(t, 404, "resource-not-found", "videoId")
			f.as(t, f.key, "PATCH", "/discarded/videos/"+id, `{"discarded":false}`).problem(t, 404, "resource-not-found", "videoId")
		})
	}
	if a := f.as(t, f.foreign, "GET", "/videos/"+foreign, ""); a.status != 200 {
		t.Errorf("its owner gets %d", a.status)
	}
}

func TestDeleteVideo(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "ten bytes!")
	a := f.api(t, 204, "DELETE", "/videos/"+id, "")
	if a.body != "" || a.header.Get("Content-Type") != "" {
		t.Errorf("answer %v %q", a.header, a.body)
	}
	f.as(t, f.key, "DELETE", "/videos/"+id, "").problem(t, 404, "resource-not-found", "videoId")
	if got := f.api(t, 200, "GET", "/videos", "").decode(t); testkit.At(got, "pagination", "itemsTotal") != 0.0 {
		t.Errorf("still listed: %v", got)
	}
}

func TestSourceByURL(t *testing.T) {
	f := newFixture(t, nil)
	const url = "https://files.example.org/h.mp4?a=1&b=2"
	body, err := json.Marshal(map[string]string{"title": "This is a title", "source": url})
	must(t, err)
	id := f.api(t, 202, "POST", "/videos", string(body)).decode(t)["videoId"].(string)
	if diff := cmp.Diff(map[string]string{uuid(t, id): url}, f.importer.urls); diff != "" {
		t.Errorf("imports (-want +got):\n%s", diff)
	}
	f.importer.err = fmt.Errorf("import: %w", media.Errorf(media.Invalid, "The address is not allowed."))
	a := f.as(t, f.key, "POST", "/videos", string(body))
	a.problem(t, 400, "invalid-attribute", "source")
	if got := a.decode(t)["detail"]; got != "The address is not allowed." {
		t.Errorf("detail %q", got)
	}
	f.importer.err = fmt.Errorf("queue is down at 10.0.0.7")
	a = f.as(t, f.key, "POST", "/videos", string(body))
	a.problem(t, 500, "server-error", "")
	if strings.Contains(a.body, "10.0.0.7") {
		t.Errorf("tells %s", a.body)
	}
	if got := f.api(t, 200, "GET", "/videos", "").decode(t); testkit.At(got, "pagination", "itemsTotal") != 1.0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestSourceByCopy(t *testing.T) {
	f := newFixture(t, nil)
	from, empty := f.newVideo(t, ""), f.newVideo(t, "")
	f.sourced(t, from, "ten bytes!")
	id := f.api(t, 202, "POST", "/videos", `{"title":"copy","source":"`+from+`"}`).decode(t)["videoId"].(string)
	if diff := cmp.Diff(map[string]string{uuid(t, id): uuid(t, from)}, f.importer.copies); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
	f.as(t, f.key, "POST", "/videos", `{"title":"copy","source":"`+empty+`"}`).problem(t, 400, "invalid-attribute", "source")
	f.as(t, f.foreign, "POST", "/videos", `{"title":"copy","source":"`+from+`"}`).problem(t, 400, "invalid-attribute", "source")
}
