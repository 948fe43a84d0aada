package hls

import (
	"math"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Measure returns BANDWIDTH and AVERAGE-BANDWIDTH in bit/s of pictures played
// with any one of the sound tracks: the largest sum of peaks (rule 9.13) and of
// averages (rule 9.14). Either side may be empty.
//
// A peak is the highest rate over any run of neighbouring segments that lasts
// between half and one and a half target durations (RFC 8216 section 4.1), so that
// a last segment of a few frames does not count as a burst.
func Measure(video []media.Segment, audio ...[]media.Segment) (peak, average int) {
	target := time.Duration(Target(append(slices.Clip(audio), video)...)) * time.Second
	var loudestPeak, loudestAverage float64
	for _, track := range audio {
		loudestPeak = max(loudestPeak, peakRate(track, target))
		loudestAverage = max(loudestAverage, averageRate(track))
	}
	return int(math.Ceil(peakRate(video, target) + loudestPeak)),
		int(math.Ceil(averageRate(video) + loudestAverage))
}

func peakRate(segments []media.Segment, target time.Duration) float64 {
	var peak float64
	for i := range segments {
		var run media.Segment
		for _, s := range segments[i:] {
			run.Duration += s.Duration
			run.Bytes += s.Bytes
			if 2*run.Duration > 3*target {
				break
			}
			if 2*run.Duration >= target {
				peak = max(peak, rate(run))
			}
		}
	}
	if peak == 0 { // shorter than half a target in all
		return averageRate(segments)
	}
	return peak
}

func averageRate(segments []media.Segment) float64 {
	var all media.Segment
	for _, s := range segments {
		all.Duration += s.Duration
		all.Bytes += s.Bytes
	}
	return rate(all)
}

func rate(s media.Segment) float64 {
	if s.Duration <= 0 {
		return 0
	}
	return float64(s.Bytes) * 8 / s.Duration.Seconds()
}
