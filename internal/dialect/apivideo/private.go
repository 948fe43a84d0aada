package apivideo

import (
	"context"
	"net/http"
	"net/url"

	"github.com/tributary-video/tributary/internal/media"
)

// viewing is a request for something of one video.
type viewing struct {
	*http.Request

	video media.Video
	base  string // start of public URLs, no trailing slash
	token string // the one-time token of the address, "" = none
}

// mayWatch says whether a request may see a private video, and in which session it does ("" for a
// public one). The first use of a token makes the session; from then on the
// token is worth nothing but to the program that used it, at the path at which it did: players
// read one file in ranges, and poll (contract section 3.5). Anybody else is media.NotFound.
func (d *Dialect) mayWatch(ctx context.Context, v viewing) (session string, err error) {
	key, session, err := d.recognize(ctx, v)
	if err != nil || session != "" || v.video.Privacy == media.Public {
		return session, err
	}
	now, use := d.cfg.Now(), key.fingerprint(v.Request)
	session, bound, err := d.cfg.Viewers.BindViewer(ctx, v.token, key.mint(continuing, v.video.ID, now), use, now.Add(viewerLife))
	if err == nil && bound != use { // somebody was faster
		return "", noVideoHere()
	}
	return session, err
}

// recognize is mayWatch without using up a token: one that could be used gives no session yet. It
// is for answers that say no more than "later".
func (d *Dialect) recognize(ctx context.Context, v viewing) (key viewerKey, session string, err error) {
	if v.video.Privacy == media.Public {
		return nil, "", nil
	}
	if key, err = d.viewerKey(); err != nil {
		return nil, "", err
	}
	now := d.cfg.Now()
	for _, given := range []string{v.URL.Query().Get("avh"), v.Header.Get("X-Token-Session")} {
		if id, ok := media.ParseUUID(given); ok && key.valid(id, continuing, v.video.ID, now) {
			return key, id, nil
		}
	}
	token, ok := media.ParseUUID(v.token)
	if !ok || token != v.token {
		return nil, "", noVideoHere()
	}
	session, use, err := d.cfg.Viewers.Viewer(ctx, token)
	switch {
	case media.KindOf(err) == media.NotFound:
		if !key.valid(token, oneTime, v.video.ID, now) {
			return nil, "", noVideoHere()
		}
		return key, "", nil
	case err != nil:
		return nil, "", err
	case use != key.fingerprint(v.Request) || !key.valid(session, continuing, v.video.ID, now):
		return nil, "", noVideoHere()
	}
	return key, session, nil
}

// sessionQuery is what addresses must carry to be in a session, as "?avh=…".
func sessionQuery(session string) string {
	if session == "" {
		return ""
	}
	return "?avh=" + url.QueryEscape(session)
}

func noVideoHere() error { return media.Errorf(media.NotFound, "video not found") }
