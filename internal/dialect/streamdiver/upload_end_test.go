package streamdiver_test

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	isCompleted = `{"status":"fail","message":"upload is completed","data":{"status":"completed"}}`
	isCancelled = `{"status":"fail","message":"upload is cancelled","data":{"status":"cancelled"}}`
	isExpired   = `{"status":"fail","message":"upload is expired","data":{"status":"expired"}}`
	noFile      = `{"status":"fail","message":"no file has been uploaded","data":null}`
)

// ended fails unless an upload has a status, tells no secret, and its key opens nothing.
func (f *fixture) ended(t *testing.T, u map[string]any, status string) {
	t.Helper()
	got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)
	if got["status"] != status || got["input"] != nil {
		t.Errorf("upload %v, want it %s", got, status)
	}
	access, err := f.dialect.AccessKey(t.Context(), keyOf(t, u))
	if media.KindOf(err) != media.NotFound {
		t.Errorf("access %v, %v", access, err)
	}
}

func TestComplete(t *testing.T) { each(t, testComplete) }

func testComplete(t *testing.T, f *fixture) {
	u := f.newUpload(t, `{"fileName":"harbour.mp4","tags":["old"]}`)
	path := uploadPath(t, u)
	f.as(t, f.key, "POST", path+"/complete", "").wantBody(t, 400, noFile)
	f.store(t, u, "seven, ", "eight")
	stored := f.api(t, 200, "GET", path, "").data(t)
	if stored["status"] != "uploading" || stored["fileSize"] != 12.0 || stored["mediaId"] != nil || stored["input"] == nil {
		t.Errorf("stored %v", stored)
	}
	body := `{"name":"Harbour walk","description":"By the sea","tags":["sea"],"duplicateCheck":false}`
	done := f.api(t, 200, "PATCH", path+"/complete", body).data(t)
	for field, want := range map[string]any{
		"id": u["id"], "status": "completed", "fileSize": 12.0, "name": "Harbour walk", "description": "By the sea", "input": nil,
		"type": "multipart", "fileName": "harbour.mp4",
	} {
		if done[field] != want {
			t.Errorf("%s is %v, want %v", field, done[field], want)
		}
	}
	if done["channelId"] == nil || !cmp.Equal(done["tags"], []any{"sea"}) {
		t.Errorf("completed %v", done)
	}
	v, err := f.catalog.Get(t.Context(), f.project.ID, text(t, done, "mediaId"))
	must(t, err)
	if v.State != media.Processing || v.Title != "Harbour walk" || v.Source.Size != 12 {
		t.Errorf("video %+v", v)
	}
	f.ended(t, u, "completed")
	for _, again := range []string{"", body, `{"name":"Another"}`, `{"channelId":"unknown"}`, `{`} {
		if diff := cmp.Diff(done, f.api(t, 200, "PUT", path+"/complete", again).data(t)); diff != "" {
			t.Errorf("again with %s (-want +got):\n%s", again, diff)
		}
	}
	f.as(t, f.key, "POST", path+"/cancel", "").wantBody(t, 409, isCompleted)
	must(t, f.catalog.Delete(t.Context(), f.project.ID, v.ID, func(media.Video) error { return nil }))
	f.ended(t, u, "completed")
	_, err = f.BeginPurge(t.Context(), v.ID)
	must(t, err)
	f.as(t, f.key, "GET", path, "").wantBody(t, 404, `{"status":"fail","message":"upload not found","data":null}`)
}

func TestCompleteWithBadFields(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	f.store(t, u, "bytes")
	for body, field := range map[string]string{
		`{"channelId":"e1c7b2d4-0f35-4a96-b8d2-6a9f3c5e7081"}`: "channelId", `{"channel":"x"}`: "channelId",
		`{"tags":7}`: "tags", `{"name":{}}`: "name", `{"duplicateCheck":1}`: "duplicateCheck",
	} {
		if got := f.api(t, 400, "POST", uploadPath(t, u)+"/complete", body).decode(t); at(got, "data", field) == nil {
			t.Errorf("%s: %v", body, got)
		}
	}
	got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)
	if got["status"] != "uploading" || got["name"] != "harbour" {
		t.Errorf("upload %v", got)
	}
}

// What is not whole cannot be completed, and what was brought last counts.
func TestCompleteNeedsTheWhole(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	_, b := f.access(t, u)
	half := f.begin(t, b, "half")
	if got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t); got["status"] != "uploading" || got["fileSize"] != nil {
		t.Errorf("half %v", got)
	}
	f.as(t, f.key, "POST", uploadPath(t, u)+"/complete", "").wantBody(t, 400, noFile)
	empty := f.newUpload(t, "")
	f.store(t, empty)
	f.as(t, f.key, "POST", uploadPath(t, empty)+"/complete", "").wantBody(t, 400, noFile)
	f.whole(t, half)
	f.store(t, u, "the last one")
	done := f.api(t, 200, "POST", uploadPath(t, u)+"/complete", "").data(t)
	if done["fileSize"] != 12.0 {
		t.Errorf("completed %v", done)
	}
	source, err := f.catalog.Find(t.Context(), text(t, done, "mediaId"))
	must(t, err)
	r, err := f.blobs.Open(t.Context(), source.Source.Segments[0].Key)
	must(t, err)
	defer r.Close()
	raw, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	must(t, err)
	if string(raw) != "the last one" {
		t.Errorf("source %q", raw)
	}
}

