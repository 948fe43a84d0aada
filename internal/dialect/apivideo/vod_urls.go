package apivideo

import "github.com/tributary-video/tributary/internal/media"

// assets are the addresses of what viewers get of a video (contract section 3.1).
type assets struct {
	Iframe    string `json:"iframe"`
	Player    string `json:"player"`
	HLS       string `json:"hls"`
	Thumbnail string `json:"thumbnail"`
	MP4       string `json:"mp4,omitempty"` // only with mp4Support
}

// assetURLs are the addresses of a video, nil for a discarded one. Those of a private one
// have a fresh token in them, the same in all: the first that is fetched uses it up for
// the others. base is the start of public URLs.
func (d *Dialect) assetURLs(base string, v media.Video) (*assets, error) {
	if v.State == media.Deleted {
		return nil, nil //nolint:nilnil // on the wire it is null
	}
	page := base + "/vod/" + formatVideoID(v.ID)
	files := page
	if v.Privacy != media.Public {
		key, err := d.viewerKey()
		if err != nil {
			return nil, err
		}
		t := key.mint(oneTime, v.ID, d.cfg.Now())
		files, page = page+"/token/"+t, page+"?token="+t
	}
	a := &assets{
		Iframe:    `<iframe src="` + page + `" width="100%" height="100%" frameborder="0" scrolling="no" allowfullscreen="true"></iframe>`,
		Player:    page,
		HLS:       files + "/hls/manifest.m3u8",
		Thumbnail: files + "/thumbnail.jpg",
	}
	if !v.Wishes.NoDownload {
		a.MP4 = files + "/mp4/source.mp4"
	}
	return a, nil
}
