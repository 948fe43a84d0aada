package disk

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// idle is when uploads expire.
const idle = 24 * time.Hour

// world is one server over several lives, and what its clients were told.
type world struct {
	t       *testing.T
	db      *db.DB
	jobs    *dbtest.Jobs
	random  *rand.Rand
	project int64

	lives  int
	store  *Store
	power  *volatile
	gate   gate
	engine *upload.Engine
	now    time.Time

	sent   []*sent             // uploads, in the order they were begun
	blobs  map[string][][]byte // published: what each key may hold, nil for nothing; one when acknowledged
	queued map[string]int      // videos given to processing
	diary  strings.Builder
}

// sent is an upload as its client knows it.
type sent struct {
	upload.Upload

	data   []byte
	told   int64                 // the offset last heard
	may    map[upload.State]bool // states that the request in flight may have led to
	purged bool
}

func newWorld(t *testing.T, repo *db.DB, jobs *dbtest.Jobs, random *rand.Rand) *world {
	t.Helper()
	p, err := repo.CreateProject(t.Context(), "test")
	check(t, err)
	w := &world{
		t: t, db: repo, jobs: jobs, random: random, project: p.ID, now: time.Now(),
		blobs: map[string][][]byte{}, queued: map[string]int{},
	}
	w.boot(t.TempDir())
	return w
}

// boot begins a life on what a disk holds.
func (w *world) boot(dir string) {
	w.t.Helper()
	w.lives++
	w.store, w.power = openVolatile(w.t, dir)
	w.gate = gate{w.db, w.power}
	w.restart()
}

// restart replaces the process, while the machine goes on.
func (w *world) restart() {
	w.engine = upload.New(upload.Config{Store: w.gate, Blobs: w.store, Log: slog.New(slog.DiscardHandler), Now: w.tick})
}

// tick is the engine's clock. It walks, so that there are checkpoints inside of chunks.
func (w *world) tick() time.Time {
	w.now = w.now.Add(300 * time.Millisecond)
	return w.now
}

func (w *world) note(format string, args ...any) { fmt.Fprintf(&w.diary, format+"\n", args...) }

// run plays a few lives, each to its cut, and the last one to the end.
func (w *world) run() {
	w.t.Helper()
	for w.lives <= 4 {
		w.power.cutAfter(1 + w.random.IntN(120))
		for life := w.lives; life == w.lives && !w.power.isDead(); {
			w.move()
		}
		if w.power.isDead() {
			w.reboot()
		}
	}
	w.finish()
}

// reboot ends a life with a cut and checks what the next one finds.
func (w *world) reboot() {
	w.t.Helper()
	f := fate(w.random.IntN(int(fates)))
	w.note("--- cut, fate %d", f)
	dir := w.t.TempDir()
	w.power.survive(w.t, dir, f, w.random)
	w.boot(dir)
	w.checkAll()
}

// did judges the outcome of a request: an error is legal only when the power went.
func (w *world) did(what string, err error) bool {
	w.t.Helper()
	w.note("%s: %v", what, err)
	if err != nil && !w.power.isDead() {
		w.t.Fatalf("%s: %v", what, err)
	}
	return err == nil
}

// finish ends everything: what is open is brought to its end, then all is removed.
func (w *world) finish() {
	w.t.Helper()
	w.sweep(0)
	for _, u := range w.sent {
		for u.Kind != upload.Final && u.State == upload.Receiving {
			w.append(u, true)
		}
	}
	w.checkAll()
	for _, u := range w.sent {
		if want := btoi(u.State == upload.Done && u.VideoID != ""); w.queued[u.VideoID] != want && u.VideoID != "" {
			w.t.Fatalf("%s upload %s was queued %d times, want %d", u.State, u.ID, w.queued[u.VideoID], want)
		}
	}
	w.sweep(2 * idle)
	for _, u := range w.sent {
		w.purge(u)
	}
	w.unpublish(slices.Sorted(maps.Keys(w.blobs))...)
	w.sweep(0)
	w.checkAll()
	w.nothingLeft()
}

