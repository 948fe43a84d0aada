package media

// Kept reports whether the bytes of a source are stored. Its owner may have let go of them while
// the video goes on playing from what was made of it: what the source was stays on record then,
// and its list of segments is empty.
func (s *Source) Kept() bool { return s != nil && (len(s.Segments) > 0 || s.Size == 0) }

// LetSource drops what plays only from the bytes of the original, if there is something else for
// eyes and ears wherever that plays, and reports whether there is. rs is changed in place.
func LetSource(rs []Rendition) bool {
	plays, lasts := map[RenditionKind]bool{}, map[RenditionKind]bool{}
	for _, r := range rs {
		if r.State == Complete {
			plays[r.Kind] = true
			lasts[r.Kind] = lasts[r.Kind] || !r.Repackaged
		}
	}
	for kind := range plays {
		if !lasts[kind] {
			return false
		}
	}
	for i, r := range rs {
		if r.Repackaged {
			rs[i].State = Dropped
		}
	}
	return true
}
