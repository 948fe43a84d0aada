package migration

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// TestFailureTexts: every code has one of the contract's texts.
func TestFailureTexts(t *testing.T) {
	for code, want := range map[media.RefusalCode]string{
		media.EmptyFile: "File Invalid", media.NotMedia: "File Invalid", media.PlaylistNotMedia: "File Invalid", media.MediaDamaged: "File Invalid",
		media.NoTracks: "Video file has empty streams", media.CodecUnsupported: "Video file has codec parameters issue",
		media.TooLong: "Video file has codec parameters issue", media.TooManyPixels: "Video file has codec parameters issue",
		media.TooManyTracks: "Video file has codec parameters issue", media.ProcessingLimit: "Encoding has failed",
		media.SourceUnreadable: "Unable to analyze the origin file", media.ChecksumMismatch: "The downloaded file is incomplete",
		media.UploadLost: "The downloaded file is incomplete", media.UploadExpired: "The downloaded file is incomplete",
		media.EmptyClip: "Requested encoding duration exceeds clip length", "unheard of": "Encoding has failed",
		pull.NotAllowed: "Access to the origin is forbidden", pull.OriginForbidden: "Access to the origin is forbidden",
		pull.OriginNotFound: "The requested origin was not found", pull.OriginTimeout: "Network timeout occurred",
		pull.OriginUnreachable: "Connection reset by peer", pull.OriginIncomplete: "The downloaded file is incomplete",
		pull.OriginChanged: "The downloaded file is incomplete", pull.TooLarge: "The storage limit has been exceeded",
		pull.NoSpace: "The storage limit has been exceeded", pull.Trouble: "Unable to analyze the origin file",
	} {
		if got := FailureText(media.Refusal{Code: code, Text: "secret of the origin"}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if got := FailureText(media.Refusal{Code: pull.OriginStatus, Text: "The origin answered 418."}); got != "Unexpected answer from the origin: 418" {
		t.Errorf("a status: %q", got)
	}
}
