package apivideo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// viewerLife is how long an unused token lives, and how long a session (contract section 3.5).
const viewerLife = 24 * time.Hour

// viewerKey signs the tokens and sessions of private videos. A list of videos mints a token for
// each, and most are never used; so neither is stored: it says itself when it was minted and
// for which video. Only the first use of a token is recorded, with the session it became.
//
// Both are UUIDs that look random, as clients cut them out of URLs by that form:
//
//	seconds since 1970 (32 bits) · random (28 bits) · MAC of both, sort and video (62 bits)
//
// A MAC of 62 bits can only be guessed by asking the server, for a day at most.
type viewerKey []byte

// The sorts of UUID that a viewerKey signs; one is never taken for the other.
const (
	oneTime    = "token"
	continuing = "session"
)

func (d *Dialect) viewerKey() (viewerKey, error) {
	key, err := d.cfg.Master.Derive("apivideo viewers")
	if err != nil {
		return nil, fmt.Errorf("viewer key: %w", err)
	}
	return key, nil
}

func (k viewerKey) mint(sort, videoID string, now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint32(b[:], uint32(now.Unix())) //nolint:gosec // wraps in 2106, with everybody else
	_, _ = rand.Read(b[4:8])
	k.seal(&b, sort, videoID)
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// valid reports whether id, in lower case, was minted for a video less than a day ago.
func (k viewerKey) valid(id, sort, videoID string, now time.Time) bool {
	raw, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(raw) != 16 {
		return false
	}
	want := [16]byte(raw)
	k.seal(&want, sort, videoID)
	age := now.Sub(time.Unix(int64(binary.BigEndian.Uint32(raw)), 0))
	// A minute ahead: another node's clock.
	return hmac.Equal(want[:], raw) && age < viewerLife && age > -time.Minute
}

// seal writes the marks of a random UUID (RFC 9562 section 5.4) and, behind the first half,
// its MAC.
func (k viewerKey) seal(b *[16]byte, sort, videoID string) {
	b[6] = b[6]&0x0f | 0x40
	mac := hmac.New(sha256.New, k)
	mac.Write(b[:8])
	mac.Write([]byte(sort + "\n" + videoID))
	copy(b[8:], mac.Sum(nil))
	b[8] = b[8]&0x3f | 0x80
}

// fingerprint tells one use of a token from another: by path, address and program. It is a
// MAC so that the record of it tells nobody who watched.
func (k viewerKey) fingerprint(r *http.Request) string {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil { // set by a trusted proxy: without a port
		address = r.RemoteAddr
	}
	mac := hmac.New(sha256.New, k)
	for _, part := range []string{address, r.UserAgent(), r.URL.Path} {
		fmt.Fprintf(mac, "%d %s\n", len(part), part)
	}
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
