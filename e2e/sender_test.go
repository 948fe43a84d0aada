package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// noise is a file of any size from 1 byte to size.
func noise(dice *rand.Rand, size int) []byte {
	content := make([]byte, 1+dice.IntN(size))
	for i := 0; i+8 <= len(content); i += 8 {
		binary.LittleEndian.PutUint64(content[i:], dice.Uint64())
	}
	return content
}

// sender uploads one file in chunks of any size, and goes on where the server says after every failure.
type sender struct {
	s        *server
	dice     *rand.Rand
	endpoint string
	right    http.Header // of every request
	creation http.Header // of the first
	video    string
	content  []byte

	location string
	acked    int64
}

// newSender makes one that uploads by V2.
func newSender(t *testing.T, s *server, dice *rand.Rand) *sender {
	t.Helper()
	id := s.create(t)
	return &sender{s: s, dice: dice, endpoint: "/tusupload", right: s.signed(id), video: id, content: noise(dice, 6<<20)}
}

func (c *sender) verify(t *testing.T) []unansweredVideo {
	t.Helper()
	c.s.keeps(t, c.video, sha256.Sum256(c.content))
	return nil
}

func (c *sender) send(ctx context.Context) error {
	for c.acked < int64(len(c.content)) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("upload %s at %d: %w", c.location, c.acked, err)
		}
		res, err := c.step(ctx)
		if err != nil { // the server is down, or died while it answered
			pause(ctx, 10*time.Millisecond)
			continue
		}
		switch res.StatusCode {
		case http.StatusCreated:
			c.location = res.Header.Get("Location")
		case http.StatusOK, http.StatusNoContent:
			if err := c.accept(res); err != nil {
				return err
			}
		case http.StatusGone, http.StatusLocked, http.StatusConflict, http.StatusServiceUnavailable: // asked again
		default:
			return fmt.Errorf("upload %s at %d: %s", c.location, c.acked, res.Status)
		}
	}
	return nil
}

// accept takes the offset that the server tells. It must never be below one that it told before.
func (c *sender) accept(res *http.Response) error {
	offset, err := strconv.ParseInt(res.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < c.acked {
		return fmt.Errorf("upload %s: offset %q after %d was acknowledged", c.location, res.Header.Get("Upload-Offset"), c.acked)
	}
	c.acked = offset
	return nil
}

// step creates the upload, or asks for its offset, or sends a chunk from where it
// believes to be: at random, since a client that was cut off may do any of the two.
func (c *sender) step(ctx context.Context) (*http.Response, error) {
	if c.location == "" {
		header := http.Header{"Upload-Length": {strconv.Itoa(len(c.content))}}
		maps.Copy(header, c.creation)
		return c.ask(ctx, http.MethodPost, c.s.URL+c.endpoint, nil, header)
	}
	if c.dice.IntN(3) == 0 {
		return c.ask(ctx, http.MethodHead, c.location, nil, nil)
	}
	chunk := c.content[c.acked:]
	chunk = chunk[:1+c.dice.IntN(min(len(chunk), 256<<10))]
	res, err := c.ask(ctx, http.MethodPatch, c.location, chunk, http.Header{
		"Upload-Offset": {strconv.FormatInt(c.acked, 10)}, "Content-Type": {"application/offset+octet-stream"},
	})
	if err != nil || res.StatusCode == http.StatusConflict { // somewhere else than believed: ask
		return c.ask(ctx, http.MethodHead, c.location, nil, nil)
	}
	return res, err
}

func (c *sender) ask(ctx context.Context, method, url string, body []byte, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, c.right)
	maps.Copy(req.Header, header)
	req.Header.Set("Tus-Resumable", "1.0.0")
	res, err := c.s.http.Do(req)
	if err != nil {
		return nil, err
	}
	return res, errors.Join(res.Body.Close())
}
