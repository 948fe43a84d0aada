package s3

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// authorizationOf is an Authorization header whose form is right and whose signature is wrong.
func authorizationOf(signedHeaders string) string {
	return "AWS4-HMAC-SHA256 Credential=" + ourKeyID + "/" + ourScope + ", SignedHeaders=" + signedHeaders +
		", Signature=" + strings.Repeat("0", 64)
}

// TestVerifyRefused sends what is wrong before any key is looked at.
func TestVerifyRefused(t *testing.T) {
	const signed = "host;x-amz-content-sha256;x-amz-date"
	good := authorizationOf(signed)
	for name, tt := range map[string]struct {
		authorization []string
		target        string
		header        string // one more line
		code          Code
	}{
		"nothing":              {nil, "/project-1/a", "", AccessDenied},
		"other scheme":         {[]string{"Bearer abc"}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"version 2":            {[]string{"AWS key:c2ln"}, "/project-1/a", "", InvalidRequest},
		"version 2 URL":        {nil, "/project-1/a?AWSAccessKeyId=key&Expires=1&Signature=c2ln", "", InvalidRequest},
		"public key signature": {[]string{strings.Replace(good, "HMAC", "ECDSA-P256", 1)}, "/a", "", AuthorizationHeaderMalformed},
		"two headers":          {[]string{good, good}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"header and query":     {[]string{good}, "/project-1/a?X-Amz-Signature=0", "", InvalidRequest},
		"huge":                 {[]string{authorizationOf(signed + strings.Repeat(";x", 8000))}, "/a", "", AuthorizationHeaderMalformed},
		"part twice":           {[]string{good + ", Signature=0"}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"part more":            {[]string{good + ", Extra=0"}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"part missing":         {[]string{strings.Replace(good, "SignedHeaders", "Headers", 1)}, "/a", "", AuthorizationHeaderMalformed},
		"only the algorithm":   {[]string{"AWS4-HMAC-SHA256 "}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"no key id":            {[]string{strings.Replace(good, ourKeyID, "", 1)}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"long key id": {[]string{strings.Replace(good, ourKeyID, strings.Repeat("A", 129), 1)}, "/a", "",
			AuthorizationHeaderMalformed},
		"no region":              {[]string{strings.Replace(good, "us-east-1", "", 1)}, "/a", "", AuthorizationHeaderMalformed},
		"long region":            {[]string{strings.Replace(good, "us-east-1", strings.Repeat("a", 33), 1)}, "/a", "", AuthorizationHeaderMalformed},
		"no signed headers":      {[]string{authorizationOf("")}, "/project-1/a", "", AuthorizationHeaderMalformed},
		"host not signed":        {[]string{authorizationOf("x-amz-content-sha256;x-amz-date")}, "/a", "", AccessDenied},
		"host in capitals":       {[]string{authorizationOf("Host;x-amz-content-sha256;x-amz-date")}, "/a", "", SignatureDoesNotMatch},
		"date not signed":        {[]string{authorizationOf("host;x-amz-content-sha256")}, "/a", "", AccessDenied},
		"amz header not signed":  {[]string{good}, "/a", "X-AMZ-Acl: public-read", AccessDenied},
		"token not signed":       {[]string{good}, "/a", "X-Amz-Security-Token: abc", AccessDenied},
		"second payload":         {[]string{good}, "/a", "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD", InvalidRequest},
		"second date":            {[]string{good}, "/a", "X-Amz-Date: 20260102T030405Z", AccessDenied},
		"empty and length":       {[]string{authorizationOf("content-length;" + signed)}, "/a", "Content-Length: 0", InvalidRequest},
		"parameter twice":        {[]string{good}, "/a?uploadId=a&uploadId=b", "", SignatureDoesNotMatch},
		"malformed query":        {[]string{good}, "/a?uploadId=%zz", "", SignatureDoesNotMatch},
		"headers out of order":   {[]string{authorizationOf("x-amz-date;x-amz-content-sha256;host")}, "/a", "", SignatureDoesNotMatch},
		"header listed twice":    {[]string{authorizationOf("host;" + signed)}, "/a", "", SignatureDoesNotMatch},
		"header that is missing": {[]string{authorizationOf("content-type;" + signed)}, "/a", "", SignatureDoesNotMatch},
		"header without a name":  {[]string{authorizationOf(";" + signed)}, "/a", "", SignatureDoesNotMatch},
	} {
		t.Run(name, func(t *testing.T) {
			head := []string{"PUT " + tt.target + " HTTP/1.1", "Host: video.example.com",
				"X-Amz-Date: 20260102T030405Z", "X-Amz-Content-Sha256: " + emptySHA256}
			for _, value := range tt.authorization {
				head = append(head, "Authorization: "+value)
			}
			if tt.header != "" {
				head = append(head, tt.header)
			}
			_, err := verifierAt(t, "20260102T030405Z").verify(received(t, head...))
			if got := codeIn(err); got != tt.code {
				t.Errorf("%v, want %s", err, tt.code)
			}
		})
	}
}

func TestVerifyRequiredHeaders(t *testing.T) {
	for name, tt := range map[string]struct {
		without string
		code    Code
	}{
		"date":    {"X-Amz-Date", AccessDenied},
		"payload": {"X-Amz-Content-Sha256", InvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			r := received(t, ourStreaming()...)
			r.Header.Del(tt.without)
			if _, err := verifierAt(t, "20260102T030405Z").verify(r); codeIn(err) != tt.code {
				t.Errorf("%v, want %s", err, tt.code)
			}
		})
	}
}

// TestVerifyTwice: a parameter that comes twice is refused with a good signature, too. It is
// as good for the two in the other order.
func TestVerifyTwice(t *testing.T) {
	const target = "http://video.example.com/project-1/a.mp4?uploadId=a&uploadId=b"
	for name, r := range map[string]*http.Request{
		"header":    newSigned(t, http.MethodPut, target, ourKeyID, ourSecret, nil),
		"presigned": newPresigned(t, target+"&X-Amz-Expires=60", nil),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := verifierAt(t, ourTime).verify(r); codeIn(err) != SignatureDoesNotMatch {
				t.Errorf("%v, want %s", err, SignatureDoesNotMatch)
			}
		})
	}
}

// TestVerifyDecoy signs with the secret that stands in for unknown keys: it opens nothing.
func TestVerifyDecoy(t *testing.T) {
	s := verifierAt(t, "20260102T030405Z")
	r := newSigned(t, http.MethodPut, "http://video.example.com/project-1/a.mp4", "TRUNKNOWN00000000001", decoySecret, nil)
	if _, err := s.verify(r); codeIn(err) != InvalidAccessKeyID {
		t.Errorf("%v, want %s", err, InvalidAccessKeyID)
	}
}

// TestVerifySameWork counts allocations, which follow from the work done and not from the
// machine: an unknown key must not be answered earlier than a wrong signature.
func TestVerifySameWork(t *testing.T) {
	s := verifierAt(t, "20260102T030405Z")
	work := func(id string) float64 {
		r := newSigned(t, http.MethodPut, "http://video.example.com/project-1/a.mp4", id, "wrong", nil)
		return testing.AllocsPerRun(100, func() {
			if _, err := s.verify(r); err == nil {
				t.Error("taken for good")
			}
		})
	}
	known, unknown := work(ourKeyID), work("TRUNKNOWN00000000001")
	if d := known - unknown; d > 5 || d < -5 { // the error of the look-up itself
		t.Errorf("%.0f allocations for a wrong signature, %.0f for an unknown key", known, unknown)
	}
}

// brokenKeys cannot be asked.
type brokenKeys struct{ err error }

func (k brokenKeys) AccessKey(context.Context, string) (Access, error) { return Access{}, k.err }

func TestVerifyKeysUnavailable(t *testing.T) {
	cause := media.Errorf(media.Unavailable, "database does not answer")
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s := New(Config{Keys: brokenKeys{cause}, Now: now})
	_, err := s.verify(received(t, ourPresigned()...))
	if !errors.Is(err, cause) || asError(err).Code != SlowDown {
		t.Errorf("%v, want %v as %s", err, cause, SlowDown)
	}
}
