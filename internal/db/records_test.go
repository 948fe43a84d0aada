package db_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/media"
)

func TestVideoRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		made := f.video(t)
		got, err := f.Video(t.Context(), made.ID)
		must(t, err)
		if diff := cmp.Diff(made, got); diff != "" {
			t.Errorf("video changed on its way through the database (-made +got):\n%s", diff)
		}
		second := f.video(t)
		if second.Seq <= made.Seq {
			t.Errorf("sequence %d after %d", second.Seq, made.Seq)
		}
		_, err = f.Video(t.Context(), media.NewUUID())
		wantKind(t, err, media.NotFound)
	})
}

func TestVideosPagesNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		var ids []string
		for range 5 {
			ids = append([]string{f.video(t).ID}, ids...)
		}
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		foreign := f.newVideo()
		foreign.ProjectID = other.ID
		_, err = f.CreateVideo(t.Context(), foreign)
		must(t, err)

		page, total, err := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, Offset: 1, Limit: 2})
		must(t, err)
		if total != 5 || len(page) != 2 || page[0].ID != ids[1] || page[1].ID != ids[2] {
			t.Errorf("page of 2 from 1: total %d, %d rows", total, len(page))
		}
		started := true
		_, total, err = f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, States: []media.State{media.Created}, Started: &started})
		must(t, err)
		if total != 0 {
			t.Errorf("%d created videos are started", total)
		}
	})
}

func TestUpdateVideo(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		title, private, none := "Quay", media.Private, "000000000000000000000000"
		got, err := f.UpdateVideo(t.Context(), f.project.ID, v.ID, catalog.Patch{Title: &title, Privacy: &private, Meta: map[string]string{"a": "b"}})
		must(t, err)
		if got.Title != title || got.Privacy != private || got.Meta["a"] != "b" || got.Meta["title"] != "Harbour walk" {
			t.Errorf("patched to %+v", got)
		}
		_, err = f.UpdateVideo(t.Context(), f.project.ID, v.ID, catalog.Patch{CollectionID: &none})
		wantKind(t, err, media.NotFound)
		_, err = f.UpdateVideo(t.Context(), f.project.ID+1, v.ID, catalog.Patch{Title: &title})
		wantKind(t, err, media.NotFound)
	})
}

func TestCollections(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		now := time.Now().UTC().Truncate(time.Microsecond)
		c := media.Collection{ID: media.NewObjectID(now), ProjectID: f.project.ID, Name: "Trips", CreatedAt: now, UpdatedAt: now}
		c, err := f.CreateCollection(t.Context(), c)
		must(t, err)
		inner, err := f.CreateCollection(t.Context(), media.Collection{ID: media.NewObjectID(now.Add(time.Second)), ProjectID: f.project.ID, ParentID: c.ID})
		must(t, err)
		for _, parent := range []string{c.ID, inner.ID} {
			_, err = f.MoveCollection(t.Context(), f.project.ID, c.ID, parent)
			wantKind(t, err, media.Conflict)
		}
		inner, err = f.MoveCollection(t.Context(), f.project.ID, inner.ID, "")
		if err != nil || inner.ParentID != "" || inner.Seq <= c.Seq {
			t.Errorf("moved: %+v, %v", inner, err)
		}
		must(t, f.DeleteCollection(t.Context(), f.project.ID, inner.ID))
		got, err := f.Collection(t.Context(), f.project.ID, c.ID)
		must(t, err)
		if diff := cmp.Diff(c, got); diff != "" {
			t.Error(diff)
		}
		a, b := f.video(t), f.video(t)
		err = f.MoveVideos(t.Context(), f.project.ID, []string{a.ID, media.NewUUID(), b.ID}, c.ID)
		wantKind(t, err, media.NotFound)
		inside := catalog.Filter{ProjectID: f.project.ID, CollectionID: c.ID}
		if _, n, _ := f.Videos(t.Context(), inside); n != 0 {
			t.Errorf("a move with an unknown video moved %d", n)
		}
		must(t, f.MoveVideos(t.Context(), f.project.ID, []string{a.ID, b.ID}, c.ID))
		if _, n, _ := f.Videos(t.Context(), inside); n != 2 {
			t.Errorf("%d videos in the collection, want 2", n)
		}
		must(t, f.DeleteCollection(t.Context(), f.project.ID, c.ID))
		if v, _ := f.Video(t.Context(), a.ID); v.CollectionID != "" {
			t.Errorf("video still in deleted collection %s", v.CollectionID)
		}
	})
}

