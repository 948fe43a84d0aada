package auth

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// Derive returns a key of 32 bytes for one purpose. Whoever has it learns nothing of the
// master key or of the keys for other purposes.
func (m *Master) Derive(purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, m.playback, nil, "tributary "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive key for %s: %w", purpose, err)
	}
	return key, nil
}
