package pull

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/sniff"
	"github.com/tributary-video/tributary/internal/upload"
)

// headSize is how much is looked at before the first byte is stored: as much as
// package sniff wants to see of a start.
const headSize = 4096

// answer is an origin's file, or the rest of it.
type answer struct {
	body      io.ReadCloser
	start     int64  // where its first byte belongs
	size      int64  // of the whole file; upload.UnknownLength when the origin does not say
	validator string // for If-Range; "" = none
}

// errNotTheRest is an answer to a Range that does not continue what is here.
var errNotTheRest = errors.New("the origin does not send the rest")

// fetch asks for a file from an offset on. What comes may begin at 0 all the same: when
// there is nothing to prove that the file is still the one that was begun.
func (im *Importer) fetch(ctx context.Context, imp Import, have upload.Upload) (*answer, error) {
	if have.Offset > 0 && imp.Validator != "" {
		a, err := im.ask(ctx, imp, have)
		if !errors.Is(err, errNotTheRest) {
			return a, err
		}
	}
	have.Offset = 0
	return im.ask(ctx, imp, have)
}

// ask sends one request and judges its answer.
func (im *Importer) ask(ctx context.Context, imp Import, have upload.Upload) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, imp.Origin.URL, http.NoBody)
	if err != nil {
		return nil, media.Refuse(NotAllowed, "The address is not allowed.", nil)
	}
	for name, values := range imp.Origin.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "Tributary")
	}
	if have.Offset > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have.Offset))
		req.Header.Set("If-Range", imp.Validator)
	}
	if imp.Origin.refuses(req.URL) {
		return nil, media.Refuse(media.PlaylistNotMedia, "", nil)
	}
	resp, err := im.cfg.Guard.Client(egress.Import).Do(req)
	if err != nil {
		return nil, &originError{withoutURL(err)}
	}
	a, err := judge(resp, imp, have)
	if err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	return a, nil
}

// judge reads the head of an answer.
func judge(resp *http.Response, imp Import, have upload.Upload) (*answer, error) {
	a := &answer{body: resp.Body, size: upload.UnknownLength, validator: validatorOf(resp.Header)}
	if resp.StatusCode == http.StatusOK && imp.Origin.refusesAnswer(resp) {
		return nil, media.Refuse(media.PlaylistNotMedia, "", nil)
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		if resp.ContentLength >= 0 {
			a.size = resp.ContentLength
		}
	case have.Offset > 0 && resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return nil, errNotTheRest
	case have.Offset > 0 && resp.StatusCode == http.StatusPartialContent:
		size, ok := restFrom(resp, have)
		if !ok || a.validator != "" && a.validator != imp.Validator {
			return nil, errNotTheRest
		}
		a.start, a.size, a.validator = have.Offset, size, imp.Validator
	default:
		return nil, newStatusError(resp)
	}
	if imp.Expected > 0 && a.size == upload.UnknownLength {
		a.size = imp.Expected
	}
	if imp.Expected > 0 && a.size != imp.Expected {
		return nil, media.Refuse(OriginChanged, fmt.Sprintf("The file has %d bytes, not %d.", a.size, imp.Expected), nil)
	}
	return a, nil
}

// restFrom reports whether a 206 brings exactly the bytes from the offset to the end, and
// the size of the whole.
func restFrom(resp *http.Response, have upload.Upload) (size int64, ok bool) {
	first, last, size, ok := contentRange(resp.Header.Get("Content-Range"))
	switch {
	case !ok, first != have.Offset, last != size-1, first > last:
		return 0, false
	case have.Length != upload.UnknownLength && size != have.Length:
		return 0, false
	case resp.ContentLength >= 0 && resp.ContentLength != size-first:
		return 0, false
	}
	return size, true
}

// contentRange reads "bytes 5-9/10" (RFC 9110 section 14.4). One that does not tell the size of
// the whole is of no use.
func contentRange(text string) (first, last, size int64, ok bool) {
	unit, text, _ := strings.Cut(strings.TrimSpace(text), " ")
	bounds, whole, _ := strings.Cut(text, "/")
	from, to, _ := strings.Cut(bounds, "-")
	var errs [3]error
	for i, n := range []struct {
		text string
		into *int64
	}{{from, &first}, {to, &last}, {whole, &size}} {
		v, err := strconv.ParseUint(n.text, 10, 63)
		*n.into, errs[i] = int64(v), err //nolint:gosec // 63 bits fit
	}
	return first, last, size, strings.EqualFold(unit, "bytes") && errors.Join(errs[:]...) == nil
}

// validatorOf is what proves that two answers are parts of the same bytes: a strong ETag, else
// the time of the last change (RFC 9110 section 13.1.5).
func validatorOf(h http.Header) string {
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return h.Get("Last-Modified")
}

// look refuses what can be told from the first bytes not to be media, before any is
// stored: pages and playlists above all, which is what a wrong link leads to. What might
// be media is left to processing, which sees the whole. The answer's body stays whole.
func (a *answer) look() error {
	head, err := io.ReadAll(io.LimitReader(a.body, headSize))
	if err != nil {
		return &originError{err}
	}
	a.body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), a.body), a.body}
	_, err = sniff.File(bytes.NewReader(head), int64(len(head)))
	refusal, refused := media.RefusalOf(err)
	switch {
	case !refused:
		return nil
	case len(head) < headSize, refusal.Code == media.PlaylistNotMedia:
		return err
	case strings.HasPrefix(http.DetectContentType(head), "text/"):
		return err
	}
	return nil
}

// withoutURL takes off what http.Client wraps around every error: method and URL, query
// string included. Package egress words its own errors for everybody; those of net/http
// quote what the origin said, a Location above all.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if media.KindOf(err) == media.Internal {
		return errors.New("the answer was not understood")
	}
	return err
}
