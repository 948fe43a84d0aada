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
	name    string
	chunk   int64   // bytes in one request; 0 = all
	width   int     // uploads at once, which share the bytes; 0 = 1
	abreast int     // requests of one upload at once; 0 = one after the other
	beside  string  // the peer it is held to, by name
	factor  float64 // of that peer's rate, at least
	open    opener
}

// transfer is a receiver that was started for one round alone.
type transfer struct {
	*process

	begin func(ctx context.Context, size int64) (send, error)
	after func(ctx context.Context) error // returns when the receiver has processed what it got; may be nil
	close func()
}

// send brings a run of bytes of one upload and returns when they are acknowledged.
type send func(ctx context.Context, offset int64, body io.Reader, n int64) error

// race is a comparison of receivers.
type race struct {
	name      string
	peer      string // what its targets call the peers
	receivers []receiver
}

// transfers lists ours first, then tusd, then the sinks. V2 and V1 differ in
// nothing that moves bytes; each sends as its vendor's clients do.
func transfers() race {
	const whole, chunks, eight = "peer: tusd, one request", "peer: tusd, requests of 50 MiB", "peer: tusd, 8 at once"
	return race{"transfer", "tusd", []receiver{
		{name: "V2, one request", beside: whole, factor: 1.2, open: openV2()},
		{name: "V1, requests of 50 MiB", chunk: v1Chunk, beside: chunks, factor: 1.2, open: openV1()},
		{name: "V1, 8 at once", width: 8, beside: eight, factor: 1.2, open: openV1(anyChunkArgs()...)},
		{name: "V2, one request, SHA-256 inline", beside: whole, factor: 1, open: openV2("--digest", "inline")},
		{name: "V1, requests of 50 MiB, SHA-256 inline", chunk: v1Chunk, beside: chunks, factor: 1, open: openV1("--digest", "inline")},
		{name: "V1, 8 at once, SHA-256 inline", width: 8, beside: eight, factor: 1, open: openV1(anyChunkArgs("--digest", "inline")...)},
		{name: whole, open: openTusd},
		{name: chunks, chunk: v1Chunk, open: openTusd},
		{name: eight, width: 8, open: openTusd},
		{name: "peer: sink, one request, no sync", open: openSink(false, 0)},
		{name: "peer: sink, the same with writes of 1 MiB", open: openSink(false, 1<<20)},
		{name: "peer: sink, one request, fdatasync at its end", open: openSink(true, 0)},
		{name: "peer: sink, requests of 50 MiB, fdatasync in each", chunk: v1Chunk, open: openSink(true, 0)},
		{name: "peer: sink, the same with writes of 1 MiB", chunk: v1Chunk, open: openSink(true, 1<<20)},
	}}
}

// cost is what one transfer took.
type cost struct {
	elapsed time.Duration // first byte sent to last byte acknowledged
	cpu     cpuTime       // of the receiver in that time
	later   time.Duration // CPU after it, until the receiver was idle again
	peak    int64         // resident bytes of the receiver, at most
}

// transfer measures how fast bytes arrive and what each costs the server.
func (b *bench) transfer(ctx context.Context) ([]section, error) { return b.race(ctx, transfers()) }

// race lets the receivers take turns, each in every place of the order, so that neither a change
// of the machine's mood nor what the one before left behind meets the same one.
func (b *bench) race(ctx context.Context, all race) ([]section, error) {
	costs := make([][]cost, len(all.receivers))
	for round := range b.transfers {
		for place := range all.receivers {
			i := (place + round) % len(costs)
			r := all.receivers[i]
			b.say("%s: round %d of %d, %s", all.name, round+1, b.transfers, r.name)
			c, err := b.transferTo(ctx, r)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.name, err)
			}
			costs[i] = append(costs[i], c)
		}
	}
	return []section{b.rates(all, costs), b.cpuTimes(all, costs), b.peaks(all, costs)}, nil
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
	sendAll, err := b.prepare(ctx, r, t)
	if err != nil {
		return c, err
	}
	before, err := t.cpu()
	if err != nil {
		return c, err
	}
	began := time.Now()
	if err := sendAll(); err != nil {
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

// prepare begins the uploads of a round and returns what sends them.
func (b *bench) prepare(ctx context.Context, r receiver, t *transfer) (sendAll func() error, err error) {
	width := max(1, r.width)
	size := b.size / int64(width)
	sends := make([]send, width)
	for i := range sends {
		if sends[i], err = t.begin(ctx, size); err != nil {
			return nil, err
		}
	}
	chunk := r.chunk
	if chunk == 0 {
		chunk = size
	}
	return func() error {
		return together(ctx, width, width, func(ctx context.Context, i int) error {
			if r.abreast > 1 {
				return sends[i].abreast(ctx, size, chunk, r.abreast)
			}
			body := newNoise()
			return inChunks(size, chunk, func(offset, n int64) error { return sends[i](ctx, offset, body, n) })
		})
	}, nil
}

// abreast sends the pieces of one upload, several at once.
func (s send) abreast(ctx context.Context, size, chunk int64, width int) error {
	pieces := int((size + chunk - 1) / chunk)
	return together(ctx, pieces, width, func(ctx context.Context, i int) error {
		offset := int64(i) * chunk
		return s(ctx, offset, newNoise(), min(chunk, size-offset))
	})
}

type opener func(b *bench, ctx context.Context) (*transfer, error)

// anyChunkArgs lets V1 take any size at once, as the others do.
func anyChunkArgs(more ...string) []string {
	return append([]string{"--omegastream-v1-chunk-rules", "off"}, more...)
}

func openV1(args ...string) opener { return openServer((*client).createV1, args) }

func openV2(args ...string) opener { return openServer((*client).createV2, args) }

type createFunc func(c *client, ctx context.Context, size int64) (upload, error)

func openServer(create createFunc, args []string) opener {
	return func(b *bench, ctx context.Context) (*transfer, error) {
		s, err := b.startServer(ctx, args...)
		if err != nil {
			return nil, err
		}
		return &transfer{process: s.process, close: s.stop, after: s.quiet, begin: s.beginSending(create)}, nil
	}
}

func openTusd(b *bench, ctx context.Context) (*transfer, error) {
	t, err := b.startTusd(ctx)
	if err != nil {
		return nil, err
	}
	return &transfer{process: t.process, close: t.stop, begin: t.beginSending((*client).createFile)}, nil
}

// beginSending makes uploads that are sent on connections of this client.
func (c *client) beginSending(create createFunc) func(ctx context.Context, size int64) (send, error) {
	return func(ctx context.Context, size int64) (send, error) {
		u, err := create(c, ctx, size)
		return func(ctx context.Context, offset int64, body io.Reader, n int64) error {
			return c.patch(ctx, u, offset, body, n)
		}, err
	}
}

func openSink(sync bool, size int) opener {
	return func(b *bench, ctx context.Context) (*transfer, error) {
		p, err := b.startSink(ctx, sync, size)
		if err != nil {
			return nil, err
		}
		c := newClient(p.url, "")
		post := func(ctx context.Context, _ int64, body io.Reader, n int64) error {
			_, err := c.do(ctx, http.MethodPost, c.url, nil, sized{body, n}, http.StatusNoContent)
			return err
		}
		return &transfer{
			process: p, close: func() { c.close(); p.stop(); os.Remove(filepath.Join(b.dir, sinkFile)) },
			begin: func(context.Context, int64) (send, error) { return post, nil },
		}, nil
	}
}
