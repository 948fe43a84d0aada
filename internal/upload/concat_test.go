package upload_test

import (
	"io"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// partial brings bytes that wait to be joined, in chunks of at most 40, each
// behind a restart, so that there are several segments.
func (r *rig) partial(p []byte) upload.Upload {
	r.t.Helper()
	u := r.open(int64(len(p)))
	for piece := range slices.Chunk(p, 40) {
		r.restart()
		u = r.put(u.ID, u.Offset, piece)
	}
	return u
}

// open begins a partial upload.
func (r *rig) open(length int64) upload.Upload {
	r.t.Helper()
	return r.begin(length, func(b *upload.Beginning) { b.Kind, b.NewVideo = upload.Partial, nil })
}

// joining asks for a final upload.
func (r *rig) joining(ids ...string) upload.Beginning {
	v := r.newVideo()
	return upload.Beginning{
		ID: v.ID, ProjectID: r.project, Protocol: "test", NewVideo: &v, Limits: upload.Limits{Idle: time.Hour},
		Kind: upload.Final, Concat: "final;…", Sources: ids,
	}
}

func (r *rig) join(ids ...string) upload.Upload {
	r.t.Helper()
	u, err := r.Begin(r.t.Context(), r.joining(ids...))
	must(r.t, err)
	return u
}

func TestJoin(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		a, b, none := noise(1, 100), noise(2, 70), []byte(nil)
		pa, pb, pn := r.partial(a), r.partial(b), r.partial(none)
		if pa.State != upload.Done || pa.VideoID != "" || len(pa.Segments) != 3 || pn.State != upload.Done {
			t.Fatalf("partial uploads %+v, %+v", pa, pn)
		}
		if jobs := r.jobs.Take(); len(jobs) != 0 {
			t.Errorf("a partial upload is followed by %v", jobs)
		}
		before := r.blobs()
		for name, tt := range map[string]struct {
			ids  []string
			want []byte
		}{
			"in order":        {[]string{pa.ID, pb.ID}, slices.Concat(a, b)},
			"the other order": {[]string{pb.ID, pa.ID}, slices.Concat(b, a)},
			"repeated":        {[]string{pa.ID, pa.ID, pb.ID, pa.ID}, slices.Concat(a, a, b, a)},
			"with an empty":   {[]string{pn.ID, pa.ID, pn.ID, pb.ID, pn.ID}, slices.Concat(a, b)},
			"alone":           {[]string{pb.ID}, b},
			"nothing":         {[]string{pn.ID, pn.ID}, none},
		} {
			u := r.join(tt.ids...)
			if u.State != upload.Done || u.Offset != int64(len(tt.want)) || u.Length != u.Offset || u.Concat == "" {
				t.Errorf("%s: %+v", name, u)
			}
			r.wantSource(u, tt.want)
			_, err := r.Append(t.Context(), u.ID, chunk(u.Offset, nil))
			wantKind(t, err, media.Forbidden)
			wantKind(t, r.Abort(t.Context(), u.ID), media.Conflict)
		}
		if d := cmp.Diff(before, r.blobs()); d != "" {
			t.Errorf("joining stored bytes (-before +after):\n%s", d)
		}
	})
}

// What covers the source of a final upload are the sums of its parts, repeats included.
func TestRangesCoverJoinedSource(t *testing.T) {
	r := newRig(t)
	a, b := noise(1, 100), noise(2, 70)
	pa, pb := r.partial(a), r.partial(b)
	u := r.join(pb.ID, pa.ID, pb.ID)
	v, err := r.db.Video(t.Context(), u.VideoID)
	must(t, err)
	ranges, err := r.db.SourceRanges(t.Context(), *v.Source)
	must(t, err)
	whole := slices.Concat(b, a, b)
	at := int64(0)
	for _, g := range ranges {
		if g.CRC32C != castagnoli(whole[at:at+g.Length]) {
			t.Errorf("range %+v at %d does not match", g, at)
		}
		at += g.Length
	}
	if at != int64(len(whole)) {
		t.Errorf("ranges cover %d of %d bytes", at, len(whole))
	}
}

