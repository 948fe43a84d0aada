package hls

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// resource is a sort of answer, by the delivery rules that hold for it.
type resource struct {
	name  string
	types []string // content types, the first being the one to send
	gzip  bool     // must be compressed (rule 10.1)
	fixed bool     // never changes: to be cached for good, and read in ranges
}

func playlistResource() resource {
	return resource{name: "playlist", types: []string{PlaylistType}, gzip: true}
}

func initResource() resource {
	return resource{name: "initialization segment", types: []string{VideoInitType, AudioInitType}, fixed: true}
}

func segmentResource() resource {
	return resource{name: "segment", types: []string{SegmentType}, fixed: true}
}

func captionResource() resource {
	return resource{name: "captions", types: []string{CaptionType}}
}

// get fetches a URL and applies the delivery rules. It returns false when there
// is nothing to go on with, after noting why.
func (c *checker) get(ctx context.Context, uri string, want resource) ([]byte, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, fmt.Errorf("fetch %s: %w", want.name, err)
	}
	resp, err := c.fetch.Fetch(ctx, uri)
	if err != nil {
		return nil, false, fmt.Errorf("fetch %s: %w", want.name, err)
	}
	switch {
	case resp.Status >= 300 && resp.Status < 400:
		c.report.fail("8.18", uri, "%s is redirected with status %d", want.name, resp.Status)
		return nil, false, nil
	case resp.Status != http.StatusOK:
		c.report.fail(ruleHTTP, uri, "%s answers with status %d", want.name, resp.Status)
		return nil, false, nil
	}
	c.checkDelivery(uri, resp.Header, want)
	body, err := decoded(resp)
	if err != nil {
		c.report.fail(ruleHTTP, uri, "%s: %v", want.name, err)
		return nil, false, nil
	}
	return body, true, nil
}

func (c *checker) checkDelivery(uri string, h http.Header, want resource) {
	if want.gzip && h.Get("Content-Encoding") != "gzip" {
		c.report.fail("10.1", uri, "%s is not gzip-encoded", want.name)
	}
	got, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || !slices.Contains(want.types, got) {
		c.report.warn("10.4", uri, "%s has content type %q, not %s", want.name, h.Get("Content-Type"), want.types[0])
	}
	if u, err := url.Parse(uri); want.gzip && (err != nil || u.Scheme != "https") {
		c.report.warn("11", uri, "%s comes without TLS", want.name)
	}
	if !want.fixed {
		return
	}
	if h.Get("ETag") == "" || h.Get("Accept-Ranges") != "bytes" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		c.report.warn(ruleDelivery, uri, "%s lacks an ETag, ranges or immutable caching", want.name)
	}
}

// decoded undoes gzip, up to the size of the largest playlist.
func decoded(resp Response) ([]byte, error) {
	switch resp.Header.Get("Content-Encoding") {
	case "", "identity":
		return resp.Body, nil
	case "gzip":
	default:
		return nil, errors.New("content encoding that was not offered")
	}
	r, err := gzip.NewReader(bytes.NewReader(resp.Body))
	if err != nil {
		return nil, fmt.Errorf("decompress: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(r, maxPlaylist+1))
	if err != nil {
		return nil, fmt.Errorf("decompress: %w", err)
	}
	if len(body) > maxPlaylist {
		return nil, fmt.Errorf("decompress: over %d bytes", maxPlaylist)
	}
	return body, nil
}
