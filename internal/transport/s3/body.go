package s3

import (
	"bytes"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
)

// maxBody is the largest part, and the largest object in one request (S3 User Guide,
// "Amazon S3 multipart upload limits").
const maxBody = 5 << 30

// body is what a request brings: decoded, hashed and checked while it is read. Bytes are
// handed out before they are known to be right, so what was made of them counts only after
// io.EOF, which stands for every check. It is used by one goroutine.
// Why crypto/md5 computes the ETag: docs/decisions/011-md5.md.
type body struct {
	src     io.Reader // decoded bytes
	chunked *chunked  // the same; nil = the body is sent as it is
	size    int64     // declared; -1 = unknown
	count   int64     // handed out
	mode    mode
	checks  checks
	hashes  *hashes
	err     error // how it ended
	sums    sums
}

// openBody makes a body of the request that sig signed. It judges the head alone: a client
// that waits for "100 Continue" is refused before it sends anything. The error is an
// *Error.
func openBody(r *http.Request, sig *signature) (*body, error) {
	m, err := readMode(sig.payload)
	if err != nil {
		return nil, err
	}
	size, err := m.length(r)
	if err != nil {
		return nil, err
	}
	c, err := readChecks(r, m)
	if err != nil {
		return nil, err
	}
	b := &body{src: r.Body, size: size, mode: m, checks: c, hashes: newHashes(m, c.algorithm)}
	if m.chunked {
		b.chunked = newChunked(r.Body, size, m.signer(sig), c.trailer)
		b.src = b.chunked
	}
	return b, nil
}

// Size is the number of bytes that Read will bring, -1 when the client did not say.
func (b *body) Size() int64 { return b.size }

// Sums is what is known of the bytes, once Read has returned io.EOF.
func (b *body) Sums() sums { return b.sums }

// Read implements io.Reader. What is wrong with the body is an *Error; trouble of the
// connection stays what it was. Neither goes away by reading again.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	n, err := b.src.Read(p)
	b.hashes.write(p[:n])
	b.count += int64(n)
	switch {
	case b.size >= 0 && b.count > b.size:
		err = notAsLong()
	case b.count > maxBody:
		err = tooLarge()
	case errors.Is(err, io.EOF):
		err = b.finish()
	}
	b.err = err
	return n, err
}

// finish makes every check that had to wait for the end, and returns io.EOF when all are
// passed.
func (b *body) finish() error {
	if b.count < b.size {
		return notAsLong()
	}
	if want := b.mode.sha256; want != nil && subtle.ConstantTimeCompare(b.hashes.sha256.Sum(nil), want) != 1 {
		return refuse(ContentSHA256Mismatch, "the body does not have the SHA-256 that x-amz-content-sha256 says")
	}
	sum := b.hashes.md5.Sum(nil)
	if want := b.checks.md5; want != nil && !bytes.Equal(sum, want) {
		return refuse(BadDigest, "the body does not have the MD5 that Content-MD5 says")
	}
	if err := b.checkChecksum(); err != nil {
		return err
	}
	b.sums.MD5 = [16]byte(sum)
	return io.EOF
}

func (b *body) checkChecksum() (err error) {
	algorithm, want := b.checks.algorithm, b.checks.value
	if algorithm == "" {
		return nil
	}
	if b.checks.trailer != "" {
		if want, err = decodeChecksum(algorithm, b.chunked.trailer.value); err != nil {
			return err
		}
	}
	sum := b.hashes.checksum.Sum(nil)
	if want != nil && !bytes.Equal(sum, want) {
		return refuse(BadDigest, "the body does not have the checksum that was sent with it")
	}
	b.sums.Checksums = []checksum{{algorithm, base64.StdEncoding.EncodeToString(sum)}}
	return nil
}

func notAsLong() error {
	return refuse(IncompleteBody, "the body is not as long as its head says")
}
