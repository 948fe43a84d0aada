package omegastream

import (
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	maxTitle     = 128  // characters, of titles and names of collections
	maxMetaValue = 1024 // characters of one value in meta

	// defaultPrivacy is what the vendor's examples of new videos show.
	defaultPrivacy = media.Private

	// downloadTime is how long a link to the original is good for.
	downloadTime = 30 * time.Minute
)

// checkName cleans a title or name. what is the field's name in the refusal.
func checkName(what, text string) (string, error) {
	text = dialect.CleanText(text)
	if text == "" {
		return "", media.Errorf(media.Invalid, "%s is required", what)
	}
	if dialect.CutText(text, maxTitle) != text {
		return "", media.Errorf(media.Invalid, "%s is longer than %d characters", what, maxTitle)
	}
	return text, nil
}

func (d *Dialect) createVideo(c call) (any, error) {
	var body struct {
		Title      string  `json:"title"`
		Collection *string `json:"collection"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	title, err := checkName("title", body.Title)
	if err != nil {
		return nil, err
	}
	v := d.cfg.Catalog.NewVideo(c.project, title, defaultPrivacy)
	v.Meta["title"] = title
	if body.Collection != nil {
		v.CollectionID = *body.Collection
	}
	if v, err = d.cfg.Catalog.Create(c.Context(), v); err != nil {
		return nil, err
	}
	return c.view.video(v), nil
}

// video finds the video of the path.
func (d *Dialect) video(c call) (media.Video, error) {
	id, err := c.videoID()
	if err != nil {
		return media.Video{}, err
	}
	return d.cfg.Catalog.Get(c.Context(), c.project, id)
}

func (d *Dialect) getVideo(c call) (any, error) {
	v, err := d.video(c)
	if err != nil {
		return nil, err
	}
	return c.view.video(v), nil
}

func (d *Dialect) updateVideo(c call) (any, error) {
	var body struct {
		Title      *string                  `json:"title"`
		Collection dialect.Optional[string] `json:"collection"`
	}
	id, err := c.videoID()
	if err != nil {
		return nil, err
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	var p catalog.Patch
	if body.Title != nil {
		title, err := checkName("title", *body.Title)
		if err != nil {
			return nil, err
		}
		p.Title, p.Meta = &title, map[string]string{"title": title}
	}
	if body.Collection.Set {
		p.CollectionID = new("")
		if body.Collection.Value != nil {
			p.CollectionID = body.Collection.Value
		}
	}
	v, err := d.cfg.Catalog.Update(c.Context(), c.project, id, p)
	if err != nil {
		return nil, err
	}
	return c.view.video(v), nil
}

func (d *Dialect) setPrivacy(c call) (any, error) {
	var body struct {
		Privacy media.Privacy `json:"privacy"`
	}
	id, err := c.videoID()
	if err != nil {
		return nil, err
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Privacy != media.Public && body.Privacy != media.Private {
		return nil, media.Errorf(media.Invalid, "privacy must be public or private")
	}
	_, err = d.cfg.Catalog.Update(c.Context(), c.project, id, catalog.Patch{Privacy: &body.Privacy})
	return nil, err
}

func (d *Dialect) listVideos(c call) (any, error) {
	f := catalog.Filter{ProjectID: c.project, CollectionID: c.query("collection")}
	if status := c.query("status"); status != "" {
		var err error
		if f.States, f.Started, err = statesOf(status); err != nil {
			return nil, err
		}
	}
	return d.page(c, f)
}

// page answers a list with the part that was asked for.
func (d *Dialect) page(c call, f catalog.Filter) (any, error) {
	p, err := c.paging()
	if err != nil {
		return nil, err
	}
	f.Offset, f.Limit = p.offset(), p.limit
	videos, total, err := d.cfg.Catalog.List(c.Context(), f)
	if err != nil {
		return nil, err
	}
	return newPage(p, c.view.items(videos), total), nil
}

// allVideos is the list of 2022: everything at once.
func (d *Dialect) allVideos(c call) (any, error) {
	videos, _, err := d.cfg.Catalog.List(c.Context(), catalog.Filter{ProjectID: c.project})
	return c.view.items(videos), err
}

// download is a link to the original.
type download struct {
	URL       string `json:"url"`
	ExpiresIn int    `json:"expires_in"` // seconds
	ExpiresAt string `json:"expires_at"`
}

func (d *Dialect) sourceDownload(c call) (any, error) {
	if c.PathValue("action") != "src_download" {
		return nil, media.Errorf(media.NotFound, "not found")
	}
	v, err := d.video(c)
	if err != nil {
		return nil, err
	}
	if v.State != media.Ready || !v.Source.Kept() {
		return nil, media.Errorf(media.NotFound, "source not found")
	}
	expires := d.cfg.Now().Add(downloadTime).UTC()
	e := strconv.FormatInt(expires.Unix(), 10)
	return download{
		URL: c.view.base + "/stream/company/" + c.view.bucket() + "/" + c.view.code() + "/source/" + v.Filename() +
			"?e=" + e + "&s=" + d.cfg.Master.DownloadSignature(v.ID, e),
		ExpiresIn: int(downloadTime / time.Second),
		ExpiresAt: expires.Format(time.RFC3339),
	}, nil
}
