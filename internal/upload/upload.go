package upload

import (
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// State is where an upload stands.
type State string

const (
	// Receiving: more bytes are expected.
	Receiving State = "receiving"
	// Sealed: every byte is durable; the consequences are not committed yet.
	Sealed State = "sealed"
	// Finishing: someone is committing the consequences.
	Finishing State = "finishing"
	// Done: the bytes are the video's source.
	Done State = "done"
	// Terminated: the client ended it, or a newer upload of the video replaced it.
	Terminated State = "terminated"
	// Expired: idle for longer than its limit.
	Expired State = "expired"
	// Lost: acknowledged bytes are missing from storage. It is never resumed.
	Lost State = "lost"
	// Refused: complete, but its video would not have it.
	Refused State = "refused"
)

// Over reports whether the upload has ended without becoming a source.
func (s State) Over() bool {
	return s == Terminated || s == Expired || s == Lost || s == Refused
}

// Kind says what becomes of an upload's bytes.
type Kind string

const (
	// Single: they are a video's source.
	Single Kind = "single"
	// Partial: they wait to be joined by a final one. It has no video.
	Partial Kind = "partial"
	// Final: it is made of partial ones, takes no bytes itself and shares theirs.
	Final Kind = "final"
	// Parted: like a final one, but its partial ones come in one after the other, in any
	// order, until they are all there.
	Parted Kind = "parted"
)

// joined reports whether an upload of this kind takes no bytes itself.
func (k Kind) joined() bool { return k == Final || k == Parted }

// UnknownLength stands for a length that the client has yet to declare.
const UnknownLength int64 = -1

// Digest says when the SHA-256 of the whole is computed.
type Digest string

const (
	// DigestBackground: by a job, after completion. The default.
	DigestBackground Digest = "background"
	// DigestInline: beside the write; its state is saved with each checkpoint.
	DigestInline Digest = "inline"
	// DigestOff: never.
	DigestOff Digest = "off"
)

// Limits are what an upload is held to. Zero means no such limit. Sizes are in bytes.
type Limits struct {
	Idle          time.Duration `json:"idle"` // until it expires, counted from the last byte; never zero
	MaxSize       int64         `json:"max_size,omitempty"`
	ChunkMax      int64         `json:"chunk_max,omitempty"`      // of any one request
	ChunkMin      int64         `json:"chunk_min,omitempty"`      // of a request that is not the final one
	ChunkMultiple int64         `json:"chunk_multiple,omitempty"` // likewise
}

// Upload is the record of bringing bytes.
type Upload struct {
	ID        string
	ProjectID int64
	VideoID   string // "" of a partial one
	Protocol  string // of the endpoint that began it, such as "omegastream.v1"
	Kind      Kind
	State     State
	Length    int64 // UnknownLength until declared
	Offset    int64 // durable bytes; it never goes down
	Metadata  string
	Concat    string // of a final one: what it is made of, as the client said it
	Whole     string // of a parted one: see [Parts]
	Limits    Limits
	Digest    Digest
	HashState []byte // of the running SHA-256, DigestInline only
	Epoch     int64  // number of the current lease
	Owner     string // the process that holds it
	CreatedAt time.Time
	ExpiresAt time.Time
	Segments  []Segment // in the order of their bytes
}

// Complete reports whether every byte has arrived.
func (u Upload) Complete() bool { return u.Length != UnknownLength && u.Offset == u.Length }

// Expires reports whether the upload ends when it is idle for too long. A
// partial one does so even when complete: nobody may ever join it.
func (u Upload) Expires() bool {
	return u.State == Receiving || u.State == Done && u.Kind == Partial
}

// Source is what the upload's bytes are to a video.
func (u Upload) Source() media.Source {
	source := media.Source{Size: u.Offset}
	for _, g := range u.Segments {
		source.Segments = append(source.Segments, media.StoredSegment{Key: g.Key, Length: g.Length})
	}
	return source
}

// Segment is the part of an upload that one lease wrote.
type Segment struct {
	Epoch  int64  // of the lease; 0 in a final upload
	Key    string // of its blob
	Origin string // the upload that wrote it: in a final one the partial one
	Start  int64  // its place in the upload
	Length int64  // bytes that count
}

// Range is one checkpoint's checksum: Length bytes at Start of the blob Key.
type Range struct {
	Key    string
	Start  int64
	Length int64
	CRC32C uint32
}

// Beginning asks for a new upload.
type Beginning struct {
	ID        string // "" makes one of 32 hex digits
	Owner     string // the process that holds the first lease; "" = nobody does
	ProjectID int64
	Protocol  string
	Length    int64
	Metadata  string // as the client sent it
	Limits    Limits // those of the project are added
	Digest    Digest // if the project has no word on it; "" = DigestBackground

	Kind    Kind     // "" = Single
	Concat  string   // of a final one, as the client sent it
	Sources []string // of a final one: ids of partial ones in the order of their bytes, at most MaxSources

	// Exactly one of the two: a video made in the same transaction, or the id of one that
	// waits for content. An unfinished upload of that video is terminated, but see Beside. A
	// partial upload has neither.
	NewVideo *media.Video
	VideoID  string

	// Beside leaves the video's unfinished uploads alone: the first that is complete becomes
	// the source, and the others end.
	Beside bool
	// Again also takes a video whose source failed before anything was planned of it. That
	// source is let go.
	Again bool
}

// Checkpoint is what becomes true when bytes have become durable.
type Checkpoint struct {
	Epoch     int64 // of the lease that it is made under
	Length    int64 // the upload's, as known now
	Segment   Segment
	Range     *Range // nil when no byte was added
	HashState []byte
	Sealed    bool
	ExpiresAt time.Time
	LeaseEnds time.Time
}

// Offset is the upload's durable offset after the checkpoint.
func (c Checkpoint) Offset() int64 { return c.Segment.Start + c.Segment.Length }
