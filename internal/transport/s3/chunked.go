package s3

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

const (
	// maxLine is the longest line of the framing, its end included. The longest that is
	// needed, a trailer's signature, has 90 bytes.
	maxLine = 256
	// maxTrailer bounds the trailer lines together.
	maxTrailer = 16 << 10
)

// chunked decodes a body that is aws-chunked:
//
//	<size in hex>[;chunk-signature=<64 hex>] CRLF <data> CRLF
//	…
//	0[;chunk-signature=<64 hex>] CRLF
//	[<name>:<value> CRLF]
//	CRLF
//
// Only lines go through its own memory. Data is read where the caller wants it; what one
// Read brings is of one chunk.
type chunked struct {
	src     *bufio.Reader
	left    int64        // of the chunk's data
	rest    int64        // of the decoded length, in chunks to come
	begun   bool         // the first head was read
	signer  *chunkSigner // nil = chunks have no signatures
	trailer trailer
}

// newChunked decodes src into exactly size bytes. trailer is the name of the one that must
// follow, in lower case, or "".
func newChunked(src io.Reader, size int64, signer *chunkSigner, name string) *chunked {
	return &chunked{src: bufio.NewReaderSize(src, maxLine), rest: size, signer: signer, trailer: trailer{name: name}}
}

// Read implements io.Reader. io.EOF means that src has ended too, that every signature is
// right and that the trailer is there.
func (c *chunked) Read(p []byte) (int, error) {
	if c.left == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	n, err := c.src.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if c.signer != nil {
		c.signer.write(p[:n])
	}
	return n, early(err)
}

// next goes from the end of one chunk's data to the beginning of the next, or to the end.
func (c *chunked) next() error {
	if c.begun {
		if err := c.endChunk(); err != nil {
			return err
		}
	}
	c.begun = true
	line, err := c.line()
	if err != nil {
		return early(err)
	}
	size, signature, ok := parseHead(line, c.signer != nil)
	switch {
	case !ok:
		return refuse(InvalidRequest, "the head of a chunk is malformed")
	case size > c.rest || size == 0 && c.rest > 0:
		return refuse(IncompleteBody, "the chunks are not as long as x-amz-decoded-content-length says")
	}
	c.left, c.rest = size, c.rest-size
	if c.signer != nil {
		c.signer.expect(signature)
	}
	if size > 0 {
		return nil
	}
	return c.end()
}

func (c *chunked) endChunk() error {
	line, err := c.line()
	if err != nil {
		return early(err)
	}
	if string(line) != "\r\n" {
		return refuse(InvalidRequest, "a chunk is not followed by the end of a line")
	}
	return c.verify()
}

func (c *chunked) verify() error {
	if c.signer == nil {
		return nil
	}
	return c.signer.verify()
}

// end reads what follows the last head.
func (c *chunked) end() error {
	if err := c.verify(); err != nil {
		return err
	}
	if err := c.readTrailer(); err != nil {
		return err
	}
	if err := c.trailer.check(c.signer); err != nil {
		return err
	}
	return io.EOF
}

// line returns the next line with its end. It is valid until the next read. Of a line that
// the body ends in it returns what there is, and io.EOF.
func (c *chunked) line() ([]byte, error) {
	line, err := c.src.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, refuse(InvalidRequest, "a line between chunks is too long")
	}
	return line, err
}

// early is the error of a body that must not end yet. A client that ended it properly has
// counted wrong; one that was cut off is told nothing, and tries again.
func early(err error) error {
	if errors.Is(err, io.EOF) {
		return refuse(IncompleteBody, "the body ends before its last chunk does")
	}
	return err
}

// parseHead reads the head of a chunk.
func parseHead(line []byte, signed bool) (size int64, signature string, ok bool) {
	line, ok = bytes.CutSuffix(line, []byte("\r\n"))
	if !ok {
		return 0, "", false
	}
	digits, signature, found := strings.Cut(string(line), ";chunk-signature=")
	if found != signed {
		return 0, "", false
	}
	n, err := strconv.ParseUint(digits, 16, 63)
	return int64(n), signature, err == nil
}
