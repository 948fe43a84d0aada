package gcore

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// addSubtitles gives subtitles to a video that was just made.
func (d *Dialect) addSubtitles(ctx context.Context, v media.Video, list []newSubtitle) error {
	for i, s := range list {
		if _, err := d.addSubtitle(ctx, v, s); err != nil {
			return fmt.Errorf("subtitle %d: %w", i, err)
		}
	}
	return nil
}

// addSubtitle stores the file, then the record; without the record nobody would find the file.
func (d *Dialect) addSubtitle(ctx context.Context, v media.Video, s newSubtitle) (media.Text, error) {
	t := media.Text{Kind: media.Captions, Language: s.language, Name: s.name}
	t, err := d.putSubtitleFile(ctx, v, t, s.vtt)
	if err != nil {
		return t, err
	}
	if t.ID, err = d.cfg.Catalog.AddText(ctx, v.ProjectID, v.ID, t); err != nil {
		d.forgetSubtitle(ctx, t.Key)
	}
	return t, err
}

func (d *Dialect) putSubtitleFile(ctx context.Context, v media.Video, t media.Text, vtt string) (media.Text, error) {
	t.Key, t.Size = media.VideoPrefix(v.ID)+"/texts/"+media.RandomHex(16)+".vtt", int64(len(vtt))
	if _, err := d.cfg.Blobs.Put(ctx, t.Key, strings.NewReader(vtt)); err != nil {
		return t, fmt.Errorf("store subtitle of %s: %w", v.ID, err)
	}
	return t, nil
}

// changeSubtitle writes what s says over t.
func (d *Dialect) changeSubtitle(ctx context.Context, v media.Video, t media.Text, s newSubtitle) (media.Text, error) {
	if s.language != "" {
		t.Language = s.language
	}
	if s.name != "" {
		t.Name = s.name
	}
	if s.vtt == "" {
		return d.renameSubtitle(ctx, v, t)
	}
	t, err := d.putSubtitleFile(ctx, v, t, s.vtt)
	if err != nil {
		return t, err
	}
	before, err := d.cfg.Catalog.ChangeText(ctx, v.ProjectID, v.ID, t)
	if err != nil {
		before = t.Key
	}
	d.forgetSubtitle(ctx, before)
	return t, err
}

// renameSubtitle changes the record and leaves the file. A file that somebody has put there
// meanwhile is put back: the one that was read is gone.
func (d *Dialect) renameSubtitle(ctx context.Context, v media.Video, t media.Text) (media.Text, error) {
	for expected := t.Key; ; {
		before, err := d.cfg.Catalog.ChangeText(ctx, v.ProjectID, v.ID, t)
		if err != nil || before == expected {
			return t, err
		}
		expected, t.Key = t.Key, before
	}
}

// forgetSubtitle removes a file that no record names. What stays costs only its room.
func (d *Dialect) forgetSubtitle(ctx context.Context, key string) {
	if err := d.cfg.Blobs.Delete(context.WithoutCancel(ctx), key); err != nil {
		d.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "subtitle file not removed", slog.String("blob", key), slog.Any("error", err))
	}
}
