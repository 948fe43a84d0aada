package db_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// ready brings a video to Ready with these renditions.
func (f fixture) ready(t *testing.T, renditions ...media.Rendition) media.Video {
	t.Helper()
	v := f.uploaded(t)
	must(t, f.SavePlan(t.Context(), v.ID, media.Planning{Container: "mov", Renditions: renditions}))
	return wantState(t, f, v.ID, media.Ready)
}

func (f fixture) note(id string) media.Document {
	now := time.Now()
	return media.Document{ID: id, ProjectID: f.project.ID, Kind: "test.released", Body: json.RawMessage(`{}`), CreatedAt: now, UpdatedAt: now}
}

// counted is how many blobs of the upload of a video anything refers to.
func (f fixture) counted(t *testing.T, videoID string) int {
	t.Helper()
	u, err := f.LastUpload(t.Context(), videoID)
	must(t, err)
	keys, err := f.Counted(t.Context(), u.ID)
	must(t, err)
	return len(keys)
}

func (f fixture) stored(t *testing.T) int64 {
	t.Helper()
	_, used, err := f.ProjectUsage(t.Context(), f.project.ID)
	must(t, err)
	return used.Bytes
}

func TestReleaseSource(t *testing.T) {
	source := media.Rendition{Name: "source", Kind: media.VideoRendition, State: media.Complete, Repackaged: true}
	rung := media.Rendition{Name: "360p", Kind: media.VideoRendition, State: media.Complete}
	for name, tt := range map[string]struct {
		renditions []media.Rendition
		released   bool
		states     map[string]media.RenditionState
	}{
		"something else plays": {[]media.Rendition{source, rung}, true, map[string]media.RenditionState{"source": media.Dropped, "360p": media.Complete}},
		"it alone plays":       {[]media.Rendition{source}, false, map[string]media.RenditionState{"source": media.Complete}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, f fixture) {
				v := f.ready(t, tt.renditions...)
				for range 2 { // repeating changes nothing
					released, err := f.ReleaseSource(t.Context(), v.ID, f.note(v.ID))
					must(t, err)
					if released != tt.released {
						t.Fatalf("released: %v", released)
					}
				}
				got := wantState(t, f, v.ID, media.Ready)
				states := map[string]media.RenditionState{}
				for _, r := range got.Renditions {
					states[r.Name] = r.State
				}
				if diff := cmp.Diff(tt.states, states); diff != "" {
					t.Errorf("renditions (-want +got):\n%s", diff)
				}
				want, bytes := 1, int64(10)
				if tt.released {
					want, bytes = 0, 0
				}
				if n := f.counted(t, v.ID); n != want || got.Source.Kept() == tt.released || got.Source.Size != 10 || got.Source.Container != "mov" {
					t.Errorf("%d blobs count; source %+v", n, got.Source)
				}
				if n := f.stored(t); n != bytes {
					t.Errorf("the project has %d bytes, want %d", n, bytes)
				}
				_, err := f.Document(t.Context(), "test.released", v.ID)
				must(t, err)
				must(t, f.EraseVideo(t.Context(), f.project.ID, v.ID))
				if n := f.stored(t); n != 0 {
					t.Errorf("the project has %d bytes after the video", n)
				}
			})
		})
	}
}

func TestReleaseSourceInTime(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		made, uploaded := f.video(t), f.uploaded(t)
		for _, id := range []string{made.ID, uploaded.ID} {
			_, err := f.ReleaseSource(t.Context(), id, f.note(id))
			wantKind(t, err, media.Conflict)
			_, err = f.Document(t.Context(), "test.released", id)
			wantKind(t, err, media.NotFound)
		}
		_, err := f.ReleaseSource(t.Context(), media.NewUUID(), f.note("x"))
		wantKind(t, err, media.NotFound)
		other := f.note(uploaded.ID)
		other.ProjectID++
		_, err = f.ReleaseSource(t.Context(), uploaded.ID, other)
		wantKind(t, err, media.NotFound)

		must(t, f.FailSource(t.Context(), uploaded.ID, nil, media.Refusal{Code: media.NotMedia}))
		must(t, f.DeleteVideo(t.Context(), f.project.ID, uploaded.ID, func(media.Video) error { return nil }))
		released, err := f.ReleaseSource(t.Context(), uploaded.ID, f.note(uploaded.ID))
		if err != nil || !released {
			t.Errorf("of one that failed, in the bin: %v, %v", released, err)
		}
		must(t, f.RestoreVideo(t.Context(), f.project.ID, uploaded.ID))
		again := f.beside(t, uploaded.ID) // another source takes the place of what was let go
		f.finish(t, again)
		if n := f.stored(t); n != 10 {
			t.Errorf("the project has %d bytes, want those of the new source", n)
		}
	})
}

// A copy keeps the bytes that it shares, and what was let go cannot be copied.
func TestReleaseSharedSource(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.ready(t, media.Rendition{Name: "360p", Kind: media.VideoRendition, State: media.Complete})
		copied, late := f.video(t), f.video(t)
		b := upload.Beginning{ProjectID: f.project.ID, VideoID: copied.ID, Protocol: pull.CopyProtocol, Limits: upload.Limits{Idle: time.Hour}}
		_, err := f.CopySource(t.Context(), b, v.ID)
		must(t, err)
		origin, err := f.LastUpload(t.Context(), v.ID)
		must(t, err)
		_, err = f.ReleaseSource(t.Context(), v.ID, f.note(v.ID))
		must(t, err)
		if keys, err := f.Counted(t.Context(), origin.ID); err != nil || len(keys) != 1 {
			t.Errorf("the copy has lost its bytes: %v, %v", keys, err)
		}
		must(t, f.SetDigest(t.Context(), v.ID, media.Source{Size: 10}, []byte{1}))
		if got := wantState(t, f, v.ID, media.Ready); got.Source.SHA256 != "" {
			t.Errorf("nothing has the sum %s", got.Source.SHA256)
		}
		b.VideoID = late.ID
		_, err = f.CopySource(t.Context(), b, v.ID)
		wantKind(t, err, media.Conflict)
	})
}

func TestVideosOfSize(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		first, second, binned, gone := f.uploaded(t), f.uploaded(t), f.uploaded(t), f.ready(t, media.Rendition{Name: "360p", Kind: media.VideoRendition, State: media.Complete})
		f.begin(t, 10) // is on its way
		must(t, f.DeleteVideo(t.Context(), f.project.ID, binned.ID, func(media.Video) error { return nil }))
		_, err := f.ReleaseSource(t.Context(), gone.ID, f.note(gone.ID))
		must(t, err)
		for _, tt := range []struct {
			project, size int64
			want          []string
		}{
			{f.project.ID, 10, []string{first.ID, second.ID}},
			{f.project.ID, 11, nil},
			{f.project.ID + 1, 10, nil},
		} {
			found, err := f.VideosOfSize(t.Context(), tt.project, tt.size)
			must(t, err)
			var ids []string
			for _, v := range found {
				ids = append(ids, v.ID)
			}
			if diff := cmp.Diff(tt.want, ids); diff != "" {
				t.Errorf("project %d, %d bytes (-want +got):\n%s", tt.project, tt.size, diff)
			}
		}
	})
}
