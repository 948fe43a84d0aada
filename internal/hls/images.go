package hls

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// ImageVariant is a playlist of pictures for the bar that viewers seek with, as the
// specification of image media playlists (Roku's, version 0.4) has it.
type ImageVariant struct {
	URI    string
	Sprite media.SpriteMap // all there is in it
}

func (m MasterSpec) writeImages(b *bytes.Buffer, v ImageVariant) {
	t := tag{name: "EXT-X-IMAGE-STREAM-INF"}
	bits := 0
	if seconds := v.Sprite.Length.Seconds(); seconds > 0 {
		bits = int(math.Ceil(float64(v.Sprite.Bytes) * 8 / seconds))
	}
	t.plain("BANDWIDTH", strconv.Itoa(max(bits, 1)))
	t.plain("RESOLUTION", resolution(v.Sprite.Width, v.Sprite.Height))
	t.quoted("CODECS", "jpeg")
	t.address(v.URI, m.Query)
	t.writeTo(b)
}

// Tiles writes the playlist of an [ImageVariant]: the sprite, which is as long as the video, is its
// one segment.
func Tiles(m media.SpriteMap, uri, query string) []byte {
	var b bytes.Buffer
	target := int(math.Ceil(m.Length.Seconds()))
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n", max(target, 1))
	b.WriteString("#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-IMAGES-ONLY\n")
	fmt.Fprintf(&b, "#EXTINF:%.6f,\n", m.Length.Seconds())
	t := tag{name: "EXT-X-TILES"}
	t.plain("RESOLUTION", resolution(m.Width, m.Height))
	t.plain("LAYOUT", resolution(m.Columns, m.Rows()))
	t.plain("DURATION", strconv.FormatFloat(m.Interval.Seconds(), 'f', -1, 64))
	t.writeTo(&b)
	fmt.Fprintf(&b, "%s\n#EXT-X-ENDLIST\n", address(uri, query))
	return b.Bytes()
}

// TileTimes writes a WebVTT file that tells players which tile of a sprite stands for which
// time. The last one ends with the video.
func TileTimes(m media.SpriteMap, uri string) []byte {
	var b bytes.Buffer
	b.WriteString("WEBVTT\n")
	for n := range m.Tiles {
		start := time.Duration(n) * m.Interval
		end := max(min(start+m.Interval, m.Length), start+time.Millisecond)
		fmt.Fprintf(&b, "\n%s --> %s\n%s#xywh=%d,%d,%d,%d\n", stamp(start), stamp(end), uri,
			n%m.Columns*m.Width, n/m.Columns*m.Height, m.Width, m.Height)
	}
	return b.Bytes()
}

// stamp writes a WebVTT timestamp.
func stamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}
