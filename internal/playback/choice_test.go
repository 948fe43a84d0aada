package playback

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestParseChoice(t *testing.T) {
	const none = mostSide
	for file, want := range map[string]choice{
		"master.m3u8":                              {0, none, false, ""},
		"master-cmaf.m3u8":                         {0, none, false, ""},
		"master-min-240.m3u8":                      {240, none, false, ""},
		"master-max-9999.m3u8":                     {0, 9999, false, ""},
		"master-cmaf-min-360-max-720-img-av1.m3u8": {360, 720, true, "av1"},
		"master-img.m3u8":                          {0, none, true, ""},
		"master-hevc.m3u8":                         {0, none, false, "hevc"},
	} {
		if got, ok := parseMaster(file); !ok || got != want {
			t.Errorf("%s: %v %+v", file, ok, got)
		}
	}
	for file, want := range map[string]choice{
		"master.mpd": {0, none, false, ""}, "master-min-360-max-720-h264.mpd": {360, 720, false, "h264"},
	} {
		if got, ok := parseManifest(file); !ok || got != want {
			t.Errorf("%s: %v %+v", file, ok, got)
		}
	}
	for _, file := range []string{"", "master", "master.m3u", "xmaster.m3u8", "master.m3u8x", "master-.m3u8", "master-min.m3u8", "master-min-239.m3u8",
		"master-max-239.m3u8", "master-min-10000.m3u8", "master-min-٢٤٠.m3u8", "master-vp9.m3u8", "master-img-cmaf.m3u8", "master-max-720-min-240.m3u8"} {
		if _, ok := parseMaster(file); ok {
			t.Errorf("%s is a name", file)
		}
	}
	for _, file := range []string{"master-cmaf.mpd", "master-img.mpd", "master.m3u8"} {
		if _, ok := parseManifest(file); ok {
			t.Errorf("%s is a name", file)
		}
	}
}

func TestAmong(t *testing.T) {
	quality := func(width, height int, codecs string) media.Rendition {
		return media.Rendition{Width: width, Height: height, Codecs: codecs}
	}
	ladder := []media.Rendition{
		quality(426, 240, "avc1.64000d"), quality(360, 640, "avc1.64001e"), quality(1280, 720, "avc1.64001f"), quality(1280, 720, "hvc1.1.6.L93"), quality(1920, 1080, "avc1.640028"),
	}
	tests := []struct {
		name string
		want []int // short sides
	}{
		{"master.m3u8", []int{240, 360, 720, 720, 1080}},
		{"master-max-720.m3u8", []int{240, 360, 720, 720}},
		{"master-min-360-max-720-h264.m3u8", []int{360, 720}},
		{"master-hevc.m3u8", []int{720}},
		{"master-av1.m3u8", []int{240, 360, 720, 720, 1080}},
		{"master-min-400-max-500.m3u8", []int{360}},
		{"master-min-2160.m3u8", []int{1080}},
		{"master-min-1080-max-480.m3u8", []int{720, 720}}, // impossible: halfway
	}
	for _, tt := range tests {
		c, _ := parseMaster(tt.name)
		var got []int
		for _, r := range c.among(ladder) {
			got = append(got, min(r.Width, r.Height))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if c, _ := parseMaster("master-min-240.m3u8"); len(c.among(nil)) != 0 {
		t.Error("qualities of a video without pictures")
	}
}
