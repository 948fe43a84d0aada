package gcore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

const batchPath = "/streaming/videos/batch"

func TestBatch(t *testing.T) {
	f := newFixture(t, nil)
	made := f.api(t, 200, "POST", batchPath, `{"videos":[
		{"name":"a","origin_url":"https://files.example.org/a.mp4","priority":5,
		 "subtitles":[{"language":"eng","name":"English","vtt":"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"}]},
		{"name":"b"}]}`).list(t)
	if len(made) != 2 || at(made, 0, "name") != "a" || at(made, 0, "priority") != 5.0 || at(made, 1, "name") != "b" ||
		at(made, 0, "status") != "empty" || at(made, 0, "origin_url") != "https://files.example.org/a.mp4" || at(made, 1, "origin_url") != nil {
		t.Fatalf("%v", made)
	}
	if _, err := f.importer.Progress(t.Context(), at(made, 0, "uuid").(string)); err != nil {
		t.Errorf("the copy: %v", err)
	}
	texts := f.api(t, 200, "GET", fmt.Sprintf("/streaming/videos/%v/subtitles", at(made, 0, "id")), "").list(t)
	if len(texts) != 1 || at(texts, 0, "language") != "eng" || at(texts, 0, "name") != "English" {
		t.Errorf("subtitles %v", texts)
	}
	some := f.api(t, 200, "POST", batchPath+"?fields=id%2Cname", `{"videos":[{"name":"c"}]}`, "X-Stainless-Lang: go").list(t)
	if item := at(some, 0).(map[string]any); len(item) != 2 || item["name"] != "c" {
		t.Errorf("fields: %v", some)
	}
}