func TestCancel(t *testing.T) {
	for name, bring := range map[string]func(*fixture, *testing.T, map[string]any){
		"nothing":   func(*fixture, *testing.T, map[string]any) {},
		"a part":    func(f *fixture, t *testing.T, u map[string]any) { _, b := f.access(t, u); f.begin(t, b, "part") },
		"an object": func(f *fixture, t *testing.T, u map[string]any) { f.store(t, u, "whole") },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, nil)
			u := f.newUpload(t, "")
			bring(f, t, u)
			video := f.videoOf(t, u).ID
			path := uploadPath(t, u)
			first := f.api(t, 200, "POST", path+"/cancel", "").data(t)
			if first["status"] != "cancelled" || first["mediaId"] != nil || first["input"] != nil {
				t.Errorf("cancelled %v", first)
			}
			f.ended(t, u, "cancelled")
			if diff := cmp.Diff(first, f.api(t, 200, "PUT", path+"/cancel", "").data(t)); diff != "" {
				t.Errorf("cancelled twice (-want +got):\n%s", diff)
			}
			f.as(t, f.key, "POST", path+"/complete", "").wantBody(t, 409, isCancelled)
			open, err := f.UploadsOf(t.Context(), video, streamdiver.Protocol)
			must(t, err)
			if len(open) != 0 {
				t.Errorf("still open: %v", open)
			}
			f.clock.Advance(100 * time.Hour)
			must(t, f.dialect.Sweep(t.Context()))
			f.ended(t, u, "cancelled")
		})
	}
}

func TestExpiry(t *testing.T) { each(t, testExpiry) }

func testExpiry(t *testing.T, f *fixture) {
	u := f.newUpload(t, `{"fileName":"put.mp4","type":"put"}`)
	multipart := f.newUpload(t, "")
	f.clock.Advance(24*time.Hour - time.Minute)
	if got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t); got["status"] != "created" || got["input"] == nil {
		t.Errorf("before its end %v", got)
	}
	f.clock.Advance(2 * time.Minute)
	path := uploadPath(t, multipart)
	f.ended(t, multipart, "expired")
	f.as(t, f.key, "POST", path+"/complete", "").wantBody(t, 409, isExpired)
	f.as(t, f.key, "POST", path+"/cancel", "").wantBody(t, 409, isExpired)
	if list := f.api(t, 200, "GET", "/v2/uploads?filter=status=expired", "").list(t); len(list) != 2 {
		t.Errorf("expired %v", list)
	}
	f.clock.Advance(24 * time.Hour)
	must(t, f.dialect.Sweep(t.Context()))
	f.ended(t, multipart, "expired")
	f.as(t, f.key, "POST", path+"/complete", "").wantBody(t, 409, isExpired)
	if alive, binned := f.count(t, false), f.count(t, true); alive != 0 || binned != 2 {
		t.Errorf("%d videos are alive, %d in the bin", alive, binned)
	}
	docs, err := f.catalog.Documents(t.Context(), f.project.ID, "streamdiver.key")
	must(t, err)
	if len(docs) != 0 {
		t.Errorf("keys left: %v", docs)
	}
	must(t, f.dialect.Sweep(t.Context()))
}

// An object that comes at the last moment can be completed after the key has ended, and the sweep
// leaves it alone.
func TestObjectInTime(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	late := f.newUpload(t, "")
	_, b := f.access(t, u)
	_, lateBeginning := f.access(t, late)
	b.Limits.Idle = 100 * time.Hour // the engine's clock stands still in this test
	lateBeginning.Limits.Idle = b.Limits.Idle
	f.whole(t, f.begin(t, b, "in time"))
	f.clock.Advance(50 * time.Hour)
	must(t, f.engine.Sweep(t.Context(), f.DB))
	got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)
	if got["status"] != "uploading" || got["input"] != nil || got["fileSize"] != 7.0 {
		t.Errorf("in time: %v", got)
	}
	// A PUT that began in time and ends now.
	f.whole(t, f.begin(t, lateBeginning, "began in time"))
	must(t, f.dialect.Sweep(t.Context()))
	for _, u := range []map[string]any{u, late} {
		if done := f.api(t, 200, "POST", uploadPath(t, u)+"/complete", "").data(t); done["status"] != "completed" {
			t.Errorf("completed %v", done)
		}
		f.ended(t, u, "completed")
	}
}

