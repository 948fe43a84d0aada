package playback

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// Store finds what is to be played.
type Store interface {
	// Video loads a video with its renditions. Absent is media.NotFound.
	Video(ctx context.Context, id string) (media.Video, error)
	// Plan loads its plan.
	Plan(ctx context.Context, videoID string) (media.Plan, error)
	// Segments returns the segments of a rendition that exist, in order.
	Segments(ctx context.Context, videoID, rendition string) ([]media.Segment, error)
	// Texts returns its captions or chapters, by language.
	Texts(ctx context.Context, videoID string, kind media.TextKind) ([]media.Text, error)
}

// Config is what playback needs.
type Config struct {
	Store  Store
	Blobs  blob.Store
	Master *auth.Master
	Keys   *auth.Keys
	Pages  *player.Player
	Meter  *Meter
	Log    *slog.Logger
}

// Playback serves videos. It is safe for concurrent use.
type Playback struct {
	cfg     Config
	sources *sourceCache
	thumbs  chan struct{} // one for each picture being made small
}

// New makes a Playback. Close it when no request runs any more.
func New(cfg Config) *Playback {
	return &Playback{cfg: cfg, sources: newSourceCache(cfg.Store, cfg.Blobs), thumbs: make(chan struct{}, thumbsAtOnce)}
}

// Close lets go of the originals that are open.
func (p *Playback) Close() { p.sources.close() }

// Routes adds the places that are our own.
func (p *Playback) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /media/{id}/{file...}", p.file)
	mux.HandleFunc("OPTIONS /media/{id}/{file...}", Preflight)
	mux.HandleFunc("GET /embed/{id}", p.page)
	mux.Handle("GET "+player.AssetsPath, p.cfg.Pages.Assets())
}

func (p *Playback) file(w http.ResponseWriter, r *http.Request) {
	v, err := p.find(r)
	if err == nil {
		err = p.ServeFile(w, r, v, r.PathValue("file"))
	}
	if err != nil {
		p.problem(w, r, err)
	}
}

// page answers /embed/{id}. One that may not be shown looks like one that does not exist.
func (p *Playback) page(w http.ResponseWriter, r *http.Request) {
	v, err := p.find(r)
	if err == nil || media.KindOf(err) == media.NotFound {
		err = p.ServePage(w, r, v)
	}
	if err != nil {
		p.problem(w, r, err)
	}
}

// find loads the video of a path. Only the one spelling of its id exists.
func (p *Playback) find(r *http.Request) (media.Video, error) {
	id := r.PathValue("id")
	if canonical, ok := media.ParseUUID(id); !ok || canonical != id {
		return media.Video{}, media.Errorf(media.NotFound, "video not found")
	}
	return p.cfg.Store.Video(r.Context(), id)
}

func (p *Playback) problem(w http.ResponseWriter, r *http.Request, err error) {
	crossOrigin(w.Header())
	status := http.StatusInternalServerError
	switch media.KindOf(err) {
	case media.NotFound:
		status = http.StatusNotFound
	case media.Forbidden:
		status = http.StatusForbidden
	default:
		p.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "playback", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, media.PublicText(err), status)
}

// Preflight answers a browser that asks whether a script of another origin may read.
func Preflight(w http.ResponseWriter, _ *http.Request) {
	crossOrigin(w.Header())
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Range")
	w.Header().Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

func crossOrigin(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Content-Disposition, Content-Length, Content-Range, ETag")
	h.Set("X-Content-Type-Options", "nosniff")
}

// Allowed says whether a request may watch a video: anyone a public one,
// otherwise by the signature in ?s= or a key of the project.
func (p *Playback) Allowed(r *http.Request, v media.Video) error {
	if v.Privacy == media.Public || p.cfg.Master.VerifyPlayback(v.ID, r.URL.Query().Get("s")) {
		return nil
	}
	if r.Header.Get("Authorization") != "" {
		grant, err := p.cfg.Keys.Bearer(r)
		if err == nil && grant.ProjectID == v.ProjectID {
			return nil
		}
		if err != nil && media.KindOf(err) == media.Internal {
			return err
		}
	}
	return media.Errorf(media.Forbidden, "forbidden")
}

// signature is the query that inner URLs carry: the one the request was made with.
func signature(r *http.Request) string {
	if s := r.URL.Query().Get("s"); s != "" {
		return "?s=" + url.QueryEscape(s)
	}
	return ""
}

// ServeFile serves one file of a video after checking the viewer's right, which the addresses
// in playlists then carry on. Errors are those of [Playback.Serve] and media.Forbidden.
func (p *Playback) ServeFile(w http.ResponseWriter, r *http.Request, v media.Video, name string) error {
	if v.State == media.Deleted {
		return notFound()
	}
	if err := p.Allowed(r, v); err != nil {
		return err
	}
	return p.Serve(w, r, v, name, signature(r))
}

// Serve serves one file of a video to somebody whose right to watch the caller has
// checked. The addresses in playlists are relative and carry query, such as "avh=…", with
// which the caller will know the viewer again; "" for none. An error is returned before anything
// is written, for the caller to answer in its own words: media.NotFound, or trouble.
func (p *Playback) Serve(w http.ResponseWriter, r *http.Request, v media.Video, name, query string) error {
	if v.State == media.Deleted {
		return notFound()
	}
	w = p.cfg.Meter.count(w, v.ID)
	dir, file := path.Split(name)
	dir = strings.TrimSuffix(dir, "/")
	switch {
	case name == "status.json":
		return p.serveStatus(w, v)
	case dir == string(media.Captions), dir == string(media.Chapters):
		return p.serveText(w, r, v, media.TextKind(dir), file)
	case dir == screenshotFolder, isStill(name):
		return p.serveStill(w, r, v, name, query)
	case !v.State.Playable():
		return notFound()
	case name == "tiles.m3u8":
		return p.serveTiles(w, r, v, query)
	case dir == "":
		return p.serveTop(w, r, v, file, query)
	}
	if track, found := strings.CutPrefix(dir, subtitlePrefix); found {
		return p.serveSubtitles(w, r, v, track, file, query)
	}
	rendition, ok := playing(v, dir)
	if !ok {
		return notFound()
	}
	switch {
	case file == "index.m3u8":
		return p.serveMedia(w, r, v, rendition, query)
	case file == "iframes.m3u8":
		return p.serveIFrames(w, r, v, rendition, query)
	case strings.HasPrefix(file, iframePrefix):
		return p.serveIFrame(w, r, v, rendition, file)
	}
	return p.serveSegment(w, r, v, rendition, file)
}

// serveTop serves what begins everything else: a playlist, a manifest or a whole MP4.
func (p *Playback) serveTop(w http.ResponseWriter, r *http.Request, v media.Video, file, query string) error {
	if c, ok := parseMaster(file); ok {
		return p.serveMaster(w, r, v, c, query)
	}
	if c, ok := parseManifest(file); ok {
		return p.serveManifest(w, r, v, c, query)
	}
	return p.serveDownload(w, r, v, file)
}

// playing finds a rendition that plays from start to end. One that has left the
// ladder plays on: somebody may be watching it.
func playing(v media.Video, name string) (media.Rendition, bool) {
	for _, r := range v.Renditions {
		if r.Name == name && r.Kind != media.StillRendition && (r.State == media.Complete || r.State == media.Dropped && r.Repackaged) {
			return r, true
		}
	}
	return media.Rendition{}, false
}

func notFound() error { return media.Errorf(media.NotFound, "not found") }
