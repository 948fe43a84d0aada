package upload_test

import (
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const none = media.Kind(-1)

// checkKind is wantKind where none means no error.
func checkKind(t *testing.T, err error, kind media.Kind) {
	t.Helper()
	if kind == none && err != nil {
		t.Errorf("error %v", err)
	}
	if kind != none {
		wantKind(t, err, kind)
	}
}

// TestChunkRules is the table of a vendor with rules (at most 200 MiB, at least 5 MiB, a multiple
// of 256 KiB), as declared.
func TestChunkRules(t *testing.T) {
	rules := upload.Limits{ChunkMax: 209_715_200, ChunkMin: 5_242_880, ChunkMultiple: 262_144}
	for _, tt := range []struct {
		length, offset, size int64
		want                 media.Kind
	}{
		{17_825_792, 0, 5_242_880, none},
		{17_825_792, 15_728_640, 2_097_152, none}, // final
		{3_000_000, 0, 3_000_000, none},
		{3_000_000, 0, 1_048_576, none}, // smaller than the minimum
		{3_000_000, 2_097_152, 902_848, none},
		{3_000_000, 0, 1_000_000, media.Invalid},
		{20_000_000, 0, 262_144, media.Invalid},
		{20_000_000, 0, 6_000_000, media.Invalid},
		{157_286_400, 0, 157_286_400, none},
		{314_572_800, 0, 314_572_800, media.TooLarge},
		{314_572_800, 0, 209_715_200, none},
		{314_572_800, 0, 209_715_201, media.TooLarge},
		{20_000_000, 7_000_001, 5_242_880, none}, // after a cut
		{20_000_000, 7_000_001, 12_999_999, none},
		{20_000_000, 7_000_001, 13_000_000, media.TooLarge},
		{20_000_000, 0, 0, none},
		{upload.UnknownLength, 0, 5_242_880, none},
		{upload.UnknownLength, 0, 5_242_881, media.Invalid},
		{upload.UnknownLength, 0, 262_144, media.Invalid},
		{20_000_000, 0, math.MaxInt64, media.TooLarge},
	} {
		t.Run(fmt.Sprintf("%d at %d of %d", tt.size, tt.offset, tt.length), func(t *testing.T) {
			u := upload.Upload{Length: tt.length, Offset: tt.offset, Limits: rules}
			c := upload.Chunk{Offset: tt.offset, Size: tt.size, Length: upload.UnknownLength}
			checkKind(t, upload.Check(u, c), tt.want)
			c.Size = -1
			checkKind(t, upload.Check(u, c), none) // nothing is known yet
			c.Offset++
			wantOffset(t, upload.Check(u, c), tt.offset)
		})
	}
}

// A chunk without a declared size is held to the same rules by its bytes, and
// leaves nothing behind when it breaks them.
func TestCountedChunks(t *testing.T) {
	r := newRig(t)
	rules := upload.Limits{ChunkMax: 100, ChunkMin: 50, ChunkMultiple: 10}
	for _, tt := range []struct {
		length, size int64
		want         media.Kind
	}{
		{300, 50, none}, {300, 100, none}, {300, 101, media.TooLarge}, {300, 40, media.Invalid}, {300, 55, media.Invalid},
		{75, 75, none}, {75, 76, media.TooLarge}, {40, 10, none}, {40, 5, media.Invalid}, {300, 0, none},
		{upload.UnknownLength, 60, none}, {upload.UnknownLength, 55, media.Invalid},
	} {
		t.Run(fmt.Sprintf("%d of %d", tt.size, tt.length), func(t *testing.T) {
			u := r.begin(tt.length, limited(rules))
			_, err := r.Append(t.Context(), u.ID, counted(0, make([]byte, tt.size)))
			checkKind(t, err, tt.want)
			want := tt.size
			if tt.want != none {
				want = 0
			}
			if got := r.record(u.ID).Offset; got != want {
				t.Errorf("offset %d, want %d", got, want)
			}
		})
	}
}

// A counted body is stopped at the first buffer past the limit, not at its end:
// this one has none.
func TestEndlessBodies(t *testing.T) {
	r := newRig(t)
	for name, tt := range map[string]struct {
		length int64
		limits upload.Limits
	}{
		"largest chunk":  {1 << 40, upload.Limits{ChunkMax: 3 << 20}},
		"length":         {3 << 20, upload.Limits{}},
		"largest upload": {upload.UnknownLength, upload.Limits{MaxSize: 3 << 20}},
	} {
		t.Run(name, func(t *testing.T) {
			u := r.begin(tt.length, limited(tt.limits))
			_, err := r.Append(t.Context(), u.ID, upload.Chunk{Size: -1, Body: zeros{}, Length: upload.UnknownLength})
			wantKind(t, err, media.TooLarge)
			written := int64(0)
			for _, op := range r.faulty.Ops() {
				if op.Name == "write" && op.Key == "uploads/"+u.ID+"/1" {
					written += int64(op.Length)
				}
			}
			if written > 3<<20 {
				t.Errorf("%d bytes reached storage", written)
			}
			r.wantRecord(u.ID, upload.Receiving, 0)
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

var _ io.Reader = zeros{}

// TestLargestUploadOfTheProject counts a body of unknown size against the smaller limit.
func TestLargestUploadOfTheProject(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		must(t, r.db.ChangeSettings(t.Context(), r.project, func(s *media.Settings) { s.MaxUploadSize = 50 }))
		u := r.begin(upload.UnknownLength, limited(upload.Limits{MaxSize: 100}))
		_, err := r.Append(t.Context(), u.ID, counted(0, make([]byte, 51)))
		wantKind(t, err, media.TooLarge)
		r.put(u.ID, 0, make([]byte, 50))
		v := r.newVideo()
		_, err = r.Begin(t.Context(), upload.Beginning{ProjectID: r.project, NewVideo: &v, Length: 51, Limits: upload.Limits{Idle: time.Hour}})
		wantKind(t, err, media.TooLarge)
	})
}

// TestLargestUpload counts every form of body against the limit.
func TestLargestUpload(t *testing.T) {
	r := newRig(t)
	v := r.newVideo()
	_, err := r.Begin(t.Context(), upload.Beginning{ProjectID: r.project, NewVideo: &v, Length: 101, Limits: upload.Limits{MaxSize: 100, Idle: 1}})
	wantKind(t, err, media.TooLarge)
	_, err = r.Begin(t.Context(), upload.Beginning{ProjectID: r.project, NewVideo: &v, Length: -2})
	wantKind(t, err, media.Invalid)

	u := r.begin(upload.UnknownLength, limited(upload.Limits{MaxSize: 100}))
	r.put(u.ID, 0, make([]byte, 60))
	for _, c := range []upload.Chunk{chunk(60, make([]byte, 41)), counted(60, make([]byte, 41)), chunk(60, make([]byte, 5000))} {
		_, err := r.Append(t.Context(), u.ID, c)
		wantKind(t, err, media.TooLarge)
	}
	r.wantRecord(u.ID, upload.Receiving, 60)
	r.put(u.ID, 60, make([]byte, 40))
}
