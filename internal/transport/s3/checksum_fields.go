package s3

import (
	"net/http"
	"strings"
)

// checksumFields are the checksums of a part or an object in XML. Of most there is one.
type checksumFields struct {
	ChecksumCRC32     string `xml:",omitempty"`
	ChecksumCRC32C    string `xml:",omitempty"`
	ChecksumCRC64NVME string `xml:",omitempty"`
	ChecksumSHA1      string `xml:",omitempty"`
	ChecksumSHA256    string `xml:",omitempty"`
	ChecksumType      string `xml:",omitempty"`
}

// fieldsOf are the fields of a checksum; nil has none.
func fieldsOf(c *checksum, kind string) checksumFields {
	var f checksumFields
	if c == nil {
		return f
	}
	if field := f.field(c.Algorithm); field != nil {
		*field, f.ChecksumType = c.Value, kind
	}
	return f
}

// field is where the value of an algorithm goes, nil when it is not known.
func (f *checksumFields) field(algorithm string) *string {
	switch algorithm {
	case crc32IEEE:
		return &f.ChecksumCRC32
	case crc32C:
		return &f.ChecksumCRC32C
	case crc64NVME:
		return &f.ChecksumCRC64NVME
	case sha1Sum:
		return &f.ChecksumSHA1
	case sha256Sum:
		return &f.ChecksumSHA256
	}
	return nil
}

// list is the checksums that are set.
func (f checksumFields) list() []checksum {
	var set []checksum
	for _, algorithm := range []string{crc32IEEE, crc32C, crc64NVME, sha1Sum, sha256Sum} {
		if value := *f.field(algorithm); value != "" {
			set = append(set, checksum{algorithm, value})
		}
	}
	return set
}

// claimed is the checksum that a client says its object in parts has.
type claimed struct {
	checksum        // Algorithm "" when it says nothing
	kind     string // of the checksum; "" = as the upload began
}

// readClaimed reads it from the headers of CompleteMultipartUpload.
func readClaimed(h http.Header) (c claimed, err error) {
	c.kind = strings.ToUpper(h.Get("X-Amz-Checksum-Type"))
	c.Algorithm, c.Value, err = oneChecksum(h)
	return c, err
}
