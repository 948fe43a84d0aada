package e2e

import (
	"os"
	"testing"
	"time"
)

// rclone sends a file a second time whose time has changed: it sees that the server has the bytes and
// only tells the time, by a copy of the object onto itself.
func TestS3RcloneAgain(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for _, c := range toolClients()[:2] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := video(t, 17*mib)
			u := c.sends(t, s, f)
			sent := s.requests(u, "method=PUT")
			then := time.Now().Add(-time.Hour)
			if err := os.Chtimes(f.path, then, then); err != nil {
				t.Fatal(err)
			}
			c.sendsTo(t, s.target(u), f)
			if n := s.requests(u, "method=PUT") - sent; n != 1 || s.requests(u, "method=PUT", "received=0") != 1 {
				t.Errorf("the second run made %d requests, want one without bytes", n)
			}
			c.sendsTo(t, s.target(u), f)
			if n := s.requests(u, "method=PUT") - sent; n != 1 {
				t.Errorf("the third run made %d requests, want none", n-1)
			}
			s.holdsObject(t, u, f)
		})
	}
}
