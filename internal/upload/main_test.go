package upload_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// rig is an engine over a real database and a real folder, with trouble on demand
// in front of both.
type rig struct {
	*upload.Engine

	t       testing.TB
	db      *db.DB
	jobs    *dbtest.Jobs
	disk    blob.Store
	faulty  *blobtest.Faulty
	clock   *clock
	project int64
}

func newRig(t testing.TB) *rig {
	t.Helper()
	return rigOn(t, dbtest.Open(t, ""))
}

// onEach runs a test on every database.
func onEach(t *testing.T, fn func(t *testing.T, r *rig)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) { fn(t, rigOn(t, conn)) })
}

func rigOn(t testing.TB, conn *db.Conn) *rig {
	t.Helper()
	store, err := disk.New(disk.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	repo, jobs := dbtest.Repository(t, conn)
	p, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	r := &rig{t: t, db: repo, jobs: jobs, disk: store, clock: &clock{at: time.Now()}, project: p.ID}
	r.restart()
	return r
}

// restart replaces the process: a new engine over the same records and bytes.
// The one before it is left as it is.
func (r *rig) restart() {
	r.faulty = blobtest.NewFaulty(r.disk)
	r.Engine = upload.New(upload.Config{
		Store: steps{r.db, r.faulty}, Parts: r.db, Blobs: r.faulty, Log: slog.New(slog.DiscardHandler), Now: r.clock.now,
	})
}

// elsewhere is a second process beside the first.
func (r *rig) elsewhere() *upload.Engine {
	return upload.New(upload.Config{Store: r.db, Blobs: r.disk, Log: slog.New(slog.DiscardHandler), Now: r.clock.now})
}

// steps notes the records that are written among the operations on storage, before and after
// each, so that a test may stop the process at either side of a commit.
type steps struct {
	*db.DB

	noted *blobtest.Faulty
}

func step[T any](s steps, name string, do func() (T, error)) (T, error) {
	var zero T
	if err := s.noted.Note(name); err != nil {
		return zero, err
	}
	got, err := do()
	if err == nil {
		err = s.noted.Note(name + " committed")
	}
	return got, err
}

func (s steps) Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error) {
	return step(s, "begin", func() (upload.Upload, error) { return s.DB.Begin(ctx, b) })
}

func (s steps) Claim(ctx context.Context, id string, epoch int64, owner string, until time.Time) (upload.Upload, error) {
	return step(s, "claim", func() (upload.Upload, error) { return s.DB.Claim(ctx, id, epoch, owner, until) })
}

func (s steps) Checkpoint(ctx context.Context, id string, c upload.Checkpoint) error {
	_, err := step(s, "checkpoint", func() (any, error) { return nil, s.DB.Checkpoint(ctx, id, c) })
	return err
}

func (s steps) Finish(ctx context.Context, id, sum string, last *upload.Checkpoint) (upload.Upload, error) {
	return step(s, "finish", func() (upload.Upload, error) { return s.DB.Finish(ctx, id, sum, last) })
}

// clock is the engine's. It moves only when told, or by stride at every look.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	stride time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(c.stride)
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) walk(stride time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stride = stride
}

// begin starts an upload of a new video. change may be nil.
func (r *rig) begin(length int64, change func(*upload.Beginning)) upload.Upload {
	r.t.Helper()
	v := r.newVideo()
	b := upload.Beginning{ProjectID: r.project, Protocol: "test", NewVideo: &v, Length: length, Limits: upload.Limits{Idle: time.Hour}}
	if change != nil {
		change(&b)
	}
	u, err := r.Begin(r.t.Context(), b)
	must(r.t, err)
	return u
}

func (r *rig) newVideo() media.Video {
	now := time.Now().UTC()
	return media.Video{ID: media.NewUUID(), ProjectID: r.project, Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now}
}

func limited(l upload.Limits) func(*upload.Beginning) {
	return func(b *upload.Beginning) {
		l.Idle = time.Hour
		b.Limits = l
	}
}

func digested(d upload.Digest) func(*upload.Beginning) {
	return func(b *upload.Beginning) { b.Digest = d }
}

// put appends bytes of a declared size and must succeed.
func (r *rig) put(id string, offset int64, p []byte) upload.Upload {
	r.t.Helper()
	u, err := r.Append(r.t.Context(), id, chunk(offset, p))
	must(r.t, err)
	return u
}

func chunk(offset int64, p []byte) upload.Chunk {
	return upload.Chunk{Offset: offset, Size: int64(len(p)), Body: bytes.NewReader(p), Length: upload.UnknownLength}
}

func counted(offset int64, p []byte) upload.Chunk {
	c := chunk(offset, p)
	c.Size = -1
	return c
}

// cut is a body that breaks off after p.
func cut(p []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(p), errReader{errors.New("connection reset")})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// record is the upload as the database has it.
func (r *rig) record(id string) upload.Upload {
	r.t.Helper()
	u, err := r.db.Upload(r.t.Context(), id)
	must(r.t, err)
	return u
}

// wantRecord checks state and offset in the database.
func (r *rig) wantRecord(id string, state upload.State, offset int64) {
	r.t.Helper()
	if u := r.record(id); u.State != state || u.Offset != offset {
		r.t.Errorf("record: %s at %d, want %s at %d", u.State, u.Offset, state, offset)
	}
}

// wantSource checks that the video has exactly these bytes, and was queued once.
func (r *rig) wantSource(u upload.Upload, want []byte) {
	r.t.Helper()
	v, err := r.db.Video(r.t.Context(), u.VideoID)
	must(r.t, err)
	if v.State != media.Processing || v.Source == nil {
		r.t.Fatalf("video is %s, source %+v", v.State, v.Source)
	}
	src, err := blob.OpenParts(r.t.Context(), r.disk, v.Source.Segments)
	must(r.t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(r.t, err)
	if !bytes.Equal(got, want) {
		r.t.Fatalf("source has %d bytes that differ from the %d sent", len(got), len(want))
	}
	if v.Source.SHA256 != "" && v.Source.SHA256 != sum(want) {
		r.t.Errorf("digest %s, want %s", v.Source.SHA256, sum(want))
	}
	queued := 0
	for _, j := range r.jobs.Take() {
		if j.Kind == media.ProcessJob && j.Subject == v.ID {
			queued++
		}
	}
	if queued != 1 {
		r.t.Errorf("queued for processing %d times", queued)
	}
}

// blobs lists what is stored of uploads.
func (r *rig) blobs() []string {
	r.t.Helper()
	var keys []string
	must(r.t, r.disk.List(r.t.Context(), "uploads", func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	}))
	return keys
}

func sum(p []byte) string {
	s := sha256.Sum256(p)
	return hex.EncodeToString(s[:])
}

// noise returns n bytes, the same for the same seed.
func noise(seed byte, n int) []byte {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(p)
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind media.Kind) {
	t.Helper()
	if err == nil || media.KindOf(err) != kind {
		t.Errorf("error %v has kind %d, want %d", err, media.KindOf(err), kind)
	}
}

// wantOffset checks for a refusal that tells the offset.
func wantOffset(t testing.TB, err error, want int64) {
	t.Helper()
	refusal, ok := errors.AsType[*upload.OffsetError](err)
	if !ok || refusal.Offset != want || media.KindOf(err) != media.OffsetMismatch {
		t.Errorf("error %v, want a mismatch that tells %d", err, want)
	}
}

func castagnoli(p []byte) uint32 { return crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)) }
