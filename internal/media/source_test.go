package media

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKept(t *testing.T) {
	for name, tt := range map[string]struct {
		source *Source
		want   bool
	}{
		"none":   {nil, false},
		"stored": {&Source{Size: 10, Segments: []StoredSegment{{Key: "a", Length: 10}}}, true},
		"empty":  {&Source{}, true},
		"let go": {&Source{Size: 10}, false},
	} {
		if got := tt.source.Kept(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestLetSource(t *testing.T) {
	source := Rendition{Name: "source", Kind: VideoRendition, State: Complete, Repackaged: true}
	sourceSound := Rendition{Name: "audio-1", Kind: AudioRendition, State: Complete, Repackaged: true}
	rung := Rendition{Name: "360p", Kind: VideoRendition, State: Complete}
	sound := Rendition{Name: "audio-1", Kind: AudioRendition, State: Complete}
	poster := Rendition{Name: PosterName, Kind: StillRendition, State: Complete}
	for name, tt := range map[string]struct {
		renditions []Rendition
		want       bool
		dropped    []string
	}{
		"nothing was made":    {nil, true, nil},
		"only the source":     {[]Rendition{source, poster}, false, nil},
		"encoded pictures":    {[]Rendition{source, rung, poster}, true, []string{"source"}},
		"sound of the source": {[]Rendition{source, rung, sourceSound}, false, nil},
		"encoded sound":       {[]Rendition{source, rung, sound}, true, []string{"source"}},
		"sound alone":         {[]Rendition{sound}, true, nil},
		"its sound alone":     {[]Rendition{sourceSound}, false, nil},
		"a rung that failed":  {[]Rendition{source, {Name: "360p", Kind: VideoRendition, State: Dropped}}, false, nil},
	} {
		if got := LetSource(tt.renditions); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
		var dropped []string
		for _, r := range tt.renditions {
			if r.State == Dropped && r.Repackaged {
				dropped = append(dropped, r.Name)
			}
		}
		if diff := cmp.Diff(tt.dropped, dropped); diff != "" {
			t.Errorf("%s: dropped (-want +got):\n%s", name, diff)
		}
	}
}
