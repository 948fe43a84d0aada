package s3

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestVerifySkew(t *testing.T) {
	signed := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, tt := range map[string]struct {
		now  time.Duration // after the signature
		code Code
	}{
		"at once":         {0, ""},
		"late":            {15 * time.Minute, ""},
		"too late":        {15*time.Minute + time.Second, RequestTimeTooSkewed},
		"early":           {-15 * time.Minute, ""},
		"too early":       {-15*time.Minute - time.Second, RequestTimeTooSkewed},
		"a day too late":  {24 * time.Hour, RequestTimeTooSkewed},
		"a year too soon": {-365 * 24 * time.Hour, RequestTimeTooSkewed},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verifierAt(t, signed.Add(tt.now).Format(timeFormat)).verify(received(t, ourStreaming()...))
			if got := codeIn(err); got != tt.code {
				t.Errorf("%v, want code %q", err, tt.code)
			}
		})
	}
}

// TestVerifyMidnight: the scope is of the day of signing, whatever day it is here.
func TestVerifyMidnight(t *testing.T) {
	r := newSignedAt(t, "20260102T235959Z", http.MethodPut, "http://video.example.com/project-1/a", ourKeyID, ourSecret, nil)
	if _, err := verifierAt(t, "20260103T000100Z").verify(r); err != nil {
		t.Error(err)
	}
}

// TestVerifyLife is of presigned URLs that are signed by whom they should be.
func TestVerifyLife(t *testing.T) {
	signed := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, tt := range map[string]struct {
		expires string
		now     time.Duration // after the signature
		code    Code
	}{
		"at once":           {"1", 0, ""},
		"last second":       {"86400", 24 * time.Hour, ""},
		"expired":           {"86400", 24*time.Hour + time.Second, AccessDenied},
		"client's clock":    {"60", -15 * time.Minute, ""},
		"not yet":           {"60", -15*time.Minute - time.Second, AccessDenied},
		"a week":            {"604800", 7 * 24 * time.Hour, ""},
		"more than a week":  {"604801", 0, AuthorizationQueryParametersError},
		"no time":           {"0", 0, AuthorizationQueryParametersError},
		"less than nothing": {"-1", 0, AuthorizationQueryParametersError},
		"more than numbers": {"99999999999999999999", 0, AuthorizationQueryParametersError},
		"no number":         {"1h", 0, AuthorizationQueryParametersError},
		"with a sign":       {"+60", 0, AuthorizationQueryParametersError},
		"missing":           {"", 0, AuthorizationQueryParametersError},
	} {
		t.Run(name, func(t *testing.T) {
			r := newPresigned(t, "http://video.example.com/project-1/a?X-Amz-Expires="+strings.ReplaceAll(tt.expires, "+", "%2B"), nil)
			_, err := verifierAt(t, signed.Add(tt.now).Format(timeFormat)).verify(r)
			if got := codeIn(err); got != tt.code {
				t.Errorf("%v, want code %q", err, tt.code)
			}
		})
	}
}

// TestVerifyPresignedParameters leaves out or spoils each parameter that a presigned URL needs.
func TestVerifyPresignedParameters(t *testing.T) {
	for name, change := range map[string][2]string{
		"algorithm missing":    {"X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""},
		"algorithm unknown":    {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"},
		"credential malformed": {"%2Fs3%2F", "%2F"},
		"credential for sts":   {"%2Fs3%2F", "%2Fsts%2F"},
		"date missing":         {"X-Amz-Date=20260102T030405Z&", ""},
		"date with fraction":   {"T030405Z", "T030405.5Z"},
		"date of another day":  {"Date=20260102", "Date=20260101"},
		"no such date":         {"Date=20260102", "Date=20261302"},
		"headers missing":      {"X-Amz-SignedHeaders=host&", ""},
		"headers without end":  {"SignedHeaders=host", "SignedHeaders=host" + strings.Repeat("%3Bx", maxAuthorization)},
		"signature cut":        {"b3e19", "b3e1"},
		"signature missing":    {"X-Amz-Signature=", "Signature="},
	} {
		t.Run(name, func(t *testing.T) {
			head := strings.Join(ourPresigned(), "\r\n")
			r := received(t, strings.Replace(head, change[0], change[1], 1))
			if _, err := verifierAt(t, "20260102T030405Z").verify(r); codeIn(err) != AuthorizationQueryParametersError {
				t.Errorf("%v, want %s", err, AuthorizationQueryParametersError)
			}
		})
	}
}
