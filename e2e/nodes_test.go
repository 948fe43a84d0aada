package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
)

// Two servers share a database and the folder of stored bytes. The one that
// receives a chunk is frozen; the other goes on with the upload; then the first
// thaws and writes the rest of what it was sent, which must touch nothing that counts.
func TestFrozenNode(t *testing.T) {
	t.Parallel()
	database, key := postgres(t), []string{"TRIBUTARY_MASTER_KEY=" + strings.Repeat("5a", 32)}
	one := start(t, options{database: database, env: key})
	two := start(t, options{database: database, env: key, beside: one})
	f := video(t, 9_000_000)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}

	const first = 1_000_000
	at := plain(one).make(t, string(content[:first]), fmt.Sprint("Upload-Length: ", f.size))
	slow := startProxy(t, one, fault{drip, 0})
	frozen := make(chan struct{})
	slow.when(3<<20, func() { one.signal(syscall.SIGSTOP); close(frozen) })
	t.Cleanup(func() { one.signal(syscall.SIGCONT) })
	// Its bytes are wrong, so that one in the wrong place shows.
	wrong := bytes.Repeat([]byte{0xee}, len(content)-first)
	old := plain(one).patching(t, strings.Replace(at, one.URL, slow.URL, 1), wrong, first)
	<-frozen

	at = strings.Replace(at, one.URL, two.URL, 1)
	w := plain(two)
	var offset int64
	eventually(t, startTime, "the other node takes over", func(context.Context) error {
		a := w.do(t, http.MethodHead, at, nil)
		if a.status != http.StatusOK {
			return fmt.Errorf("HEAD answers %d", a.status)
		}
		offset = a.offset(t)
		return nil
	})
	if offset < first {
		t.Fatalf("offset %d after %d was acknowledged", offset, first)
	}
	copy(content[first:offset], wrong) // recorded before the freeze, and so it counts

	half := offset + (f.size-offset)/2
	chunk := func(from, to int64) answer {
		t.Helper()
		a := w.do(t, http.MethodPatch, at, bytes.NewReader(content[from:to]), octets, fmt.Sprint("Upload-Offset: ", from))
		if a.status != http.StatusNoContent || a.offset(t) != to {
			t.Fatalf("PATCH at %d answers %d %s", from, a.status, a.body)
		}
		return a
	}
	chunk(offset, half)
	one.signal(syscall.SIGCONT)
	status := old()
	t.Logf("frozen at %d; thawed, it is answered %d", offset, status)
	if status != 0 && status != http.StatusLocked && status != http.StatusConflict {
		t.Errorf("the frozen PATCH is answered %d", status)
	}
	if a := w.do(t, http.MethodHead, at, nil); a.offset(t) != half {
		t.Errorf("after the thaw the offset is %d, want %d", a.offset(t), half)
	}
	id := chunk(half, f.size).header.Get("Video-Id")
	for _, s := range []*server{one, two} {
		s.keeps(t, id, sha256.Sum256(content))
	}
}

func (s *server) signal(sig os.Signal) {
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Errorf("signal the server: %v", err)
	}
}
