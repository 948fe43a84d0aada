package playback

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// listed are the renditions of a kind that a master playlist names.
func listed(v media.Video, kind media.RenditionKind) []media.Rendition {
	var list []media.Rendition
	for _, r := range v.Renditions {
		if r.Kind == kind && r.State == media.Complete {
			list = append(list, r)
		}
	}
	return list
}

func uri(r media.Rendition) string { return r.Name + "/index.m3u8" }

func (p *Playback) serveMedia(w http.ResponseWriter, r *http.Request, v media.Video, rendition media.Rendition, query string) error {
	segments, err := p.cfg.Store.Segments(r.Context(), v.ID, rendition.Name)
	if err != nil {
		return err
	}
	target, err := p.target(r.Context(), v, rendition, segments)
	if err != nil {
		return err
	}
	spec := hls.MediaSpec{Init: "init.mp4", Target: target, Query: query}
	for n, g := range segments {
		spec.Segments = append(spec.Segments, hls.Segment{URI: fmt.Sprintf("%d.m4s", n), Duration: g.Duration})
	}
	servePlaylist(w, r, v, hls.Media(spec))
	return nil
}

// target is the target duration that all playlists of the asset share (rule 8.2).
func (p *Playback) target(ctx context.Context, v media.Video, rendition media.Rendition, segments []media.Segment) (int, error) {
	lists := [][]media.Segment{segments}
	for _, other := range v.Renditions {
		if other.Name == rendition.Name || other.State != media.Complete || other.Kind == media.StillRendition {
			continue
		}
		list, err := p.cfg.Store.Segments(ctx, v.ID, other.Name)
		if err != nil {
			return 0, err
		}
		lists = append(lists, list)
	}
	return hls.Target(lists...), nil
}

// servePlaylist sends a playlist, packed when the player can unpack (rule 10.1).
// While qualities are still being added a master is asked for anew each time;
// afterwards nothing changes any more.
func servePlaylist(w http.ResponseWriter, r *http.Request, v media.Video, list []byte) {
	serveList(w, r, v, list, hls.PlaylistType)
}

func serveList(w http.ResponseWriter, r *http.Request, v media.Video, list []byte, contentType string) {
	h := w.Header()
	crossOrigin(h)
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if v.State == media.Ready {
		h.Set("Cache-Control", cacheScope(v)+", max-age=60")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	sum := sha256.Sum256(list)
	tag := hex.EncodeToString(sum[:12])
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		_, _ = zip.Write(list) // into memory
		_ = zip.Close()
		list, tag = packed.Bytes(), tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
		r = withoutRange(r) // ServeContent would cut the packed bytes
	}
	h.Set("ETag", `"`+tag+`"`)
	if h.Get("Content-Encoding") != "" {
		if match(r, `"`+tag+`"`) {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Length", fmt.Sprint(len(list)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(list) // a viewer that left
		}
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(list))
}

// takesGzip reads Accept-Encoding as far as it matters: gzip is named and not refused
// by a weight of zero (RFC 9110, 12.5.3).
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, found := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			return !found || strings.Trim(q, "0.") != ""
		}
	}
	return false
}

func match(r *http.Request, tag string) bool {
	return strings.Contains(r.Header.Get("If-None-Match"), tag)
}

func withoutRange(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	return r
}

// cacheScope keeps shared caches away from what only some may watch.
func cacheScope(v media.Video) string {
	if v.Privacy == media.Public {
		return "public"
	}
	return "private"
}
