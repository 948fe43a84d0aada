package s3

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// Values of X-Amz-Content-Sha256 that stand in the place of a hash, and say that the body
// is aws-chunked.
const (
	streamingUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	streamingSigned          = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	streamingSignedTrailer   = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
)

// mode is how a body is sent. X-Amz-Content-Sha256 alone decides: Content-Encoding is not
// always signed, and some clients leave aws-chunked out of it.
type mode struct {
	sha256  []byte // of the whole, nil = not checked
	chunked bool
	signed  bool // each chunk
	trailer bool // behind the chunks comes a checksum
}

func readMode(payload string) (mode, error) {
	switch payload {
	case unsignedPayload:
		return mode{}, nil
	case streamingUnsignedTrailer:
		return mode{chunked: true, trailer: true}, nil
	case streamingSigned:
		return mode{chunked: true, signed: true}, nil
	case streamingSignedTrailer:
		return mode{chunked: true, signed: true, trailer: true}, nil
	}
	if strings.HasPrefix(payload, "STREAMING-") {
		return mode{}, refuse(NotImplemented, "this way of signing chunks is not supported")
	}
	sum, err := hex.DecodeString(payload)
	if err != nil || len(sum) != sha256.Size {
		return mode{}, refuse(InvalidRequest, "x-amz-content-sha256 is neither a SHA-256 nor a known mode")
	}
	return mode{sha256: sum}, nil
}

// length is the size of the decoded body, -1 when nobody says.
func (m mode) length(r *http.Request) (int64, error) {
	n := r.ContentLength
	if m.chunked {
		values := r.Header.Values("X-Amz-Decoded-Content-Length")
		if len(values) == 0 {
			return 0, refuse(MissingContentLength, "x-amz-decoded-content-length is missing")
		}
		decoded, err := strconv.ParseUint(values[0], 10, 63)
		if err != nil || len(values) > 1 {
			return 0, refuse(InvalidRequest, "x-amz-decoded-content-length is not a number of bytes")
		}
		n = int64(decoded)
	}
	if n > maxBody {
		return 0, tooLarge()
	}
	return n, nil
}

func tooLarge() error {
	return refuse(EntityTooLarge, "a part, and an object in one request, has at most 5 GiB")
}
