package mp4

import (
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// AVC are the facts of an H.264 track that decide whether a player, and our
// ladder, can take it as it is. They come from the sequence parameter sets; with
// several, each fact is the hardest of them.
type AVC struct {
	Profile      int // profile_idc: 66 Baseline, 77 Main, 100 High, more is beyond High
	Constraints  int // constraint flags, as in the codecs string
	Level        int // level_idc: 41 is level 4.1
	ChromaFormat int // 1 is 4:2:0
	BitDepth     int
	FrameMBsOnly bool // false: may hold interlaced pictures

	// ParameterSets tells that at least one sequence and one picture parameter
	// set are in the configuration. Without, they travel with the samples.
	ParameterSets bool

	lengthSize int // bytes of the length before each NAL unit
	sar        media.Rational
}

// parseAVC reads an avcC box (ISO/IEC 14496-15, 5.3.3).
func parseAVC(avcC []byte) (*AVC, error) {
	c := &cursor{b: avcC}
	c.skip(1)
	a := &AVC{FrameMBsOnly: true, ChromaFormat: 1, BitDepth: 8, sar: media.Rational{Num: 1, Den: 1}}
	a.Profile, a.Constraints, a.Level = int(c.u8()), int(c.u8()), int(c.u8())
	a.lengthSize = int(c.u8()&3) + 1
	sequences := int(c.u8() & 31)
	for range sequences {
		nal := c.bytes(int(c.u16()))
		if c.short {
			return nil, errShort
		}
		if err := a.addSequence(nal); err != nil {
			return nil, fmt.Errorf("sequence parameter set: %w", err)
		}
	}
	pictures := int(c.u8())
	if c.short {
		return nil, errShort
	}
	a.ParameterSets = sequences > 0 && pictures > 0
	return a, nil
}

// addSequence reads one sequence parameter set (ISO/IEC 14496-10, 7.3.2.1.1).
func (a *AVC) addSequence(nal []byte) error {
	if len(nal) < 4 || nal[0]&31 != 7 {
		return errors.New("not one")
	}
	a.Profile, a.Constraints = max(a.Profile, int(nal[1])), int(nal[2])
	a.Level = max(a.Level, int(nal[3]))
	r := &bitReader{b: unescape(nal[4:])}
	r.ue() // seq_parameter_set_id
	if highProfile(nal[1]) {
		a.addChroma(r)
	}
	r.ue() // log2_max_frame_num_minus4
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		skipOrderCycle(r)
	}
	r.ue()   // max_num_ref_frames
	r.flag() // gaps_in_frame_num_value_allowed_flag
	r.ue()   // pic_width_in_mbs_minus1
	r.ue()   // pic_height_in_map_units_minus1
	if !r.flag() {
		a.FrameMBsOnly = false
		r.flag() // mb_adaptive_frame_field_flag
	}
	r.flag()      // direct_8x8_inference_flag
	if r.flag() { // frame_cropping_flag
		for range 4 {
			r.ue()
		}
	}
	if r.short {
		return errShort
	}
	if r.flag() { // vui_parameters_present_flag
		a.sar = aspect(r)
	}
	return nil
}

// highProfile reports whether a profile's parameter sets carry chroma format and depth.
func highProfile(profile uint8) bool {
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		return true
	}
	return false
}

func (a *AVC) addChroma(r *bitReader) {
	format := r.ue()
	if format == 3 {
		r.flag() // separate_colour_plane_flag
	}
	luma, chroma := r.ue(), r.ue()
	r.flag() // qpprime_y_zero_transform_bypass_flag
	a.ChromaFormat = int(min(format, 3))
	a.BitDepth = max(a.BitDepth, 8+int(min(max(luma, chroma), 6)))
	if !r.flag() {
		return
	}
	lists := 8
	if format == 3 {
		lists = 12
	}
	for i := range lists {
		if r.flag() {
			skipScalingList(r, i)
		}
	}
}

// skipScalingList passes over scaling list i (7.3.2.1.1.1): six of 16 entries, then of 64.
func skipScalingList(r *bitReader, i int) {
	size := 64
	if i < 6 {
		size = 16
	}
	last, next := int32(8), int32(8)
	for range size {
		if next != 0 {
			next = (last + r.se()) & 255
		}
		if next != 0 {
			last = next
		}
	}
}

func skipOrderCycle(r *bitReader) {
	r.flag()
	r.se()
	r.se()
	for n := r.ue(); n > 0 && !r.short; n-- {
		r.se()
	}
}

// aspect reads the sample aspect ratio that begins the VUI (table E-1).
func aspect(r *bitReader) media.Rational {
	square := media.Rational{Num: 1, Den: 1}
	if !r.flag() {
		return square
	}
	table := [...]media.Rational{{Num: 1, Den: 1}, {Num: 1, Den: 1}, {Num: 12, Den: 11}, {Num: 10, Den: 11}, {Num: 16, Den: 11},
		{Num: 40, Den: 33}, {Num: 24, Den: 11}, {Num: 20, Den: 11}, {Num: 32, Den: 11}, {Num: 80, Den: 33}, {Num: 18, Den: 11},
		{Num: 15, Den: 11}, {Num: 64, Den: 33}, {Num: 160, Den: 99}, {Num: 4, Den: 3}, {Num: 3, Den: 2}, {Num: 2, Den: 1}}
	idc := int(r.u(8))
	if idc < len(table) {
		return table[idc]
	}
	if w, h := r.u(16), r.u(16); idc == 255 && w > 0 && h > 0 && !r.short {
		return reduce(int64(w), int64(h))
	}
	return square
}
