package upload

import "github.com/tributary-video/tributary/internal/media"

// Check judges a chunk before its first byte is read: by what was declared, not
// by what may arrive, since after a cut the offset is odd and the next chunk
// is of full size again.
func Check(u Upload, c Chunk) error {
	length, err := u.declared(c)
	if err != nil {
		return err
	}
	if c.Offset != u.Offset {
		return &OffsetError{Offset: u.Offset}
	}
	if c.Size < 0 {
		return nil // counted as it comes, judged at its end
	}
	u.Length = length
	if err := u.fits(c.Offset, c.Size); err != nil {
		return err
	}
	return u.Limits.judge(c.Offset, c.Size, length)
}

// declared is the upload's length as c leaves it. It is declared once.
func (u Upload) declared(c Chunk) (int64, error) {
	switch {
	case c.Length == UnknownLength || c.Length == u.Length:
		return u.Length, nil
	case u.Length != UnknownLength || c.Length < u.Offset:
		return 0, media.Errorf(media.Invalid, "upload length cannot be changed")
	case u.Limits.MaxSize > 0 && c.Length > u.Limits.MaxSize:
		return 0, u.Limits.tooLarge()
	}
	return c.Length, nil
}

// fits refuses n bytes at an offset that go past the end, or past the largest
// upload while the end is unknown.
func (u Upload) fits(offset, n int64) error {
	switch {
	case u.Length != UnknownLength && n > u.Length-offset:
		return media.Errorf(media.TooLarge, "chunk goes past the end of the upload")
	case u.Limits.MaxSize > 0 && n > u.Limits.MaxSize-offset:
		return u.Limits.tooLarge()
	}
	return nil
}

// judge applies the rules for the size of one chunk. The final one is exempt from
// minimum and multiple, an empty one from all, and those of an upload smaller than
// the minimum from the minimum.
func (l Limits) judge(offset, size, length int64) error {
	switch {
	case l.ChunkMax > 0 && size > l.ChunkMax:
		return media.Errorf(media.TooLarge, "chunk is larger than %d bytes", l.ChunkMax)
	case size == 0 || (length != UnknownLength && offset+size == length):
		return nil
	case l.ChunkMultiple > 0 && size%l.ChunkMultiple != 0:
		return media.Errorf(media.Invalid, "chunk size must be a multiple of %d bytes", l.ChunkMultiple)
	case l.ChunkMin > 0 && size < l.ChunkMin && (length == UnknownLength || length >= l.ChunkMin):
		return media.Errorf(media.Invalid, "chunk size must be at least %d bytes", l.ChunkMin)
	}
	return nil
}

// perChunk reports whether a counted chunk must be held back until it is
// known to be legal.
func (l Limits) perChunk() bool { return l.ChunkMax > 0 || l.ChunkMin > 0 || l.ChunkMultiple > 0 }
