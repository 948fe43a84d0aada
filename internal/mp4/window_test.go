package mp4_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/testkit"
)

// clips cover what encoders do with rates, reordering, the place of the index and edit lists.
func clips() map[string]testkit.ClipSpec {
	small := func(rate string, args ...string) testkit.ClipSpec {
		return testkit.ClipSpec{Seconds: 5, Width: 160, Height: 90, Rate: rate, GOP: 48, Args: args}
	}
	return map[string]testkit.ClipSpec{
		"30":         small("30"),
		"29.97":      small("30000/1001"),
		"23.976":     small("24000/1001"),
		"25":         small("25"),
		"60":         small("60"),
		"faststart":  small("30", "-movflags", "+faststart"),
		"no edits":   small("30", "-use_editlist", "0"),
		"fragmented": small("30", "-movflags", "frag_keyframe+delay_moov+default_base_moof"),
		"empty moov": small("25", "-movflags", "empty_moov+frag_keyframe+negative_cts_offsets"),
		"old base":   small("25", "-movflags", "frag_keyframe+omit_tfhd_offset+delay_moov", "-frag_duration", "700000"),
		"late video": small("30", "-bsf:v", "setts=ts=TS+1024"),
		"vfr":        small("60", "-vf", "select='not(between(mod(n,40),7,19))',setpts='N/(30*TB)+0.004*mod(N,3)/TB'", "-fps_mode", "vfr"),
		"mov":        {Seconds: 5, Width: 160, Height: 90, GOP: 48, Extension: "mov"},
		"no sound":   {Seconds: 5, Width: 160, Height: 90, GOP: 48, AudioCodec: "none"},
		"pcm":        {Seconds: 5, Width: 160, Height: 90, GOP: 48, AudioCodec: "pcm_s16le", Extension: "mov"},
		"hevc":       {Seconds: 2, Width: 160, Height: 96, GOP: 24, VideoCodec: "libx265", Args: []string{"-x265-params", "log-level=none:open-gop=0", "-tag:v", "hvc1"}},
	}
}

func TestWindowsOfClips(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	for name, spec := range clips() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFile(t, testkit.Clip(t, spec))
		})
	}
}

func TestWindowsOfCorpus(t *testing.T) {
	for _, file := range testkit.Corpus(t) {
		if file.Container != "mov,mp4,m4a,3gp,3g2,mj2" || file.Expect == "failed" {
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
			t.Parallel()
			checkFile(t, file.Path)
		})
	}
}

// checkFile proves that windows of a file, joined, and the progressive file
// assembled from them, hold the same samples; and with ffmpeg that they show and
// sound like the file. Long files are spared the second part.
func checkFile(t *testing.T, path string) {
	f := mustOpen(t, path)
	video := f.Video()
	var sound *mp4.Track
	if list := f.Audio(); len(list) > 0 && list[0].Len() > 0 {
		sound = list[0]
	}
	whole, err := mp4.Progressive(video, sound)
	if err != nil {
		t.Fatal(err)
	}
	assembled, err := mp4.Open(t.Context(), whole, whole.Size())
	if err != nil {
		t.Fatalf("open assembled file: %v", err)
	}
	var cuts []int
	if video != nil {
		cuts = pictureCuts(t, video, 2*time.Second)
		checkIndex(t, video, reopen(t, rendition(t, video, cuts)).Video())
		checkIndex(t, video, assembled.Video())
	}
	if sound != nil {
		checkIndex(t, sound, reopen(t, rendition(t, sound, soundCuts(video, sound, cuts))).Audio()[0])
		checkIndex(t, sound, assembled.Audio()[0])
	}
	if f.Duration() > 15*time.Second {
		return
	}
	file := store(t, whole)
	if video != nil {
		want := decode(t, path, "0:v:0")
		checkPictures(t, f, want, decode(t, store(t, rendition(t, video, cuts)), "0:v:0"))
		if diff := cmp.Diff(sums(want), sums(decode(t, file, "0:v:0"))); diff != "" {
			t.Errorf("pictures of the assembled file (-original +assembled):\n%s", diff)
		}
	}
	if sound != nil {
		want := pcm(t, path)
		if f.Fragmented { // ffmpeg plays the preroll of fragments
			want = want[2*channels(sound)*int(sound.Preroll):]
		}
		checkSound(t, sound, len(want), len(pcm(t, store(t, rendition(t, sound, soundCuts(video, sound, cuts))))))
		if got := pcm(t, file); len(want) != len(got) {
			t.Errorf("sound of the assembled file: %d bytes, original %d", len(got), len(want))
		}
	}
}

