package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Probe is what is known of a source. It is stored with the video; no job probes again.
type Probe struct {
	Demuxer  string        `json:"demuxer"`
	Start    time.Duration `json:"start"`    // of the container: the earliest stream's, what seeking is relative to
	Duration time.Duration `json:"duration"` // as the container says, or measured where that cannot be true
	Streams  []Stream      `json:"streams"`
}

// Video is the film: the first usable stream of pictures that is not a cover.
func (p Probe) Video() (Stream, bool) { return first(p.Streams, Stream.isFilm) }

// Cover is the first usable attached picture.
func (p Probe) Cover() (Stream, bool) {
	return first(p.Streams, func(s Stream) bool { return s.Cover && s.Usable })
}

// maxAudio is how many sound tracks of a source are used.
const maxAudio = 8

// Audio lists the usable sound tracks in the container's order, at most eight.
func (p Probe) Audio() []Stream {
	var found []Stream
	for _, s := range p.Streams {
		if s.Kind == Audio && s.Usable && len(found) < maxAudio {
			found = append(found, s)
		}
	}
	return found
}

// Origin is where the title begins: at the first picture, else the first sound.
func (p Probe) Origin() time.Duration {
	if v, ok := p.Video(); ok {
		return v.Start
	}
	if a := p.Audio(); len(a) > 0 {
		return slices.MinFunc(a, func(a, b Stream) int { return int(a.Start - b.Start) }).Start
	}
	return p.Start
}

// Length is how long the title plays: from its origin to the end of the last
// usable stream, or of the container where the streams do not say.
func (p Probe) Length() time.Duration {
	var end time.Duration
	said := false
	for _, s := range p.Streams {
		if s.Duration > 0 && (s.isFilm() || s.Kind == Audio && s.Usable) {
			end, said = max(end, s.end()), true
		}
	}
	if !said {
		end = p.Start + p.Duration
	}
	return max(0, end-p.Origin())
}

func first(streams []Stream, ok func(Stream) bool) (Stream, bool) {
	if i := slices.IndexFunc(streams, ok); i >= 0 {
		return streams[i], true
	}
	return Stream{}, false
}

// Probe finds out what a source holds. A source that is damaged, has nothing to
// play or is over a cap gives a media.Refused. Reading a source whose container has no
// believable duration or frame rate takes a pass over its packets.
func (r *Runner) Probe(ctx context.Context, in Input) (Probe, error) {
	info, err := os.Stat(in.Path)
	if err != nil {
		return Probe{}, fmt.Errorf("probe: %w", media.Refuse(media.SourceUnreadable, "", err))
	}
	if err := r.checkStill(in); err != nil {
		return Probe{}, err
	}
	p, err := r.probeHeader(ctx, in)
	if v, ok := media.RefusalOf(err); ok && v.Code == media.MediaDamaged {
		err = r.tooLarge(ctx, in, err)
	}
	if err != nil {
		return Probe{}, fmt.Errorf("probe header: %w", err)
	}
	if err := r.checkPictures(p); err != nil {
		return Probe{}, err
	}
	if v, ok := p.Video(); ok {
		if err := r.probeFrame(ctx, in, &p.Streams[v.Index]); err != nil {
			return Probe{}, fmt.Errorf("probe first frame: %w", err)
		}
	}
	if err := r.measure(ctx, in, info.Size(), &p); err != nil {
		return Probe{}, fmt.Errorf("measure packets: %w", err)
	}
	return p, r.checkTimes(p)
}

// probeHeader reads what the container and its codecs declare.
func (r *Runner) probeHeader(ctx context.Context, in Input, extra ...string) (Probe, error) {
	var raw probeJSON
	err := r.ffprobe(ctx, in, &raw, append(extra, "-show_entries", headerEntries)...)
	if err != nil {
		return Probe{}, err
	}
	if n := max(len(raw.Streams), int(raw.Format.Count.int(1<<31-1))); n > r.cfg.Caps.Streams {
		text := fmt.Sprintf("The file has %d tracks; the limit is %d.", n, r.cfg.Caps.Streams)
		return Probe{}, media.Refuse(media.TooManyTracks, text, nil)
	}
	p := Probe{Demuxer: in.Demuxer, Start: raw.Format.Start.time(), Duration: max(0, raw.Format.Duration.time())}
	for i, s := range raw.Streams {
		if int(s.Index.int(1<<31-1)) != i {
			return Probe{}, media.Refuse(media.MediaDamaged, "", errors.New("streams are not numbered in order"))
		}
		p.Streams = append(p.Streams, s.stream(i))
	}
	return p, playable(p)
}

// playable refuses a source of which nothing can be used.
func playable(p Probe) error {
	known := ""
	for _, s := range p.Streams {
		if s.Usable {
			return nil
		}
		if s.Kind == Video || s.Kind == Audio {
			known = s.Codec
		}
	}
	if known != "" {
		return media.Refuse(media.CodecUnsupported, "", fmt.Errorf("codec %s", known))
	}
	return media.Refuse(media.NoTracks, "", nil)
}

// probeFrame decodes the first frames: colours, interlacing and the true first
// presentation time are in the bitstream, whatever the container says.
func (r *Runner) probeFrame(ctx context.Context, in Input, s *Stream) error {
	var raw framesJSON
	err := r.ffprobe(ctx, in, &raw, "-select_streams", fmt.Sprint(s.Index), "-read_intervals", "%+#4", "-show_frames", "-show_entries", frameEntries)
	if err != nil {
		return err
	}
	if len(raw.Frames) == 0 {
		return nil // a late or damaged first key frame; encoding will tell
	}
	raw.Frames[0].apply(s)
	for _, f := range raw.Frames {
		s.Interlaced = s.Interlaced || f.Interlaced.int(1) == 1
	}
	return nil
}

// ffprobe runs one query and decodes its JSON. A source that ffprobe cannot read is damaged.
func (r *Runner) ffprobe(ctx context.Context, in Input, into any, query ...string) error {
	args, err := r.inputArgs(in)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	args = append(append([]string{"-v", "error", "-of", "json=compact=1"}, args...), query...)
	err = r.run(ctx, child{tool: ffprobeTool, args: args, source: in.Path, stdout: &out, limits: probeLimits(), urgent: true})
	if _, ok := errors.AsType[*exitError](err); ok {
		return media.Refuse(media.MediaDamaged, "", err)
	}
	if err != nil {
		return err
	}
	if err := decodeJSON(out.Bytes(), into); err != nil {
		return media.Refuse(media.MediaDamaged, "", err)
	}
	return nil
}
