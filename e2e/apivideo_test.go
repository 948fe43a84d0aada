package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The vendor's SDK for Node.js does everything it can do: at the end no method is left that was
// not called.
func TestNodeSDK(t *testing.T) {
	t.Parallel()
	c := startSDK(t, start(t, hookable()))
	var access struct {
		TokenType, AccessToken, RefreshToken string
		ExpiresIn                            int
	}
	c.call(t, &access, "getAccessToken")
	if access.TokenType != "Bearer" || access.AccessToken == "" || access.RefreshToken == "" || access.ExpiresIn != 3600 {
		t.Errorf("access token %+v", access)
	}
	t.Run("videos", c.videos)
	t.Run("uploads", c.uploads)
	t.Run("sessions", c.sessions)
	t.Run("delegated", c.delegated)
	t.Run("tokens", c.tokens)
	t.Run("sources", c.sources)
	t.Run("playback", c.playback)
	t.Run("texts", c.texts)
	t.Run("thumbnails", c.thumbnails)
	t.Run("watermarks", c.watermarks)
	t.Run("players", c.players)
	t.Run("live streams", c.liveStreams)
	t.Run("webhooks", c.webhooks)
	t.Run("analytics", c.analytics)
	t.Run("discarded", c.discarded)
	if left := c.uncalled(t); len(left) > 0 {
		t.Errorf("nobody called %v", left)
	}
}

// videos makes records, changes them and finds them again.
func (c *sdk) videos(t *testing.T) {
	var made film
	c.call(t, &made, "videos.create", map[string]any{
		"title": "Harbour", "description": "Ships at dawn", "_public": true, "mp4Support": false, "tags": []string{"boats", "a b"},
		"metadata": []any{map[string]string{"key": "camera", "value": "v w"}}, "language": "en",
	})
	if !made.Public || made.Mp4Support || made.Language != "en" || !slices.Equal(made.Tags, []string{"boats", "a b"}) || made.Assets.Mp4 != "" {
		t.Errorf("made %+v", made)
	}
	for _, title := range []string{"Beach", "Cliff"} {
		c.call(t, nil, "videos.create", map[string]any{"title": title, "tags": []string{"boats"}})
	}
	for _, tt := range []struct {
		filter map[string]any
		want   []string
	}{
		{map[string]any{}, []string{"Cliff", "Beach", "Harbour"}},
		{map[string]any{"sortBy": "title", "sortOrder": "asc"}, []string{"Beach", "Cliff", "Harbour"}},
		{map[string]any{"sortBy": "createdAt"}, []string{"Harbour", "Beach", "Cliff"}},
		{map[string]any{"title": "rbo"}, []string{"Harbour"}},
		{map[string]any{"description": "ships"}, []string{"Harbour"}},
		{map[string]any{"tags": []string{"boats"}, "sortBy": "title", "sortOrder": "desc"}, []string{"Harbour", "Cliff", "Beach"}},
		{map[string]any{"tags": []string{"boats", "a b"}}, []string{"Harbour"}},
		{map[string]any{"metadata": map[string]string{"camera": "v w"}}, []string{"Harbour"}},
		{map[string]any{"metadata": map[string]string{"camera": "v"}}, []string{}},
		{map[string]any{"sortBy": "title", "currentPage": 2, "pageSize": 2}, []string{"Harbour"}},
		{map[string]any{"currentPage": 9, "pageSize": 2}, []string{}},
	} {
		var list filmList
		if c.call(t, &list, "videos.list", tt.filter); !slices.Equal(list.titles(), tt.want) {
			t.Errorf("%v lists %v, want %v", tt.filter, list.titles(), tt.want)
		}
	}
	var page filmList
	c.call(t, &page, "videos.list", map[string]any{"currentPage": 2, "pageSize": 1})
	if p := page.Pagination; p.ItemsTotal != 3 || p.PagesTotal != 3 || p.CurrentPage != 2 || p.CurrentPageItems != 1 || len(p.Links) != 5 {
		t.Errorf("pagination %+v", p)
	}
	c.change(t, made)
}

// change patches a record, and asks what has none.
func (c *sdk) change(t *testing.T, made film) {
	t.Helper()
	var got film
	c.call(t, &got, "videos.update", made.VideoID, map[string]any{"title": "Harbour at night", "tags": []string{}, "mp4Support": true})
	if got.Title != "Harbour at night" || len(got.Tags) != 0 || !got.Mp4Support || got.Description != made.Description || got.Assets.Mp4 == "" {
		t.Errorf("changed to %+v", got)
	}
	c.call(t, &got, "videos.get", made.VideoID)
	if got.Title != "Harbour at night" || got.CreatedAt != made.CreatedAt {
		t.Errorf("kept %+v", got)
	}
	var tags struct {
		Data []struct {
			Value      string
			VideoCount int
		}
	}
	c.call(t, &tags, "tags.list", map[string]any{"value": "BOA", "sortBy": "videoCount"})
	if len(tags.Data) != 1 || tags.Data[0].Value != "boats" || tags.Data[0].VideoCount != 2 {
		t.Errorf("tags %+v", tags)
	}
	c.refused(t, 404, "resource-not-found", "videos.get", "vinope")
	c.refused(t, 400, "invalid-attribute", "videos.create", map[string]any{"title": " "})
	c.refused(t, 400, "invalid-query-parameter", "videos.list", map[string]any{"pageSize": 101})
	c.refused(t, 400, "invalid-attribute", "videos.update", made.VideoID, map[string]any{"playerId": "plNobodyKnows"})
}

