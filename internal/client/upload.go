package client

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

var (
	errFileChanged = errors.New("the file changed while it was uploaded: upload it again")
	errStartOver   = errors.New("the server no longer has the upload: starting again")
)

// Progress is how far an upload is.
type Progress struct {
	Sent    int64 // bytes confirmed or on their way
	Size    int64 // bytes of the file
	Resumed int64 // bytes that were there before this run
}

// Upload brings the file at path to the server, continuing an earlier try if
// there is one, and returns the video's UUID. An empty title takes the file's
// name. It returns once the server has acknowledged the last byte. progress,
// if not nil, is called as bytes leave, from one goroutine at a time; after a cut line Sent falls back to
// what the server kept.
func (c *Client) Upload(ctx context.Context, path, title string, progress func(Progress)) (id string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err //nolint:wrapcheck // says "open PATH: why"
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", fmt.Errorf("upload %s: %w", path, err)
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("upload %s: not a regular file", path)
	}
	state, err := c.openState(path, title, info)
	if err != nil {
		return "", fmt.Errorf("upload %s: %w", path, err)
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	if title == "" {
		title = filepath.Base(path)
	}
	t := &transfer{
		client: c, file: file, info: info, state: state, report: progress,
		metadata: metadata("title", title, "filename", filepath.Base(path)),
		retry:    retrier{client: c},
	}
	if id, err = t.run(ctx); err != nil {
		return "", fmt.Errorf("upload %s: %w", path, err)
	}
	return id, nil
}

// transfer is one run of one upload.
type transfer struct {
	client   *Client
	file     *os.File
	info     os.FileInfo
	metadata string
	state    *state
	retry    retrier
	report   func(Progress)
	resumed  int64
	best     int64 // highest offset confirmed in this run; never back, or a server that forgets keeps us for ever
}

const unknown = -1 // offset

// run alternates between asking where the upload stands and sending from there.
func (t *transfer) run(ctx context.Context) (string, error) {
	offset := int64(unknown)
	for {
		next, err := t.step(ctx, offset)
		if err == nil {
			if next == t.info.Size() {
				t.state.forget()
				return t.state.Video, nil
			}
			if next > t.best { // also when only a HEAD tells so
				t.best = next
				t.retry.progress()
			}
			offset = next
			continue
		}
		if t.state.known() && isGone(err) { // it expired, or another run finished it
			t.state.forget()
			err = errStartOver
		}
		if err := t.retry.again(ctx, err); err != nil {
			return "", err
		}
		offset = unknown
	}
}

// step does the next request: create, ask for the offset, or send a chunk. It
// returns the offset the server has confirmed.
func (t *transfer) step(ctx context.Context, offset int64) (int64, error) {
	switch {
	case !t.state.known():
		t.resumed = 0
		return 0, t.create(ctx)
	case offset == unknown:
		return t.ask(ctx)
	}
	return t.send(ctx, offset)
}

func (t *transfer) create(ctx context.Context) error {
	answer, _, err := t.client.do(ctx, http.MethodPost, uploadPath, map[string]string{
		"Tus-Resumable":   "1.0.0",
		"Upload-Length":   strconv.FormatInt(t.info.Size(), 10),
		"Upload-Metadata": t.metadata,
	}, nil, http.StatusCreated)
	if err != nil {
		return err
	}
	location, err := url.Parse(answer.Get("Location"))
	if err != nil || !strings.HasPrefix(location.EscapedPath(), uploadPath+"/") {
		return final(fmt.Errorf("the server names no upload: Location %q", printable(answer.Get("Location"))))
	}
	id := answer.Get("Stream-Media-Id")
	if !isPlain(id) {
		return final(fmt.Errorf("the server names no video: stream-media-id %q", printable(id)))
	}
	return final(t.state.keep(location.EscapedPath(), id))
}

func (t *transfer) ask(ctx context.Context) (int64, error) {
	answer, _, err := t.client.do(ctx, http.MethodHead, t.state.Upload, map[string]string{"Tus-Resumable": "1.0.0"}, nil, http.StatusOK)
	if err != nil {
		return unknown, err
	}
	offset, err := t.offset(answer)
	if err != nil {
		return unknown, err
	}
	if answer.Get("Upload-Length") != strconv.FormatInt(t.info.Size(), 10) {
		return unknown, final(errors.New("the server's upload has another length than the file"))
	}
	if t.state.restored {
		t.state.restored, t.resumed = false, offset
	}
	t.progress(offset)
	return offset, nil
}

func (t *transfer) send(ctx context.Context, offset int64) (int64, error) {
	if now, err := t.file.Stat(); err != nil || now.Size() != t.info.Size() || !now.ModTime().Equal(t.info.ModTime()) {
		return unknown, final(errFileChanged)
	}
	size := min(t.client.config.ChunkSize, t.info.Size()-offset)
	body := &chunk{
		Reader: io.NewSectionReader(t.file, offset, size), size: size,
		sent: func(n int64) { t.progress(offset + n) },
	}
	answer, _, err := t.client.do(ctx, http.MethodPatch, t.state.Upload, map[string]string{
		"Tus-Resumable": "1.0.0",
		"Upload-Offset": strconv.FormatInt(offset, 10),
		"Content-Type":  "application/offset+octet-stream",
	}, body, http.StatusNoContent)
	if err != nil {
		return unknown, err
	}
	next, err := t.offset(answer)
	if err != nil {
		return unknown, err
	}
	if next < offset {
		return unknown, final(errors.New("the server lost bytes it had confirmed"))
	}
	t.progress(next)
	return next, nil
}

func (t *transfer) offset(answer http.Header) (int64, error) {
	n, err := strconv.ParseUint(answer.Get("Upload-Offset"), 10, 63)
	offset := int64(n) //nolint:gosec // 63 bits
	if err != nil || offset > t.info.Size() {
		return unknown, final(fmt.Errorf("the server's Upload-Offset %q makes no sense", printable(answer.Get("Upload-Offset"))))
	}
	return offset, nil
}

func (t *transfer) progress(sent int64) {
	t.report(Progress{Sent: sent, Size: t.info.Size(), Resumed: t.resumed})
}

// metadata writes an Upload-Metadata header from pairs of key and value.
func metadata(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(parts, ",")
}
