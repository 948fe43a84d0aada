package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// recordsSize is the length of an upload that one PATCH of 1 KiB leaves open.
const recordsSize = 1 << 20

// methods are what an upload client does, in the order in which it does it.
func methods() []string { return []string{"POST", "HEAD", "PATCH"} }

// latencies are by method.
type latencies map[string][]time.Duration

// records measures whether a server with a long history answers as fast as a
// new one: it asks both in turn.
func (b *bench) records(ctx context.Context) ([]section, error) {
	empty, err := b.startServer(ctx, recordsArgs()...)
	if err != nil {
		return nil, err
	}
	defer empty.stop()
	full, err := b.startFull(ctx)
	if err != nil {
		return nil, err
	}
	defer full.stop()
	b.say("records: %d requests of each method", b.requests)
	few, many := latencies{}, latencies{}
	for range b.requests {
		if err := few.sample(ctx, empty.client); err != nil {
			return nil, err
		}
		if err := many.sample(ctx, full.client); err != nil {
			return nil, err
		}
	}
	s := section{title: fmt.Sprintf("a database of %d uploads, latency, %d requests of each method", b.copies, b.requests)}
	for _, method := range methods() {
		s.rows = append(s.rows,
			row{method + ", median", millis(median(many[method])), "", millis(median(few[method])) + " with an empty one"},
			row{method + ", p95", millis(p95(many[method])), "", millis(p95(few[method])) + " with an empty one"})
	}
	return []section{s}, nil
}

// sample makes an upload, asks for it and sends a piece of it.
func (l latencies) sample(ctx context.Context, c *client) error {
	began := time.Now()
	u, err := c.createV1(ctx, recordsSize)
	if err != nil {
		return err
	}
	l["POST"] = append(l["POST"], lap(&began))
	if err := c.head(ctx, u); err != nil {
		return err
	}
	l["HEAD"] = append(l["HEAD"], lap(&began))
	if err := c.patch(ctx, u, 0, bytes.NewReader(make([]byte, smallSize)), smallSize); err != nil {
		return err
	}
	l["PATCH"] = append(l["PATCH"], lap(&began))
	return nil
}

// startFull starts a server whose database has many uploads, half of them complete and
// half open.
func (b *bench) startFull(ctx context.Context) (*server, error) {
	s, err := b.startServer(ctx, recordsArgs()...)
	if err != nil {
		return nil, err
	}
	if err := b.seed(ctx, s); err != nil {
		s.stop()
		return nil, err
	}
	s.client.close()
	s.process.stop()
	b.say("records: filling a database with %d uploads", b.copies)
	filler, err := filepath.Abs(b.filler)
	if err == nil {
		err = runTool(ctx, filler, "-database", filepath.Join(s.dir, "tributary.db"), "-count", fmt.Sprint(b.copies))
	}
	if err != nil {
		os.RemoveAll(s.dir)
		return nil, err
	}
	settleDisk()
	return b.startServerOn(ctx, s.dir, s.client.key, recordsArgs()...)
}

func recordsArgs() []string { return []string{"--omegastream-v1-chunk-rules", "off"} }

// seed makes the two uploads that all others are copies of.
func (b *bench) seed(ctx context.Context, s *server) error {
	for _, size := range []int64{smallSize, recordsSize} {
		u, err := s.createV1(ctx, size)
		if err != nil {
			return err
		}
		if err := s.patch(ctx, u, 0, newNoise(), smallSize); err != nil {
			return err
		}
		if size == smallSize {
			if err := s.settled(ctx, u.video); err != nil {
				return err
			}
		}
	}
	return nil
}
