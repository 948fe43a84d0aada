package apivideo

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

type encodingBody struct {
	Playable  bool          `json:"playable"`
	Qualities []qualityBody `json:"qualities"`
	Metadata  metadataBody  `json:"metadata"`
}

// qualityBody is one quality. All three are of closed enums: some SDKs raise on any other
// value (client rule 10).
type qualityBody struct {
	Type    string `json:"type"`
	Quality string `json:"quality"`
	Status  string `json:"status"`
}

// lowestSide is the short side of the vendor's lowest quality.
const lowestSide = 240

// The words for a quality, as they go on.
const (
	qualityFailed   = "failed"
	qualityWaiting  = "waiting"
	qualityEncoding = "encoding"
	qualityEncoded  = "encoded"
)

func showEncoding(v media.Video) encodingBody {
	e := encodingBody{Playable: v.State.Playable(), Qualities: []qualityBody{}, Metadata: describe(v)}
	switch ladder := ladderOf(v.Renditions); {
	case isUnmade(v) && len(ladder) == 0:
		e.Qualities = append(e.Qualities, qualityBody{"hls", strconv.Itoa(lowestSide) + "p", qualityFailed})
	case v.Source != nil:
		e.Qualities = showLadder(v, ladder)
	}
	return e
}

// isUnmade reports whether a video will never play: it failed, or could not be fetched.
func isUnmade(v media.Video) bool {
	return v.State == media.Failed || v.State == media.Created && v.Failure != nil
}

// rung is one quality of the vendor's, and how far it is.
type rung struct {
	side   int // the short side of its picture, as the name has it
	name   string
	status string
}

// ladderOf sorts renditions into the vendor's qualities, lowest first. Where several are
// one quality, the one that is furthest counts: what the source has of it plays before the
// encoded one does.
func ladderOf(rs []media.Rendition) []rung {
	best := map[string]rung{}
	for _, r := range shown(rs) {
		name, named := qualityName(min(r.Width, r.Height))
		if !named {
			continue
		}
		side, _ := strconv.Atoi(strings.TrimSuffix(name, "p"))
		best[name] = rung{side, name, further(best[name].status, renditionStatus(r))}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b rung) int { return cmp.Compare(a.side, b.side) })
}

// shown are the renditions that count as qualities. A video of which none would have a
// name is not without one: sound alone is the lowest quality, and 1440p, which the vendor
// does not have, the next below.
func shown(rs []media.Rendition) []media.Rendition {
	var pictures, sound []media.Rendition
	named := false
	for _, r := range rs {
		_, ok := qualityName(min(r.Width, r.Height))
		switch {
		case r.State == media.Dropped && r.Interim: // it has left for better ones
		case r.Kind == media.VideoRendition:
			pictures = append(pictures, r)
			named = named || ok
		case r.Kind == media.AudioRendition:
			r.Width, r.Height = lowestSide, lowestSide
			sound = append(sound, r)
		}
	}
	switch {
	case len(pictures) == 0:
		return sound
	case !named:
		pictures[0].Width, pictures[0].Height = 1080, 1080
	}
	return pictures
}

func renditionStatus(r media.Rendition) string {
	switch {
	case r.State == media.Complete:
		return qualityEncoded
	case r.State == media.Dropped:
		return qualityFailed
	case r.ChunksDone > 0:
		return qualityEncoding
	}
	return qualityWaiting
}

func further(a, b string) string {
	order := []string{"", qualityFailed, qualityWaiting, qualityEncoding, qualityEncoded}
	if slices.Index(order, a) > slices.Index(order, b) {
		return a
	}
	return b
}

// showLadder lists the qualities of HLS, and the one of MP4: the best that there is going to be.
func showLadder(v media.Video, ladder []rung) []qualityBody {
	out := make([]qualityBody, 0, len(ladder)+1)
	best := rung{}
	for _, r := range ladder {
		if v.State == media.Failed {
			r.status = qualityFailed
		}
		out = append(out, qualityBody{"hls", r.name, r.status})
		if best.name == "" || r.status != qualityFailed || best.status == qualityFailed {
			best = r
		}
	}
	pictures := slices.ContainsFunc(v.Renditions, func(r media.Rendition) bool { return r.Kind == media.VideoRendition })
	if best.name == "" || v.Wishes.NoDownload || !pictures { // of sound alone no MP4 is made
		return out
	}
	// An MP4 is made when all that it is chosen from is.
	if best.status == qualityEncoding || best.status == qualityEncoded && v.State != media.Ready {
		best.status = qualityWaiting
	}
	return append(out, qualityBody{"mp4", best.name, best.status})
}
