package omegastream

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// A kind without a row here is a kind somebody added without asking what this
// vendor's clients do with it.
func TestEveryKindHasAStatus(t *testing.T) {
	want := map[media.Kind]int{
		media.Internal: 500, media.Invalid: 400, media.Unauthorized: 401, media.Forbidden: 403, media.NotFound: 404,
		media.Conflict: 409, media.OffsetMismatch: 409, media.Gone: 410, media.TooLarge: 413, media.WrongType: 415,
		media.WrongVersion: 412, media.Locked: 423, media.TooMany: 429, media.Mismatch: 460, media.NoSpace: 507,
		media.Unavailable: 503,
	}
	for _, kind := range media.Kinds() {
		if want[kind] == 0 || status(kind) != want[kind] {
			t.Errorf("kind %d has status %d, want %d", kind, status(kind), want[kind])
		}
	}
}

// Every event of ours reaches the vendor's names, and every state their statuses.
func TestVocabularyIsComplete(t *testing.T) {
	names := []string{
		"video.process_succeeded", "video.process_failed", "video.deleted", "video.failed_to_delete", "video.deletion_reverted",
		"video.uploaded", "video.ready_for_processing", "video.in_progress", "video.completed_processing", "video.ready_to_watch",
	}
	told := map[media.EventType]bool{ // the vendor has no words for these
		media.RenditionReady: true, media.TextGenerated: true, media.VideoCreated: true, media.VideoPlanned: true,
		media.VideoUpdated: true, media.VideoPurged: true,
	}
	for _, name := range names {
		event, ok := eventOf(name)
		if !ok {
			t.Errorf("event %s is unknown", name)
		}
		told[event] = true
	}
	for _, event := range media.EventTypes() {
		if !told[event] {
			t.Errorf("nobody can subscribe to %s", event)
		}
	}
	for _, state := range media.States() {
		status := statusOf(media.Video{State: state, PriorState: media.Ready})
		if _, _, err := statesOf(status); err != nil {
			t.Errorf("state %s is %q, which no filter finds", state, status)
		}
	}
}
