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

// PreviewSpec asks for pictures from all over a title.
type PreviewSpec struct {
	Source    Probe
	Origin    time.Duration // where the title begins in the source's timeline
	Length    time.Duration // of the title
	Shots     int           // screenshots, spread evenly; at least one
	ShotWidth int           // as StillSpec.MaxWidth
	Sprite    media.SpriteMap
}

// Preview is what [Runner.Preview] made: JPEGs as those of [Runner.Still].
type Preview struct {
	Shots  [][]byte // in the order of the title
	Sprite []byte
}

// Preview returns pictures from all over a title, made by one process. Only key frames are
// decoded, which takes a tenth of the time of decoding all: each picture shows the last
// key frame before the middle of its share of the title. Where that gives nothing, the
// source is decoded whole; one without a film is refused with media.NoTracks.
func (r *Runner) Preview(ctx context.Context, in Input, spec PreviewSpec) (Preview, error) {
	s, err := spec.check()
	if err != nil {
		return Preview{}, fmt.Errorf("preview: %w", err)
	}
	p, err := r.preview(ctx, in, s, spec, true)
	if _, refused := media.RefusalOf(err); err != nil && !refused && ctx.Err() == nil {
		p, err = r.preview(ctx, in, s, spec, false) // no key frames, or a decoder that cannot do without the others
	}
	if errors.Is(err, errNoOutput) || errors.Is(err, os.ErrNotExist) {
		err = media.Refuse(media.MediaDamaged, "", err)
	}
	if err != nil {
		return Preview{}, fmt.Errorf("preview: %w", err)
	}
	return p, nil
}

// check returns the film. What it refuses beside one is a mistake of the caller.
func (s PreviewSpec) check() (Stream, error) {
	v, ok := s.Source.Video()
	if !ok {
		return v, media.Refuse(media.NoTracks, "", nil)
	}
	m := s.Sprite
	if s.Length <= 0 || s.Shots < 1 || m.Tiles < 1 || m.Columns < 1 || m.Interval <= 0 || m.Width < 1 || m.Height < 1 ||
		m.Width*m.Columns > 65535 || m.Height*m.Rows() > 65535 { // where JPEG ends
		return v, fmt.Errorf("impossible preview of %s: %d shots, sprite %+v", s.Length, s.Shots, m)
	}
	return v, nil
}

const (
	spriteFile = "sprite.jpg"
	shotFiles  = "shot%d.jpg" // counted from 0
)

func (r *Runner) preview(ctx context.Context, in Input, s Stream, spec PreviewSpec, keysOnly bool) (p Preview, err error) {
	args, err := r.previewArgs(in, s, spec, keysOnly)
	if err != nil {
		return p, err
	}
	task, err := r.newTask()
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, task.Close()) }()
	limits := titleLimits(spec.Length, 0)
	pixels := int64(s.Width) * int64(s.Height)
	limits.memory, limits.output = segmentLimits(pixels).memory, segmentLimits(pixels).output
	if err := r.run(ctx, child{tool: ffmpegTool, args: args, source: in.Path, task: task, limits: limits}); err != nil {
		return p, err
	}
	if p.Sprite, err = task.jpeg(spriteFile); err != nil {
		return p, err
	}
	for n := range spec.Shots {
		shot, err := task.jpeg(fmt.Sprintf(shotFiles, n))
		if err != nil {
			return p, err
		}
		p.Shots = append(p.Shots, shot)
	}
	return p, nil
}

// jpeg reads an output that has to be one.
func (t *Task) jpeg(name string) ([]byte, error) {
	path, err := t.file(name)
	if err != nil {
		return nil, err
	}
	picture, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(picture, []byte("\xff\xd8\xff")) {
		return nil, errors.New("output is not a JPEG")
	}
	return picture, nil
}

func (r *Runner) previewArgs(in Input, s Stream, spec PreviewSpec, keysOnly bool) ([]string, error) {
	extra := []string{"-copyts"}
	if keysOnly {
		extra = append(extra, "-skip_frame", "nokey")
	}
	if seek := spec.Origin - spec.Source.Start - margin(in.Demuxer); seek > 0 {
		extra = append(extra, "-ss", decimal(seek))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, err
	}
	width, height := stillSize(s, spec.ShotWidth)
	common := prepare(s, "send_frame", width+width%2, height+height%2)
	shots := spread(spec.Origin, spec.Length/time.Duration(spec.Shots), spec.Shots)
	tiles := spread(spec.Origin, spec.Sprite.Interval, spec.Sprite.Tiles)
	const jpeg = ":out_range=pc:out_color_matrix=bt601,setsar=1,format=yuvj420p"
	graph := fmt.Sprintf("[0:%d]%ssplit=2[a][b];[a]%s,scale=%d:%d%s[shots];[b]%s,scale=%d:%d%s,tile=%dx%d[sprite]",
		s.Index, common, shots, width, height, jpeg, tiles, spec.Sprite.Width, spec.Sprite.Height, jpeg, spec.Sprite.Columns, spec.Sprite.Rows())
	args := append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	args = append(args, "-filter_complex_threads", "1", "-filter_complex", graph)
	encoder := []string{"-map_metadata", "-1", "-map_chapters", "-1", "-c:v", "mjpeg", "-q:v", "3", "-threads", "1", "-fps_mode", "passthrough"}
	args = append(append(args, "-map", "[shots]", "-frames:v", strconv.Itoa(spec.Shots)), encoder...)
	args = append(args, "-f", "image2", "-start_number", "0", "file:"+shotFiles)
	args = append(append(args, "-map", "[sprite]", "-frames:v", "1"), encoder...)
	return append(args, "-f", "mjpeg", "file:"+spriteFile), nil
}

// spread is the filter that takes exactly count frames from the time start on, one of each
// interval: the last before its middle. Where the source ends early the last one is repeated.
func spread(start, interval time.Duration, count int) string {
	return fmt.Sprintf("fps=fps=1/%s:start_time=%s:round=near:eof_action=pass,tpad=stop_mode=clone:stop=%d,trim=end_frame=%d",
		decimal(interval), decimal(start), count, count)
}
