package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/tributary-video/tributary/internal/client"
)

// importDisplay shows how an import goes: a table that is drawn over on a terminal, a line per
// tenth and state anywhere else.
type importDisplay struct {
	out      io.Writer
	terminal bool

	start time.Time // of what was seen first
	first int64     // rows that had ended then
	drawn int       // lines that the next table is drawn over
	said  string    // elsewhere: what the last line was about
}

func newImportDisplay(out io.Writer) *importDisplay {
	file, ok := out.(*os.File)
	return &importDisplay{out: out, terminal: ok && isatty.IsTerminal(file.Fd())}
}

func (d *importDisplay) progress(i client.Import, now time.Time) {
	if d.start.IsZero() {
		d.start, d.first = now, i.Counts.Ended()
	}
	if !d.terminal {
		if about := fmt.Sprint(i.State, share(i)/10); about != d.said || i.Over() {
			d.said = about
			fmt.Fprintf(d.out, "%s %s %d%%: %s\n", i.ID, i.State, share(i), strings.Join(columns(i.Counts), ", "))
		}
		return
	}
	if d.drawn > 0 {
		fmt.Fprintf(d.out, "\x1b[%dA", d.drawn)
	}
	lines := d.table(i, now)
	for _, line := range lines {
		fmt.Fprintf(d.out, "\r\x1b[K%s\n", line)
	}
	d.drawn = len(lines)
}

// table is what a terminal shows.
func (d *importDisplay) table(i client.Import, now time.Time) []string {
	const width = 40
	full := int(share(i) * width / 100)
	title := fmt.Sprintf("%s  %q  %s", i.ID, i.Source, i.State)
	if i.DryRun && i.State == "planned" {
		title += "  (a dry run: nothing was made)"
	}
	bar := strings.Repeat("█", full) + strings.Repeat("░", width-full)
	return []string{title, bar + fmt.Sprintf(" %d%%  ", share(i)) + d.pace(i, now), strings.Join(columns(i.Counts), "  ")}
}

// pace is "1.2 GiB of 4 GiB, 85 rows/s, 43s left".
func (d *importDisplay) pace(i client.Import, now time.Time) string {
	line := size(float64(i.BytesDone))
	if i.BytesTotal > i.BytesDone {
		line += " of " + size(float64(i.BytesTotal))
	}
	elapsed, ended := now.Sub(d.start).Seconds(), i.Counts.Ended()-d.first
	if elapsed < 1 || ended <= 0 || i.Over() {
		return line
	}
	speed := float64(ended) / elapsed
	left := time.Duration(float64(i.Counts.Total-i.Counts.Ended()) / speed * float64(time.Second))
	return fmt.Sprintf("%s, %.3g rows/s, %s left", line, speed, left.Round(time.Second))
}

// columns are the counts that people look for; those that are seldom wanted only when there are any.
func columns(n client.ImportCounts) []string {
	parts := []string{
		fmt.Sprintf("queued %d", n.Queued), fmt.Sprintf("fetching %d", n.Fetching), fmt.Sprintf("processing %d", n.Processing),
		fmt.Sprintf("done %d", n.Done), fmt.Sprintf("skipped %d", n.Skipped), fmt.Sprintf("failed %d", n.Failed),
	}
	if n.Canceled > 0 {
		parts = append(parts, fmt.Sprintf("canceled %d", n.Canceled))
	}
	return append(parts, fmt.Sprintf("of %d rows", n.Total))
}

func (d *importDisplay) retry(err error, pause time.Duration) {
	d.end()
	fmt.Fprintf(d.out, "%v; trying again in %s\n", err, pause)
}

// end leaves the table standing.
func (d *importDisplay) end() { d.drawn = 0 }

// share is how many of a hundred rows have ended.
func share(i client.Import) int64 {
	if i.Counts.Total == 0 {
		return 0
	}
	return i.Counts.Ended() * 100 / i.Counts.Total
}
