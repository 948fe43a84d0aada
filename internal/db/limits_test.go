package db_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// rule sets the settings of the project.
func (f fixture) rule(t *testing.T, s media.Settings) {
	t.Helper()
	must(t, f.ChangeSettings(t.Context(), f.project.ID, func(old *media.Settings) { *old = s }))
}

func (f fixture) beginning(length int64) upload.Beginning {
	v := f.newVideo()
	return upload.Beginning{ProjectID: f.project.ID, Protocol: "test", NewVideo: &v, Length: length, Limits: upload.Limits{Idle: time.Hour}}
}

func (f fixture) wantUsage(t *testing.T, uploads int, bytes int64) {
	t.Helper()
	_, used, err := f.ProjectUsage(t.Context(), f.project.ID)
	must(t, err)
	if diff := cmp.Diff(media.Usage{Uploads: uploads, Bytes: bytes}, used); diff != "" {
		t.Errorf("usage (-want +got):\n%s", diff)
	}
}

// fill brings an upload its bytes and finishes it.
func (f fixture) fill(t *testing.T, u upload.Upload) {
	t.Helper()
	u, err := f.Claim(t.Context(), u.ID, u.Epoch, "me", time.Now().Add(time.Minute))
	must(t, err)
	must(t, f.Checkpoint(t.Context(), u.ID, checkpoint(u, 0, u.Length, true)))
	_, err = f.Finish(t.Context(), u.ID, "", nil)
	must(t, err)
}

func TestSettings(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		want := media.Settings{MaxUploadSize: 1 << 40, MaxUploads: 3, MaxStored: 1 << 50, Digest: "off"}
		f.rule(t, want)
		must(t, f.ChangeSettings(t.Context(), f.project.ID, func(s *media.Settings) { s.MaxUploads = 4 }))
		want.MaxUploads = 4
		p, err := f.Project(t.Context(), f.project.ID)
		must(t, err)
		if diff := cmp.Diff(want, p.Settings); diff != "" {
			t.Error(diff)
		}
		wantKind(t, f.ChangeSettings(t.Context(), 99, func(*media.Settings) {}), media.NotFound)
		_, _, err = f.ProjectUsage(t.Context(), 99)
		wantKind(t, err, media.NotFound)
	})
}

// TestUploadsAtOnce begins more than are allowed, all at the same time.
func TestUploadsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.rule(t, media.Settings{MaxUploads: 3})
		begun, errs := make(chan upload.Upload, 12), make(chan error, 12)
		var all sync.WaitGroup
		for range 12 {
			b := f.beginning(10)
			all.Go(func() {
				u, err := f.Begin(t.Context(), b)
				if err != nil {
					errs <- err
					return
				}
				begun <- u
			})
		}
		all.Wait()
		if len(begun) != 3 || len(errs) != 9 {
			t.Fatalf("%d uploads began", len(begun))
		}
		for range 9 {
			wantKind(t, <-errs, media.TooMany)
		}
		f.wantUsage(t, 3, 30)
		first := <-begun
		again := f.beginning(10)
		again.NewVideo, again.VideoID = nil, first.VideoID
		second, err := f.Begin(t.Context(), again) // in place of the first, not beside it
		must(t, err)
		f.fill(t, second)
		f.fill(t, <-begun)
		must(t, f.End(t.Context(), (<-begun).ID, upload.Terminated))
		f.wantUsage(t, 0, 20)
	})
}

