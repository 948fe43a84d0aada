package gcore_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// newSets starts a dialect with two sets, of which the server makes the first.
func newSets(t *testing.T) *fixture {
	t.Helper()
	return newFixture(t, func(c *gcore.Config) {
		c.Settings.QualitySets = []gcore.QualitySet{
			{ID: 3, Name: "Small", Default: true, Qualities: []int{144}},
			{ID: 4, Name: "Large", Qualities: []int{180, 360, 1080}},
			{ID: 5, Name: "As it comes"},
		}
	})
}

// wantSet checks which set a video shows and what it is to be made in. shown is nil for none.
func (f *fixture) wantSet(t *testing.T, id int64, shown any, sizes ...int) {
	t.Helper()
	if got := f.api(t, 200, "GET", video(id), "").decode(t)["quality_set_id"]; got != shown {
		t.Errorf("set %v, want %v", got, shown)
	}
	if diff := cmp.Diff(sizes, f.record(t, id).Wishes.Sizes); diff != "" {
		t.Errorf("sizes (-want +got):\n%s", diff)
	}
}

func TestQualitySetOfVideo(t *testing.T) {
	f := newSets(t)
	id := f.newVideo(t, `{"name":"a"}`)
	f.wantSet(t, id, nil, 144)
	f.wantSet(t, f.newVideo(t, `{"name":"a","quality_set_id":4}`), 4.0, 180, 360, 1080)
	f.wantSet(t, f.newVideo(t, `{"name":"a","quality_set_id":5}`), 5.0)
	for _, v := range f.api(t, 200, "POST", "/streaming/videos/batch", `{"videos":[{"name":"b"},{"name":"b","quality_set_id":4}]}`).list(t)[1:] {
		f.wantSet(t, int64(at(v, "id").(float64)), 4.0, 180, 360, 1080)
	}

	f.api(t, 200, "PUT", "/streaming/quality_sets/default", `{"vod":{"id":4}}`)
	f.wantSet(t, id, nil, 144) // as it was made
	f.wantSet(t, f.newVideo(t, `{"name":"a"}`), nil, 180, 360, 1080)
	f.api(t, 200, "PATCH", video(id), `{"description":"x"}`)
	f.wantSet(t, id, nil, 144)
	f.api(t, 200, "PATCH", video(id), `{"quality_set_id":5}`)
	f.wantSet(t, id, 5.0)
	f.api(t, 200, "PATCH", video(id), `{"quality_set_id":null}`)
	f.wantSet(t, id, nil, 180, 360, 1080)

	f.sourced(t, id, "bytes")
	f.api(t, 200, "PATCH", video(id), `{"quality_set_id":3}`) // too late
	f.wantSet(t, id, nil, 180, 360, 1080)
	must(t, f.FailSource(t.Context(), f.record(t, id).ID, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
	f.api(t, 200, "PATCH", video(id), `{"quality_set_id":3}`) // for another source
	f.wantSet(t, id, 3.0, 144)
}

// TestChooseQualities: who makes videos without a request of this API gives them the same.
func TestChooseQualities(t *testing.T) {
	f := newSets(t)
	q := gcore.NewQualities(f.cfg.Settings.QualitySets, f.cfg.Catalog)
	choose := func(set int64) media.Wishes {
		t.Helper()
		var w media.Wishes
		must(t, q.ChooseQualities(t.Context(), f.project.ID, set, &w))
		return w
	}
	bring := func(w media.Wishes) int64 {
		v := f.cfg.Catalog.NewVideo(f.project.ID, "a", media.Public)
		v.Wishes = w
		v, err := f.CreateVideo(t.Context(), v)
		must(t, err)
		return v.Seq
	}
	f.wantSet(t, bring(choose(0)), nil, 144)
	f.wantSet(t, bring(choose(4)), 4.0, 180, 360, 1080)
	f.api(t, 200, "PUT", "/streaming/quality_sets/default", `{"vod":{"id":4}}`)
	f.wantSet(t, bring(choose(0)), nil, 180, 360, 1080)
	if err := q.ChooseQualities(t.Context(), f.project.ID, 6, &media.Wishes{}); media.KindOf(err) != media.Invalid {
		t.Errorf("a set that there is not: %v", err)
	}
}

// TestQualitiesMade: what is made of a video is what its set says, and shown as such.
func TestQualitiesMade(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds; left out by -short")
	}
	f := newSets(t)
	plays := testkit.ClipSpec{Seconds: 2, Args: []string{"-b:v", "500k", "-maxrate", "500k", "-bufsize", "500k"}}
	encoded := testkit.ClipSpec{Seconds: 2, Width: 320, Height: 180, Extension: "mkv"}
	for name, tt := range map[string]struct {
		set  int
		clip testkit.ClipSpec
		want string
	}{
		"the source is larger and leaves":   {3, plays, "[vod144n 256x144]"},
		"the source is one of them":         {4, plays, "[vod360n 640x360 vod180n 320x180]"},
		"nothing is scaled up":              {4, encoded, "[vod180n 320x180]"},
		"whatever the server makes of each": {5, encoded, "[vod180n 320x180]"},
	} {
		t.Run(name, func(t *testing.T) {
			v := f.filmOf(t, f.newVideo(t, fmt.Sprintf(`{"name":"a","quality_set_id":%d}`, tt.set)), tt.clip)
			shown := f.api(t, 200, "GET", video(v.Seq), "").decode(t)
			var got []string
			for _, q := range shown["converted_videos"].([]any) {
				got = append(got, fmt.Sprintf("%v %vx%v", at(q, "name"), at(q, "width"), at(q, "height")))
				if at(q, "status") != "complete" || at(q, "progress") != 100.0 {
					t.Errorf("quality %v", q)
				}
				f.fetches(t, at(q, "mp4_url"), "video/mp4")
			}
			if fmt.Sprint(got) != tt.want || shown["status"] != "ready" {
				t.Errorf("%s in %v, want %s", shown["status"], got, tt.want)
			}
		})
	}
}
