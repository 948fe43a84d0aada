package player

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseOptions(t *testing.T) {
	plain := Options{Preload: true, Watermark: Watermark{Color: "#ffffff", Interval: 5 * time.Second, Size: 16, Alpha: 0.5}}
	with := func(change func(*Options)) Options {
		o := plain
		change(&o)
		return o
	}
	start := func(d time.Duration) Options { return with(func(o *Options) { o.Start = d }) }
	mark := func(change func(*Watermark)) Options { return with(func(o *Options) { change(&o.Watermark) }) }

	tests := []struct {
		query string
		want  Options
	}{
		{"", plain},
		{"autoplay", with(func(o *Options) { o.Autoplay = true })},
		{"autoplay=true&muted=1&loop=YES&preload=false", with(func(o *Options) { o.Autoplay, o.Muted, o.Loop, o.Preload = true, true, true, false })},
		{"autoplay=0&muted=off&loop=No&preload=on", plain},
		{"autoplay=maybe&preload=maybe", plain},

		{"t=45s", start(45 * time.Second)},
		{"t=20m45s", start(20*time.Minute + 45*time.Second)},
		{"t=1h20m45s", start(time.Hour + 20*time.Minute + 45*time.Second)},
		{"t=1h", start(time.Hour)},
		{"t=90", start(90 * time.Second)},
		{"t=2m5", start(2*time.Minute + 5*time.Second)},
		{"t=24h", start(24 * time.Hour)},
		{"t=86400s", start(24 * time.Hour)},
		{"t=24h1s", plain},
		{"t=86401", plain},
		{"t=-45s", plain},
		{"t=1.5s", plain},
		{"t=45ms", plain},
		{"t=45s20m", plain},
		{"t=99999999999999999999s", plain},
		{"t=%20", plain},
		{"t=", plain},

		{"fw_text=Ann+%3Cb%3E", mark(func(w *Watermark) { w.Text = "Ann <b>" })},
		{"fw_text=a%00b%E2%80%A8c%E2%80%AEd%0A", mark(func(w *Watermark) { w.Text = "abcd" })},
		{"fw_text=%ff", plain},
		{"fw_text=" + strings.Repeat("%C3%BC", 130), mark(func(w *Watermark) { w.Text = strings.Repeat("ü", 120) })},
		{"fw_color=ABC", mark(func(w *Watermark) { w.Color = "#abc" })},
		{"fw_color=%23a0B1c2", mark(func(w *Watermark) { w.Color = "#a0b1c2" })},
		{"fw_color=Tomato", mark(func(w *Watermark) { w.Color = "tomato" })},
		{"fw_color=red%3Bposition%3Afixed", plain},
		{"fw_color=%23abcd", plain},
		{"fw_interval=2.5", mark(func(w *Watermark) { w.Interval = 2500 * time.Millisecond })},
		{"fw_interval=0", mark(func(w *Watermark) { w.Interval = time.Second })},
		{"fw_interval=1e99&fw_size=1e99&fw_alpha=9", mark(func(w *Watermark) { w.Interval, w.Size, w.Alpha = time.Hour, 96, 1 })},
		{"fw_interval=NaN&fw_size=NaN&fw_alpha=-Inf", mark(func(w *Watermark) { w.Alpha = 0.05 })},
		{"fw_size=24&fw_alpha=0.8", mark(func(w *Watermark) { w.Size, w.Alpha = 24, 0.8 })},
		{"fw_size=huge", plain},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ParseOptions(query)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
