package upload_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/tributary-video/tributary/internal/upload"
)

// asked notes how much room each Read is offered.
type asked struct {
	io.Reader

	most int
}

func (a *asked) Read(p []byte) (int, error) {
	a.most = max(a.most, len(p))
	return a.Reader.Read(p)
}

func TestTricklingUploadHoldsLittle(t *testing.T) {
	r := newRig(t)
	data := noise(7, 3<<20)
	for name, c := range map[string]struct {
		body io.Reader
		most int
	}{
		"flood":   {bytes.NewReader(data), 1 << 20},
		"trickle": {pieces{bytes.NewReader(data), 1 << 10}, 4 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			u := r.begin(int64(len(data)), nil)
			body := &asked{Reader: c.body}
			u, err := r.Append(t.Context(), u.ID, upload.Chunk{Size: u.Length, Body: body, Length: upload.UnknownLength})
			must(t, err)
			if body.most != c.most {
				t.Errorf("a read was offered %d bytes, want %d", body.most, c.most)
			}
			r.wantSource(u, data)
		})
	}
}

// pieces brings at most n bytes at once.
type pieces struct {
	io.Reader

	n int
}

func (p pieces) Read(b []byte) (int, error) { return p.Reader.Read(b[:min(p.n, len(b))]) }
