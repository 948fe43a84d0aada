package dash

import (
	"fmt"
	"math/big"
	"math/bits"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// timescale of segment times, in ticks per second. All usual frame rates, and sound of
// 48 kHz, last whole numbers of ticks, which makes timelines short.
const timescale = 90_000

// timesOf lists segments, equal neighbours together. Each duration is the difference of two rounded
// points of the timeline, so that no sum of them drifts.
func timesOf(segments []media.Segment) []stretch {
	var list []stretch
	var end time.Duration
	var before int64
	for i, g := range segments {
		end += g.Duration
		after := ticks(end)
		s := stretch{Duration: after - before}
		before = after
		if n := len(list) - 1; n >= 0 && list[n].Duration == s.Duration {
			list[n].Repeat++
			continue
		}
		if i == 0 {
			s.Start = new(int64)
		}
		list = append(list, s)
	}
	return list
}

// ticks rounds to the nearest.
func ticks(d time.Duration) int64 {
	hi, lo := bits.Mul64(uint64(max(d, 0)), timescale) //nolint:gosec // not negative
	lo, carry := bits.Add64(lo, uint64(time.Second/2), 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(time.Second))
	return int64(q) //nolint:gosec // less than d in nanoseconds
}

// aligned reports whether all tracks have segments of the same times, to a frame or two, so
// that a player may change between any.
func aligned(tracks []Track) bool {
	for _, t := range tracks[1:] {
		if len(t.Segments) != len(tracks[0].Segments) {
			return false
		}
		var apart time.Duration
		for i, g := range t.Segments {
			if apart += g.Duration - tracks[0].Segments[i].Duration; apart.Abs() > time.Second/10 {
				return false
			}
		}
	}
	return true
}

// seconds writes a duration as XML Schema has it.
func seconds(d time.Duration) string { return fmt.Sprintf("PT%.3fS", d.Seconds()) }

// rate writes frames per second in lowest terms.
func rate(r media.Rational) string {
	if r.Num <= 0 || r.Den <= 0 {
		return ""
	}
	lowest := big.NewRat(r.Num, r.Den)
	if lowest.IsInt() {
		return lowest.Num().String()
	}
	return lowest.String()
}
