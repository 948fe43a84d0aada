package speech

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/ffmpeg"
)

// command is a program that reads a WAV file, from a path that takes the place of {wav} in
// its arguments or from standard input, and prints WebVTT or SubRip. {language} in them
// becomes the code of the language, or "auto".
type command struct {
	tools Tools
	words []string
}

// Transcribe implements Engine.
func (c command) Transcribe(ctx context.Context, rec Recording, language string) (Transcript, error) {
	spoken := "auto"
	if language != "" {
		spoken = baseOf(language)
	}
	out, err := c.tools.Command(ctx, ffmpeg.Command{
		Line: c.words, Replace: map[string]string{"{language}": spoken}, Input: rec.Path, Time: patience(rec.Length),
	})
	if err != nil {
		return Transcript{}, fmt.Errorf("transcribe with %s: %w", c.words[0], err)
	}
	t, err := parseText(out)
	if err != nil {
		return Transcript{}, fmt.Errorf("transcribe with %s: %w", c.words[0], err)
	}
	return t, nil
}
