package hls

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// tree is a published asset in memory. Playlists are written from the lists
// whenever it is served; edits may then change single answers.
type tree struct {
	rate      media.Rational
	master    MasterSpec
	lists     map[string]MediaSpec // by folder
	files     map[string][]byte    // by path
	edits     map[string]func(body []byte) []byte
	types     map[string]string // content types that replace the right one
	plain     map[string]bool   // not compressed
	redirects map[string]string
	query     string // that every request but the first must carry
}

const clipSeconds = 16 // a whole number of AAC frames at 48 kHz, and two segments and a half

// newTree makes 16 s of pictures in two sizes with GOPs of 2 s, stereo sound,
// subtitles and I-frame playlists, cut after 6, 12 and 16 s.
func newTree(t *testing.T) *tree {
	t.Helper()
	return newTreeAt(t, media.Rational{Num: 30, Den: 1})
}

func newTreeAt(t *testing.T, rate media.Rational) *tree {
	t.Helper()
	tr := &tree{
		rate:  rate,
		lists: map[string]MediaSpec{}, files: map[string][]byte{}, edits: map[string]func([]byte) []byte{},
		types: map[string]string{}, plain: map[string]bool{}, redirects: map[string]string{},
	}
	tr.addSound(t)
	tr.addSubtitles()
	tr.addPictures(t, "360p", 640, 360, 3)
	tr.addPictures(t, "240p", 426, 240, 3)
	return tr
}

func (tr *tree) addSound(t *testing.T) {
	clip := testkit.Clip(t, testkit.ClipSpec{
		Seconds: clipSeconds - 1024.0/48000, VideoCodec: "none", // the encoder puts a frame of priming in front
		Args: []string{"-b:a", "96k", "-movflags", "delay_moov+default_base_moof", "-frag_duration", "6000000"},
	})
	tr.cut(t, "audio-1", clip, 1)
	tr.master.Audio = []AudioTrack{{URI: "audio-1/index.m3u8", Name: "Original", Language: "und", Codecs: "mp4a.40.2", Channels: 2}}
}

func (tr *tree) addSubtitles() {
	tr.files["subs-de/0.vtt"] = []byte("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:01.000 --> 00:02.000\nGuten Tag\n")
	tr.lists["subs-de"] = MediaSpec{Segments: []Segment{{URI: "0.vtt", Duration: clipSeconds * time.Second}}}
	tr.master.Subtitles = []SubtitleTrack{{URI: "subs-de/index.m3u8", Name: "Deutsch", Language: "de"}}
}

// addPictures adds a variant whose segments have gops GOPs each.
func (tr *tree) addPictures(t *testing.T, name string, width, height, gops int) {
	t.Helper()
	clip := testkit.Clip(t, testkit.ClipSpec{
		Seconds: clipSeconds, Width: width, Height: height, Rate: tr.rate.String(), AudioCodec: "none",
		Args: []string{"-movflags", "frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets"},
	})
	h := tr.cut(t, name, clip, gops)
	tr.addIFrames(t, name, h)
	peak, average := Measure(tr.measure(t, name), tr.measure(t, "audio-1"))
	tr.master.Variants = append(tr.master.Variants, Variant{
		URI: name + "/index.m3u8", Peak: peak, Average: average, Codecs: h.format.codecs,
		Width: width, Height: height, Rate: tr.rate,
	})
	peak, average = Measure(tr.measure(t, name+"-i"))
	tr.master.IFrames = append(tr.master.IFrames, IFrameVariant{
		URI: name + "-i/index.m3u8", Peak: peak, Average: average, Codecs: h.format.codecs, Width: width, Height: height,
	})
}

// cut puts a fragmented file into a folder as an initialization segment and
// segments of so many fragments, listed with the durations of their samples.
func (tr *tree) cut(t *testing.T, folder, clip string, fragments int) header {
	t.Helper()
	data, err := os.ReadFile(clip)
	if err != nil {
		t.Fatal(err)
	}
	top, err := split(data)
	if err != nil {
		t.Fatal(err)
	}
	var head []byte
	var pieces [][]byte
	for _, b := range top {
		switch b.kind {
		case "ftyp", "moov":
			head = append(head, b.raw...)
		case "moof":
			pieces = append(pieces, b.raw)
		case "mdat":
			last := len(pieces) - 1
			pieces[last] = slices.Concat(pieces[last], b.raw)
		}
	}
	tr.files[folder+"/init.mp4"] = head
	tracks, err := parseInit(head)
	if err != nil {
		t.Fatal(err)
	}
	list := MediaSpec{Init: "init.mp4", Target: 6}
	for segment := range slices.Chunk(pieces, fragments) {
		body := slices.Concat(segment...)
		f, err := parseFragment(tracks[0], body)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%d.m4s", len(list.Segments))
		tr.files[folder+"/"+name] = body
		list.Segments = append(list.Segments, Segment{URI: name, Duration: duration(tracks[0], f.length)})
	}
	tr.lists[folder] = list
	return tracks[0]
}

