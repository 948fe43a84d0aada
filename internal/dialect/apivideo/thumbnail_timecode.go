package apivideo

import (
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxTimecode is a year: longer than any video, far from the end of a duration.
	maxTimecode = 365 * 24 * time.Hour
	// maxFrame is the most frames that a second can have with one millisecond each.
	maxFrame = 999
)

// parseTimecode reads "hh:mm:ss", "hh:mm:ss.ms", "hh:mm:ss:frame" or a number of seconds
// (contract section 3.1). Hours may have any number of digits.
func parseTimecode(text string) (media.Timecode, bool) {
	fields := strings.Split(text, ":")
	var t media.Timecode
	switch len(fields) {
	case 1:
		s, ok := seconds(fields[0])
		return media.Timecode{Time: s}, ok
	case 4:
		frame, ok := number(fields[3], maxFrame)
		if !ok || strings.Contains(fields[2], ".") {
			return t, false
		}
		t.Frame = frame
	case 3:
	default:
		return t, false
	}
	hours, okHours := number(fields[0], int(maxTimecode/time.Hour)-1)
	minutes, okMinutes := number(fields[1], 59)
	s, okSeconds := seconds(fields[2])
	t.Time = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + s
	return t, okHours && okMinutes && okSeconds && s < time.Minute
}

// seconds reads digits with at most nine decimals.
func seconds(text string) (time.Duration, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	n, ok := number(whole, int(maxTimecode/time.Second))
	if !ok || !dotted {
		return time.Duration(n) * time.Second, ok
	}
	if len(fraction) > 9 {
		return 0, false
	}
	nanos, ok := number(fraction+strings.Repeat("0", 9-len(fraction)), int(time.Second)-1)
	return time.Duration(n)*time.Second + time.Duration(nanos), ok && fraction != ""
}

// number reads digits and nothing else, up to most.
func number(text string, most int) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err == nil && int(n) <= most //nolint:gosec // 31 bits
}
