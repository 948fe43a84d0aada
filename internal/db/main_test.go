package db_test

import (
	"testing"

	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
	"time"
)

// fixture is a repository on one database with a project in it.
type fixture struct {
	*db.DB

	conn    *db.Conn
	jobs    *dbtest.Jobs
	project media.Project
}

func each(t *testing.T, fn func(t *testing.T, f fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		repo, jobs := dbtest.Repository(t, conn)
		p, err := repo.CreateProject(t.Context(), "test")
		must(t, err)
		fn(t, fixture{DB: repo, conn: conn, jobs: jobs, project: p})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantKind fails unless err is of the kind.
func wantKind(t *testing.T, err error, kind media.Kind) {
	t.Helper()
	if err == nil || media.KindOf(err) != kind {
		t.Fatalf("error %v has kind %d, want %d", err, media.KindOf(err), kind)
	}
}

func (f fixture) video(t *testing.T) media.Video {
	t.Helper()
	v, err := f.CreateVideo(t.Context(), f.newVideo())
	must(t, err)
	return v
}

func (f fixture) newVideo() media.Video {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return media.Video{
		ID: media.NewUUID(), ProjectID: f.project.ID, Title: "Harbour walk", Privacy: media.Public, State: media.Created,
		Meta: map[string]string{"title": "Harbour walk"}, CreatedAt: now, UpdatedAt: now,
	}
}

// uploaded brings a video to Processing by an upload of one segment.
func (f fixture) uploaded(t *testing.T) media.Video {
	t.Helper()
	v := f.video(t)
	u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Length: 10,
		Limits: upload.Limits{Idle: time.Hour}, Digest: upload.DigestBackground})
	must(t, err)
	u, err = f.Claim(t.Context(), u.ID, u.Epoch, "me", time.Now().Add(time.Minute))
	must(t, err)
	must(t, f.Checkpoint(t.Context(), u.ID, checkpoint(u, 0, 10, true)))
	_, err = f.Finish(t.Context(), u.ID, "", nil)
	must(t, err)
	v, err = f.Video(t.Context(), v.ID)
	must(t, err)
	return v
}

// checkpoint is one that adds bytes [from, to) in the upload's current epoch.
func checkpoint(u upload.Upload, from, to int64, sealed bool) upload.Checkpoint {
	key := "uploads/" + u.ID + "/1"
	return upload.Checkpoint{
		Epoch: u.Epoch, Length: u.Length, Sealed: sealed,
		Segment:   upload.Segment{Epoch: u.Epoch, Key: key, Start: 0, Length: to},
		Range:     &upload.Range{Key: key, Start: from, Length: to - from, CRC32C: 7},
		ExpiresAt: time.Now().Add(time.Hour), LeaseEnds: time.Now().Add(time.Minute),
	}
}
