package db_test

import (
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func TestViewerTokenIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		_, _, err := f.Viewer(t.Context(), "t1")
		wantKind(t, err, media.NotFound)

		later := time.Now().Add(time.Hour)
		won := make([]string, 8)
		var all sync.WaitGroup
		for i := range won {
			all.Go(func() {
				viewer, use, err := f.BindViewer(t.Context(), "t1", media.NewUUID(), "use", later)
				if err != nil || use != "use" {
					t.Errorf("bind: %q, %v", use, err)
				}
				won[i] = viewer
			})
		}
		all.Wait()
		viewer, _, err := f.Viewer(t.Context(), "t1")
		must(t, err)
		for _, got := range won {
			if got != viewer {
				t.Errorf("session %s beside %s", got, viewer)
			}
		}
		_, use, err := f.BindViewer(t.Context(), "t1", "other", "other use", later)
		must(t, err)
		if use != "use" {
			t.Errorf("the second use replaced the first: %q", use)
		}
	})
}

func TestSweepViewers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for token, life := range map[string]time.Duration{"over": -time.Second, "fresh": time.Hour} {
			_, _, err := f.BindViewer(t.Context(), token, "s-"+token, "", time.Now().Add(life))
			must(t, err)
		}
		_, _, err := f.Viewer(t.Context(), "over")
		wantKind(t, err, media.NotFound)
		must(t, f.SweepViewers(t.Context()))
		viewer, _, err := f.Viewer(t.Context(), "fresh")
		must(t, err)
		if viewer != "s-fresh" {
			t.Errorf("session %q", viewer)
		}
		// Only the row of the one that was over has gone.
		viewer, _, err = f.BindViewer(t.Context(), "over", "again", "", time.Now().Add(time.Hour))
		must(t, err)
		if viewer != "again" {
			t.Errorf("swept token is still bound to %q", viewer)
		}
	})
}
