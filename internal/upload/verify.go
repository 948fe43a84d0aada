package upload

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"

	"github.com/tributary-video/tributary/internal/blob"
)

// verify proves that storage still has every byte that was acknowledged. An
// upload that lost some is over: its bytes are never silently counted again.
func (e *Engine) verify(ctx context.Context, u Upload) error {
	for _, g := range u.Segments {
		short, err := e.short(ctx, g)
		if err != nil {
			return fmt.Errorf("verify upload %s: %w", u.ID, err)
		}
		if !short {
			continue
		}
		e.log.LogAttrs(ctx, slog.LevelError, "acknowledged bytes are missing", slog.String("upload", u.ID), slog.String("blob", g.Key))
		if err := e.store.End(ctx, u.ID, Lost); err != nil {
			return fmt.Errorf("lose upload %s: %w", u.ID, err)
		}
		return gone()
	}
	return nil
}

// short reports whether a segment's blob has fewer bytes than were acknowledged.
func (e *Engine) short(ctx context.Context, g Segment) (bool, error) {
	r, err := e.blobs.Open(ctx, g.Key)
	if errors.Is(err, blob.ErrNotFound) {
		return g.Length > 0, nil
	}
	if err != nil {
		return false, err
	}
	defer r.Close()
	return r.Size() < g.Length, nil
}

// resumeHash restores the running SHA-256 of an upload, so that a resume on any
// node reads nothing twice.
func resumeHash(u Upload) (hash.Hash, error) {
	if u.Digest != DigestInline {
		return nil, nil //nolint:nilnil // no digest wanted, no hash
	}
	h := sha256.New()
	if len(u.HashState) == 0 {
		return h, nil
	}
	if err := h.(encoding.BinaryUnmarshaler).UnmarshalBinary(u.HashState); err != nil {
		return nil, fmt.Errorf("resume hash: %w", err)
	}
	return h, nil
}

// hashState is what resumeHash needs; nil when no digest is wanted.
func hashState(h hash.Hash) ([]byte, error) {
	if h == nil {
		return nil, nil
	}
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("save hash: %w", err)
	}
	return state, nil
}

// inlineSum is the SHA-256 of a complete upload that was hashed beside the
// write, "" for one that was not.
func inlineSum(u Upload) (string, error) {
	h, err := resumeHash(u)
	if h == nil || err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
