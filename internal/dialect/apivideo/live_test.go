package apivideo_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestLiveStream(t *testing.T) {
	f := newFixture(t, nil)
	player := f.api(t, 201, "POST", "/players", `{}`).decode(t)["playerId"].(string)
	a := f.api(t, 200, "POST", "/live-streams", `{"name":"Stage"}`)
	body := a.decode(t)
	id, key := body["liveStreamId"].(string), body["streamKey"].(string)
	if len(id) != 24 || !strings.HasPrefix(id, "li") || len(key) != 36 {
		t.Errorf("id %q, key %q", id, key)
	}
	created, updated := times(t, a)
	want := func(updated, public, rest string) string {
		return `{"liveStreamId":"` + id + `","name":"Stage","public":` + public + `,"streamKey":"` + key + `","broadcasting":false,` + rest +
			`,"createdAt":"` + created + `","updatedAt":"` + updated + `","assets":{"iframe":"<iframe src=\"{pub}/live/` + id +
			`\"></iframe>","player":"{pub}/live/` + id + `","hls":"{pub}/live/` + id + `.m3u8","thumbnail":"{pub}/live/` + id + `/thumbnail.jpg"}}`
	}
	f.want(t, a, 200, want(updated, "true", `"restreams":[]`))
	restream := `[{"name":"Elsewhere","serverUrl":"rtmp://live.example.org/app","streamKey":"secret"}]`
	changed := f.api(t, 200, "PATCH", "/live-streams/"+id, `{"public":false,"playerId":"`+player+`","restreams":`+restream+`}`)
	_, updated = times(t, changed)
	f.want(t, changed, 200, want(updated, "false", `"playerId":"`+player+`","restreams":`+restream))
	f.want(t, f.api(t, 200, "GET", "/live-streams/"+id, ""), 200, changed.body)
	f.api(t, 200, "PATCH", "/live-streams/"+id, `{"playerId":null,"public":true}`)

	path := "/live-streams/" + id + "/thumbnail"
	if got := f.do(t, "GET", "/live/"+id+"/thumbnail.jpg", ""); got.status != 404 || got.body != "" {
		t.Errorf("no thumbnail: %d %q", got.status, got.body)
	}
	if got := f.send(t, path, tinyWebP); got.status != 201 || got.decode(t)["liveStreamId"] != id {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := f.do(t, "GET", "/live/"+id+"/thumbnail.jpg", ""); got.status != 200 || got.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("thumbnail: %d %v", got.status, got.header)
	}
	f.api(t, 200, "PATCH", "/live-streams/"+id, `{"public":false}`)
	if got := f.do(t, "GET", "/live/"+id+"/thumbnail.jpg", ""); got.status != 404 {
		t.Errorf("thumbnail of a private one: %d", got.status)
	}
	f.api(t, 200, "DELETE", path, "")
	if keys := f.blobKeys(t, "live"); len(keys) != 0 {
		t.Errorf("blobs %q", keys)
	}
	done := f.api(t, 202, "PUT", "/live-streams/"+id+"/complete", "")
	if done.body != "" || done.header.Get("Content-Type") != "" {
		t.Errorf("202 with %q %q", done.body, done.header.Get("Content-Type"))
	}
	f.as(t, f.foreign, "PUT", "/live-streams/"+id+"/complete", "").problem(t, 404, "resource-not-found", "liveStreamId")
	f.api(t, 204, "DELETE", "/live-streams/"+id, "")
	f.as(t, f.key, "GET", "/live-streams/"+id, "").problem(t, 404, "resource-not-found", "liveStreamId")
}

func TestListLiveStreams(t *testing.T) {
	f := newFixture(t, nil)
	key := ""
	for _, name := range []string{"Main stage", "Harbour", "Small Stage"} {
		key = f.api(t, 200, "POST", "/live-streams", `{"name":"`+name+`"}`).decode(t)["streamKey"].(string)
	}
	for query, want := range map[string][]any{
		"":                                {"Small Stage", "Harbour", "Main stage"},
		"?name=STAGE":                     {"Small Stage", "Main stage"},
		"?name=main+stage":                {"Main stage"},
		"?streamKey=" + key:               {"Small Stage"},
		"?streamKey=x":                    {},
		"?sortBy=name":                    {"Harbour", "Main stage", "Small Stage"},
		"?sortBy=createdAt&sortOrder=asc": {"Main stage", "Harbour", "Small Stage"},
	} {
		names := []any{}
		for _, l := range f.api(t, 200, "GET", "/live-streams"+query, "").decode(t)["data"].([]any) {
			names = append(names, testkit.At(l, "name"))
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

func TestRefusedLiveStreams(t *testing.T) {
	f := newFixture(t, nil)
	one := `{"name":"a","serverUrl":"rtmp://a.example/b","streamKey":"c"}`
	for body, want := range map[string][2]string{
		`{}`:                        {"attribute-required", "name"},
		`{"name":" "}`:              {"invalid-attribute", "name"},
		`{"name":5}`:                {"invalid-attribute", "name"},
		`{"name":"a","public":"x"}`: {"invalid-attribute", "public"},
		`{"name":"a","playerId":"pl0000000000000000000000"}`:                                   {"invalid-attribute", "playerId"},
		`{"name":"a","restreams":{}}`:                                                          {"invalid-attribute", "restreams"},
		`{"name":"a","restreams":[` + strings.Repeat(one+",", 5) + one + `]}`:                  {"invalid-attribute", "restreams"},
		`{"name":"a","restreams":[` + one + `,{"name":"a","serverUrl":"rtmp://a.example/b"}]}`: {"invalid-attribute", "restreams[1].streamKey"},
		`{"name":"a","restreams":[{"name":"a","serverUrl":"not a URL","streamKey":"c"}]}`:      {"invalid-attribute", "restreams[0].serverUrl"},
	} {
		f.as(t, f.key, "POST", "/live-streams", body).problem(t, 400, want[0], want[1])
	}
}
