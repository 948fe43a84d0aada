package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// The statuses after which a video changes no more (Omegastream contract, section 4).
const (
	StatusCompleted = "process-completed"
	StatusFailed    = "process-failed"
)

// Video is what the server says of a video.
type Video struct {
	ID            string `json:"uuid"`
	Title         string `json:"title"`
	Status        string `json:"status"`
	ReadyToStream bool   `json:"ready_to_stream"` // at least one quality plays
	Meta          struct {
		Failure string `json:"failure"`
	} `json:"meta"`
}

// Video asks for the state of a video, once.
func (c *Client) Video(ctx context.Context, id string) (Video, error) {
	_, text, err := c.do(ctx, http.MethodGet, videoPath+url.PathEscape(id), nil, nil, http.StatusOK)
	if err != nil {
		return Video{}, err
	}
	var v Video
	if err := decode(text, &v); err != nil {
		return Video{}, fmt.Errorf("video %s: %w", id, err)
	}
	v.Title, v.Status, v.Meta.Failure = printable(v.Title), printable(v.Status), printable(v.Meta.Failure)
	return v, nil
}

// Wait follows a video until it is completely processed; seen is told of every
// change. A video that fails is an error with the server's reason.
func (c *Client) Wait(ctx context.Context, id string, seen func(Video)) error {
	ticker := time.NewTicker(c.config.Poll)
	defer ticker.Stop()
	retry := retrier{client: c}
	for last := (Video{}); ; {
		v, err := c.Video(ctx, id)
		if err != nil {
			if err := retry.again(ctx, err); err != nil {
				return fmt.Errorf("wait for video %s: %w", id, err)
			}
			continue
		}
		retry.progress()
		if v != last {
			seen(v)
			last = v
		}
		switch v.Status {
		case StatusCompleted:
			return nil
		case StatusFailed:
			return fmt.Errorf("video %s cannot be processed: %s", id, v.Meta.Failure)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for video %s: %w", id, context.Cause(ctx))
		}
	}
}
