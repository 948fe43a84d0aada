package blob

import (
	"fmt"
	"strings"
)

// Bounds of a key; see [Store].
const (
	maxParts = 8
	maxPart  = 128
)

// CheckKey reports what keeps key from being one, by the rule of [Store]. Every
// store calls it before anything else: a key that passes cannot climb out of a
// folder, hide itself or mean two things on two kinds of storage.
func CheckKey(key string) error {
	if strings.Count(key, "/") >= maxParts {
		return fmt.Errorf("blob key %.80q has more than %d parts", key, maxParts)
	}
	for part := range strings.SplitSeq(key, "/") {
		if !validPart(part) {
			return fmt.Errorf("blob key %.80q has an invalid part", key)
		}
	}
	return nil
}

func validPart(part string) bool {
	if part == "" || len(part) > maxPart || part[0] == '.' {
		return false
	}
	for _, c := range []byte(part) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
