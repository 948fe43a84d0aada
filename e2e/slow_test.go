package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

const (
	// headerTime and bodyTime are what the server grants a client that sends a part
	// of a header, or of a body, and then nothing more; half as much again is for a busy machine.
	headerTime = 15 * time.Second
	bodyTime   = 90 * time.Second
)

// Clients that open connections and go slow must not hold them for ever, and
// what they sent is kept.
func TestSlowClients(t *testing.T) {
	if testing.Short() {
		t.Skip("waits a minute; left out by -short")
	}
	t.Parallel()
	s := start(t, options{})
	right := lines(s.signed(s.create(t)))
	item := s.creation(t, "/tusupload", append(right, "Upload-Length: 1000")...)
	right = append(right, tusVersion)
	body := request("PATCH", item, append(right, "Content-Type: application/offset+octet-stream", "Upload-Offset: 0", "Content-Length: 1000")...)

	header := s.hold(t, strings.TrimSuffix(body, "\r\n\r\n"), headerTime)
	part := s.hold(t, body+"twenty bytes, no more", bodyTime)
	if said, err := header(); err != nil {
		t.Errorf("half a header: %q, %v", said, err)
	}
	// Whoever is only slow learns where to go on, in a status that clients repeat.
	if said, err := part(); err != nil || !strings.Contains(said, " 409 ") || !strings.Contains(said, "\r\nUpload-Offset: 21\r\n") {
		t.Errorf("half a body: %q, %v", said, err)
	}
	got, err := s.exchange(t.Context(), request("HEAD", item, right...))
	if err != nil || got.status != http.StatusOK || got.header.Get("Upload-Offset") != "21" {
		t.Errorf("afterwards HEAD answers %d, offset %s, %v", got.status, got.header.Get("Upload-Offset"), err)
	}
}

// hold opens a connection, sends text and nothing more. The function it returns waits
// until the server ends the connection, which must be within patience of the
// opening, and returns what it said.
func (s *server) hold(t *testing.T, text string, patience time.Duration) (wait func() (string, error)) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	began := time.Now()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(began.Add(patience))
	return func() (string, error) {
		said, err := io.ReadAll(conn)
		t.Logf("ended after %s", time.Since(began).Round(time.Second))
		if os.IsTimeout(err) {
			err = fmt.Errorf("a connection without news still stands after %s", patience)
		}
		return string(said), err
	}
}
