package s3

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The query parameters of a presigned URL.
const (
	amzAlgorithm     = "X-Amz-Algorithm"
	amzCredential    = "X-Amz-Credential"
	amzDate          = "X-Amz-Date"
	amzExpires       = "X-Amz-Expires"
	amzSignedHeaders = "X-Amz-SignedHeaders"
	amzSignature     = "X-Amz-Signature"
	amzContentSHA256 = "X-Amz-Content-Sha256"
)

// maxExpires is the longest life of a presigned URL, in seconds: a week, as at Amazon.
const maxExpires = 7 * 24 * 60 * 60

// readQuery reads the claim of a presigned URL.
func readQuery(r *http.Request) (*claim, error) {
	query, err := readParameters(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	c := &claim{
		presigned: true, query: query, payload: payloadOf(r.Header, query),
		proof: proof{signedHeaders: query.Get(amzSignedHeaders), signature: query.Get(amzSignature)},
	}
	seconds, err := strconv.ParseUint(query.Get(amzExpires), 10, 32)
	c.expires = time.Duration(seconds) * time.Second
	wrong := ""
	switch {
	case query.Get(amzAlgorithm) != algorithm:
		wrong = amzAlgorithm
	case !c.readCredential(query.Get(amzCredential)):
		wrong = amzCredential
	case !c.readTime(query.Get(amzDate)) || !c.sameDay():
		wrong = amzDate
	case err != nil || seconds < 1 || seconds > maxExpires:
		wrong = amzExpires
	case c.signedHeaders == "" || len(c.signedHeaders) > maxAuthorization:
		wrong = amzSignedHeaders
	case !isSignature(c.signature):
		wrong = amzSignature
	}
	if wrong != "" {
		return nil, refuse(AuthorizationQueryParametersError, "the query parameter "+wrong+" is missing or wrong")
	}
	for _, name := range []string{amzAlgorithm, amzCredential, amzDate, amzSignedHeaders, amzSignature} {
		query.Del(name)
	}
	return c, nil
}

// payloadOf is what a presigned URL says of the body: some clients sign a header, some put
// it into the query, and most leave it out.
func payloadOf(h http.Header, query url.Values) string {
	return cmp.Or(h.Get(amzContentSHA256), query.Get(amzContentSHA256), unsignedPayload)
}
