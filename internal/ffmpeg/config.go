package ffmpeg

import (
	"cmp"
	"log/slog"
	"runtime"
	"time"
)

// Mode says whether media work may run without the sandbox.
type Mode string

const (
	// Auto uses the sandbox where it works, and otherwise limits alone.
	Auto Mode = "auto"
	// Required makes [New] fail where the sandbox does not work.
	Required Mode = "required"
	// Off never uses the sandbox.
	Off Mode = "off"
)

// Config is what a [Runner] needs. Zero values take the defaults in brackets.
type Config struct {
	Sandbox Mode         // [Auto]
	WorkDir string       // where task directories are made; used by nothing else [a new temporary directory]
	Path    string       // directory of ffmpeg and ffprobe [found in PATH]
	Threads int          // decoder and encoder threads of one run [processors, at most 8]
	Caps    Caps         // what sources may be
	Log     *slog.Logger // [discards]
}

// Caps bounds the sources that are accepted. Zero values take the defaults in brackets.
type Caps struct {
	Pixels   int64         // of one frame [8192 × 4320]
	Side     int           // width or height [16384]
	Rate     int           // frames per second [240]
	Duration time.Duration // [12 h]
	Streams  int           // [32]
}

func (c Config) withDefaults() Config {
	c.Sandbox = cmp.Or(c.Sandbox, Auto)
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	// Memory grows with threads and is limited: more than eight would need a
	// larger limit than the one that was measured.
	c.Threads = cmp.Or(c.Threads, min(runtime.NumCPU(), 8))
	c.Caps = Caps{
		Pixels:   cmp.Or(c.Caps.Pixels, 8192*4320),
		Side:     cmp.Or(c.Caps.Side, 16384),
		Rate:     cmp.Or(c.Caps.Rate, 240),
		Duration: cmp.Or(c.Caps.Duration, 12*time.Hour),
		Streams:  cmp.Or(c.Caps.Streams, 32),
	}
	return c
}
