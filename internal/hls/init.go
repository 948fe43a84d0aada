package hls

import (
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Handler types of ISO base media tracks.
const (
	pictureHandler = "vide"
	soundHandler   = "soun"
)

// header is what an initialization segment says of one track.
type header struct {
	id        uint32
	handler   string
	timescale int64
	shift     int64 // ticks by which the edit list moves decode times to the front
	width     int   // as shown: after sample aspect ratio and rotation
	height    int
	turned    bool // by a quarter, so that coded width is shown height
	trex      *mp4.TrexBox
	format    format
}

// parseInit reads the tracks of an initialization segment.
func parseInit(data []byte) ([]header, error) {
	if len(data) > maxMoov {
		return nil, fmt.Errorf("parse initialization segment: over %d bytes", maxMoov)
	}
	tracks, err := parseMovie(data)
	if err != nil {
		return nil, fmt.Errorf("parse initialization segment: %w", err)
	}
	return tracks, nil
}

func parseMovie(data []byte) ([]header, error) {
	moov, err := find(data, "moov")
	if err != nil {
		return nil, err
	}
	movie, err := findLeaf[*mp4.MvhdBox](moov.body, "mvhd")
	if err != nil {
		return nil, err
	}
	children, err := split(moov.body)
	if err != nil {
		return nil, err
	}
	extends, err := parseExtends(moov.body)
	if err != nil {
		return nil, err
	}
	var tracks []header
	for _, trak := range only(children, "trak") {
		h, err := parseTrack(trak.body, int64(movie.Timescale))
		if err != nil {
			return nil, err
		}
		if h.trex = extends[h.id]; h.trex == nil {
			return nil, fmt.Errorf("track %d has no trex box", h.id)
		}
		tracks = append(tracks, h)
	}
	if len(tracks) == 0 {
		return nil, errors.New("no track")
	}
	return tracks, nil
}

func parseExtends(moov []byte) (map[uint32]*mp4.TrexBox, error) {
	mvex, err := find(moov, "mvex")
	if err != nil {
		return nil, err
	}
	children, err := split(mvex.body)
	if err != nil {
		return nil, err
	}
	all := map[uint32]*mp4.TrexBox{}
	for _, b := range only(children, "trex") {
		trex, err := leaf[*mp4.TrexBox](b)
		if err != nil {
			return nil, err
		}
		all[trex.TrackID] = trex
	}
	return all, nil
}

func parseTrack(trak []byte, movieScale int64) (header, error) {
	tkhd, err := findLeaf[*mp4.TkhdBox](trak, "tkhd")
	if err != nil {
		return header{}, err
	}
	mdhd, err := findLeaf[*mp4.MdhdBox](trak, "mdia", "mdhd")
	if err != nil {
		return header{}, err
	}
	if mdhd.Timescale == 0 || mdhd.Timescale > 1_000_000_000 {
		return header{}, fmt.Errorf("timescale %d", mdhd.Timescale)
	}
	hdlr, err := findLeaf[*mp4.HdlrBox](trak, "mdia", "hdlr")
	if err != nil {
		return header{}, err
	}
	stsd, err := find(trak, "mdia", "minf", "stbl", "stsd")
	if err != nil {
		return header{}, err
	}
	h := header{id: tkhd.TrackID, handler: hdlr.HandlerType, timescale: int64(mdhd.Timescale)}
	h.width, h.height = int(tkhd.Width>>16), int(tkhd.Height>>16)
	if tkhd.Matrix[0] == 0 && tkhd.Matrix[4] == 0 && tkhd.Matrix[1] != 0 { // a quarter turn
		h.width, h.height, h.turned = h.height, h.width, true
	}
	if h.shift, err = parseEdits(trak, h.timescale, movieScale); err != nil {
		return header{}, err
	}
	h.format, err = parseFormat(stsd.body)
	return h, err
}

// parseEdits returns how far an edit list moves the track to the front, in
// ticks of the track: leading samples it trims, less the emptiness before it.
func parseEdits(trak []byte, timescale, movieScale int64) (int64, error) {
	b, err := find(trak, "edts", "elst")
	if err != nil {
		return 0, nil //nolint:nilerr // most tracks have none
	}
	elst, err := leaf[*mp4.ElstBox](b)
	if err != nil {
		return 0, err
	}
	var shift int64
	for _, e := range elst.Entries {
		if e.MediaTime >= 0 {
			return e.MediaTime - shift, nil
		}
		if movieScale == 0 || e.SegmentDuration > maxDuration*uint64(movieScale) {
			return 0, errors.New("edit list out of bounds")
		}
		shift += int64(e.SegmentDuration) * timescale / movieScale
	}
	return -shift, nil
}
