package s3

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/upload"
)

// wholeETag is the ETag of an object in parts: the MD5 of their binary MD5s, and how many.
func wholeETag(tags []tag) (string, error) {
	h := md5.New()
	for _, t := range tags {
		sum, err := hex.DecodeString(t.MD5)
		if err != nil {
			return "", fmt.Errorf("decode MD5 of a part: %w", err)
		}
		h.Write(sum)
	}
	return hex.EncodeToString(h.Sum(nil)) + "-" + strconv.Itoa(len(tags)), nil
}

// wholeChecksum is the checksum of an object in parts, of the algorithm that its upload was
// begun with or that the client claims now, and the type of it. There is none when some part
// came without; a claim is then refused, since it cannot be looked into. One that is wrong
// is BadDigest.
func wholeChecksum(in intent, claim claimed, tags []tag, items []upload.Part) (*checksum, string, error) {
	algorithm, kind, err := agreed(in, claim)
	if err != nil || algorithm == "" {
		return nil, "", err
	}
	sums, err := partSums(algorithm, tags)
	switch {
	case err != nil:
		return nil, "", err
	case sums == nil && claim.Algorithm != "":
		return nil, "", refuse(InvalidRequest, "not every part came with a checksum of the kind that the object is said to have")
	case sums == nil:
		return nil, "", nil
	}
	value := ""
	if kind == composite {
		value = compose(algorithm, sums) + "-" + strconv.Itoa(len(sums))
	} else {
		value = combine(algorithm, sums, items)
	}
	if claim.Algorithm != "" && !sameClaim(claim.Value, value) {
		return nil, "", refuse(BadDigest, "the object does not have the checksum that was sent with the list of its parts")
	}
	return &checksum{algorithm, value}, kind, nil
}

// sameClaim compares a checksum with what a client says. Some leave out the number of parts
// behind a composite one.
func sameClaim(said, value string) bool {
	plain, _, _ := strings.Cut(value, "-")
	return said == value || said == plain
}

// agreed is the algorithm and the type that beginning and end of an upload have in common.
func agreed(in intent, claim claimed) (algorithm, kind string, err error) {
	algorithm, kind = in.Algorithm, in.ChecksumType
	if claim.Algorithm != "" {
		if algorithm != "" && algorithm != claim.Algorithm {
			return "", "", refuse(InvalidRequest, "the upload was begun with another checksum algorithm")
		}
		algorithm = claim.Algorithm
	}
	if algorithm == "" {
		return "", "", nil
	}
	if kind != "" && claim.kind != "" && kind != claim.kind {
		return "", "", refuse(InvalidRequest, "the upload was begun with another checksum type")
	}
	if kind == "" {
		kind, err = checksumType(algorithm, claim.kind)
	}
	return algorithm, kind, err
}

// partSums is the binary checksum of each part, nil when one has none.
func partSums(algorithm string, tags []tag) ([][]byte, error) {
	sums := make([][]byte, len(tags))
	for i, t := range tags {
		value := t.value(algorithm)
		if value == "" {
			return nil, nil
		}
		var err error
		if sums[i], err = base64.StdEncoding.DecodeString(value); err != nil {
			return nil, fmt.Errorf("decode checksum of a part: %w", err)
		}
	}
	return sums, nil
}

// compose is the checksum of the checksums.
func compose(algorithm string, sums [][]byte) string {
	h := newChecksum(algorithm)
	for _, sum := range sums {
		h.Write(sum)
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
