package hls

import (
	"bytes"
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// trackKind says what a master playlist lists a media playlist as.
type trackKind int

const (
	mainTrack trackKind = iota // of a variant: pictures, or sound when there are none
	audioTrack
	subtitleTrack
	iframeTrack
)

// track is a media playlist and what its segments hold.
type track struct {
	uri     string
	kind    trackKind
	list    mediaList
	headers []header // of the initialization segment
	parts   []part
	whole   bool // everything listed was read and understood
}

// part is a media segment as it is, beside what its playlist says of it.
type part struct {
	fragment

	uri   string
	bytes int
}

// head is the track that matters: the pictures when there are any.
func (t *track) head() header {
	for _, h := range t.headers {
		if h.handler == pictureHandler {
			return h
		}
	}
	if len(t.headers) == 0 {
		return header{timescale: 1}
	}
	return t.headers[0]
}

// pictures reports whether the track was read whole and shows pictures.
func (t *track) pictures() bool { return t.whole && t.head().handler == pictureHandler }

// sound reports whether the track was read whole and is sound alone.
func (t *track) sound() bool { return t.whole && t.head().handler == soundHandler }

func (t *track) seconds(ticks int64) float64 {
	return float64(ticks) / float64(t.head().timescale)
}

// listedSeconds is the sum of all EXTINF.
func (t *track) listedSeconds() float64 {
	var sum float64
	for _, s := range t.list.segments {
		sum += s.duration
	}
	return sum
}

// sampleSeconds is the mean duration of a sample: one frame.
func (t *track) sampleSeconds() float64 {
	var ticks int64
	samples := 0
	for _, p := range t.parts {
		ticks += p.length
		samples += p.samples
	}
	if samples == 0 {
		return 0
	}
	return t.seconds(ticks) / float64(samples)
}

// measured is the true size and duration of every segment. An I-frame's
// duration is the listed one: it stands for the pictures up to the next.
func (t *track) measured() []media.Segment {
	all := make([]media.Segment, len(t.parts))
	for i, p := range t.parts {
		seconds := t.seconds(p.length)
		if t.kind == iframeTrack {
			seconds = t.list.segments[i].duration
		}
		all[i] = media.Segment{Duration: time.Duration(seconds * float64(time.Second)), Bytes: int64(p.bytes)}
	}
	return all
}

// track reads the media playlist at ref and all behind it, once per URL. It
// returns nil when ref is no URL.
func (c *checker) track(ctx context.Context, base, ref string, kind trackKind) (*track, error) {
	uri, err := resolve(base, ref)
	if err != nil {
		c.report.fail(ruleSyntax, base, "URI of a media playlist is none")
		return nil, nil //nolint:nilnil,nilerr // noted; there is no track
	}
	if t, ok := c.tracks[uri]; ok {
		return t, nil
	}
	if len(c.tracks) == maxTracks {
		c.report.fail(ruleChecker, base, "over %d media playlists", maxTracks)
		return nil, nil //nolint:nilnil // noted; there is no track
	}
	t := &track{uri: uri, kind: kind}
	c.tracks[uri] = t
	c.order = append(c.order, t)
	body, ok, err := c.get(ctx, uri, playlistResource())
	if err != nil || !ok {
		return t, err
	}
	if t.list, err = parseMedia(body); err != nil {
		c.report.fail(ruleSyntax, uri, "%v", err)
		return t, nil
	}
	t.whole, err = c.readSegments(ctx, t)
	return t, err
}

// readSegments fills the parts of t and reports whether all of them are there.
func (c *checker) readSegments(ctx context.Context, t *track) (bool, error) {
	if t.kind != subtitleTrack {
		if ok, err := c.readInit(ctx, t); err != nil || !ok {
			return false, err
		}
	}
	whole := len(t.list.segments) > 0
	if !whole {
		c.report.fail(ruleSyntax, t.uri, "the playlist lists no segment")
	}
	for _, s := range t.list.segments {
		p, ok, err := c.readPart(ctx, t, s)
		if err != nil {
			return false, err
		}
		whole = whole && ok
		t.parts = append(t.parts, p)
	}
	return whole, nil
}

func (c *checker) readInit(ctx context.Context, t *track) (bool, error) {
	if t.list.initURI == "" {
		c.report.fail("8.20", t.uri, "no EXT-X-MAP")
		return false, nil
	}
	uri, err := resolve(t.uri, t.list.initURI)
	if err != nil {
		c.report.fail(ruleSyntax, t.uri, "URI of EXT-X-MAP is none")
		return false, nil //nolint:nilerr // noted
	}
	body, ok, err := c.get(ctx, uri, initResource())
	if err != nil || !ok {
		return false, err
	}
	if t.headers, err = parseInit(body); err != nil {
		c.report.fail("1.2", uri, "%v", err)
		return false, nil
	}
	return true, nil
}

func (c *checker) readPart(ctx context.Context, t *track, s listed) (part, bool, error) {
	uri, err := resolve(t.uri, s.uri)
	if err != nil {
		c.report.fail(ruleSyntax, t.uri, "URI of a segment is none")
		return part{}, false, nil //nolint:nilerr // noted
	}
	want := segmentResource()
	if t.kind == subtitleTrack {
		want = captionResource()
	}
	body, ok, err := c.get(ctx, uri, want)
	if err != nil || !ok {
		return part{}, false, err
	}
	p := part{uri: uri, bytes: len(body)}
	if t.kind == subtitleTrack {
		return p, c.checkCaptions(uri, body), nil
	}
	if p.fragment, err = parseFragment(t.head(), body); err != nil {
		c.report.fail("1.2", uri, "%v", err)
		return p, false, nil
	}
	return p, true, nil
}

// checkCaptions wants WebVTT with a timestamp map in its header block (rules 5.2 and 5.3).
func (c *checker) checkCaptions(uri string, body []byte) bool {
	head, _, _ := bytes.Cut(bytes.ReplaceAll(body[:min(len(body), maxLine)], []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	switch {
	case !bytes.HasPrefix(head, []byte("WEBVTT")):
		c.report.fail("5.2", uri, "subtitles are not WebVTT")
		return false
	case !bytes.Contains(head, []byte("\nX-TIMESTAMP-MAP=")):
		c.report.fail("5.3", uri, "no X-TIMESTAMP-MAP")
	}
	return true
}
