package gcore

import (
	"fmt"
	"slices"
)

// What create may answer ([Settings.CreateReply]).
const (
	ReplyAuto   = "auto"   // an array for the vendor's SDKs, an object for all others
	ReplyObject = "object" // as the seed has it
	ReplyArray  = "array"  // as the vendor's description has it
)

// Settings are the operator's choices for this dialect.
type Settings struct {
	CreateReply string   // "" = auto
	UploadHosts []string // host[:port] that take tus uploads; none = that of the public URL
	// RequestsPerSecond is how often one key may ask; 0 = no limit.
	RequestsPerSecond int
	RequestBurst      int // how often at once after a silence; 0 = 100
	// QualitySets are offered to clients, in this order. Exactly one may be the default.
	QualitySets []QualitySet
	// LinkSecrets are the secrets of secure links, by project. The videos of a project that has
	// one are sent to nobody without such a link; its playlists, whose lists would give links away,
	// are sent to nobody at all. At least 16 bytes each.
	LinkSecrets map[int64]string
}

// QualitySet is a choice of qualities that clients know by a number.
type QualitySet struct {
	ID      int64
	Name    string
	Default bool
	// Qualities are short sides, such as 360, from 100 to 4320 pixels; none = what the server
	// makes of any video.
	Qualities []int
}

// What one key may ask unless the operator says otherwise.
const (
	DefaultRequestsPerSecond = 10
	defaultBurst             = 100
)

// Short sides that a quality may have: from the smallest anybody watches to that of 8K.
const (
	minSide = 100
	maxSide = 4320
)

func notSide(side int) bool { return side < minSide || side > maxSide }

func (s Settings) complete() Settings {
	if s.CreateReply == "" {
		s.CreateReply = ReplyAuto
	}
	if s.RequestBurst == 0 {
		s.RequestBurst = defaultBurst
	}
	return s
}

func (s Settings) check() error {
	if !slices.Contains([]string{"", ReplyAuto, ReplyObject, ReplyArray}, s.CreateReply) {
		return fmt.Errorf("create reply %q: want auto, object or array", s.CreateReply)
	}
	for project, secret := range s.LinkSecrets {
		if len(secret) < minLinkSecret {
			return fmt.Errorf("link secret of project %d: want at least %d bytes", project, minLinkSecret)
		}
	}
	seen, defaults := map[int64]bool{}, 0
	for _, set := range s.QualitySets {
		if set.ID < 1 || set.ID > maxID || seen[set.ID] {
			return fmt.Errorf("quality set %d: want different numbers from 1 to %d", set.ID, maxID)
		}
		seen[set.ID] = true
		if bad := slices.IndexFunc(set.Qualities, notSide); bad >= 0 {
			return fmt.Errorf("quality set %d: %d: want short sides from %d to %d", set.ID, set.Qualities[bad], minSide, maxSide)
		}
		if set.Default {
			defaults++
		}
	}
	if defaults > 1 {
		return fmt.Errorf("quality sets: %d are the default", defaults)
	}
	return nil
}
