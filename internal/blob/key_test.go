package blob_test

import (
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
)

func TestCheckKey(t *testing.T) {
	long := strings.Repeat("x", 128)
	for key, valid := range map[string]bool{
		"a":                                true,
		"0/-/_/a.b":                        true,
		"a..":                              true,
		long:                               true,
		strings.Repeat(long+"/", 7) + long: true,
		"":                                 false,
		"/":                                false,
		"/a":                               false,
		"a/":                               false,
		"a//b":                             false,
		".":                                false,
		"..":                               false,
		"a/../b":                           false,
		".tmp/a":                           false,
		"a/.b":                             false,
		"A":                                false,
		"a b":                              false,
		`a\b`:                              false,
		"a\x00":                            false,
		"a:b":                              false,
		"é":                                false,
		long + "x":                         false,
		strings.Repeat("a/", 8) + "a":      false,
		strings.Repeat("/", 1<<20):         false,
	} {
		if err := blob.CheckKey(key); (err == nil) != valid {
			t.Errorf("CheckKey(%.40q) = %v, want valid = %t", key, err, valid)
		}
	}
}
