package migration_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Rows of every kind, to their ends; again, when all of them are held; and those that failed
// once more, when their files are there.
func TestRows(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); testRows(t, newRig(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); testRows(t, rigOn(t, testkit.Postgres(t))) })
}

func testRows(t *testing.T, r *rig) {
	r.listen()
	o := newOrigin(t)
	file := movie(1000)
	sum := fmt.Sprintf("%x", sha256.Sum256(file))
	for _, name := range []string{"good", "sized", "summed", "wrong-size", "wrong-sum", "busy"} {
		o.has("/"+name+".mp4", file)
	}
	o.has("/busy.mp4", file, status(503), status(429), status(503))
	o.has("/short.mp4", movie(tiny-1))
	o.has("/page.mp4", []byte("<!DOCTYPE html>"+strings.Repeat("<p>no</p>", 1000)))
	manifest := strings.Join([]string{
		o.row("good", `,"name":"Spring talk","metadata":{"sku":"A-1"},"client_user_id":77,"slug":"abc","created_at":"2024-05-02T08:00:00Z"`),
		o.row("sized", `,"size":1000,"directory":"Talks/2024"`), o.row("summed", `,"sha256":"`+sum+`","directory":"Talks"`), o.row("good", ""),
		o.row("wrong-size", `,"size":999`), o.row("wrong-sum", `,"sha256":"`+strings.Repeat("0", 64)+`"`), o.row("busy", ""),
		o.row("short", ""), o.row("page", ""), o.row("absent", ""), "not json\n", `{"source_id":"nowhere"}` + "\n",
		`{"source_id":"inside","origin_url":"http://169.254.169.254/a.mp4"}` + "\n",
	}, "")
	keep := func(o *migration.Order) { o.Options.KeepCreatedAt = true }
	j := r.run(manifest, keep)
	first := j.ID
	want := map[string]string{
		"good": "skipped duplicate", "sized": "done", "summed": "done", "wrong-size": "failed The downloaded file is incomplete", "wrong-sum": "failed checksum_mismatch",
		"busy": "done", "short": "failed Video file has empty streams", "page": "failed File Invalid", "absent": "failed The requested origin was not found",
		"": "failed invalid_line", "nowhere": "failed invalid_origin_url", "inside": "failed Access to the origin is forbidden",
	}
	if diff := cmp.Diff(want, r.items(j.ID)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got := counts(j.Counts); got != "done 4, failed 8, skipped 1" || j.Total() != 13 || j.BytesDone != 5000+tiny-1 {
		t.Errorf("%s; %d bytes of %d", got, j.BytesDone, j.BytesTotal)
	}
	r.wantGood(j.ID)

	o.has("/absent.mp4", file)
	o.has("/short.mp4", file)
	before := r.item(j.ID, "short").VideoID
	j = r.run(manifest, keep)
	want["sized"], want["summed"], want["busy"] = "skipped already_imported", "skipped already_imported", "skipped already_imported"
	want["absent"], want["short"], want["good"] = "done", "done", "skipped duplicate"
	if diff := cmp.Diff(want, r.items(j.ID)); diff != "" {
		t.Errorf("rows of the second run (-want +got):\n%s", diff)
	}
	if after := r.item(j.ID, "short").VideoID; after != before {
		t.Errorf("the row that failed has video %s, not %s", after, before)
	}
	if diff := cmp.Diff([]string{first, j.ID}, r.told()); diff != "" {
		t.Errorf("told of (-want +got):\n%s", diff)
	}
}

// wantGood checks what a row's fields become.
func (r *rig) wantGood(id string) {
	r.t.Helper()
	items, _, err := r.Items(r.t.Context(), r.project, id, migration.Done, 0, 10)
	must(r.t, err)
	v, err := r.Video(r.t.Context(), items[0].VideoID)
	must(r.t, err)
	if diff := cmp.Diff(map[string]string{"sku": "A-1", "client_user_id": "77"}, v.Meta); diff != "" {
		r.t.Error(diff)
	}
	if v.Title != "Spring talk" || v.Slug != "abc" || v.CreatedAt.Year() != 2024 || v.Privacy != media.Private {
		r.t.Errorf("video %+v", v)
	}
	folders, _, err := r.Collections(r.t.Context(), r.project, 0, 10)
	must(r.t, err)
	if len(folders) != 2 {
		r.t.Errorf("%d collections: %v", len(folders), folders)
	}
}

// A dry run makes nothing, and is what runs when it is started.
func TestDryRun(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	r.listen()
	o.has("/a.mp4", movie(1000))
	o.has("/b.mp4", movie(2000))
	dry := func(o *migration.Order) { o.DryRun, o.Options.Probe = true, true }
	j := r.await(r.order(o.row("a", "")+o.row("b", "")+o.row("b", "")+o.row("c", ""), dry).ID, migration.Planned)
	if got := counts(j.Counts); got != "queued 3, skipped 1" || j.BytesTotal != 3000 || r.videos() != 0 {
		t.Errorf("%s; %d bytes, %d videos", got, j.BytesTotal, r.videos())
	}
	if got := r.items(j.ID)["c"]; got != "queued The requested origin was not found" {
		t.Errorf("c is %s", got)
	}
	if !j.Dry() || r.act(j.ID, migration.Start).Dry() {
		t.Error("a dry run is told from one that runs by whether it was started")
	}
	if got := counts(r.await(j.ID, migration.Finished).Counts); got != "done 2, failed 1, skipped 1" || r.videos() != 3 {
		t.Errorf("%s; %d videos", got, r.videos())
	}
	o.has("/c.mp4", movie(3000))
	r.act(j.ID, migration.RetryFailed)
	if got := counts(r.await(j.ID, migration.Finished).Counts); got != "done 3, skipped 1" || r.videos() != 3 {
		t.Errorf("%s; %d videos", got, r.videos())
	}
	if diff := cmp.Diff([]string{j.ID}, r.told()); diff != "" { // what is retried later is no news
		t.Errorf("told of (-want +got):\n%s", diff)
	}
}

// A canceled order has been dry as long as nothing came of it.
func TestDry(t *testing.T) {
	for name, tt := range map[string]struct {
		j    migration.Job
		want bool
	}{
		"planned":             {migration.Job{DryRun: true, State: migration.Planned}, true},
		"ordered to run":      {migration.Job{State: migration.Planning}, false},
		"started":             {migration.Job{DryRun: true, State: migration.Paused}, false},
		"canceled":            {migration.Job{DryRun: true, State: migration.Canceled}, true},
		"started and stopped": {migration.Job{DryRun: true, State: migration.Canceled, Counts: map[migration.ItemState]int64{migration.Done: 1}}, false},
	} {
		if got := tt.j.Dry(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Rows name a set of qualities, or get the usual one. One that there is not fails its row, also when
// it has gone since the row was planned.
func TestQualities(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	for _, name := range []string{"a", "b", "c", "d"} {
		o.has("/"+name+".mp4", movie(1000))
	}
	dry := func(o *migration.Order) { o.DryRun = true }
	rows := o.row("a", "") + o.row("b", `,"quality_set_id":4`) + o.row("c", `,"quality_set_id":5`) + o.row("d", `,"quality_set_id":-1`) +
		o.row("e", `,"quality_set_id":6`)
	j := r.await(r.order(rows, dry).ID, migration.Planned)
	want := map[string]string{
		"a": "queued", "b": "queued", "c": "queued", "d": "failed invalid_quality_set_id", "e": "failed invalid_quality_set_id",
	}
	if diff := cmp.Diff(want, r.items(j.ID)); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
	r.dropSet(5)
	r.act(j.ID, migration.Start)
	r.await(j.ID, migration.Finished)
	want["a"], want["b"], want["c"] = "done", "done", "failed invalid_quality_set_id"
	if diff := cmp.Diff(want, r.items(j.ID)); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
	for id, sizes := range map[string][]int{"a": {720}, "b": {360}} {
		v, err := r.Video(t.Context(), r.item(j.ID, id).VideoID)
		must(t, err)
		if diff := cmp.Diff(sizes, v.Wishes.Sizes); diff != "" {
			t.Errorf("sizes of %s (-want +got):\n%s", id, diff)
		}
	}
}

// A pause interrupts a transfer and keeps its bytes; cancelling takes the video away.
func TestPauseAndCancel(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	file := movie(3 << 20)
	arrived, gone := make(chan struct{}), make(chan struct{})
	half := func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("ETag", `"a.mp4"`)
		w.Header().Set("Content-Length", fmt.Sprint(len(file)))
		_, _ = w.Write(file[:2<<20])
		_ = http.NewResponseController(w).Flush()
		close(arrived)
		<-req.Context().Done()
		close(gone)
	}
	o.has("/a.mp4", file, half)
	j := r.order(o.row("a", ""), nil)
	<-arrived
	r.until(j.ID, func(migration.Job) bool { return r.bytes.Busy() })
	r.act(j.ID, migration.Pause)
	<-gone
	if got := r.items(j.ID)["a"]; got != "fetching" {
		t.Errorf("a is %s while paused", got)
	}
	r.act(j.ID, migration.Resume)
	if got := counts(r.await(j.ID, migration.Finished).Counts); got != "done 1" || o.asked["/a.mp4"] != 2 {
		t.Errorf("%s after %d requests", got, o.asked["/a.mp4"])
	}

	arrived, gone = make(chan struct{}), make(chan struct{})
	o.has("/b.mp4", file, half)
	j = r.order(o.row("b", "")+o.row("c", ""), func(o *migration.Order) { o.Options.Concurrency = 1 })
	<-arrived
	r.until(j.ID, func(migration.Job) bool { return r.bytes.Busy() })
	r.act(j.ID, migration.Cancel)
	<-gone
	if diff := cmp.Diff(map[string]string{"b": "canceled canceled", "c": "canceled canceled"}, r.items(j.ID)); diff != "" || r.videos() != 1 {
		t.Errorf("%d videos\n%s", r.videos(), diff)
	}
	o.has("/c.mp4", file)
	if got := counts(r.run(o.row("b", "")+o.row("c", ""), nil).Counts); got != "done 2" {
		t.Errorf("after cancelling: %s", got)
	}
}

// Wrong states are conflicts, other projects' imports absent.
func TestActions(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	o.has("/a.mp4", movie(1000))
	j := r.run(o.row("a", ""), nil)
	for _, a := range []migration.Action{migration.Start, migration.Pause, migration.Resume, migration.Cancel} {
		if _, err := r.Do(t.Context(), r.project, j.ID, a); media.KindOf(err) != media.Conflict {
			t.Errorf("%s: %v", a, err)
		}
	}
	if _, err := r.Do(t.Context(), r.project, j.ID, "erase"); media.KindOf(err) != media.NotFound {
		t.Error(err)
	}
	if _, err := r.Do(t.Context(), r.project+1, j.ID, migration.RetryFailed); media.KindOf(err) != media.NotFound {
		t.Error(err)
	}
}

// A deleted video stays deleted, unless the order says otherwise.
func TestDeleted(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	o.has("/a.mp4", movie(1000))
	j := r.run(o.row("a", ""), nil)
	must(t, r.DeleteVideo(t.Context(), r.project, r.item(j.ID, "a").VideoID, func(media.Video) error { return nil }))
	if got := r.items(r.run(o.row("a", ""), nil).ID)["a"]; got != "skipped deleted" {
		t.Error(got)
	}
	again := func(o *migration.Order) { o.Options.ReimportDeleted = true }
	if got := r.items(r.run(o.row("a", ""), again).ID)["a"]; got != "done" || r.videos() != 1 {
		t.Errorf("%s, %d videos", got, r.videos())
	}
}

// Text tracks come with the file, SubRip as WebVTT; one that cannot be had is told, and fails nothing.
func TestSubtitles(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	o.has("/a.mp4", movie(1000))
	o.has("/en.vtt", []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"))
	o.has("/de.srt", []byte("1\r\n00:00:01,000 --> 00:00:02,500\r\nHallo, du\r\n"))
	o.has("/fr.vtt", []byte("<html>"))
	subtitle := func(language, path string) string {
		return fmt.Sprintf(`{"language":%q,"name":"N","url":"%s%s"}`, language, o.URL, path)
	}
	j := r.run(o.row("a", `,"subtitles":[`+subtitle("eng", "/en.vtt")+","+subtitle("ger", "/de.srt")+","+subtitle("fra", "/fr.vtt")+","+
		subtitle("klingon", "/en.vtt")+","+subtitle("spa", "/none.vtt")+`,{"language":"ita","url":"file:///etc/passwd"}]`), nil)
	i := r.item(j.ID, "a")
	if i.State != migration.Done || i.Reason != "subtitle_unavailable" {
		t.Errorf("%s %s", i.State, i.Reason)
	}
	texts, err := r.Texts(t.Context(), i.VideoID, media.Captions)
	must(t, err)
	got := map[string]string{}
	for _, text := range texts {
		blob, err := r.blobs.Open(t.Context(), text.Key)
		must(t, err)
		raw := make([]byte, blob.Size())
		_, err = blob.ReadAt(raw, 0)
		must(t, err)
		must(t, blob.Close())
		got[text.Language+" "+text.Name] = string(raw)
	}
	want := map[string]string{
		"en N": "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "de N": "WEBVTT\n\n1\r\n00:00:01.000 --> 00:00:02.500\nHallo, du\r\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
