package sniff_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/sniff"
	"github.com/tributary-video/tributary/internal/testkit"
)

func TestFileRecognises(t *testing.T) {
	mov := sniff.Container{Demuxer: "mov", Indexed: true}
	free := func(body string) string { return box("free", body) }
	for name, tt := range map[string]struct {
		bytes string
		want  sniff.Container
	}{
		"mp4":                       {box("ftyp", "isom\x00\x00\x02\x00isom") + box("moov", ""), mov},
		"quicktime without ftyp":    {box("wide", "") + box("mdat", "xxxx") + box("moov", ""), mov},
		"moov first":                {box("moov", "xxxx"), mov},
		"64-bit box size":           {"\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x14xxxx" + box("moov", ""), mov},
		"playlist in a free box":    {free("#EXTM3U\nfile:///x") + box("ftyp", "isom"), mov},
		"movie with an archive":     {box("ftyp", "isom") + box("moov", "") + "PK\x03\x04", mov},
		"matroska":                  {"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska", sniff.Container{Demuxer: "matroska"}},
		"webm after other elements": {"\x1a\x45\xdf\xa3\x8b\x42\x86\x81\x01\x42\x82\x84webm", sniff.Container{Demuxer: "matroska"}},
		"ts":                        {packets(0, 188), sniff.Container{Demuxer: "mpegts"}},
		"m2ts":                      {packets(4, 192), sniff.Container{Demuxer: "mpegts"}},
		"ts with parity":            {packets(0, 204), sniff.Container{Demuxer: "mpegts"}},
		"ts from inside a packet":   {packets(101, 188), sniff.Container{Demuxer: "mpegts"}},
		"program stream":            {"\x00\x00\x01\xba\x44", sniff.Container{Demuxer: "mpeg"}},
		"avi":                       {"RIFF\x00\x00\x00\x00AVI LIST", sniff.Container{Demuxer: "avi"}},
		"wav":                       {"RIFF\x00\x00\x00\x00WAVEfmt ", sniff.Container{Demuxer: "wav"}},
		"flv":                       {"FLV\x01\x05", sniff.Container{Demuxer: "flv"}},
		"ogg":                       {"OggS\x00\x02", sniff.Container{Demuxer: "ogg"}},
		"flac":                      {"fLaC\x00", sniff.Container{Demuxer: "flac"}},
		"mp3":                       {strings.Repeat("\xff\xfb\x90\x00"+strings.Repeat("\x00", 413), 3), sniff.Container{Demuxer: "mp3"}},
		"mp3 behind a tag":          {"ID3\x04\x00\x00\x00\x00\x00\x02xx\xff\xfb\x90\x00", sniff.Container{Demuxer: "mp3"}},
		"adts":                      {strings.Repeat("\xff\xf1\x50\x80\x01\x1f\xfcx", 3), sniff.Container{Demuxer: "aac"}},
		"png":                       {"\x89PNG\r\n\x1a\n", sniff.Container{Demuxer: "png_pipe", Picture: true}},
		"jpeg":                      {"\xff\xd8\xff\xe0", sniff.Container{Demuxer: "jpeg_pipe", Picture: true}},
		"webp":                      {"RIFF\x00\x00\x00\x00WEBP", sniff.Container{Demuxer: "webp_pipe", Picture: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sniff.File(strings.NewReader(tt.bytes), int64(len(tt.bytes)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFileRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		bytes string
		want  media.RefusalCode
	}{
		"empty":                    {"", media.EmptyFile},
		"hls":                      {"#EXTM3U\n#EXTINF:1,\nfile:///x", media.PlaylistNotMedia},
		"hls behind a mark":        {"\xef\xbb\xbf\r\n#EXTM3U\n", media.PlaylistNotMedia},
		"concat":                   {"ffconcat version 1.0\nfile x", media.PlaylistNotMedia},
		"dash":                     {"<?xml version='1.0'?>\n<MPD xmlns='x'/>", media.PlaylistNotMedia},
		"xspf":                     {"<?xml version='1.0'?><playlist version='1'/>", media.PlaylistNotMedia},
		"sdp":                      {"v=0\no=- 0 0 IN IP4 127.0.0.1", media.PlaylistNotMedia},
		"shell":                    {"#!/bin/sh\n", media.PlaylistNotMedia},
		"html":                     {"<!DOCTYPE html><p>", media.PlaylistNotMedia},
		"plain text":               {"Dear all, the video is attached.", media.NotMedia},
		"zip":                      {"PK\x03\x04", media.NotMedia},
		"zeros":                    {strings.Repeat("\x00", 5000), media.NotMedia},
		"four sync bytes":          {packets(0, 188)[:4*188], media.NotMedia},
		"one audio sync":           {"\xff\xfb\x90\x00" + strings.Repeat("a", 1000), media.NotMedia},
		"box shorter than header":  {"\x00\x00\x00\x03free" + box("ftyp", "isom"), media.NotMedia},
		"mdat and no index":        {box("mdat", "xxxxx"), media.NotMedia},
		"ebml of another type":     {"\x1a\x45\xdf\xa3\x86\x42\x82\x83xml", media.NotMedia},
		"box size beyond int64":    {"\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xff", media.NotMedia},
		"endless empty free boxes": {strings.Repeat(box("free", ""), 1000), media.NotMedia},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := sniff.File(strings.NewReader(tt.bytes), int64(len(tt.bytes)))
			if got, _ := media.RefusalOf(err); got.Code != tt.want {
				t.Errorf("got %+v, %v, want %s", c, err, tt.want)
			}
		})
	}
}

// What the corpus calls media is recognised as the container ffprobe names. Its
// damaged movies are still movies: their index is judged later.
func TestFileOnCorpus(t *testing.T) {
	for _, f := range testkit.Corpus(t) {
		t.Run(f.Name, func(t *testing.T) {
			file, err := os.Open(f.Path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			got, err := sniff.File(file, f.Bytes)
			switch {
			case f.Expect != "failed":
				if err != nil || !strings.Contains(","+f.Container+",", ","+got.Demuxer+",") {
					t.Errorf("got %+v, %v, want %s", got, err, f.Container)
				}
			case strings.HasPrefix(f.Name, "hostile-"):
				if r, _ := media.RefusalOf(err); r.Code != media.PlaylistNotMedia {
					t.Errorf("got %+v, %v", got, err)
				}
			case strings.HasPrefix(f.Name, "not-video-"):
				if _, ok := media.RefusalOf(err); !ok {
					t.Errorf("got %+v, %v", got, err)
				}
			}
		})
	}
}

func FuzzFile(f *testing.F) {
	for _, seed := range []string{"", "#EXTM3U", box("ftyp", "isom"), packets(3, 192), "\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska",
		"ID3\x04\x00\x10\x7f\x7f\x7f\x7f", "\xff\xfb\x90\x00", "\x00\x00\x00\x01mdat\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := sniff.File(bytes.NewReader(b), int64(len(b)))
		if _, refused := media.RefusalOf(err); (err == nil) == refused || (err == nil) != (c.Demuxer != "") {
			t.Errorf("got %+v, %v", c, err)
		}
	})
}

func box(kind, body string) string {
	n := len(body) + 8
	return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + kind + body
}

// packets makes six transport packets of a size, the first sync byte at start.
func packets(start, size int) string {
	b := bytes.Repeat([]byte{0xaa}, start+size*6)
	for i := range 6 {
		b[start+i*size] = 0x47
	}
	return string(b)
}
