package app

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// speech is the engine that the operator chose, nil when there is none.
func (c *core) speech(tools *ffmpeg.Runner) (speech.Engine, error) { return newSpeech(c.cfg, tools) }

// newSpeech gives an endpoint a way out of its own: the operator named it, so it may be a
// machine of the private network, which nothing that customers name may reach by that.
func newSpeech(cfg config.Config, tools *ffmpeg.Runner) (speech.Engine, error) {
	setting, err := speech.Parse(cfg.Speech)
	if err != nil {
		return nil, fmt.Errorf("--speech: %w", err)
	}
	need := speech.Config{Setting: setting, Key: string(cfg.SpeechKey), Tools: tools}
	if setting.Endpoint != nil {
		allow, err := egress.ParseAllow([]string{setting.Endpoint.Hostname()})
		if err != nil {
			return nil, fmt.Errorf("--speech: %w", err)
		}
		need.Client = egress.New(egress.Config{Allow: allow}).Client(egress.Service)
	}
	return speech.New(need), nil
}

// transcriber takes orders for transcriptions. It is nil without an engine; on another
// machine the engine may be, so the setting decides and not whether it answers.
func (c *core) transcriber() gcore.Transcriber {
	if c.cfg.Speech == "" {
		return nil
	}
	return c.store
}

func (c *core) captions() apivideo.Captions {
	if c.cfg.Speech == "" {
		return nil
	}
	return c.store
}

// speech lets the engine listen to a second of silence.
func (f *Findings) speech(ctx context.Context, cfg config.Config, tools *ffmpeg.Runner, dir string) {
	if cfg.Speech == "" {
		return
	}
	engine, err := newSpeech(cfg, tools)
	if err == nil {
		err = speech.Check(ctx, engine, dir)
	}
	switch {
	case media.KindOf(err) == media.Unavailable:
		f.bad("check --speech and TRIBUTARY_SPEECH_KEY, and that the engine runs; for pocketsphinx: apt-get install pocketsphinx pocketsphinx-en-us",
			"speech engine: %s", media.PublicText(err))
	case err != nil:
		f.bad("check --speech: the engine must print WebVTT or SubRip, or answer like OpenAI's API with times", "speech engine: %v", err)
	default:
		f.ok("speech engine answers")
	}
}
