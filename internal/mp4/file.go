package mp4

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// File is the index of one file.
type File struct {
	// Tracks are the usable tracks in the order of the file. At least one is Video or Audio.
	Tracks []*Track

	// Fragmented tells that the samples came from movie fragments.
	Fragmented bool

	// Start is where presentation time 0 lies in the file's own timeline: the
	// time of its first picture or sound after edit lists. A tool that decodes the
	// file itself finds the first sample there.
	Start time.Duration

	// Dropped are the reasons why tracks are missing from Tracks, for the log.
	Dropped []error
}

// finish turns what the walk collected into a File.
func (w *walk) finish(ctx context.Context) (*File, error) {
	f := &File{Fragmented: w.movie.fragmented, Dropped: w.movie.dropped}
	for _, t := range w.movie.traks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := w.finishTrack(t)
		if _, refused := media.RefusalOf(err); refused {
			return nil, err
		}
		if err != nil {
			f.Dropped = append(f.Dropped, err)
			continue
		}
		f.Tracks = append(f.Tracks, t.Track)
	}
	if f.Video() == nil && f.Audio() == nil {
		if len(f.Dropped) > 0 {
			return nil, media.Refuse(media.MediaDamaged, "", errors.Join(f.Dropped...))
		}
		return nil, media.Refuse(media.NoTracks, "", nil)
	}
	return f, f.rebase()
}

func (w *walk) finishTrack(t *trak) error {
	t.src = w.r
	if t.Kind == Other {
		return nil
	}
	if w.movie.fragmented && w.truncated {
		t.samples.clip(w.size)
	}
	if err := t.samples.check(w.size); err != nil {
		return err
	}
	return t.present(t.edits)
}

// clip ends the track before the first sample that the file does not hold whole:
// a recording that stopped in the middle of a fragment plays up to there.
func (s *samples) clip(size int64) {
	for i, off := range s.offset {
		if off+int64(s.size[i]) > size {
			s.window(0, i)
			return
		}
	}
}

// rebase moves the timeline so that the earliest track begins at 0. What begins
// later keeps its distance, which is bounded like any length: a loop over seconds
// must end.
func (f *File) rebase() error {
	var first *Track
	for _, t := range f.Tracks {
		if t.Kind != Other && (first == nil || t.time(t.begin) < first.time(first.begin)) {
			first = t
		}
	}
	begin, scale := first.begin, first.Timescale
	f.Start = first.time(begin)
	for _, t := range f.Tracks {
		t.begin = max(0, t.begin-rescale(begin, scale, t.Timescale))
		if t.begin/t.Timescale > maxSeconds {
			return media.Refuse(media.TooLong, "", fmt.Errorf("track %d begins %s after the first", t.ID, t.Start()))
		}
	}
	return nil
}

// Video returns the track to watch: the first enabled picture track that is
// neither a cover nor the thumbnails of another track's chapters, or nil.
func (f *File) Video() *Track {
	var thumbnails []uint32
	for _, t := range f.Tracks {
		thumbnails = append(thumbnails, t.chapters...)
	}
	var disabled *Track
	for _, t := range f.Tracks {
		switch {
		case t.Kind != Video || t.cover() || slices.Contains(thumbnails, t.ID):
		case t.Enabled:
			return t
		case disabled == nil:
			disabled = t
		}
	}
	return disabled
}

// Audio returns the sound tracks, nil when there are none.
func (f *File) Audio() []*Track {
	var list []*Track
	for _, t := range f.Tracks {
		if t.Kind == Audio {
			list = append(list, t)
		}
	}
	return list
}

// Duration is the length of the presentation: when its last picture or sound ends.
func (f *File) Duration() time.Duration {
	var end time.Duration
	for _, t := range f.Tracks {
		end = max(end, t.Start()+t.Duration())
	}
	return end
}

// cover reports whether the track is a single still picture.
func (t *Track) cover() bool {
	return t.Len() <= 1 && (t.Format == "jpeg" || t.Format == "png ")
}
