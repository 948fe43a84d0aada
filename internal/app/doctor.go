package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/ffmpeg"
)

// scarce is how many free bytes are too few to take videos: a phone's evening.
const scarce = 2 << 30

// Finding is one thing that the doctor looked at.
type Finding struct {
	OK     bool
	Text   string // what was found, one line
	Remedy string // what to do about it; empty when OK
}

// Findings are in the order they were made.
type Findings []Finding

func (f *Findings) ok(format string, args ...any) {
	*f = append(*f, Finding{OK: true, Text: fmt.Sprintf(format, args...)})
}

func (f *Findings) bad(remedy, format string, args ...any) {
	*f = append(*f, Finding{Text: fmt.Sprintf(format, args...), Remedy: remedy})
}

// Doctor looks at everything that a server with this configuration needs. A
// problem found is no error.
func Doctor(ctx context.Context, cfg config.Config) (Findings, error) {
	var f Findings
	f.tools(ctx, cfg)
	f.records(ctx, cfg)
	f.storage(ctx, cfg)
	return f, nil
}

func (f *Findings) tools(ctx context.Context, cfg config.Config) {
	dir, err := os.MkdirTemp("", "tributary-doctor-")
	if err != nil {
		f.bad("make the folder for temporary files writable", "no temporary folder: %v", err)
		return
	}
	defer os.RemoveAll(dir)
	mode := ffmpeg.Mode(cfg.Sandbox)
	if mode == ffmpeg.Required {
		mode = ffmpeg.Auto // says why it does not work instead of giving up
	}
	tools, err := ffmpeg.New(ctx, ffmpeg.Config{Sandbox: mode, WorkDir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.bad("install ffmpeg: apt-get install ffmpeg", "%v", err)
		return
	}
	report := tools.Report(ctx)
	if report.FFmpeg != "" {
		f.ok("ffmpeg %s", report.FFmpeg)
	}
	for _, name := range []string{"libx264", "aac", "mjpeg"} {
		if report.Encoders[name] {
			f.ok("ffmpeg encodes %s", name)
		}
	}
	if report.Sandbox {
		f.ok("media tools run in a bubblewrap sandbox")
	}
	for _, finding := range report.Findings {
		f.bad(finding.Remedy, "%s", finding.Problem)
	}
	f.speech(ctx, cfg, tools, dir)
}

func (f *Findings) records(ctx context.Context, cfg config.Config) {
	c, err := openRecords(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		f.bad("check --database, --data and TRIBUTARY_MASTER_KEY", "database: %v", err)
		return
	}
	defer func() { _ = c.close() }() // it was only looked at
	if err := c.store.Ping(ctx); err != nil {
		f.bad("check that the database server runs and lets this machine in", "database: %v", err)
		return
	}
	kind := "SQLite in " + cfg.Data
	if c.conn.Postgres {
		kind = "PostgreSQL"
	}
	f.ok("database answers: %s", kind)
}

func (f *Findings) storage(ctx context.Context, cfg config.Config) {
	if cfg.Storage != "" {
		f.bad("leave --storage out: this version keeps bytes in the data folder", "storage %s is not supported", cfg.Storage)
		return
	}
	blobs, err := disk.New(disk.Config{Dir: cfg.InData("blobs")})
	if err != nil {
		f.bad("make the data folder writable for this user, or choose another with --data", "storage: %v", err)
		return
	}
	defer func() { _ = blobs.Close() }() // it was only looked at
	health, err := blobs.Check(ctx)
	switch {
	case err != nil:
		f.bad("check the disk under the data folder", "storage: %v", err)
	case health.Free >= 0 && health.Free < scarce:
		f.bad("free some space or choose another disk with --data", "storage: only %d MiB free", health.Free>>20)
	default:
		f.ok("storage answers: %d GiB free of %d GiB", health.Free>>30, health.Total>>30)
	}
}