// TestStoredBytes follows what counts from the first byte to the purge.
func TestStoredBytes(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.rule(t, media.Settings{MaxStored: 100})
		first, err := f.Begin(t.Context(), f.beginning(60))
		must(t, err)
		_, err = f.Begin(t.Context(), f.beginning(41))
		wantKind(t, err, media.NoSpace)
		if text := media.PublicText(err); !strings.Contains(text, "storage limit of 100 bytes") {
			t.Errorf("a client reads %q", text)
		}
		f.fill(t, first)
		f.wantUsage(t, 0, 60)
		deferred, err := f.Begin(t.Context(), f.beginning(upload.UnknownLength))
		must(t, err)
		if deferred.Limits.MaxSize != 40 {
			t.Errorf("an upload of unknown length may have %d bytes, there is room for 40", deferred.Limits.MaxSize)
		}
		second, err := f.Begin(t.Context(), f.beginning(40))
		must(t, err)
		for _, length := range []int64{1, upload.UnknownLength} {
			_, err = f.Begin(t.Context(), f.beginning(length))
			wantKind(t, err, media.NoSpace)
		}
		must(t, f.End(t.Context(), second.ID, upload.Terminated))
		f.wantUsage(t, 1, 60)
		must(t, f.DeleteVideo(t.Context(), f.project.ID, first.VideoID, func(media.Video) error { return nil }))
		f.wantUsage(t, 1, 60) // the bin keeps bytes
		for range 2 {
			_, err = f.BeginPurge(t.Context(), first.VideoID)
			must(t, err)
			f.wantUsage(t, 1, 0)
		}
	})
}

// TestStoredBytesOfPieces: what a final upload shares with its partial ones counts once.
func TestStoredBytesOfPieces(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.rule(t, media.Settings{MaxStored: 100, MaxUploads: 2})
		var ids []string
		for range 2 {
			b := f.beginning(50)
			b.Kind, b.NewVideo = upload.Partial, nil
			u, err := f.Begin(t.Context(), b)
			must(t, err)
			f.fill(t, u)
			ids = append(ids, u.ID)
		}
		f.wantUsage(t, 0, 100)
		b := f.beginning(upload.UnknownLength)
		b.Kind, b.Sources = upload.Final, ids
		u, err := f.Begin(t.Context(), b)
		must(t, err)
		f.wantUsage(t, 0, 100)
		_, err = f.Finish(t.Context(), u.ID, "", nil)
		must(t, err)
		f.wantUsage(t, 0, 100)
	})
}

func TestRulesOfTheProjectAndTheServer(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for _, tt := range []struct {
			server, project int64
			want            int64
		}{{0, 0, 0}, {50, 0, 50}, {0, 40, 40}, {50, 40, 40}, {40, 50, 40}} {
			f.rule(t, media.Settings{MaxUploadSize: tt.project, Digest: "inline"})
			b := f.beginning(upload.UnknownLength)
			b.Limits.MaxSize, b.Digest = tt.server, upload.DigestBackground
			u, err := f.Begin(t.Context(), b)
			must(t, err)
			if u.Limits.MaxSize != tt.want || u.Digest != upload.DigestInline {
				t.Errorf("server %d, project %d: %d, %s", tt.server, tt.project, u.Limits.MaxSize, u.Digest)
			}
			if b.Length = 51; tt.want != 0 {
				_, err = f.Begin(t.Context(), b)
				wantKind(t, err, media.TooLarge)
			}
		}
		b := f.beginning(5)
		b.Kind, b.NewVideo, b.Digest = upload.Partial, nil, upload.DigestOff
		u, err := f.Begin(t.Context(), b)
		must(t, err)
		if u.Digest != upload.DigestOff {
			t.Errorf("the sum of a piece is computed %s", u.Digest)
		}
	})
}

// TestOtherProjectsDoNotCount: each has a room of its own.
func TestOtherProjectsDoNotCount(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		p, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		other := f
		other.project = p
		_, err = other.Begin(t.Context(), other.beginning(1000))
		must(t, err)
		f.rule(t, media.Settings{MaxUploads: 1, MaxStored: 10})
		_, err = f.Begin(t.Context(), f.beginning(10))
		must(t, err)
		f.wantUsage(t, 1, 10)
		other.wantUsage(t, 1, 1000)
		_, err = f.Begin(t.Context(), upload.Beginning{ProjectID: 99, Limits: upload.Limits{Idle: time.Hour}})
		wantKind(t, err, media.NotFound)
	})
}
