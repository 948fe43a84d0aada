package apivideo

import "time"

// Settings are the limits of progressive uploads. Sizes are in bytes; zero takes the
// vendor's value.
type Settings struct {
	PartMin      int64         // 5 MiB: the smallest part that is not the last
	PartMax      int64         // 200 MiB: the largest part
	SingleMax    int64         // 200 MiB: the largest file in one request
	PartsMax     int64         // 10,000 parts
	SourceMax    int64         // 52,428,800,000: the largest file in all
	UploadTTL    time.Duration // 168 h: an upload that is idle for longer expires
	AttachWindow time.Duration // 15 min: for parts that name no video to find their upload
}

const mebibyte = 1 << 20

func (s Settings) complete() Settings {
	or := func(v *int64, vendors int64) {
		if *v == 0 {
			*v = vendors
		}
	}
	or(&s.PartMin, 5*mebibyte)
	or(&s.PartMax, 200*mebibyte)
	or(&s.SingleMax, 200*mebibyte)
	or(&s.PartsMax, 10_000)
	or(&s.SourceMax, 52_428_800_000)
	if s.UploadTTL == 0 {
		s.UploadTTL = 168 * time.Hour
	}
	if s.AttachWindow == 0 {
		s.AttachWindow = 15 * time.Minute
	}
	return s
}
