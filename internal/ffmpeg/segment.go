package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// SegmentSpec asks for one run of frames in one or more sizes.
type SegmentSpec struct {
	Source Probe
	Origin time.Duration // where the title begins in the source's timeline, usually Source.Origin()
	Start  time.Duration // of the segment, from Origin
	Rungs  []Rung        // at least one; the source is decoded once for all
	// Overlay is a PNG that lies over the pictures of every rung, where that says; nil = none.
	Overlay []byte
	Last    bool // the source may end before the planned number of frames
	Urgent  bool // a viewer waits
}

// Rung is one size of a segment.
type Rung struct {
	Width, Height int            // even, after rotation and pixel ratio
	Rate          media.Rational // frames per second of the output
	Frames        int            // in this segment, at that rate
	Cap           int            // kbit/s ceiling; also the buffer, because each segment starts with a full one
	Overlay       Place          // of the spec's overlay
}

// Place is where an overlay lies in a frame, in its pixels. It may stand over the edges.
type Place struct {
	X, Y          int
	Width, Height int     // at least 1
	Opacity       float64 // 0 to 1
}

// Timescale is the ticks per second of the rung's track: a whole number of them
// is one frame.
func (r Rung) Timescale() int {
	scale := r.Rate.Num
	for scale > 0 && scale < 10000 {
		scale *= 1000
	}
	return int(scale)
}

// gop is two seconds of frames, the distance of IDRs that players expect.
func (r Rung) gop() int { return max(1, int(math.Round(2*r.Rate.Float()))) }

// Segment is what EncodeSegment made. Its files live until Close.
type Segment struct {
	*Task

	Files []SegmentFile // in the order of the rungs
}

// SegmentFile is a fragmented MP4 whose decode times begin at 0, one moof for each
// group of pictures. Its track has the timescale of its rung.
type SegmentFile struct {
	Path   string
	Frames int // as counted in the file; fewer than planned only in the last segment
}

// tailPad is how long the last picture may be held when the source ends before
// its declared end: containers round, and the last frames of a damaged group of
// pictures are lost.
const tailPad = 500 * time.Millisecond

// EncodeSegment encodes one segment with one process. Segments of the same
// source and rung join without a seam whoever made them, so any may be made
// again, alone, at any time. A source that ends early is damaged: the refusal media.MediaDamaged.
func (r *Runner) EncodeSegment(ctx context.Context, in Input, spec SegmentSpec) (*Segment, error) {
	v, err := spec.check()
	if err != nil {
		return nil, fmt.Errorf("encode segment: %w", err)
	}
	args, err := r.segmentArgs(in, v, spec)
	if err != nil {
		return nil, fmt.Errorf("encode segment: %w", err)
	}
	task, err := r.newTask()
	if err != nil {
		return nil, fmt.Errorf("encode segment: %w", err)
	}
	if err := task.write(overlayFile, spec.Overlay); err != nil {
		return nil, errors.Join(fmt.Errorf("encode segment: %w", err), task.Close())
	}
	seg, err := r.encodeSegment(ctx, task, child{
		tool: ffmpegTool, args: args, source: in.Path, task: task, limits: segmentLimits(spec.pixels(v)), urgent: spec.Urgent,
	}, spec)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("encode segment at %s: %w", spec.Start, err), task.Close())
	}
	return seg, nil
}

func (r *Runner) encodeSegment(ctx context.Context, task *Task, c child, spec SegmentSpec) (*Segment, error) {
	if err := r.run(ctx, c); err != nil {
		return nil, err
	}
	seg := &Segment{Task: task}
	for i, rung := range spec.Rungs {
		path, err := task.file(rungFile(i))
		if err != nil {
			return nil, media.Refuse(media.MediaDamaged, "", err)
		}
		frames, err := countFrames(path)
		if err != nil {
			return nil, err
		}
		if frames > rung.Frames || frames < 1 || frames < rung.Frames && !spec.Last {
			return nil, media.Refuse(media.MediaDamaged, "", fmt.Errorf("%d frames where %d were planned", frames, rung.Frames))
		}
		seg.Files = append(seg.Files, SegmentFile{Path: path, Frames: frames})
	}
	return seg, nil
}

