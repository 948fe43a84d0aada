package main

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

const (
	trickleEvery = 500 * time.Millisecond
	tricklePiece = 1 << 10
	trickleTime  = 20 * time.Second // that every upload is open
	trickleSize  = int64(trickleTime/trickleEvery) * tricklePiece
)

// open measures many uploads that are open at once and bring little: what one
// costs in memory, and whether all arrive.
func (b *bench) open(ctx context.Context) ([]section, error) {
	type result struct {
		idle, open, peak int64
		elapsed          time.Duration
	}
	got, err := each(b, ctx, func(ctx context.Context, r *rival) (result, error) {
		b.say("open: %d trickling uploads to %s", b.opens, r.process.url)
		idle, err := r.memory()
		if err != nil {
			return result{}, err
		}
		open, elapsed, err := b.trickle(ctx, r)
		if err != nil {
			return result{}, err
		}
		peak, err := r.peakMemory()
		return result{idle, open, peak, elapsed}, err
	})
	if err != nil {
		return nil, err
	}
	s := section{title: fmt.Sprintf("%d uploads open at once, each %d KiB/s, none dropped: resident memory", b.opens,
		tricklePiece*int64(time.Second/trickleEvery)>>10)}
	for i, k := range kinds() {
		target := ""
		if k.name != "tusd" {
			target = mebibytes(got[len(got)-1].open)
		}
		s.rows = append(s.rows, row{
			what: k.name, value: mebibytes(got[i].open), target: target,
			beside: fmt.Sprintf("%s before the first, %s at most, %d KiB for each upload; all acknowledged after %.1f s of %.0f", mebibytes(got[i].idle), mebibytes(got[i].peak),
				(got[i].open-got[i].idle)/int64(b.opens)>>10,
				got[i].elapsed.Seconds(), trickleTime.Seconds()),
		})
	}
	return []section{s}, nil
}

// trickle sends all uploads at once and returns the memory of the server when all
// are open and half of each has been sent, and how long the sending took. An upload that is not acknowledged whole is an error.
func (b *bench) trickle(ctx context.Context, r *rival) (memory int64, elapsed time.Duration, err error) {
	uploads := make([]upload, b.opens)
	err = together(ctx, b.opens, smallWidth, func(ctx context.Context, i int) (err error) {
		uploads[i], err = r.create(ctx, trickleSize)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, trickleTime+patience)
	defer cancel()
	var halfway atomic.Int64
	began := time.Now()
	err = together(ctx, b.opens, b.opens, func(ctx context.Context, i int) error {
		body := &drip{ctx: ctx, half: func() error {
			if halfway.Add(1) < int64(b.opens) {
				return nil
			}
			var err error
			memory, err = r.memory() // the last to get there reads it, once
			return err
		}}
		return r.patch(ctx, uploads[i], 0, body, trickleSize)
	})
	return memory, time.Since(began), err
}

// drip is a body that brings a piece and then waits.
type drip struct {
	ctx  context.Context //nolint:containedctx // a Reader has no other way to be stopped
	sent int64
	half func() error // called when half was sent
}

// Read implements io.Reader.
func (d *drip) Read(p []byte) (int, error) {
	if d.sent == trickleSize/2 {
		if err := d.half(); err != nil {
			return 0, err
		}
	}
	if d.sent == trickleSize {
		return 0, io.EOF
	}
	wait := time.NewTimer(trickleEvery)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-d.ctx.Done():
		return 0, context.Cause(d.ctx)
	}
	n := min(len(p), tricklePiece)
	clear(p[:n])
	d.sent += int64(n)
	return n, nil
}
