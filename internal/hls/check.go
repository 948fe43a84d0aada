package hls

import (
	"context"
	"fmt"
	"net/url"

	"github.com/Eyevinn/hls-m3u8/m3u8"
)

// maxTracks bounds the media playlists of one asset: 8 rungs with their I-frame
// playlists, 8 sound tracks and many languages of subtitles.
const maxTracks = 128

// Check reads the asset whose master playlist is at the URL master, whole and
// in order, and returns what it breaks. It judges a finished asset: a playlist
// that still grows is an error of rule 8.6.
//
// The error tells that the check could not be made, because ctx ended or the
// Fetcher had no answer; the report then holds what was found so far. Faults of the
// asset are never errors.
func Check(ctx context.Context, f Fetcher, master string) (Report, error) {
	c := &checker{fetch: f, report: &Report{}, tracks: map[string]*track{}}
	err := c.run(ctx, master)
	if err != nil {
		err = fmt.Errorf("check %s: %w", master, err)
	}
	return *c.report, err
}

// checker collects while it reads. It is used by one goroutine, once.
type checker struct {
	fetch  Fetcher
	report *Report
	tracks map[string]*track // by URL: variants share sound and subtitles
	order  []*track
}

// asset is a master playlist with everything behind it.
type asset struct {
	uri      string
	master   *m3u8.MasterPlaylist
	variants []rung
	iframes  []rung
}

// rung is one variant and the renditions it may be played with.
type rung struct {
	*m3u8.Variant

	uri       string
	main      *track
	audio     []*track
	subtitles []*track
}

// name is the variant's URI as listed, without its query.
func (r rung) name() string { return bare(r.URI) }

func (c *checker) run(ctx context.Context, master string) error {
	body, ok, err := c.get(ctx, master, playlistResource())
	if err != nil || !ok {
		return err
	}
	parsed, err := parseMaster(body)
	if err != nil {
		c.report.fail(ruleSyntax, master, "%v", err)
		return nil
	}
	a := &asset{uri: master, master: parsed}
	for _, v := range parsed.Variants {
		if err := c.addVariant(ctx, a, v); err != nil {
			return err
		}
	}
	for _, t := range c.order {
		c.checkTrack(t)
	}
	c.checkMaster(a)
	c.checkGroups(a)
	c.checkAlignment(a)
	return nil
}

// addVariant reads what one variant lists.
func (c *checker) addVariant(ctx context.Context, a *asset, v *m3u8.Variant) error {
	r := rung{Variant: v}
	kind := mainTrack
	if v.Iframe {
		kind = iframeTrack
	}
	var err error
	if r.main, err = c.track(ctx, a.uri, v.URI, kind); err != nil || r.main == nil {
		return err
	}
	r.uri = r.main.uri
	for _, alternative := range v.Alternatives {
		if alternative.URI == "" { // the sound inside the variant; checkGroups tells
			continue
		}
		switch alternative.Type {
		case "AUDIO":
			r.audio, err = c.addTrack(ctx, r.audio, a.uri, alternative.URI, audioTrack)
		case "SUBTITLES":
			r.subtitles, err = c.addTrack(ctx, r.subtitles, a.uri, alternative.URI, subtitleTrack)
		}
		if err != nil {
			return err
		}
	}
	if v.Iframe {
		a.iframes = append(a.iframes, r)
	} else {
		a.variants = append(a.variants, r)
	}
	return nil
}

func (c *checker) addTrack(ctx context.Context, to []*track, base, ref string, kind trackKind) ([]*track, error) {
	t, err := c.track(ctx, base, ref, kind)
	if err != nil || t == nil {
		return to, err
	}
	return append(to, t), nil
}

// resolve makes a URI of a playlist absolute.
func resolve(base, ref string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("parse URI: %w", err)
	}
	r, err := b.Parse(ref)
	if err != nil {
		return "", fmt.Errorf("parse URI: %w", err)
	}
	return r.String(), nil
}
