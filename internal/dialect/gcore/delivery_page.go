package gcore

import (
	"fmt"
	"net/http"

	"golang.org/x/text/language"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// watch serves the player page. A video that may not be watched looks like one that does not exist.
func (d *Dialect) watch(w http.ResponseWriter, v viewing) error {
	play := d.cfg.Delivery.Playback
	if err := play.Allowed(v.Request, v.video); media.KindOf(err) == media.Forbidden {
		return play.WritePage(w, v.Request, player.Page{})
	} else if err != nil {
		return err
	}
	page := player.For(v.video)
	page.Options = player.ParseOptions(v.URL.Query())
	// Relative to the host, which a proxy may know under another name.
	base, query := v.base+"/", v.signature("")
	page.Master, page.Status = base+"master.m3u8"+query, base+"status.json"+query
	if tag, ok := captionsWanted(v.URL.Query().Get("sub_lang")); ok {
		page.Master = base + "master.m3u8" + v.signature("?sub_lang="+tag)
	}
	if file := pagePoster(v.video); file != "" {
		page.Poster = base + file + query
	}
	if v.video.HasPreview() {
		page.Thumbnails = base + "sprite.vtt" + query
	}
	chapters, err := d.cfg.Catalog.Texts(v.Context(), v.video.ID, media.Chapters)
	if err != nil {
		return err
	}
	if len(chapters) > 0 {
		page.Chapters = base + "chapters/" + chapters[0].Language + ".vtt" + query
	}
	return play.WritePage(w, v.Request, page)
}

// captionsWanted reads ?sub_lang=, in the codes of this API or everybody else's.
func captionsWanted(code string) (tag string, ok bool) {
	if tag, ok = languageTag(code); ok {
		return tag, true
	}
	base, err := language.ParseBase(code)
	return base.String(), err == nil
}

// pagePoster is what shows before a video plays: the chosen poster, the chosen screenshot, or
// what processing took; "" for nothing.
func pagePoster(v media.Video) string {
	chosen := keptOf(v.Wishes).ScreenshotID
	switch {
	case v.Wishes.Thumbnail != "":
		return "poster.jpg"
	case chosen > 0 && v.HasPreview() && chosen < media.Screenshots(v.Picture.Duration):
		return fmt.Sprintf("screenshots/%d.jpg", chosen)
	case v.Poster:
		return "poster.jpg"
	}
	return ""
}
