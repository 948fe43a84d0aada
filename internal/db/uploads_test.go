package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

func (f fixture) begin(t *testing.T, length int64) upload.Upload {
	t.Helper()
	v := f.newVideo()
	u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, NewVideo: &v, Length: length,
		Protocol: "test", Metadata: "filename YQ==", Limits: upload.Limits{Idle: time.Hour, ChunkMin: 5}, Digest: upload.DigestBackground})
	must(t, err)
	return u
}

func TestUploadRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		u := f.begin(t, 20)
		got, err := f.Upload(t.Context(), u.ID)
		must(t, err)
		u.CreatedAt, u.ExpiresAt = got.CreatedAt, got.ExpiresAt // sub-microseconds are not kept
		if diff := cmp.Diff(u, got); diff != "" {
			t.Errorf("upload changed on its way (-made +got):\n%s", diff)
		}
		if v, err := f.Video(t.Context(), u.VideoID); err != nil || v.State != media.Uploading {
			t.Errorf("its video: %v, %v", v.State, err)
		}
	})
}

// TestEpochFences is the law that no acknowledged byte is lost by: a writer
// whose epoch is over records nothing, and the offset never goes down.
func TestEpochFences(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		u := f.begin(t, 20)
		until := time.Now().Add(time.Minute)
		first, err := f.Claim(t.Context(), u.ID, 0, "a", until)
		must(t, err)
		must(t, f.Checkpoint(t.Context(), u.ID, checkpoint(first, 0, 10, false)))
		if _, err := f.Claim(t.Context(), u.ID, 0, "b", until); !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("claim of an old epoch: %v", err)
		}
		second, err := f.Claim(t.Context(), u.ID, first.Epoch, "b", until)
		must(t, err)
		if err := f.Checkpoint(t.Context(), u.ID, checkpoint(first, 10, 20, true)); !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("checkpoint of an old epoch: %v", err)
		}
		back := upload.Checkpoint{Epoch: second.Epoch, Length: 20, Segment: upload.Segment{Start: 5}}
		if err := f.Checkpoint(t.Context(), u.ID, back); !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("checkpoint that goes down: %v", err)
		}
		got, err := f.Upload(t.Context(), u.ID)
		must(t, err)
		if got.Offset != 10 || got.State != upload.Receiving || len(got.Segments) != 1 || got.Segments[0].Length != 10 {
			t.Errorf("upload is %+v", got)
		}
	})
}

func TestFinishOnce(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		if v.State != media.Processing || v.Source == nil || v.Source.Size != 10 || len(v.Source.Segments) != 1 {
			t.Fatalf("after the finish: %s, source %+v", v.State, v.Source)
		}
		kinds := map[media.JobKind]int{}
		for _, j := range f.jobs.Take() {
			kinds[j.Kind]++
		}
		if diff := cmp.Diff(map[media.JobKind]int{media.ProcessJob: 1, media.DigestJob: 1}, kinds); diff != "" {
			t.Error(diff)
		}
		ups, err := f.Unswept(t.Context(), 10)
		must(t, err)
		if len(ups) != 1 {
			t.Fatalf("%d uploads to sweep", len(ups))
		}
		again, err := f.Finish(t.Context(), ups[0].ID, "", nil)
		must(t, err)
		if again.State != upload.Done || len(f.jobs.Take()) != 0 {
			t.Errorf("a second finish is %s and queued jobs", again.State)
		}
		wantKind(t, f.End(t.Context(), ups[0].ID, upload.Terminated), media.Conflict)
		ranges, err := f.SourceRanges(t.Context(), *v.Source)
		must(t, err)
		if len(ranges) != 1 || ranges[0].CRC32C != 7 || ranges[0].Length != 10 {
			t.Errorf("ranges %+v", ranges)
		}
		must(t, f.SetDigest(t.Context(), v.ID, media.Source{Segments: []media.StoredSegment{{Key: "another's"}}}, []byte{0xcd}))
		must(t, f.SetDigest(t.Context(), v.ID, *v.Source, []byte{0xab}))
		if v, _ = f.Video(t.Context(), v.ID); v.Source.SHA256 != "ab" {
			t.Errorf("digest %q", v.Source.SHA256)
		}
	})
}

