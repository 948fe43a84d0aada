package gcore

import (
	"bytes"
	"fmt"
	"time"
)

// windowTargets is how much of a live playlist lies before, and how much behind, the moment that
// plays, in target durations: players stay three behind the end (RFC 8216 section 6.3.3).
const windowTargets = 3

// entry is one segment of a programme.
type entry struct {
	run   int // which video of the list
	place int // of the segment in it
	start time.Duration
	end   time.Duration
}

// reel is a media playlist in the making: all segments of one pass through the list.
type reel struct {
	runs    []run
	entries []entry
	target  int // seconds
}

// newReel makes one of runs. target is the target duration in seconds, of which no segment may be longer.
func newReel(runs []run, target int) reel {
	r := reel{runs: runs, target: target}
	at := time.Duration(0)
	for n, part := range runs {
		for place, s := range part.segments {
			r.entries = append(r.entries, entry{n, place, at, at + s.Duration})
			at += s.Duration
		}
	}
	return r
}

func (r reel) length() time.Duration {
	if len(r.entries) == 0 {
		return 0
	}
	return r.entries[len(r.entries)-1].end
}

// whole lists everything, one video after the other.
func (r reel) whole() []byte {
	var b bytes.Buffer
	r.head(&b, 0, 0)
	b.WriteString("#EXT-X-PLAYLIST-TYPE:VOD\n")
	r.list(&b, 0, len(r.entries))
	b.WriteString("#EXT-X-ENDLIST\n")
	return b.Bytes()
}

// window lists what plays so long after the start, and a little around it. Without loop it ends
// with the last segment and stays there; with it, the list begins again for ever.
func (r reel) window(elapsed time.Duration, loop bool) []byte {
	around := time.Duration(windowTargets*r.target) * time.Second
	if !loop {
		elapsed = min(elapsed, r.length())
	}
	first := r.count(elapsed-around, func(e entry) time.Duration { return e.end })
	end := r.count(elapsed+around, func(e entry) time.Duration { return e.start })
	if !loop {
		end = min(end, len(r.entries))
	}
	pass, place := first/len(r.entries), first%len(r.entries)
	var b bytes.Buffer
	// Every video but the one that the window begins in has put a discontinuity behind itself.
	r.head(&b, first, pass*len(r.runs)+r.entries[place].run)
	r.list(&b, first, end)
	if !loop && end == len(r.entries) {
		b.WriteString("#EXT-X-ENDLIST\n")
	}
	return b.Bytes()
}

// count is how many segments, through all passes, have this time before or at t.
func (r reel) count(t time.Duration, of func(entry) time.Duration) int {
	if t < 0 {
		return 0
	}
	pass := int(t / r.length())
	rest, n := t-time.Duration(pass)*r.length(), 0
	for n < len(r.entries) && of(r.entries[n]) <= rest {
		n++
	}
	return pass*len(r.entries) + n
}

func (r reel) head(b *bytes.Buffer, sequence, discontinuity int) {
	fmt.Fprintf(b, "#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-DISCONTINUITY-SEQUENCE:%d\n",
		r.target, sequence, discontinuity)
	if len(r.runs) > 0 && r.runs[0].iframes {
		b.WriteString("#EXT-X-I-FRAMES-ONLY\n")
	}
}

// list writes the segments from first on, counted through all passes, to end.
func (r reel) list(b *bytes.Buffer, first, end int) {
	for n := first; n < end; n++ {
		e := r.entries[n%len(r.entries)]
		part := r.runs[e.run]
		if e.place == 0 && n > first {
			b.WriteString("#EXT-X-DISCONTINUITY\n")
		}
		if !part.gap && (e.place == 0 || n == first) {
			fmt.Fprintf(b, "#EXT-X-MAP:URI=%q\n", part.folder+"init.mp4")
		}
		if part.gap {
			b.WriteString("#EXT-X-GAP\n")
		}
		// The difference of rounded points, so that no run of segments is off by more than a microsecond.
		length := e.end.Round(time.Microsecond) - e.start.Round(time.Microsecond)
		fmt.Fprintf(b, "#EXTINF:%d.%06d,\n%s%d.m4s\n", length/time.Second, length%time.Second/time.Microsecond, part.file(), e.place)
	}
}

// empty reports whether nothing plays.
func (r reel) empty() bool { return r.length() <= 0 }
