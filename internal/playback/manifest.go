package playback

import (
	"context"
	"net/http"

	"github.com/tributary-video/tributary/internal/dash"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// serveManifest serves the video to players of MPEG-DASH.
func (p *Playback) serveManifest(w http.ResponseWriter, r *http.Request, v media.Video, c choice, query string) error {
	m, err := p.manifest(r.Context(), v, c)
	if err != nil {
		return err
	}
	m.Query = query
	list, err := dash.Write(m)
	if err != nil {
		return err
	}
	serveList(w, r, v, list, dash.Type)
	return nil
}

func (p *Playback) manifest(ctx context.Context, v media.Video, c choice) (m dash.Manifest, err error) {
	if m.Pictures, err = p.dashTracks(ctx, v, c.among(listed(v, media.VideoRendition))); err != nil {
		return m, err
	}
	if m.Sound, err = p.dashTracks(ctx, v, listed(v, media.AudioRendition)); err != nil {
		return m, err
	}
	texts, err := p.cfg.Store.Texts(ctx, v.ID, media.Captions)
	if err != nil {
		return m, err
	}
	for i, name := range textNames(texts) {
		m.Captions = append(m.Captions, dash.Captions{
			URI: string(media.Captions) + "/" + name + ".vtt", Name: textLabel(texts[i]), Language: texts[i].Language, Bytes: texts[i].Size,
		})
	}
	return m, nil
}

func (p *Playback) dashTracks(ctx context.Context, v media.Video, renditions []media.Rendition) ([]dash.Track, error) {
	var tracks []dash.Track
	for _, r := range renditions {
		segments, err := p.cfg.Store.Segments(ctx, v.ID, r.Name)
		if err != nil {
			return nil, err
		}
		peak, _ := hls.Measure(segments)
		t := dash.Track{
			Name: r.Name, Codecs: r.Codecs, Bandwidth: peak, Rate: r.Rate, Channels: r.Channels, Language: r.Language, Segments: segments,
		}
		t.Width, t.Height = shownSize(r)
		tracks = append(tracks, t)
	}
	return tracks, nil
}
