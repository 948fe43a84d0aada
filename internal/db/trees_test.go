package db_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// collection makes one in another, "" for none.
func (f fixture) collection(t *testing.T, parent string) string {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	c, err := f.CreateCollection(t.Context(), media.Collection{
		ID: media.NewObjectID(now), ProjectID: f.project.ID, ParentID: parent, Name: "x", CreatedAt: now, UpdatedAt: now,
	})
	must(t, err)
	return c.ID
}

// videoIn makes a video in a collection.
func (f fixture) videoIn(t *testing.T, collection string) string {
	t.Helper()
	return f.named(t, "x", func(v *media.Video) { v.CollectionID = collection }).ID
}

// tree is a collection with two in it and one in one of those, beside another one, and videos in all.
type tree struct {
	top         string
	collections []string // in it, itself included
	videos      []string // likewise, in any state but deleted
	binned      string   // deleted before
	beside      string   // a collection that is not in it
	kept        string   // a video in that
}

func (f fixture) tree(t *testing.T) tree {
	t.Helper()
	top := f.collection(t, "")
	a, b := f.collection(t, top), f.collection(t, top)
	deep := f.collection(t, a)
	x := tree{top: top, collections: []string{top, a, b, deep}, beside: f.collection(t, "")}
	x.kept, x.binned = f.videoIn(t, x.beside), f.videoIn(t, a)
	must(t, f.DeleteVideo(t.Context(), f.project.ID, x.binned, func(media.Video) error { return nil }))
	for _, id := range x.collections {
		x.videos = append(x.videos, f.videoIn(t, id))
	}
	busy := f.uploaded(t).ID
	must(t, f.MoveVideos(t.Context(), f.project.ID, []string{busy}, deep))
	x.videos = append(x.videos, busy)
	return x
}

// wantTree fails unless everything of the tree is there, or nothing.
func (f fixture) wantTree(t *testing.T, x tree, there bool) {
	t.Helper()
	for _, id := range x.collections {
		if _, err := f.Collection(t.Context(), f.project.ID, id); (err == nil) != there {
			t.Errorf("collection %s: %v, want it there: %v", id, err, there)
		}
	}
	for _, id := range x.videos {
		v, err := f.Video(t.Context(), id)
		must(t, err)
		if (v.State != media.Deleted) != there || (v.CollectionID != "") != there {
			t.Errorf("video is %s in %q, want it there: %v", v.State, v.CollectionID, there)
		}
	}
	if v, _ := f.Video(t.Context(), x.kept); v.State != media.Created || v.CollectionID != x.beside {
		t.Errorf("the video beside is %s in %q", v.State, v.CollectionID)
	}
}

func TestDeleteTree(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		must(t, f.SaveEndpoint(t.Context(), media.Endpoint{
			ID: media.NewObjectID(time.Now()), ProjectID: f.project.ID, Dialect: "x", URL: "https://hooks.example.org/", Secret: "whsec_x",
			Topics: []media.Topic{{Event: media.VideoDeleted, Name: "gone"}}, Active: true, CreatedAt: time.Now(), UpdatedAt: time.Now(),
		}))
		x := f.tree(t)
		f.jobs.Take()
		wantKind(t, f.DeleteTree(t.Context(), f.project.ID+1, x.top), media.NotFound)
		f.wantTree(t, x, true)
		must(t, f.DeleteTree(t.Context(), f.project.ID, x.top))
		f.wantTree(t, x, false)
		wantKind(t, f.DeleteTree(t.Context(), f.project.ID, x.top), media.NotFound)

		told := map[string]bool{}
		for _, j := range f.jobs.Take() {
			m, _, err := f.Delivery(t.Context(), j.Subject)
			must(t, err)
			told[m.VideoID] = m.Event == media.VideoDeleted && m.Video.State == media.Deleted
		}
		want := map[string]bool{}
		for _, id := range x.videos {
			want[id] = true
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("told of (-want +got):\n%s", diff)
		}
		for _, id := range append(x.videos, x.binned) {
			must(t, f.RestoreVideo(t.Context(), f.project.ID, id))
		}
	})
}

// TestDeleteTreeWhole: what fails in the middle has not happened.
func TestDeleteTreeWhole(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		x := f.tree(t)
		// The last one to go, of which something holds on to the record.
		_, err := f.conn.Write.ExecContext(t.Context(), fmt.Sprintf(
			`CREATE TABLE keepers (collection_id TEXT REFERENCES collections (id)); INSERT INTO keepers VALUES ('%s')`, x.top))
		must(t, err)
		if err := f.DeleteTree(t.Context(), f.project.ID, x.top); err == nil {
			t.Fatal("deleted, though it is referred to")
		}
		f.wantTree(t, x, true)
	})
}

