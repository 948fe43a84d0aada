package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

// Encode makes one chunk of segments in every rung planned for it.
func (p *Pipeline) Encode(ctx context.Context, job media.Job, lastTry bool) error {
	t, err := p.load(ctx, job.Subject)
	var names []string
	if err == nil {
		if job.Part < 0 || job.Part >= len(t.plan.Chunks) {
			err = media.Errorf(media.NotFound, "chunk not found")
		} else {
			names = t.plan.Chunks[job.Part].Renditions
			err = p.encodeChunk(ctx, t, job.Part)
		}
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.DropRenditions(ctx, job.Subject, names, why)
	})
}

func (p *Pipeline) encodeChunk(ctx context.Context, t *title, part int) error {
	chunk := t.plan.Chunks[part]
	rungs := make([]media.Rendition, 0, len(chunk.Renditions))
	for _, name := range chunk.Renditions {
		r, err := t.rendition(name)
		if err != nil {
			return err
		}
		if r.State != media.Planned { // done by an earlier run, or given up
			return media.Errorf(media.Conflict, "rendition is %s", r.State)
		}
		rungs = append(rungs, r)
	}
	path, release, err := p.sources.file(ctx, t.video)
	if err != nil {
		return err
	}
	defer release()
	mark, err := p.overlayOf(ctx, t.video)
	if err != nil {
		return err
	}
	in := ffmpeg.Input{Path: path, Demuxer: t.video.Source.Container}
	outputs := make([]media.ChunkOutput, len(rungs))
	for i, r := range rungs {
		outputs[i].Rendition = r.Name
	}
	for n := chunk.First; n < chunk.End; n++ {
		if err := p.encodeSegment(ctx, t, in, n, rungs, mark, outputs); err != nil {
			return fmt.Errorf("segment %d: %w", n, err)
		}
	}
	return p.cfg.Store.CompleteChunk(ctx, t.video.ID, part, outputs)
}

// encodeSegment makes one segment of every rung, decoding once, and publishes them.
func (p *Pipeline) encodeSegment(ctx context.Context, t *title, in ffmpeg.Input, n int, rungs []media.Rendition, mark *overlay, outputs []media.ChunkOutput) error {
	spec := ffmpeg.SegmentSpec{
		Source: t.probe, Origin: t.plan.Start, Start: t.plan.CutTime(n), Last: n == t.plan.Segments()-1,
	}
	starts := make([]int, len(rungs))
	for i, r := range rungs {
		first, end := frames(t.plan, r, n)
		starts[i] = first
		rung := ffmpeg.Rung{Width: r.Width, Height: r.Height, Rate: r.Rate, Frames: end - first, Cap: r.Cap}
		if mark != nil {
			spec.Overlay, rung.Overlay = mark.png, mark.place(r, t.video.Picture)
		}
		spec.Rungs = append(spec.Rungs, rung)
	}
	made, err := p.cfg.Encoder.EncodeSegment(ctx, in, spec)
	if err != nil {
		return err
	}
	defer func() { _ = made.Close() }() // a leftover goes at the next start
	for i, r := range rungs {
		rung := spec.Rungs[i]
		base := int64(starts[i]) * int64(rung.Timescale()) * r.Rate.Den / r.Rate.Num
		segment, codecs, err := p.publish(ctx, t.video.ID, r.Name, made.Files[i].Path, n, base)
		if err != nil {
			return err
		}
		outputs[i].Segments = append(outputs[i].Segments, segment)
		outputs[i].Codecs = codecs
	}
	return nil
}

// frames are the frames [first, end) of segment n in a rung whose rate may be half of the plan's.
func frames(plan media.Plan, r media.Rendition, n int) (first, end int) {
	scale := func(frame int) int {
		num, den := int64(frame)*r.Rate.Num*plan.Rate.Den, r.Rate.Den*plan.Rate.Num
		return int((num + den - 1) / den)
	}
	first, end = scale(plan.Cuts[n]), scale(plan.Cuts[n+1])
	return first, max(end, first+1)
}

// publish gives what the encoder made its place in the whole and its final name.
func (p *Pipeline) publish(ctx context.Context, videoID, rendition, path string, n int, base int64) (segment media.Segment, codecs string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return segment, "", fmt.Errorf("open encoded segment: %w", err)
	}
	defer f.Close()
	track, err := openTrack(ctx, f, mp4.Video)
	if err != nil {
		return segment, "", err
	}
	if n == 0 {
		if err := p.publishInit(ctx, videoID, rendition, track); err != nil {
			return segment, "", err
		}
	}
	if segment, err = p.publishSegment(ctx, videoID, rendition, track, n, 0, track.Len(), base); err != nil {
		return segment, "", err
	}
	segment.IFrame, err = iframeSize(track, 0)
	return segment, track.Codecs(), err
}

