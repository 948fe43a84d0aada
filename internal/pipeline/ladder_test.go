package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// TestPlanOfSizes is the golden table of owners' choices for a source that has to be encoded.
func TestPlanOfSizes(t *testing.T) {
	thirty := media.Rational{Num: 30, Den: 1}
	tests := []struct {
		name          string
		width, height int
		wanted        []int
		want          string
	}{
		{"none", 1280, 720, nil, "240p 426x240 360p 640x360 480p 854x480 720p 1280x720"},
		{"one", 1920, 1080, []int{360}, "360p 640x360"},
		{"two, in no order, one twice", 1920, 1080, []int{720, 360, 720}, "360p 640x360 720p 1280x720"},
		{"its own", 1280, 720, []int{720}, "720p 1280x720"},
		{"between the rows", 1920, 1080, []int{540}, "540p 960x540"},
		{"all above its own", 640, 360, []int{720, 1080}, "360p 640x360"},
		{"some above its own", 853, 479, []int{360, 480, 720}, "360p 642x360 479p 852x478"},
		{"on its end", 1080, 1920, []int{480}, "480p 480x854"},
		{"tiny", 176, 144, []int{360}, "144p 176x144"},
		{"no sizes at all", 640, 360, []int{0, -1}, "240p 426x240 360p 640x360"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := plan(facts{
				container: "matroska", probe: film(tt.width, tt.height, thirty, 6, nil, false), wishes: media.Wishes{Sizes: tt.wanted},
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want+" poster", strings.TrimSpace(strings.Split(describe(p), ";")[1])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSourceAmongSizes: a source that plays as it is does so at once, whatever its owner chose. It
// stays where its size was chosen and leaves where it was not.
func TestSourceAmongSizes(t *testing.T) {
	path := testkit.Clip(t, testkit.ClipSpec{Seconds: 8, Args: []string{"-b:v", "500k", "-maxrate", "500k", "-bufsize", "500k"}})
	for name, tt := range map[string]struct {
		wanted []int
		want   string
	}{
		"none":               {nil, "source 640x360 stays; 240p 426x240"},
		"its own":            {[]int{360}, "source 640x360 stays"},
		"larger":             {[]int{1080}, "source 640x360 stays"},
		"smaller":            {[]int{240}, "source 640x360 leaves; 240p 426x240"},
		"smaller and larger": {[]int{144, 720}, "source 640x360 stays; 144p 256x144"},
	} {
		t.Run(name, func(t *testing.T) {
			f := examined(t, path, media.Wishes{Sizes: tt.wanted})
			soon, ok := early(f)
			if !ok || soon.Renditions[0].State != media.Complete {
				t.Errorf("early: %v %+v", ok, soon.Renditions)
			}
			p, err := plan(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, pictures(p)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(soon.Renditions[0], p.Renditions[0]); diff != "" {
				t.Errorf("what was published early has changed:\n%s", diff)
			}
		})
	}
}

// examined is what is known of a file of one picture stream.
func examined(t *testing.T, path string, wishes media.Wishes) facts {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := (*Pipeline)(nil).look(t.Context(), reading(raw), wishes)
	if err != nil {
		t.Fatal(err)
	}
	track := f.file.Video()
	f.probe = film(track.Width, track.Height, track.Cadence().Rate, track.Duration().Seconds(), func(s *ffmpeg.Stream) { s.Codec = "h264" }, true)
	return f
}

// pictures are the qualities of a plan, and whether the source is one that stays.
func pictures(p media.Planning) string {
	var list []string
	for _, r := range p.Renditions {
		if r.Kind != media.VideoRendition {
			continue
		}
		text := fmt.Sprintf("%s %dx%d", r.Name, r.Width, r.Height)
		switch {
		case r.Interim:
			text += " leaves"
		case r.Repackaged:
			text += " stays"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// stored is a blob that is in memory.
type stored struct{ *bytes.Reader }

func (stored) Close() error { return nil }

func reading(raw []byte) stored { return stored{bytes.NewReader(raw)} }
