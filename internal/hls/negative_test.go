package hls

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each case breaks one thing in a correct tree.
func TestCheckFindsErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule string
		harm func(tr *tree)
	}{
		{"uniform EXTINF", "8.1", func(tr *tree) {
			for i := range tr.lists["240p"].Segments {
				tr.lists["240p"].Segments[i].Duration = clipSeconds * time.Second / 3
			}
		}},
		{"EXTINF two frames off in one place and back in another", "8.1", func(tr *tree) {
			tr.lists["240p"].Segments[0].Duration += 67 * time.Millisecond
			tr.lists["240p"].Segments[2].Duration -= 67 * time.Millisecond
		}},
		{"start without IDR", "7.4", func(tr *tree) { tr.edits["240p/1.m4s"] = withoutIDR }},
		{"wrong tfdt", "7.3", func(tr *tree) { tr.edits["240p/1.m4s"] = later(512, 3) }},
		{"wrong tfdt inside a segment", "7.1", func(tr *tree) { tr.edits["240p/1.m4s"] = later(512, 1) }},
		{"presentation a second late", ruleTimeline, func(tr *tree) {
			for _, s := range []string{"0", "1", "2"} {
				tr.edits["240p/"+s+".m4s"] = later(15360, 3)
			}
		}},
		{"redirected playlist", "8.18", func(tr *tree) { tr.redirects["240p/index.m3u8"] = "360p/index.m3u8" }},
		{"redirected segment", "8.18", func(tr *tree) { tr.redirects["240p/1.m4s"] = "360p/1.m4s" }},
		{"plain master", "10.1", func(tr *tree) { tr.plain["master.m3u8"] = true }},
		{"plain media playlist", "10.1", func(tr *tree) { tr.plain["audio-1/index.m3u8"] = true }},
		{"BANDWIDTH 15 % over", "1.27", func(tr *tree) { tr.master.Variants[0].Peak = tr.master.Variants[0].Peak * 115 / 100 }},
		{"BANDWIDTH 15 % under", "1.27", func(tr *tree) { tr.master.Variants[0].Peak = tr.master.Variants[0].Peak * 85 / 100 }},
		{"AVERAGE-BANDWIDTH 15 % over", "1.26", func(tr *tree) { tr.master.Variants[0].Average = tr.master.Variants[0].Average * 115 / 100 }},
		{"no AVERAGE-BANDWIDTH", "9.14", dropFromMaster("AVERAGE-BANDWIDTH")},
		{"wrong CODECS", "9.1-9.4", func(tr *tree) { tr.master.Variants[0].Codecs = "avc1.640028" }},
		{"CODECS without the sound's", "9.1-9.4", func(tr *tree) { tr.master.Audio[0].Codecs = "" }},
		{"wrong RESOLUTION", "9.1-9.4", func(tr *tree) { tr.master.Variants[0].Width = 854 }},
		{"no RESOLUTION", "9.1-9.4", dropFromMaster("RESOLUTION")},
		{"wrong FRAME-RATE", "9.15", func(tr *tree) { tr.master.Variants[0].Rate.Num = 25 }},
		{"wrong VIDEO-RANGE", "9.16", func(tr *tree) { tr.master.Variants[0].Range = "PQ" }},
		{"other target duration for sound", "8.2", func(tr *tree) { set(tr, "audio-1", func(m *MediaSpec) { m.Target = 7 }) }},
		{"target duration too small", ruleSyntax, replaceIn("240p/index.m3u8", "DURATION:6", "DURATION:5")},
		{"no target duration", ruleSyntax, replaceIn("240p/index.m3u8", "#EXT-X-TARGETDURATION:6\n", "")},
		{"sound shorter than pictures", "8.3", func(tr *tree) {
			set(tr, "audio-1", func(m *MediaSpec) { m.Segments = m.Segments[:2] })
		}},
		{"one rung shorter", "8.7", func(tr *tree) { set(tr, "240p", func(m *MediaSpec) { m.Segments = m.Segments[:2] }) }},
		{"subtitles shorter", "5.5", func(tr *tree) { tr.lists["subs-de"].Segments[0].Duration = 10 * time.Second }},
		{"subtitles without timestamp map", "5.3", replaceIn("subs-de/0.vtt", "X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n", "")},
		{"subtitles in another format", "5.2", replaceIn("subs-de/0.vtt", "WEBVTT\n", "1\n")},
		{"growing playlist", "8.6", func(tr *tree) { set(tr, "240p", func(m *MediaSpec) { m.Growing = true }) }},
		{"no initialization segment listed", "8.20", func(tr *tree) { set(tr, "240p", func(m *MediaSpec) { m.Init = "" }) }},
		{"missing segment", ruleHTTP, func(tr *tree) { delete(tr.files, "240p/1.m4s") }},
		{"truncated segment", "1.2", func(tr *tree) {
			tr.edits["240p/1.m4s"] = func(b []byte) []byte { return b[:len(b)-10] }
		}},
		{"initialization segment of nothing", "1.2", func(tr *tree) {
			tr.edits["240p/init.mp4"] = func([]byte) []byte { return []byte("not boxes at all") }
		}},
		{"sound without language", "8.10", dropFromMaster("LANGUAGE")},
		{"subtitles without language", "4.7", dropFromMaster("LANGUAGE")},
		{"audio group without member", ruleSyntax, replaceIn("master.m3u8", `AUDIO="aac"`, `AUDIO="opus"`)},
		{"six channels alone", "2.3", func(tr *tree) { tr.edits["audio-1/init.mp4"] = sixChannels }},
		{"one bit rate", "9.9", func(tr *tree) { tr.master.Variants = tr.master.Variants[:1] }},
		{"sound as a variant beside pictures", "9.20", func(tr *tree) {
			tr.master.Variants = append(tr.master.Variants, Variant{URI: "audio-1/index.m3u8", Peak: 96000, Average: 96000})
		}},
		{"no I-frame playlists", "6.1", func(tr *tree) { tr.master.IFrames = nil }},
		{"I-frame playlist not marked", "6.8", func(tr *tree) { set(tr, "240p-i", func(m *MediaSpec) { m.IFramesOnly = false }) }},
		{"I-frame playlist of whole segments", "6.10", func(tr *tree) {
			set(tr, "240p", func(m *MediaSpec) { m.IFramesOnly = true })
			tr.master.IFrames[1].URI = "240p/index.m3u8"
			tr.master.Variants = tr.master.Variants[:1]
		}},
		{"playlist of something else", ruleSyntax, replaceIn("240p/index.m3u8", "#EXTM3U\n", "<html>\n")},
		{"entry without number", ruleSyntax, replaceIn("240p/index.m3u8", "#EXTINF:6.000000,", "#EXTINF:NaN,")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTree(t)
			tt.harm(tr)
			report := tr.check(t)
			if !has(report.Errors, tt.rule) {
				t.Errorf("no error of rule %s in %v", tt.rule, report.Errors)
			}
		})
	}
}

