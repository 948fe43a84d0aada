package streamdiver_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

func pictureOf(t *testing.T, width int) string {
	t.Helper()
	var out bytes.Buffer
	must(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 9))))
	return out.String()
}

func formOf(t *testing.T, content string) (body, contentType string) {
	t.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	file, err := form.CreateFormFile("file", "poster.png")
	must(t, err)
	_, err = file.Write([]byte(content))
	must(t, err)
	must(t, form.Close())
	return out.String(), form.FormDataContentType()
}

func TestThumbnail(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, "")
	f.bring(t, id, media.Ready)
	path := "/v2/media/" + id + "/thumbnail"
	f.as(t, f.key, "GET", path, "").wantBody(t, 404, `{"status":"fail","message":"thumbnail not found","data":null}`)
	form, kind := formOf(t, pictureOf(t, 20))
	for _, tt := range []struct {
		body, kind string
		width      int
	}{{pictureOf(t, 10), "image/png", 10}, {form, kind, 20}} {
		got := f.api(t, 200, "PUT", path, tt.body, "Content-Type: "+tt.kind).data(t)
		a := f.api(t, 200, "GET", path, "")
		picture, err := jpeg.Decode(strings.NewReader(a.body))
		if err != nil || picture.Bounds().Dx() != tt.width || a.header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: %v, %s", tt.kind, err, a.header.Get("Content-Type"))
		}
		if seen := f.do(t, "GET", strings.TrimPrefix(text(t, got, "thumbnailUrl"), f.url), ""); seen.status != 200 || !strings.HasPrefix(a.header.Get("Cache-Control"), "private") {
			t.Errorf("by its own address: %d, %s", seen.status, a.header.Get("Cache-Control"))
		}
	}
	stored := 0
	must(t, f.blobs.List(t.Context(), media.VideoPrefix(id), func(string, int64) error { stored++; return nil }))
	if stored != 1 {
		t.Errorf("%d thumbnails are stored, want the last", stored)
	}
}

// Who may not watch learns nothing, not even whether there is such a media.
func TestThumbnailOfOthers(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, "")
	path := "/v2/media/" + id + "/thumbnail"
	f.api(t, 200, "PUT", path, pictureOf(t, 10))
	for _, unseen := range []string{path, path + "?s=" + strings.Repeat("0", 40), "/v2/media/" + media.NewUUID() + "/thumbnail", "/v2/media/x/thumbnail"} {
		if a := f.do(t, "GET", unseen, ""); a.status != 401 {
			t.Errorf("%s without a key: %d %s", unseen, a.status, a.body)
		}
		if a := f.as(t, f.foreign, "GET", unseen, ""); a.status != 404 {
			t.Errorf("%s with another key: %d %s", unseen, a.status, a.body)
		}
	}
	f.api(t, 200, "PUT", "/v2/channels/"+f.standard(t)+"/visibility", `{"visibility":"public"}`)
	if a := f.do(t, "GET", path, ""); a.status != 200 {
		t.Errorf("of a public media: %d %s", a.status, a.body)
	}
}

func TestRefusedThumbnails(t *testing.T) {
	f := newFixture(t, nil)
	path := "/v2/media/" + f.newMedia(t, "") + "/thumbnail"
	whole := pictureOf(t, 100)
	empty, kind := formOf(t, "")
	for name, tt := range map[string]struct {
		body, kind string
		status     int
	}{
		"nothing":    {"", "image/png", 400},
		"text":       {"<svg/>", "image/svg+xml", 400},
		"cut":        {whole[:len(whole)-20], "image/png", 400},
		"large":      {whole + strings.Repeat("x", 8<<20), "image/png", 413},
		"empty form": {empty, kind, 400},
		"no form":    {"x", "multipart/form-data", 400},
		"other form": {"--b\r\n\r\nx", "multipart/form-data; boundary=b", 400},
	} {
		if a := f.as(t, f.key, "PUT", path, tt.body, "Content-Type: "+tt.kind); a.status != tt.status {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.body, tt.status)
		}
	}
	f.api(t, 404, "PUT", "/v2/media/"+media.NewUUID()+"/thumbnail", whole)
}
