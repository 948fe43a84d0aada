package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
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

// Sound is what EncodeAudio made: a fragmented MP4 of AAC-LC, stereo, 48 kHz,
// 128 kbit/s, with the encoder's priming in its edit list. The file lives until Close.
type Sound struct {
	*Task

	Path string
}

// EncodeAudio encodes one sound track from the title's origin on: what sounds before is
// cut, and a track that starts later, or pauses, gets silence, so that it stays
// beside the picture. Sound is always encoded in one run: each piece encoded
// alone would begin with the encoder's priming, a click at every join.
func (r *Runner) EncodeAudio(ctx context.Context, in Input, spec AudioSpec) (*Sound, error) {
	args, err := r.audioArgs(in, spec)
	if err != nil {
		return nil, fmt.Errorf("encode audio: %w", err)
	}
	task, err := r.newTask()
	if err != nil {
		return nil, fmt.Errorf("encode audio: %w", err)
	}
	err = r.run(ctx, child{
		tool: ffmpegTool, args: args, source: in.Path, task: task, limits: titleLimits(spec.Length, audioBitrate), urgent: spec.Urgent,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("encode audio stream %d: %w", spec.Stream, err), task.Close())
	}
	path, err := task.file(audioFile)
	if err != nil {
		err = media.Refuse(media.MediaDamaged, "", err)
		return nil, errors.Join(fmt.Errorf("encode audio stream %d: %w", spec.Stream, err), task.Close())
	}
	return &Sound{Task: task, Path: path}, nil
}

const audioFile = "audio.mp4"

func (r *Runner) audioArgs(in Input, spec AudioSpec) ([]string, error) {
	if spec.Length <= 0 || spec.Length > r.cfg.Caps.Duration {
		return nil, fmt.Errorf("impossible length %s", spec.Length)
	}
	if _, ok := first(spec.Source.Audio(), func(s Stream) bool { return s.Index == spec.Stream }); !ok {
		return nil, fmt.Errorf("stream %d is no usable sound track", spec.Stream)
	}
	extra := []string{"-copyts", "-vn", "-sn", "-dn"}
	if seek := spec.Origin - spec.Source.Start - margin(in.Demuxer); seek > 0 { // a title cut out of a longer one
		extra = append(extra, "-ss", decimal(seek))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, err
	}
	length := decimal(spec.Length)
	// The filters see the title's own times: negative before its origin, which
	// first_pts=0 cuts, positive after, which it fills. async=1 fills holes and
	// never stretches.
	filter := fmt.Sprintf("asetpts=PTS-(%s)/TB,aresample=48000:async=1:first_pts=0,apad=whole_dur=%s,atrim=end=%s", decimal(spec.Origin), length, length)
	args := append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	return append(args,
		"-map", fmt.Sprintf("0:%d", spec.Stream), "-map_metadata", "-1", "-map_chapters", "-1",
		"-af", filter, "-ac", "2", "-ar", "48000", "-c:a", "aac", "-b:a", strconv.Itoa(audioBitrate),
		// Fragments keep memory small. delay_moov writes the priming as an edit;
		// an empty moov could not know it, and the sound would be 21 ms late.
		"-f", "mp4", "-movflags", "delay_moov+default_base_moof", "-frag_duration", "2000000",
		"file:"+audioFile), nil
}
