package hls

// Content types of what a player fetches (rule 10.4).
const (
	PlaylistType  = "application/vnd.apple.mpegurl" // .m3u8
	VideoInitType = "video/mp4"                     // initialization segment of pictures
	AudioInitType = "audio/mp4"                     // initialization segment of sound
	SegmentType   = "video/iso.segment"             // .m4s, pictures and sound
	CaptionType   = "text/vtt"                      // .vtt
)
