package mp4_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/testkit"
)

// fence is a source that fails the test when it is read outside its bytes.
type fence struct {
	t testing.TB
	b []byte
}

func (f fence) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off+int64(len(p)) > int64(len(f.b)) {
		f.t.Errorf("read of %d bytes at %d in a file of %d", len(p), off, len(f.b))
		return 0, io.EOF
	}
	return copy(p, f.b[off:]), nil
}

// exercise opens b and, when that works, uses everything that reads from it.
func exercise(t testing.TB, b []byte) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f, err := mp4.Open(t.Context(), fence{t, b}, int64(len(b)))
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8*int64(len(b))+16<<20 {
		t.Errorf("%d bytes of memory for a file of %d", grown, len(b))
	}
	if err != nil {
		return err
	}
	for _, track := range f.Tracks {
		use(t, track)
	}
	var sound *mp4.Track
	if list := f.Audio(); len(list) > 0 {
		sound = list[0]
	}
	_, _ = mp4.Progressive(f.Video(), sound)
	return nil
}

func use(t testing.TB, track *mp4.Track) {
	t.Helper()
	_, _, _ = track.Codecs(), track.Cadence(), track.Nearest(track.Duration()/2)
	if track.Kind == mp4.Other || track.Len() == 0 {
		return
	}
	idrs, err := track.VerifyIDRs(t.Context())
	if err != nil {
		t.Errorf("verify IDRs: %v", err)
	}
	cuts := track.Cuts(idrs.Samples, mp4.MaxSegment)
	for k := range min(4, len(cuts)-1) {
		s, err := track.Segment(cuts[k], cuts[k+1], 1, track.DTS(cuts[k]))
		if err != nil {
			continue
		}
		if n, err := s.WriteTo(io.Discard); err != nil || n != s.Size() {
			t.Errorf("segment: %d of %d bytes, %v", n, s.Size(), err)
		}
	}
	_, _ = track.Init()
}

func TestBrokenCorpus(t *testing.T) {
	for name, want := range map[string]media.RefusalCode{
		"broken-mdat-too-long.mp4":      "",
		"broken-missing-stsd.mp4":       "",
		"broken-invalid-nalu.mp4":       "",
		"broken-malformed-free-box.mp4": media.MediaDamaged,
		"broken-truncated-moov.mp4":     media.MediaDamaged,
		"not-video-text.mp4":            media.NotMedia,
		"not-video-empty.mp4":           media.EmptyFile,
		"hostile-hls-file-url.mp4":      media.NotMedia,
		"hostile-hls-sibling.mp4":       media.NotMedia,
		"hostile-concat-absolute.mp4":   media.NotMedia,
		"hostile-concat-sibling.mp4":    media.NotMedia,
	} {
		t.Run(name, func(t *testing.T) {
			f, err := open(t, testkit.CorpusFile(t, name))
			if got, _ := media.RefusalOf(err); got.Code != want {
				t.Fatalf("refusal %q (%v), want %q", got.Code, err, want)
			}
			if err == nil && f.Video() == nil {
				t.Error("no picture track")
			}
		})
	}
}

// patch replaces the 32-bit words that follow the type of the n-th box of a kind.
func patch(t *testing.T, b []byte, kind string, n, word int, v uint32) {
	t.Helper()
	at := -1
	for range n + 1 {
		i := bytes.Index(b[at+1:], []byte(kind))
		if i < 0 {
			t.Fatalf("no %s box", kind)
		}
		at += 1 + i
	}
	binary.BigEndian.PutUint32(b[at+4+4*word:], v)
}