func TestInvalidBatches(t *testing.T) {
	f := newFixture(t, nil)
	many := func(n int) string {
		return `{"videos":[` + strings.TrimSuffix(strings.Repeat(`{"name":"x"},`, n), ",") + `]}`
	}
	for name, tt := range map[string]struct {
		body   string
		errors []string // nil = 400
	}{
		"none":             {`{"videos":[]}`, nil},
		"null":             {`{"videos":null}`, nil},
		"nothing":          {``, nil},
		"no list":          {`{"videos":{"name":"a"}}`, nil},
		"too many":         {many(501), nil},
		"array":            {`[{"name":"a"}]`, nil},
		"second has none":  {`{"videos":[{"name":"x"},{"origin_url":"https://a.test/x"}]}`, []string{"videos[1].name: can't be blank"}},
		"no objects":       {`{"videos":[{"name":"x"},7,null]}`, []string{"videos[1]: is invalid", "videos[2].name: can't be blank"}},
		"in several":       {`{"videos":[{"name":""},{"name":"x","priority":11}]}`, []string{"videos[0].name: can't be blank", "videos[1].priority: is invalid"}},
		"unknown folder":   {`{"videos":[{"name":"x","directory_id":2147483647}]}`, []string{"videos[0].directory_id: not found"}},
		"half of a clip":   {`{"videos":[{"name":"x","clip_start_seconds":1}]}`, []string{"videos[0].clip_duration_seconds: can't be blank"}},
		"not of the world": {`{"videos":[{"name":"x","origin_url":"sftp://a.test/x"}]}`, []string{"videos[0].origin_url: is not supported"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.as(t, f.key, "POST", batchPath, tt.body)
			if tt.errors != nil {
				a.errors(t, tt.errors...)
			} else if a.status != 400 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 0 {
		t.Errorf("something was made: %d", len(got))
	}
	if got := f.api(t, 200, "POST", batchPath+"?fields=id", many(500)).list(t); len(got) != 500 {
		t.Errorf("%d of 500", len(got))
	}
}

func TestIdempotency(t *testing.T) {
	f := newFixture(t, nil)
	create := func(status int, path, body, key string) answer {
		t.Helper()
		return f.api(t, status, "POST", path, body, "Idempotency-Key: "+key)
	}
	first := create(200, "/streaming/videos", `{"name":"a","origin_url":"https://files.example.org/a.mp4"}`, "k1")
	id := int64(first.decode(t)["id"].(float64))
	f.api(t, 200, "PATCH", video(id), `{"name":"changed"}`)
	if again := create(200, "/streaming/videos", `{"name":"a","origin_url":"https://files.example.org/a.mp4"}`, "k1"); again.body != first.body {
		t.Errorf("the first answer was %s, the second %s", first.body, again.body)
	}
	create(422, "/streaming/videos", `{"name":"b"}`, "k1").errors(t, "idempotency_key: is invalid")
	create(422, batchPath, `{"videos":[{"name":"b"}]}`, "k1").errors(t, "idempotency_key: is invalid")
	create(422, "/streaming/videos", `{"name":"b"}`, strings.Repeat("k", 300)).errors(t, "idempotency_key: is too long")
	batch := create(200, batchPath, `{"videos":[{"name":"b"},{"name":"c"}]}`, "k2")
	if again := create(200, batchPath, `{"videos":[{"name":"b"},{"name":"c"}]}`, "k2"); again.body != batch.body {
		t.Errorf("batch: %s, then %s", batch.body, again.body)
	}
	if a := f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"theirs"}`, "Idempotency-Key: k1"); a.status != 200 {
		t.Errorf("another project's key is no other key: %d", a.status)
	}
	create(422, "/streaming/videos", `{"name":""}`, "k3")
	create(200, "/streaming/videos", `{"name":"d"}`, "k3") // a refusal is no answer to keep
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 4 {
		t.Errorf("%d videos, want 4", len(got))
	}
}

// A request whose first try died after its record was made ends what that began.
func TestIdempotencyAfterCrash(t *testing.T) {
	f := newFixture(t, nil)
	dying := &dyingImporter{Importer: f.importer}
	g := *f
	g.cfg.Importer = dying
	g.start(t)
	defer g.server.Close()
	body := `{"videos":[{"name":"a","origin_url":"https://files.example.org/a.mp4"},{"name":"b","origin_url":"https://files.example.org/b.mp4"}]}`
	dying.after = 1
	if a := g.as(t, f.key, "POST", batchPath, body, "Idempotency-Key: k"); a.status != 503 || a.header.Get("X-Should-Retry") != "false" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	first, err := f.importer.Progress(t.Context(), f.record(t, 1).ID)
	must(t, err)
	made := f.api(t, 200, "POST", batchPath, body, "Idempotency-Key: k").list(t)
	if imp, err := f.importer.Progress(t.Context(), first.VideoID); err != nil || imp.ID != first.ID {
		t.Errorf("the first copy began anew: %+v, %v", imp, err)
	}
	for i := range made {
		if imp, err := f.importer.Progress(t.Context(), at(made, i, "uuid").(string)); err != nil || imp.State.Ended() {
			t.Errorf("copy %d: %+v, %v", i, imp, err)
		}
	}
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 2 {
		t.Errorf("%d videos, want 2", len(got))
	}
}

// The same request at the same time makes one video.
func TestIdempotencyAtOnce(t *testing.T) {
	f := newFixture(t, nil)
	const n = 8
	ids := make(chan any, n)
	for range n {
		go func() {
			ids <- at(f.as(t, f.key, "POST", "/streaming/videos", `{"name":"a"}`, "Idempotency-Key: k").value(t), "id")
		}()
	}
	first := <-ids
	for range n - 1 {
		if id := <-ids; id != first || id == nil {
			t.Errorf("%v and %v", first, id)
		}
	}
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 1 {
		t.Errorf("%d videos, want 1", len(got))
	}
}

func TestQualitySets(t *testing.T) {
	f := newFixture(t, func(c *gcore.Config) {
		c.Settings.QualitySets = []gcore.QualitySet{
			{ID: 3, Name: "Small", Default: true, Qualities: []int{360}}, {ID: 4, Name: "Large", Qualities: []int{360, 1080}},
		}
	})
	sets := func(small, large bool) string {
		return fmt.Sprintf(`{"live":[],"vod":[{"id":3,"name":"Small","default":%t,"qualities":[{"id":360,"name":"vod360n"}]},`+
			`{"id":4,"name":"Large","default":%t,"qualities":[{"id":360,"name":"vod360n"},{"id":1080,"name":"vod1080n"}]}]}`, small, large)
	}
	want := func(a answer, body string) {
		t.Helper()
		if a.status != 200 || a.body != body {
			t.Errorf("%d %s, want %s", a.status, a.body, body)
		}
	}
	put := func(body string) answer { return f.as(t, f.key, "PUT", "/streaming/quality_sets/default", body) }
	want(f.as(t, f.key, "GET", "/streaming/quality_sets", ""), sets(true, false))
	want(put(`{"vod":{"id":4}}`), sets(false, true))
	want(f.as(t, f.key, "GET", "/streaming/quality_sets", ""), sets(false, true))
	want(f.as(t, f.foreign, "GET", "/streaming/quality_sets", ""), sets(true, false))
	for _, body := range []string{`{"vod":{"id":9}}`, `{"vod":{"id":0}}`, `{"vod":{"id":"x"}}`, `{"vod":7}`, `{"live":{"id":4}}`, `[]`} {
		if a := put(body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	want(put(`{"live":{"id":null}}`), sets(false, true))
	want(put(`{"vod":{"id":null}}`), sets(true, false))
	want(put(`{"vod":{"id":null}}`), sets(true, false))
}

func TestSettings(t *testing.T) {
	for name, s := range map[string]gcore.Settings{
		"reply":        {CreateReply: "list"},
		"number":       {QualitySets: []gcore.QualitySet{{ID: 0}}},
		"same number":  {QualitySets: []gcore.QualitySet{{ID: 1}, {ID: 1}}},
		"quality":      {QualitySets: []gcore.QualitySet{{ID: 1, Qualities: []int{360, 99}}}},
		"short secret": {LinkSecrets: map[int64]string{1: "fifteen letters"}},
		"two defaults": {QualitySets: []gcore.QualitySet{{ID: 1, Default: true}, {ID: 2, Default: true}}},
	} {
		if _, err := gcore.New(gcore.Config{Settings: s}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// dyingImporter starts so many imports, then none.
type dyingImporter struct {
	gcore.Importer

	after int
}

func (i *dyingImporter) Start(ctx context.Context, o pull.Order) (pull.Import, error) {
	if i.after--; i.after < 0 {
		return pull.Import{}, media.Errorf(media.Unavailable, "gone")
	}
	return i.Importer.Start(ctx, o)
}
