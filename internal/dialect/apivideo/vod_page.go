package apivideo

import (
	"context"
	"net/http"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// page serves the player page. A video that may not be shown looks like one that does not exist.
func (d *Dialect) page(w http.ResponseWriter, r *http.Request) {
	page, err := d.pageOf(r)
	if err == nil || media.KindOf(err) == media.NotFound {
		err = d.cfg.Playback.WritePage(w, r, page)
	}
	if err != nil {
		d.mediaProblem(w, r, err)
	}
}

// pageOf is the page of the video that the path names, the zero page with any error.
func (d *Dialect) pageOf(r *http.Request) (player.Page, error) {
	video, err := d.watchable(r)
	if err != nil {
		return player.Page{}, err
	}
	v := viewing{Request: r, video: video, base: httpd.BaseURL(d.cfg.PublicURL, r), token: r.URL.Query().Get("token")}
	session, err := d.mayWatch(r.Context(), v)
	if err != nil {
		return player.Page{}, err
	}
	look, err := d.lookOf(r.Context(), video)
	if err != nil {
		return player.Page{}, err
	}
	page := player.For(video)
	page.Options = player.ParseOptions(r.URL.Query())
	page.Options.Autoplay = page.Options.Autoplay || look.ForceAutoplay
	page.Options.Loop = page.Options.Loop || look.ForceLoop
	page.Fragment, page.Messages = true, look.EnableAPI
	if video.Wishes.PlayerID != "" {
		page.Look = look.page(video.Wishes.PlayerID)
	}
	return page, d.addresses(r.Context(), &page, video, sessionQuery(session))
}

// addresses fills in where the page finds its files. They are relative to the host, which
// a proxy may know under another name.
func (d *Dialect) addresses(ctx context.Context, page *player.Page, v media.Video, query string) error {
	base := "/vod/" + formatVideoID(v.ID) + "/"
	page.Master, page.Status = base+"hls/manifest.m3u8"+query, base+"status.json"+query
	if v.Poster || v.Wishes.Thumbnail != "" {
		page.Poster = base + "thumbnail.jpg" + query
	}
	if !v.Wishes.NoDownload {
		page.Download = base + "mp4/source.mp4" + query
	}
	chapters, err := d.cfg.Catalog.Texts(ctx, v.ID, media.Chapters)
	if err == nil && len(chapters) > 0 {
		page.Chapters = base + "chapters/" + chapters[0].Language + ".vtt" + query
	}
	return err
}

// lookOf is the player of a video, the vendor's own when it has none or that was deleted.
func (d *Dialect) lookOf(ctx context.Context, v media.Video) (playerRecord, error) {
	record := playerRecord{playerLook: defaultLook()}
	if v.Wishes.PlayerID == "" {
		return record, nil
	}
	_, err := d.cfg.Catalog.Document(ctx, v.ProjectID, kindPlayer, v.Wishes.PlayerID, &record)
	if media.KindOf(err) == media.NotFound {
		err = nil
	}
	return record, err
}

// page is a look as the player page takes it.
func (p playerRecord) page(playerID string) player.Look {
	look := player.Look{
		Text: p.Text, Title: p.BackgroundText, Control: p.Link, ControlHover: p.LinkHover,
		TrackPlayed: p.TrackPlayed, TrackBuffered: p.TrackUnplayed, Track: p.TrackBackground,
		BackgroundTop: p.BackgroundTop, BackgroundBottom: p.BackgroundBottom,
		HideTitle: p.HideTitle, HideControls: !p.EnableControls,
	}
	if p.Logo != "" {
		look.Logo = "/player/" + playerID + "/logo.png"
		if p.LogoLink != nil {
			look.LogoLink = *p.LogoLink
		}
	}
	return look
}
