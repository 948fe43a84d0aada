package upload

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// Source is what a parted upload would be as a source if it were complete now.
func (e *Engine) Source(ctx context.Context, id string) (media.Source, error) {
	u, err := e.assembled(ctx, id)
	if err != nil {
		return media.Source{}, fmt.Errorf("assemble upload %s: %w", id, err)
	}
	return u.Source(), nil
}

func (e *Engine) assembled(ctx context.Context, id string) (Upload, error) {
	u, err := e.store.Upload(ctx, id)
	if err != nil || u.State != Receiving {
		return u, err
	}
	have, err := e.parts.Parts(ctx, id)
	if err != nil {
		return u, err
	}
	partials := make(map[string]Upload, len(have.Items))
	for _, item := range have.Items {
		if partials[item.Upload], err = e.store.Upload(ctx, item.Upload); err != nil {
			return u, err
		}
	}
	return u.Assemble(have, partials)
}

// hashSize is how much is read at once: as much as is written at once (see buffer.go).
const hashSize = 1 << 20

// SHA256 reads a source and returns its SHA-256 in lower-case hex. It takes about 0.55 s for each
// GiB, if storage is as fast (see sink.go).
func (e *Engine) SHA256(ctx context.Context, source media.Source) (string, error) {
	stored := Upload{}
	for _, g := range source.Segments {
		stored.Segments = append(stored.Segments, Segment{Key: g.Key, Length: g.Length})
	}
	bytes := e.stored(ctx, stored)
	defer bytes.Close()
	sum, piece := sha256.New(), make([]byte, hashSize)
	for at := int64(0); at < source.Size; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n := int(min(hashSize, source.Size-at))
		if err := readFull(bytes, piece[:n], at); err != nil {
			return "", fmt.Errorf("hash source: byte %d of %d: %w", at, source.Size, err)
		}
		_, _ = sum.Write(piece[:n]) // a hash never fails
		at += int64(n)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
