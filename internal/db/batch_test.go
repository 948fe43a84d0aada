package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
)

// freshVideos are videos that are not stored yet.
func freshVideos(projectID int64, titles ...string) []media.Video {
	now := time.Now().UTC().Truncate(time.Microsecond)
	var videos []media.Video
	for _, title := range titles {
		videos = append(videos, media.Video{
			ID: media.NewUUID(), ProjectID: projectID, Title: title, Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now,
		})
	}
	return videos
}

func receiptOf(projectID int64, id string, life time.Duration) *media.Document {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return &media.Document{
		ID: id, ProjectID: projectID, Kind: "receipt", Body: []byte(`{}`), CreatedAt: now, UpdatedAt: now, ExpiresAt: new(now.Add(life)),
	}
}

func countVideos(t *testing.T, d *db.DB, projectID int64) int {
	t.Helper()
	_, total, err := d.Videos(t.Context(), catalog.Filter{ProjectID: projectID})
	must(t, err)
	return total
}

// Videos of a batch are recorded together with their receipt, or not at all.
func TestCreateVideos(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		d, _ := dbtest.Repository(t, conn)
		p, err := d.CreateProject(t.Context(), "p")
		must(t, err)
		sent := freshVideos(p.ID, "a", "b")
		made, err := d.CreateVideos(t.Context(), sent, receiptOf(p.ID, "one", time.Hour))
		must(t, err)
		if len(made) != 2 || made[0].Title != "a" || made[0].Seq == 0 || made[1].Seq <= made[0].Seq || made[0].Slug == made[1].Slug || sent[0].Seq != 0 {
			t.Fatalf("made %+v", made)
		}
		if _, err := d.Document(t.Context(), "receipt", "one"); err != nil {
			t.Errorf("the receipt: %v", err)
		}
		_, err = d.CreateVideos(t.Context(), freshVideos(p.ID, "c"), receiptOf(p.ID, "one", time.Hour))
		if media.KindOf(err) != media.Conflict {
			t.Errorf("the same receipt: %v", err)
		}
		lost := freshVideos(p.ID, "d", "e")
		lost[1].CollectionID = "000000000000000000000000"
		if _, err := d.CreateVideos(t.Context(), lost, receiptOf(p.ID, "two", time.Hour)); media.KindOf(err) != media.NotFound {
			t.Errorf("an unknown collection: %v", err)
		}
		if _, err := d.Document(t.Context(), "receipt", "two"); media.KindOf(err) != media.NotFound {
			t.Errorf("the receipt of what was not made: %v", err)
		}
		_, err = d.CreateVideos(t.Context(), freshVideos(p.ID, "f"), receiptOf(p.ID, "three", -time.Hour))
		must(t, err)
		_, err = d.CreateVideos(t.Context(), freshVideos(p.ID, "g"), receiptOf(p.ID, "three", time.Hour)) // the first has expired
		must(t, err)
		if n := countVideos(t, d, p.ID); n != 4 {
			t.Errorf("%d videos, want 4", n)
		}
	})
}

func TestVideosProbed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		d, _ := dbtest.Repository(t, conn)
		p, err := d.CreateProject(t.Context(), "p")
		must(t, err)
		videos := freshVideos(p.ID, "plain", "probed")
		videos[1].Picture = media.Picture{Width: 640, Height: 360}
		_, err = d.CreateVideos(t.Context(), videos, nil)
		must(t, err)
		for probed, want := range map[bool]string{false: "plain", true: "probed"} {
			found, total, err := d.Videos(t.Context(), catalog.Filter{ProjectID: p.ID, Probed: &probed, Limit: 10})
			must(t, err)
			if total != 1 || len(found) != 1 || found[0].Title != want {
				t.Errorf("probed %t: %d, %+v", probed, total, found)
			}
		}
		found, total, err := d.Videos(t.Context(), catalog.Filter{ProjectID: p.ID, Probed: new(true), Limit: 10, Offset: 1})
		if err != nil || total != 1 || len(found) != 0 {
			t.Errorf("beyond the end: %d, %v, %v", total, found, err)
		}
	})
}

func TestRenditionsOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		d, _ := dbtest.Repository(t, conn)
		p, err := d.CreateProject(t.Context(), "p")
		must(t, err)
		made, err := d.CreateVideos(t.Context(), freshVideos(p.ID, "a", "b"), nil)
		must(t, err)
		if none, err := d.RenditionsOf(t.Context(), nil); err != nil || len(none) != 0 {
			t.Errorf("of none: %v, %v", none, err)
		}
		found, err := d.RenditionsOf(t.Context(), []string{made[0].ID, made[1].ID, "unknown"})
		must(t, err)
		one, err := d.Video(t.Context(), made[0].ID)
		must(t, err)
		if diff := cmp.Diff(one.Renditions, found[made[0].ID]); diff != "" {
			t.Errorf("(-one +many):\n%s", diff)
		}
	})
}

func TestCollectionBySeq(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		d, _ := dbtest.Repository(t, conn)
		p, err := d.CreateProject(t.Context(), "p")
		must(t, err)
		now := time.Now().UTC().Truncate(time.Microsecond)
		made, err := d.CreateCollection(t.Context(), media.Collection{ID: media.NewObjectID(now), ProjectID: p.ID, Name: "a", CreatedAt: now, UpdatedAt: now})
		must(t, err)
		found, err := d.CollectionBySeq(t.Context(), p.ID, made.Seq)
		if diff := cmp.Diff(made, found); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if _, err := d.CollectionBySeq(t.Context(), p.ID+1, made.Seq); media.KindOf(err) != media.NotFound {
			t.Errorf("of another project: %v", err)
		}
	})
}
