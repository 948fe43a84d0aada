package resumable

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func FuzzInteger(f *testing.F) {
	for _, seed := range []string{"0", "007", "999999999999999", "1000000000000000", "-1", "+1", "1.0", " 5 ; a=b", "1, 2", "٣", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, found := integer(http.Header{"Upload-Offset": {text}}, "Upload-Offset")
		if n < 0 || n > maxInteger || !found && n != 0 {
			t.Fatalf("%q is %d, %v", text, n, found)
		}
		value, _, _ := strings.Cut(text, ";")
		want, err := strconv.ParseUint(strings.Trim(value, " "), 10, 63)
		if found && (err != nil || int64(want) != n) {
			t.Errorf("%q is %d, not %d", text, n, want)
		}
	})
}

func FuzzDigest(f *testing.F) {
	for _, seed := range []string{
		"sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", "sha-512=:AAAA:, sha-256=:AAAA:", "sha-256=::", "sha-256", "sha-256=:", ",,=",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sum, err := parseDigest(http.Header{"Content-Digest": {text}}, "Content-Digest")
		if sum != nil && (err != nil || sum.Algorithm != "sha256" || len(sum.Sum) != 32) {
			t.Fatalf("%q is %v, %v", text, sum, err)
		}
	})
}
