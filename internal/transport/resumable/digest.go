package resumable

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// heldBytes is the most that is held back for the sake of a Repr-Digest: what the engine
// would have recorded at the first checkpoint anyway.
const heldBytes = 64 << 20

// parseDigests returns what the content of a request must sum to, nil when it may be anything.
func parseDigests(h http.Header, t transfer) (*upload.Checksum, error) {
	content, err := parseDigest(h, "Content-Digest")
	if err != nil || !t.whole() || t.size > heldBytes {
		return content, err
	}
	whole, err := parseDigest(h, "Repr-Digest")
	switch {
	case err != nil || content == nil:
		return whole, err
	case whole != nil && !bytes.Equal(whole.Sum, content.Sum):
		return nil, media.Errorf(media.Invalid, "Content-Digest and Repr-Digest of the same bytes differ")
	}
	return content, nil
}

// parseDigest reads the sha-256 of a dictionary of byte sequences (RFC 9530 section 2, RFC
// 9651 section 3.2), of several the last. No byte of one is a comma.
func parseDigest(h http.Header, name string) (*upload.Checksum, error) {
	var sum *upload.Checksum
	for member := range strings.SplitSeq(strings.Join(h.Values(name), ","), ",") {
		key, value, _ := strings.Cut(strings.Trim(member, " \t"), "=")
		if key != "sha-256" {
			continue
		}
		value, _, _ = strings.Cut(value, ";")
		inner, begins := strings.CutPrefix(strings.TrimRight(value, " \t"), ":")
		inner, ends := strings.CutSuffix(inner, ":")
		raw, err := base64.StdEncoding.DecodeString(inner)
		if !begins || !ends || err != nil {
			return nil, media.Errorf(media.Invalid, "invalid %s", name)
		}
		if sum, err = upload.NewChecksum("sha256", raw); err != nil {
			return nil, err
		}
	}
	return sum, nil
}
