package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

func (f fixture) copyTo(v media.Video) upload.Beginning {
	return upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Protocol: "copy", Limits: upload.Limits{Idle: time.Hour}}
}

// TestCopySource: a copy has the same blobs, counts like any other video, and keeps the
// bytes when the original is purged.
func TestCopySource(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		original := f.uploaded(t)
		must(t, f.SetDigest(t.Context(), original.ID, *original.Source, []byte{1, 2}))
		f.jobs.Take()
		target := f.video(t)
		u, err := f.CopySource(t.Context(), f.copyTo(target), original.ID)
		must(t, err)
		if u.State != upload.Done || u.Kind != upload.Final || u.Offset != 10 || u.Protocol != "copy" {
			t.Errorf("upload %+v", u)
		}
		got, err := f.Video(t.Context(), target.ID)
		must(t, err)
		want := media.Source{Size: 10, SHA256: "0102", Segments: original.Source.Segments}
		if diff := cmp.Diff(&want, got.Source); diff != "" || got.State != media.Processing {
			t.Errorf("video is %s, source (-want +got):\n%s", got.State, diff)
		}
		if diff := cmp.Diff([]media.Job{{Kind: media.ProcessJob, Subject: target.ID, Priority: 1}}, f.jobs.Take()); diff != "" {
			t.Error(diff)
		}
		if _, used, err := f.ProjectUsage(t.Context(), f.project.ID); err != nil || used.Bytes != 20 {
			t.Errorf("usage %+v, %v", used, err)
		}
		f.purge(t, original.ID)
		first, err := f.LastUpload(t.Context(), original.ID)
		must(t, err)
		counted, err := f.Counted(t.Context(), first.ID)
		must(t, err)
		if diff := cmp.Diff([]string{want.Segments[0].Key}, counted); diff != "" {
			t.Errorf("blobs that stay (-want +got):\n%s", diff)
		}
		f.purge(t, target.ID)
		if counted, err = f.Counted(t.Context(), first.ID); err != nil || len(counted) != 0 {
			t.Errorf("blobs that nobody has stay: %v, %v", counted, err)
		}
		unswept, err := f.Unswept(t.Context(), 10)
		must(t, err)
		found := false
		for _, u := range unswept {
			found = found || u.ID == first.ID
		}
		if !found {
			t.Error("the original's blob is never swept")
		}
	})
}

func (f fixture) purge(t *testing.T, id string) {
	t.Helper()
	must(t, f.DeleteVideo(t.Context(), f.project.ID, id, func(media.Video) error { return nil }))
	if ok, err := f.BeginPurge(t.Context(), id); err != nil || !ok {
		t.Fatalf("purge %s: %v, %v", id, ok, err)
	}
}

func TestCopySourceRefused(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		original, target := f.uploaded(t), f.video(t)
		for name, tt := range map[string]struct {
			to   media.Video
			from string
			kind media.Kind
		}{
			"unknown":      {target, media.NewUUID(), media.NotFound},
			"no source":    {target, f.video(t).ID, media.Conflict},
			"itself":       {target, target.ID, media.Conflict},
			"has content":  {f.uploaded(t), original.ID, media.Invalid},
			"onto nothing": {f.newVideo(), original.ID, media.NotFound},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := f.CopySource(t.Context(), f.copyTo(tt.to), tt.from)
				wantKind(t, err, tt.kind)
			})
		}
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		b := f.copyTo(target)
		b.ProjectID = other.ID
		_, err = f.CopySource(t.Context(), b, original.ID)
		wantKind(t, err, media.NotFound)

		must(t, f.ChangeSettings(t.Context(), f.project.ID, func(s *media.Settings) { s.MaxStored = 25 }))
		_, err = f.CopySource(t.Context(), f.copyTo(target), original.ID)
		wantKind(t, err, media.NoSpace)
		if v, err := f.Video(t.Context(), target.ID); err != nil || v.State != media.Created {
			t.Errorf("video is %s, %v", v.State, err)
		}
	})
}
