package ffmpeg

import (
	"slices"
	"strings"
)

// Codecs that are decoded, by ffprobe's name of the codec. After a colon stand
// the decoders where their name differs. The lists leave out what has not been
// in cameras, phones, editors or browsers for decades, or never was: each decoder is code
// that strangers can reach.
const (
	videoCodecs = "h264 hevc av1:libdav1d:libaom-av1:av1 vp8 vp9 mpeg4 mpeg2video mpeg1video h263 h263p h261 theora prores dnxhd " +
		"mjpeg dvvideo ffv1 huffyuv ffvhuff utvideo cfhd rawvideo v210 qtrle vc1 wmv1 wmv2 wmv3 " +
		"msmpeg4v1 msmpeg4v2 msmpeg4v3:msmpeg4 flv1:flv vp6 vp6f vp6a cinepak svq1 svq3 hap png webp jpeg2000"
	audioCodecs = "aac aac_latm mp3:mp3float:mp3 mp2:mp2float:mp2 mp1:mp1float:mp1 ac3 eac3 dts:dca truehd mlp opus:opus:libopus vorbis:vorbis:libvorbis " +
		"flac alac amr_nb:amrnb amr_wb:amrwb wmav1 wmav2 wmapro wmalossless speex:speex:libspeex nellymoser gsm gsm_ms wavpack tta ape " +
		"adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf adpcm_g722:g722 adpcm_g726:g726 qdm2 mace3 mace6 " +
		"pcm_alaw pcm_mulaw pcm_bluray pcm_dvd pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_s16be pcm_s16le " +
		"pcm_s24be pcm_s24le pcm_s32be pcm_s32le pcm_s8 pcm_u8 pcm_u16le pcm_u24le pcm_u32le s302m"
	// Subtitles are never decoded, but ffprobe opens a decoder for every stream
	// and ends when one is not on the list.
	subtitleCodecs = "subrip:subrip:srt ass:ass:ssa webvtt mov_text text eia_608:cc_dec dvb_subtitle:dvbsub dvb_teletext:libzvbi_teletextdec " +
		"dvd_subtitle:dvdsub hdmv_pgs_subtitle:pgssub xsub microdvd"
)

// decoders lists the names for -codec_whitelist.
func decoders() []string {
	var names []string
	for codec := range strings.FieldsSeq(videoCodecs + " " + audioCodecs + " " + subtitleCodecs) {
		name, alternatives, ok := strings.Cut(codec, ":")
		if !ok {
			alternatives = name
		}
		names = append(names, strings.Split(alternatives, ":")...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// decodes reports whether one of the codecs of list is called name.
func decodes(list, name string) bool {
	for codec := range strings.FieldsSeq(list) {
		if known, _, _ := strings.Cut(codec, ":"); known == name {
			return true
		}
	}
	return false
}
