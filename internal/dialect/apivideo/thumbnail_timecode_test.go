package apivideo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestParseTimecode(t *testing.T) {
	for text, want := range map[string]*media.Timecode{
		"00:00:09.000":   {Time: 9 * time.Second},
		"01:02:03":       {Time: time.Hour + 2*time.Minute + 3*time.Second},
		"00:00:01.5":     {Time: 1500 * time.Millisecond},
		"100:00:00":      {Time: 100 * time.Hour},
		"00:00:02:24":    {Time: 2 * time.Second, Frame: 24},
		"90":             {Time: 90 * time.Second},
		"90.25":          {Time: 90*time.Second + 250*time.Millisecond},
		"0":              {},
		"":               nil,
		".5":             nil,
		"5.":             nil,
		"+5":             nil,
		"00:00":          nil,
		"00:00:00:1000":  nil,
		"00:00:00:00:00": nil,
		"1.1234567891":   nil,
		"99999999999":    nil,
		"8760:00:00":     nil,
		"00:00:٣":        nil,
	} {
		got, ok := parseTimecode(text)
		if ok != (want != nil) {
			t.Errorf("parseTimecode(%q) = %v, %v", text, got, ok)
		} else if ok {
			if diff := cmp.Diff(*want, got); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
		}
	}
}
