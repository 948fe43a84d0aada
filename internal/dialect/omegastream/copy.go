package omegastream

import (
	"net/http"
	"net/url"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// downloadedFrom is the key in meta under which the vendor tells where a video was copied from.
const downloadedFrom = "downloaded_from"

// copyFromURL makes a video and lets its content be fetched in the background.
func (d *Dialect) copyFromURL(c call) (any, error) {
	var body struct {
		Title   string            `json:"title"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	title, err := checkName("title", body.Title)
	if err != nil {
		return nil, err
	}
	if body.URL == "" {
		return nil, media.Errorf(media.Invalid, "url is required")
	}
	v := d.cfg.Catalog.NewVideo(c.project, title, defaultPrivacy)
	v.Meta["title"], v.Meta[downloadedFrom] = title, withoutQuery(body.URL)
	header := http.Header{}
	for name, value := range body.Headers {
		header.Set(name, value)
	}
	_, err = d.cfg.Importer.Start(c.Context(), pull.Order{Video: v, New: true, URL: body.URL, Header: header})
	if err != nil {
		return nil, err
	}
	if v, err = d.cfg.Catalog.Get(c.Context(), c.project, v.ID); err != nil {
		return nil, err
	}
	return c.view.video(v), nil
}

// withoutQuery is a URL as far as it may be shown.
func withoutQuery(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// copying reports whether a video's content is being fetched from a URL.
func copying(v media.Video) bool {
	return lastState(v) == media.Uploading && v.Meta[downloadedFrom] != ""
}
