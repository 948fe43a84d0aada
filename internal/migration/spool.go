package migration

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// spool writes down the rows of an order, whole or not at all.
func (e *Engine) spool(ctx context.Context, p Plan) error {
	var err error
	switch {
	case p.Input.Listing != nil:
		err = e.spoolListing(ctx, p)
	case p.Input.URL != "":
		err = e.spoolURL(ctx, p)
	default:
		return refused("manifest_incomplete", "The manifest was not received completely.")
	}
	if err != nil {
		return err
	}
	return e.cfg.Plans.SpooledImport(ctx, p.ID)
}

func (e *Engine) spoolURL(ctx context.Context, p Plan) error {
	resp, err := e.get(ctx, p.Input.URL, nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := egress.LimitBody(resp, maxManifest); err != nil {
		return err
	}
	_, err = e.cfg.Blobs.Put(ctx, spoolKey(p.ID), resp.Body)
	return err
}

// get asks for a manifest or a page of a listing. Any answer but 200 is an error.
func (e *Engine) get(ctx context.Context, url string, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, media.Errorf(media.Invalid, "The address is not allowed.")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", "Tributary")
	resp, err := e.cfg.Guard.Client(egress.Import).Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, answered(resp.StatusCode)
	}
	return resp, nil
}

// answered is the error of an answer that is not 200. Those of a host that is busy or broken pass.
func answered(status int) error {
	text := fmt.Sprintf("The origin answered %d.", status)
	if status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
		return media.Errorf(media.Unavailable, "%s", text)
	}
	return refused(pull.OriginStatus, text)
}

// spoolListing writes a listing as rows while it is read. The pipe's other end is gone
// when either side stops.
func (e *Engine) spoolListing(ctx context.Context, p Plan) error {
	list, err := e.lister(ctx, p)
	if err != nil {
		return err
	}
	r, w := io.Pipe()
	listed := make(chan struct{})
	go func() {
		defer close(listed)
		out, n := json.NewEncoder(w), 0
		_ = w.CloseWithError(list(ctx, func(row Row) error {
			if n++; n > maxRows {
				return refused(tooManyRows, fmt.Sprintf("There are more than %d rows.", maxRows))
			}
			return out.Encode(row)
		}))
	}()
	_, err = e.cfg.Blobs.Put(ctx, spoolKey(p.ID), atMost(r))
	_ = r.Close()
	<-listed
	return err
}

// atMost ends a manifest that is too large.
func atMost(r io.Reader) io.Reader { return &limit{r: r, left: maxManifest} }

type limit struct {
	r    io.Reader
	left int64
}

func (l *limit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, media.Errorf(media.TooLarge, "the manifest is larger than %d bytes", maxManifest)
	}
	return n, err
}
