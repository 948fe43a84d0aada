package playback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
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

// textNames are what tracks are called in addresses: their language as it was spelled, and
// where it repeats, the number of the track behind it. No language has a dot in it.
func textNames(texts []media.Text) []string {
	names := make([]string, len(texts))
	seen := map[string]bool{}
	for i, t := range texts {
		names[i] = t.Language
		if seen[t.Language] {
			names[i] = fmt.Sprintf("%s.%d", t.Language, t.ID)
		}
		seen[t.Language] = true
	}
	return names
}

// text finds a track of a video by what it is called in addresses.
func (p *Playback) text(ctx context.Context, v media.Video, kind media.TextKind, name string) (media.Text, error) {
	texts, err := p.cfg.Store.Texts(ctx, v.ID, kind)
	if err != nil {
		return media.Text{}, err
	}
	if i := slices.Index(textNames(texts), name); i >= 0 {
		return texts[i], nil
	}
	return media.Text{}, notFound()
}

// serveText serves captions or chapters as they were sent: {track}.vtt.
func (p *Playback) serveText(w http.ResponseWriter, r *http.Request, v media.Video, kind media.TextKind, file string) error {
	name, found := strings.CutSuffix(file, ".vtt")
	if !found {
		return notFound()
	}
	t, err := p.text(r.Context(), v, kind, name)
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
	names := textNames(texts)
	var tracks []hls.SubtitleTrack
	for i, t := range texts {
		tracks = append(tracks, hls.SubtitleTrack{
			URI: subtitlePrefix + names[i] + "/index.m3u8", Name: textLabel(t), Language: t.Language, Default: t.Default,
		})
	}
	return tracks, nil
}

// showAtOnce makes the first track of a language the one that is shown unless the viewer chooses.
func showAtOnce(tracks []hls.SubtitleTrack, wanted string) {
	i := slices.IndexFunc(tracks, func(t hls.SubtitleTrack) bool { return strings.EqualFold(t.Language, wanted) })
	if i < 0 {
		return
	}
	for n := range tracks {
		tracks[n].Default = n == i
	}
}

// textLabel is what viewers choose a track by.
func textLabel(t media.Text) string {
	if t.Name != "" {
		return t.Name
	}
	return languageName(t.Language)
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
func (p *Playback) serveSubtitles(w http.ResponseWriter, r *http.Request, v media.Video, track, file, query string) error {
	t, err := p.text(r.Context(), v, media.Captions, track)
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
	chosen := max(0, slices.IndexFunc(texts, func(t media.Text) bool { return t.Default }))
	return string(media.Chapters) + "/" + textNames(texts)[chosen] + ".vtt", nil
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
