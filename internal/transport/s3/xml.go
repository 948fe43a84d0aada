package s3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// requestIDHeader is what S3 clients show and log of an answer.
const requestIDHeader = "X-Amz-Request-Id"

// identify gives an answer its request id, once, and returns it. It is the id in the
// server's log where there is one.
func identify(h http.Header) string {
	if h.Get(requestIDHeader) == "" {
		id := h.Get("X-Request-Id")
		if id == "" { // outside of httpd's stack
			id = media.RandomHex(8)
		}
		h.Set(requestIDHeader, id)
	}
	return h.Get(requestIDHeader)
}

// errorAnswer is the body of a refusal (S3 API Reference, "REST error responses").
type errorAnswer struct {
	XMLName   xml.Name `xml:"Error"`
	Code      Code
	Message   string
	Resource  string
	RequestID string `xml:"RequestId"`
}

// writeError answers with an error. It neither reads what is left of the body nor closes
// the connection: clients that are still sending hang or report a broken network then,
// instead of the code.
func writeError(w http.ResponseWriter, r *http.Request, err error) {
	e := asError(err)
	if e.Code == SlowDown {
		w.Header().Set("Retry-After", "1") // seconds
	}
	if r.Method == http.MethodHead {
		identify(w.Header())
		w.WriteHeader(e.Code.status())
		return
	}
	// Nothing can be told to a client that does not read its refusal.
	_ = writeXML(w, e.Code.status(), errorAnswer{
		Code: e.Code, Message: e.Message, Resource: r.URL.EscapedPath(), RequestID: identify(w.Header()),
	})
}

// writeXML answers with a document. When v cannot be written as XML nothing has been
// answered yet; other errors are the connection's.
func writeXML(w http.ResponseWriter, status int, v any) error {
	var doc bytes.Buffer
	doc.WriteString(xml.Header)
	if err := xml.NewEncoder(&doc).Encode(v); err != nil {
		return fmt.Errorf("encode %T: %w", v, err)
	}
	identify(w.Header())
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if _, err := w.Write(doc.Bytes()); err != nil {
		return fmt.Errorf("write %T: %w", v, err)
	}
	return nil
}
