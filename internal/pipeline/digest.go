package pipeline

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// digestWaits is how long a digest gives way to uploads: on a server that is never idle
	// it comes all the same.
	digestWaits = 5 * time.Minute
	// digestPause is how soon it looks again.
	digestPause = 2 * time.Second
)

// Digest reads a source once, from its first byte to its last, verifies what
// was summed when the bytes were acknowledged, and records the SHA-256 of the whole.
func (p *Pipeline) Digest(ctx context.Context, job media.Job, lastTry bool) error {
	v, err := p.cfg.Videos(ctx, job.Subject)
	if err == nil {
		err = p.digest(ctx, v)
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.FailSource(ctx, job.Subject, v.Source, why)
	})
}

func (p *Pipeline) digest(ctx context.Context, v media.Video) error {
	if !v.Source.Kept() || v.PurgedAt != nil {
		return media.Errorf(media.NotFound, "source not found")
	}
	// Nobody waits for a digest in the background, and beside uploads it takes the
	// processors and the disk from them: 0.6 s for each GiB.
	if p.cfg.Busy() && time.Since(v.UpdatedAt) < digestWaits {
		return &media.Later{After: digestPause}
	}
	ranges, err := p.cfg.Ledger.SourceRanges(ctx, *v.Source)
	if err != nil {
		return fmt.Errorf("digest of video %s: %w", v.ID, err)
	}
	src, err := p.sources.open(ctx, v)
	if err != nil {
		return err
	}
	defer src.Close()
	sum, err := digest(ctx, src, ranges)
	if err != nil {
		p.cfg.Log.LogAttrs(ctx, slog.LevelError, "stored bytes are damaged", slog.String("video", v.ID), slog.Any("error", err))
		return err
	}
	return p.cfg.Ledger.SetDigest(ctx, v.ID, *v.Source, sum)
}

// digest sums src, checking that ranges, which cover it in order, still sum to what they did.
func digest(ctx context.Context, src blob.Reader, ranges []upload.Range) ([]byte, error) {
	whole := sha256.New()
	table := crc32.MakeTable(crc32.Castagnoli)
	at := int64(0)
	for _, r := range ranges {
		crc := crc32.New(table)
		n, err := io.Copy(io.MultiWriter(whole, crc), io.NewSectionReader(untilDone{ctx, src}, at, r.Length))
		if err != nil {
			return nil, fmt.Errorf("digest: %w", err)
		}
		if n != r.Length || crc.Sum32() != r.CRC32C {
			return nil, media.Refuse(media.ChecksumMismatch, "", fmt.Errorf("range at %d of %s", r.Start, r.Key))
		}
		at += r.Length
	}
	if at != src.Size() {
		return nil, fmt.Errorf("digest: ranges cover %d of %d bytes", at, src.Size())
	}
	return whole.Sum(nil), nil
}
