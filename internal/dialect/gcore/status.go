package gcore

import (
	"slices"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// The vendor's words for where a video stands (contract section 7).
const (
	statusEmpty    = "empty"
	statusPending  = "pending"
	statusViewable = "viewable"
	statusReady    = "ready"
	statusError    = "error"
)

// encodingFailed is why a quality is missing for good.
const encodingFailed = "Encoding has failed"

// probed reports whether the source of a video passed its check: this API calls a video
// empty until then, and again when it did not.
func probed(v media.Video) bool { return v.Picture != (media.Picture{}) }

// statusOf is the status of a video loaded with its renditions.
func statusOf(v media.Video) string {
	switch v.State {
	case media.Processing:
		if probed(v) {
			return statusPending
		}
	case media.Failed:
		if probed(v) {
			return statusError
		}
	case media.Viewable:
		return statusViewable
	case media.Ready:
		if slices.ContainsFunc(v.Renditions, lost) {
			return statusViewable // for good
		}
		return statusReady
	case media.Created, media.Uploading, media.Deleted:
	}
	return statusEmpty
}

// narrowing is what a status means to the catalog. Probed is nil where the states say it all.
type narrowing struct {
	states []media.State
	probed *bool
}

// narrowingOf turns a status around, false for one that is unknown. A video that lacks a quality
// for good is found as ready, though it shows viewable.
func narrowingOf(status string) (narrowing, bool) {
	switch status {
	case statusEmpty:
		return narrowing{[]media.State{media.Created, media.Uploading, media.Processing, media.Failed}, new(false)}, true
	case statusPending:
		return narrowing{[]media.State{media.Processing}, new(true)}, true
	case statusViewable:
		return narrowing{states: []media.State{media.Viewable}}, true
	case statusReady:
		return narrowing{states: []media.State{media.Ready}}, true
	case statusError:
		return narrowing{[]media.State{media.Failed}, new(true)}, true
	}
	return narrowing{}, false
}

// lost reports whether a quality could not be made. One that only bridged the time until
// better ones were there is no loss.
func lost(r media.Rendition) bool {
	return r.Kind != media.StillRendition && r.State == media.Dropped && !r.Interim
}

// errorOf is why a video, or a part of it, will not come; nil if nothing is wrong.
func errorOf(v media.Video) *string {
	switch {
	case v.Failure != nil:
		return new(migration.FailureText(*v.Failure))
	case v.State.Playable() && slices.ContainsFunc(v.Renditions, lost):
		return new(encodingFailed)
	}
	return nil
}

// converted is one quality on the wire.
type converted struct {
	ID       int     `json:"id"`
	Name     string  `json:"name"`
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Size     *int64  `json:"size"`     // bytes; null until complete
	Progress int     `json:"progress"` // per cent
	Status   string  `json:"status"`
	Error    string  `json:"error"` // "" = none
	MP4URL   *string `json:"mp4_url"`
}

// convertedVideos are the qualities of a video, in their order. While the original plays in
// the place of an encoded quality of its size, the two are one entry, so that no progress falls.
func convertedVideos(v media.Video, at addresses) []converted {
	list := []converted{}
	if !probed(v) {
		return list
	}
	place := map[string]int{}
	for _, r := range qualities(v) {
		entry := convertedOf(v, r, at)
		i, known := place[entry.Name]
		switch {
		case !known:
			place[entry.Name] = len(list)
			list = append(list, entry)
		case entry.better(list[i]):
			list[i] = entry
		}
	}
	return list
}

func (c converted) better(than converted) bool { return c.Progress > than.Progress }

// qualities are the renditions that count: pictures, or the sound where there are none.
func qualities(v media.Video) []media.Rendition {
	of := func(kind media.RenditionKind) (found []media.Rendition) {
		for _, r := range v.Renditions {
			if r.Kind == kind && (r.State != media.Dropped || lost(r)) {
				found = append(found, r)
			}
		}
		return found
	}
	if pictures := of(media.VideoRendition); len(pictures) > 0 {
		return pictures
	}
	return of(media.AudioRendition)
}

func convertedOf(v media.Video, r media.Rendition, at addresses) converted {
	entry := converted{ID: renditionID(r), Name: renditionName(r), Status: "processing"}
	entry.Width, entry.Height = shownSize(r)
	switch {
	case r.State == media.Complete:
		entry.Status, entry.Progress, entry.Size = "complete", 100, new(fileSize(v, r))
		if !v.Wishes.NoDownload && v.State.Playable() && r.Kind == media.VideoRendition {
			entry.MP4URL = new(at.mp4(r))
		}
	case r.State == media.Dropped || v.State == media.Failed:
		entry.Status, entry.Error = statusError, encodingFailed
	case r.Chunks > 0:
		entry.Progress = min(99, 100*r.ChunksDone/r.Chunks)
	}
	return entry
}

// fileSize is how large a quality is as one file: its own segments and those of the sound that goes
// with it. The file has one index where segments have many, so it differs by a few per cent.
func fileSize(v media.Video, r media.Rendition) int64 {
	if r.Kind == media.VideoRendition {
		for _, sound := range v.Renditions {
			if sound.Kind == media.AudioRendition && sound.State == media.Complete {
				return r.Bytes + sound.Bytes
			}
		}
	}
	return r.Bytes
}
