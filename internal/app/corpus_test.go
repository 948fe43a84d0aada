package app

import (
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// corpusPatience is how long one file of the corpus may take on two busy cores.
// The longest, six minutes of 1080p in five rungs, takes about one.
const corpusPatience = 15 * time.Minute

// TestCorpus brings every file of the corpus to what its manifest expects, one
// after the other on one server, which lives on whatever they hold.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes; left out by -short")
	}
	files := testkit.Corpus(t)
	s := start(t, "")
	for _, f := range files {
		t.Run(f.Name, func(t *testing.T) {
			began := time.Now()
			v := s.settled(t, s.upload(t, f.Path), corpusPatience)
			t.Logf("%s after %.1f s, %d renditions, failure %v", v.State, time.Since(began).Seconds(), len(v.Renditions), v.Failure)
			if !acceptable(f, v) {
				t.Fatalf("video is %s (%v), want %s", v.State, v.Failure, f.Expect)
			}
			if v.State == media.Ready {
				s.check(t, v)
			}
		})
	}
}

func acceptable(f testkit.File, v media.Video) bool {
	outcomes := []string{f.Expect}
	if also, ok := f.AlsoAcceptable.(string); ok {
		outcomes = append(outcomes, also)
	}
	for _, outcome := range outcomes {
		switch outcome {
		case "ready":
			if v.State == media.Ready {
				return true
			}
		case "audio-only":
			if v.State == media.Ready && v.Picture.Width == 0 && v.Picture.Audio {
				return true
			}
		case "failed":
			if v.State == media.Failed && v.Failure != nil && v.Failure.Text != "" {
				return true
			}
		}
	}
	return false
}
