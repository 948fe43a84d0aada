package media

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// NewUUID returns a random UUID (RFC 9562 version 4) in lower case.
func NewUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails since Go 1.24
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// ParseUUID returns the lower-case form of s, or false if s is not 36
// characters of hex digits and hyphens in their places.
func ParseUUID(s string) (string, bool) {
	if len(s) != 36 {
		return "", false
	}
	for i, c := range []byte(s) {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return "", false
			}
		case !isHex(c):
			return "", false
		}
	}
	return strings.ToLower(s), true
}

// base62 in the order of ASCII, so that short ids sort like the UUIDs they spell.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// shortLength is how many digits of base 62 the 128 bits of a UUID need.
const shortLength = 22

// ShortID spells a UUID in 22 digits and letters, for APIs whose ids have no hyphens.
// What is no UUID has none: "".
func ShortID(uuid string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
	if err != nil || len(raw) != 16 {
		return ""
	}
	n, rest := new(big.Int).SetBytes(raw), new(big.Int)
	out := [shortLength]byte{}
	for i := range out {
		n.DivMod(n, big.NewInt(int64(len(base62))), rest)
		out[shortLength-1-i] = base62[rest.Int64()]
	}
	return string(out[:])
}

// ParseShortID returns the UUID that s spells, or false if it spells none.
func ParseShortID(s string) (string, bool) {
	if len(s) != shortLength {
		return "", false
	}
	n := new(big.Int)
	for _, c := range []byte(s) {
		digit := strings.IndexByte(base62, c)
		if digit < 0 {
			return "", false
		}
		n.Mul(n, big.NewInt(int64(len(base62)))).Add(n, big.NewInt(int64(digit)))
	}
	if n.BitLen() > 128 {
		return "", false
	}
	h := hex.EncodeToString(n.FillBytes(make([]byte, 16)))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], true
}

// SlugLength is how many letters and digits a slug has.
const SlugLength = 16

// NewSlug returns a random slug.
func NewSlug() string { return RandomID()[shortLength-SlugLength:] }

// RandomID returns a fresh id of the same 22 digits and letters.
func RandomID() string { return ShortID(NewUUID()) }

// NewObjectID returns 24 hex digits: the second of creation, then eight random
// bytes. Ids made later sort later, to the second.
func NewObjectID(now time.Time) string {
	var b [12]byte
	binary.BigEndian.PutUint32(b[:4], uint32(now.Unix())) //nolint:gosec // wraps in 2106, which only unsorts
	_, _ = rand.Read(b[4:])
	return hex.EncodeToString(b[:])
}

// ObjectID returns the 24 hex digits that clients which know no UUID are given
// for v: its second of creation and the last eight bytes of its UUID.
func (v Video) ObjectID() string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(v.CreatedAt.Unix())) //nolint:gosec // as in NewObjectID
	tail := strings.ReplaceAll(v.ID, "-", "")
	return hex.EncodeToString(b[:]) + tail[len(tail)-16:]
}

// IsObjectID reports whether s has the form of an ObjectID: 24 lower-case hex digits.
func IsObjectID(s string) bool {
	if len(s) != 24 {
		return false
	}
	for _, c := range []byte(s) {
		if !isHex(c) || c >= 'A' && c <= 'F' {
			return false
		}
	}
	return true
}

// RandomHex returns n random bytes as 2n lower-case hex digits.
func RandomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
