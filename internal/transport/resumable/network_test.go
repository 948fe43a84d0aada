package resumable_test

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// interim reads a 104 from the wire.
func (c *conn) interim(version int) answer {
	c.t.Helper()
	return c.next().want(104).has(fmt.Sprintf("Upload-Draft-Interop-Version: %d", version))
}

// A POST is cut after its 104. The client, which knows where from that alone, goes on.
func TestResumeAfterACut(t *testing.T) {
	for _, version := range []int{6, 8, 9} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			s := start(t, nil)
			c := s.dial()
			c.begin("POST", s.url+"/files", "Upload-Complete: ?1", "Content-Length: 1000", fmt.Sprintf("Upload-Draft-Interop-Version: %d", version))
			at := c.interim(version).header.Get("Location")
			data := strings.Repeat("0123456789", 100)
			_, err := io.WriteString(c, data[:507])
			must(t, err)
			must(t, c.Conn.(*net.TCPConn).CloseWrite())
			_, err = io.Copy(io.Discard, c) // the server has committed when it closes
			must(t, err)
			again := client{s, version}
			again.at(at, 507).has("Upload-Length: 1000")
			again.patch(at, 507, "?1", data[507:]).want(201).has("Upload-Complete: ?1")
			s.holds(at, data)
		})
	}
}

// Who waits for 100 gets 104 first and 100 nevertheless.
func TestExpectContinue(t *testing.T) {
	s := start(t, nil)
	c := s.dial()
	c.begin("POST", s.url+"/files", "Upload-Complete: ?1", "Content-Length: 4", "Upload-Draft-Interop-Version: 8", "Expect: 100-continue")
	at := c.interim(8).header.Get("Location")
	c.next().want(100)
	_, err := io.WriteString(c, "0123")
	must(t, err)
	c.interim(8).has("Upload-Offset: 4")
	c.next().want(201)
	s.holds(at, "0123")
}

// HEAD stops a request that is still sending, which gets an answer that clients resume after.
func TestHeadStopsTheWriter(t *testing.T) {
	s := start(t, nil)
	c := s.dial()
	c.begin("POST", s.url+"/files", "Upload-Complete: ?1", "Content-Length: 100", "Upload-Draft-Interop-Version: 8", "Expect: 100-continue")
	at := c.interim(8).header.Get("Location")
	c.next().want(100) // the engine reads the body now
	_, err := io.WriteString(c, "01234")
	must(t, err)
	began, u := time.Now(), client{s, 8}
	a := u.do("HEAD", at, "").want(204)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("HEAD took %s", took)
	}
	offset, err := strconv.Atoi(a.header.Get("Upload-Offset")) // as many of the five as the engine has read
	must(t, err)
	for last := c.next(); ; last = c.next() {
		if last.status != 104 {
			last.want(503).has("Location: " + at)
			break
		}
	}
	data := "01234" + strings.Repeat("x", 95)
	u.patch(at, offset, "?1", data[offset:]).want(201)
	s.holds(at, data)
}

// A peer of HTTP/1.0 knows no interim responses.
func TestOldPeer(t *testing.T) {
	s := start(t, nil)
	c := s.dial()
	_, err := io.WriteString(c, "POST /files HTTP/1.0\r\nUpload-Complete: ?1\r\nUpload-Draft-Interop-Version: 8\r\nContent-Length: 4\r\n\r\n0123")
	must(t, err)
	c.next().want(201)
}

// While a request is sending it hears what is durable, and nothing that is not.
func TestProgress(t *testing.T) {
	var late atomic.Bool // the engine's clock, some seconds ahead
	s := start(t, func(p *policy) {
		p.now = func() time.Time {
			if late.Load() {
				return time.Now().Add(5 * time.Second)
			}
			return time.Now()
		}
	})
	c := s.dial()
	c.begin("POST", s.url+"/files", "Upload-Complete: ?1", "Content-Length: 10", "Upload-Draft-Interop-Version: 9", "Expect: 100-continue")
	at := c.interim(9).has("Upload-Offset:").header.Get("Location")
	c.next().want(100)
	late.Store(true) // a checkpoint is due at the next byte
	_, err := io.WriteString(c, "0")
	must(t, err)
	c.interim(9).has("Upload-Offset: 1", "Location:", "Upload-Limit:", "Access-Control-Allow-Origin:")
	if u, err := s.Upload(t.Context(), at[strings.LastIndex(at, "/")+1:]); err != nil || u.Offset != 1 {
		t.Errorf("the record says %d, %v", u.Offset, err)
	}
	_, err = io.WriteString(c, "123456789")
	must(t, err)
	c.interim(9).has("Upload-Offset: 10")
	c.next().want(201).has("Location: "+at, "Upload-Complete: ?1")
	s.holds(at, "0123456789")
}

// A body that stalls is ended, what came is kept, and the answer is one that clients resume after.
func TestStall(t *testing.T) {
	s := start(t, func(p *policy) { p.idle = 50 * time.Millisecond })
	u := client{s, 8}
	at, c := u.create(), s.dial()
	c.begin("PATCH", at, "Content-Type: application/partial-upload", "Upload-Offset: 0", "Upload-Complete: ?0", "Content-Length: 10")
	_, err := io.WriteString(c, "0123")
	must(t, err)
	c.next().want(503).has("Upload-Offset: 4", "Upload-Complete: ?0")
	if _, err := c.r.ReadByte(); err == nil {
		t.Error("the connection stays open")
	}
	u.at(at, 4)
}

// The same over HTTP/2.
func TestHTTP2(t *testing.T) {
	s := start(t, func(p *policy) { p.http2 = true })
	c := client{s, 9}
	a := c.post("0123", "Upload-Complete: ?1").want(201).has("Upload-Complete: ?1")
	if len(a.interim) != 2 || a.interim[0].Get("Location") != a.header.Get("Location") || a.interim[1].Get("Upload-Offset") != "4" {
		t.Errorf("interim responses %v", a.interim)
	}
	if a.proto != 2 {
		t.Errorf("spoken was HTTP/%d", a.proto)
	}
	s.holds(a.header.Get("Location"), "0123")
}
