package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// receiver is a server that takes a run of bytes: ours, or a peer.
type receiver struct {
	name  string
	chunk int64 // bytes in one request; 0 = all
	open  func(b *bench, ctx context.Context) (*transfer, error)
}

// transfer is one upload to a receiver that was started for it alone.
type transfer struct {
	*process

	send  func(ctx context.Context, offset int64, body io.Reader, n int64) error
	after func(ctx context.Context) error // returns when the receiver has processed what it got; may be nil
	close func()
}

// receivers lists ours first, then the peers. tusd belongs behind the sinks: built
// from bench/peers, which has a go.mod of its own, started like the sink, sent to like V2.
func receivers() []receiver {
	return []receiver{
		{"V2, one request", 0, openV2},
		{"V1, requests of 50 MiB", v1Chunk, openV1},
		{"peer: sink, one request, no sync", 0, openSink(false, 0)},
		{"peer: sink, one request, fdatasync at its end", 0, openSink(true, 0)},
		{"peer: sink, requests of 50 MiB, fdatasync in each", v1Chunk, openSink(true, 0)},
		{"peer: sink, the same with writes of 1 MiB", v1Chunk, openSink(true, 1<<20)},
	}
}

// cost is what one transfer took.
type cost struct {
	elapsed time.Duration // first byte sent to last byte acknowledged
	cpu     cpuTime       // of the receiver in that time
	later   time.Duration // CPU after it, until the receiver was idle again
	peak    int64         // resident bytes of the receiver, at most
}

// transfer measures how fast bytes arrive and what each costs the server. The
// receivers take turns, each in every place of the order, so that neither a change
// of the machine's mood nor what the one before left behind meets the same one.
func (b *bench) transfer(ctx context.Context) ([]section, error) {
	costs := make([][]cost, len(receivers()))
	for round := range b.transfers {
		for place := range receivers() {
			i := (place + round) % len(costs)
			r := receivers()[i]
			b.say("transfer: round %d of %d, %s", round+1, b.transfers, r.name)
			c, err := b.transferTo(ctx, r)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.name, err)
			}
			costs[i] = append(costs[i], c)
		}
	}
	return []section{b.rates(costs), b.cpuTimes(costs), b.peaks(costs)}, nil
}

func (b *bench) transferTo(ctx context.Context, r receiver) (c cost, err error) {
	if err := b.touchMemory(); err != nil {
		return c, err
	}
	t, err := r.open(b, ctx)
	if err != nil {
		return c, err
	}
	defer t.close()
	before, err := t.cpu()
	if err != nil {
		return c, err
	}
	body, chunk := newNoise(), r.chunk
	if chunk == 0 {
		chunk = b.size
	}
	began := time.Now()
	if err := inChunks(b.size, chunk, func(offset, n int64) error { return t.send(ctx, offset, body, n) }); err != nil {
		return c, err
	}
	c.elapsed = time.Since(began)
	acknowledged, err := t.cpu()
	if err != nil {
		return c, err
	}
	if t.after != nil {
		if err := t.after(ctx); err != nil {
			return c, err
		}
	}
	idle, err := t.cpu()
	if err != nil {
		return c, err
	}
	c.cpu, c.later = acknowledged.since(before), idle.since(acknowledged).total()
	c.peak, err = t.peakMemory()
	return c, err
}

func openV1(b *bench, ctx context.Context) (*transfer, error) {
	return b.openServer(ctx, (*client).createV1)
}

func openV2(b *bench, ctx context.Context) (*transfer, error) {
	return b.openServer(ctx, (*client).createV2)
}

func (b *bench) openServer(ctx context.Context, create func(*client, context.Context, int64) (upload, error)) (*transfer, error) {
	s, err := b.startServer(ctx)
	if err != nil {
		return nil, err
	}
	u, err := create(s.client, ctx, b.size)
	if err != nil {
		s.stop()
		return nil, err
	}
	return &transfer{
		process: s.process, close: s.stop, after: s.quiet,
		send: func(ctx context.Context, offset int64, body io.Reader, n int64) error {
			return s.patch(ctx, u, offset, body, n)
		},
	}, nil
}

func openSink(sync bool, size int) func(*bench, context.Context) (*transfer, error) {
	return func(b *bench, ctx context.Context) (*transfer, error) {
		p, err := b.startSink(ctx, sync, size)
		if err != nil {
			return nil, err
		}
		c := newClient(p.url, "")
		return &transfer{
			process: p, close: func() { c.close(); p.stop(); os.Remove(filepath.Join(b.dir, sinkFile)) },
			send: func(ctx context.Context, _ int64, body io.Reader, n int64) error {
				_, err := c.do(ctx, http.MethodPost, c.url, nil, sized{body, n}, http.StatusNoContent)
				return err
			},
		}, nil
	}
}
