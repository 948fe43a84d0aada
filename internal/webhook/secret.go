package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

const secretPrefix = "whsec_"

// NewSecret returns a new signing secret: "whsec_" and 32 random bytes in base64.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// JoinSecrets makes the endpoint's secret for the overlap of a rotation, newest
// first. Messages are then signed with each of them.
func JoinSecrets(secrets ...string) string { return strings.Join(secrets, " ") }

// secretKeys returns the keys in one secret or several joined ones.
func secretKeys(secret string) ([][]byte, error) {
	var keys [][]byte
	for text := range strings.FieldsSeq(secret) {
		encoded, ok := strings.CutPrefix(text, secretPrefix)
		if !ok {
			return nil, errors.New("secret without " + secretPrefix)
		}
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, fmt.Errorf("decode secret: %w", err)
		}
		if len(key) < 24 || len(key) > 64 { // Standard Webhooks, "Signature scheme"
			return nil, fmt.Errorf("secret of %d bytes, not 24 to 64", len(key))
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("no secret")
	}
	return keys, nil
}
