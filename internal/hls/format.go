package hls

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/aac"
	"github.com/Eyevinn/mp4ff/avc"
	"github.com/Eyevinn/mp4ff/mp4"
)

// Transfer characteristics that are not SDR (ITU-T H.273 table 3).
const (
	transferPQ  = 16
	transferHLG = 18
)

// maxDescription of one sample description, in bytes. Parameter sets take a few hundred;
// the descriptors in an esds box nest, and the decoder follows.
const maxDescription = 64 << 10

// aacObject is the object type indication of MPEG-4 audio in an esds box.
const aacObject = 0x40

// format is what a sample description says. Of formats other than avc1 and
// mp4a only the name is known.
type format struct {
	entry      string // "avc1", "mp4a", …
	codecs     string // RFC 6381; "" when unknown
	profile    int    // H.264 profile_idc
	level      int    // H.264 level_idc, ten times the level
	interlaced bool
	width      int // as coded
	height     int
	square     bool // sample aspect ratio is 1:1 or not told
	transfer   int  // from the colr box; 0 when not told
	primaries  int
	object     int // audio object type: 2 is AAC-LC
	channels   int
}

// parseFormat reads a stsd box: one entry, as every segment of a playlist shares it.
func parseFormat(stsd []byte) (format, error) {
	if len(stsd) < 8 || len(stsd) > maxDescription {
		return format{}, fmt.Errorf("stsd box of %d bytes", len(stsd))
	}
	entries, err := split(stsd[8:])
	if err != nil {
		return format{}, err
	}
	if len(entries) != 1 {
		return format{}, fmt.Errorf("%d sample descriptions", len(entries))
	}
	switch entry := entries[0]; entry.kind {
	case "avc1":
		return parseAVC(entry.body)
	case "mp4a":
		return parseAAC(entry.body)
	default:
		return format{entry: entry.kind}, nil
	}
}

// parseAVC reads the avcC and colr boxes behind the 78 bytes of a visual sample entry.
func parseAVC(entry []byte) (format, error) {
	if len(entry) < 78 {
		return format{}, errors.New("avc1 box cut off")
	}
	config, err := findLeaf[*mp4.AvcCBox](entry[78:], "avcC")
	if err != nil {
		return format{}, err
	}
	if len(config.SPSnalus) == 0 || len(config.PPSnalus) == 0 {
		return format{}, errors.New("no parameter sets in the avcC box")
	}
	// Only as far as the aspect ratio: behind it the parser counts buffers
	// without a limit, and twenty bytes could take all memory.
	sps, err := guard(func() (*avc.SPS, error) { return avc.ParseSPSNALUnit(config.SPSnalus[0], false) })
	if err != nil {
		return format{}, fmt.Errorf("parse sequence parameter set: %w", err)
	}
	f := format{
		entry:      "avc1",
		codecs:     fmt.Sprintf("avc1.%02x%02x%02x", config.AVCProfileIndication, config.ProfileCompatibility, config.AVCLevelIndication),
		profile:    int(config.AVCProfileIndication),
		level:      int(config.AVCLevelIndication),
		interlaced: !sps.FrameMbsOnlyFlag,
		width:      int(sps.Width),
		height:     int(sps.Height),
		square:     sps.VUI == nil || sps.VUI.SampleAspectRatioWidth == sps.VUI.SampleAspectRatioHeight,
	}
	if colour, err := findLeaf[*mp4.ColrBox](entry[78:], "colr"); err == nil && colour.ColorType == "nclx" {
		f.transfer, f.primaries = int(colour.TransferCharacteristics), int(colour.ColorPrimaries)
	}
	return f, nil
}

// parseAAC reads the esds box behind the 28 bytes of an audio sample entry.
func parseAAC(entry []byte) (format, error) {
	if len(entry) < 28 {
		return format{}, errors.New("mp4a box cut off")
	}
	esds, err := findLeaf[*mp4.EsdsBox](entry[28:], "esds")
	if err != nil {
		return format{}, err
	}
	d := esds.DecConfigDescriptor
	if d == nil || d.DecSpecificInfo == nil || d.ObjectType != aacObject {
		return format{entry: "mp4a"}, nil
	}
	config, err := guard(func() (*aac.AudioSpecificConfig, error) {
		return aac.DecodeAudioSpecificConfig(bytes.NewReader(d.DecSpecificInfo.DecConfig))
	})
	if err != nil {
		return format{}, fmt.Errorf("parse AAC configuration: %w", err)
	}
	return format{
		entry:    "mp4a",
		codecs:   fmt.Sprintf("mp4a.40.%d", config.ObjectType),
		object:   int(config.ObjectType),
		channels: int(config.ChannelConfiguration),
	}, nil
}

// videoRange returns the VIDEO-RANGE of the pictures.
func (f format) videoRange() string {
	switch f.transfer {
	case transferPQ:
		return "PQ"
	case transferHLG:
		return "HLG"
	}
	return "SDR"
}
