package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// clip is a video that plays without being encoded: 1080p H.264 with an IDR every
// 2 s, and AAC; 4 Mbit/s, as phones and screen recorders send it.
type clip struct {
	name   string
	length time.Duration
}

func clips() []clip {
	return []clip{
		{"20 s", 20 * time.Second},
		{"10 min", 10 * time.Minute},
	}
}

// clipFile returns the path of the clip's file. It is made once and kept in the user's
// cache folder: ten minutes take about two to encode.
func (b *bench) clipFile(ctx context.Context, c clip) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "tributary-bench-clips")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make clip: %w", err)
	}
	// The recipe's number changes with the recipe.
	path := filepath.Join(dir, fmt.Sprintf("1080p-%d-1.mp4", int(c.length.Seconds())))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	b.say("playable: making the clip of %s, kept in %s", c.name, dir)
	made := filepath.Join(dir, fmt.Sprintf("making-%d.mp4", os.Getpid()))
	defer os.Remove(made)
	if err := runTool(ctx, "ffmpeg", c.recipe(made)...); err != nil {
		return "", err
	}
	if err := os.Rename(made, path); err != nil { // whole or not at all
		return "", fmt.Errorf("keep clip: %w", err)
	}
	return path, nil
}

func (c clip) recipe(out string) []string {
	seconds := fmt.Sprint(c.length.Seconds())
	return []string{"-nostdin", "-v", "error", "-y",
		"-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=30:duration=" + seconds,
		"-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=" + seconds,
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60", "-sc_threshold", "0",
		"-b:v", "4M", "-maxrate", "4M", "-bufsize", "8M", "-c:a", "aac", "-ac", "2", "-b:a", "128k", out}
}