// The last checkpoint and its consequences are one: of a writer that was overtaken there is
// nothing, of the one in force there is all.
func TestFinishWithLastCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.newVideo()
		u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, NewVideo: &v, Length: 10, Owner: "a",
			Limits: upload.Limits{Idle: time.Hour}})
		must(t, err)
		if u.Epoch != 1 || u.Owner != "a" {
			t.Errorf("who begins has epoch %d as %q", u.Epoch, u.Owner)
		}
		overtaken := checkpoint(u, 0, 10, true)
		u, err = f.Claim(t.Context(), u.ID, 1, "b", time.Now().Add(time.Minute))
		must(t, err)
		if _, err := f.Finish(t.Context(), u.ID, "", &overtaken); !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("finish by a writer that was overtaken: %v", err)
		}
		if got, err := f.Upload(t.Context(), u.ID); err != nil || got.Offset != 0 || len(got.Segments) != 0 {
			t.Errorf("it has left %+v, %v", got, err)
		}
		last := checkpoint(u, 0, 10, true)
		got, err := f.Finish(t.Context(), u.ID, "", &last)
		must(t, err)
		if got.State != upload.Done || got.Offset != 10 || len(got.Segments) != 1 {
			t.Errorf("finished: %+v", got)
		}
		if v, err := f.Video(t.Context(), u.VideoID); err != nil || v.State != media.Processing || v.Source.Size != 10 {
			t.Errorf("video %+v, %v", v, err)
		}
	})
}

func TestNewUploadReplacesUnfinishedOne(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		first := f.begin(t, 20)
		claimed, err := f.Claim(t.Context(), first.ID, 0, "a", time.Now())
		must(t, err)
		again := upload.Beginning{ProjectID: f.project.ID, VideoID: first.VideoID, Length: 20, Limits: upload.Limits{Idle: time.Hour}}
		second, err := f.Begin(t.Context(), again)
		must(t, err)
		if got, _ := f.Upload(t.Context(), first.ID); got.State != upload.Terminated {
			t.Errorf("first upload is %s", got.State)
		}
		err = f.Checkpoint(t.Context(), first.ID, checkpoint(claimed, 0, 20, true))
		if !errors.Is(err, upload.ErrLeaseLost) {
			t.Errorf("checkpoint of a replaced upload: %v", err)
		}
		must(t, f.End(t.Context(), second.ID, upload.Terminated))
		if v, _ := f.Video(t.Context(), first.VideoID); v.State != media.Created {
			t.Errorf("after termination the video is %s", v.State)
		}
		done := f.uploaded(t)
		again.VideoID = done.ID
		_, err = f.Begin(t.Context(), again)
		wantKind(t, err, media.Invalid)
	})
}

func TestFinishOfDeletedVideoIsRefused(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		u := f.begin(t, 10)
		u, err := f.Claim(t.Context(), u.ID, 0, "a", time.Now())
		must(t, err)
		must(t, f.Checkpoint(t.Context(), u.ID, checkpoint(u, 0, 10, true)))
		must(t, f.DeleteVideo(t.Context(), f.project.ID, u.VideoID, func(media.Video) error { return nil }))
		got, err := f.Finish(t.Context(), u.ID, "", nil)
		must(t, err)
		if got.State != upload.Refused {
			t.Errorf("upload is %s", got.State)
		}
		must(t, f.Swept(t.Context(), u.ID, nil))
		if got, err = f.Upload(t.Context(), u.ID); err != nil || len(got.Segments) != 0 {
			t.Errorf("tombstone: %+v, %v", got, err)
		}
	})
}
