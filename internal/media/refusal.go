package media

import "errors"

// RefusalCode names why a source did not become a video. Codes are stable;
// dialects map them to their vendor's words.
type RefusalCode string

// The codes of processing. Whether a code is worth a retry is in [RefusalCode.Retryable].
const (
	EmptyFile        RefusalCode = "empty_file"
	NotMedia         RefusalCode = "not_media"
	PlaylistNotMedia RefusalCode = "playlist_not_media"
	MediaDamaged     RefusalCode = "media_damaged"
	NoTracks         RefusalCode = "no_tracks"
	CodecUnsupported RefusalCode = "codec_unsupported"
	TooLong          RefusalCode = "too_long"
	TooManyPixels    RefusalCode = "too_many_pixels"
	TooManyTracks    RefusalCode = "too_many_tracks"
	ProcessingLimit  RefusalCode = "processing_limit"
	SourceUnreadable RefusalCode = "source_unreadable"
	ChecksumMismatch RefusalCode = "checksum_mismatch"
	UploadLost       RefusalCode = "upload_lost"
	UploadExpired    RefusalCode = "upload_expired"
	EmptyClip        RefusalCode = "empty_clip"
)

// Refusal is the verdict on a source that cannot be processed: a code for
// programs and a sentence for people, neither with anything internal in it.
type Refusal struct {
	Code RefusalCode `json:"code"`
	Text string      `json:"text"`
}

// Refused is the error form of a Refusal. The pipeline ends the video with it.
type Refused struct {
	Refusal

	Cause error // for the log only
}

func (r *Refused) Error() string {
	if r.Cause == nil {
		return string(r.Code) + ": " + r.Text
	}
	return string(r.Code) + ": " + r.Text + ": " + r.Cause.Error()
}

func (r *Refused) Unwrap() error { return r.Cause }

// Refuse makes a Refused. An empty text takes the standard sentence of the code.
func Refuse(code RefusalCode, text string, cause error) error {
	if text == "" {
		text = code.Text()
	}
	return &Refused{Refusal: Refusal{Code: code, Text: text}, Cause: cause}
}

// RefusalOf finds the verdict in err's chain.
func RefusalOf(err error) (Refusal, bool) {
	if r, ok := errors.AsType[*Refused](err); ok {
		return r.Refusal, true
	}
	return Refusal{}, false
}

// Text is the standard sentence of a code.
func (c RefusalCode) Text() string {
	switch c {
	case EmptyFile:
		return "empty file"
	case NotMedia:
		return "The file is not a supported audio or video container."
	case PlaylistNotMedia:
		return "The file is a playlist or script; upload the media itself."
	case MediaDamaged:
		return "The file ends early or its index is damaged."
	case NoTracks:
		return "No playable track was found."
	case CodecUnsupported:
		return "The codec is not supported."
	case TooLong:
		return "The media is longer than the limit."
	case TooManyPixels:
		return "The picture is larger than the limit."
	case TooManyTracks:
		return "The file has more tracks than the limit."
	case ProcessingLimit:
		return "Processing used more time or memory than allowed."
	case SourceUnreadable:
		return "The stored original could not be read."
	case ChecksumMismatch:
		return "The stored bytes do not match their checksum."
	case UploadLost:
		return "Stored bytes of the upload were lost; upload again."
	case UploadExpired:
		return "The upload was idle for too long."
	case EmptyClip:
		return "The clip asked for lies outside of the file."
	}
	return "The file could not be processed."
}

// Retryable reports whether trying the same source again may end differently.
func (c RefusalCode) Retryable() bool {
	return c == ProcessingLimit || c == SourceUnreadable
}
