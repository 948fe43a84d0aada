package omegastream

import "github.com/tributary-video/tributary/internal/media"

type playback struct {
	HLS   *string `json:"hls"`
	Dash  *string `json:"dash"`  // not produced
	Audio *string `json:"audio"` // not produced
	R1080 *string `json:"r_1080p"`
	R720  *string `json:"r_720p"`
	R480  *string `json:"r_480p"`
	R360  *string `json:"r_360p"`
	R240  *string `json:"r_240p"`
}

type storage struct {
	Bucket    string        `json:"bucket"`
	RawBucket string        `json:"raw_bucket"`
	Provider  string        `json:"provider"`
	Source    storageSource `json:"source"`
	Meta      *struct{}     `json:"meta"` // always null
}

type storageSource struct {
	Key  string `json:"key"`
	Size int64  `json:"size"`
}

// folder is where a video's files are, in every kind of address.
func (w view) folder(v media.Video) string {
	return w.bucket() + "/" + w.code() + "/video/" + v.ID
}

// signature is the query of an address that a viewer needs for a private video.
func (w view) signature(v media.Video) string {
	if v.Privacy == media.Public {
		return ""
	}
	return "?s=" + w.sign(v.ID)
}

// links addresses what can be played. The files of single qualities are promised only when the
// video is ready: before, one may still be replaced by a better one.
func links(v media.Video, prefix, suffix string) *playback {
	link := func(file string) *string { return new(prefix + file + suffix) }
	p := &playback{HLS: link("playlist.m3u8")}
	if lastState(v) != media.Ready {
		return p
	}
	for _, r := range v.Renditions {
		if r.Kind != media.VideoRendition || r.State != media.Complete {
			continue
		}
		switch r.Size() {
		case "1080p":
			p.R1080 = link("1080p.mp4")
		case "720p":
			p.R720 = link("720p.mp4")
		case "480p":
			p.R480 = link("480p.mp4")
		case "360p":
			p.R360 = link("360p.mp4")
		case "240p":
			p.R240 = link("240p.mp4")
		}
	}
	return p
}

func (w view) thumbnail(v media.Video) *string {
	if !v.Poster || !lastState(v).Playable() {
		return nil
	}
	return new(w.base + "/stream/dashboard/" + w.folder(v) + "/thumbnail.jpg" + w.signature(v))
}

func (w view) storage(v media.Video) *storage {
	raw := w.bucket() + "-raw"
	return &storage{
		Bucket: w.bucket(), RawBucket: raw, Provider: "omega",
		Source: storageSource{Key: raw + "/" + w.code() + "/" + v.Filename(), Size: v.Source.Size},
	}
}
