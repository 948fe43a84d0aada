package s3

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"strings"
)

// emptySHA256 is the SHA-256 of nothing.
const emptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// chunkSigner verifies the chain of signatures that begins with the one of the head: each
// is over the data of its chunk and the signature before it (Signature Version 4,
// "Transferring payload in multiple chunks").
type chunkSigner struct {
	sig      *signature
	previous string    // signature
	expected string    // what the chunk that comes says of itself
	data     hash.Hash // of this chunk
	mac      hash.Hash
}

// signer returns nil when chunks are not signed.
func (m mode) signer(sig *signature) *chunkSigner {
	if !m.signed {
		return nil
	}
	return &chunkSigner{sig: sig, previous: sig.seed, data: sha256.New(), mac: hmac.New(sha256.New, sig.key)}
}

// expect begins a chunk.
func (s *chunkSigner) expect(signature string) {
	s.expected = signature
	s.data.Reset()
}

func (s *chunkSigner) write(p []byte) { s.data.Write(p) }

// verify ends a chunk.
func (s *chunkSigner) verify() error {
	sum := s.data.Sum(nil)
	return s.compare(s.expected, "AWS4-HMAC-SHA256-PAYLOAD", emptySHA256, hex.EncodeToString(sum))
}

// verifyTrailer verifies the signature over the trailer, which follows that of the last chunk.
func (s *chunkSigner) verifyTrailer(name, value, signature string) error {
	sum := sha256.Sum256([]byte(name + ":" + value + "\n"))
	return s.compare(signature, "AWS4-HMAC-SHA256-TRAILER", hex.EncodeToString(sum[:]))
}

// compare compares a signature with the right one, which is over the algorithm and the last lines.
func (s *chunkSigner) compare(signature, algorithm string, last ...string) error {
	lines := append([]string{algorithm, s.sig.date, s.sig.scope, s.previous}, last...)
	s.mac.Reset()
	s.mac.Write([]byte(strings.Join(lines, "\n")))
	want := hex.EncodeToString(s.mac.Sum(nil))
	if subtle.ConstantTimeCompare([]byte(want), []byte(signature)) != 1 {
		return refuse(SignatureDoesNotMatch, "the signature of a chunk does not match")
	}
	s.previous = want
	return nil
}