// A digest that is wanted beside the write cannot be had of pieces that came side by side.
func TestJoinedDigest(t *testing.T) {
	for digest, jobs := range map[upload.Digest]int{upload.DigestInline: 2, upload.DigestBackground: 2, upload.DigestOff: 1} {
		r := newRig(t)
		b := r.joining(r.partial([]byte("abc")).ID)
		b.Digest = digest
		u, err := r.Begin(t.Context(), b)
		must(t, err)
		v, err := r.db.Video(t.Context(), u.VideoID)
		must(t, err)
		if got := len(r.jobs.Take()); got != jobs || v.Source.SHA256 != "" {
			t.Errorf("%s: %d jobs and digest %q", digest, got, v.Source.SHA256)
		}
	}
}

// TestJoinRefuses is defect D16: only finished partial uploads of the same owner are joined.
func TestJoinRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		good := r.partial([]byte("abc"))
		ended := r.partial([]byte("def"))
		must(t, r.Abort(t.Context(), ended.ID))
		other, err := r.db.CreateProject(t.Context(), "other")
		must(t, err)
		for _, tt := range []struct {
			name   string
			kind   media.Kind
			change func(b *upload.Beginning)
		}{
			{"none", media.Invalid, func(b *upload.Beginning) { b.Sources = nil }},
			{"too many", media.Invalid, func(b *upload.Beginning) { b.Sources = slices.Repeat(b.Sources, upload.MaxSources+1) }},
			{"unknown", media.NotFound, func(b *upload.Beginning) { b.Sources = append(b.Sources, "feed") }},
			{"unfinished", media.Invalid, func(b *upload.Beginning) { b.Sources = append(b.Sources, r.open(5).ID) }},
			{"single", media.Invalid, func(b *upload.Beginning) { b.Sources = append(b.Sources, r.begin(0, nil).ID) }},
			{"final", media.Invalid, func(b *upload.Beginning) { b.Sources = append(b.Sources, r.join(good.ID).ID) }},
			{"over", media.Gone, func(b *upload.Beginning) { b.Sources = append(b.Sources, ended.ID) }},
			{"another project's", media.NotFound, func(b *upload.Beginning) { b.ProjectID, b.NewVideo.ProjectID = other.ID, other.ID }},
			{"another protocol's", media.NotFound, func(b *upload.Beginning) { b.Protocol = "else" }},
			{"too large", media.TooLarge, func(b *upload.Beginning) { b.Limits.MaxSize, b.Sources = 5, []string{good.ID, good.ID} }},
		} {
			b := r.joining(good.ID)
			tt.change(&b)
			_, err := r.Begin(t.Context(), b)
			wantKind(t, err, tt.kind)
			if _, err := r.db.Video(t.Context(), b.NewVideo.ID); media.KindOf(err) != media.NotFound {
				t.Errorf("%s: a refused upload leaves a video", tt.name)
			}
		}
	})
}

// A sum of lengths that passes int64 is too large, not negative.
func TestJoinCountsBeyondInt64(t *testing.T) {
	huge := upload.Upload{Kind: upload.Partial, State: upload.Done, Offset: math.MaxInt64 - 1}
	_, err := upload.Upload{}.Join([]upload.Upload{huge, huge})
	wantKind(t, err, media.TooLarge)
}

