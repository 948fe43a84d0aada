package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// objects compares multipart uploads of S3 with those to versitygw, which keeps objects as files
// and syncs none of them. Both are sent by the same program, which hashes what it sends: the
// processors are shared by three.
func objects() race {
	const peer, single = "peer: versitygw, 8 parts at once", "peer: versitygw, 1 part at a time"
	return race{"s3", "versitygw", []receiver{
		{name: "parts of 8 MiB, 8 at once", beside: peer, factor: 1, open: openStreamdiver(8)},
		{name: "parts of 8 MiB, 1 at a time", beside: single, factor: 1, open: openStreamdiver(1)},
		{name: peer, open: openVersity(8)},
		{name: single, open: openVersity(1)},
	}}
}

func (b *bench) s3(ctx context.Context) ([]section, error) { return b.race(ctx, objects()) }

// object is where an S3 client puts what it brings, and with what key.
type object struct {
	Endpoint, Bucket, Key, AccessKey, SecretKey string
}

// send returns a send that leaves everything to the program.
func (o object) send(b *bench, parts int) send {
	return func(ctx context.Context, _ int64, _ io.Reader, n int64) error {
		cmd := exec.CommandContext(ctx, b.uploader, "-endpoint", o.Endpoint, "-bucket", o.Bucket, "-key", o.Key,
			"-size", strconv.FormatInt(n, 10), "-parts", strconv.Itoa(parts))
		cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID="+o.AccessKey, "AWS_SECRET_ACCESS_KEY="+o.SecretKey)
		_, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return fmt.Errorf("send object: %w: %s", err, exit.Stderr)
		}
		return err
	}
}

func openStreamdiver(parts int) opener {
	return func(b *bench, ctx context.Context) (*transfer, error) {
		s, err := b.startServer(ctx)
		if err != nil {
			return nil, err
		}
		return &transfer{process: s.process, close: s.stop, begin: func(ctx context.Context, _ int64) (send, error) {
			o, err := s.createObject(ctx)
			return o.send(b, parts), err
		}}, nil
	}
}

// createObject begins an upload of Streamdiver.
func (c *client) createObject(ctx context.Context) (object, error) {
	header := http.Header{"Authorization": {"Bearer " + c.key}, "Content-Type": {"application/json"}}
	answer, err := c.do(ctx, http.MethodPost, c.url+"/v2/uploads", header, strings.NewReader(`{"fileName":"bench.mp4"}`), http.StatusCreated)
	if err != nil {
		return object{}, err
	}
	var created struct {
		Data struct {
			Input object `json:"input"`
		} `json:"data"`
	}
	if err := json.Unmarshal(answer.body, &created); err != nil {
		return object{}, fmt.Errorf("create upload: %w", err)
	}
	return created.Data.Input, nil
}

const (
	versityUser   = "bench"
	versitySecret = "benchbenchbenchbench"
	versityBucket = "bench"
)

// openVersity starts versitygw over an empty folder, in which a folder is a bucket.
func openVersity(parts int) opener {
	return func(b *bench, ctx context.Context) (*transfer, error) {
		dir, err := os.MkdirTemp(b.dir, "versitygw-")
		if err != nil {
			return nil, fmt.Errorf("make data folder: %w", err)
		}
		if err := os.Mkdir(filepath.Join(dir, versityBucket), 0o755); err != nil {
			return nil, fmt.Errorf("make bucket: %w", err)
		}
		address, err := freeAddress(ctx)
		if err != nil {
			return nil, err
		}
		p, err := startProcess(ctx, command{
			path: b.versity, address: address, log: dir + ".log",
			args: []string{"--port", address, "--access", versityUser, "--secret", versitySecret, "--health", "/readyz", "--quiet", "posix", dir},
		})
		if err != nil {
			return nil, err
		}
		o := object{Endpoint: p.url, Bucket: versityBucket, Key: "bench.mp4", AccessKey: versityUser, SecretKey: versitySecret}
		return &transfer{
			process: p, close: func() { p.stop(); os.RemoveAll(dir) },
			begin: func(context.Context, int64) (send, error) { return o.send(b, parts), nil },
		}, nil
	}
}
