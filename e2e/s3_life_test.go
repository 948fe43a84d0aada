package e2e

import (
	"context"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Behind a proxy the server is known by another name. It hands that name out, and what was signed for it is taken.
func TestS3PublicURL(t *testing.T) {
	t.Parallel()
	s := start(t, options{args: []string{"--public-url", "http://video.example.com"}})
	f := blob(t, 17*mib)
	for _, c := range curlClients() {
		if c.only != "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := s.s3Upload(t, c.kind)
			to := s.target(u)
			if !strings.HasPrefix(to.URL+to.Endpoint, "http://video.example.com") {
				t.Errorf("it is told %s%s", to.URL, to.Endpoint)
			}
			to.connect = s.addr
			c.sendsTo(t, to, f)
			s.holdsObject(t, u, f)
		})
	}
}

// A user stops a tool in the middle and starts it again.
func TestS3Interrupted(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := blob(t, 17*mib)
	for _, c := range awsCommands(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			slow := startProxy(t, s)
			u := s.through(slow.ln.Addr()).s3Upload(t, c.kind)
			ctx, interrupt := context.WithCancel(t.Context())
			slow.when(9*mib, interrupt)
			if err := c.send(interrupted{ctx}, s.target(u), f.path); err == nil {
				t.Fatal("it was done before it was stopped")
			}
			s.diver(t, http.MethodPost, "/uploads/"+u.ID+"/complete", nil, http.StatusBadRequest, nil)
			c.sendsTo(t, s.target(u), f)
			s.holdsObject(t, u, f)
		})
	}
}

// Many send to one object at once, each in parts of its own: one of them is the object, whole.
func TestS3Rivals(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	u := s.s3Upload(t, "multipart")
	files := []file{blob(t, 17*mib), blob(t, 18*mib), blob(t, 11*mib), blob(t, 1000)}
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	var all sync.WaitGroup
	for i, c := range goClients()[:4] {
		all.Go(func() {
			// Who is late may hear that its parts have gone; nothing else.
			if err := c.send(ctx, s.target(u), files[i].path); err != nil && !strings.Contains(err.Error(), "NoSuchUpload") {
				t.Errorf("%s: %v", c.name, err)
			}
		})
	}
	all.Wait()
	done := s.complete(t, u)
	for _, f := range files {
		if f.size == done.FileSize {
			s.keeps(t, done.MediaID, f.sum)
			return
		}
	}
	t.Errorf("%d bytes are nobody's", done.FileSize)
}

// An upload is completed while another object is on its way to take the place of the first: that one
// is refused, and the first stays.
func TestS3CompleteWhileSending(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	small, f := blob(t, 1000), blob(t, 17*mib)
	for _, c := range append(goClients(), simplest("put"), simplest("multipart")) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			slow := startProxy(t, s)
			u := s.through(slow.ln.Addr()).s3Upload(t, c.kind)
			simplest(c.kind).sendsTo(t, s.target(u), small)
			sealed := make(chan error, 1)
			slow.when(9*mib, func() {
				sealed <- s.ask(t.Context(), http.MethodPost, "/v2/uploads/"+u.ID+"/complete", nil, http.StatusOK, nil)
			})
			ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
			defer cancel()
			if err := c.send(ctx, s.target(u), f.path); err == nil || !strings.Contains(err.Error(), "InvalidAccessKeyId") && !strings.Contains(err.Error(), "NoSuchUpload") {
				t.Errorf("it reports %v", err)
			}
			if err := <-sealed; err != nil {
				t.Fatal(err)
			}
			s.holdsObject(t, u, small)
		})
	}
}

// On PostgreSQL it is the same.
func TestS3Postgres(t *testing.T) {
	t.Parallel()
	s := start(t, options{database: postgres(t)})
	f := blob(t, 17*mib)
	for _, c := range append(goClients(), simplest("put")) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s.holdsObject(t, c.sends(t, s, f), f)
		})
	}
}

// interrupted is a context whose end is a user who presses the keys to stop a program.
type interrupted struct{ context.Context }

// onInterrupt makes a command end as its user would end it.
func onInterrupt(ctx context.Context, cmd *exec.Cmd) {
	if _, ok := ctx.(interrupted); ok {
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
		cmd.WaitDelay = 20 * time.Second
	}
}
