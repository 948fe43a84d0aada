package e2e

import (
	"slices"
	"testing"
	"time"
)

// trickleTime makes a connection as slow as 1.6 MB/s.
const trickleTime = 20 * time.Millisecond

// Over a slow network a part takes seconds, and its bytes come a few at a time.
func TestS3SlowNetwork(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := blob(t, 6*mib)
	for _, c := range s3Clients(t) {
		if !slices.Contains([]string{"aws", "go-manager", "minio-go", "lib-storage-file", "rclone-parts", "s3cmd", "curl-http2", "curl-chunked"}, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s.holdsObject(t, c.sends(t, s.through((&relay{to: s.addr, pace: trickleTime}).start(t)), f), f)
		})
	}
}
