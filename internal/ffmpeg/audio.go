package ffmpeg

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// audioBitrate of the stereo AAC that every title has, in bit/s.
const audioBitrate = 128_000

// AudioSpec asks for one whole sound track.
type AudioSpec struct {
	Source Probe
	Stream int           // index of the stream, one of Source.Audio()
	Origin time.Duration // where the title begins in the source's timeline
	Length time.Duration // of the title; the sound is cut or filled with silence to it
	Urgent bool          // a viewer waits
}

// EncodeAudio encodes one sound track from the title's origin on: what sounds before is
// cut, and a track that starts later, or pauses, gets silence, so that it stays
// beside the picture. Sound is always encoded in one run: each piece encoded
// alone would begin with the encoder's priming, a click at every join. What it makes is a
// fragmented MP4 of AAC-LC, stereo, 48 kHz, 128 kbit/s, with that priming in its edit list.
func (r *Runner) EncodeAudio(ctx context.Context, in Input, spec AudioSpec) (*Sound, error) {
	args, err := r.audioArgs(in, spec)
	if err != nil {
		return nil, fmt.Errorf("encode audio stream %d: %w", spec.Stream, err)
	}
	sound, err := r.takeSound(ctx, audioFile, child{
		args: args, source: in.Path, limits: titleLimits(spec.Length, audioBitrate), urgent: spec.Urgent,
	})
	if err != nil {
		return nil, fmt.Errorf("encode audio stream %d: %w", spec.Stream, err)
	}
	return sound, nil
}

const audioFile = "audio.mp4"

func (r *Runner) audioArgs(in Input, spec AudioSpec) ([]string, error) {
	args, filter, err := r.trackArgs(in, track{spec.Source, spec.Stream, spec.Origin, spec.Length, 48000})
	if err != nil {
		return nil, err
	}
	return append(args,
		"-map_metadata", "-1", "-map_chapters", "-1",
		"-af", filter, "-ac", "2", "-ar", "48000", "-c:a", "aac", "-b:a", strconv.Itoa(audioBitrate),
		// Fragments keep memory small. delay_moov writes the priming as an edit;
		// an empty moov could not know it, and the sound would be 21 ms late.
		"-f", "mp4", "-movflags", "delay_moov+default_base_moof", "-frag_duration", "2000000",
		"file:"+audioFile), nil
}
