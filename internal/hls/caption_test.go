package hls

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCaptions(t *testing.T) {
	const head, cue = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n", "00:01.000 --> 00:02.000\nGuten Tag\n"
	for name, tt := range map[string]struct{ in, want string }{
		"plain":         {"WEBVTT\n\n" + cue, head + "\n" + cue},
		"byte order":    {"\ufeffWEBVTT\n\n" + cue, head + "\n" + cue},
		"line ends":     {"WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nGuten Tag\r\n", head + "\n" + cue},
		"comment":       {"WEBVTT - by hand\nKind: captions\n\n" + cue, head + "Kind: captions\n\n" + cue},
		"other map":     {"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n" + cue, head + "\n" + cue},
		"map in a cue":  {"WEBVTT\n\n00:01.000 --> 00:02.000\nX-TIMESTAMP-MAP=\n", head + "\n00:01.000 --> 00:02.000\nX-TIMESTAMP-MAP=\n"},
		"no cues":       {"WEBVTT", head},
		"no mark":       {cue, head + "\n" + cue},
		"other word":    {"WEBVTTX\n\n" + cue, head + "\nWEBVTTX\n\n" + cue},
		"style":         {"WEBVTT\n\nSTYLE\n::cue{color:red}\n\n" + cue, head + "\nSTYLE\n::cue{color:red}\n\n" + cue},
		"empty":         {"", head + "\n"},
		"lone returns":  {"WEBVTT\r\r" + "00:01.000 --> 00:02.000\rGuten Tag\r", head + "\n" + cue},
		"mark and more": {"WEBVTT\n" + cue, head + cue},
	} {
		if diff := cmp.Diff(tt.want, string(Captions([]byte(tt.in)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
