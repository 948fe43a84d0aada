package upload

import (
	"crypto/md5"  //nolint:gosec // clients choose it; it guards against accidents only
	"crypto/sha1" //nolint:gosec // likewise; tus obliges servers to offer it
	"crypto/sha256"
	"crypto/subtle"
	"hash"
	"hash/crc32"

	"github.com/tributary-video/tributary/internal/media"
)

// Checksum is what a client says its chunk sums to.
type Checksum struct {
	Algorithm string // one of ChecksumAlgorithms
	Sum       []byte
}

// ChecksumAlgorithms lists what a chunk may be checked by, as tus names them.
func ChecksumAlgorithms() []string { return []string{"sha1", "sha256", "md5", "crc32"} }

// NewChecksum validates an algorithm and the length of its sum.
func NewChecksum(algorithm string, sum []byte) (*Checksum, error) {
	h := newHash(algorithm)
	if h == nil {
		return nil, media.Errorf(media.Invalid, "unknown checksum algorithm")
	}
	if len(sum) != h.Size() {
		return nil, media.Errorf(media.Invalid, "checksum has the wrong length")
	}
	return &Checksum{Algorithm: algorithm, Sum: sum}, nil
}

func newHash(algorithm string) hash.Hash {
	switch algorithm {
	case "sha1":
		return sha1.New() //nolint:gosec // see above
	case "sha256":
		return sha256.New()
	case "md5":
		return md5.New() //nolint:gosec // see above
	case "crc32":
		return crc32.NewIEEE()
	}
	return nil
}

// sums are the running checksums of a chunk, by algorithm.
type sums map[string]hash.Hash

// newSums sums by what the chunk names: when that comes behind the bytes, by all there is.
func newSums(c Chunk) sums {
	s := sums{}
	switch {
	case c.Checksum != nil:
		s[c.Checksum.Algorithm] = newHash(c.Checksum.Algorithm)
	case c.Trailer != nil:
		for _, algorithm := range ChecksumAlgorithms() {
			s[algorithm] = newHash(algorithm)
		}
	}
	return s
}

func (s sums) write(p []byte) {
	for _, h := range s {
		h.Write(p)
	}
}

// judge compares with what the client says, at the end of the chunk.
func (s sums) judge(c Chunk) error {
	want := c.Checksum
	if c.Trailer != nil {
		var err error
		if want, err = c.Trailer(); err != nil {
			return err
		}
	}
	if want != nil && subtle.ConstantTimeCompare(s[want.Algorithm].Sum(nil), want.Sum) != 1 {
		return media.Errorf(media.Mismatch, "checksum mismatch")
	}
	return nil
}
