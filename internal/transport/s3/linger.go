package s3

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
)

// lingerTime is how long a refused client that goes on sending is listened to. net/http takes
// as long where it closes a connection that it has not read to the end.
const lingerTime = 500 * time.Millisecond

// refuse answers with an error.
//
// A client that announced to wait for "100 Continue" may send all the same: Amazon's SDK for
// Go does over HTTP/1. net/http closes the connection of such a one as soon as it is
// answered, and what is still coming then resets it: the client reports a broken network and
// tries again, instead of the code. So the answer goes out whole, and what comes is let go
// for a moment. Nobody waits for that, and reading after the answer invites no body.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if r.ProtoMajor != 1 || r.Header.Get("Expect") == "" {
		writeError(w, r, err)
		return
	}
	answer := &draft{ResponseWriter: w}
	writeError(answer, r, err)
	if answer.send() == nil {
		linger(w, r)
	}
}

// linger reads until the client has seen that it was refused, or the time is over.
func linger(w http.ResponseWriter, r *http.Request) {
	body := httpd.Steady(w, r.WithContext(context.WithoutCancel(r.Context())), lingerTime)
	buf := make([]byte, 32<<10)
	for end := time.Now().Add(lingerTime); time.Now().Before(end); {
		if _, err := body.Read(buf); err != nil {
			return
		}
	}
}

// draft is an answer that is not sent yet.
type draft struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

func (d *draft) WriteHeader(status int)      { d.status = status }
func (d *draft) Write(p []byte) (int, error) { return d.body.Write(p) }

// send sends it with its length, so that the client knows where it ends before the
// handler does.
func (d *draft) send() error {
	d.Header().Set("Content-Length", strconv.Itoa(d.body.Len()))
	d.ResponseWriter.WriteHeader(d.status)
	if _, err := io.Copy(d.ResponseWriter, &d.body); err != nil {
		return err
	}
	return http.NewResponseController(d.ResponseWriter).Flush()
}
