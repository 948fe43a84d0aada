package omegastream

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// skew is how far the clock of a back end that signs may be behind ours.
const skew = time.Minute

// presigned is what a back end hands to its user: the right to upload one video
// until a time, signed with the project's key.
type presigned struct {
	signature  []byte
	expiration string // as sent: the digest covers the text
	expires    time.Time
	videoID    string // as sent
	uuid       string // lower case
}

func unauthorized() error { return media.Errorf(media.Unauthorized, "unauthorized") }

// parsePresigned reads the three headers. It is strict because the digest has no
// separators: 17000000001 + "abc…" signs the same as 1700000000 + "1abc…".
func parsePresigned(h http.Header) (presigned, error) {
	var p presigned
	values := [3]string{}
	for i, name := range [...]string{"Signature", "Expiration", "Video-Id"} {
		sent := h.Values(name)
		switch {
		case len(sent) == 0:
			return p, unauthorized()
		case len(sent) > 1:
			return p, media.Errorf(media.Invalid, "%s is sent twice", name)
		}
		values[i] = sent[0]
	}
	var err error
	if p.signature, err = hex.DecodeString(values[0]); err != nil || len(p.signature) != sha256.Size {
		return p, unauthorized()
	}
	if p.expires, err = parseExpiration(values[1]); err != nil {
		return p, err
	}
	p.expiration, p.videoID = values[1], values[2]
	uuid, ok := media.ParseUUID(p.videoID)
	if !ok {
		return p, unauthorized()
	}
	p.uuid = uuid
	return p, nil
}

// parseExpiration reads Unix seconds: 9 to 11 digits, which milliseconds exceed.
func parseExpiration(s string) (time.Time, error) {
	bad := media.Errorf(media.Invalid, "Expiration must be a Unix time in seconds")
	if len(s) < 9 || len(s) > 11 {
		return time.Time{}, bad
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return time.Time{}, bad
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, bad
	}
	return time.Unix(n, 0), nil
}

// signedBy reports whether key made the signature, over the id as sent or in lower case.
func (p presigned) signedBy(key string) bool {
	asSent := sha256.Sum256([]byte(key + p.expiration + p.videoID))
	lower := sha256.Sum256([]byte(key + p.expiration + p.uuid))
	return subtle.ConstantTimeCompare(asSent[:], p.signature)|subtle.ConstantTimeCompare(lower[:], p.signature) == 1
}

// presignedVideo returns the video, deleted ones too, that r has the right to
// upload. The signature may have been expired for as long as grace. An unknown video is answered
// like a wrong signature: ids are not to be guessed.
func (d *Dialect) presignedVideo(r *http.Request, grace time.Duration) (media.Video, error) {
	p, err := parsePresigned(r.Header)
	if err != nil {
		return media.Video{}, err
	}
	if !p.expires.After(d.cfg.Now().Add(-skew - grace)) {
		return media.Video{}, unauthorized()
	}
	v, err := d.cfg.Catalog.Find(r.Context(), p.uuid)
	if media.KindOf(err) == media.NotFound {
		return media.Video{}, unauthorized()
	}
	if err != nil {
		return media.Video{}, fmt.Errorf("check signature: %w", err)
	}
	keys, err := d.cfg.Keys.OfProject(r.Context(), v.ProjectID)
	if err != nil {
		return media.Video{}, fmt.Errorf("check signature: %w", err)
	}
	right := false
	for _, key := range keys { // all of them, so that time tells nothing
		right = p.signedBy(key.Secret) || right
	}
	if !right {
		return media.Video{}, unauthorized()
	}
	return v, nil
}
