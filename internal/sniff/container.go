package sniff

// Container is the verdict on a file that may be media.
type Container struct {
	// Demuxer is ffmpeg's name of the one demuxer that may read the file.
	Demuxer string `json:"demuxer"`
	// Indexed: a file of sample tables that package mp4 reads itself.
	Indexed bool `json:"indexed,omitempty"`
	// Picture: a still image, good for a poster and never a video.
	Picture bool `json:"picture,omitempty"`
}

// headSize is how much of the start is looked at: enough for an ID3 tag's
// header, five packets of 204 bytes anywhere in the first two, and the doctype
// of a Matroska header padded with void elements.
const headSize = 4096

// magic is one row of the table: sound when every byte of at equals the bytes there.
type magic struct {
	offset    int
	bytes     string
	container Container
}

// magics is ordered: the first match decides.
func magics() []magic {
	picture := func(demuxer string) Container { return Container{Demuxer: demuxer, Picture: true} }
	return []magic{
		{0, "\x00\x00\x01\xba", Container{Demuxer: "mpeg"}},
		{0, "FLV\x01", Container{Demuxer: "flv"}},
		{0, "OggS\x00", Container{Demuxer: "ogg"}},
		{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", Container{Demuxer: "asf"}},
		{0, "\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02", Container{Demuxer: "mxf"}}, // header partition, SMPTE ST 377-1
		{0, "\x00\x00\x00\x00\x01\xbc", Container{Demuxer: "gxf"}},                                 // map packet, SMPTE ST 360
		{0, "fLaC", Container{Demuxer: "flac"}},
		{0, "\x89PNG\r\n\x1a\n", picture("png_pipe")},
		{0, "\xff\xd8\xff", picture("jpeg_pipe")},
	}
}

// riff tells the three kinds of RIFF file apart by their form type.
func riff(head []byte) (Container, bool) {
	if len(head) < 12 || string(head[:4]) != "RIFF" {
		return Container{}, false
	}
	switch string(head[8:12]) {
	case "AVI ", "AVIX":
		return Container{Demuxer: "avi"}, true
	case "WAVE":
		return Container{Demuxer: "wav"}, true
	case "WEBP":
		return Container{Demuxer: "webp_pipe", Picture: true}, true
	}
	return Container{}, false
}
