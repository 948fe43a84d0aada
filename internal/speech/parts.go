package speech

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
)

// maxPart is the largest part read, in bytes. What bounded lets through in five minutes takes
// a tenth of it.
const maxPart = 1 << 20

// Blobs keeps what was said.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Open(ctx context.Context, key string) (blob.Reader, error)
}

// PutPart stores what was said in the next piece of a task, which begins where the task has
// come to.
func PutPart(ctx context.Context, blobs Blobs, task Task, said Transcript) error {
	for i := range said.Cues {
		said.Cues[i].Start += task.Heard
		said.Cues[i].End += task.Heard
	}
	raw, err := json.Marshal(said)
	if err == nil {
		_, err = blobs.Put(ctx, PartKey(task, task.Parts), bytes.NewReader(raw))
	}
	if err != nil {
		return fmt.Errorf("store part %d of transcription %s: %w", task.Parts, task.ID, err)
	}
	return nil
}

// Read puts the parts of a task together, those that there are. No cue reaches into the next.
func Read(ctx context.Context, blobs Blobs, task Task) (Transcript, error) {
	all := Transcript{Language: task.Spoken()}
	for n := range task.Parts {
		part, err := readPart(ctx, blobs, PartKey(task, n))
		if err != nil {
			return all, fmt.Errorf("read part %d of transcription %s: %w", n, task.ID, err)
		}
		all.Cues = append(all.Cues, part.Cues...)
	}
	return all, nil
}

func readPart(ctx context.Context, blobs Blobs, key string) (Transcript, error) {
	var part Transcript
	r, err := blobs.Open(ctx, key)
	if err != nil {
		return part, err
	}
	defer r.Close()
	if r.Size() > maxPart {
		return part, fmt.Errorf("%d bytes are over the limit", r.Size())
	}
	err = json.NewDecoder(io.NewSectionReader(r, 0, r.Size())).Decode(&part)
	return part, err
}

// Window is how much sound is transcribed at once: an interrupted task repeats no more than
// that, and as a file it is well below the 25 MB that OpenAI's API takes.
const Window = 5 * time.Minute
