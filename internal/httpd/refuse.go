package httpd

import (
	"context"
	"net/http"
	"time"
)

const (
	// refuseBytes is how much of a refused body is read away. Browsers have up to
	// a few MiB in flight; a client that sends more gets the connection closed.
	refuseBytes = 8 << 20
	// refuseTime bounds the same in time, for clients that trickle.
	refuseTime = 5 * time.Second
)

// Refuse answers a request whose body has not been read: answer writes the
// status and the body, then a bounded part of the request is read away, so that
// the client is still connected when it comes to read the answer. A client
// that waits for "100 Continue" has sent nothing and is not waited for.
func Refuse(w http.ResponseWriter, r *http.Request, answer func(w http.ResponseWriter)) {
	if r.ProtoMajor != 1 || r.ContentLength == 0 || r.Header.Get("Expect") != "" {
		answer(w) // HTTP/2 can end one stream without closing the connection
		return
	}
	control := http.NewResponseController(w)
	// Without this net/http reads up to 256 KiB of the body before the first
	// byte of the answer, and gives up the rest.
	_ = control.EnableFullDuplex()
	// After a failed read the connection's context is over, and with it that of
	// every later request on it.
	if r.ContentLength < 0 || r.ContentLength > refuseBytes || r.Context().Err() != nil {
		w.Header().Set("Connection", "close")
	}
	answer(w)
	if control.Flush() != nil {
		return
	}
	body := Steady(w, r.WithContext(context.WithoutCancel(r.Context())), refuseTime)
	end := time.Now().Add(refuseTime)
	buf := make([]byte, 32<<10)
	for left := refuseBytes; left > 0 && time.Now().Before(end); {
		n, err := body.Read(buf)
		left -= n
		if err != nil {
			return
		}
	}
}
