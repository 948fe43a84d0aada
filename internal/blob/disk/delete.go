package disk

import (
	"context"
	"errors"
	"fmt"
	"path"
)

// Delete is [blob.Store.Delete]. It removes the folders that became empty, and
// returns when the removal is durable: the record of a purge must not outlive a
// crash that brings the bytes back. It goes on after an error and returns all of them.
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	if err := begin(ctx, keys...); err != nil {
		return err
	}
	var errs []error
	touched := map[string]bool{}
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		// An absent blob too: an earlier try may have died before its sync.
		touched[path.Dir(key)] = true
		if err := s.calls.unlink(key, 0); err != nil && !absent(err) {
			errs = append(errs, fmt.Errorf("delete blob %s: %w", key, err))
		}
	}
	for dir := range touched {
		if err := s.folders.prune(dir); err != nil {
			errs = append(errs, fmt.Errorf("delete blobs in %s: %w", dir, err))
		}
	}
	return errors.Join(errs...)
}
