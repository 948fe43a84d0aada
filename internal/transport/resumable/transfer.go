package resumable

import (
	"errors"
	"math"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// partialUpload is the media type of what a PATCH brings.
const partialUpload = "application/partial-upload"

var (
	// errInconsistent: the request and the upload disagree on the length, or the request with itself.
	errInconsistent = errors.New("inconsistent length")
	// errOverrun: bytes past the length. It ends the upload.
	errOverrun = errors.New("content goes past the length")
	// errCompleted: the upload takes no more.
	errCompleted = errors.New("upload is complete")
)

// transfer is what a request says about the bytes that it brings.
type transfer struct {
	offset   int64
	size     int64            // declared; -1 = counted as they come
	complete bool             // they are the last ones
	length   int64            // of the whole; upload.UnknownLength when the request does not tell
	checksum *upload.Checksum // of its content
	whole    *upload.Checksum // of the upload that it completes or begins
}

// parseTransfer reads the length from both places where it may be told: Upload-Length, and
// where the last bytes end.
func parseTransfer(r *http.Request, offset int64, complete bool) (transfer, error) {
	t := transfer{offset: offset, size: r.ContentLength, complete: complete, length: upload.UnknownLength}
	if t.size > math.MaxInt64-offset {
		return t, media.Errorf(media.TooLarge, "content is too large")
	}
	told, found := integer(r.Header, "Upload-Length")
	if found {
		t.length = told
	}
	if complete && t.size >= 0 {
		t.length = offset + t.size
		if found && t.length != told {
			return t, errInconsistent
		}
	}
	var err error
	t.checksum, t.whole, err = parseDigests(r.Header, t)
	return t, err
}

// check judges a request against the upload that it continues.
func (t transfer) check(u upload.Upload) error {
	switch {
	case u.State.Over():
		return media.Errorf(media.Gone, "upload is gone")
	case t.offset != u.Offset:
		return &upload.OffsetError{Offset: u.Offset}
	case u.State != upload.Receiving:
		return nil
	case u.Length != upload.UnknownLength && t.size > u.Length-t.offset:
		return errOverrun
	case u.Length != upload.UnknownLength && t.length != upload.UnknownLength && t.length != u.Length:
		return errInconsistent
	case t.length != upload.UnknownLength && max(t.size, 0) > t.length-t.offset:
		return errInconsistent
	}
	return nil
}

// held reports whether the request brings the whole of an upload, and so little that it is
// held back until its sum is known.
func (t transfer) held() bool {
	return t.complete && t.offset == 0 && 0 < t.size && t.size <= heldBytes
}