func TestCheckFindsWarnings(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule string
		harm func(t *testing.T, tr *tree)
	}{
		{"content type of a segment", "10.4", func(_ *testing.T, tr *tree) { tr.types["240p/0.m4s"] = "application/octet-stream" }},
		{"variant to start with not first", "1.32", func(_ *testing.T, tr *tree) {
			tr.edits["master.m3u8"] = swapVariants
		}},
		{"segment boundaries elsewhere", "8.22", func(t *testing.T, tr *tree) { tr.addPictures(t, "480p", 854, 480, 2) }},
		{"IDR frames too far apart", "1.13", func(_ *testing.T, tr *tree) { tr.edits["240p/1.m4s"] = withoutIDR }},
		{"another aspect ratio", "1.33", func(t *testing.T, tr *tree) { tr.addPictures(t, "square", 240, 240, 3) }},
		{"no EXT-X-INDEPENDENT-SEGMENTS", "9.11", func(_ *testing.T, tr *tree) {
			replaceIn("master.m3u8", "#EXT-X-INDEPENDENT-SEGMENTS\n", "")(tr)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTree(t)
			tt.harm(t, tr)
			report := tr.check(t)
			if !has(report.Warnings, tt.rule) {
				t.Errorf("no warning of rule %s in %v", tt.rule, report.Warnings)
			}
		})
	}
}

func has(findings []Finding, rule string) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == rule })
}

func set(tr *tree, folder string, change func(m *MediaSpec)) {
	list := tr.lists[folder]
	change(&list)
	tr.lists[folder] = list
}

func replaceIn(name, old, with string) func(tr *tree) {
	return func(tr *tree) {
		tr.edits[name] = func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(with)) }
	}
}

// dropFromMaster takes an attribute out of every tag.
func dropFromMaster(attribute string) func(tr *tree) {
	return func(tr *tree) {
		tr.edits["master.m3u8"] = func(b []byte) []byte {
			lines := strings.Split(string(b), "\n")
			for i, line := range lines {
				fields := strings.Split(line, ",")
				fields = slices.DeleteFunc(fields, func(f string) bool { return strings.HasPrefix(f, attribute+"=") })
				lines[i] = strings.Join(fields, ",")
			}
			return []byte(strings.Join(lines, "\n"))
		}
	}
}

// swapVariants exchanges the two variants of a master playlist.
func swapVariants(b []byte) []byte {
	lines := strings.Split(string(b), "\n")
	var at []int
	for i, line := range lines {
		if strings.HasPrefix(line, "#EXT-X-STREAM-INF:") {
			at = append(at, i)
		}
	}
	for i := range 2 {
		lines[at[0]+i], lines[at[1]+i] = lines[at[1]+i], lines[at[0]+i]
	}
	return []byte(strings.Join(lines, "\n"))
}

// withoutIDR turns the slices of the first access unit into non-IDR slices.
func withoutIDR(b []byte) []byte {
	at := bytes.Index(b, []byte("mdat")) + 4
	for {
		size := int(binary.BigEndian.Uint32(b[at:]))
		switch b[at+4] & 0x1f {
		case nalIDR:
			b[at+4] = b[at+4]&^0x1f | nalSlice
			return b
		}
		at += 4 + size
	}
}

// later adds ticks to the last n tfdt boxes of a segment (or to all).
func later(ticks uint64, n int) func(b []byte) []byte {
	return func(b []byte) []byte {
		end := len(b)
		for range n {
			at := bytes.LastIndex(b[:end], []byte("tfdt"))
			if at < 0 {
				break
			}
			end = at
			if b[at+4] == 1 {
				binary.BigEndian.PutUint64(b[at+8:], binary.BigEndian.Uint64(b[at+8:])+ticks)
			} else {
				binary.BigEndian.PutUint32(b[at+8:], binary.BigEndian.Uint32(b[at+8:])+uint32(ticks))
			}
		}
		return b
	}
}

// sixChannels changes the channel configuration in an esds box from 2 to 6.
func sixChannels(b []byte) []byte {
	at := bytes.Index(b, []byte{0x11, 0x90}) // AAC-LC, 48 kHz, 2 channels
	b[at+1] = 0xb0
	return b
}
