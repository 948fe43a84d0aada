package upload

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"

	"github.com/tributary-video/tributary/internal/blob"
)

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
