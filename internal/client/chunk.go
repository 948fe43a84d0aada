package client

import (
	"io"
	"sync"
)

// chunk is the body of one PATCH. net/http may still be reading it when the answer
// is in; stop ends the reports, so that they never run beside the next request's.
type chunk struct {
	io.Reader

	size  int64
	moved func()        // some bytes left
	sent  func(n int64) // so many in all

	mu      sync.Mutex
	total   int64
	stopped bool
}

func (c *chunk) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 && !c.stopped {
		c.total += int64(n)
		c.moved()
		c.sent(c.total)
	}
	return n, err
}

func (c *chunk) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
}
