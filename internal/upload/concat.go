package upload

import (
	"math"

	"github.com/tributary-video/tributary/internal/media"
)

// MaxSources is how many partial uploads a final one may join. All of their blobs
// are open at once while the whole is read: more would meet the limits of systems.
const MaxSources = 500

// checked is b with what it leaves open filled in, or why it can never begin.
func (b Beginning) checked() (Beginning, error) {
	if b.Kind == "" {
		b.Kind = Single
	}
	if b.Digest == "" {
		b.Digest = DigestBackground
	}
	switch {
	case b.Kind == Final && len(b.Sources) == 0:
		return b, media.Errorf(media.Invalid, "a final upload needs partial ones")
	case b.Kind == Final && len(b.Sources) > MaxSources:
		return b, media.Errorf(media.Invalid, "a final upload joins at most %d partial ones", MaxSources)
	case b.Kind.joined():
		b.Length = UnknownLength // the sum of its sources
	case b.Length < UnknownLength:
		return b, media.Errorf(media.Invalid, "length is negative")
	case b.Limits.MaxSize > 0 && b.Length > b.Limits.MaxSize:
		return b, b.Limits.tooLarge()
	}
	switch {
	case b.Kind == Partial:
		b.Digest = DigestOff // nobody asks for the sum of a piece
	case b.Kind.joined() && b.Digest == DigestInline:
		b.Digest = DigestBackground // the pieces came side by side
	}
	return b, nil
}

// Join makes u, a final upload, of its sources in their order. Nothing is copied: its
// segments are theirs. One that is not a finished partial upload is
// media.Invalid, one that is over media.Gone, too many bytes media.TooLarge.
func (u Upload) Join(sources []Upload) (Upload, error) {
	u.State, u.Offset, u.Segments = Sealed, 0, nil
	for _, p := range sources {
		switch {
		case p.State.Over():
			return u, media.Errorf(media.Gone, "a partial upload is gone")
		case p.Kind != Partial:
			return u, media.Errorf(media.Invalid, "only partial uploads can be joined")
		case p.State != Done:
			return u, media.Errorf(media.Invalid, "a partial upload is not finished")
		case p.Offset > u.Limits.largest()-u.Offset:
			return u, u.Limits.tooLarge()
		}
		for _, g := range p.Segments {
			u.Segments = append(u.Segments, Segment{Key: g.Key, Origin: g.Origin, Start: u.Offset + g.Start, Length: g.Length})
		}
		u.Offset += p.Offset
	}
	u.Length = u.Offset
	return u, nil
}

// largest is the most bytes an upload may have.
func (l Limits) largest() int64 {
	if l.MaxSize > 0 {
		return l.MaxSize
	}
	return math.MaxInt64
}

func (l Limits) tooLarge() error {
	return media.Errorf(media.TooLarge, "upload is larger than %d bytes", l.largest())
}
