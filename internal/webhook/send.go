package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/media"
)

// maxText bounds the text kept of an answer, in bytes.
const maxText = 1 << 10

// request makes the signed request of one attempt.
func (d *Deliverer) request(ctx context.Context, msg media.Delivery, e media.Endpoint, at time.Time) (*http.Request, error) {
	r := d.cfg.Renderers[e.Dialect]
	if r == nil {
		return nil, fmt.Errorf("render for %q: %w", e.Dialect, errNoRenderer)
	}
	body, err := r.Render(msg, e)
	if err != nil {
		return nil, fmt.Errorf("render for %q: %w", e.Dialect, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return nil, errMalformedURL // err spells the URL, and people put tokens in there
	}
	if v, ok := r.(VendorSigner); ok {
		if err := v.SignVendor(req.Header, e, body); err != nil {
			return nil, fmt.Errorf("sign for %q: %w", e.Dialect, err)
		}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Tributary")
	return req, Sign(req.Header, e.Secret, msg.ID, at, body)
}

// send makes the request and reads what the log keeps of its answer. Once the
// status is known the rest changes nothing: a body that hangs or breaks off only shortens the text.
func (d *Deliverer) send(req *http.Request) Answer {
	resp, err := d.cfg.Client.Do(req)
	if err != nil {
		// Invalid is a refusal of the address itself. Only the public text may be
		// kept: the rest spells addresses and the endpoint's URL.
		return Answer{Text: media.PublicText(err), Hopeless: media.KindOf(err) == media.Invalid}
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, maxText))
	return Answer{
		Status:     resp.StatusCode,
		Text:       printable(raw),
		RetryAfter: retryAfter(resp.Header.Get("Retry-After"), d.cfg.Now()),
	}
}

// printable returns raw with everything that does not simply print written as
// an escape sequence, cut to maxText bytes: it is shown in dashboards and terminals,
// where control characters and direction marks act.
func printable(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		piece := string(raw[:size])
		if !unicode.IsPrint(r) || r == utf8.RuneError && size == 1 {
			piece = strings.Trim(strconv.Quote(piece), `"`)
		}
		if b.Len()+len(piece) > maxText {
			break
		}
		b.WriteString(piece)
		raw = raw[size:]
	}
	return b.String()
}
