package ffmpeg

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// minBytesPerSecond is the least a believable medium has: a still picture with
// silence takes some hundred. A duration that implies less is a damaged header
// or a trap, such as 143165 s in a file of 100 kB.
const minBytesPerSecond = 50

// rateSpan is how much of a source is read to measure its frame rate.
const rateSpan = 30 * time.Second

// measure replaces figures that cannot be true with ones counted from packets.
func (r *Runner) measure(ctx context.Context, in Input, size int64, p *Probe) error {
	v, film := p.Video()
	badLength := !plausible(p.Duration, size)
	badRate := film && suspicious(v)
	if !badLength && !badRate {
		p.finish()
		return nil
	}
	span := rateSpan
	if badLength {
		span = 0
	}
	tally, err := r.scan(ctx, in, span)
	if err != nil {
		return err
	}
	if badLength {
		tally.times(p)
	}
	if badRate {
		tally.rate(&p.Streams[v.Index], span == 0 || p.Length() <= span)
	}
	p.finish()
	return nil
}

func plausible(d time.Duration, size int64) bool {
	return d > 0 && float64(size)/d.Seconds() >= minBytesPerSecond
}

// suspicious reports whether a stream's mean rate is missing or impossible, or
// differs so much from the base rate that either could be wrong.
func suspicious(s Stream) bool {
	mean, base := s.Rate.Float(), s.BaseRate.Float()
	return mean <= 0 || mean > 120 || math.Abs(mean-base) > 0.01*base
}

// finish derives what follows from the rest.
func (p *Probe) finish() {
	for i := range p.Streams {
		s := &p.Streams[i]
		if s.Kind != Video || s.Cover {
			continue
		}
		mean, base := s.Rate.Float(), s.BaseRate.Float()
		s.Variable = base > 0 && math.Abs(mean-base) > 0.01*base
		if s.Frames == 0 {
			length := s.Duration
			if length == 0 {
				length = p.Start + p.Duration - s.Start
			}
			s.Frames = max(0, int64(math.Round(length.Seconds()*mean)))
		}
	}
}

// span is what the packets of one stream cover.
type span struct {
	first, last, end float64 // seconds: earliest and latest start, latest end
	count            int64   // packets that are shown
}

// tally collects packets by stream as lines of ffprobe's CSV arrive.
type tally struct {
	spans map[int]*span
	rest  []byte
}

// scan reads the packets of the first part of a source, all of it when length is 0.
func (r *Runner) scan(ctx context.Context, in Input, length time.Duration) (*tally, error) {
	args, err := r.inputArgs(in)
	if err != nil {
		return nil, err
	}
	query := []string{"-v", "error", "-of", "csv=p=0", "-show_entries", "packet=stream_index,pts_time,duration_time,flags"}
	if length > 0 {
		query = append(query, "-read_intervals", "%+"+strconv.Itoa(int(length.Seconds())))
	}
	t := &tally{spans: make(map[int]*span)}
	err = r.run(ctx, child{tool: ffprobeTool, args: append(query, args...), source: in.Path, stdout: t, limits: scanLimits(), urgent: true})
	if err != nil {
		return nil, media.Refuse(refusalCode(err), "", err)
	}
	return t, nil
}

// refusalCode keeps the code of a refusal; any other end of ffprobe means damage.
func refusalCode(err error) media.RefusalCode {
	if r, ok := media.RefusalOf(err); ok {
		return r.Code
	}
	return media.MediaDamaged
}

// Write takes CSV as it comes. A line is short; what has none for a page is dropped.
func (t *tally) Write(p []byte) (int, error) {
	t.rest = append(t.rest, p...)
	for {
		line, rest, ok := bytes.Cut(t.rest, []byte("\n"))
		if !ok {
			break
		}
		t.add(string(line))
		t.rest = rest
	}
	if len(t.rest) > 4096 {
		t.rest = nil
	}
	return len(p), nil
}

// add counts one packet: stream, time, duration, flags. A packet flagged D is
// decoded and not shown (outside the edit list).
func (t *tally) add(line string) {
	f := strings.Split(strings.TrimSpace(line), ",")
	if len(f) < 4 || strings.Contains(f[3], "D") {
		return
	}
	index, err := strconv.Atoi(f[0])
	at, err2 := strconv.ParseFloat(f[1], 64)
	if err != nil || err2 != nil || math.IsNaN(at) || math.Abs(at) > maxTime {
		return
	}
	s := t.spans[index]
	if s == nil {
		s = &span{first: at, last: at, end: at}
		t.spans[index] = s
	}
	s.count++
	s.first, s.last = min(s.first, at), max(s.last, at)
	s.end = max(s.end, at+value(f[2]).time().Seconds())
}

// times sets durations of streams and container from packets.
func (t *tally) times(p *Probe) {
	var end time.Duration
	for i := range p.Streams {
		s := &p.Streams[i]
		got := t.spans[i]
		s.Duration, s.Frames = 0, 0
		if got == nil || !s.Usable || s.Cover {
			continue
		}
		s.Duration = max(0, seconds(got.end)-s.Start)
		s.Frames = got.count
		end = max(end, s.end())
	}
	p.Duration = max(0, end-p.Start)
}

// rate sets the mean rate of a stream from its packets. When only the beginning was
// read, a figure of the container that is at all possible is the better mean.
func (t *tally) rate(s *Stream, whole bool) {
	got := t.spans[s.Index]
	possible := s.Rate.Float() > 0 && s.Rate.Float() <= 120
	if got == nil || got.count < 2 || got.last <= got.first || !whole && possible {
		return
	}
	s.Rate = rational(float64(got.count-1) / (got.last - got.first))
	// A packet lost or cut off at the edges makes a constant rate look odd.
	if math.Abs(s.Rate.Float()/s.BaseRate.Float()-1) < 0.05 {
		s.Rate = s.BaseRate
	}
}

// rational makes a measured rate exact: the rate in common use that it comes
// within 0.2 % of (timestamps in milliseconds make 29.99 of 30), else thousandths.
func rational(rate float64) media.Rational {
	best := media.Rational{Num: int64(math.Round(rate * 1000)), Den: 1000}
	distance := 0.002
	for _, r := range []media.Rational{{Num: 15, Den: 1}, {Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1},
		{Num: 30000, Den: 1001}, {Num: 30, Den: 1}, {Num: 50, Den: 1}, {Num: 60000, Den: 1001}, {Num: 60, Den: 1}} {
		if d := math.Abs(rate/r.Float() - 1); d < distance {
			best, distance = r, d
		}
	}
	return best
}

func seconds(s float64) time.Duration { return time.Duration(math.Round(s*1e6)) * time.Microsecond }
