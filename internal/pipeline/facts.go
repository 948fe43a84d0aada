package pipeline

import (
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

// Bounds of what plays as it is. Numbers in parentheses are rules of Apple's HLS
// authoring specification.
const (
	highProfile   = 100
	levelPlayable = 52                     // general limit (1.3b)
	levelLasting  = 50                     // macOS (1.3b)
	longestGOP    = 12 * time.Second       // a seek decodes half of it on average
	soundSlack    = 250 * time.Millisecond // sound may begin after, or end before, the picture by this much and play
	soundExact    = 16 * time.Millisecond  // and by this much to stay: less than a frame of picture (8.3)
	rateSlackNum  = 3                      // average of the source may be 1.5 times the cap of its size
	rateSlackDen  = 2
	maxPixels     = 8192 * 4320 // what the probe refuses, the index must not let pass
	maxTracks     = 32
	maxDuration   = 12 * time.Hour
	peakSlack     = 3 // and its largest segment 3 times
)

// facts are everything a plan rests on.
type facts struct {
	container string
	file      *mp4.File // nil when the container has no index of ours
	idrs      mp4.IDRs
	probe     ffmpeg.Probe
	wishes    media.Wishes

	playable bool // the pictures can be repackaged
	lasting  bool // and keep every rule, so that the rung stays
	sound    bool // the sound can be repackaged
	inStep   bool // and begins and ends with the pictures, so that it stays
}

// judge decides what of the source can be served from its own samples.
func (f *facts) judge() {
	if f.file == nil || f.wishes.Altered() {
		return
	}
	t := f.file.Video()
	if t != nil && t.AVC != nil {
		f.playable = f.plays(t)
		f.lasting = f.playable && f.lasts(t) && f.wanted(t)
	}
	if t == nil || f.playable {
		f.sound, f.inStep = f.soundPlays()
	}
}

// plays is the first tier: H.264 that every player decodes, cut at real IDRs.
func (f *facts) plays(t *mp4.Track) bool {
	a := t.AVC
	profile := a.Profile == 66 || a.Profile == 77 || a.Profile == highProfile
	return t.Format == "avc1" && profile && a.Level <= levelPlayable && a.ChromaFormat == 1 && a.BitDepth == 8 &&
		a.FrameMBsOnly && a.ParameterSets && t.Descriptions == 1 && t.Edit != mp4.ComplexEdit && t.Preroll == 0 && // else hidden frames would show
		len(f.idrs.Samples) > 0 && f.idrs.Samples[0] == 0 && f.idrs.Longest <= longestGOP
}

// lasts is the second tier: it also keeps the rules that a ladder must keep together.
func (f *facts) lasts(t *mp4.Track) bool {
	cadence := t.Cadence()
	if t.AVC.Level > levelLasting || t.Rotation != 0 || t.Mirrored || t.SAR.Num != t.SAR.Den || t.Width%2+t.Height%2 != 0 ||
		!cadence.Constant || cadence.Rate.Float() > maxRate || f.idrs.Claimed != len(f.idrs.Samples) || f.idrs.Longest >= mp4.MaxSegment {
		return false
	}
	if startsLate(t) > time.Duration(float64(time.Second)/cadence.Rate.Float()/2) {
		return false
	}
	limit := int64(capFor(min(t.Width, t.Height))) * 1000 / 8 // bytes a second
	seconds := t.Duration().Seconds()
	if float64(t.Bytes(0, t.Len())) > float64(limit*rateSlackNum)/rateSlackDen*seconds {
		return false
	}
	cuts := t.Cuts(f.idrs.Samples, mp4.MaxSegment)
	for i := 1; i < len(cuts); i++ {
		// A last segment of a few frames is all IDR and proves nothing.
		span := max(t.Span(cuts[i-1], cuts[i]), time.Second)
		if float64(t.Bytes(cuts[i-1], cuts[i])) > float64(limit*peakSlack)*span.Seconds() {
			return false
		}
	}
	return true
}

// wanted reports whether the source has one of the sizes that its owner chose. One that
// has not plays until those are made, and leaves.
func (f *facts) wanted(t *mp4.Track) bool {
	own := min(t.Width, t.Height)
	return slices.Contains(sides(own, f.wishes.Sizes), own)
}

// startsLate is how long after the start of the presentation the first picture is
// shown. Where composition offsets have no edit list to take them back, the picture
// waits for its sound.
func startsLate(t *mp4.Track) time.Duration {
	first := t.Shown(0)
	for i := range min(t.Len(), 32) { // deeper reordering than H.264 allows
		first = min(first, t.Shown(i))
	}
	return first
}

// soundPlays judges the sound by the same two tiers: AAC-LC, mono or stereo, at a rate
// everything plays, beside the picture roughly, or exactly, from start to end. No
// sound at all is not sound that plays.
func (f *facts) soundPlays() (plays, lasts bool) {
	tracks := f.file.Audio()
	if len(tracks) == 0 {
		return false, false
	}
	t := tracks[0]
	if t.AAC == nil || t.AAC.ObjectType != 2 || t.AAC.Channels < 1 || t.AAC.Channels > 2 ||
		(t.AAC.SampleRate != 44100 && t.AAC.SampleRate != 48000) || t.Descriptions != 1 || t.Edit == mp4.ComplexEdit || t.Len() == 0 {
		return false, false
	}
	v := f.file.Video()
	if v == nil {
		return true, true
	}
	late := (t.Start() - v.Start()).Abs()
	early := v.Start() + v.Duration() - t.Start() - t.Duration()
	return late < soundSlack && early < soundSlack, late < soundExact && early < soundExact
}

// picture is the source as a viewer sees it. What the index says of a source that
// plays by its index comes first: it is there before any probe, and stays.
func (f *facts) picture() media.Picture {
	if f.playable {
		t := f.file.Video()
		shown := ffmpeg.Stream{Width: t.Width, Height: t.Height, PixelRatio: t.SAR, Rotation: t.Rotation}
		p := media.Picture{Duration: t.Duration(), Audio: len(f.file.Audio()) > 0}
		p.Width, p.Height = shown.Display()
		return p
	}
	_, length := f.window()
	p := media.Picture{Duration: length, Audio: len(f.probe.Audio()) > 0}
	if v, ok := f.probe.Video(); ok {
		p.Width, p.Height = v.Display()
	}
	return p
}

// window is how much of the source is shown: where it begins on the source's own
// timeline, and how long it is. Frames of a timecode are counted at the source's rate.
func (f *facts) window() (start, length time.Duration) {
	start, length = f.probe.Origin(), f.probe.Length()
	clip := f.wishes.Clip
	if clip == nil {
		return start, length
	}
	var rate media.Rational
	if v, ok := f.probe.Video(); ok {
		rate = v.Rate
	}
	from, to := clip.Start.At(rate), length
	if clip.End != nil {
		to = min(to, clip.End.At(rate))
	}
	return start + from, to - from
}

// withinCaps applies the limits that the probe applies, to what the index says.
func (f *facts) withinCaps() bool {
	t := f.file.Video()
	return t.Width*t.Height <= maxPixels && len(f.file.Tracks) <= maxTracks && f.file.Duration() <= maxDuration
}
