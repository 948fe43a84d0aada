package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// settled returns when the server has given its verdict on a video that is none.
func (c *client) settled(ctx context.Context, video string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	header := http.Header{"Authorization": {"Bearer " + c.key}}
	return poll(ctx, pollEvery, func() (bool, error) {
		answer, err := c.do(ctx, http.MethodGet, c.url+videoPath+"/"+video, header, nil, http.StatusOK)
		if err != nil {
			return false, err
		}
		var state struct {
			Status string `json:"status"`
		}
		if err := json.Unmarshal(answer.body, &state); err != nil {
			return false, fmt.Errorf("read video: %w", err)
		}
		return state.Status == "process-failed", nil
	})
}

const (
	// quietWindow and quietShare say when a process is idle: it used less than a
	// tenth of one CPU for as long. Hashing in the background uses a whole one, looking
	// for jobs a few hundredths.
	quietWindow = 500 * time.Millisecond
	quietShare  = 10
)

// quiet returns when the process has done what it was given to do.
func (p *process) quiet(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	before := time.Duration(-patience)
	return poll(ctx, quietWindow, func() (bool, error) {
		now, err := p.cpu()
		used := now.total() - before
		before = now.total()
		return used < quietWindow/quietShare, err
	})
}

// touchMemory makes the kernel use, and give back, twice the memory that a
// transfer fills with its file. On a virtual machine the first use of a page costs
// several times the copy into it, because the host has to find one; without this
// whoever comes first after a quiet time pays for all (seen: 2.1 s of system time per
// GiB instead of 0.4). Nothing is left to be written out when it returns.
func (b *bench) touchMemory() error {
	f, err := os.Create(filepath.Join(b.dir, "touch"))
	if err != nil {
		return fmt.Errorf("touch memory: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	// The size of a write decides the size of the pages that hold it; the server writes
	// 1 MiB at a time. Hiding all but Write keeps io from choosing 32 KiB.
	to, from := struct{ io.Writer }{f}, io.LimitReader(newNoise(), 2*b.size)
	if _, err := io.CopyBuffer(to, from, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("touch memory: %w", err)
	}
	settleDisk()
	return nil
}
