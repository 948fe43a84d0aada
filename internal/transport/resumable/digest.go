package resumable

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// heldBytes is the most that is held back for the sake of a Repr-Digest: what the engine
// would have recorded at the first checkpoint anyway.
const heldBytes = 64 << 20

// parseDigests reads what the content of a request must sum to and what the whole must, nil
// where it may be anything. A request that brings the whole is held to both.
func parseDigests(h http.Header, t transfer) (content, whole *upload.Checksum, err error) {
	if content, err = parseDigest(h, "Content-Digest"); err != nil {
		return nil, nil, err
	}
	if whole, err = parseDigest(h, "Repr-Digest"); err != nil {
		return nil, nil, err
	}
	switch {
	case whole == nil || !t.held():
		return content, whole, nil
	case content != nil && !bytes.Equal(whole.Sum, content.Sum):
		return nil, nil, media.Errorf(media.Invalid, "Content-Digest and Repr-Digest of the same bytes differ")
	}
	return whole, whole, nil
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

// digestMark begins the metadata of an upload whose creation told the sum of the whole.
const digestMark = "Repr-Digest sha-256="

// expect makes an upload that is checked against the sum of the whole when it is complete: it
// is summed as it comes, and remembers what it must sum to, for the request that completes
// it need not say so again.
func expect(b *upload.Beginning, whole *upload.Checksum) {
	if whole != nil {
		b.Digest, b.Metadata = upload.DigestInline, digestMark+base64.StdEncoding.EncodeToString(whole.Sum)
	}
}

// expected is what u must sum to: what this request says, or else its creation. It is nil when
// neither does, and when u is not summed as it comes, as its project may have it.
func expected(u upload.Upload, t transfer) (*upload.Checksum, error) {
	if u.Digest != upload.DigestInline {
		return nil, nil //nolint:nilnil // nothing to expect is no error
	}
	text, found := strings.CutPrefix(u.Metadata, digestMark)
	if t.whole != nil || !found {
		return t.whole, nil
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("read digest of upload %s: %w", u.ID, err)
	}
	return upload.NewChecksum("sha256", raw)
}

// matches reports whether the bytes of u sum to whole.
func matches(u upload.Upload, whole *upload.Checksum) (bool, error) {
	h := sha256.New()
	if len(u.HashState) > 0 {
		if err := h.(encoding.BinaryUnmarshaler).UnmarshalBinary(u.HashState); err != nil {
			return false, fmt.Errorf("sum of upload %s: %w", u.ID, err)
		}
	}
	return bytes.Equal(h.Sum(nil), whole.Sum), nil
}
