package s3

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/upload"
)

const (
	metaPrefix = "x-amz-meta-"
	maxMeta    = 2 << 10 // bytes of names and values together (S3 User Guide, "Working with object metadata")

	// defaultType is the type of an object whose client named none.
	defaultType = "binary/octet-stream"
)

// The types of checksum of an object in parts (S3 User Guide, "Checking object integrity").
const (
	fullObject = "FULL_OBJECT" // of its bytes
	composite  = "COMPOSITE"   // of the checksums of its parts
)

// intent is what the request that begins an upload says of the object it is to become. It
// is kept as the upload's metadata.
type intent struct {
	Single       bool              `json:"single,omitempty"` // all in one request
	Type         string            `json:"type"`
	Meta         map[string]string `json:"meta,omitempty"`          // names in lower case, without prefix
	Algorithm    string            `json:"algorithm,omitempty"`     // of checksums; "" = none announced
	ChecksumType string            `json:"checksum_type,omitempty"` // "" when there is no algorithm
}

// readIntent reads what the headers say.
func readIntent(q *request) (intent, error) {
	if err := refuseKeys(q); err != nil {
		return intent{}, err
	}
	in := intent{Type: q.Header.Get("Content-Type")}
	if in.Type == "" {
		in.Type = defaultType
	}
	size := len(in.Type)
	for name, values := range q.Header {
		short, ok := strings.CutPrefix(strings.ToLower(name), metaPrefix)
		if !ok {
			continue
		}
		if in.Meta == nil {
			in.Meta = map[string]string{}
		}
		in.Meta[short] = strings.Join(values, ",")
		size += len(short) + len(in.Meta[short])
	}
	if size > maxMeta {
		return intent{}, refuse(InvalidRequest, "the metadata is larger than 2 KiB")
	}
	return in, nil
}

// refuseKeys refuses a client that brings a key to encrypt with: it would take an answer for
// the word that it was used.
func refuseKeys(q *request) error {
	const customer, copied = "x-amz-server-side-encryption-customer-", "x-amz-copy-source-server-side-encryption-customer-"
	for _, suffix := range []string{"algorithm", "key", "key-md5"} {
		if q.header(customer+suffix) != "" || q.header(copied+suffix) != "" {
			return refuse(NotImplemented, "keys of customers are not supported")
		}
	}
	return nil
}

// readChecksums reads which checksums an upload in parts is to have.
func (in *intent) readChecksums(q *request) error {
	in.Algorithm = strings.ToUpper(q.header("X-Amz-Checksum-Algorithm"))
	kind := strings.ToUpper(q.header("X-Amz-Checksum-Type"))
	switch {
	case in.Algorithm == "" && kind == "":
		return nil
	case in.Algorithm == "":
		return refuse(InvalidRequest, "x-amz-checksum-type needs x-amz-checksum-algorithm")
	case newChecksum(in.Algorithm) == nil:
		return unknownChecksum()
	}
	var err error
	in.ChecksumType, err = checksumType(in.Algorithm, kind)
	return err
}

// checksumType is the type that an object's checksum has, which depends on what is possible:
// only a CRC of the whole can be made of those of its parts, and the one that S3 has
// introduced for that has no other.
func checksumType(algorithm, asked string) (string, error) {
	possible := []string{composite, fullObject} // the default first
	switch algorithm {
	case crc64NVME:
		possible = []string{fullObject}
	case sha1Sum, sha256Sum:
		possible = []string{composite}
	}
	switch {
	case asked == "":
		return possible[0], nil
	case slices.Contains(possible, asked):
		return asked, nil
	}
	return "", refuse(InvalidRequest, algorithm+" checksums of an object in parts are of the type "+strings.Join(possible, " or "))
}

// echo tells the client how its upload is checked.
func (in intent) echo(h http.Header) {
	if in.Algorithm != "" {
		h.Set("X-Amz-Checksum-Algorithm", in.Algorithm)
		h.Set("X-Amz-Checksum-Type", in.ChecksumType)
	}
}

func (in intent) encode() (string, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("encode intent: %w", err)
	}
	return string(raw), nil
}

func intentOf(u upload.Upload) (in intent, err error) {
	if err = json.Unmarshal([]byte(u.Metadata), &in); err != nil {
		return intent{}, fmt.Errorf("decode intent of upload %s: %w", u.ID, err)
	}
	return in, nil
}
