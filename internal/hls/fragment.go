package hls

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/mp4"
)

// maxSamples of one segment: 12 h of AAC frames would be two million, a segment
// of a minute at 240 fps is 14 400.
const maxSamples = 100_000

// maxTime bounds decode times, so that no sum of them overflows.
const maxTime = 1 << 60

// NAL unit types (ITU-T H.264 table 7-1).
const (
	nalSlice = 1
	nalIDR   = 5
)

// fragment is what a media segment holds of one track. Times are ticks of the
// track before its edit list.
type fragment struct {
	start    int64 // decode time of the first sample
	end      int64 // decode time behind the last one
	length   int64 // sum of the samples' durations: end - start, unless torn
	first    int64 // earliest presentation time
	samples  int
	startIDR bool
	idrs     []int64 // decode times
	torn     bool    // a moof inside does not start where the one before ended
	tracks   int     // most tracks in one moof
}

func parseFragment(h header, data []byte) (fragment, error) {
	f, err := scan(h, data)
	if err != nil {
		return fragment{}, fmt.Errorf("parse segment: %w", err)
	}
	return f, nil
}

func scan(h header, data []byte) (fragment, error) {
	top, err := split(data)
	if err != nil {
		return fragment{}, err
	}
	var f fragment
	for _, moof := range only(top, "moof") {
		if len(moof.raw) > maxMoof {
			return fragment{}, fmt.Errorf("moof over %d bytes", maxMoof)
		}
		children, err := split(moof.body)
		if err != nil {
			return fragment{}, err
		}
		trafs := only(children, "traf")
		f.tracks = max(f.tracks, len(trafs))
		for _, traf := range trafs {
			if err := f.addRun(h, data, moof.at, traf.body); err != nil {
				return fragment{}, err
			}
		}
	}
	if f.samples == 0 {
		return fragment{}, errors.New("no samples of the track")
	}
	return f, nil
}

// addRun adds the samples of one traf box when they are the track's.
func (f *fragment) addRun(h header, data []byte, base int, traf []byte) error {
	tfhd, err := findLeaf[*mp4.TfhdBox](traf, "tfhd")
	if err != nil {
		return err
	}
	if tfhd.TrackID != h.id {
		return nil
	}
	if tfhd.HasBaseDataOffset() {
		return errors.New("base data offset in a segment")
	}
	tfdt, err := findLeaf[*mp4.TfdtBox](traf, "tfdt")
	if err != nil {
		return err
	}
	start := tfdt.BaseMediaDecodeTime()
	if start > maxTime {
		return fmt.Errorf("tfdt %d", start)
	}
	if f.samples == 0 {
		f.start, f.end, f.first = int64(start), int64(start), maxTime
	}
	f.torn = f.torn || int64(start) != f.end
	f.end = int64(start)
	children, err := split(traf)
	if err != nil {
		return err
	}
	at := base
	for _, b := range only(children, "trun") {
		trun, err := leaf[*mp4.TrunBox](b)
		if err != nil {
			return err
		}
		if trun.HasDataOffset() {
			at = base + int(trun.DataOffset)
		}
		trun.AddSampleDefaultValues(tfhd, h.trex)
		if at, err = f.addSamples(h, data, at, trun.Samples); err != nil {
			return err
		}
	}
	return nil
}

// addSamples adds samples that lie in data from at on and returns where they end.
func (f *fragment) addSamples(h header, data []byte, at int, samples []mp4.Sample) (int, error) {
	for _, s := range samples {
		if at < 0 || at+int(s.Size) > len(data) {
			return 0, errors.New("sample outside the segment")
		}
		if f.samples == maxSamples {
			return 0, fmt.Errorf("over %d samples", maxSamples)
		}
		if h.format.entry == "avc1" && isIDR(data[at:at+int(s.Size)]) {
			f.startIDR = f.startIDR || f.samples == 0
			f.idrs = append(f.idrs, f.end)
		}
		f.first = min(f.first, f.end+int64(s.CompositionTimeOffset))
		f.end += int64(s.Dur)
		f.length += int64(s.Dur)
		f.samples++
		at += int(s.Size)
	}
	return at, nil
}

// isIDR reports whether the first slice of an access unit is of an IDR picture.
// The flags of the container are not asked: they are what is wrong in files that stall players.
func isIDR(sample []byte) bool {
	for len(sample) > 4 {
		size := int(binary.BigEndian.Uint32(sample))
		if size < 1 || size > len(sample)-4 {
			return false
		}
		if kind := sample[4] & 0x1f; kind >= nalSlice && kind <= nalIDR {
			return kind == nalIDR
		}
		sample = sample[4+size:]
	}
	return false
}
