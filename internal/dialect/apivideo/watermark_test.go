package apivideo_test

import (
	"image/png"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestWatermarks(t *testing.T) {
	f := newFixture(t, nil)
	a := f.send(t, "/watermarks", asJPEG(t, halves(16, 8), 1))
	id := a.decode(t)["watermarkId"].(string)
	created, _ := times(t, a)
	f.want(t, a, 200, `{"watermarkId":"`+id+`","createdAt":"`+created+`"}`)
	if len(id) != 32 || !strings.HasPrefix(id, "watermark_") {
		t.Errorf("id %q", id)
	}
	keys := f.blobKeys(t, "watermarks")
	if len(keys) != 1 {
		t.Fatalf("blobs %q", keys)
	}
	if m, err := png.Decode(strings.NewReader(f.blob(t, keys[0]))); err != nil || m.Bounds().Dx() != 16 {
		t.Errorf("stored %v %v", m, err)
	}
	second := f.send(t, "/watermarks", asPNG(t, halves(4, 4))).decode(t)["watermarkId"]
	list := f.api(t, 200, "GET", "/watermarks", "").decode(t)
	if testkit.At(list, "data", 0, "watermarkId") != second || testkit.At(list, "data", 1, "watermarkId") != id {
		t.Errorf("list %v", list)
	}

	// A video that has it keeps it.
	f.newVideo(t, `{"title":"Harbour","watermark":{"id":"`+id+`"}}`)
	f.as(t, f.foreign, "DELETE", "/watermarks/"+id, "").problem(t, 404, "resource-not-found", "watermarkId")
	f.api(t, 204, "DELETE", "/watermarks/"+id, "")
	f.as(t, f.key, "DELETE", "/watermarks/"+id, "").problem(t, 404, "resource-not-found", "watermarkId")
	if left := f.blobKeys(t, "watermarks"); len(left) != 2 {
		t.Errorf("blobs %q", left)
	}
	f.send(t, "/watermarks", "text").problem(t, 400, "uploaded-file-extension-invalid", "file")
}
