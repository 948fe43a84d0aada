package s3

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"strings"
)

// sums is what is known of the bytes of a body. MD5 is the ETag.
type sums struct {
	MD5       [16]byte
	Checksums []checksum // that the client sent or asked for
}

// checksum is one of the checksums that S3 has beside MD5.
type checksum struct {
	Algorithm string // as x-amz-checksum-algorithm has it, such as "CRC32"
	Value     string // base64; numbers are big-endian
}

// The algorithms of checksums.
const (
	crc32IEEE  = "CRC32"
	crc32C     = "CRC32C"
	crc64NVME  = "CRC64NVME"
	sha1Sum    = "SHA1"
	sha256Sum  = "SHA256"
	headPrefix = "x-amz-checksum-" // of the headers that bring values
)

// newChecksum returns the hash of an algorithm, nil when it is not known. The polynomial of
// CRC64NVME is that of NVM Express, reflected (NVM Command Set Specification, "64b CRC").
// hash/crc64 makes its fast tables for it anew with each large write, which is far less
// than the write itself.
func newChecksum(algorithm string) hash.Hash {
	switch algorithm {
	case crc32IEEE:
		return crc32.NewIEEE()
	case crc32C:
		return crc32.New(crc32.MakeTable(crc32.Castagnoli))
	case crc64NVME:
		return crc64.New(crc64.MakeTable(polyNVME))
	case sha1Sum:
		return sha1.New()
	case sha256Sum:
		return sha256.New()
	}
	return nil
}

// checksumHeader is the name of the header, or the trailer, that has the value of an
// algorithm. It is in lower case.
func checksumHeader(algorithm string) string { return headPrefix + strings.ToLower(algorithm) }

// algorithmOf returns the algorithm whose values come in a header; it may be one that is
// not known. ok is false for a header that brings no value.
func algorithmOf(header string) (algorithm string, ok bool) {
	name, found := strings.CutPrefix(strings.ToLower(header), headPrefix)
	if !found || name == "algorithm" || name == "type" || name == "mode" {
		return "", false
	}
	return strings.ToUpper(name), true
}

// decodeChecksum reads a value of an algorithm.
func decodeChecksum(algorithm, value string) ([]byte, error) {
	sum, err := base64.StdEncoding.Strict().DecodeString(value)
	if err != nil || len(sum) != newChecksum(algorithm).Size() {
		return nil, refuse(InvalidRequest, checksumHeader(algorithm)+" is not a checksum of its kind in base64")
	}
	return sum, nil
}
