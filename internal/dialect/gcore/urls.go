package gcore

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// addresses are where viewers find a video and what was made of it (contract section 3.7). The
// video has to be loaded with its renditions.
type addresses struct {
	page string // also the folder of all others
	v    media.Video
}

// addressesOf are the addresses of a video. base is the start of public URLs.
func addressesOf(base string, v media.Video) addresses {
	return addresses{base + "/videos/" + place(v), v}
}

// place is how viewers know a video: its project and its slug.
func place(v media.Video) string { return fmt.Sprintf("%d_%s", v.ProjectID, v.Slug) }

func (a addresses) embedCode() string { return `<iframe src="` + a.page + `"></iframe>` }
func (a addresses) hls() string       { return a.page + "/master.m3u8" }
func (a addresses) cmaf() string      { return a.page + "/master-cmaf.m3u8" }
func (a addresses) dash() string      { return a.page + "/master.mpd" }

// poster and posterThumb are nil unless somebody chose a poster: to this API, what processing
// took is a screenshot.
func (a addresses) poster() *string      { return a.chosen("/poster.jpg") }
func (a addresses) posterThumb() *string { return a.chosen("/poster_thumb.jpg") }

func (a addresses) chosen(file string) *string {
	if a.v.Wishes.Thumbnail == "" {
		return nil
	}
	url := a.page + file
	return &url
}

// screenshots are empty, never nil, until they are made.
func (a addresses) screenshots() []string {
	urls := []string{}
	if a.v.HasPreview() {
		for n := range media.Screenshots(a.v.Picture.Duration) {
			urls = append(urls, fmt.Sprintf("%s/screenshots/%d.jpg", a.page, n))
		}
	}
	return urls
}

// sprite is nil until it is made.
func (a addresses) sprite() *string {
	if !a.v.HasPreview() {
		return nil
	}
	url := a.page + "/" + spriteFile(a.v)
	return &url
}

func spriteFile(v media.Video) string { return v.Slug + "_sprite.jpg" }

// mp4 is where a complete quality can be fetched as one file.
func (a addresses) mp4(r media.Rendition) string { return a.page + "/" + mp4File(a.v, r) }

// mp4File is the name of a quality as one file: qid{number}v1_{codec}_{kbit/s}_{height}.mp4.
// The bit rate is the ceiling of an encoded quality, the average of one that is served as it came.
func mp4File(v media.Video, r media.Rendition) string {
	rate := r.Cap
	if seconds := v.Picture.Duration.Seconds(); rate == 0 && seconds > 0 {
		rate = int(float64(r.Bytes) * 8 / 1000 / seconds)
	}
	_, height := shownSize(r)
	return fmt.Sprintf("qid%dv1_%s_%d_%d.mp4", renditionID(r), codecName(r.Codecs), rate, height)
}

// renditionID is the number of a quality among those of its video: its size, or 1 for the
// original served as it came.
func renditionID(r media.Rendition) int {
	n, err := strconv.Atoi(strings.TrimSuffix(r.Name, "p"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// renditionName is the vendor's name of a quality.
func renditionName(r media.Rendition) string {
	return fmt.Sprintf("vod%dn", min(r.Width, r.Height))
}

// shownSize is the size of a quality as viewers see it, after rotation.
func shownSize(r media.Rendition) (width, height int) {
	if r.Rotation == 90 || r.Rotation == 270 {
		return r.Height, r.Width
	}
	return r.Width, r.Height
}

// codecName is the vendor's word for a codec.
func codecName(codecs string) string {
	switch {
	case strings.HasPrefix(codecs, "hvc1"), strings.HasPrefix(codecs, "hev1"):
		return "hevc"
	case strings.HasPrefix(codecs, "av01"):
		return "av1"
	}
	return "h264"
}
