package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	// askEvery is how often a viewer asks for a master playlist that is not there
	// yet; the figures are no finer than this.
	askEvery = 5 * time.Millisecond
	// patience is how long it goes on asking.
	patience = 2 * time.Minute
)

// view is how long a viewer waited for each part, counted from the end of the part before.
type view struct {
	master   time.Duration // until the master playlist is there
	playlist time.Duration // the media playlist of its first variant
	segment  time.Duration // that one's init and first segment, to the last byte
}

func (v view) total() time.Duration { return v.master + v.playlist + v.segment }

// watch plays the beginning of a video that was acknowledged just now.
func (c *client) watch(ctx context.Context, video string) (view, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var v view
	began := time.Now()
	at := c.url + "/media/" + video + "/master.m3u8"
	master, err := c.await(ctx, at)
	if err != nil {
		return v, fmt.Errorf("wait for master playlist: %w", err)
	}
	v.master = lap(&began)
	if at, err = resolve(at, firstURI(master)); err != nil {
		return v, err
	}
	playlist, err := c.get(ctx, at)
	if err != nil {
		return v, err
	}
	v.playlist = lap(&began)
	for _, uri := range []string{mapURI(playlist), firstURI(playlist)} {
		segment, err := resolve(at, uri)
		if err != nil {
			return v, err
		}
		if _, err := c.get(ctx, segment); err != nil {
			return v, err
		}
	}
	v.segment = lap(&began)
	return v, nil
}

// awaitPoster returns when a video has its poster.
func (c *client) awaitPoster(ctx context.Context, video string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := c.await(ctx, c.url+"/media/"+video+"/poster.jpg")
	return err
}

// await asks for a file until it exists.
func (c *client) await(ctx context.Context, url string) (body []byte, err error) {
	err = poll(ctx, askEvery, func() (bool, error) {
		body, err = c.get(ctx, url)
		if refusal, ok := errors.AsType[*statusError](err); ok && refusal.status == http.StatusNotFound {
			return false, nil
		}
		return err == nil, err
	})
	return body, err
}

// lap returns the time since began and moves began to now.
func lap(began *time.Time) time.Duration {
	now := time.Now()
	defer func() { *began = now }()
	return now.Sub(*began)
}

// firstURI is the first variant of a master playlist, the first segment of a
// media playlist: the first line that is neither a tag nor empty (RFC 8216 section 4.1).
func firstURI(playlist []byte) string {
	for line := range strings.Lines(string(playlist)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return line
		}
	}
	return ""
}

// mapURI is the initialization segment of a media playlist (RFC 8216 section 4.3.2.5).
func mapURI(playlist []byte) string {
	found := regexp.MustCompile(`(?m)^#EXT-X-MAP:.*\bURI="([^"]+)"`).FindSubmatch(playlist)
	if found == nil {
		return ""
	}
	return string(found[1])
}

// resolve finds a URI that a playlist names.
func resolve(playlist, uri string) (string, error) {
	if uri == "" {
		return "", fmt.Errorf("playlist %s names nothing to fetch", playlist)
	}
	base, err := url.Parse(playlist)
	if err != nil {
		return "", fmt.Errorf("read playlist %s: %w", playlist, err)
	}
	at, err := base.Parse(uri)
	if err != nil {
		return "", fmt.Errorf("read playlist %s: %w", playlist, err)
	}
	return at.String(), nil
}