// addIFrames makes the I-frame playlist of a rung, each frame with its own moof.
func (tr *tree) addIFrames(t *testing.T, name string, h header) {
	t.Helper()
	list := MediaSpec{Init: "../" + name + "/init.mp4", IFramesOnly: true}
	for _, s := range tr.lists[name].Segments {
		file, err := mp4.DecodeFile(bytes.NewReader(tr.files[name+"/"+s.URI]), mp4.WithDecodeFlags(mp4.DecStartOnMoof))
		if err != nil {
			t.Fatal(err)
		}
		for _, segment := range file.Segments {
			for _, fragment := range segment.Fragments {
				samples, err := fragment.GetFullSamples(h.trex)
				if err != nil {
					t.Fatal(err)
				}
				name, n := name+"-i", len(list.Segments)
				tr.files[fmt.Sprintf("%s/%d.m4s", name, n)] = oneFrame(t, h, n, samples[0])
				all := fragment.Moof.Traf.Trun.AddSampleDefaultValues(fragment.Moof.Traf.Tfhd, h.trex)
				list.Segments = append(list.Segments, Segment{URI: fmt.Sprintf("%d.m4s", n), Duration: duration(h, int64(all))})
			}
		}
	}
	tr.lists[name+"-i"] = list
}

func oneFrame(t *testing.T, h header, n int, sample mp4.FullSample) []byte {
	t.Helper()
	fragment, err := mp4.CreateFragment(uint32(n)+1, h.id)
	if err != nil {
		t.Fatal(err)
	}
	fragment.AddFullSample(sample)
	var b bytes.Buffer
	if err := fragment.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func duration(h header, ticks int64) time.Duration {
	return time.Duration(ticks) * time.Second / time.Duration(h.timescale)
}

// measure returns the sizes and durations of a folder's segments.
func (tr *tree) measure(t *testing.T, folder string) []media.Segment {
	t.Helper()
	var all []media.Segment
	for _, s := range tr.lists[folder].Segments {
		all = append(all, media.Segment{Duration: s.Duration, Bytes: int64(len(tr.files[folder+"/"+s.URI]))})
	}
	return all
}

// check serves the tree over HTTP and runs the checker on it.
func (tr *tree) check(t *testing.T) Report {
	t.Helper()
	files := maps.Clone(tr.files)
	files["master.m3u8"] = Master(tr.master)
	for folder, list := range tr.lists {
		files[folder+"/index.m3u8"] = Media(list)
	}
	for name, edit := range tr.edits {
		if files[name] == nil {
			t.Fatalf("no file %s to edit", name)
		}
		files[name] = edit(slices.Clone(files[name]))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name != "master.m3u8" && r.URL.RawQuery != tr.query {
			t.Errorf("%s was asked for with query %q", name, r.URL.RawQuery)
		}
		tr.serve(w, files, name)
	}))
	defer server.Close()
	report, err := Check(t.Context(), HTTP{Client: server.Client()}, server.URL+"/master.m3u8")
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	return report
}

func (tr *tree) serve(w http.ResponseWriter, files map[string][]byte, name string) {
	if to, ok := tr.redirects[name]; ok {
		w.Header().Set("Location", "/"+to)
		w.WriteHeader(http.StatusFound)
		return
	}
	body, ok := files[name]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", tr.contentType(name))
	if path.Ext(name) != ".m3u8" {
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Accept-Ranges", "bytes")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else if !tr.plain[name] {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(body)
		_ = z.Close()
		return
	}
	_, _ = w.Write(body)
}

func (tr *tree) contentType(name string) string {
	if wrong, ok := tr.types[name]; ok {
		return wrong
	}
	switch path.Ext(name) {
	case ".m3u8":
		return PlaylistType
	case ".mp4":
		return VideoInitType
	case ".vtt":
		return CaptionType
	}
	return SegmentType
}
