package gcore_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func playlist(id any) string { return "/streaming/playlists/" + fmt.Sprint(id) }

func TestPlaylists(t *testing.T) {
	f := newFixture(t, nil)
	a, b := f.newVideo(t, `{"name":"a"}`), f.newVideo(t, `{"name":"b"}`)
	made := f.api(t, 200, "POST", "/streaming/playlists", fmt.Sprintf(`{"name":"Intro","video_ids":[%d,%d,%d],"start_time":"2026-03-01T10:00:00+01:00"}`, b, a, b)).decode(t)
	id := int64(made["id"].(float64))
	page := fmt.Sprintf("%s/playlists/%d_%d", f.url, f.project.ID, id)
	want := map[string]any{
		"id": float64(id), "name": "Intro", "client_id": float64(f.project.ID), "active": true, "start_time": "2026-03-01T09:00:00Z",
		"loop": false, "video_ids": []any{float64(b), float64(a), float64(b)}, "client_user_id": nil, "countdown": false,
		"playlist_type": "live", "hls_url": page + "/master.m3u8", "hls_cmaf_url": page + "/master-cmaf.m3u8", "iframe_url": page,
		"ad_id": nil, "player_id": nil,
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	var names []any
	for _, v := range f.api(t, 200, "GET", playlist(id)+"/videos", "").list(t) {
		names = append(names, at(v, "name"))
	}
	if diff := cmp.Diff([]any{"b", "a", "b"}, names); diff != "" {
		t.Error(diff)
	}
	want["loop"], want["playlist_type"], want["client_user_id"] = true, "vod", 7.0
	if diff := cmp.Diff(want, f.api(t, 200, "PATCH", playlist(id), `{"loop":true,"playlist_type":"vod","client_user_id":7,"name":null}`).decode(t)); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{want}, f.api(t, 200, "GET", "/streaming/playlists", "").value(t)); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if got := f.api(t, 200, "GET", "/streaming/playlists?page=2", "").list(t); len(got) != 0 {
		t.Errorf("beyond the end: %v", got)
	}
	f.api(t, 204, "DELETE", video(b), "")
	if got := f.api(t, 200, "GET", playlist(id)+"/videos", "").list(t); len(got) != 1 {
		t.Errorf("with a video deleted: %v", got)
	}
	f.as(t, f.foreign, "GET", playlist(id), "").problem(t, 404, "Not Found")
	f.api(t, 204, "DELETE", playlist(id), "")
	f.as(t, f.key, "DELETE", playlist(id), "").problem(t, 404, "Not Found")
}

func TestPlaylistsRefused(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	foreign := int64(f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"x"}`).decode(t)["id"].(float64))
	for body, want := range map[string]string{
		`{"video_ids":[99999]}`:                    "video_ids: not found",
		fmt.Sprintf(`{"video_ids":[%d]}`, foreign): "video_ids: not found",
		`{"video_ids":[0]}`:                        "video_ids: not found",
		`{"video_ids":"1"}`:                        "video_ids: is invalid",
		`{"video_ids":[` + strings.Repeat(fmt.Sprint(id)+",", 128) + fmt.Sprint(id) + `]}`: "video_ids: is too long",
		`{"playlist_type":"radio"}`: "playlist_type: is not supported",
		`{"start_time":"tomorrow"}`: "start_time: is invalid",
		`{"active":"yes"}`:          "active: is invalid",
		`{"client_user_id":[1]}`:    "client_user_id: is invalid",
	} {
		f.as(t, f.key, "POST", "/streaming/playlists", body).errors(t, want)
	}
	if got := f.api(t, 200, "GET", "/streaming/playlists", "").list(t); len(got) != 0 {
		t.Errorf("made all the same: %v", got)
	}
	f.api(t, 200, "POST", "/streaming/playlists", `{"video_ids":[`+strings.Repeat(fmt.Sprint(id)+",", 127)+fmt.Sprint(id)+`]}`)
}

// played makes a video that plays, of 64 s by its record.
func (f *fixture) played(t *testing.T) int64 {
	t.Helper()
	id := f.newVideo(t, "")
	f.sourced(t, id, "bytes")
	f.planned(t, id)
	for _, rendition := range []string{"360p", "720p"} {
		f.complete(t, id, rendition, 0, 1000)
		f.complete(t, id, rendition, 1, 2000)
	}
	f.complete(t, id, "audio-1", 0, 10)
	return id
}

// TestProgramme: a playlist plays its videos, one after the other.
func TestProgramme(t *testing.T) {
	f := newFixture(t, nil)
	a, b, waiting := f.played(t), f.played(t), f.newVideo(t, "")
	made := f.api(t, 200, "POST", "/streaming/playlists", fmt.Sprintf(`{"name":"x","video_ids":[%d,%d,%d],"playlist_type":"vod"}`, a, waiting, b)).decode(t)
	id := int64(made["id"].(float64))
	server := httptest.NewServer(f.dialect.Playlists())
	defer server.Close()
	get := func(file string) answer {
		t.Helper()
		path := strings.TrimPrefix(made["hls_url"].(string), f.url)
		other := *f
		other.url = server.URL
		return other.do(t, "GET", strings.Replace(path, "master.m3u8", file, 1), "")
	}
	master := get("master.m3u8")
	for _, want := range []string{"video-360.m3u8", "video-720.m3u8", `URI="audio.m3u8"`, "RESOLUTION=1280x720", `CODECS="avc1.640028`} {
		if !strings.Contains(master.body, want) {
			t.Errorf("no %s in %s", want, master.body)
		}
	}
	if got := get("master-cmaf.m3u8").body; got != master.body {
		t.Errorf("master-cmaf is another one: %s", got)
	}
	slugs := []string{f.record(t, a).Slug, f.record(t, b).Slug}
	for file, rendition := range map[string]string{"video-360.m3u8": "360p", "video-720.m3u8": "720p", "audio.m3u8": "audio-1"} {
		list := get(file)
		if list.status != 200 || strings.Count(list.body, "#EXT-X-DISCONTINUITY\n") != 1 || !strings.HasSuffix(list.body, "#EXT-X-ENDLIST") {
			t.Errorf("%s: %d %s", file, list.status, list.body)
		}
		for _, slug := range slugs {
			if want := fmt.Sprintf("../../videos/%d_%s/%s/0.m4s", f.project.ID, slug, rendition); !strings.Contains(list.body, want) {
				t.Errorf("no %s in %s", want, list.body)
			}
		}
	}
	if got := get(""); got.status != 200 || !strings.Contains(got.header.Get("Content-Type"), "text/html") {
		t.Errorf("page: %d", got.status)
	}
	for _, file := range []string{"video-0360.m3u8", "video-x.m3u8", "audio", "x/y"} {
		if got := get(file); got.status != 404 {
			t.Errorf("%s: %d", file, got.status)
		}
	}
	for _, off := range []string{`{"active":false}`, `{"active":true,"start_time":"2999-01-01T00:00:00Z"}`} {
		f.api(t, 200, "PATCH", playlist(id), off)
		get("master.m3u8").problem(t, 404, "Not Found")
	}
	f.api(t, 200, "PATCH", playlist(id), fmt.Sprintf(`{"start_time":"2020-01-01T00:00:00Z","video_ids":[%d]}`, waiting))
	get("master.m3u8").problem(t, 404, "Not Found") // nothing plays
	get("video-360.m3u8").problem(t, 404, "Not Found")
}
