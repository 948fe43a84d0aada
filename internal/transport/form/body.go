package form

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
)

const (
	// overhead is how much larger than its file a body may be: the fields, the heads of the
	// parts, and what stands around them.
	overhead = 1 << 20
	// refuseTime is how long the rest of a refused body is read.
	refuseTime = 30 * time.Second
)

// Body is the body of a request, under a limit and with deadlines that move with it.
type Body struct {
	w     http.ResponseWriter
	r     *http.Request
	src   io.Reader
	limit int64
	left  int64
	begun bool // someone has read: a client that waits for "100 Continue" has got it

	interrupt context.CancelFunc
}

// NewBody takes the body of a request whose file has at most largest bytes. A body that
// brings nothing for idle ends; 0 is httpd.DefaultIdle. Close must be called.
func NewBody(w http.ResponseWriter, r *http.Request, largest int64, idle time.Duration) *Body {
	if idle == 0 {
		idle = httpd.DefaultIdle
	}
	ctx, interrupt := context.WithCancel(r.Context())
	httpd.Steady(w, r, idle) // on r itself: a refusal reads on from the same body
	limit := largest + overhead
	return &Body{w: w, r: r, src: httpd.Steady(w, r.WithContext(ctx), idle), limit: limit, left: limit, interrupt: interrupt}
}

// Check refuses a body for what its head says, before the client has sent it. The error
// is an *Error.
func (b *Body) Check() error {
	switch encoding := b.r.Header.Get("Content-Encoding"); {
	case b.r.ContentLength > b.limit:
		return refusal(TooLarge, "The body is larger than allowed.")
	case encoding != "" && encoding != "identity":
		return refusal(Broken, "Send the body without a Content-Encoding.")
	}
	return nil
}

// Close ends what NewBody began. The body may still be read on by Refuse.
func (b *Body) Close() { b.interrupt() }

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	b.begun = true
	if b.left < 0 {
		return 0, refusal(TooLarge, "The body is larger than allowed.")
	}
	n, err := b.src.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	return n, err
}

// Refuse answers a request that will not have what it wanted, then reads the rest of its
// body, as far as one of this kind may go and for at most 30 s: a browser that is still
// sending shows the status only if it gets rid of the rest. broken says that the body has
// failed already.
func (b *Body) Refuse(ctx context.Context, broken bool, answer func(w http.ResponseWriter)) {
	waits := b.r.Header.Get("Expect") != "" && !b.begun
	if b.r.ProtoMajor != 1 || b.r.ContentLength == 0 || waits || broken {
		answer(b.w)
		return
	}
	control := http.NewResponseController(b.w)
	// Without this net/http itself reads some of the body before the answer, and gives up the rest.
	_ = control.EnableFullDuplex()
	rest := max(b.left, 0)
	if b.r.ContentLength > b.limit || ctx.Err() != nil {
		b.w.Header().Set("Connection", "close")
	}
	answer(b.w)
	if control.Flush() != nil {
		return
	}
	body := httpd.Steady(b.w, b.r.WithContext(context.WithoutCancel(ctx)), refuseTime)
	drain(body, rest, time.Now().Add(refuseTime))
}

func drain(body io.Reader, rest int64, end time.Time) {
	buf := make([]byte, 32<<10)
	for rest > 0 && time.Now().Before(end) {
		n, err := body.Read(buf)
		rest -= int64(n)
		if err != nil {
			return
		}
	}
}
