package e2e

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"
)

// TestTortureS3 kills the server at random moments while clients bring objects in parts side by
// side, and others think better of it. Every part, object and video that was ever acknowledged is
// there with its ETag, length and bytes; of what was aborted nothing stays.
func TestTortureS3(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); tortureS3(t, options{}) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); tortureS3(t, options{database: postgres(t)}) })
}

func tortureS3(t *testing.T, opts options) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Duration(rounds())*30*time.Second)
	defer cancel()
	s, moments := start(t, opts), seed(t)
	var stored, lost int
	for round := range rounds() {
		var senders []torturedSender
		for range 3 {
			senders = append(senders, newPartSender(t, s, another(moments)))
		}
		kills, err := s.torment(ctx, moments, senders)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for _, c := range senders {
			c.verify(t)
			c := c.(*partSender)
			stored += c.stored()
			lost += int(c.lost.Load())
		}
		t.Logf("round %d: %d kills", round, kills)
	}
	// What a request whose answer was lost has spooled stays until it expires, and nothing else.
	t.Logf("%d parts are stored, %d answers were lost", stored, lost)
	eventually(t, 2*sweepTime, "what is not needed is swept", func(context.Context) error {
		if n := s.blobs(t); n < stored || n > stored+lost {
			return fmt.Errorf("%d blobs of %d parts and %d lost answers", n, stored, lost)
		}
		return nil
	})
}

// blobs is how many blobs there are of uploads, and of what they became.
func (s *server) blobs(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.Data, "blobs", "uploads"), func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // swept this moment
			return nil
		}
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