// TestAttacks are claims that nothing backs (A8, A9), made on an honest clip.
func TestAttacks(t *testing.T) {
	clip, err := os.ReadFile(testkit.Clip(t, testkit.ClipSpec{Seconds: 5, Width: 160, Height: 90, GOP: 48, Args: []string{"-movflags", "+faststart"}}))
	if err != nil {
		t.Fatal(err)
	}
	const most = 0xffffffff
	for _, test := range []struct {
		name    string
		attack  func(b []byte)
		refused bool
	}{
		{"stsz count", func(b []byte) { patch(t, b, "stsz", 0, 2, most); patch(t, b, "stsz", 1, 2, most) }, true},
		{"one size for 2³²-1 samples", func(b []byte) { patch(t, b, "stsz", 0, 1, 1); patch(t, b, "stsz", 0, 2, most) }, true},
		{"stts run", func(b []byte) { patch(t, b, "stts", 0, 2, most) }, false},
		{"stts longest delta", func(b []byte) { patch(t, b, "stts", 0, 3, most) }, true},
		{"stts count", func(b []byte) { patch(t, b, "stts", 0, 1, most); patch(t, b, "stts", 1, 1, most) }, true},
		{"stsc count", func(b []byte) { patch(t, b, "stsc", 0, 1, most); patch(t, b, "stsc", 1, 1, most) }, true},
		{"stco count", func(b []byte) { patch(t, b, "stco", 0, 1, most); patch(t, b, "stco", 1, 1, most) }, true},
		{"offset beyond the file", func(b []byte) { patch(t, b, "stco", 0, 2, most) }, true},
		{"size beyond the file", func(b []byte) { patch(t, b, "stsz", 0, 3, most) }, true},
		{"samples overlap", func(b []byte) {
			first := bytes.Index(b, []byte("stco"))
			patch(t, b, "stco", 0, 3, binary.BigEndian.Uint32(b[first+12:]))
		}, true},
		{"timescale 0", func(b []byte) { patch(t, b, "mdhd", 0, 3, 0); patch(t, b, "mdhd", 1, 3, 0) }, true},
		{"negative edit", func(b []byte) { patch(t, b, "elst", 0, 3, 0x80000000); patch(t, b, "elst", 1, 3, 0x80000000) }, true},
		{"edit after the end", func(b []byte) { patch(t, b, "elst", 0, 3, 0x7fffffff); patch(t, b, "elst", 1, 3, 0x7fffffff) }, true},
		{"edit far in the future", func(b []byte) { patch(t, b, "elst", 0, 2, most); patch(t, b, "elst", 0, 3, most) }, true},
		{"moov of 2 GiB", func(b []byte) { binary.BigEndian.PutUint32(b[bytes.Index(b, []byte("moov"))-4:], 1<<31) }, true},
		{"moov size 1", func(b []byte) { binary.BigEndian.PutUint32(b[bytes.Index(b, []byte("moov"))-4:], 1) }, true},
		{"trak size 7", func(b []byte) { binary.BigEndian.PutUint32(b[bytes.Index(b, []byte("trak"))-4:], 7) }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := bytes.Clone(clip)
			test.attack(b)
			err := exercise(t, b)
			if _, refused := media.RefusalOf(err); refused != test.refused || err != nil && !refused {
				t.Errorf("error %v, want refusal: %t", err, test.refused)
			}
		})
	}
}

func TestNestedBoxes(t *testing.T) {
	const depth = 100_000
	b := make([]byte, 0, 8*depth)
	for i := range depth {
		b = binary.BigEndian.AppendUint32(b, uint32(8*(depth-i)))
		b = append(b, "moov"...)
	}
	if got, _ := media.RefusalOf(exercise(t, b)); got.Code != media.NoTracks {
		t.Errorf("refusal %q", got.Code)
	}
}

func TestManyTracks(t *testing.T) {
	var inner []byte
	for range 10_000 {
		inner = append(binary.BigEndian.AppendUint32(inner, 8), "trak"...)
	}
	b := append(binary.BigEndian.AppendUint32(nil, uint32(8+len(inner))), "moov"...)
	if got, _ := media.RefusalOf(exercise(t, append(b, inner...))); got.Code != media.TooManyTracks {
		t.Errorf("refusal %q", got.Code)
	}
}

// TestStorageFails tells a source that cannot be read from one that is damaged: it is tried again.
func TestStorageFails(t *testing.T) {
	_, err := mp4.Open(t.Context(), failing{}, 1000)
	if got, _ := media.RefusalOf(err); got.Code != media.SourceUnreadable {
		t.Errorf("refusal %q: %v", got.Code, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := mp4.Open(ctx, failing{}, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, fmt.Errorf("disk: %w", io.ErrClosedPipe) }

// seeds are small clips: whole, cut at every box border, and with flipped bits in the index.
func seeds(f *testing.F) {
	f.Helper()
	for _, args := range [][]string{{"-movflags", "+faststart"}, {"-movflags", "frag_keyframe+delay_moov+default_base_moof"}} {
		clip, err := os.ReadFile(testkit.Clip(f, testkit.ClipSpec{Seconds: 0.3, Width: 32, Height: 32, GOP: 5, Args: args}))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(clip)
		for i := 4; i+4 < len(clip) && i < 4000; i++ {
			if bytes.ContainsAny(clip[i:i+4], "\x00\xff") {
				continue
			}
			f.Add(clip[:i-4])
		}
		for i := 40; i < min(len(clip), 2500); i += 61 {
			flipped := bytes.Clone(clip)
			flipped[i] ^= 1 << (i % 8)
			f.Add(flipped)
		}
	}
}

// FuzzOpen: no panic, memory within bounds, nothing read outside the file, every error a verdict.
func FuzzOpen(f *testing.F) {
	if testing.Short() {
		f.Skip("takes many seconds; left out by -short")
	}
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		err := exercise(t, b)
		if _, refused := media.RefusalOf(err); err != nil && !refused {
			t.Errorf("error without verdict: %v", err)
		}
	})
}

// FuzzSegment: what opens and can be cut gives segments that open again with the same samples.
func FuzzSegment(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := mp4.Open(t.Context(), fence{t, b}, int64(len(b)))
		if err != nil {
			return
		}
		for _, track := range file.Tracks {
			init, err := track.Init()
			if err != nil {
				continue
			}
			s, err := track.Segment(0, track.Len(), 1, track.DTS(0))
			if err != nil {
				continue
			}
			var whole mp4.Splice
			whole.AppendBytes(init)
			whole.Append(s, 0, s.Size())
			again, err := mp4.Open(t.Context(), &whole, whole.Size())
			if err != nil {
				t.Fatalf("open segment: %v", err)
			}
			if got := again.Tracks[0].Len(); got != track.Len() {
				t.Fatalf("%d samples, had %d", got, track.Len())
			}
		}
	})
}