// TestCrashInJoin is defect D11: after a crash at any step the final upload is
// absent or complete, and nothing has happened to its parts.
func TestCrashInJoin(t *testing.T) {
	r := newRig(t)
	a, b := noise(1, 100), noise(2, 70)
	pa, pb := r.partial(a), r.partial(b)
	r.restart()
	r.join(pa.ID, pb.ID)
	steps := len(r.faulty.Ops())
	if steps < 6 {
		t.Errorf("joining has only %d steps: nothing is tried", steps)
	}
	for n := 1; n <= steps; n++ {
		r.restart()
		r.jobs.Take()
		r.faulty.Fail(blobtest.Nth(n, blobtest.ErrCrashed))
		asked := r.joining(pa.ID, pb.ID)
		_, beginErr := r.Begin(t.Context(), asked)
		must(t, r.faulty.Crash(nil))
		r.restart()
		u, err := r.Status(t.Context(), asked.ID)
		switch {
		case media.KindOf(err) == media.NotFound && beginErr != nil:
			_, err = r.db.Video(t.Context(), asked.NewVideo.ID)
			wantKind(t, err, media.NotFound)
			u = r.join(pa.ID, pb.ID)
		case err != nil || u.State != upload.Done || u.Offset != 170:
			t.Fatalf("crash at %d: %+v, %v", n, u, err)
		}
		r.wantSource(u, slices.Concat(a, b))
	}
}

// Bytes live as long as anybody refers to them, whoever that is.
func TestSharedBytes(t *testing.T) {
	end := map[string]func(r *rig, id string){
		"terminated": func(r *rig, id string) { must(r.t, r.Abort(r.t.Context(), id)) },
		"expired":    func(r *rig, _ string) { r.clock.advance(2 * time.Hour) },
	}
	for how, end := range end {
		t.Run(how, func(t *testing.T) {
			onEach(t, func(t *testing.T, r *rig) {
				a, unused := noise(1, 100), r.partial([]byte("unused"))
				pa := r.partial(a)
				first, second := r.join(pa.ID), r.join(pa.ID, pa.ID)
				r.wantSource(first, a)
				r.jobs.Take()
				end(r, pa.ID)
				end(r, unused.ID)
				r.sweepAll()
				if got := len(r.blobs()); got != 3 {
					t.Errorf("%d blobs are stored, want the 3 that both videos share", got)
				}
				_, err := r.Status(t.Context(), pa.ID)
				wantKind(t, err, media.Gone)
				r.purge(first.VideoID)
				if got := len(r.blobs()); got != 3 {
					t.Errorf("%d blobs are stored for the other video, want 3", got)
				}
				v, err := r.db.Video(t.Context(), second.VideoID)
				must(t, err)
				r.wantBytes(v, slices.Concat(a, a))
				r.purge(second.VideoID)
				if got := r.blobs(); len(got) != 0 {
					t.Errorf("stored when nobody refers to anything: %v", got)
				}
				if ranges, err := r.db.SourceRanges(t.Context(), *v.Source); err != nil || len(ranges) != 0 {
					t.Errorf("sums of what is gone: %v, %v", ranges, err)
				}
			})
		})
	}
}

// A purged video leaves the partial upload it was made of, which can be joined again.
func TestPurgeLeavesPartials(t *testing.T) {
	r := newRig(t)
	pa := r.partial([]byte("abc"))
	gone := r.join(pa.ID)
	r.jobs.Take()
	r.purge(gone.VideoID)
	r.wantSource(r.join(pa.ID), []byte("abc"))
}

// Joining keeps a partial upload from expiring, for another while.
func TestJoinRenewsExpiry(t *testing.T) {
	r := newRig(t)
	u := r.open(3)
	r.put(u.ID, 0, []byte("abc"))
	first := r.record(u.ID).ExpiresAt
	b := r.joining(u.ID)
	b.Limits.Idle = 5 * time.Hour
	_, err := r.Begin(t.Context(), b)
	must(t, err)
	if got := r.record(u.ID).ExpiresAt; got.Sub(first) < 3*time.Hour {
		t.Errorf("expires at %s, and did at %s", got, first)
	}
}

