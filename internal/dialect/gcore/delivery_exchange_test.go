package gcore_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/testkit"
)

// TestRecordedDelivery answers what players were seen to ask for.
func TestRecordedDelivery(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds; left out by -short")
	}
	p := newReplay(t)
	p.Known["empty_slug"] = p.record(t, p.newVideo(t, "")).Slug
	v := p.film(t, testkit.ClipSpec{Seconds: 2, Width: 1280, Height: 720})
	p.Known["vid"], p.Known["slug"] = strconv.FormatInt(v.Seq, 10), v.Slug
	for _, q := range at(p.api(t, 200, "GET", video(v.Seq), "").decode(t), "converted_videos").([]any) {
		if at(q, "name") == "vod360n" {
			p.Known["mp4"] = strings.TrimPrefix(at(q, "mp4_url").(string), p.url)
		}
	}
	for _, x := range testkit.ReadExchanges(t, filepath.Join("testdata", "exchanges", "16-delivery.http")) {
		x.Expect = strings.ReplaceAll(x.Expect, `~"bytes 0-99/"`, `~bytes 0-99/`) // quoted for its blank only
		p.Exchange(t, x, p.Text(x.Body))
	}
}
