package gcore

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
)

const (
	// maxRemotePoster is the largest picture fetched, in bytes.
	maxRemotePoster = 8 << 20
	// posterTime is how long a request waits for all pictures that it names.
	posterTime = 10 * time.Second
	// posterFetches run at the same time.
	posterFetches = 8
)

// Guard makes clients that reach public addresses only. Its law is egress.Guard's.
type Guard interface {
	Client(use egress.Use) *http.Client
}

// fetchPosters fetches the pictures that videos name by an address. One that cannot be had is no
// fault of the video (contract section 11.3): it goes without.
func (d *Dialect) fetchPosters(ctx context.Context, all []*fields) {
	ctx, cancel := context.WithTimeout(ctx, posterTime)
	defer cancel()
	turns := make(chan struct{}, posterFetches)
	var running sync.WaitGroup
	for _, f := range all {
		if f.pictureURL == "" || f.picture != nil || f.noPicture {
			continue
		}
		turns <- struct{}{}
		running.Go(func() {
			defer func() { <-turns }()
			picture, err := d.fetchPoster(ctx, f.pictureURL)
			if err != nil {
				d.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "poster could not be fetched", slog.Any("error", err))
				return
			}
			f.picture = picture
		})
	}
	running.Wait()
}

// fetchPoster fetches one picture and encodes it anew.
func (d *Dialect) fetchPoster(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch poster: %w", err)
	}
	resp, err := d.cfg.Guard.Client(egress.Import).Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch poster: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch poster: status %d", resp.StatusCode)
	}
	if err := egress.LimitBody(resp, maxRemotePoster); err != nil {
		return nil, fmt.Errorf("fetch poster: %w", err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("read poster: %w", err)
	}
	return d.pictures.JPEG(ctx, raw)
}
