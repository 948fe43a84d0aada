package omegastream

import "github.com/tributary-video/tributary/internal/media"

// The vendor's words for where a video stands (contract section 4).
const (
	readyToUpload = "ready-to-upload"
	uploaded      = "uploaded"
	inProgress    = "in-progress"
	completed     = "process-completed"
	failed        = "process-failed"
)

// lastState is the state of a video, or the one it had before it was deleted:
// the vendor shows deletion in deleted_at alone.
func lastState(v media.Video) media.State {
	if v.State == media.Deleted {
		return v.PriorState
	}
	return v.State
}

func statusOf(v media.Video) string {
	switch lastState(v) {
	case media.Processing:
		if v.StartedAt == nil {
			return uploaded
		}
		return inProgress
	case media.Viewable:
		return inProgress
	case media.Ready:
		return completed
	case media.Failed:
		return failed
	case media.Created:
		if v.Failure != nil { // its copy failed
			return failed
		}
	case media.Uploading:
		if copying(v) {
			return uploaded
		}
	}
	return readyToUpload
}

// statesOf turns a status filter around. started narrows further; nil does not.
func statesOf(status string) (states []media.State, started *bool, err error) {
	switch status {
	case readyToUpload:
		return []media.State{media.Created, media.Uploading}, nil, nil
	case uploaded:
		return []media.State{media.Processing}, new(false), nil
	case inProgress:
		return []media.State{media.Processing, media.Viewable}, new(true), nil
	case completed:
		return []media.State{media.Ready}, nil, nil
	case failed:
		return []media.State{media.Failed}, nil, nil
	}
	return nil, nil, media.Errorf(media.Invalid, "unknown status")
}

// eventOf returns what makes the vendor's event happen. Two of theirs are one of ours.
func eventOf(name string) (media.EventType, bool) {
	switch name {
	case "video.uploaded":
		return media.VideoUploaded, true
	case "video.ready_for_processing":
		return media.VideoQueued, true
	case "video.in_progress":
		return media.VideoProcessing, true
	case "video.ready_to_watch":
		return media.VideoViewable, true
	case "video.completed_processing", "video.process_succeeded":
		return media.VideoReady, true
	case "video.process_failed":
		return media.VideoFailed, true
	case "video.deleted":
		return media.VideoDeleted, true
	case "video.failed_to_delete":
		return media.VideoDeletionRefused, true
	case "video.deletion_reverted":
		return media.VideoRestored, true
	}
	return "", false
}
