package s3_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	mib      = 1 << 20
	partSize = 5 * mib // the least that S3 allows
	protocol = "test.s3"
)

// fixture is the front over a real engine, database and folder, with a video that waits for
// an object.
type fixture struct {
	*db.DB

	t       *testing.T
	project media.Project
	access  s3.Access
	keys    *keys
	blobs   *disk.Store
	engine  *upload.Engine
	server  *httptest.Server
	wire    wire
	limit   int64 // bytes of an object

	between func(s3.Uploads) s3.Uploads // stands between the front and the engine; nil = nothing
}

// wire is how clients reach the server.
type wire struct {
	name  string
	tls   bool
	http2 bool
}

func wires() []wire {
	return []wire{{"plain", false, false}, {"TLS", true, false}, {"HTTP2", true, true}}
}

func newFixture(t *testing.T) *fixture { return newFixtureOn(t, wire{}) }

func newFixtureOn(t *testing.T, on wire) *fixture {
	t.Helper()
	return newFixtureAt(t, on, dbtest.Open(t, ""))
}

// each runs a test on every database: they differ in what they lock, and in what they refuse to store.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) { test(t, newFixtureAt(t, wire{}, conn)) })
}

func newFixtureAt(t *testing.T, on wire, conn *db.Conn) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, conn)
	blobs, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	p, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	f := &fixture{DB: repo, t: t, project: p, blobs: blobs, keys: &keys{known: map[string]s3.Access{}}, wire: on, limit: 64 * mib}
	f.access = f.issue("TREXAMPLE00000000001")
	f.start()
	t.Cleanup(func() { f.server.Close() })
	return f
}

// issue makes a video and an access key for its object.
func (f *fixture) issue(id string) s3.Access {
	f.t.Helper()
	now := time.Now().UTC()
	v, err := f.CreateVideo(f.t.Context(), media.Video{
		ID: media.NewUUID(), ProjectID: f.project.ID, Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now,
	})
	must(f.t, err)
	a := s3.Access{
		KeyID: id, Secret: "ExampleSecretExampleSecretExampleSecret0", Bucket: "project-1",
		Object: "videos/2026/03/" + v.ID + ".mp4", Expires: now.Add(time.Hour),
		Upload: upload.Beginning{ProjectID: f.project.ID, Protocol: protocol, VideoID: v.ID,
			Limits: upload.Limits{Idle: time.Hour, MaxSize: f.limit}},
	}
	f.keys.add(a)
	return a
}

// start runs a process: only database, folder and keys are there before and after it.
func (f *fixture) start() {
	f.t.Helper()
	log := slog.New(slog.DiscardHandler)
	f.engine = upload.New(upload.Config{Store: f, Parts: f, Blobs: f.blobs, Log: log})
	var uploads s3.Uploads = f.engine
	if f.between != nil {
		uploads = f.between(uploads)
	}
	front := s3.New(s3.Config{Keys: f.keys, Uploads: uploads, Records: f, Log: log})
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(f.t, err)
	stack := httpd.Stack{Log: log, Metrics: metrics}
	f.server = httptest.NewUnstartedServer(stack.Wrap(front))
	f.server.EnableHTTP2 = f.wire.http2
	if !f.wire.tls {
		f.server.Start()
		return
	}
	f.server.StartTLS()
}

func (f *fixture) restart() {
	f.t.Helper()
	f.server.Close()
	f.start()
}

// keys are access keys that can end.
type keys struct {
	mu    sync.Mutex
	known map[string]s3.Access
}

func (k *keys) add(a s3.Access) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known[a.KeyID] = a
}

func (k *keys) end(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.known, id)
}

func (k *keys) AccessKey(_ context.Context, id string) (s3.Access, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, ok := k.known[id]
	if !ok {
		return s3.Access{}, media.Errorf(media.NotFound, "access key not found")
	}
	return a, nil
}

// client is the SDK's, which tries once.
func (f *fixture) client(change ...func(*sdk.Options)) *sdk.Client {
	options := sdk.Options{
		BaseEndpoint: aws.String(f.server.URL), UsePathStyle: true, Region: "us-east-1", HTTPClient: f.server.Client(),
		RetryMaxAttempts: 1, RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: f.access.KeyID, SecretAccessKey: f.access.Secret}, nil
		}),
	}
	return sdk.New(options, change...)
}

// finish does what an API does that is told that the upload is complete, and returns the
// source of the video.
func (f *fixture) finish() string {
	f.t.Helper()
	o, err := s3.Stored(f.t.Context(), f, f.access.Upload.VideoID, protocol)
	must(f.t, err)
	_, err = f.engine.ChangeParts(f.t.Context(), o.UploadID, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		return have, true, nil
	})
	must(f.t, err)
	v, err := f.Video(f.t.Context(), f.access.Upload.VideoID)
	must(f.t, err)
	if v.State != media.Processing || v.Source.Size != o.Size {
		f.t.Fatalf("video is %s with %+v", v.State, v.Source)
	}
	src, err := blob.OpenParts(f.t.Context(), f.blobs, v.Source.Segments)
	must(f.t, err)
	defer src.Close()
	raw, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(f.t, err)
	return string(raw)
}

// wantLeft sweeps and checks how many uploads are open, how many bytes are on their way, and
// in how many blobs.
func (f *fixture) wantLeft(uploads int, size int64, blobs int) {
	f.t.Helper()
	must(f.t, f.engine.Sweep(f.t.Context(), f))
	_, used, err := f.ProjectUsage(f.t.Context(), f.project.ID)
	must(f.t, err)
	count := 0
	must(f.t, f.blobs.List(f.t.Context(), "uploads", func(string, int64) error {
		count++
		return nil
	}))
	if int(used.Uploads) != uploads || used.Bytes != size || count != blobs {
		f.t.Errorf("left: %d uploads, %d bytes, %d blobs; want %d, %d, %d", used.Uploads, used.Bytes, count, uploads, size, blobs)
	}
}

func (f *fixture) wantState(want media.State) {
	f.t.Helper()
	v, err := f.Video(f.t.Context(), f.access.Upload.VideoID)
	must(f.t, err)
	if v.State != want {
		f.t.Errorf("video is %s, want %s", v.State, want)
	}
}

// noise returns n bytes, the same for the same seed.
func noise(seed byte, n int) string {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(p)
	return string(p)
}

func sum(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// together is the ETag of an object in parts.
func together(parts ...string) string {
	var all bytes.Buffer
	for _, p := range parts {
		h := md5.Sum([]byte(p))
		all.Write(h[:])
	}
	return sum(all.String()) + "-" + string(rune('0'+len(parts)))
}

func codeOf(err error) string {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