func TestBin(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		allow := func(media.Video) error { return nil }
		busy := media.Errorf(media.Conflict, "video is still processing")
		err := f.DeleteVideo(t.Context(), f.project.ID, v.ID, func(media.Video) error { return busy })
		wantKind(t, err, media.Conflict)
		must(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, allow))
		wantKind(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, allow), media.NotFound)

		got, err := f.Video(t.Context(), v.ID)
		must(t, err)
		if got.State != media.Deleted || got.PriorState != media.Processing || got.DeletedAt == nil {
			t.Errorf("deleted video: %s, prior %s", got.State, got.PriorState)
		}
		if _, n, _ := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID}); n != 0 {
			t.Errorf("%d living videos", n)
		}
		f.jobs.Take()
		must(t, f.RestoreVideo(t.Context(), f.project.ID, v.ID))
		wantKind(t, f.RestoreVideo(t.Context(), f.project.ID, v.ID), media.NotFound)
		if got, _ = f.Video(t.Context(), v.ID); got.State != media.Processing || got.DeletedAt != nil {
			t.Errorf("restored video: %s, deleted at %v", got.State, got.DeletedAt)
		}
		if jobs := f.jobs.Take(); len(jobs) != 1 || jobs[0].Kind != media.ProcessJob {
			t.Errorf("restoring a video in processing queued %v", jobs)
		}

		must(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, allow))
		due, err := f.Purgeable(t.Context(), time.Now().Add(time.Minute), 10)
		must(t, err)
		if len(due) != 1 || due[0].ID != v.ID {
			t.Fatalf("purgeable: %v", due)
		}
		for range 2 { // the first died before it was at its end
			if ok, err := f.BeginPurge(t.Context(), v.ID); err != nil || !ok {
				t.Fatalf("begin purge: %v %v", ok, err)
			}
			wantKind(t, f.RestoreVideo(t.Context(), f.project.ID, v.ID), media.Conflict)
			if due, err = f.Purgeable(t.Context(), time.Now().Add(time.Minute), 10); err != nil || len(due) != 1 {
				t.Fatalf("purgeable while it is being purged: %v, %v", due, err)
			}
		}
		must(t, f.EndPurge(t.Context(), v.ID))
		if due, err = f.Purgeable(t.Context(), time.Now().Add(time.Minute), 10); err != nil || len(due) != 0 {
			t.Fatalf("purgeable afterwards: %v, %v", due, err)
		}
	})
}

func TestKeysAreSealed(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		secret := auth.NewKey(f.project.ID)
		k, err := f.AddKey(t.Context(), f.project.ID, "main", secret)
		must(t, err)
		var stored []byte
		must(t, f.conn.Read.QueryRowContext(t.Context(), `SELECT sealed FROM keys`).Scan(&stored))
		if len(stored) == 0 || string(stored) == secret {
			t.Fatalf("stored key is not sealed: %q", stored)
		}
		keys := auth.NewKeys(f.DB)
		grant, err := keys.Verify(t.Context(), secret)
		must(t, err)
		if grant != (auth.Grant{ProjectID: f.project.ID, KeyID: k.ID}) {
			t.Errorf("grant %+v", grant)
		}
		_, err = keys.Verify(t.Context(), auth.NewKey(f.project.ID))
		wantKind(t, err, media.Unauthorized)

		next := auth.NewKey(f.project.ID)
		_, err = f.ReplaceKey(t.Context(), f.project.ID, k.ID, next)
		must(t, err)
		_, err = keys.Verify(t.Context(), secret)
		wantKind(t, err, media.Unauthorized)
		_, err = keys.Verify(t.Context(), next)
		must(t, err)
		wantKind(t, f.RevokeKey(t.Context(), f.project.ID, k.ID), media.NotFound)
	})
}

func TestTraffic(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		noon := time.Date(2026, 3, 2, 12, 30, 0, 0, time.UTC)
		count := map[string]media.Traffic{v.ID: {Requests: 3, Bytes: 1000}}
		must(t, f.AddTraffic(t.Context(), noon, count))
		must(t, f.AddTraffic(t.Context(), noon, count))
		must(t, f.AddTraffic(t.Context(), noon.Add(2*time.Hour), count))
		sum := func(from, to time.Time) media.Traffic {
			got, err := f.SumTraffic(t.Context(), f.project.ID, []string{v.ID, media.NewUUID()}, from, to)
			must(t, err)
			return got
		}
		if got := sum(time.Time{}, time.Time{}); got != (media.Traffic{Requests: 9, Bytes: 3000}) {
			t.Errorf("all traffic %+v", got)
		}
		if got := sum(noon, noon.Add(time.Hour)); got != (media.Traffic{Requests: 6, Bytes: 2000}) {
			t.Errorf("traffic of an hour %+v", got)
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		_, err := f.conn.Write.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
		must(t, err)
		url, dir := f.conn.URL, ""
		if !f.conn.Postgres {
			url = "sqlite:" + url
		}
		_, err = db.Open(t.Context(), url, dir)
		if err == nil || !cmp.Equal(fmt.Sprint(err), fmt.Sprint(fmt.Errorf("migrate database: %w", db.ErrNewerSchema))) {
			t.Errorf("opening a newer database: %v", err)
		}
	})
}

// What strangers look for may be no text at all. No database has it.
func TestLookForWhatIsNoText(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for _, id := range []string{"a\x00b", "\xff\xfe"} {
			_, err := f.Document(t.Context(), "kind", id)
			if kind := media.KindOf(err); kind != media.NotFound && kind != media.Invalid {
				t.Errorf("document %q: %v", id, err)
			}
			_, _, err = f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, Title: id})
			if err != nil && media.KindOf(err) != media.Invalid {
				t.Errorf("videos called %q: %v", id, err)
			}
			title := id
			_, err = f.UpdateVideo(t.Context(), f.project.ID, f.video(t).ID, catalog.Patch{Title: &title})
			if err != nil && media.KindOf(err) != media.Invalid {
				t.Errorf("video to be called %q: %v", id, err)
			}
		}
	})
}
