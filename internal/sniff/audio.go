package sniff

import "io"

// elementaryAudio recognises sound without a container: MPEG audio layers 1 to 3, ADTS
// AAC and FLAC, with or without an ID3 tag in front. One sync word is eleven or
// twelve bits and chance finds it, so a second frame must follow where the first ends.
func elementaryAudio(r io.ReaderAt, size int64, head []byte) (string, error) {
	var off int64
	tagged := len(head) >= 10 && string(head[:3]) == "ID3"
	if tagged {
		off = 10
		for shift, c := range []byte{head[9], head[8], head[7], head[6]} { // four 7-bit digits
			off += int64(c&0x7f) << (7 * shift)
		}
		if head[5]&0x10 != 0 { // footer present
			off += 10
		}
	}
	frames, err := readAt(r, size, off, 2*maxAudioFrame)
	if err != nil {
		return "", err
	}
	switch {
	case hasAt(frames, 0, "fLaC"):
		return "flac", nil
	case runs(frames, adtsLength):
		return "aac", nil
	case runs(frames, mpegLength), tagged && len(frames) > 0:
		return "mp3", nil
	}
	return "", nil
}

// maxAudioFrame is the longest ADTS frame: its length field has 13 bits.
const maxAudioFrame = 1<<13 - 1

// runs reports whether two frames follow one another at the start of b, or one fills it.
func runs(b []byte, length func([]byte) int) bool {
	n := length(b)
	if n <= 0 {
		return false
	}
	return n == len(b) || n < len(b) && length(b[n:]) > 0
}

// adtsLength is the length of the ADTS frame at the start of b (ISO 13818-7, 6.2), 0 if there is none.
func adtsLength(b []byte) int {
	if len(b) < 7 || b[0] != 0xff || b[1]&0xf6 != 0xf0 || b[2]>>2&0xf > 12 {
		return 0
	}
	n := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5)
	if n < 7 {
		return 0
	}
	return n
}

// mpegLength is the length of the MPEG audio frame at the start of b (ISO 11172-3, 2.4.2.3), 0 if there is none.
func mpegLength(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return 0
	}
	version, layer := b[1]>>3&3, 4-int(b[1]>>1&3) // version 3 = MPEG-1, 2 = MPEG-2, 0 = MPEG-2.5
	rate, sample, padding := int(b[2]>>4), int(b[2]>>2&3), int(b[2]>>1&1)
	if version == 1 || layer == 4 || rate == 0 || rate == 15 || sample == 3 {
		return 0
	}
	hz := []int{44100, 48000, 32000}[sample]
	if version == 2 {
		hz /= 2
	} else if version == 0 {
		hz /= 4
	}
	bps := 1000 * bitrate(version == 3, layer, rate)
	switch {
	case layer == 1:
		return (12*bps/hz + padding) * 4
	case layer == 3 && version != 3:
		return 72*bps/hz + padding
	}
	return 144*bps/hz + padding
}

// bitrate is the kbit/s of a bitrate index 1 to 14, from the tables of ISO 11172-3 and 13818-3.
func bitrate(mpeg1 bool, layer, index int) int {
	tables := map[int][]int{
		11: {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		12: {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		13: {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
		21: {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		22: {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		23: {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	}
	row := 20
	if mpeg1 {
		row = 10
	}
	return tables[row+layer][index-1]
}
