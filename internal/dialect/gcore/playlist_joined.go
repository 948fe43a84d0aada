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
// has of its own; what is written here only puts them one behind the other.
type joined struct {
	items    []joinedItem
	segments Segments
}

// joinedItem is one video of it.
type joinedItem struct {
	video    media.Video
	pictures []media.Rendition // the smallest first
	sound    *media.Rendition  // nil = silent
}

// run is the part of one video in a media playlist.
type run struct {
	folder   string // of its segments, relative to the playlists of the programme
	gap      bool   // the video has nothing of this kind: the time passes all the same
	segments []media.Segment
}

// join takes the videos that play. Those of sound alone have no place among pictures.
func join(videos []media.Video, segments Segments) joined {
	j := joined{segments: segments}
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
	segments, err := j.segments.Segments(ctx, item.video.ID, r.Name)
	return run{folder: "../../videos/" + place(item.video) + "/" + r.Name + "/", segments: segments}, err
}

// audible reports whether any of the videos has sound.
func (j joined) audible() bool {
	return slices.ContainsFunc(j.items, func(i joinedItem) bool { return i.sound != nil })
}

// master describes the programme. A quality is as demanding as the most demanding video in it.
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
		v := hls.Variant{URI: fmt.Sprintf("video-%d.m3u8", size)}
		var codecs []string
		for n, item := range j.items {
			r := item.at(size)
			var with [][]media.Segment
			if !sound[n].gap {
				with = append(with, sound[n].segments)
			}
			peak, average := hls.Measure(runs[n].segments, with...)
			v.Peak, v.Average = max(v.Peak, peak), max(v.Average, average)
			if width, height := shownSize(r); width*height > v.Width*v.Height {
				v.Width, v.Height = width, height
			}
			if r.Rate.Float() > v.Rate.Float() {
				v.Rate = r.Rate
			}
			codecs = append(codecs, r.Codecs)
		}
		v.Codecs = distinct(codecs)
		spec.Variants = append(spec.Variants, v)
	}
	return spec, nil
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
