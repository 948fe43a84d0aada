package playback

import (
	"context"
	"net/http"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

func (p *Playback) serveMaster(w http.ResponseWriter, r *http.Request, v media.Video, c choice, query string) error {
	spec, err := p.master(r.Context(), v, c)
	if err != nil {
		return err
	}
	if spec.Subtitles, err = p.subtitles(r.Context(), v); err != nil {
		return err
	}
	showAtOnce(spec.Subtitles, r.URL.Query().Get("sub_lang"))
	if c.images && v.HasPreview() {
		sprite, err := p.spriteMap(r.Context(), v)
		if err != nil {
			return err
		}
		spec.Images = []hls.ImageVariant{{URI: "tiles.m3u8", Sprite: sprite}}
	}
	spec.Query = query
	servePlaylist(w, r, v, hls.Master(spec))
	return nil
}

func (p *Playback) master(ctx context.Context, v media.Video, c choice) (hls.MasterSpec, error) {
	pictures := c.among(listed(v, media.VideoRendition))
	spec, sound, err := p.masterSound(ctx, v, len(pictures) == 0)
	if err != nil {
		return spec, err
	}
	for _, q := range pictures {
		segments, err := p.cfg.Store.Segments(ctx, v.ID, q.Name)
		if err != nil {
			return spec, err
		}
		peak, average := hls.Measure(segments, sound...)
		width, height := shownSize(q)
		spec.Variants = append(spec.Variants, hls.Variant{
			URI: uri(q), Peak: peak, Average: average, Codecs: q.Codecs, Width: width, Height: height, Rate: q.Rate,
		})
		if iframes, ok := iframesOf(segments); ok {
			peak, average := hls.Measure(iframes)
			spec.IFrames = append(spec.IFrames, hls.IFrameVariant{
				URI: q.Name + "/iframes.m3u8", Peak: peak, Average: average, Codecs: q.Codecs, Width: width, Height: height,
			})
		}
	}
	return spec, nil
}

// masterSound begins a master playlist with the sound, and returns its segments. When sound is
// all there is, it is the variant.
func (p *Playback) masterSound(ctx context.Context, v media.Video, alone bool) (spec hls.MasterSpec, sound [][]media.Segment, err error) {
	for i, a := range listed(v, media.AudioRendition) {
		segments, err := p.cfg.Store.Segments(ctx, v.ID, a.Name)
		if err != nil {
			return spec, nil, err
		}
		if alone {
			peak, average := hls.Measure(segments)
			spec.Variants = append(spec.Variants, hls.Variant{URI: uri(a), Peak: peak, Average: average, Codecs: a.Codecs})
			continue
		}
		sound = append(sound, segments)
		spec.Audio = append(spec.Audio, hls.AudioTrack{
			URI: uri(a), Name: "Original", Language: a.Language, Codecs: a.Codecs, Channels: a.Channels, Default: i == 0,
		})
	}
	return spec, sound, nil
}

// shownSize is the size of a quality after its rotation.
func shownSize(q media.Rendition) (width, height int) {
	if q.Rotation == 90 || q.Rotation == 270 {
		return q.Height, q.Width
	}
	return q.Width, q.Height
}