// count is how many videos of the project are alive, or in the bin.
func (f *fixture) count(t *testing.T, bin bool) int {
	t.Helper()
	_, n, err := f.catalog.List(t.Context(), catalog.Filter{ProjectID: f.project.ID, Deleted: bin})
	must(t, err)
	return n
}

// All at once: whatever comes first, everybody is told the same end.
func TestCompleteAndCancelAtOnce(t *testing.T) { each(t, testCompleteAndCancelAtOnce) }

func testCompleteAndCancelAtOnce(t *testing.T, f *fixture) {
	for round := range 10 {
		u := f.newUpload(t, "")
		f.store(t, u, "bytes")
		calls := []string{"/complete", "/complete", "/complete", "/cancel"}
		if round%2 == 0 {
			calls = calls[:3]
		}
		answers := make([]answer, len(calls))
		var wg sync.WaitGroup
		for i, call := range calls {
			wg.Go(func() { answers[i] = f.as(t, f.key, "POST", uploadPath(t, u)+call, "") })
		}
		wg.Wait()
		end := text(t, f.api(t, 200, "GET", uploadPath(t, u), "").data(t), "status")
		medias := map[any]bool{}
		for i, a := range answers {
			want := 200
			if (calls[i] == "/cancel") != (end == "cancelled") {
				want = 409
			}
			if a.status != want {
				t.Errorf("round %d: it is %s, and %s says %d %s", round, end, calls[i], a.status, a.body)
				continue
			}
			if a.status == 200 {
				medias[a.data(t)["mediaId"]] = true
			}
		}
		if len(medias) != 1 {
			t.Errorf("round %d: several media: %v", round, medias)
		}
	}
}

func TestSweepOfWhatNeverCameToBe(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	other := f.newUpload(t, "")
	key, b := f.access(t, u)
	doc, err := f.catalog.Document(t.Context(), f.project.ID, "streamdiver.key", key, &struct{}{})
	must(t, err)
	// As if the process had died before it made the video.
	orphan := media.NewUUID()
	doc.Body = []byte(strings.Replace(string(doc.Body), b.VideoID, orphan, 1))
	must(t, f.PutDocument(t.Context(), doc))
	must(t, f.PutDocument(t.Context(), media.Document{ID: orphan, ProjectID: f.project.ID, Kind: "streamdiver.upload", Body: []byte(`{}`)}))
	f.store(t, other, "waits")
	f.clock.Advance(49 * time.Hour)
	must(t, f.dialect.Sweep(t.Context()))
	for _, gone := range []struct{ kind, id string }{{"streamdiver.key", key}, {"streamdiver.upload", orphan}} {
		if _, err := f.Document(t.Context(), gone.kind, gone.id); media.KindOf(err) != media.NotFound {
			t.Errorf("%s %s: %v", gone.kind, gone.id, err)
		}
	}
}

func TestAccessKey(t *testing.T) {
	f := newFixture(t, func(c *streamdiver.Config) { c.MaxUploadSize = 1 << 30; c.Digest = upload.DigestOff })
	u := f.newUpload(t, "")
	input := u["input"].(map[string]any)
	id := text(t, input, "accessKeyId")
	access, err := f.dialect.AccessKey(t.Context(), id)
	must(t, err)
	if access.KeyID != id || access.Secret != input["secretAccessKey"] || access.Bucket != "project-1" || access.Object != input["key"] {
		t.Errorf("access %+v", access)
	}
	b := access.Upload
	if b.ProjectID != 1 || b.Protocol != streamdiver.Protocol || b.Limits.MaxSize != 1<<30 || b.Limits.Idle != 24*time.Hour ||
		b.Digest != upload.DigestOff || !b.Beside {
		t.Errorf("beginning %+v", b)
	}
	for _, id := range []string{"", "TR", "TR0000000000000000AA", strings.ToLower(id), id + "\x00", f.key, "00000000-0000-0000-0000-000000000000"} {
		if access, err := f.dialect.AccessKey(t.Context(), id); media.KindOf(err) != media.NotFound || access.Secret != "" {
			t.Errorf("%q: %+v %v", id, access, err)
		}
	}
	doc, err := f.Document(t.Context(), "streamdiver.key", id)
	must(t, err)
	if strings.Contains(string(doc.Body), access.Secret) {
		t.Error("the secret is stored in the clear")
	}
	// A secret opens nothing under another key's name.
	doc.ID = "TR0000000000000000AA"
	must(t, f.PutDocument(t.Context(), doc))
	if _, err := f.dialect.AccessKey(t.Context(), doc.ID); err == nil || errors.Is(err, media.Errorf(media.NotFound, "")) {
		t.Errorf("moved secret: %v", err)
	}
	if strings.Contains(f.log.String(), access.Secret) {
		t.Error("the secret is in the log")
	}
}