func reopen(t *testing.T, s *mp4.Splice) *mp4.File {
	t.Helper()
	f, err := mp4.Open(t.Context(), s, s.Size())
	if err != nil {
		t.Fatalf("open windows: %v", err)
	}
	return f
}

// checkIndex compares sizes, times and flags of every sample.
func checkIndex(t *testing.T, want, got *mp4.Track) {
	t.Helper()
	if diff := cmp.Diff(index(want), index(got)); diff != "" {
		t.Errorf("index of the %s track (-original +made):\n%s", want.Format, diff)
	}
	type facts struct {
		Format, Codecs, Language string
		Width, Height, Rotation  int
		Mirrored                 bool
		SAR                      media.Rational
		Preroll                  int64
	}
	of := func(t *mp4.Track) facts {
		return facts{t.Format, t.Codecs(), t.Language, t.Width, t.Height, t.Rotation, t.Mirrored, t.SAR, t.Preroll}
	}
	if diff := cmp.Diff(of(want), of(got)); diff != "" {
		t.Errorf("facts of the %s track (-original +made):\n%s", want.Format, diff)
	}
}

// index is what a rendition must keep of each sample.
func index(track *mp4.Track) []mp4.Sample {
	list := make([]mp4.Sample, track.Len())
	for i := range list {
		list[i] = track.Sample(i)
		list[i].Offset = 0
		list[i].DTS -= track.DTS(0)
	}
	return list
}

// checkPictures compares decoded windows with the decoded original. In the windows,
// ffmpeg shows what the edit list hides, at the times that hide it, and it
// reports all times late by the largest negative composition offset.
func checkPictures(t *testing.T, f *mp4.File, want, got []frame) {
	t.Helper()
	video := f.Video()
	lead, tail := 0, 0
	for i := range video.Len() {
		switch at := video.Shown(i); {
		case at < video.Start():
			lead++
		case at >= video.Start()+video.Duration():
			tail++
		}
	}
	if len(got) < lead+tail {
		t.Fatalf("%d pictures, %d of them hidden", len(got), lead+tail)
	}
	got = got[lead : len(got)-tail]
	if diff := cmp.Diff(sums(want), sums(got)); diff != "" {
		t.Fatalf("pictures (-original +windows):\n%s", diff)
	}
	if start := want[0].at - f.Start.Seconds(); !f.Fragmented && math.Abs(start-video.Start().Seconds()) > 0.0011 {
		t.Errorf("pictures start at %s, in the original at %.4f s", video.Start(), start)
	}
	for i := range want {
		if a, b := want[i].at-want[0].at, got[i].at-got[0].at; math.Abs(a-b) > 0.0011 {
			t.Fatalf("picture %d of %d comes %.4f s after the first, in the original %.4f s", i, len(want), b, a)
		}
	}
}

// checkSound compares lengths of decoded sound. ffmpeg decodes whole frames of
// windows: with the preroll, and with the end of the last frame.
func checkSound(t *testing.T, sound *mp4.Track, want, got int) {
	t.Helper()
	frame := int(sound.Sample(0).Duration)
	extra := (got-want)/2/channels(sound) - int(sound.Preroll)
	if extra < 0 || extra > 2*frame {
		t.Errorf("sound: %d bytes, original %d, preroll %d: %d samples too many", got, want, sound.Preroll, extra)
	}
}

func channels(sound *mp4.Track) int {
	if sound.AAC != nil {
		return sound.AAC.Channels
	}
	return sound.Channels
}

// soundCuts are the borders of sound nearest to those of the pictures.
func soundCuts(video, sound *mp4.Track, cuts []int) []int {
	list := []int{0}
	for k := 1; video != nil && k < len(cuts)-1; k++ {
		i := sound.Nearest(video.Start() + video.Span(0, cuts[k]))
		if i > list[len(list)-1] && i < sound.Len() {
			list = append(list, i)
		}
	}
	return append(list, sound.Len())
}
