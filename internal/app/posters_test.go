package app

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/media"
)

// Posters of imports are written anew, replace each other, and leave nothing behind.
func TestSetPoster(t *testing.T) {
	records, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	blobs, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	check(t, err)
	t.Cleanup(func() { check(t, blobs.Close()) })
	p := posters{catalog: catalog.New(records), blobs: blobs, desk: picture.NewDesk(), log: slog.New(slog.DiscardHandler)}
	project, err := records.CreateProject(t.Context(), "test")
	check(t, err)
	v, err := records.CreateVideo(t.Context(), media.Video{ID: media.NewUUID(), ProjectID: project.ID, Title: "t", Privacy: media.Public, State: media.Created})
	check(t, err)

	var raw bytes.Buffer
	check(t, png.Encode(&raw, image.NewPaletted(image.Rect(0, 0, 16, 8), color.Palette{color.White})))
	check(t, p.SetPoster(t.Context(), project.ID, v.ID, raw.Bytes()))
	first := thumbnail(t, p, project.ID, v.ID)
	check(t, p.SetPoster(t.Context(), project.ID, v.ID, raw.Bytes()))
	second := thumbnail(t, p, project.ID, v.ID)
	if _, err := blobs.Open(t.Context(), first); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("the first poster is still stored: %v", err)
	}
	stored, err := blobs.Open(t.Context(), second)
	check(t, err)
	defer stored.Close()
	if got, err := io.ReadAll(io.NewSectionReader(stored, 0, stored.Size())); err != nil || !bytes.HasPrefix(got, []byte("\xff\xd8\xff")) {
		t.Errorf("stored %q, %v; want a JPEG", got[:min(len(got), 8)], err)
	}

	for _, bad := range [][]byte{nil, []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")} {
		if err := p.SetPoster(t.Context(), project.ID, v.ID, bad); err == nil {
			t.Errorf("%q became a poster", bad)
		}
	}
	if err := p.SetPoster(t.Context(), project.ID+1, v.ID, raw.Bytes()); media.KindOf(err) != media.NotFound {
		t.Errorf("a stranger's video: %v", err)
	}
	if got := thumbnail(t, p, project.ID, v.ID); got != second {
		t.Errorf("the poster is %s, not %s", got, second)
	}
	n := 0
	check(t, blobs.List(t.Context(), "videos", func(string, int64) error { n++; return nil }))
	if n != 1 {
		t.Errorf("%d blobs are stored, want 1", n)
	}
}

func thumbnail(t *testing.T, p posters, project int64, id string) string {
	t.Helper()
	v, err := p.catalog.Get(t.Context(), project, id)
	check(t, err)
	return v.Wishes.Thumbnail
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
