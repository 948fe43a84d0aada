package media

import (
	"fmt"
	"time"
)

// JobKind names a piece of work that the queue brings to a handler. Every job
// may run twice, on any node, and be killed at any point.
type JobKind string

// The kinds of work.
const (
	ProcessJob JobKind = "process" // Subject: video. Sniff, probe, plan, publish the source.
	EncodeJob  JobKind = "encode"  // Subject: video. Part: chunk number.
	AudioJob   JobKind = "audio"   // Subject: video. Encode the sound once, cut it.
	StillsJob  JobKind = "stills"  // Subject: video. Part: PosterPart or PreviewPart.
	// ThumbnailJob: Subject: video. Poster again, where its owner wants it.
	ThumbnailJob JobKind = "thumbnail"
	DigestJob    JobKind = "digest" // Subject: video. SHA-256 of the source, CRCs verified.
	// TranscribeJob: Subject: transcription, or a video for the captions that it wishes for.
	TranscribeJob JobKind = "transcribe"
	ImportJob     JobKind = "import" // Subject: import. Fetch an original from elsewhere.
	// PlanImportJob: Subject: order of an import of many. Turn its rows into items.
	PlanImportJob JobKind = "plan_import"
	// FeedImportJob: Subject: the same. Let its items begin and note how they end.
	FeedImportJob JobKind = "feed_import"
	DeliverJob    JobKind = "deliver" // Subject: delivery. One webhook message.
	SweepJob      JobKind = "sweep"   // Periodic. Expired uploads, purged videos, old logs.
)

// JobKinds lists every kind, for registration and for tests.
func JobKinds() []JobKind {
	return []JobKind{ProcessJob, EncodeJob, AudioJob, StillsJob, ThumbnailJob, DigestJob, TranscribeJob, ImportJob,
		PlanImportJob, FeedImportJob, DeliverJob, SweepJob}
}

// Job is a request for work, committed in the transaction that causes it.
type Job struct {
	Kind     JobKind
	Subject  string // id of what it works on
	Part     int
	Priority int           // 1 (first) … 4; 0 means 2
	Delay    time.Duration // not before this much later
}

// Later is returned by a handler that wants to be called again after a while,
// without counting the call as a failure.
type Later struct{ After time.Duration }

func (l *Later) Error() string { return fmt.Sprintf("again in %s", l.After) }
