package migration

import (
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// The words for why a video has no source (section 5 of Gcore's contract, which section 6 has for rows, too).
const (
	fileInvalid     = "File Invalid"
	originForbidden = "Access to the origin is forbidden"
	originAbsent    = "The requested origin was not found"
	originTimeout   = "Network timeout occurred"
	originReset     = "Connection reset by peer"
	fileIncomplete  = "The downloaded file is incomplete"
	storageLimit    = "The storage limit has been exceeded"
	notAnalyzed     = "Unable to analyze the origin file"
	streamsEmpty    = "Video file has empty streams"
	codecTrouble    = "Video file has codec parameters issue"
	clipOutside     = "Requested encoding duration exceeds clip length"
	unexpectedReply = "Unexpected answer from the origin: %d"
	encodingFailed  = "Encoding has failed"
)

// FailureText says why a video has no source, or will never play, in the words of Gcore's API. None of
// them is the origin's own.
func FailureText(why media.Refusal) string {
	if text := transferError(why); text != "" {
		return text
	}
	switch why.Code {
	case media.EmptyFile, media.NotMedia, media.PlaylistNotMedia, media.MediaDamaged:
		return fileInvalid
	case media.NoTracks:
		return streamsEmpty
	case media.CodecUnsupported, media.TooManyPixels, media.TooManyTracks, media.TooLong:
		return codecTrouble
	case media.EmptyClip:
		return clipOutside
	case media.SourceUnreadable:
		return notAnalyzed
	case media.ChecksumMismatch, media.UploadLost, media.UploadExpired:
		return fileIncomplete
	}
	return encodingFailed
}

// transferError is why bytes did not get here, "" when it is about something else.
func transferError(why media.Refusal) string {
	switch why.Code {
	case pull.NotAllowed, pull.OriginForbidden:
		return originForbidden
	case pull.OriginNotFound:
		return originAbsent
	case pull.OriginTimeout:
		return originTimeout
	case pull.OriginUnreachable:
		return originReset
	case pull.OriginIncomplete, pull.OriginChanged:
		return fileIncomplete
	case pull.TooLarge, pull.NoSpace:
		return storageLimit
	case pull.OriginStatus:
		if code, ok := pull.StatusOf(why); ok {
			return fmt.Sprintf(unexpectedReply, code)
		}
		return originReset
	case pull.Trouble:
		return notAnalyzed
	}
	return ""
}
