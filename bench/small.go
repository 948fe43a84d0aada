package main

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

const (
	smallSize = 1 << 10
	// smallWidth is how many small uploads are on their way at once: more than the server
	// has processors, so that syncs may be shared.
	smallWidth = 16
)

// small measures uploads that are nothing but overhead: a POST and a PATCH of 1 KiB each.
func (b *bench) small(ctx context.Context) ([]section, error) {
	type result struct {
		elapsed time.Duration
		cpu     cpuTime
	}
	got, err := each(b, ctx, func(ctx context.Context, r *rival) (result, error) {
		b.say("small: %d uploads to %s", b.smalls, r.process.url)
		before, err := r.cpu()
		if err != nil {
			return result{}, err
		}
		began := time.Now()
		err = together(ctx, b.smalls, smallWidth, func(ctx context.Context, _ int) error {
			u, err := r.create(ctx, smallSize)
			if err != nil {
				return err
			}
			return r.patch(ctx, u, 0, bytes.NewReader(make([]byte, smallSize)), smallSize)
		})
		elapsed := time.Since(began)
		if err != nil {
			return result{}, err
		}
		after, err := r.cpu()
		return result{elapsed, after.since(before)}, err
	})
	if err != nil {
		return nil, err
	}
	s := section{title: fmt.Sprintf("%d uploads of 1 KiB, POST and PATCH, %d at once", b.smalls, smallWidth)}
	for i, k := range kinds() {
		s.rows = append(s.rows, row{
			what: k.name, value: fmt.Sprintf("%.0f requests/s", 2*float64(b.smalls)/got[i].elapsed.Seconds()),
			beside: millis(got[i].cpu.total()/time.Duration(b.smalls)) + " of CPU each",
		})
	}
	return []section{s}, nil
}