// TestDeleteRing: records that say nonsense end the work, too.
func TestDeleteRing(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		top := f.collection(t, "")
		inner := f.collection(t, top)
		_, err := f.conn.Write.ExecContext(t.Context(), fmt.Sprintf(`UPDATE collections SET parent_id = '%s' WHERE id = '%s'`, inner, top))
		must(t, err)
		must(t, f.DeleteTree(t.Context(), f.project.ID, top))
		if _, n, err := f.Collections(t.Context(), f.project.ID, 0, 10); err != nil || n != 0 {
			t.Errorf("%d collections are left, %v", n, err)
		}
	})
}

func TestDepth(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		var chain []string
		parent := ""
		for range 101 {
			parent = f.collection(t, parent)
			chain = append(chain, parent)
		}
		_, err := f.CreateCollection(t.Context(), media.Collection{ID: media.NewObjectID(time.Now()), ProjectID: f.project.ID, ParentID: parent})
		wantKind(t, err, media.Conflict)
		_, err = f.MoveCollection(t.Context(), f.project.ID, f.collection(t, ""), parent)
		wantKind(t, err, media.Conflict)
		must(t, f.DeleteTree(t.Context(), f.project.ID, chain[0]))
		if _, n, _ := f.Collections(t.Context(), f.project.ID, 0, 10); n != 1 {
			t.Errorf("%d collections are left, want the one beside", n)
		}
	})
}

// TestDeleteTreeBesideOthers: who puts something into it at the same time loses nothing: it is gone
// with the tree, or refused.
func TestDeleteTreeBesideOthers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for range 5 {
			top := f.collection(t, "")
			inner := f.collection(t, top)
			var wg sync.WaitGroup
			var mu sync.Mutex
			var made []string
			for i := range 8 {
				wg.Go(func() {
					if i == 4 {
						if err := f.DeleteTree(t.Context(), f.project.ID, top); err != nil {
							t.Errorf("delete: %v", err)
						}
						return
					}
					v := f.newVideo()
					v.CollectionID = inner
					if v, err := f.CreateVideo(t.Context(), v); err == nil {
						mu.Lock()
						made = append(made, v.ID)
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			for _, id := range made {
				if v, err := f.Video(t.Context(), id); err != nil || v.State != media.Deleted {
					t.Errorf("a video that was put into it is %s, %v", v.State, err)
				}
			}
			if _, n, _ := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID}); n != 0 {
				t.Errorf("%d videos live on", n)
			}
		}
	})
}

// TestDeleteTreeBesideMoves: who moves collections and videos about in a tree while it is deleted is
// before that or after it, and nobody is thrown out for having locked things the other way round.
func TestDeleteTreeBesideMoves(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for range 20 {
			x := f.tree(t)
			a, b, deep := x.collections[1], x.collections[2], x.collections[3]
			there := slices.Clone(x.videos)
			back := slices.Clone(x.videos)
			slices.Reverse(back)
			_, err := f.UpdateVideo(t.Context(), f.project.ID, x.kept, catalog.Patch{Wishes: func(w *media.Wishes) { w.Collections = []string{a} }})
			must(t, err)
			f.atOnce(t, []func() error{
				func() error { return f.DeleteTree(t.Context(), f.project.ID, x.top) },
				func() error { _, err := f.MoveCollection(t.Context(), f.project.ID, a, b); return err },
				func() error { _, err := f.MoveCollection(t.Context(), f.project.ID, b, deep); return err },
				func() error { return f.MoveVideos(t.Context(), f.project.ID, there, deep) },
				func() error { return f.MoveVideos(t.Context(), f.project.ID, back, x.beside) },
				func() error { return f.DeleteCollection(t.Context(), f.project.ID, x.beside) },
				func() error {
					_, err := f.UpdateVideo(t.Context(), f.project.ID, x.videos[0], catalog.Patch{CollectionID: &b})
					return err
				},
			})
			if _, n, err := f.Collections(t.Context(), f.project.ID, 0, 10); err != nil || n != 0 {
				t.Errorf("%d collections are left, %v", n, err)
			}
		}
	})
}

// atOnce does deeds side by side. Each may come too late, and none may fail otherwise.
func (f fixture) atOnce(t *testing.T, deeds []func() error) {
	t.Helper()
	ends := make(chan error, len(deeds))
	for _, do := range deeds {
		go func() { ends <- do() }()
	}
	for range deeds {
		if err := <-ends; err != nil && media.KindOf(err) == media.Internal {
			t.Error(err)
		}
	}
}
