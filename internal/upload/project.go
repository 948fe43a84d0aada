package upload

import "github.com/tributary-video/tributary/internal/media"

// Under is b as the settings of its project have it: the smaller of two sizes holds, and
// the project's word about digests. One that declares too much is media.TooLarge.
func (b Beginning) Under(s media.Settings) (Beginning, error) {
	if s.MaxUploadSize > 0 {
		b.Limits.MaxSize = min(b.Limits.largest(), s.MaxUploadSize)
	}
	if s.Digest != "" {
		b.Digest = Digest(s.Digest)
	}
	return b.checked()
}

// Within is u as the room that its project has left allows it: media.TooMany when there
// are uploads enough, media.NoSpace when its bytes would be too many. One of unknown
// length may bring as much as there is room for when it begins. A final upload takes no
// room: its bytes are here, counted as those of its sources.
func (u Upload) Within(s media.Settings, used media.Usage) (Upload, error) {
	if u.Kind.joined() {
		return u, nil
	}
	if s.MaxUploads > 0 && used.Uploads >= s.MaxUploads && u.State == Receiving {
		return u, media.Errorf(media.TooMany, "the project's limit of %d open uploads is reached", s.MaxUploads)
	}
	if s.MaxStored == 0 {
		return u, nil
	}
	room := s.MaxStored - used.Bytes
	if room < u.Length || u.Length == UnknownLength && room <= 0 {
		return u, media.Errorf(media.NoSpace, "the project's storage limit of %d bytes is reached", s.MaxStored)
	}
	if u.Length == UnknownLength {
		u.Limits.MaxSize = min(u.Limits.largest(), room)
	}
	return u, nil
}
