package playback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	// subtitlePrefix begins the folder of captions as a rendition; their language follows.
	subtitlePrefix = "subs-"
	// maxText is the largest WebVTT file read, in bytes.
	maxText = 10 << 20
)

// text finds a track of a video. Only the spelling of the language that it was given exists.
func (p *Playback) text(ctx context.Context, v media.Video, kind media.TextKind, language string) (media.Text, error) {
	texts, err := p.cfg.Store.Texts(ctx, v.ID, kind)
	if err != nil {
		return media.Text{}, err
	}
	for _, t := range texts {
		if t.Language == language {
			return t, nil
		}
	}
	return media.Text{}, notFound()
}

// serveText serves captions or chapters as they were sent: {language}.vtt.
func (p *Playback) serveText(w http.ResponseWriter, r *http.Request, v media.Video, kind media.TextKind, file string) error {
	lang, found := strings.CutSuffix(file, ".vtt")
	if !found {
		return notFound()
	}
	t, err := p.text(r.Context(), v, kind, lang)
	if err != nil {
		return err
	}
	vtt, err := p.read(r.Context(), t.Key, maxText)
	if err != nil {
		return err
	}
	serveChanging(w, r, v, vtt, hls.CaptionType)
	return nil
}

// subtitles are the captions of a video as its master playlist names them.
func (p *Playback) subtitles(ctx context.Context, v media.Video) ([]hls.SubtitleTrack, error) {
	texts, err := p.cfg.Store.Texts(ctx, v.ID, media.Captions)
	if err != nil {
		return nil, err
	}
	var tracks []hls.SubtitleTrack
	for _, t := range texts {
		tracks = append(tracks, hls.SubtitleTrack{
			URI: subtitlePrefix + t.Language + "/index.m3u8", Name: languageName(t.Language), Language: t.Language, Default: t.Default,
		})
	}
	return tracks, nil
}

// languageName is what a language calls itself, or its code where that is not known.
func languageName(code string) string {
	if tag, err := language.Parse(code); err == nil {
		if name := display.Self.Name(tag); name != "" {
			return name
		}
	}
	return code
}

// serveSubtitles serves captions as a rendition: a playlist, and the one segment that has
// them all, however long the video is (rules 5.2, 5.5).
func (p *Playback) serveSubtitles(w http.ResponseWriter, r *http.Request, v media.Video, language, file, query string) error {
	t, err := p.text(r.Context(), v, media.Captions, language)
	if err != nil {
		return err
	}
	switch file {
	case "index.m3u8":
		spec, err := p.subtitleList(r.Context(), v)
		if err != nil {
			return err
		}
		spec.Query = query
		servePlaylist(w, r, v, hls.Media(spec))
		return nil
	case "0.vtt":
		vtt, err := p.read(r.Context(), t.Key, maxText)
		if err != nil {
			return err
		}
		serveChanging(w, r, v, hls.Captions(vtt), hls.CaptionType)
		return nil
	}
	return notFound()
}

// subtitleList lists one segment that is as long as the longest rendition (rules 8.3, 8.7).
func (p *Playback) subtitleList(ctx context.Context, v media.Video) (hls.MediaSpec, error) {
	var total time.Duration
	for _, kind := range []media.RenditionKind{media.VideoRendition, media.AudioRendition} {
		for _, r := range listed(v, kind) {
			segments, err := p.cfg.Store.Segments(ctx, v.ID, r.Name)
			if err != nil {
				return hls.MediaSpec{}, err
			}
			total = max(total, length(segments))
		}
	}
	return hls.MediaSpec{Segments: []hls.Segment{{URI: "0.vtt", Duration: total}}}, nil
}

func length(segments []media.Segment) (sum time.Duration) {
	for _, g := range segments {
		sum += g.Duration
	}
	return sum
}

// chapters is the name of the chapters that a player shows, "" when there are none.
func (p *Playback) chapters(ctx context.Context, v media.Video) (string, error) {
	texts, err := p.cfg.Store.Texts(ctx, v.ID, media.Chapters)
	if err != nil || len(texts) == 0 {
		return "", err
	}
	chosen := texts[0]
	for _, t := range texts {
		if t.Default {
			chosen = t
		}
	}
	return string(media.Chapters) + "/" + chosen.Language + ".vtt", nil
}

// read returns a whole small blob. One that is not there is media.NotFound.
func (p *Playback) read(ctx context.Context, key string, limit int64) ([]byte, error) {
	b, err := p.cfg.Blobs.Open(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", key, err)
	}
	defer b.Close()
	if b.Size() > limit {
		return nil, fmt.Errorf("serve %s: %d bytes are over the limit of %d", key, b.Size(), limit)
	}
	content := make([]byte, b.Size())
	if _, err := io.ReadFull(io.NewSectionReader(b, 0, b.Size()), content); err != nil {
		return nil, fmt.Errorf("serve %s: %w", key, err)
	}
	return content, nil
}
