package s3

import (
	"crypto/md5"
	"crypto/sha256"
	"hash"
)

// hashes is everything that is computed of a body while it passes.
type hashes struct {
	md5      hash.Hash
	checksum hash.Hash // nil = none
	sha256   hash.Hash // of the payload; nil = not checked
}

func newHashes(m mode, algorithm string) *hashes {
	h := &hashes{md5: md5.New()}
	if algorithm != "" {
		h.checksum = newChecksum(algorithm)
	}
	if m.sha256 != nil {
		h.sha256 = sha256.New()
	}
	return h
}

func (h *hashes) write(p []byte) {
	for _, part := range []hash.Hash{h.md5, h.checksum, h.sha256} {
		if part != nil {
			part.Write(p)
		}
	}
}