// playback follows a video by its status until all of it plays, at the addresses it was given.
func (c *sdk) playback(t *testing.T) {
	v := c.film(t, "to be seen")
	c.wantStatus(t, v.Assets.HLS, http.StatusAccepted)
	f := video(t, 1_000_000)
	c.call(t, nil, "videos.upload", v.VideoID, f.path)
	s := c.encoded(t, v.VideoID)
	if m := s.Encoding.Metadata; m.Width != 320 || m.Height != 180 || m.Duration != 1 || m.Framerate != 30 || m.VideoCodec != "h264" || m.AspectRatio != "16/9" {
		t.Errorf("metadata %+v", m)
	}
	for _, kind := range []string{"hls", "mp4"} {
		if !slices.ContainsFunc(s.Encoding.Qualities, func(q struct{ Type, Quality, Status string }) bool { return q.Type == kind }) {
			t.Errorf("no quality of %s in %+v", kind, s.Encoding.Qualities)
		}
	}
	for _, variant := range c.uris(t, v.Assets.HLS) {
		for _, segment := range c.uris(t, variant) {
			c.wantStatus(t, segment, http.StatusOK)
		}
	}
	for _, address := range []string{v.Assets.Player, v.Assets.Thumbnail, v.Assets.Mp4} {
		c.wantStatus(t, address, http.StatusOK)
	}
	if !strings.Contains(v.Assets.Iframe, v.Assets.Player) {
		t.Errorf("iframe %s", v.Assets.Iframe)
	}
	c.private(t)
}

// private makes a video that its one-time addresses alone show.
func (c *sdk) private(t *testing.T) {
	t.Helper()
	var v film
	c.call(t, &v, "videos.create", map[string]any{"title": "secret", "_public": false})
	c.call(t, nil, "videos.upload", v.VideoID, video(t, 1_000_000).path)
	c.encoded(t, v.VideoID)
	c.call(t, &v, "videos.get", v.VideoID)
	before, _, found := strings.Cut(v.Assets.HLS, "/token/")
	if !found {
		t.Fatalf("%s carries no token", v.Assets.HLS)
	}
	c.wantStatus(t, before+"/hls/manifest.m3u8", http.StatusNotFound)
	for _, variant := range c.uris(t, v.Assets.HLS) {
		for _, segment := range c.uris(t, variant) {
			c.wantStatus(t, segment, http.StatusOK)
		}
	}
	c.wantStatus(t, v.Assets.Thumbnail, http.StatusNotFound) // of another session than the one that the first use began
}

// discarded deletes videos: one that is complete can be had back, another is gone.
func (c *sdk) discarded(t *testing.T) {
	empty, v := c.film(t, "nothing yet"), c.film(t, "thrown away")
	f := video(t, 700_000)
	c.call(t, nil, "videos.upload", v.VideoID, f.path)
	c.encoded(t, v.VideoID)
	for _, id := range []string{empty.VideoID, v.VideoID} {
		c.call(t, nil, "videos.delete", id)
		c.refused(t, 404, "resource-not-found", "videos.get", id)
		c.refused(t, 404, "resource-not-found", "videos.delete", id)
	}
	c.refused(t, 404, "resource-not-found", "videos.getDiscarded", empty.VideoID)
	var got film
	c.call(t, &got, "videos.getDiscarded", v.VideoID)
	if !got.Discarded || got.DiscardedAt == nil || got.Assets.HLS != "" {
		t.Errorf("discarded %+v", got)
	}
	c.wantStatus(t, v.Assets.HLS, http.StatusNotFound)
	var list filmList
	if c.call(t, &list, "videos.listDiscarded", map[string]any{"title": "thrown"}); len(list.Data) != 1 {
		t.Errorf("discarded are %v", list.titles())
	}
	c.call(t, nil, "videos.updateDiscarded", v.VideoID, map[string]any{"discarded": false})
	c.call(t, &got, "videos.get", v.VideoID)
	if got.Discarded || got.Title != "thrown away" {
		t.Errorf("restored %+v", got)
	}
	c.wantStatus(t, v.Assets.HLS, http.StatusOK)
	c.holdsFilm(t, v.VideoID, f)
}