// check returns the film to encode. What it refuses is a mistake of the caller.
func (s SegmentSpec) check() (Stream, error) {
	v, ok := s.Source.Video()
	if !ok || len(s.Rungs) == 0 || s.Start < 0 {
		return Stream{}, fmt.Errorf("nothing to encode: film %v, %d rungs, start %s", ok, len(s.Rungs), s.Start)
	}
	for _, r := range s.Rungs {
		if r.Width < 2 || r.Height < 2 || r.Width%2 != 0 || r.Height%2 != 0 || r.Frames < 1 || r.Cap < 1 || r.Rate.Num < 1 || r.Rate.Den < 1 {
			return Stream{}, fmt.Errorf("impossible rung %+v", r)
		}
		if o := r.Overlay; s.Overlay != nil && (o.Width < 1 || o.Height < 1 || o.Width > 2*r.Width || o.Height > 2*r.Height) {
			return Stream{}, fmt.Errorf("impossible overlay %+v", o)
		}
	}
	return v, nil
}

// pixels is the largest frame in play, in or out.
func (s SegmentSpec) pixels(v Stream) int64 {
	most := int64(v.Width) * int64(v.Height)
	for _, r := range s.Rungs {
		most = max(most, int64(r.Width)*int64(r.Height))
	}
	return most
}

func rungFile(i int) string { return fmt.Sprintf("rung%d.mp4", i) }

func (r *Runner) segmentArgs(in Input, v Stream, spec SegmentSpec) ([]string, error) {
	at := spec.Origin + spec.Start
	extra := []string{"-copyts"}
	if seek := at - spec.Source.Start - margin(in.Demuxer); seek > 0 {
		extra = append(extra, "-ss", decimal(seek))
	}
	input, err := r.inputArgs(in, extra...)
	if err != nil {
		return nil, err
	}
	args := append([]string{"-v", "error", "-nostdin", "-y"}, input...)
	if spec.Overlay != nil {
		args = append(args, r.overlayArgs()...)
	}
	graph := segmentGraph(v, at, spec.Rungs, spec.Overlay != nil)
	args = append(args, "-filter_complex_threads", strconv.Itoa(r.cfg.Threads), "-filter_complex", graph)
	// The encoders run side by side and share the processors. Each thread of each
	// takes frames and a stack from the memory limit, which five encoders of eight exceed.
	threads := max(1, r.cfg.Threads/len(spec.Rungs))
	for i, rung := range spec.Rungs {
		args = append(args, "-map", fmt.Sprintf("[v%d]", i), "-map_metadata", "-1", "-map_chapters", "-1")
		args = append(args, rung.encoderArgs(threads)...)
		args = append(args, "-f", "mp4", "-movflags", "empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets", "file:"+rungFile(i))
	}
	return args, nil
}

func (r Rung) encoderArgs(threads int) []string {
	rate := strconv.Itoa(r.Cap) + "k"
	return []string{
		"-frames:v", strconv.Itoa(r.Frames),
		"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23", "-maxrate", rate, "-bufsize", rate,
		"-g", strconv.Itoa(r.gop()), "-keyint_min", strconv.Itoa(r.gop()), "-sc_threshold", "0",
		"-x264-params", "open-gop=0:stitchable=1", "-bf", "2",
		"-threads", strconv.Itoa(threads),
		"-video_track_timescale", strconv.Itoa(r.Timescale()),
	}
}

// margin is how far before a segment reading begins. Filters that look around need a
// moment. Containers without an index are searched for a place by their clock,
// which lands between key frames, so there it must exceed the longest distance of key frames.
func margin(demuxer string) time.Duration {
	if demuxer == "mov" || demuxer == "matroska" {
		return time.Second
	}
	return 10 * time.Second
}

// decimal writes a time as seconds with six decimals, ffmpeg's own resolution.
func decimal(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }
