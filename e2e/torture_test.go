package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// rounds is how often the server is killed: ten times in make test, E2E_ROUNDS times in make torture.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("E2E_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 10
}

// TestTorture kills the server at random moments while several clients upload,
// over and over. In the end every byte is there, and no offset that was ever
// acknowledged has gone down.
func TestTorture(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(rounds())*30*time.Second)
	defer cancel()
	s, moments := start(t, options{}), seed(t)
	for round := range rounds() {
		var senders []*sender
		var sending sync.WaitGroup
		for range 4 {
			c := newSender(t, s, rand.New(rand.NewPCG(moments.Uint64(), 0)))
			senders = append(senders, c)
			sending.Go(func() { c.err = c.send(ctx) })
		}
		done := make(chan struct{})
		go func() { sending.Wait(); close(done) }()
		kills := 0
		for over := false; !over; {
			select {
			case <-done:
				over = true
			case <-time.After(time.Duration(5+moments.IntN(60)) * time.Millisecond):
				if kills++; kills < 6 { // then let them come to an end
					s.crash()
				}
			}
		}
		for _, c := range senders {
			if c.err != nil {
				t.Fatalf("round %d: %v", round, c.err)
			}
			if sum, size := s.digest(t, s.URL+"/v1/videos/"+c.video+"/source", s.bearer()); sum != sha256.Sum256(c.content) {
				t.Errorf("round %d: video %s has %d bytes of %d, or other ones", round, c.video, size, len(c.content))
			}
		}
		t.Logf("round %d: %d kills", round, kills)
	}
}

// sender uploads one file by V2 in chunks of any size, and goes on where the
// server says after every failure.
type sender struct {
	s       *server
	dice    *rand.Rand
	video   string
	content []byte
	acked   int64
	err     error
}

func newSender(t *testing.T, s *server, dice *rand.Rand) *sender {
	t.Helper()
	c := &sender{s: s, dice: dice, video: s.create(t), content: make([]byte, 1+dice.IntN(6<<20))}
	for i := 0; i+8 <= len(c.content); i += 8 {
		binary.LittleEndian.PutUint64(c.content[i:], dice.Uint64())
	}
	return c
}

func (c *sender) send(ctx context.Context) error {
	location := ""
	for c.acked < int64(len(c.content)) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("video %s at %d: %w", c.video, c.acked, err)
		}
		res, err := c.step(ctx, location)
		if err != nil { // the server is down, or died while it answered
			pause(ctx, 10*time.Millisecond)
			continue
		}
		switch res.StatusCode {
		case http.StatusCreated:
			location = res.Header.Get("Location")
		case http.StatusOK, http.StatusNoContent:
			if err := c.accept(res); err != nil {
				return err
			}
		case http.StatusGone, http.StatusLocked, http.StatusConflict, http.StatusServiceUnavailable: // asked again
		default:
			return fmt.Errorf("video %s at %d: %s", c.video, c.acked, res.Status)
		}
	}
	return nil
}

// accept takes the offset that the server tells. It must never be below one that it told before.
func (c *sender) accept(res *http.Response) error {
	offset, err := strconv.ParseInt(res.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < c.acked {
		return fmt.Errorf("video %s: offset %q after %d was acknowledged", c.video, res.Header.Get("Upload-Offset"), c.acked)
	}
	c.acked = offset
	return nil
}

// step creates the upload, or asks for its offset, or sends a chunk from where it
// believes to be: at random, since a client that was cut off may do any of the two.
func (c *sender) step(ctx context.Context, location string) (*http.Response, error) {
	if location == "" {
		return c.ask(ctx, http.MethodPost, c.s.URL+"/tusupload", nil, http.Header{"Upload-Length": {strconv.Itoa(len(c.content))}})
	}
	if c.dice.IntN(3) == 0 {
		return c.ask(ctx, http.MethodHead, location, nil, nil)
	}
	chunk := c.content[c.acked:]
	chunk = chunk[:1+c.dice.IntN(min(len(chunk), 256<<10))]
	res, err := c.ask(ctx, http.MethodPatch, location, chunk, http.Header{
		"Upload-Offset": {strconv.FormatInt(c.acked, 10)}, "Content-Type": {"application/offset+octet-stream"},
	})
	if err != nil || res.StatusCode == http.StatusConflict { // somewhere else than believed: ask
		return c.ask(ctx, http.MethodHead, location, nil, nil)
	}
	return res, err
}

func (c *sender) ask(ctx context.Context, method, url string, body []byte, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = c.s.signed(c.video)
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := c.s.http.Do(req)
	if err != nil {
		return nil, err
	}
	return res, errors.Join(res.Body.Close())
}
