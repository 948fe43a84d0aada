package mp4

// AAC are the facts of an MPEG-4 audio track, from its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
type AAC struct {
	ObjectType int // 2 is AAC-LC, 5 HE-AAC, 29 HE-AAC v2; 0 when the elementary stream is not MPEG-4 audio
	SampleRate int // of the core decoder, in Hz
	Channels   int

	stream int // object type indication of the stream (14496-1): 0x40 MPEG-4 audio, 0x6b MP3 …
}

// parseESDS reads the elementary stream descriptor of sound, nil when it makes no sense.
func parseESDS(esds []byte) *AAC {
	if len(esds) < 4 {
		return nil
	}
	es, _ := descriptor(esds[4:], 3)
	c := &cursor{b: es}
	c.skip(2)
	flags := c.u8()
	if flags&0x80 != 0 {
		c.skip(2)
	}
	if flags&0x40 != 0 {
		c.skip(int(c.u8()))
	}
	if flags&0x20 != 0 {
		c.skip(2)
	}
	decoder, ok := descriptor(c.b, 4)
	if !ok || len(decoder) < 13 {
		return nil
	}
	a := &AAC{stream: int(decoder[0])}
	config, ok := descriptor(decoder[13:], 5)
	if ok && a.stream == 0x40 {
		a.parseConfig(config)
	}
	return a
}

// descriptor returns the content of the descriptor that b begins with when it
// has the tag (14496-1, 8.3.3): a tag, a length in groups of seven bits, content.
func descriptor(b []byte, tag uint8) ([]byte, bool) {
	c := &cursor{b: b}
	if c.u8() != tag {
		return nil, false
	}
	n := 0
	for range 4 {
		v := c.u8()
		n = n<<7 | int(v&0x7f)
		if v&0x80 == 0 {
			break
		}
	}
	return c.bytes(min(n, len(c.b))), !c.short
}

func (a *AAC) parseConfig(config []byte) {
	r := &bitReader{b: config}
	a.ObjectType = objectType(r)
	a.SampleRate = samplingFrequency(r)
	a.Channels = int(r.u(4))
	if a.Channels == 7 {
		a.Channels = 8
	}
	if r.short {
		*a = AAC{stream: a.stream}
	}
}

func objectType(r *bitReader) int {
	if v := r.u(5); v != 31 {
		return int(v)
	}
	return 32 + int(r.u(6))
}

func samplingFrequency(r *bitReader) int {
	table := [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}
	switch i := int(r.u(4)); {
	case i < len(table):
		return table[i]
	case i == 15:
		return int(r.u(24))
	}
	return 0
}
