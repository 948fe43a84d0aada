package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// createTarget is the goal for the median of POST to 201 on SQLite, every commit synced.
const createTarget = 20 * time.Millisecond

// create measures how fast an upload exists: nothing of it is lost once the 201
// is there, so it cannot be faster than the disk makes one small write durable.
// Each POST is followed by such a write, so that both meet the same disk.
func (b *bench) create(ctx context.Context) ([]section, error) {
	b.say("create: %d uploads", b.creates)
	s, err := b.startServer(ctx)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	limit, err := newDiskLimit(b.dir)
	if err != nil {
		return nil, err
	}
	defer limit.close()
	var posts, writes []time.Duration
	for range b.creates {
		began := time.Now()
		if _, err := s.createV1(ctx, 10<<20); err != nil {
			return nil, err
		}
		posts = append(posts, time.Since(began))
		write, err := limit.write()
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	beside := func(d time.Duration) string { return millis(d) + " to write 4 KiB and fdatasync" }
	return []section{{title: fmt.Sprintf("create an upload, POST to 201, %d in sequence", b.creates), rows: []row{
		{"median", millis(median(posts)), millis(createTarget), beside(median(writes))},
		{"p95", millis(p95(posts)), "", beside(p95(writes))},
	}}}, nil
}

// diskLimit appends to a file, which is what a database does to its log: the
// file grows, and fdatasync must bring its new size to the disk as well.
type diskLimit struct{ f *os.File }

func newDiskLimit(dir string) (*diskLimit, error) {
	f, err := os.Create(filepath.Join(dir, "limit"))
	if err != nil {
		return nil, fmt.Errorf("measure disk: %w", err)
	}
	return &diskLimit{f}, nil
}

// write adds 4 KiB and returns how long it took until they were durable.
func (d *diskLimit) write() (time.Duration, error) {
	page := make([]byte, 4<<10)
	began := time.Now()
	if _, err := d.f.Write(page); err != nil {
		return 0, fmt.Errorf("measure disk: %w", err)
	}
	if err := fdatasync(d.f); err != nil {
		return 0, fmt.Errorf("measure disk: %w", err)
	}
	return time.Since(began), nil
}

func (d *diskLimit) close() {
	_ = d.f.Close()
	os.Remove(d.f.Name())
}
