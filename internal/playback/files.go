package playback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

// immutable is how long files may be kept whose bytes never change under their name.
const immutable = "max-age=31536000, immutable"

// serveSegment serves init.mp4 or {n}.m4s of a rendition.
func (p *Playback) serveSegment(w http.ResponseWriter, r *http.Request, v media.Video, rendition media.Rendition, file string) error {
	n, isInit := -1, file == "init.mp4"
	if !isInit {
		number, found := strings.CutSuffix(file, ".m4s")
		var err error
		if n, err = strconv.Atoi(number); !found || err != nil || n < 0 || strconv.Itoa(n) != number {
			return notFound()
		}
	}
	contentType := hls.SegmentType
	switch {
	case isInit && rendition.Kind == media.AudioRendition:
		contentType = hls.AudioInitType
	case isInit:
		contentType = hls.VideoInitType
	}
	tag := fmt.Sprintf("%s-%s-%d", v.ID, rendition.Name, n)
	if rendition.Repackaged {
		return p.serveCut(w, r, v, rendition, n, contentType, tag)
	}
	key := media.InitKey(v.ID, rendition.Name)
	if !isInit {
		key = media.SegmentKey(v.ID, rendition.Name, n)
	}
	return p.serveBlob(w, r, v, key, contentType, tag)
}

// serveCut serves a segment, or the init for n = -1, of a rendition that is cut from the original.
func (p *Playback) serveCut(w http.ResponseWriter, r *http.Request, v media.Video, rendition media.Rendition, n int, contentType, tag string) error {
	src, release, err := p.sources.borrow(r.Context(), v)
	if err != nil {
		return err
	}
	defer release()
	track, cuts, err := src.track(rendition)
	if err != nil {
		return err
	}
	var content io.ReadSeeker
	if n < 0 {
		init, err := track.Init()
		if err != nil {
			return fmt.Errorf("init of %s/%s: %w", v.ID, rendition.Name, err)
		}
		content = strings.NewReader(string(init))
	} else {
		if n+1 >= len(cuts) {
			return notFound()
		}
		cut, err := track.Segment(cuts[n], cuts[n+1], uint32(n)+1, track.DTS(cuts[n])) //nolint:gosec // segments are few
		if err != nil {
			return fmt.Errorf("segment %d of %s/%s: %w", n, v.ID, rendition.Name, err)
		}
		content = cut.Reader()
	}
	serveContent(w, r, v, content, contentType, tag)
	return nil
}

func (p *Playback) serveBlob(w http.ResponseWriter, r *http.Request, v media.Video, key, contentType, tag string) error {
	b, err := p.cfg.Blobs.Open(r.Context(), key)
	if errors.Is(err, blob.ErrNotFound) {
		return notFound()
	}
	if err != nil {
		return fmt.Errorf("serve %s: %w", key, err)
	}
	defer b.Close()
	serveContent(w, r, v, io.NewSectionReader(b, 0, b.Size()), contentType, tag)
	return nil
}

// serveContent sends bytes that never change, with Range and conditions.
func serveContent(w http.ResponseWriter, r *http.Request, v media.Video, content io.ReadSeeker, contentType, tag string) {
	h := w.Header()
	crossOrigin(h)
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheScope(v)+", "+immutable)
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
}

// serveDownload serves one quality as an ordinary MP4, put together while it is sent.
func (p *Playback) serveDownload(w http.ResponseWriter, r *http.Request, v media.Video, file string) error {
	size, found := strings.CutSuffix(file, ".mp4")
	rendition, ok := bySize(v, size)
	if !found || !ok || v.Wishes.NoDownload {
		return notFound()
	}
	src, release, err := p.sources.borrow(r.Context(), v)
	if err != nil {
		return err
	}
	defer release()
	video, closeVideo, err := p.wholeTrack(r.Context(), src, v, rendition)
	if err != nil {
		return err
	}
	defer closeVideo()
	var sound *mp4.Track
	if tracks := listed(v, media.AudioRendition); len(tracks) > 0 {
		var closeSound func()
		if sound, closeSound, err = p.wholeTrack(r.Context(), src, v, tracks[0]); err != nil {
			return err
		}
		defer closeSound()
	}
	whole, err := mp4.Progressive(video, sound)
	if err != nil {
		return fmt.Errorf("assemble %s of %s: %w", file, v.ID, err)
	}
	serveContent(w, r, v, whole.Reader(), "video/mp4", v.ID+"-"+rendition.Name+"-mp4")
	return nil
}

// bySize finds the quality that viewers know by a size such as 720p. An encoded one
// comes before the source, which may be larger than need be.
func bySize(v media.Video, size string) (media.Rendition, bool) {
	var best media.Rendition
	for _, r := range listed(v, media.VideoRendition) {
		if r.Size() == size && (best.Name == "" || best.Repackaged) {
			best = r
		}
	}
	return best, best.Name != ""
}

// wholeTrack is all of a rendition as one track: the original's own, or what its
// stored segments make together.
func (p *Playback) wholeTrack(ctx context.Context, src *source, v media.Video, rendition media.Rendition) (*mp4.Track, func(), error) {
	if rendition.Repackaged {
		t, _, err := src.track(rendition)
		return t, func() {}, err
	}
	segments, err := p.cfg.Store.Segments(ctx, v.ID, rendition.Name)
	if err != nil {
		return nil, nil, err
	}
	init, err := p.cfg.Blobs.Open(ctx, media.InitKey(v.ID, rendition.Name))
	if err != nil {
		return nil, nil, fmt.Errorf("init of %s/%s: %w", v.ID, rendition.Name, err)
	}
	parts := blob.NewLazyParts(ctx, p.cfg.Blobs)
	parts.Add(media.InitKey(v.ID, rendition.Name), init.Size())
	for n, g := range segments {
		parts.Add(media.SegmentKey(v.ID, rendition.Name, n), g.Bytes)
	}
	err = init.Close()
	file, openErr := mp4.Open(ctx, parts, parts.Size())
	if err = errors.Join(err, openErr); err != nil {
		parts.Close()
		return nil, nil, fmt.Errorf("index of %s/%s: %w", v.ID, rendition.Name, err)
	}
	return file.Tracks[0], parts.Close, nil
}

// ServeSource serves the original as a download under a file name.
func (p *Playback) ServeSource(w http.ResponseWriter, r *http.Request, v media.Video, filename string) error {
	if !v.Source.Kept() || v.PurgedAt != nil || v.State == media.Deleted {
		return notFound()
	}
	src, err := blob.OpenParts(r.Context(), p.cfg.Blobs, v.Source.Segments)
	if err != nil {
		return fmt.Errorf("serve source of %s: %w", v.ID, err)
	}
	defer src.Close()
	crossOrigin(w.Header())
	// Whatever it is, a browser saves it and never renders it.
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filename}))
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("ETag", `"`+v.ID+`-original"`)
	http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(src, 0, src.Size()))
	return nil
}
