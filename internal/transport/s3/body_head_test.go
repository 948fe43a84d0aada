package s3

import (
	"math"
	"strings"
	"testing"
)

// unread is a body that nobody may read yet.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body is read before its head is judged")
	return 0, nil
}

// TestBodyHead refuses for what the head says, before the client has sent the body.
func TestBodyHead(t *testing.T) {
	const length = "X-Amz-Decoded-Content-Length: 5"
	const crc = "X-Amz-Checksum-Crc32: NhCmhg=="
	const trailer = "X-Amz-Trailer: x-amz-checksum-crc32"
	for name, tt := range map[string]struct {
		payload string
		length  int64
		header  []string
		want    Code
	}{
		"as it is":                  {unsignedPayload, 5, nil, ""},
		"unknown length":            {unsignedPayload, -1, nil, ""},
		"as large as may be":        {unsignedPayload, maxBody, nil, ""},
		"too large":                 {unsignedPayload, maxBody + 1, nil, EntityTooLarge},
		"far too large":             {unsignedPayload, math.MaxInt64, nil, EntityTooLarge},
		"hash in upper case":        {strings.ToUpper(emptySHA256), 5, nil, ""},
		"no payload":                {"", 5, nil, InvalidRequest},
		"other payload":             {"unsigned-payload", 5, nil, InvalidRequest},
		"half a hash":               {emptySHA256[:32], 5, nil, InvalidRequest},
		"chunks signed by ECDSA":    {"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", 5, []string{length}, NotImplemented},
		"unknown chunks":            {"STREAMING-UNSIGNED-PAYLOAD", 5, []string{length}, NotImplemented},
		"signed":                    {streamingSigned, -1, []string{length}, ""},
		"signed, checksum in head":  {streamingSigned, -1, []string{length, crc}, ""},
		"trailer":                   {streamingUnsignedTrailer, -1, []string{length, trailer}, ""},
		"signed trailer":            {streamingSignedTrailer, -1, []string{length, trailer}, ""},
		"no decoded length":         {streamingSigned, 5, nil, MissingContentLength},
		"empty decoded length":      {streamingSigned, 5, []string{"X-Amz-Decoded-Content-Length: "}, InvalidRequest},
		"negative decoded length":   {streamingSigned, 5, []string{"X-Amz-Decoded-Content-Length: -1"}, InvalidRequest},
		"decoded length overflows":  {streamingSigned, 5, []string{"X-Amz-Decoded-Content-Length: 9223372036854775808"}, InvalidRequest},
		"decoded length too large":  {streamingSigned, 5, []string{"X-Amz-Decoded-Content-Length: 5368709121"}, EntityTooLarge},
		"two decoded lengths":       {streamingSigned, 5, []string{length, length}, InvalidRequest},
		"Content-MD5":               {unsignedPayload, 5, []string{"Content-MD5: XUFAKrxLKna5cZ2REBfFkg=="}, ""},
		"Content-MD5 in hex":        {unsignedPayload, 5, []string{"Content-MD5: 5d41402abc4b2a76b9719d911017c592"}, InvalidDigest},
		"Content-MD5 empty":         {unsignedPayload, 5, []string{"Content-MD5: "}, InvalidDigest},
		"Content-MD5 twice":         {unsignedPayload, 5, []string{"Content-MD5: XUFAKrxLKna5cZ2REBfFkg==", "Content-MD5: XUFAKrxLKna5cZ2REBfFkg=="}, InvalidDigest},
		"checksum":                  {unsignedPayload, 5, []string{crc}, ""},
		"checksum too short":        {unsignedPayload, 5, []string{"X-Amz-Checksum-Sha256: NhCmhg=="}, InvalidRequest},
		"checksum not base64":       {unsignedPayload, 5, []string{"X-Amz-Checksum-Crc32: 3610a686"}, InvalidRequest},
		"unknown checksum":          {unsignedPayload, 5, []string{"X-Amz-Checksum-Xxhash3: NhCmhg=="}, InvalidRequest},
		"checksum twice":            {unsignedPayload, 5, []string{crc, crc}, InvalidRequest},
		"two checksums":             {unsignedPayload, 5, []string{crc, "X-Amz-Checksum-Crc32c: mnG7TA=="}, InvalidRequest},
		"checksum and trailer":      {streamingUnsignedTrailer, -1, []string{length, trailer, "X-Amz-Checksum-Crc32c: mnG7TA=="}, InvalidRequest},
		"no trailer named":          {streamingUnsignedTrailer, -1, []string{length}, InvalidRequest},
		"trailer has no room":       {streamingSigned, -1, []string{length, trailer}, InvalidRequest},
		"trailer of a raw body":     {unsignedPayload, 5, []string{trailer}, InvalidRequest},
		"unknown trailer":           {streamingUnsignedTrailer, -1, []string{length, "X-Amz-Trailer: x-amz-meta-a"}, InvalidRequest},
		"unknown checksum trailer":  {streamingUnsignedTrailer, -1, []string{length, "X-Amz-Trailer: x-amz-checksum-type"}, InvalidRequest},
		"two trailers":              {streamingUnsignedTrailer, -1, []string{length, trailer + ",x-amz-checksum-sha1"}, InvalidRequest},
		"trailer twice":             {streamingUnsignedTrailer, -1, []string{length, trailer, trailer}, InvalidRequest},
		"algorithm in lower case":   {unsignedPayload, 5, []string{"X-Amz-Sdk-Checksum-Algorithm: crc32", crc}, ""},
		"unknown algorithm":         {unsignedPayload, 5, []string{"X-Amz-Sdk-Checksum-Algorithm: MD4"}, InvalidRequest},
		"algorithm of another kind": {unsignedPayload, 5, []string{"X-Amz-Sdk-Checksum-Algorithm: SHA1", crc}, BadDigest},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBody(put(t, unread{t}, tt.length, tt.header...), seeded(tt.payload))
			if codeIn(err) != tt.want || err == nil != (tt.want == "") {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
}
