package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// answer is one HTTP response, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// exchange sends what it is given, byte for byte, on a connection of its own and
// reads one answer. It sends neither a body nor anything else that the text
// does not hold, so that a request may declare more than it brings.
func (s *server) exchange(ctx context.Context, text string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return answer{}, err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return answer{}, err
	}
	go func() { _, _ = io.WriteString(conn, text) }() // a refusal may come before the end
	method, _, _ := strings.Cut(text, " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	defer res.Body.Close()
	closeWrite(conn) // the body that was declared does not come; nobody need wait for it
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, strings.TrimSpace(string(body))}, err
}

// request is the text of a tus request without its body.
func request(method, path string, headers ...string) string {
	head := append([]string{method + " " + path + " HTTP/1.1", "Host: tributary.test"}, headers...)
	return strings.Join(head, "\r\n") + "\r\n\r\n"
}

// creation makes an upload and returns its path.
func (s *server) creation(t *testing.T, path string, headers ...string) string {
	t.Helper()
	a, err := s.exchange(t.Context(), request("POST", path, append(headers, tusVersion, "Content-Length: 0")...))
	if err != nil || a.status != http.StatusCreated {
		t.Fatalf("POST %s: %+v %v", path, a, err)
	}
	_, location, _ := strings.Cut(a.header.Get("Location"), "tributary.test")
	return location
}

// lines are headers as text.
func lines(h http.Header) []string {
	var list []string
	for name := range h {
		list = append(list, name+": "+h.Get(name))
	}
	return list
}
