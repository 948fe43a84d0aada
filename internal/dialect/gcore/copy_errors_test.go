package gcore

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// TestErrorTexts: every code has one of the vendor's texts.
func TestErrorTexts(t *testing.T) {
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
		if got := errorText(media.Refusal{Code: code, Text: "secret of the origin"}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if got := errorText(media.Refusal{Code: pull.OriginStatus, Text: "The origin answered 418."}); got != "Unexpected answer from the origin: 418" {
		t.Errorf("a status: %q", got)
	}
}

// TestTusStatuses: every kind of error has a status, and only trouble of our own is 5xx.
func TestTusStatuses(t *testing.T) {
	for _, kind := range media.Kinds() {
		f := tusFaultOf(media.Errorf(kind, "secret"), nil, false)
		ours := kind == media.Internal || kind == media.Unavailable || kind == media.NoSpace
		if f.status < 400 || (f.status >= 500) != ours || f.text == "secret" {
			t.Errorf("kind %d: %d %q", kind, f.status, f.text)
		}
	}
}
