package tus_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

const chunkHeaders = "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0"

// TestHeadOverPost is defect D15: an answer to HEAD has no body and no length that
// makes the client wait for one, whatever method carried it.
func TestHeadOverPost(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 1000")
	c := s.dial()
	for _, url := range []string{at, s.url + "/files/absent", at} {
		c.begin("POST", url, "X-HTTP-Method-Override: HEAD", "Content-Length: 0")
		a := c.answer()
		if a.body != "" || a.header.Get("Content-Length") != "0" {
			t.Errorf("%d with length %q and body %q", a.status, a.header.Get("Content-Length"), a.body)
		}
	}
}

// An empty PATCH that waits for a commit longer than a body may stall loses neither its
// context nor its connection: there is no body to keep a deadline for.
func TestEmptyPatchMayTakeItsTime(t *testing.T) {
	const idle = 30 * time.Millisecond
	s := start(t, func(c *tus.Config, _ *policy) { c.Idle = idle })
	at := s.create("Upload-Length: 5")
	s.engine.before = func(ctx context.Context) {
		commit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*idle)
		defer cancel()
		select {
		case <-ctx.Done():
			t.Error("the request's context ended")
		case <-commit.Done():
		}
	}
	c := s.dial()
	for range 2 {
		c.begin("PATCH", at, chunkHeaders, "Content-Length: 0")
		c.answer().want(204)
		c.begin("PATCH", at, strings.Replace(chunkHeaders, "0", "1", 1), "Content-Length: 0")
		c.answer().want(409)
	}
}

// TestSlowLoris: a body that stalls is ended, what came is kept, and the client reads
// where to go on in a status that clients retry.
func TestSlowLoris(t *testing.T) {
	s := start(t, func(c *tus.Config, _ *policy) { c.Idle = 50 * time.Millisecond })
	at := s.create("Upload-Length: 1000")
	c := s.dial()
	c.begin("PATCH", at, chunkHeaders, "Content-Length: 1000")
	_, err := io.WriteString(c, "0123456")
	must(t, err)
	c.answer().want(409).has("Upload-Offset: 7")
	if _, err := c.r.ReadByte(); err == nil {
		t.Error("the connection stays open")
	}
	s.at(at, 7)
}

// A client that hangs up loses nothing that arrived.
func TestCutConnection(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 1000")
	c := s.dial()
	c.begin("PATCH", at, chunkHeaders, "Content-Length: 1000")
	_, err := io.CopyN(c, zeros{}, 500)
	must(t, err)
	must(t, c.Conn.(*net.TCPConn).CloseWrite())
	_, err = io.Copy(io.Discard, c) // the server has committed when it closes
	must(t, err)
	s.at(at, 500)
}

// TestHeadStopsTheWriter is defect D4: HEAD is told the truth, and the PATCH it stops gets
// an answer that clients retry.
func TestHeadStopsTheWriter(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 1000")
	c := s.dial()
	c.begin("PATCH", at, chunkHeaders, "Content-Length: 1000", "Expect: 100-continue")
	continued := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	_, err := io.ReadFull(c.r, continued) // the engine reads the body now
	must(t, err)
	_, err = io.WriteString(c, "01234")
	must(t, err)
	asked := time.Now()
	a := s.do("HEAD", at, "").want(200)
	if took := time.Since(asked); took > 2*time.Second {
		t.Errorf("HEAD took %s", took)
	}
	// How many of the five had come is the network's business; that HEAD and record agree is ours.
	s.at(at, number(t, a.header.Get("Upload-Offset")))
	c.answer().want(423)
}

func number(t *testing.T, text string) (n int64) {
	t.Helper()
	_, err := fmt.Sscan(text, &n)
	must(t, err)
	return n
}

// Like a browser: everything is sent before the answer is looked at.
func TestEarlyRefusalIsReadable(t *testing.T) {
	s := start(t, func(_ *tus.Config, p *policy) { p.limits.ChunkMax = 1000 })
	at := s.create("Upload-Length: 10000000")
	const size = 4 << 20
	for name, tt := range map[string]struct {
		url     string
		headers []string
		status  int
	}{
		"chunk too large": {at, []string{chunkHeaders}, 413},
		"wrong offset":    {at, []string{"Content-Type: application/offset+octet-stream", "Upload-Offset: 7"}, 409},
		"wrong type":      {at, []string{"Content-Type: video/mp4", "Upload-Offset: 0"}, 415},
		"unknown":         {s.url + "/files/absent", []string{chunkHeaders}, 404},
		"wrong version":   {at, []string{chunkHeaders, "Tus-Resumable: 0.2.2"}, 412},
	} {
		t.Run(name, func(t *testing.T) {
			c := s.dial()
			c.t = t
			c.begin("PATCH", tt.url, append(tt.headers, fmt.Sprintf("Content-Length: %d", size))...)
			if _, err := io.CopyN(c, zeros{}, size); err != nil {
				t.Fatalf("cut off while sending: %v", err)
			}
			c.answer().want(tt.status)
		})
	}
	t.Run("100-continue", func(t *testing.T) {
		c := s.dial()
		c.begin("PATCH", at, chunkHeaders, "Content-Length: 1000000000", "Expect: 100-continue")
		c.answer().want(413) // without a byte sent
	})
	s.at(at, 0)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// HEAD never answers 5xx or 429: the most used client would start again from byte 0.
func TestHeadInTrouble(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	for _, err := range []error{
		errTrouble, upload.ErrLeaseLost, media.Errorf(media.Unavailable, "x"), media.Errorf(media.TooMany, "x"),
		media.Errorf(media.NoSpace, "x"), media.Errorf(media.Locked, "x"),
	} {
		s.engine.failWith(err)
		a := s.do("HEAD", at, "").want(423).has("Upload-Offset:")
		if a.header.Get("Cache-Control") != "no-store" {
			t.Error("the answer may be kept")
		}
	}
	s.engine.failWith(upload.ErrLeaseLost)
	a := s.patch(at, 0, "01234").want(423)
	if strings.Contains(a.body, "writer") {
		t.Errorf("the client reads %q", a.body)
	}
	s.engine.failWith(errTrouble)
	a = s.patch(at, 0, "01234").want(500)
	if strings.Contains(a.body, "10.0.0.5") {
		t.Errorf("the client reads %q", a.body)
	}
	s.engine.failWith(nil)
	s.at(at, 0)
}

// Storage that lost the bytes is "gone", and one that does not answer "locked".
func TestHeadWithoutStorage(t *testing.T) {
	s := start(t, nil)
	at := s.create("Upload-Length: 5")
	s.patch(at, 0, "012").want(204)
	id := at[strings.LastIndex(at, "/")+1:]
	must(t, s.blobs.Delete(t.Context(), "uploads/"+id+"/1"))
	s.do("HEAD", at, "").want(410)
}
