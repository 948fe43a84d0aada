package gcore

import (
	"encoding/json"
	"maps"

	"github.com/tributary-video/tributary/internal/media"
)

// kept is what this API alone keeps with a video, in [media.Wishes.Vendor].
type kept struct {
	OriginURL    string `json:"origin_url,omitempty"` // without user and password
	Priority     int    `json:"priority,omitempty"`   // of the copy, -10 to 10
	QualitySetID *int64 `json:"quality_set_id,omitempty"`
	ScreenshotID int    `json:"screenshot_id,omitempty"` // -1 = the poster
	Projection   string `json:"projection,omitempty"`    // "" = regular
	ShareURL     string `json:"share_url,omitempty"`
	IframeURL    string `json:"iframe_url,omitempty"`
	ClipStart    *int64 `json:"clip_start,omitempty"` // seconds, like ClipDuration
	ClipDuration *int64 `json:"clip_duration,omitempty"`
}

// keptOf reads what is kept. What cannot be read is as if it were not there: only this
// package writes it.
func keptOf(w media.Wishes) kept {
	var k kept
	if raw, ok := w.Vendor[Name]; ok {
		_ = json.Unmarshal(raw, &k)
	}
	return k
}

// edit changes what is kept, and wished for, of a video.
type edit func(w *media.Wishes, k *kept)

// edited is a change of wishes made of several edits, as [catalog.Patch] has it.
func edited(edits []edit) func(w *media.Wishes) {
	return func(w *media.Wishes) {
		k := keptOf(*w)
		for _, e := range edits {
			e(w, &k)
		}
		raw, err := json.Marshal(k)
		if err != nil { // texts and numbers always marshal
			return
		}
		vendor := maps.Clone(w.Vendor) // others may hold the map
		if vendor == nil {
			vendor = map[string]json.RawMessage{}
		}
		vendor[Name] = raw
		w.Vendor = vendor
	}
}
