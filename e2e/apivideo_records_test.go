package e2e

import (
	"image/color"
	"net/http"
	"testing"
	"time"
)

// watermarks keeps pictures to be laid over videos. That they are is seen in TestNodeSDKEffects.
func (c *sdk) watermarks(t *testing.T) {
	var made struct{ WatermarkID string }
	c.call(t, &made, "watermarks.upload", picture(t, 40, 40, color.White).path)
	var list struct {
		Data []struct{ WatermarkID string }
	}
	c.call(t, &list, "watermarks.list", map[string]any{"sortBy": "createdAt"})
	if len(list.Data) != 1 || list.Data[0].WatermarkID != made.WatermarkID {
		t.Errorf("watermarks %+v, want %s", list, made.WatermarkID)
	}
	c.call(t, nil, "watermarks.delete", made.WatermarkID)
	c.refused(t, 404, "resource-not-found", "watermarks.delete", made.WatermarkID)
	c.refused(t, 400, "invalid-attribute", "videos.create", map[string]any{"title": "x", "watermark": map[string]any{"id": made.WatermarkID}})
}

// players makes the look of a player, with a logo.
func (c *sdk) players(t *testing.T) {
	var p struct {
		PlayerID, Name, LinkActive string
		EnableAPI                  bool
		Assets                     struct{ Logo, Link string }
	}
	c.call(t, &p, "playerThemes.create", map[string]any{"name": "Dark"})
	c.call(t, &p, "playerThemes.update", p.PlayerID, map[string]any{"name": "Darker", "linkActive": "rgba(255, 0, 0, .75)"})
	c.call(t, &p, "playerThemes.get", p.PlayerID)
	if p.Name != "Darker" || p.LinkActive != "rgba(255, 0, 0, .75)" || !p.EnableAPI {
		t.Errorf("player %+v", p)
	}
	c.call(t, &p, "playerThemes.uploadLogo", p.PlayerID, picture(t, 200, 100, color.White).path, "https://harbour.example.org")
	if p.Assets.Link != "https://harbour.example.org" {
		t.Errorf("logo %+v", p.Assets)
	}
	c.wantStatus(t, p.Assets.Logo, http.StatusOK)
	var list struct{ Data []struct{ PlayerID string } }
	c.call(t, &list, "playerThemes.list", map[string]any{"sortBy": "name", "sortOrder": "asc"})
	if len(list.Data) != 1 {
		t.Errorf("players %+v", list)
	}
	var v film
	c.call(t, &v, "videos.create", map[string]any{"title": "dressed", "playerId": p.PlayerID})
	if v.PlayerID != p.PlayerID {
		t.Errorf("player %q, want %q", v.PlayerID, p.PlayerID)
	}
	c.call(t, nil, "playerThemes.deleteLogo", p.PlayerID)
	c.call(t, nil, "playerThemes.delete", p.PlayerID)
	c.refused(t, 404, "resource-not-found", "playerThemes.get", p.PlayerID)
}

// liveStreams keeps records of streams that are never on air.
func (c *sdk) liveStreams(t *testing.T) {
	var l struct {
		LiveStreamID, Name, StreamKey string
		Broadcasting                  bool
		Restreams                     []struct{ Name string }
		Assets                        struct{ Thumbnail string }
	}
	c.call(t, &l, "liveStreams.create", map[string]any{"name": "Stage", "restreams": []any{
		map[string]string{"name": "other", "serverUrl": "rtmp://live.example.org/app", "streamKey": "k"}}})
	c.call(t, &l, "liveStreams.update", l.LiveStreamID, map[string]any{"name": "Stage 2"})
	c.call(t, &l, "liveStreams.get", l.LiveStreamID)
	if l.Name != "Stage 2" || l.Broadcasting || l.StreamKey == "" || len(l.Restreams) != 1 {
		t.Errorf("live stream %+v", l)
	}
	var list struct{ Data []struct{ Name string } }
	c.call(t, &list, "liveStreams.list", map[string]any{"name": "Stage", "streamKey": l.StreamKey, "sortBy": "createdAt"})
	if len(list.Data) != 1 {
		t.Errorf("live streams %+v", list)
	}
	c.call(t, &l, "liveStreams.uploadThumbnail", l.LiveStreamID, picture(t, 320, 180, color.White).path)
	c.wantStatus(t, l.Assets.Thumbnail, http.StatusOK)
	c.call(t, nil, "liveStreams.deleteThumbnail", l.LiveStreamID)
	c.call(t, nil, "liveStreams.complete", l.LiveStreamID)
	c.call(t, nil, "liveStreams.delete", l.LiveStreamID)
	c.refused(t, 404, "resource-not-found", "liveStreams.get", l.LiveStreamID)
}

// analytics asks for numbers that nobody counts, and for summaries that nobody writes.
func (c *sdk) analytics(t *testing.T) {
	day := time.Now().UTC().Truncate(24 * time.Hour)
	from, to := day.Format("2006-01-02T15:04:05.000Z"), day.Add(time.Hour).Format("2006-01-02T15:04:05.000Z")
	var total struct {
		Context struct{ Metric, Aggregation string }
		Data    *float64
	}
	c.call(t, &total, "analytics.getAggregatedMetrics", map[string]any{"metric": "view", "aggregation": "count", "viewDuration": "5s", "from": from, "to": to})
	if total.Context.Metric != "view-5" || total.Data == nil || *total.Data != 0 {
		t.Errorf("aggregated %+v", total)
	}
	var list struct{ Data []any }
	c.call(t, &list, "analytics.getMetricsBreakdown", map[string]any{"metric": "play", "breakdown": "country", "from": from, "to": to})
	c.call(t, &list, "analytics.getMetricsOverTime", map[string]any{"metric": "play", "interval": "hour", "from": from, "to": to})
	c.call(t, &list, "summaries.list", map[string]any{})
	if len(list.Data) != 0 {
		t.Errorf("listed %+v", list)
	}
	c.refused(t, 501, "not-supported", "summaries.create", map[string]any{"videoId": c.film(t, "long").VideoID})
	c.refused(t, 404, "resource-not-found", "summaries.update", "summary_x", map[string]any{"title": "x"})
	c.refused(t, 404, "resource-not-found", "summaries.getSummarySource", "summary_x")
	c.refused(t, 404, "resource-not-found", "summaries.delete", "summary_x")
}
