package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of Standard Webhooks.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// tolerance is how far a receiver's clock may be from the sender's, both ways.
const tolerance = 5 * time.Minute

// ErrSignature means that no signature of a message fits its secret, id,
// timestamp and body.
var ErrSignature = errors.New("webhook signature does not match")

// ErrTimestamp means that a message is older or newer than five minutes: a
// replay, or a wrong clock.
var ErrTimestamp = errors.New("webhook timestamp out of tolerance")

// Sign sets the three headers of Standard Webhooks for a body to be sent as it
// is. Of several secrets each gives a signature. An id with a dot is
// an error: the signed text could be split in two ways.
func Sign(h http.Header, secret, id string, at time.Time, body []byte) error {
	if id == "" || strings.Contains(id, ".") {
		return fmt.Errorf("sign webhook: id %q is empty or has a dot", id)
	}
	keys, err := secretKeys(secret)
	if err != nil {
		return fmt.Errorf("sign webhook %s: %w", id, err)
	}
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signatures := make([]string, len(keys))
	for i, key := range keys {
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(digest(key, id, timestamp, body))
	}
	h.Set(headerID, id)
	h.Set(headerTimestamp, timestamp)
	h.Set(headerSignature, strings.Join(signatures, " "))
	return nil
}

// Verify is the receiver's side of [Sign]: it accepts the message when any of
// its v1 signatures fits any of the secrets. It returns an error wrapping
// ErrSignature or ErrTimestamp, or what is wrong with secret.
// A receiver also has to remember ids, to drop what it has seen.
func Verify(h http.Header, secret string, body []byte, now time.Time) error {
	keys, err := secretKeys(secret)
	if err != nil {
		return fmt.Errorf("verify webhook: %w", err)
	}
	id, timestamp := h.Get(headerID), h.Get(headerTimestamp)
	if strings.Contains(id, ".") { // else part of a body could pass as timestamp
		return fmt.Errorf("verify webhook %q: %w", id, ErrSignature)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return fmt.Errorf("verify webhook: %w", ErrTimestamp)
	}
	if off := now.Sub(time.Unix(seconds, 0)); off > tolerance || off < -tolerance {
		return fmt.Errorf("verify webhook %q: %w", id, ErrTimestamp)
	}
	for signature := range strings.FieldsSeq(h.Get(headerSignature)) {
		encoded, ok := strings.CutPrefix(signature, "v1,")
		given, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil {
			continue // another version, or garbage
		}
		for _, key := range keys {
			if hmac.Equal(given, digest(key, id, timestamp, body)) {
				return nil
			}
		}
	}
	return fmt.Errorf("verify webhook %q: %w", id, ErrSignature)
}

func digest(key []byte, id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(id + "." + timestamp + "."))
	_, _ = mac.Write(body)
	return mac.Sum(nil)
}
