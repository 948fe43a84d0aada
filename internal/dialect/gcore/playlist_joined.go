package gcore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// Segments knows what plays.
type Segments interface {
	// Segments returns the segments of a rendition that exist, in order.
	Segments(ctx context.Context, videoID, rendition string) ([]media.Segment, error)
}

// joined are the videos of a playlist as one programme. Each keeps the segments and addresses it
// has of its own; what is written here only puts them one behind the other. It is for one request.
type joined struct {
	items    []joinedItem
	segments Segments
	known    map[string][]media.Segment // what was asked for already, by folder: videos come again
}

// joinedItem is one video of it.
type joinedItem struct {
	video    media.Video
	pictures []media.Rendition // the smallest first
	sound    *media.Rendition  // nil = silent
}

// join takes the videos that play. Those of sound alone have no place among pictures.
func join(videos []media.Video, segments Segments) joined {
	j := joined{segments: segments, known: map[string][]media.Segment{}}
	for _, v := range videos {
		item := joinedItem{video: v}
		for _, r := range v.Renditions {
			switch {
			case r.State != media.Complete:
			case r.Kind == media.VideoRendition:
				item.pictures = append(item.pictures, r)
			case r.Kind == media.AudioRendition && item.sound == nil:
				item.sound = &r
			}
		}
		slices.SortStableFunc(item.pictures, func(a, b media.Rendition) int { return shortSide(a) - shortSide(b) })
		if v.State.Playable() && v.Privacy == media.Public && len(item.pictures) > 0 {
			j.items = append(j.items, item)
		}
	}
	return j
}

func shortSide(r media.Rendition) int { return min(r.Width, r.Height) }

// sizes are the qualities of the programme: every size that any of its videos has.
func (j joined) sizes() []int {
	var sizes []int
	for _, item := range j.items {
		for _, r := range item.pictures {
			sizes = append(sizes, shortSide(r))
		}
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// at is the quality of a video in the programme's quality of a size: the largest that is not
// larger, else its smallest.
func (i joinedItem) at(size int) media.Rendition {
	chosen := i.pictures[0]
	for _, r := range i.pictures {
		if shortSide(r) <= size {
			chosen = r
		}
	}
	return chosen
}

// pictures are the runs of a quality.
func (j joined) pictures(ctx context.Context, size int) ([]run, error) {
	runs := make([]run, len(j.items))
	for n, item := range j.items {
		var err error
		if runs[n], err = j.run(ctx, item, item.at(size)); err != nil {
			return nil, err
		}
	}
	return runs, nil
}

// sound are the runs of sound. A silent video is a gap as long as its pictures.
func (j joined) sound(ctx context.Context) ([]run, error) {
	runs := make([]run, len(j.items))
	for n, item := range j.items {
		r := item.pictures[0]
		if item.sound != nil {
			r = *item.sound
		}
		var err error
		if runs[n], err = j.run(ctx, item, r); err != nil {
			return nil, err
		}
		runs[n].gap = item.sound == nil
	}
	return runs, nil
}

func (j joined) run(ctx context.Context, item joinedItem, r media.Rendition) (run, error) {
	folder := "../../videos/" + place(item.video) + "/" + r.Name + "/"
	if segments, ok := j.known[folder]; ok {
		return run{folder: folder, segments: segments}, nil
	}
	segments, err := j.segments.Segments(ctx, item.video.ID, r.Name)
	if err == nil {
		j.known[folder] = segments
	}
	return run{folder: folder, segments: segments}, err
}

// target is the target duration that all lists of the programme share (rule 8.2 of Apple's
// authoring specification).
func (j joined) target(ctx context.Context) (int, error) {
	runs, err := j.sound(ctx)
	if err != nil {
		return 0, err
	}
	target := targetOf(runs)
	for _, size := range j.sizes() {
		if runs, err = j.pictures(ctx, size); err != nil {
			return 0, err
		}
		target = max(target, targetOf(runs))
	}
	return target, nil
}

// audible reports whether any of the videos has sound.
func (j joined) audible() bool {
	return slices.ContainsFunc(j.items, func(i joinedItem) bool { return i.sound != nil })
}

// master describes the programme. Bit rates are those of all its videos in a row.
func (j joined) master(ctx context.Context) (hls.MasterSpec, error) {
	var spec hls.MasterSpec
	sound, err := j.sound(ctx)
	if err != nil {
		return spec, err
	}
	if j.audible() {
		spec.Audio = []hls.AudioTrack{{URI: "audio.m3u8", Name: "Original", Language: "und", Codecs: j.soundCodecs(), Channels: 2, Default: true}}
	}
	for _, size := range j.sizes() {
		runs, err := j.pictures(ctx, size)
		if err != nil {
			return spec, err
		}
		v := j.variant(size)
		v.Peak, v.Average = hls.Measure(inRow(runs), inRow(sound))
		spec.Variants = append(spec.Variants, v)
		if iframes := iframesOf(runs); iframes != nil {
			f := hls.IFrameVariant{URI: fmt.Sprintf("iframes-%d.m3u8", size), Codecs: v.Codecs, Width: v.Width, Height: v.Height}
			f.Peak, f.Average = hls.Measure(inRow(iframes))
			spec.IFrames = append(spec.IFrames, f)
		}
	}
	return spec, nil
}

// variant is a quality of the programme without its bit rates: as large and as fast as any of its videos.
func (j joined) variant(size int) hls.Variant {
	v := hls.Variant{URI: fmt.Sprintf("video-%d.m3u8", size)}
	var codecs []string
	for _, item := range j.items {
		r := item.at(size)
		if width, height := shownSize(r); width*height > v.Width*v.Height {
			v.Width, v.Height = width, height
		}
		if r.Rate.Float() > v.Rate.Float() {
			v.Rate = r.Rate
		}
		codecs = append(codecs, r.Codecs)
	}
	v.Codecs = distinct(codecs)
	return v
}

func (j joined) soundCodecs() string {
	var codecs []string
	for _, item := range j.items {
		if item.sound != nil {
			codecs = append(codecs, item.sound.Codecs)
		}
	}
	return distinct(codecs)
}

// distinct are the codecs in a list of lists, each once.
func distinct(codecs []string) string {
	all := strings.Split(strings.Join(codecs, ","), ",")
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}
