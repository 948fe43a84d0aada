package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
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
		return nil, fmt.Errorf("decode speech: %w", err)
	}
	task, err := r.newTask()
	if err != nil {
		return nil, fmt.Errorf("decode speech: %w", err)
	}
	err = r.run(ctx, child{
		tool: ffmpegTool, args: args, source: in.Path, task: task, limits: titleLimits(spec.Length, speechRate*16),
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("decode speech of stream %d: %w", spec.Stream, err), task.Close())
	}
	path, err := task.file(speechFile)
	if err != nil {
		err = media.Refuse(media.MediaDamaged, "", err)
		return nil, errors.Join(fmt.Errorf("decode speech of stream %d: %w", spec.Stream, err), task.Close())
	}
	return &Sound{Task: task, Path: path}, nil
}

func (r *Runner) speechArgs(in Input, spec SpeechSpec) ([]string, error) {
	if spec.Length <= 0 || spec.Length > r.cfg.Caps.Duration {
		return nil, fmt.Errorf("impossible length %s", spec.Length)
	}
	if _, ok := first(spec.Source.Audio(), func(s Stream) bool { return s.Index == spec.Stream }); !ok {
		return nil, fmt.Errorf("stream %d is no usable sound track", spec.Stream)
	}
	extra := []string{"-copyts", "-vn", "-sn", "-dn"}
	if seek := spec.Start - spec.Source.Start - margin(in.Demuxer); seek > 0 {
		extra = append(extra, "-ss", decimal(seek))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, err
	}
	length := decimal(spec.Length)
	// As in audioArgs: what is before the piece has negative times and is cut, holes are filled.
	filter := fmt.Sprintf("asetpts=PTS-(%s)/TB,aresample=%d:async=1:first_pts=0,apad=whole_dur=%s,atrim=end=%s",
		decimal(spec.Start), speechRate, length, length)
	args := append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	return append(args,
		"-map", fmt.Sprintf("0:%d", spec.Stream), "-af", filter, "-ac", "1", "-ar", strconv.Itoa(speechRate),
		"-c:a", "pcm_s16le", "-f", "s16le", "file:"+speechFile), nil
}
