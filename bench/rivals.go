package main

import (
	"context"
	"fmt"
)

// rival is a server that takes uploads, ours or the peer, started for one measure.
type rival struct {
	*process
	*client

	create func(ctx context.Context, size int64) (upload, error)
	stop   func()
}

// kind is a way to start a rival.
type kind struct {
	name  string
	start func(b *bench, ctx context.Context) (*rival, error)
}

// kinds are the two that are compared where only uploads matter: V1 without chunk rules, which tus
// does not have, and tusd.
func kinds() []kind {
	return []kind{{"V1", startV1}, {"tusd", startPeer}}
}

func startV1(b *bench, ctx context.Context) (*rival, error) {
	s, err := b.startServer(ctx, "--omegastream-v1-chunk-rules", "off")
	if err != nil {
		return nil, err
	}
	return &rival{process: s.process, client: s.client, create: s.createV1, stop: s.stop}, nil
}

func startPeer(b *bench, ctx context.Context) (*rival, error) {
	t, err := b.startTusd(ctx)
	if err != nil {
		return nil, err
	}
	return &rival{process: t.process, client: t.client, create: t.createFile, stop: t.stop}, nil
}

// each measures both kinds, one after the other, each on a server of its own.
func each[T any](b *bench, ctx context.Context, measure func(ctx context.Context, r *rival) (T, error)) ([]T, error) {
	var results []T
	for _, k := range kinds() {
		settleDisk()
		r, err := k.start(b, ctx)
		if err != nil {
			return nil, err
		}
		result, err := measure(ctx, r)
		r.stop()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		results = append(results, result)
	}
	return results, nil
}

// together calls do for the numbers below n, at most width at once, and returns the first error.
func together(ctx context.Context, n, width int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	numbers, ended := make(chan int), make(chan struct{})
	for range width {
		go func() {
			defer func() { ended <- struct{}{} }()
			for i := range numbers {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		}()
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	for range width {
		<-ended
	}
	return context.Cause(ctx)
}