// iframeSize is the size of one picture as a segment of its own.
func iframeSize(track *mp4.Track, sample int) (int64, error) {
	cut, err := track.Segment(sample, sample+1, 1, 0)
	if err != nil {
		return 0, err
	}
	return cut.Size(), nil
}

func openTrack(ctx context.Context, f *os.File, kind mp4.Kind) (*mp4.Track, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read encoder output: %w", err)
	}
	file, err := mp4.Open(ctx, f, info.Size())
	if err != nil {
		// Not a verdict on the source: the encoder wrote what we cannot read.
		return nil, fmt.Errorf("read encoder output: %s", err) //nolint:errorlint // hides the refusal on purpose
	}
	for _, t := range file.Tracks {
		if t.Kind == kind {
			return t, nil
		}
	}
	return nil, errors.New("read encoder output: no track")
}

func (p *Pipeline) publishInit(ctx context.Context, videoID, rendition string, track *mp4.Track) error {
	init, err := track.Init()
	if err != nil {
		return fmt.Errorf("initialization segment of %s: %w", rendition, err)
	}
	var whole mp4.Splice
	whole.AppendBytes(init)
	_, err = p.cfg.Blobs.Put(ctx, media.InitKey(videoID, rendition), whole.Reader())
	return err
}

func (p *Pipeline) publishSegment(ctx context.Context, videoID, rendition string, track *mp4.Track, n, first, end int, base int64) (media.Segment, error) {
	cut, err := track.Segment(first, end, uint32(n)+1, base) //nolint:gosec // segments are few
	if err != nil {
		return media.Segment{}, err
	}
	size, err := p.cfg.Blobs.Put(ctx, media.SegmentKey(videoID, rendition, n), io.NewSectionReader(cut, 0, cut.Size()))
	if err != nil {
		return media.Segment{}, err
	}
	return media.Segment{Duration: track.Span(first, end), Bytes: size}, nil
}

// Audio encodes the sound once, for the whole title, and cuts it where the
// pictures are cut. Encoding it piece by piece would click at every join.
func (p *Pipeline) Audio(ctx context.Context, job media.Job, lastTry bool) error {
	t, err := p.load(ctx, job.Subject)
	if err == nil {
		err = p.encodeSound(ctx, t)
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.DropRenditions(ctx, job.Subject, []string{"audio-1"}, why)
	})
}

func (p *Pipeline) encodeSound(ctx context.Context, t *title) error {
	path, release, err := p.sources.file(ctx, t.video)
	if err != nil {
		return err
	}
	defer release()
	sound, err := p.cfg.Encoder.EncodeAudio(ctx, ffmpeg.Input{Path: path, Demuxer: t.video.Source.Container}, ffmpeg.AudioSpec{
		Source: t.probe, Stream: t.plan.Audio, Origin: t.plan.Start, Length: max(t.plan.CutTime(t.plan.Segments()), 100*time.Millisecond),
	})
	if err != nil {
		return err
	}
	defer func() { _ = sound.Close() }() // a leftover goes at the next start
	f, err := os.Open(sound.Path)
	if err != nil {
		return fmt.Errorf("open encoded sound: %w", err)
	}
	defer f.Close()
	track, err := openTrack(ctx, f, mp4.Audio)
	if err != nil {
		return err
	}
	if err := p.publishInit(ctx, t.video.ID, "audio-1", track); err != nil {
		return err
	}
	out := media.ChunkOutput{Rendition: "audio-1", Codecs: track.Codecs()}
	cuts := track.CutsAt(t.plan.CutTimes())
	for n := 1; n < len(cuts); n++ {
		segment, err := p.publishSegment(ctx, t.video.ID, "audio-1", track, n-1, cuts[n-1], cuts[n], track.DTS(cuts[n-1]))
		if err != nil {
			return fmt.Errorf("sound segment %d: %w", n-1, err)
		}
		out.Segments = append(out.Segments, segment)
	}
	return p.cfg.Store.CompleteChunk(ctx, t.video.ID, 0, []media.ChunkOutput{out})
}