func (w *world) nothingLeft() {
	w.t.Helper()
	var left []string
	check(w.t, filepath.WalkDir(w.store.dir, func(name string, _ os.DirEntry, err error) error {
		name, _ = filepath.Rel(w.store.dir, name)
		left = append(left, name)
		return err
	}))
	if diff := cmp.Diff([]string{".", lockFile, tempFolder}, left); diff != "" {
		w.t.Fatalf("in the folder when all is removed (-want +got):\n%s", diff)
	}
	unswept, err := w.db.Unswept(w.t.Context(), 10)
	check(w.t, err)
	if len(unswept) != 0 {
		w.t.Fatalf("still to be swept: %+v", unswept)
	}
}

// checkAll compares what is recorded and stored with what clients were told, and takes
// note of how the request in flight has ended.
func (w *world) checkAll() {
	w.t.Helper()
	for _, j := range w.jobs.Take() {
		if j.Kind == media.ProcessJob {
			w.queued[j.Subject]++
		}
	}
	w.sent = slices.DeleteFunc(w.sent, func(u *sent) bool {
		_, err := w.db.Upload(w.t.Context(), u.ID)
		return media.KindOf(err) == media.NotFound && u.State == "" // its beginning met the cut
	})
	for _, u := range w.sent {
		w.checkUpload(u)
	}
	w.checkBlobs()
	if w.t.Failed() {
		w.t.FailNow()
	}
}

func (w *world) checkUpload(u *sent) {
	w.t.Helper()
	got, err := w.db.Upload(w.t.Context(), u.ID)
	check(w.t, err)
	if got.State != u.State && !u.may[got.State] {
		w.t.Errorf("upload %s is %s, was %q and may be %v", u.ID, got.State, u.State, u.may)
	}
	if got.Offset < u.told || got.Offset > u.told && u.may == nil || got.Offset > int64(len(u.data)) {
		w.t.Errorf("upload %s is at %d, told %d of %d", u.ID, got.Offset, u.told, len(u.data))
		return
	}
	u.Upload, u.told, u.may = got, got.Offset, nil
	if !got.State.Over() && !u.purged {
		w.reads(u.ID, parts(got.Segments), u.data[:got.Offset])
	}
	if u.VideoID == "" || u.purged {
		return
	}
	v, err := w.db.Video(w.t.Context(), u.VideoID)
	check(w.t, err)
	if (v.Source != nil) != (got.State == upload.Done) {
		w.t.Fatalf("upload %s is %s, the source of its video %+v", u.ID, got.State, v.Source)
	}
	if v.Source != nil {
		w.reads("video "+v.ID, v.Source.Segments, u.data)
		w.sums(v.Source, u.data)
	}
}

func parts(segments []upload.Segment) []media.StoredSegment {
	var stored []media.StoredSegment
	for _, g := range segments {
		stored = append(stored, media.StoredSegment{Key: g.Key, Length: g.Length})
	}
	return stored
}

func (w *world) reads(what string, segments []media.StoredSegment, want []byte) {
	w.t.Helper()
	r, err := blob.OpenParts(w.t.Context(), w.store, segments)
	if err != nil {
		w.t.Errorf("%s: %v", what, err)
		return
	}
	defer r.Close()
	got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	if err != nil || !bytes.Equal(got, want) {
		w.t.Errorf("%s reads as %d bytes that differ from the %d acknowledged: %v", what, len(got), len(want), err)
	}
}

// checkBlobs finds each published blob whole, in one of the forms it may have.
func (w *world) checkBlobs() {
	w.t.Helper()
	var stored, want []string
	check(w.t, w.store.List(w.t.Context(), "videos", func(key string, _ int64) error {
		stored = append(stored, key)
		return nil
	}))
	for _, key := range slices.Sorted(maps.Keys(w.blobs)) {
		var got []byte
		if file, ok := w.store.Path(key); ok {
			content, err := os.ReadFile(file)
			check(w.t, err)
			got = append([]byte{}, content...)
			want = append(want, key)
		}
		legal := func(form []byte) bool { return bytes.Equal(form, got) && (form == nil) == (got == nil) }
		if !slices.ContainsFunc(w.blobs[key], legal) {
			w.t.Errorf("blob %s has %d bytes (nil %t), which is none of its %d forms", key, len(got), got == nil, len(w.blobs[key]))
		}
		w.blobs[key] = [][]byte{got}
	}
	if diff := cmp.Diff(want, stored); diff != "" {
		w.t.Errorf("published blobs (-want +got):\n%s", diff)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
