package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	v1Path    = "/company/client/video/stream"
	v2Path    = "/tusupload"
	videoPath = "/company/client/video"

	// maxAnswer is far above any playlist or record and keeps a broken server
	// from filling memory.
	maxAnswer = 64 << 20
)

// newKey makes an API key of the first project.
func newKey() string {
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	return "1$" + hex.EncodeToString(secret)
}

// client speaks to a server as an upload client and a player do, on connections that stay open.
type client struct {
	http *http.Client
	url  string
	key  string
}

func newClient(url, key string) *client {
	return &client{http: &http.Client{Transport: &http.Transport{}}, url: url, key: key}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// upload is where the bytes of one video go, and the headers that every request of it carries.
type upload struct {
	video  string // UUID
	url    string
	header http.Header
}

// createV1 begins an upload of Omegastream's first version: one POST makes video and upload.
func (c *client) createV1(ctx context.Context, size int64) (upload, error) {
	return c.beginTus(ctx, v1Path, size, http.Header{"Authorization": {"Bearer " + c.key}})
}

// createV2 begins one of the second: a back end makes the video and signs for its user.
func (c *client) createV2(ctx context.Context, size int64) (upload, error) {
	header := http.Header{"Authorization": {"Bearer " + c.key}, "Content-Type": {"application/json"}}
	answer, err := c.do(ctx, http.MethodPost, c.url+videoPath, header, strings.NewReader(`{"title":"bench"}`), http.StatusCreated)
	if err != nil {
		return upload{}, err
	}
	var video struct {
		UUID string `json:"uuid"`
	}
	if err := json.Unmarshal(answer.body, &video); err != nil {
		return upload{}, fmt.Errorf("create video: %w", err)
	}
	expiration := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
	sum := sha256.Sum256([]byte(c.key + expiration + video.UUID))
	return c.beginTus(ctx, v2Path, size, http.Header{
		"Signature": {hex.EncodeToString(sum[:])}, "Expiration": {expiration}, "Video-Id": {video.UUID},
	})
}

func (c *client) beginTus(ctx context.Context, path string, size int64, header http.Header) (upload, error) {
	header.Set("Tus-Resumable", "1.0.0")
	creation := header.Clone()
	creation.Set("Upload-Length", strconv.FormatInt(size, 10))
	answer, err := c.do(ctx, http.MethodPost, c.url+path, creation, nil, http.StatusCreated)
	if err != nil {
		return upload{}, err
	}
	return upload{video: answer.header.Get("stream-media-id"), url: answer.header.Get("Location"), header: header}, nil
}

// publish lets everybody watch a video: players carry no key.
func (c *client) publish(ctx context.Context, video string) error {
	header := http.Header{"Authorization": {"Bearer " + c.key}, "Content-Type": {"application/json"}}
	_, err := c.do(ctx, http.MethodPut, c.url+videoPath+"/"+video+"/privacy", header,
		strings.NewReader(`{"privacy":"public"}`), http.StatusNoContent)
	return err
}

// patch sends n bytes of body and returns when they are acknowledged.
func (c *client) patch(ctx context.Context, u upload, offset int64, body io.Reader, n int64) error {
	header := u.header.Clone()
	header.Set("Content-Type", "application/offset+octet-stream")
	header.Set("Upload-Offset", strconv.FormatInt(offset, 10))
	answer, err := c.do(ctx, http.MethodPatch, u.url, header, sized{body, n}, http.StatusNoContent)
	if err != nil {
		return err
	}
	if got := answer.header.Get("Upload-Offset"); got != strconv.FormatInt(offset+n, 10) {
		return fmt.Errorf("patch at %d with %d bytes: offset is %q", offset, n, got)
	}
	return nil
}

// head asks where to go on.
func (c *client) head(ctx context.Context, u upload) error {
	_, err := c.do(ctx, http.MethodHead, u.url, u.header, nil, http.StatusOK)
	return err
}

// sized is a body whose length is known beforehand.
type sized struct {
	io.Reader

	n int64
}

// answer is a whole response.
type answer struct {
	header http.Header
	body   []byte
}

// statusError is an answer with another status than the one that was wanted.
type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %.200s", e.status, e.text) }

// do makes a request and reads its answer to the end. A status other than want is a statusError.
func (c *client) do(ctx context.Context, method, url string, header http.Header, body io.Reader, want int) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return answer{}, err
	}
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	if s, ok := body.(sized); ok {
		r.Body, r.ContentLength = io.NopCloser(io.LimitReader(s.Reader, s.n)), s.n
	}
	got, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", method, url, err)
	}
	if got.StatusCode != want {
		return answer{}, fmt.Errorf("%s %s: %w", method, url, &statusError{got.StatusCode, string(text)})
	}
	return answer{got.Header, text}, nil
}

// get fetches a file for a viewer.
func (c *client) get(ctx context.Context, url string) ([]byte, error) {
	answer, err := c.do(ctx, http.MethodGet, url, nil, nil, http.StatusOK)
	return answer.body, err
}