// A sweep that is told of bytes while the last to refer to them lets go comes again.
func TestSweptTooEarly(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		pa := r.partial([]byte("abc"))
		final := r.join(pa.ID)
		must(t, r.Abort(t.Context(), pa.ID))
		counted, err := r.db.Counted(t.Context(), pa.ID)
		must(t, err)
		r.bin(final.VideoID)
		must(t, r.db.Swept(t.Context(), pa.ID, counted))
		r.sweepAll()
		if got := r.blobs(); len(got) != 0 {
			t.Errorf("left for ever: %v", got)
		}
	})
}

// TestHugeParts is defect D17: parts of more than 5 GiB, joined without a copy. They
// are holes in a file, which cost nothing.
func TestHugeParts(t *testing.T) {
	r := newRig(t)
	const huge = 5<<30 + 1
	var ids []string
	for range 2 {
		u := r.open(huge)
		u, err := r.db.Claim(t.Context(), u.ID, u.Epoch, "test", time.Now().Add(time.Hour))
		must(t, err)
		key := "uploads/" + u.ID + "/1"
		r.hole(key, huge)
		must(t, r.db.Checkpoint(t.Context(), u.ID, upload.Checkpoint{
			Epoch: u.Epoch, Length: huge, Sealed: true, Segment: upload.Segment{Epoch: 1, Key: key, Length: huge},
			Range: &upload.Range{Key: key, Length: huge}, ExpiresAt: time.Now().Add(time.Hour),
		}))
		_, err = r.Status(t.Context(), u.ID)
		must(t, err)
		ids = append(ids, u.ID)
	}
	tiny := r.partial([]byte("x"))
	start := time.Now()
	u := r.join(ids[0], tiny.ID, ids[1])
	if took := time.Since(start); took > time.Second || u.Offset != 2*huge+1 {
		t.Errorf("joined %d bytes in %s", u.Offset, took)
	}
	v, err := r.db.Video(t.Context(), u.VideoID)
	must(t, err)
	src, err := blob.OpenParts(t.Context(), r.disk, v.Source.Segments)
	must(t, err)
	defer src.Close()
	got := make([]byte, 3)
	if _, err := src.ReadAt(got, huge-1); err != nil || string(got) != "\x00x\x00" {
		t.Errorf("read %q, %v around the small part", got, err)
	}
}

// hole makes a blob of so many zeros.
func (r *rig) hole(key string, size int64) {
	r.t.Helper()
	a, err := r.disk.Append(r.t.Context(), key, 0)
	must(r.t, err)
	must(r.t, a.Close())
	path, _ := r.disk.(interface{ Path(string) (string, bool) }).Path(key)
	must(r.t, os.Truncate(path, size))
}

// bin deletes a video and marks it as purged.
func (r *rig) bin(videoID string) {
	r.t.Helper()
	must(r.t, r.db.DeleteVideo(r.t.Context(), r.project, videoID, func(media.Video) error { return nil }))
	ok, err := r.db.BeginPurge(r.t.Context(), videoID)
	if err != nil || !ok {
		r.t.Fatalf("purge: %v, %v", ok, err)
	}
}

func (r *rig) purge(videoID string) {
	r.t.Helper()
	r.bin(videoID)
	r.sweepAll()
}

// sweepAll sweeps, after which nothing is left to sweep.
func (r *rig) sweepAll() {
	r.t.Helper()
	must(r.t, r.Sweep(r.t.Context(), r.db))
	left, err := r.db.Unswept(r.t.Context(), 10)
	must(r.t, err)
	if len(left) != 0 {
		r.t.Errorf("%d uploads are still to be swept", len(left))
	}
}

// wantBytes checks what a video's source reads as.
func (r *rig) wantBytes(v media.Video, want []byte) {
	r.t.Helper()
	src, err := blob.OpenParts(r.t.Context(), r.disk, v.Source.Segments)
	must(r.t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	if err != nil || !slices.Equal(got, want) {
		r.t.Errorf("the source has %d bytes that differ from the %d sent: %v", len(got), len(want), err)
	}
}
