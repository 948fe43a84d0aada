package upload

import "github.com/tributary-video/tributary/internal/media"

// Check judges a chunk before its first byte is read: by what was declared, not
// by what may arrive, since after a cut the offset is odd and the next chunk
// is of full size again.
func Check(u Upload, c Chunk) error {
	length := u.Length
	if c.Length != UnknownLength {
		if (length != UnknownLength && length != c.Length) || c.Length < u.Offset {
			return media.Errorf(media.Invalid, "upload length cannot be changed")
		}
		if u.Limits.MaxSize > 0 && c.Length > u.Limits.MaxSize {
			return media.Errorf(media.TooLarge, "upload is larger than %d bytes", u.Limits.MaxSize)
		}
		length = c.Length
	}
	if c.Size < 0 {
		if c.Offset != u.Offset {
			return &OffsetError{Offset: u.Offset}
		}
		return nil // counted as it comes, judged at its end
	}
	if err := u.Limits.judge(c.Offset, c.Size, length); err != nil {
		return err
	}
	switch {
	case c.Offset != u.Offset:
		return &OffsetError{Offset: u.Offset}
	case length != UnknownLength && c.Size > length-u.Offset:
		return media.Errorf(media.TooLarge, "chunk goes past the end of the upload")
	case length == UnknownLength && u.Limits.MaxSize > 0 && c.Size > u.Limits.MaxSize-u.Offset:
		return media.Errorf(media.TooLarge, "upload is larger than %d bytes", u.Limits.MaxSize)
	}
	return nil
}

// judge applies the rules for the size of one chunk. The final one is exempt
// from minimum and multiple, an empty one from all, and an upload smaller than the minimum from the minimum.
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

// room is how many bytes an upload may still take; -1 = no bound.
func (u Upload) room() int64 {
	switch {
	case u.Length != UnknownLength:
		return u.Length - u.Offset
	case u.Limits.MaxSize > 0:
		return u.Limits.MaxSize - u.Offset
	}
	return -1
}
