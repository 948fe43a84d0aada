package ffmpeg

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// speechRate is the one that recognisers of speech are made for, in Hz.
const speechRate = 16000

// SpeechSpec asks for a piece of a sound track as recognisers of speech take it.
type SpeechSpec struct {
	Source Probe
	Stream int           // index of the stream, one of Source.Audio()
	Start  time.Duration // in the source's timeline
	Length time.Duration // filled with silence where there is no sound
}

// speechFile holds bare samples: a header would have to be believed.
const speechFile = "speech.raw"

// Speech decodes a piece of one sound track: samples of 16 bits, little endian, one channel,
// 16 kHz, exactly Length of them. The file lives until Close.
func (r *Runner) Speech(ctx context.Context, in Input, spec SpeechSpec) (*Sound, error) {
	args, err := r.speechArgs(in, spec)
	if err != nil {
		return nil, fmt.Errorf("decode speech of stream %d: %w", spec.Stream, err)
	}
	sound, err := r.takeSound(ctx, speechFile, child{args: args, source: in.Path, limits: titleLimits(spec.Length, speechRate*16)})
	if err != nil {
		return nil, fmt.Errorf("decode speech of stream %d: %w", spec.Stream, err)
	}
	return sound, nil
}

func (r *Runner) speechArgs(in Input, spec SpeechSpec) ([]string, error) {
	args, filter, err := r.trackArgs(in, track{spec.Source, spec.Stream, spec.Start, spec.Length, speechRate})
	if err != nil {
		return nil, err
	}
	return append(args, "-af", filter, "-ac", "1", "-ar", strconv.Itoa(speechRate), "-c:a", "pcm_s16le", "-f", "s16le", "file:"+speechFile), nil
}
