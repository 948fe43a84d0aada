package streamdiver_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const notFoundBody = `{"status":"fail","message":"upload not found","data":null}`

func (f *fixture) sweepBlobs(t *testing.T) {
	t.Helper()
	must(t, f.engine.Sweep(t.Context(), f.DB))
}

// blobs is how many are stored of the source of a video, as it was.
func (f *fixture) storedOf(t *testing.T, source media.Source) (n int) {
	t.Helper()
	for _, segment := range source.Segments {
		if r, err := f.blobs.Open(t.Context(), segment.Key); err == nil {
			must(t, r.Close())
			n++
		}
	}
	return n
}

func TestDeleteUpload(t *testing.T) {
	rung := media.Rendition{Name: "360p", Kind: media.VideoRendition, State: media.Complete}
	for name, tt := range map[string]struct {
		more []media.Rendition
		left int
	}{
		"something else plays": {[]media.Rendition{rung}, 0},
		"it alone plays":       {nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, nil)
			id := f.completed(t, "the only bytes")
			f.play(t, id, tt.more...)
			v, err := f.catalog.Find(t.Context(), id)
			must(t, err)
			before := f.api(t, 200, "GET", "/v2/media/"+id, "").data(t)
			path := "/v2/uploads/" + text(t, before, "uploadId")
			f.as(t, f.key, "DELETE", path, "").wantBody(t, 200, `{"status":"success","message":null,"data":null}`)
			f.sweepBlobs(t)
			if n := f.storedOf(t, *v.Source); n != tt.left {
				t.Errorf("%d blobs are left, want %d", n, tt.left)
			}
			for _, call := range []string{"GET", "DELETE"} {
				f.as(t, f.key, call, path, "").wantBody(t, 404, notFoundBody)
			}
			if list := f.api(t, 200, "GET", "/v2/uploads", "").list(t); len(list) != 0 {
				t.Errorf("listed %v", list)
			}
			after := f.api(t, 200, "GET", "/v2/media/"+id, "").data(t)
			for _, field := range []string{"status", "playable", "playlistUrl", "fileName", "fileSize", "uploadId"} {
				if before[field] != after[field] {
					t.Errorf("%s was %v and is %v", field, before[field], after[field])
				}
			}
			// Its bytes may come again, or are still there.
			again := f.newUpload(t, checked)
			f.store(t, again, "the only bytes")
			if a := f.as(t, f.key, "POST", uploadPath(t, again)+"/complete", ""); (a.status == http.StatusConflict) != (tt.left > 0) {
				t.Errorf("the same bytes again: %d %s", a.status, a.body)
			}
			f.api(t, 200, "DELETE", "/v2/media/"+id+"?hardDelete=true", "")
			f.sweepBlobs(t)
			if n := f.storedOf(t, *v.Source); n != 0 {
				t.Errorf("%d blobs are left of what was erased", n)
			}
		})
	}
}

func TestDeleteUploadTooEarly(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	path := uploadPath(t, u)
	f.as(t, f.key, "DELETE", path, "").wantBody(t, 409, `{"status":"fail","message":"upload is created","data":{"status":"created"}}`)
	f.store(t, u, "bytes")
	f.as(t, f.key, "DELETE", path, "").wantBody(t, 409, `{"status":"fail","message":"upload is uploading","data":{"status":"uploading"}}`)
	done := f.api(t, 200, "POST", path+"/complete", "").data(t)
	if a := f.as(t, f.foreign, "DELETE", path, ""); a.status != 404 {
		t.Errorf("by another project: %d", a.status)
	}
	// Completed is completed, but what is being encoded is not taken away.
	f.api(t, 200, "DELETE", path, "")
	f.as(t, f.key, "GET", path, "").wantBody(t, 404, notFoundBody)
	f.as(t, f.key, "DELETE", path, "").wantBody(t, 404, notFoundBody)
	id := text(t, done, "mediaId")
	kept := func() bool {
		t.Helper()
		must(t, f.dialect.Sweep(t.Context()))
		v, err := f.Video(t.Context(), id)
		must(t, err)
		return v.Source.Kept()
	}
	f.clock.Advance(time.Second)
	if !kept() {
		t.Fatal("the source went while the media was in processing")
	}
	must(t, f.FailSource(t.Context(), id, nil, media.Refusal{Code: media.NotMedia, Text: "no media"}))
	for range 2 {
		if kept() {
			t.Fatal("the source stays after processing")
		}
	}
}
