package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// hear transcribes the next piece of a video and records it.
func (p *Pipeline) hear(ctx context.Context, t *title, task speech.Task, length time.Duration) (speech.Task, error) {
	piece := min(speech.Window, length-task.Heard)
	last := task.Heard+piece == length
	sound, err := p.sound(ctx, t, task.Heard, piece)
	if err != nil {
		return task, err
	}
	defer func() { _ = sound.Close() }() // a leftover goes at the next start
	rec, err := speech.Record(sound.Path, filepath.Dir(sound.Path), !last)
	if err != nil {
		return task, err
	}
	said := speech.Transcript{Cues: []speech.Cue{}}
	if !rec.Silent {
		if said, err = p.cfg.Speech.Transcribe(ctx, rec, task.Spoken()); err != nil {
			return task, err
		}
	}
	if err := speech.PutPart(ctx, p.cfg.Blobs, task, said); err != nil {
		return task, err
	}
	found := task.Found
	if found == "" && len(said.Cues) > 0 { // a piece of music tells no language
		found = said.Language
	}
	reached := task.Heard + max(rec.Length, time.Second) // always further
	if last {
		reached = length
	}
	return p.cfg.Transcriptions.AddTranscript(ctx, task, reached, length, found)
}

// sound takes a piece out of the source.
func (p *Pipeline) sound(ctx context.Context, t *title, from, length time.Duration) (*ffmpeg.Sound, error) {
	path, release, err := p.sources.file(ctx, t.video)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, gone(err)
	}
	if err != nil {
		return nil, err
	}
	defer release()
	return p.cfg.Encoder.Speech(ctx, ffmpeg.Input{Path: path, Demuxer: t.video.Source.Container}, ffmpeg.SpeechSpec{
		Source: t.probe, Stream: t.plan.Audio, Start: t.plan.Start + from, Length: length,
	})
}

// finishTranscript shows what was said with the video, where that is wanted and there is any.
func (p *Pipeline) finishTranscript(ctx context.Context, task speech.Task) error {
	var captions *media.Text
	if task.Captions {
		said, err := speech.Read(ctx, p.cfg.Blobs, task)
		if err != nil {
			return err
		}
		if len(said.Cues) > 0 {
			if captions, err = p.putCaptions(ctx, task, said); err != nil {
				return err
			}
		}
	}
	unused, err := p.cfg.Transcriptions.FinishTranscription(ctx, task, captions)
	if err != nil && captions != nil {
		unused = captions.Key // nobody will ask for it
	}
	if unused != "" {
		_ = p.cfg.Blobs.Delete(context.WithoutCancel(ctx), unused) // goes with the video otherwise
	}
	if media.KindOf(err) == media.NotFound {
		return gone(nil)
	}
	if err != nil {
		return err
	}
	p.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "video transcribed", slog.String("video", task.VideoID),
		slog.String("task", task.ID), slog.String("language", task.Spoken()))
	return nil
}

func (p *Pipeline) putCaptions(ctx context.Context, task speech.Task, said speech.Transcript) (*media.Text, error) {
	text := &media.Text{
		Kind: media.Captions, Language: said.Language, Generated: true,
		Key: media.VideoPrefix(task.VideoID) + "/texts/" + media.RandomHex(16) + ".vtt",
	}
	if text.Language == "" {
		text.Language = speech.Undetermined
	}
	text.Name = speech.NameOf(text.Language) + " (AI-generated)" // viewers must know, and Gcore's API names them so
	var err error
	text.Size, err = p.cfg.Blobs.Put(ctx, text.Key, bytes.NewReader(speech.WebVTT(said.Cues)))
	if err != nil {
		return nil, fmt.Errorf("store captions of %s: %w", task.VideoID, err)
	}
	return text, nil
}
