package gcore

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxPoster is the largest picture, in bytes before it was encoded for JSON.
	maxPoster = 1 << 20
	// maxPosterText is what that fills as base64, and a data URL's head.
	maxPosterText = maxPoster/3*4 + 128
)

// readPoster reads poster, remote_poster_url and remove_poster. The last wins over the others.
func (d *Dialect) readPoster(c call, a *attributes, f *fields) {
	if gone, _ := a.flag("remove_poster"); gone || a.isNull("poster") {
		f.noPicture = true
	}
	var data string
	if a.read("poster", &data) && data != "" {
		picture, problem := d.dataPicture(c.Context(), data)
		if problem != "" {
			a.fault("poster", problem)
		} else if !f.noPicture {
			f.picture = picture
		}
	}
	if url, ok := a.text("remote_poster_url"); ok && url != "" {
		if !isWebURL(url) {
			a.fault("remote_poster_url", isInvalid)
		}
		f.pictureURL = url
	}
}

// dataPicture is the picture of a data URL (RFC 2397), encoded anew, or what is wrong with it.
func (d *Dialect) dataPicture(ctx context.Context, text string) (jpeg []byte, problem string) {
	if len(text) > maxPosterText {
		return nil, tooLong
	}
	head, data, ok := strings.Cut(text, ",")
	kind, isData := strings.CutPrefix(strings.ToLower(head), "data:")
	if !ok || !isData || !strings.HasSuffix(kind, ";base64") {
		return nil, isInvalid
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
	if err != nil {
		return nil, isInvalid
	}
	if len(raw) > maxPoster {
		return nil, tooLong
	}
	if jpeg, err = d.pictures.JPEG(ctx, raw); err != nil {
		return nil, isInvalid
	}
	return jpeg, ""
}

// storePoster stores the poster that fields have, or takes away the one that is there, and adds
// what that changes of the video. It returns the key of the blob, "" for none.
func (d *Dialect) storePoster(ctx context.Context, videoID string, f *fields) (key string, err error) {
	if f.picture != nil {
		key = media.ThumbnailKey(videoID, media.RandomHex(16))
		if _, err := d.cfg.Blobs.Put(ctx, key, bytes.NewReader(f.picture)); err != nil {
			return "", err
		}
	}
	if f.picture != nil || f.noPicture {
		f.edits = append(f.edits[:len(f.edits):len(f.edits)], func(w *media.Wishes, _ *kept) { w.Thumbnail = key })
	}
	return key, nil
}

// forget removes blobs that nothing names any more. One that stays only takes room.
func (d *Dialect) forget(ctx context.Context, keys ...string) {
	for _, key := range keys {
		if key == "" {
			continue
		}
		if err := d.cfg.Blobs.Delete(context.WithoutCancel(ctx), key); err != nil {
			d.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "blob is left over", slog.String("key", key), slog.Any("error", err))
		}
	}
}
