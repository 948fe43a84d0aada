package apivideo_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// halves is a picture whose left half is red and whose right half is blue.
func halves(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{R: 255, A: 255}
			if x >= width/2 {
				c = color.NRGBA{B: 255, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(t *testing.T, m image.Image) string {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return b.String()
}

// asJPEG has an Exif header that says how the picture is to be turned, and a secret place.
func asJPEG(t *testing.T, m image.Image, orientation uint16) string {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x0e, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0) // description
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(orientation>>8), byte(orientation), 0, 0)
	exif := append([]byte("Exif\x00\x00"), append(tiff, "GPS 48.8584 N"...)...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	return string(head) + string(exif) + b.String()[2:]
}

// tinyWebP is one black pixel.
const tinyWebP = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// thumbnail is the picture chosen for a video.
func (f *fixture) thumbnail(t *testing.T, videoID string) (image.Image, string) {
	t.Helper()
	v, err := f.Video(t.Context(), uuid(t, videoID))
	must(t, err)
	raw := f.blob(t, v.Wishes.Thumbnail)
	m, err := jpeg.Decode(strings.NewReader(raw))
	must(t, err)
	return m, raw
}

func TestThumbnail(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	path := "/videos/" + id + "/thumbnail"
	tests := []struct {
		name, file string
		size       image.Point
		red        image.Point // where it has to be red
	}{
		{"png", asPNG(t, halves(64, 32)), image.Pt(64, 32), image.Pt(4, 4)},
		{"transparent png", asPNG(t, image.NewNRGBA(image.Rect(0, 0, 8, 8))), image.Pt(8, 8), image.Pt(-1, 0)},
		{"webp", tinyWebP, image.Pt(1, 1), image.Pt(-1, 0)},
		{"jpeg", asJPEG(t, halves(64, 32), 1), image.Pt(64, 32), image.Pt(4, 16)},
		{"mirrored", asJPEG(t, halves(64, 32), 2), image.Pt(64, 32), image.Pt(60, 16)},
		{"upside down", asJPEG(t, halves(64, 32), 3), image.Pt(64, 32), image.Pt(60, 16)},
		{"flipped", asJPEG(t, halves(64, 32), 4), image.Pt(64, 32), image.Pt(4, 16)},
		{"transposed", asJPEG(t, halves(64, 32), 5), image.Pt(32, 64), image.Pt(16, 4)},
		{"on its side", asJPEG(t, halves(64, 32), 6), image.Pt(32, 64), image.Pt(16, 4)},
		{"transversed", asJPEG(t, halves(64, 32), 7), image.Pt(32, 64), image.Pt(16, 60)},
		{"on its other side", asJPEG(t, halves(64, 32), 8), image.Pt(32, 64), image.Pt(16, 60)},
		{"senseless turn", asJPEG(t, halves(64, 32), 9), image.Pt(64, 32), image.Pt(4, 16)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := f.send(t, path, tt.file)
			if a.status != 200 || a.decode(t)["videoId"] != id {
				t.Fatalf("%d %s", a.status, a.body)
			}
			m, raw := f.thumbnail(t, id)
			if m.Bounds().Size() != tt.size {
				t.Fatalf("size %v, want %v", m.Bounds().Size(), tt.size)
			}
			if r, _, b, _ := m.At(tt.red.X, tt.red.Y).RGBA(); tt.red.X >= 0 && (r < 0xd000 || b > 0x3000) {
				t.Errorf("at %v red %x blue %x", tt.red, r, b)
			}
			if strings.Contains(raw, "GPS") || strings.Contains(raw, "Exif") {
				t.Error("metadata of the original is left")
			}
		})
	}
	if keys := f.blobKeys(t, "videos/"+uuid(t, id)); len(keys) != 1 {
		t.Errorf("blobs %q", keys)
	}
}

// hugePNG claims to be wide and high.
func hugePNG(t *testing.T, width, height uint32) string {
	t.Helper()
	raw := []byte(asPNG(t, halves(2, 2)))
	binary.BigEndian.PutUint32(raw[16:], width)
	binary.BigEndian.PutUint32(raw[20:], height)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return string(raw)
}

// A small canvas must not let a large frame pass.
const twoSizesWebP = "RIFF\x2c\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"VP8L\x0d\x00\x00\x00\x2f\xff\xff\xff\x1f\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func TestRefusedThumbnails(t *testing.T) {
	f := newFixture(t, nil)
	path := "/videos/" + f.newVideo(t, "") + "/thumbnail"
	for name, tt := range map[string]struct{ file, slug string }{
		"text":            {"<svg xmlns='http://www.w3.org/2000/svg'/>", "uploaded-file-extension-invalid"},
		"gif":             {"GIF89a\x01\x00\x01\x00", "uploaded-file-extension-invalid"},
		"cut png":         {asPNG(t, halves(64, 32))[:60], "uploaded-file-invalid-file"},
		"cut jpeg":        {asJPEG(t, halves(64, 32), 1)[:40], "uploaded-file-invalid-file"},
		"png bomb":        {hugePNG(t, 50_001, 1000), "uploaded-file-invalid-file"},
		"webp two sizes":  {twoSizesWebP, "uploaded-file-invalid-file"},
		"larger than 8 M": {asPNG(t, halves(2, 2)) + strings.Repeat("x", 8<<20), "uploaded-file-too-large"},
		"empty":           {"", "uploaded-file-empty"},
	} {
		t.Run(name, func(t *testing.T) { f.send(t, path, tt.file).problem(t, 400, tt.slug, "file") })
	}
	f.send(t, "/videos/vi0000000000000000000000/thumbnail", tinyWebP).problem(t, 404, "resource-not-found", "videoId")
}

func TestPickThumbnail(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	path := "/videos/" + id + "/thumbnail"
	f.send(t, path, tinyWebP)
	a := f.api(t, 200, "PATCH", path, `{"timecode":"00:00:09.250"}`)
	if a.decode(t)["videoId"] != id {
		t.Error(a.body)
	}
	if len(f.stills.videos) != 0 {
		t.Error("a still of a video without source")
	}
	f.sourced(t, id, "not really a video")
	f.api(t, 200, "PATCH", path, `{"timecode":"00:01:00:12"}`)
	if diff := cmp.Diff([]string{uuid(t, id)}, f.stills.videos); diff != "" {
		t.Error(diff)
	}
	v, err := f.Video(t.Context(), uuid(t, id))
	must(t, err)
	if diff := cmp.Diff(media.Wishes{PosterAt: &media.Timecode{Time: time.Minute, Frame: 12}}, v.Wishes); diff != "" {
		t.Error(diff)
	}
	if keys := f.blobKeys(t, "videos/"+uuid(t, id)); len(keys) != 0 {
		t.Errorf("the picture chosen before is left: %q", keys)
	}
	f.send(t, path, tinyWebP)
	if v, err = f.Video(t.Context(), uuid(t, id)); err != nil || v.Wishes.PosterAt != nil {
		t.Errorf("place %v %v", v.Wishes.PosterAt, err)
	}

	f.as(t, f.key, "PATCH", path, `{}`).problem(t, 400, "attribute-required", "timecode")
	for _, text := range []string{`"x"`, `""`, `"00:60:00"`, `"00:00:60"`, `"1:2"`, `"-1"`, `"00:00:01.5:3"`, `"1e3"`, `5`} {
		f.as(t, f.key, "PATCH", path, `{"timecode":`+text+`}`).problem(t, 400, "invalid-attribute", "timecode")
	}
}
