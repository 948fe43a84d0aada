package playback

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

const iframePrefix = "iframe-"

// iframesOf is what an I-frame playlist lists: of each segment its first picture, which stands for
// all of its time. Segments made before their pictures were measured have none.
func iframesOf(segments []media.Segment) ([]media.Segment, bool) {
	list := make([]media.Segment, len(segments))
	for i, g := range segments {
		if g.IFrame <= 0 {
			return nil, false
		}
		list[i] = media.Segment{Duration: g.Duration, Bytes: g.IFrame}
	}
	return list, len(list) > 0
}

// serveIFrames serves the I-frame playlist of a quality (rule 6.1).
func (p *Playback) serveIFrames(w http.ResponseWriter, r *http.Request, v media.Video, rendition media.Rendition, query string) error {
	segments, err := p.cfg.Store.Segments(r.Context(), v.ID, rendition.Name)
	if err != nil {
		return err
	}
	iframes, ok := iframesOf(segments)
	if !ok {
		return notFound()
	}
	spec := hls.MediaSpec{Init: "init.mp4", IFramesOnly: true, Query: query}
	for n, g := range iframes {
		spec.Segments = append(spec.Segments, hls.Segment{URI: fmt.Sprintf("%s%d.m4s", iframePrefix, n), Duration: g.Duration})
	}
	servePlaylist(w, r, v, hls.Media(spec))
	return nil
}

// serveIFrame serves the first picture of a segment as a segment of its own (rule 6.10). It is
// not stored: it is cut from the segment, or from the original, while it is sent.
func (p *Playback) serveIFrame(w http.ResponseWriter, r *http.Request, v media.Video, rendition media.Rendition, file string) error {
	number, found := strings.CutSuffix(strings.TrimPrefix(file, iframePrefix), ".m4s")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 0 || strconv.Itoa(n) != number || rendition.Kind != media.VideoRendition {
		return notFound()
	}
	cut, release, err := p.iframe(r.Context(), v, rendition, n)
	if err != nil {
		return err
	}
	defer release()
	serveContent(w, r, v, cut.Reader(), hls.SegmentType, fmt.Sprintf("%s-%s-i%d", v.ID, rendition.Name, n))
	return nil
}

func (p *Playback) iframe(ctx context.Context, v media.Video, rendition media.Rendition, n int) (*mp4.Splice, func(), error) {
	if !rendition.Repackaged {
		return p.storedIFrame(ctx, v, rendition, n)
	}
	src, release, err := p.sources.borrow(ctx, v)
	if err != nil {
		return nil, nil, err
	}
	track, cuts, err := src.track(rendition)
	if err == nil && n+1 >= len(cuts) {
		err = notFound()
	}
	var cut *mp4.Splice
	if err == nil {
		cut, err = track.Segment(cuts[n], cuts[n]+1, uint32(n)+1, track.DTS(cuts[n])) //nolint:gosec // segments are few
	}
	if err != nil {
		release()
		return nil, nil, fmt.Errorf("cut I-frame %d of %s/%s: %w", n, v.ID, rendition.Name, err)
	}
	return cut, release, nil
}

// storedIFrame cuts from a stored segment. Opened alone its times begin at 0: its place in the
// whole comes from the durations of those before, which are exact.
func (p *Playback) storedIFrame(ctx context.Context, v media.Video, rendition media.Rendition, n int) (*mp4.Splice, func(), error) {
	segments, err := p.cfg.Store.Segments(ctx, v.ID, rendition.Name)
	if err != nil {
		return nil, nil, err
	}
	if n >= len(segments) {
		return nil, nil, notFound()
	}
	init, err := p.cfg.Blobs.Open(ctx, media.InitKey(v.ID, rendition.Name))
	if err != nil {
		return nil, nil, fmt.Errorf("init of %s/%s: %w", v.ID, rendition.Name, err)
	}
	parts := blob.NewLazyParts(ctx, p.cfg.Blobs)
	parts.Add(media.InitKey(v.ID, rendition.Name), init.Size())
	parts.Add(media.SegmentKey(v.ID, rendition.Name, n), segments[n].Bytes)
	err = init.Close()
	file, openErr := mp4.Open(ctx, parts, parts.Size())
	var cut *mp4.Splice
	if err = errors.Join(err, openErr); err == nil {
		track := file.Tracks[0]
		base := int64(math.Round(length(segments[:n]).Seconds() * float64(track.Timescale)))
		cut, err = track.Segment(0, 1, uint32(n)+1, base) //nolint:gosec // segments are few
	}
	if err != nil {
		parts.Close()
		return nil, nil, fmt.Errorf("cut I-frame %d of %s/%s: %w", n, v.ID, rendition.Name, err)
	}
	return cut, parts.Close, nil
}
