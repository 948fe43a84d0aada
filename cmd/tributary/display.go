package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/tributary-video/tributary/internal/client"
)

// display shows how an upload goes: a line that is rewritten on a terminal, a
// line per tenth anywhere else.
type display struct {
	out      io.Writer
	terminal bool

	name  string
	start time.Time
	drawn time.Time // terminal: when the line was last written; zero = not
	tenth int64     // elsewhere: the last tenth reported
}

// redraw is how often the line changes: often enough to live, seldom enough to read.
const redraw = 200 * time.Millisecond

func newDisplay(out io.Writer) *display {
	file, ok := out.(*os.File)
	return &display{out: out, terminal: ok && isatty.IsTerminal(file.Fd())}
}

func (d *display) begin(path string, now time.Time) {
	d.name, d.start, d.drawn, d.tenth = filepath.Base(path), now, time.Time{}, -1
}

func (d *display) progress(p client.Progress, now time.Time) {
	if !d.terminal {
		if tenth := percent(p) / 10; tenth > d.tenth {
			d.tenth = tenth
			fmt.Fprintln(d.out, d.line(p, now))
		}
		return
	}
	if now.Sub(d.drawn) < redraw && p.Sent < p.Size {
		return
	}
	d.drawn = now
	const width = 24
	full := int(percent(p) * width / 100)
	bar := strings.Repeat("█", full) + strings.Repeat("░", width-full)
	fmt.Fprintf(d.out, "\r\x1b[K%s %s", bar, d.line(p, now))
}

// line is "clip.mp4 42% of 1.2 GiB, 8.5 MiB/s, 1m20s left".
func (d *display) line(p client.Progress, now time.Time) string {
	line := fmt.Sprintf("%q %d%% of %s", d.name, percent(p), size(float64(p.Size)))
	elapsed := now.Sub(d.start).Seconds()
	moved := p.Sent - p.Resumed
	if elapsed < 0.5 || moved <= 0 {
		return line // no speed worth the name yet
	}
	speed := float64(moved) / elapsed
	line += fmt.Sprintf(", %s/s", size(speed))
	if p.Sent < p.Size {
		left := time.Duration(float64(p.Size-p.Sent) / speed * float64(time.Second))
		line += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return line
}

// end leaves the last line standing.
func (d *display) end() {
	if !d.drawn.IsZero() {
		fmt.Fprintln(d.out)
	}
	d.drawn = time.Time{}
}

func (d *display) retry(err error, pause time.Duration) {
	d.end()
	fmt.Fprintf(d.out, "%v; trying again in %s\n", err, pause)
}

func (d *display) status(v client.Video) {
	line := fmt.Sprintf("%q %s", d.name, v.Status)
	if v.ReadyToStream {
		line += ", plays"
	}
	fmt.Fprintln(d.out, line)
}

func percent(p client.Progress) int64 {
	if p.Size == 0 {
		return 100
	}
	return int64(float64(p.Sent) / float64(p.Size) * 100)
}

func size(n float64) string {
	for _, unit := range []string{"B", "KiB", "MiB", "GiB"} {
		if n < 1024 {
			return fmt.Sprintf("%.3g %s", n, unit)
		}
		n /= 1024
	}
	return fmt.Sprintf("%.1f TiB", n)
}
