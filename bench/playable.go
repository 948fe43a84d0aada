package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	// playableTarget is the goal for the time from the last byte's 204 to the
	// last byte of the first segment, whatever the clip's length.
	playableTarget = 500 * time.Millisecond
	// v1Chunk is what the vendor of V1 advises to send at once.
	v1Chunk = 50 << 20
)

// playable measures how soon a clip that needs no encoding plays.
func (b *bench) playable(ctx context.Context) ([]section, error) {
	var sections []section
	for _, c := range clips() {
		path, err := b.clipFile(ctx, c)
		if err != nil {
			return nil, err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read clip: %w", err)
		}
		probes, err := b.probes(ctx, path)
		if err != nil {
			return nil, err
		}
		b.say("playable: clip of %s, idle server, %d rounds", c.name, b.rounds)
		idle, err := b.idleViews(ctx, content)
		if err != nil {
			return nil, err
		}
		b.say("playable: clip of %s, busy server, %d rounds", c.name, b.rounds)
		busy, err := b.busyViews(ctx, content)
		if err != nil {
			return nil, err
		}
		sections = append(sections, playableSection(c, len(content), idle, busy, probes))
	}
	return sections, nil
}

// idleViews gives every round a server of its own, which has nothing else to do:
// the encoding that a round starts ends with its server.
func (b *bench) idleViews(ctx context.Context, content []byte) ([]view, error) {
	var views []view
	for range b.rounds {
		v, err := b.idleView(ctx, content)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

func (b *bench) idleView(ctx context.Context, content []byte) (view, error) {
	settleDisk()
	s, err := b.startServer(ctx)
	if err != nil {
		return view{}, err
	}
	defer s.stop()
	if err := s.warm(ctx); err != nil {
		return view{}, err
	}
	return s.sendAndWatch(ctx, content)
}

// warm sends what is not a video and waits until the server has said so. A
// process that just started is not what the target speaks of.
func (s *server) warm(ctx context.Context) error {
	const junk = 4 << 10
	u, err := s.createV1(ctx, junk)
	if err != nil {
		return err
	}
	if err := s.patch(ctx, u, 0, newNoise(), junk); err != nil {
		return err
	}
	return s.settled(ctx, u.video)
}

// busyViews sends clip after clip to one server. A clip sent ahead, whose poster is
// there, makes sure that it is encoding from the first round on: its encoding was
// asked for in the same moment as the poster, and takes longer.
func (b *bench) busyViews(ctx context.Context, content []byte) ([]view, error) {
	s, err := b.startServer(ctx)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	ahead, err := s.sendClip(ctx, content)
	if err != nil {
		return nil, err
	}
	if err := s.awaitPoster(ctx, ahead); err != nil {
		return nil, err
	}
	var views []view
	for range b.rounds {
		v, err := s.sendAndWatch(ctx, content)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

func (s *server) sendAndWatch(ctx context.Context, content []byte) (view, error) {
	video, err := s.sendClip(ctx, content)
	if err != nil {
		return view{}, err
	}
	return s.watch(ctx, video)
}

// sendClip uploads a clip that everybody may watch and returns its UUID when the
// last byte is acknowledged.
func (s *server) sendClip(ctx context.Context, content []byte) (video string, err error) {
	size := int64(len(content))
	u, err := s.createV1(ctx, size)
	if err != nil {
		return "", err
	}
	if err := s.publish(ctx, u.video); err != nil {
		return "", err
	}
	return u.video, inChunks(size, v1Chunk, func(offset, n int64) error {
		return s.patch(ctx, u, offset, io.NewSectionReader(bytes.NewReader(content), offset, n), n)
	})
}

// inChunks calls send for each piece of size bytes, in order.
func inChunks(size, chunk int64, send func(offset, n int64) error) error {
	for offset := int64(0); offset < size; offset += chunk {
		if err := send(offset, min(chunk, size-offset)); err != nil {
			return err
		}
	}
	return nil
}

// probes is how long ffprobe alone takes over the clip, without a sandbox: what any
// server pays that asks it before it publishes.
func (b *bench) probes(ctx context.Context, path string) ([]time.Duration, error) {
	var took []time.Duration
	for range b.rounds {
		began := time.Now()
		if err := runTool(ctx, "ffprobe", "-v", "error", "-show_format", "-show_streams", path); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

func playableSection(c clip, size int, idle, busy []view, probes []time.Duration) section {
	s := section{title: fmt.Sprintf("playable: %s of 1080p, %s, from the last 204 to the end of the first segment, %d rounds",
		c.name, mebibytes(int64(size)), len(idle))}
	probe := millis(median(probes)) + " ffprobe alone"
	s.rows = append(s.rows, viewRows("idle", idle, probe)...)
	s.rows = append(s.rows, viewRows("busy encoding", busy, probe)...)
	return s
}

func viewRows(load string, views []view, beside string) []row {
	of := func(part func(view) time.Duration) []time.Duration {
		var all []time.Duration
		for _, v := range views {
			all = append(all, part(v))
		}
		return all
	}
	total := of(view.total)
	return []row{
		{load + ", median", millis(median(total)), millis(playableTarget), beside},
		{load + ", p95", millis(p95(total)), "", ""},
		{"   until the master playlist", millis(median(of(func(v view) time.Duration { return v.master }))), "", ""},
		{"   media playlist", millis(median(of(func(v view) time.Duration { return v.playlist }))), "", ""},
		{"   init and first segment", millis(median(of(func(v view) time.Duration { return v.segment }))), "", ""},
	}
}
