package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// StillSpec asks for one picture of a source.
type StillSpec struct {
	Source   Probe
	Origin   time.Duration // where the title begins in the source's timeline
	At       time.Duration // from Origin; beyond the end gives the last pictures, then the first
	MaxWidth int           // of the picture as shown; never scaled up. 0 = as large as the source
	Urgent   bool          // somebody waits
}

// Still returns one picture as a JPEG, upright, with square pixels, in BT.709
// range for HDR sources, and without metadata. A source without a film gives
// its attached picture; one without that either is refused with media.NoTracks.
func (r *Runner) Still(ctx context.Context, in Input, spec StillSpec) ([]byte, error) {
	s, film := spec.Source.Video()
	if !film {
		var cover bool
		if s, cover = spec.Source.Cover(); !cover {
			return nil, fmt.Errorf("still: %w", media.Refuse(media.NoTracks, "", nil))
		}
	}
	// Not one picture is needed but some picture: sources end early, and key
	// frames may be missing at any place.
	for _, at := range spec.places(film) {
		jpeg, err := r.still(ctx, in, s, at, spec)
		if err == nil {
			return jpeg, nil
		}
		if !errors.Is(err, errNoOutput) && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("still at %s: %w", at, err)
		}
	}
	return nil, fmt.Errorf("still: %w", media.Refuse(media.MediaDamaged, "", errNoOutput))
}

// places are the times to try, relative to the start of the container.
func (s StillSpec) places(film bool) []time.Duration {
	if !film {
		return []time.Duration{0}
	}
	origin := s.Origin - s.Source.Start
	end := origin + s.Source.Length()
	return []time.Duration{max(0, origin+s.At), max(0, end-time.Second), max(0, origin), 0}
}

const stillFile = "still.jpg"

func (r *Runner) still(ctx context.Context, in Input, s Stream, at time.Duration, spec StillSpec) (jpeg []byte, err error) {
	args, err := r.stillArgs(in, s, at, spec)
	if err != nil {
		return nil, err
	}
	task, err := r.newTask()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, task.Close()) }()
	limits := segmentLimits(int64(s.Width) * int64(s.Height))
	if err := r.run(ctx, child{tool: ffmpegTool, args: args, source: in.Path, task: task, limits: limits, urgent: spec.Urgent}); err != nil {
		return nil, err
	}
	path, err := task.file(stillFile)
	if err != nil {
		return nil, err
	}
	jpeg, err = os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(jpeg, []byte("\xff\xd8\xff")) {
		return nil, errors.New("output is not a JPEG")
	}
	return jpeg, nil
}

func (r *Runner) stillArgs(in Input, s Stream, at time.Duration, spec StillSpec) ([]string, error) {
	var extra []string
	if at > 0 {
		extra = append(extra, "-ss", decimal(at))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, err
	}
	width, height := stillSize(s, spec.MaxWidth)
	filter := prepare(s, "send_frame", width+width%2, height+height%2) +
		fmt.Sprintf("scale=%d:%d:out_range=pc:out_color_matrix=bt601,setsar=1,format=yuvj420p", width, height)
	args := append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	return append(args,
		"-map", "0:"+strconv.Itoa(s.Index), "-map_metadata", "-1", "-map_chapters", "-1",
		"-frames:v", "1", "-vf", filter, "-c:v", "mjpeg", "-q:v", "3", "-threads", "1",
		// Not image2: it expands percent signs, and would number the file.
		"-f", "mjpeg", "file:"+stillFile), nil
}

// stillSize fits the displayed size into a width.
func stillSize(s Stream, maxWidth int) (width, height int) {
	width, height = s.Display()
	if maxWidth > 0 && width > maxWidth {
		height = max(1, height*maxWidth/width)
		width = maxWidth
	}
	// JPEG ends at 65535; no side of a pixel ratio may exceed what is allowed in.
	return max(1, min(width, 16384)), max(1, min(height, 16384))
}
