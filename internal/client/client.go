package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Limits of a chunk (Omegastream contract, section 3.2).
const (
	MinChunk     = 5 << 20
	MaxChunk     = 200 << 20
	DefaultChunk = 50 << 20
	chunkUnit    = 256 << 10
)

const (
	uploadPath = "/company/client/video/stream"
	videoPath  = "/company/client/video/"
)

// Config says where to upload and how patiently.
type Config struct {
	Server string // http(s)://HOST[:PORT]
	Key    string // PROJECT$SECRET

	ChunkSize int64  // bytes, a multiple of 256 KiB from 5 to 200 MiB; 0 = DefaultChunk
	StateDir  string // where unfinished uploads are remembered; "" = the user's cache folder

	Tries   int                              // without progress before giving up; 0 = 12, about 4 minutes
	Backoff func(try int) time.Duration      // pause after the try-th failure in a row, from 1; nil = 1 s doubling to 30 s
	Stall   time.Duration                    // without a byte moving before a request is cut; 0 = 60 s
	Poll    time.Duration                    // between looks at a video's state; 0 = 1 s
	Retry   func(err error, p time.Duration) // told of each pause; nil = silent
}

// Client talks to one server. Its methods may be called concurrently, but not for the
// same file.
type Client struct {
	config Config
	server *url.URL
	http   *http.Client
}

// New checks the configuration and returns a client. It does not connect.
func New(c Config) (*Client, error) {
	server, err := url.Parse(strings.TrimRight(c.Server, "/"))
	if err != nil || server.Scheme != "http" && server.Scheme != "https" || server.Host == "" || server.Path != "" {
		return nil, fmt.Errorf("server %q is not a URL: write https://HOST or http://HOST:PORT", c.Server)
	}
	if !strings.Contains(c.Key, "$") {
		return nil, errors.New("the key has no $: shells expand it, put the key in single quotes")
	}
	if strings.ContainsFunc(c.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the key contains spaces or control characters: copy it again")
	}
	if c.ChunkSize == 0 {
		c.ChunkSize = DefaultChunk
	}
	if c.ChunkSize < MinChunk || c.ChunkSize > MaxChunk || c.ChunkSize%chunkUnit != 0 {
		return nil, fmt.Errorf("chunk size %d: use a multiple of 256KiB from 5MiB to 200MiB", c.ChunkSize)
	}
	if c.Tries == 0 {
		c.Tries = 12
	}
	if c.Backoff == nil {
		c.Backoff = backoff
	}
	if c.Stall == 0 {
		c.Stall = time.Minute
	}
	if c.Poll == 0 {
		c.Poll = time.Second
	}
	if c.Retry == nil {
		c.Retry = func(error, time.Duration) {}
	}
	return &Client{config: c, server: server, http: &http.Client{
		Transport:     http.DefaultTransport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Player returns the address at which people watch a video. That of a private one
// carries its signature: whoever has the address may watch.
func (c *Client) Player(ctx context.Context, id string) (string, error) {
	header := map[string]string{"Accept": "application/json"}
	_, text, err := c.do(ctx, http.MethodGet, "/player/"+url.PathEscape(id)+"/embedded", header, nil, http.StatusOK)
	if err != nil {
		return "", fmt.Errorf("player of video %s: %w", id, err)
	}
	var player struct {
		Signature string `json:"signature"`
	}
	if err := decode(text, &player); err != nil {
		return "", fmt.Errorf("player of video %s: %w", id, err)
	}
	address := c.url("/embed/" + url.PathEscape(id))
	if player.Signature != "" {
		address += "?s=" + url.QueryEscape(player.Signature)
	}
	return address, nil
}

func (c *Client) url(path string) string { return c.server.Scheme + "://" + c.server.Host + path }

// do sends one request and returns the answer's header and body. An answer
// other than want is an error, a [*StatusError] of it. A request that moves no
// byte for Config.Stall is cut.
func (c *Client) do(ctx context.Context, method, path string, header map[string]string, body *chunk, want int) (http.Header, []byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.config.Stall, func() { cancel(errStalled) })
	defer watch.Stop()
	var reader io.Reader
	if body != nil {
		body.moved = func() { watch.Reset(c.config.Stall) }
		defer body.stop()
		reader = body
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url(path), reader)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if body != nil {
		req.ContentLength = body.size
	}
	req.Header.Set("Authorization", "Bearer "+c.config.Key)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
			err = cause
		}
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<20)) // a video record is a few KiB
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: read answer: %w", method, path, err)
	}
	if res.StatusCode != want {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, newStatusError(res, text))
	}
	return res.Header, text, nil
}

// stateDir is Config.StateDir or its default, made if needed.
func (c *Client) stateDir() (string, error) {
	dir := c.config.StateDir
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find cache folder: %w", err)
		}
		dir = cache + "/tributary/uploads"
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder for unfinished uploads: %w", err)
	}
	return dir, nil
}

func decode(text []byte, v any) error {
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("read the server's JSON: %w", err)
	}
	return nil
}
