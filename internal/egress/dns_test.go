package egress

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"

	"golang.org/x/net/dns/dnsmessage"
)

// zone answers every lookup of a name with the next of its answers, the last
// one for ever. Unknown names do not exist.
type zone struct {
	mu      sync.Mutex
	answers map[string][][]string
}

// resolver returns a Go resolver whose only server is z.
func (z *zone) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go z.serve(server)
		return client, nil
	}}
}

// serve speaks DNS over a stream: two bytes of length before each message.
func (z *zone) serve(c net.Conn) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		raw := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, raw); err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(raw); err != nil {
			return
		}
		z.answer(&m)
		out, err := m.AppendPack(make([]byte, 2))
		if err != nil {
			return
		}
		binary.BigEndian.PutUint16(out, uint16(len(out)-2))
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

func (z *zone) answer(m *dnsmessage.Message) {
	q := m.Questions[0]
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	name := q.Name.String()
	z.mu.Lock()
	defer z.mu.Unlock()
	sets := z.answers[name]
	if len(sets) == 0 {
		m.RCode = dnsmessage.RCodeNameError
		return
	}
	for _, text := range sets[0] {
		ip := netip.MustParseAddr(text)
		h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
		switch {
		case ip.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: ip.As4()}})
		case ip.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
		}
	}
	if q.Type == dnsmessage.TypeA && len(sets) > 1 {
		z.answers[name] = sets[1:]
	}
}

// inBubble runs f where time passes only when nothing else can happen. The
// resolver's own state has to be made outside first.
func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	z := &zone{answers: map[string][][]string{"a.test.": {{"8.8.8.8"}}}}
	if _, err := z.resolver().LookupHost(t.Context(), "a.test."); err != nil {
		t.Fatalf("look up: %v", err)
	}
	synctest.Test(t, f)
}

// get sends a GET that ends with the test.
func get(t *testing.T, g *Guard, use Use, url string) (status int, body []byte, err error) {
	t.Helper()
	resp, err := send(t, g, use, url)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}
