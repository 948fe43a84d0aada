package hls

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// maxBody is the most that is read of one answer: the output limit of one
// encoded segment, 64 MiB.
const maxBody = 64 << 20

// Fetcher gets what a URL names as a player would: GET, offering gzip, without
// following redirects and without decoding the body. It decides which addresses may be
// asked: playlists name any. An error means that there was no answer, and ends the check;
// an answer of any status is none.
type Fetcher interface {
	Fetch(ctx context.Context, url string) (Response, error)
}

// Response is an answer as it came.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// HTTP fetches with an http.Client, whose transport decides what may be dialed.
// Bodies over 64 MiB are errors.
type HTTP struct {
	Client *http.Client
}

// Fetch implements [Fetcher].
func (h HTTP) Fetch(ctx context.Context, url string) (Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Response{}, fmt.Errorf("make request: %w", err)
	}
	// Set by hand, so that the transport neither hides the encoding nor undoes it.
	req.Header.Set("Accept-Encoding", "gzip")
	client := *h.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return Response{}, err // names method and URL already
	}
	defer resp.Body.Close() //nolint:errcheck // nothing was written
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return Response{}, fmt.Errorf("read answer of %s: %w", url, err)
	}
	if len(body) > maxBody {
		return Response{}, fmt.Errorf("read answer of %s: over %d bytes", url, maxBody)
	}
	return Response{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}
