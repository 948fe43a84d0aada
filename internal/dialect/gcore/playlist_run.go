package gcore

import (
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// run is the part of one video in a media playlist.
type run struct {
	folder   string // of its segments, relative to the playlists of the programme
	gap      bool   // the video has nothing of this kind: the time passes all the same
	iframes  bool   // only the first picture of each segment, for the time of all of it
	segments []media.Segment
}

// file begins the name of its segments.
func (r run) file() string {
	if r.iframes {
		return r.folder + "iframe-"
	}
	return r.folder
}

// inRow are the segments of all runs as players fetch them: of a gap, nothing.
func inRow(runs []run) []media.Segment {
	var all []media.Segment
	for _, r := range runs {
		for _, s := range r.segments {
			if r.gap {
				s.Bytes = 0
			}
			all = append(all, s)
		}
	}
	return all
}

// iframesOf are the runs of first pictures for runs of pictures, nil when not all are known:
// segments made before they were measured have none.
func iframesOf(runs []run) []run {
	list := make([]run, len(runs))
	for i, r := range runs {
		list[i] = run{folder: r.folder, iframes: true}
		for _, s := range r.segments {
			if s.IFrame <= 0 {
				return nil
			}
			list[i].segments = append(list[i].segments, media.Segment{Duration: s.Duration, Bytes: s.IFrame})
		}
	}
	return list
}

// targetOf is the target duration of a list of runs.
func targetOf(runs []run) int { return hls.Target(inRow(runs)) }
