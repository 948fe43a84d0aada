package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// forms compares progressive uploads of api.video with tus uploads to the same server: each request
// is a form here, whose end is found by reading it, and whose parts come in any order.
func forms() race {
	const chunks, four = "peer: V1, requests of 50 MiB", "peer: V1, 4 uploads at once"
	return race{"form", "V1", []receiver{
		{name: "parts of 50 MiB, 4 at once", chunk: v1Chunk, abreast: 4, beside: four, factor: 0.8, open: openForm},
		{name: "parts of 50 MiB, one after the other", chunk: v1Chunk, beside: chunks, factor: 0.8, open: openForm},
		{name: chunks, chunk: v1Chunk, open: openV1()},
		{name: four, chunk: v1Chunk, width: 4, open: openV1()},
	}}
}

func (b *bench) form(ctx context.Context) ([]section, error) { return b.race(ctx, forms()) }

func openForm(b *bench, ctx context.Context) (*transfer, error) {
	s, err := b.startServer(ctx)
	if err != nil {
		return nil, err
	}
	return &transfer{process: s.process, close: s.stop, after: s.quiet, begin: s.beginForm}, nil
}

// beginForm makes a video whose source is sent in parts of v1Chunk.
func (c *client) beginForm(ctx context.Context, size int64) (send, error) {
	header := http.Header{"Authorization": {"Bearer " + c.key}, "Content-Type": {"application/json"}}
	answer, err := c.do(ctx, http.MethodPost, c.url+"/videos", header, strings.NewReader(`{"title":"bench"}`), http.StatusCreated)
	if err != nil {
		return nil, err
	}
	var video struct {
		ID string `json:"videoId"`
	}
	if err := json.Unmarshal(answer.body, &video); err != nil {
		return nil, fmt.Errorf("create video: %w", err)
	}
	parts := (size + v1Chunk - 1) / v1Chunk
	return func(ctx context.Context, offset int64, body io.Reader, n int64) error {
		return c.postPart(ctx, video.ID, fmt.Sprintf("part %d/%d", offset/v1Chunk+1, parts), body, n)
	}, nil
}

// postPart sends n bytes of body as the file of a form.
func (c *client) postPart(ctx context.Context, video, part string, body io.Reader, n int64) error {
	const (
		boundary = "bench7d1f0c52e6a84b39"
		head     = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.mp4\"\r\n" +
			"Content-Type: video/mp4\r\n\r\n"
		tail = "\r\n--" + boundary + "--\r\n"
	)
	header := http.Header{
		"Authorization": {"Bearer " + c.key}, "Content-Range": {part}, "Content-Type": {"multipart/form-data; boundary=" + boundary},
	}
	form := io.MultiReader(strings.NewReader(head), io.LimitReader(body, n), strings.NewReader(tail))
	_, err := c.do(ctx, http.MethodPost, c.url+"/videos/"+video+"/source", header,
		sized{form, int64(len(head)) + n + int64(len(tail))}, http.StatusCreated)
	return err
}
