package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Sound is a file made of one sound track. It lives until Close.
type Sound struct {
	*Task

	Path string
}

// takeSound runs ffmpeg in a task of its own and returns the file called name that it left there.
func (r *Runner) takeSound(ctx context.Context, name string, c child) (*Sound, error) {
	task, err := r.newTask()
	if err != nil {
		return nil, err
	}
	c.tool, c.task = ffmpegTool, task
	if err := r.run(ctx, c); err != nil {
		return nil, errors.Join(err, task.Close())
	}
	path, err := task.file(name)
	if err != nil {
		return nil, errors.Join(media.Refuse(media.MediaDamaged, "", err), task.Close())
	}
	return &Sound{Task: task, Path: path}, nil
}

// track is a piece of one sound track, at a rate in Hz.
type track struct {
	source Probe
	stream int           // index of the stream, one of source.Audio()
	start  time.Duration // in the source's timeline
	length time.Duration // filled with silence where there is no sound
	rate   int
}

// trackArgs are the arguments that read a track, and the filter that makes it as long as it is to be.
func (r *Runner) trackArgs(in Input, t track) (args []string, filter string, err error) {
	if t.length <= 0 || t.length > r.cfg.Caps.Duration {
		return nil, "", fmt.Errorf("impossible length %s", t.length)
	}
	if _, ok := first(t.source.Audio(), func(s Stream) bool { return s.Index == t.stream }); !ok {
		return nil, "", fmt.Errorf("stream %d is no usable sound track", t.stream)
	}
	extra := []string{"-copyts", "-vn", "-sn", "-dn"}
	if seek := t.start - t.source.Start - margin(in.Demuxer); seek > 0 {
		extra = append(extra, "-ss", decimal(seek))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, "", err
	}
	length := decimal(t.length)
	// The filters see the track's own times: negative before its start, which
	// first_pts=0 cuts, positive after, which it fills. async=1 fills holes and
	// never stretches.
	filter = fmt.Sprintf("asetpts=PTS-(%s)/TB,aresample=%d:async=1:first_pts=0,apad=whole_dur=%s,atrim=end=%s",
		decimal(t.start), t.rate, length, length)
	args = append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	return append(args, "-map", fmt.Sprintf("0:%d", t.stream)), filter, nil
}
